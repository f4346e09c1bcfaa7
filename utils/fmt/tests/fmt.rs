//! fmt: reformatting paragraphs.

use testing::{Dir, bad_name, bin_dir, utility};

const TEXT: &str = "The quick brown fox (so they say) jumps over the lazy dog.  And then it sleeps, for a\n\
    while; e.g. until noon. \"What?\" he said.\n   indented text that is long enough to be wrapped\n\
    in some place or other.\n\n- a tag\n  and its text, of several lines of which one is\n  short\n\
    \ttabs\tbetween  words\n> quoted text that goes on for a while and then stops in the middle of\n\
    >  the next line\n# a comment\n\x0cform feeds\rand returns\n   \nlast line without an end";

/// Compares with GNU's. GNU 9.1 counts the newline, so it is given one more column.
fn compare(args: &[&str], goal: usize, width: usize, text: &str) {
    let run = |width: usize| {
        let (goal, width) = (format!("-g{goal}"), format!("-w{width}"));
        [goal, width]
    };
    let Some(gnu) = testing::gnu("fmt") else {
        return;
    };
    let theirs = gnu.args(args).args(run(width + 1)).stdin(text).run();
    let ours = utility("fmt").args(args).args(run(width)).stdin(text).run();
    assert_eq!(
        String::from_utf8_lossy(&ours.stdout),
        String::from_utf8_lossy(&theirs.stdout),
        "{args:?} -g{goal} -w{width}"
    );
    assert_eq!((ours.stderr, ours.status), (theirs.stderr, theirs.status));
}

#[test]
fn examples() {
    let fmt = |args: &[&str], text: &str| utility("fmt").args(args).stdin(text);
    fmt(&[], "a\nb\n\nc\n").prints("a b\n\nc\n");
    fmt(&[], "a\n  b\n").prints("a\n  b\n");
    fmt(&["-w6"], "one two three\n").prints("one\ntwo\nthree\n");
    fmt(&["-c", "-w5"], "  ab\ncd\nef\n").prints("  ab\ncd ef\n");
    fmt(&["-s"], "a\nb\n").prints("a\nb\n");
    fmt(&["-u"], "a   b.  c\n").prints("a b.  c\n");
    fmt(&["-p#"], "# a\n# b\nc\nd\n").prints("# a b\nc\nd\n");
}

#[test]
fn formats_as_gnu_does() {
    for args in [
        &[][..],
        &["-c"],
        &["-t"],
        &["-s"],
        &["-u"],
        &["-p", ">"],
        &["-p", "> "],
        &["-p", " #"],
        &["--prefix=#", "--uniform-spacing"],
        &["--crown-margin", "--split-only"],
        &["--tagged-paragraph"],
    ] {
        for (goal, width) in [
            (70, 75),
            (20, 25),
            (5, 10),
            (30, 30),
            (0, 0),
            (1, 1),
            (150, 200),
        ] {
            compare(args, goal, width, TEXT);
        }
    }
}

#[test]
fn formats_long_paragraphs_in_parts() {
    let words: String = (0..4000)
        .map(|i| format!("word{} ", i * i % 10_007))
        .collect();
    let letters: String = (0..4000)
        .map(|i| if i % 9 == 0 { "a. " } else { "b " })
        .collect();
    let long = "x".repeat(20_000);
    for text in [&words, &letters, &long, &format!("a {long} b\n{words}\n")] {
        for args in [&[][..], &["-t"], &["-c"], &["-u"]] {
            compare(args, 60, 70, text);
        }
    }
}

#[test]
fn width_is_inclusive() {
    utility("fmt")
        .args(["-w", "7"])
        .stdin("abc def\n")
        .prints("abc def\n");
    utility("fmt")
        .args(["-w", "6"])
        .stdin("abc def\n")
        .prints("abc\ndef\n");
}

#[test]
fn reads_widths_as_gnu_does() {
    for args in [
        &["-wx"][..],
        &["-w2501"],
        &["-w-3"],
        &["-g80"],
        &["-gx"],
        &["-w5", "-g9"],
        &["-2501"],
        &["-5x"],
        &["-w", "30", "-20"],
        &["-s", "-20"],
        &["-x"],
    ] {
        utility("fmt").args(args).recorded();
    }
    utility("fmt").args(["-20", "-s"]).stdin(TEXT).run().is(
        utility("fmt").args(["-s", "-w20"]).stdin(TEXT).run().stdout,
        "",
        0,
    );
    // With only a goal, lines may be ten columns longer.
    let wide = utility("fmt")
        .args(["-g20", "-w30"])
        .stdin(TEXT)
        .run()
        .stdout;
    utility("fmt").args(["-g20"]).stdin(TEXT).prints(wide);
}

/// NUL is an opening and a closing bracket, and a period.
#[test]
fn nul_counts_as_punctuation() {
    let text = "one \0\ntwo.\0\nthree \0four five.)\0  six\n";
    for args in [&["-w40"][..], &["-u", "-w60"], &["-w20", "-g18"]] {
        utility("fmt").args(args).stdin(text).recorded();
    }
}

#[test]
fn several_files() {
    let dir = Dir::new();
    dir.file("f", "a\nb\n")
        .file(bad_name(), b"\xff\nc")
        .file("tab", "\tx\n\ty\n");
    utility("fmt")
        .args(["f", "gone", "tab"])
        .cwd(&dir)
        .recorded();
    utility("fmt")
        .args([bad_name()])
        .cwd(&dir)
        .prints(b"\xff c\n");
    utility("fmt")
        .args(["f", "-"])
        .cwd(&dir)
        .stdin("c\nd")
        .recorded();
}

#[test]
fn reports_what_it_cannot_read_or_write() {
    utility("fmt").args(["."]).fails(1, "fmt: read error\n");
    let message = "fmt: read error\nfmt: closing standard input: Bad file descriptor\n";
    utility("fmt").closed(0).fails(1, message);
    let outcome = utility("fmt").stdin("x\n").run_into("/dev/full");
    outcome.is("", "fmt: write error: No space left on device\n", 1);
}

#[test]
fn large_widths_are_out_of_range() {
    for width in [
        "2501",
        "2000000000",
        "99999999999",
        "99999999999999999999999",
    ] {
        let message = format!("fmt: invalid width: '{width}': Numerical result out of range\n");
        utility("fmt").args(["-w", width]).fails(1, message);
    }
}

/// Generated paragraphs break where GNU breaks them. GNU 9.1 gets one more column, and the same
/// goal: its own would be computed from that width.
#[test]
fn generated_text_breaks_as_gnu_does() {
    let mut chance = testing::Chance::seeded(14);
    for _ in 0..20 {
        let mut text = String::new();
        for _ in 0..chance.below(118) + 3 {
            if chance.below(20) == 0 {
                text.push_str(["", "  ", "    "][chance.below(3)]);
            }
            for _ in 0..chance.below(15) {
                for _ in 0..chance.below(11) + 1 {
                    text.push(char::from(b'a' + chance.below(26) as u8));
                }
                text.push_str([" ", " ", " ", " ", "  ", ". ", ", ", ") "][chance.below(8)]);
            }
            text.push('\n');
        }
        for (args, goal, width) in [
            (&[][..], 70, 75),
            (&[], 37, 40),
            (&[], 25, 30),
            (&["-t"], 70, 75),
            (&["-s"], 37, 40),
            (&["-u"], 70, 75),
        ] {
            compare(args, goal, width, &text);
        }
    }
}

/// Lines, words and indentation are larger than the memory.
#[test]
fn lines_of_any_length() {
    let fmt = bin_dir().join("fmt");
    let fmt = format!("prlimit --as=60000000 {}", fmt.display());
    let long = |byte: &str| format!("head -c 80000000 /dev/zero | tr '\\0' '{byte}'");
    let run = |line: String| Dir::new().run(&line);
    run(format!("{} | {fmt} | wc -c", long("x"))).is("80000001\n", "", 0);
    run(format!("{} | {fmt} -p '>' | wc -c", long("x"))).is("80000000\n", "", 0);
    run(format!("({}; echo x) | {fmt} | wc -c", long(" "))).is("80000002\n", "", 0);
    run(format!(
        "(printf x; {}; echo y) | {fmt} -w 2500 | wc -l",
        long(" ")
    ))
    .is("2\n", "", 0);
}
