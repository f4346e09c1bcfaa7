//! Integration tests of tsort.

use testing::{Dir, bad_name, utility};

#[test]
fn prints_each_item_before_its_successors() {
    let tsort = |text: &str| utility("tsort").stdin(text);
    tsort("shirt tie\ntie jacket\ntrousers jacket\n").prints("shirt\ntrousers\ntie\njacket\n");
    tsort("alone alone\n").prints("alone\n");
    tsort("a b b a\n").run().is(
        "a\nb\n",
        "tsort: -: input contains a loop:\ntsort: a\ntsort: b\n",
        1,
    );
    tsort("a b c\n").fails(1, "tsort: -: input contains an odd number of tokens\n");
}

#[test]
fn sorts_as_gnu_does() {
    for text in [
        "",
        "a b\nb c\n",
        "a a",
        "c d b d\na b",
        "a b a c a d b e c e d e\n",
        "x\ty\ny z  z\tz q\n x",
        "10 9 9 8 2 8\n",
    ] {
        utility("tsort").stdin(text).recorded();
    }
    utility("tsort").args(["-w"]).stdin("a b").prints("a\nb\n");
}

#[test]
fn breaks_loops_as_gnu_does() {
    for text in [
        "a b b a",
        "a b b c c a",
        "a b b a c d d c",
        "a b b c c a x a c y",
        "a b b c c b a c d a",
        "z y y x x z a b",
        "a b b c c d d b b a",
        "a b a b b a",
    ] {
        utility("tsort").stdin(text).recorded();
    }
}

#[test]
fn names_the_file() {
    let dir = Dir::new();
    dir.file("a b", "x y y x")
        .file("odd", "x y z")
        .file(bad_name(), "x y");
    utility("tsort").args(["a b"]).cwd(&dir).recorded();
    utility("tsort").args(["odd"]).cwd(&dir).recorded();
    utility("tsort")
        .args([bad_name()])
        .cwd(&dir)
        .prints("x\ny\n");
    utility("tsort").args(["gone"]).cwd(&dir).recorded();
    utility("tsort").args(["odd", "more"]).cwd(&dir).recorded();
    // 9.1 treats unreadable input as empty.
    let message = "tsort: .: read error: Is a directory\n";
    utility("tsort").args(["."]).cwd(&dir).fails(1, message);
    utility("tsort")
        .closed(0)
        .fails(1, "tsort: -: read error: Bad file descriptor\n");
}

#[test]
fn sorts_many_items() {
    let pairs: String = (0..50_000).map(|i| format!("n{i} n{}\n", i + 1)).collect();
    let sorted: String = (0..=50_000).map(|i| format!("n{i}\n")).collect();
    utility("tsort").stdin(pairs).prints(sorted);
    // Names that are not UTF-8.
    utility("tsort")
        .stdin(b"\xff\xfe \xfe")
        .prints(b"\xff\xfe\n\xfe\n");
    utility("tsort").stdin(b"\xff \xfe \xfe \xff").recorded();
    // Names end at a NUL.
    utility("tsort").stdin(b"a\0b c a\0d e \0 \0f").recorded();
}

#[test]
fn reports_what_it_cannot_write() {
    let outcome = utility("tsort").stdin("x y").run_into("/dev/full");
    outcome.is("", "tsort: write error: No space left on device\n", 1);
}

/// Items that only differ after their first eight bytes.
#[test]
fn sorts_long_names_by_all_of_their_bytes() {
    utility("tsort")
        .stdin("items-of-b z\nitems-of-a z\nitems-of- z\nitems-of z\nitem z\n")
        .prints("item\nitems-of\nitems-of-\nitems-of-a\nitems-of-b\nz\n");
}
