//! fold: wrapping lines that are too wide.

use testing::{Dir, bad_name, utility};

const TEXT: &str = "one two\tthree four five\nabcdefghijklmnopqrstuvwxyz\n\n\tx\ty\nab\x08\x08cd\refgh ij\n\
                    a word that is much too long: pneumonoultramicroscopic\nunfinished  line ";

#[test]
fn examples() {
    let fold = |args: &[&str]| utility("fold").args(args).stdin("a bc def\n");
    fold(&[]).prints("a bc def\n");
    fold(&["-w3"]).prints("a b\nc d\nef\n");
    fold(&["-sw3"]).prints("a \nbc \ndef\n");
    utility("fold")
        .args(["-w9"])
        .stdin("a\tbc\n")
        .prints("a\tb\nc\n");
    utility("fold")
        .args(["-bw3"])
        .stdin("a\tbc\n")
        .prints("a\tb\nc\n");
}

#[test]
fn wraps_as_gnu_does() {
    let dir = Dir::new();
    dir.file("f", TEXT)
        .file("g", "second\nfile with more words in it");
    for args in [
        &["f"][..],
        &["-w10", "f"],
        &["-w", "10", "-s", "f"],
        &["-b", "-w7", "f"],
        &["-bsw7", "f", "g"],
        &["-w1", "f"],
        &["-s", "-w1", "f"],
        &["-w8", "f"],
        &["-9", "f"],
        &["-12", "-s", "f"],
        &["-1", "f"],
        &["--width=5", "--spaces", "--bytes", "f", "gone", "g"],
        &["-w0", "f"],
        &["-wx", "f"],
        &["-w", "", "f"],
        &["-w", "1k", "f"],
        &["-w18446744073709551606", "f"],
        &["-w18446744073709551607", "f"],
        &["-w99999999999999999999", "f"],
        &["-5x", "f"],
        &["."],
    ] {
        utility("fold").args(args).cwd(&dir).recorded();
        utility("fold").args(args).cwd(&dir).utf8().recorded();
    }
    utility("fold").args(["-w6"]).stdin(TEXT).recorded();
    utility("fold")
        .args(["-w6", "g", "-"])
        .cwd(&dir)
        .stdin(TEXT)
        .recorded();
    let message = "fold: -: Bad file descriptor\n".repeat(2);
    utility("fold").closed(0).fails(1, message);
}

#[test]
fn counts_columns_of_characters() {
    let wide = "뉐뉐뉐\n";
    let fold = |args: &[&str]| utility("fold").args(args).utf8();
    fold(&["-w3"]).stdin(wide).prints("뉐\n뉐\n뉐\n");
    fold(&["-w4"]).stdin(wide).prints("뉐뉐\n뉐\n");
    fold(&["-w1"]).stdin(wide).prints("뉐\n뉐\n뉐\n");
    // Combining characters take no column.
    fold(&["-w2"]).stdin("ae\u{301}x").prints("ae\u{301}\nx");
    // A backspace takes back the width of the previous character.
    fold(&["-w3"]).stdin("뉐\x08abcd").prints("뉐\x08abc\nd");
    // An invalid byte takes one column.
    fold(&["-w2"])
        .stdin(b"\xff\xe2\x82a")
        .prints(b"\xff\xe2\n\x82a");
    // Lines break after blanks of several bytes, but not after no-break spaces.
    fold(&["-sw6"])
        .stdin("a\u{2003}bcdefg")
        .prints("a\u{2003}\nbcdefg");
    fold(&["-sw6"])
        .stdin("a\u{a0}bcdefg")
        .prints("a\u{a0}bcde\nfg");
}

#[test]
fn counts_characters() {
    let fold = |args: &[&str]| utility("fold").args(args).utf8();
    fold(&["-c", "-w2"]).stdin("뉐뉐뉐").prints("뉐뉐\n뉐");
    fold(&["--characters", "-sw4"])
        .stdin("é 뉐뉐뉐")
        .prints("é \n뉐뉐뉐");
    utility("fold")
        .args(["-c", "-w2"])
        .stdin("é뉐")
        .prints(b"\xc3\xa9\n\xeb\x89\n\x90");
}

#[test]
fn never_breaks_a_character() {
    let fold = |args: &[&str]| utility("fold").args(args).utf8();
    fold(&["-b", "-w4"]).stdin("뉐a뉐").prints("뉐a\n뉐");
    fold(&["-b", "-w2"]).stdin("뉐a").prints("뉐\na");
    // Nor at the end of a block.
    let long = "뉐".repeat(100_000);
    fold(&["-w", "500000"]).stdin(&long).prints(&long);
}

#[test]
fn any_bytes_in_text_and_names() {
    let dir = Dir::new();
    dir.file(bad_name(), "a\0b");
    utility("fold").args([bad_name()]).cwd(&dir).prints("a\0b");
    let many = "x".repeat(300_000);
    let wrapped: String = (0..30_000).map(|_| "xxxxxxxxxx\n").collect();
    utility("fold")
        .args(["-w10"])
        .stdin(&many)
        .prints(&wrapped.as_bytes()[..wrapped.len() - 1]);
    utility("fold")
        .args(["-sw10"])
        .stdin(&many)
        .prints(&wrapped.as_bytes()[..wrapped.len() - 1]);
}

#[test]
fn reports_what_it_cannot_write() {
    let outcome = utility("fold").stdin("x\n").run_into("/dev/full");
    outcome.is("", "fold: write error: No space left on device\n", 1);
}
