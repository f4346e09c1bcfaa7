//! Integration tests of dircolors.

use testing::{Case, Dir, gnu, utility};

fn dircolors() -> Case {
    utility("dircolors")
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
}

#[test]
fn the_built_in_database() {
    for args in [
        &[][..],
        &["-b"],
        &["-c"],
        &["--sh"],
        &["--csh"],
        &["--print-ls-colors"],
    ] {
        dircolors().args(args).recorded();
    }
    for shell in ["/bin/csh", "tcsh", "/bin/bash", "", "/x/csh/"] {
        dircolors().env("SHELL", shell).recorded();
    }
    for terminal in [
        "dumb",
        "",
        "linux",
        "xterm-256color",
        "con80x25",
        "vt100",
        "st",
        "x",
    ] {
        dircolors().env("TERM", terminal).recorded();
        dircolors()
            .env("TERM", terminal)
            .env("COLORTERM", "x")
            .recorded();
    }
    utility("dircolors").recorded();
    utility("dircolors").args(["-b"]).recorded();
}

#[test]
fn the_database_can_be_read_back() {
    let dir = Dir::new();
    let printed = dircolors().args(["-p"]).run();
    assert!(printed.stdout.starts_with(b"# The database of dircolors"));
    dir.file("db", &printed.stdout);
    let built_in = dircolors().run();
    dircolors().cwd(&dir).args(["db"]).prints(&built_in.stdout);
    if let Some(gnu) = gnu("dircolors") {
        let theirs = gnu.env("TERM", "xterm").args(["-b", "db"]).cwd(&dir).run();
        assert_eq!(theirs, built_in);
    }
}

#[test]
fn databases() {
    let dir = Dir::new();
    for text in [
        "",
        "DIR 01;34\n",
        "DIR 01;34",
        "DIR\n",
        "FOO 1\n",
        ".x 1\n*y 2\n.z\n",
        "TERM foo\nDIR 1\n",
        "TERM x*\nDIR 1\nTERM foo\nFILE 2\nTERM xterm\nEXEC 3\n",
        "dir 1 # c\nEXEC 2#c\nFILE 3 x y\n",
        "  DIR   1  \n\t.x\t2\n#comment\n\n",
        "DIR it's\n.y a=b:c\n",
        ".e \\e[1m^[\\\\\n",
        ".e ^:\\:\\=\\\\:\n",
        "OPTIONS -F\nCOLOR tty\nEIGHTBIT 1\nDIR 1\n",
        "NORM 1\nNORMAL 2\nRESET 0\nLNK 3\nSYMLINK 4\nLINK 5\nORPHAN 6\nMISSING 7\nPIPE 8\n\
         FIFO 9\nSOCK 10\nBLK 11\nBLOCK 12\nCHR 13\nCHAR 14\nDOOR 15\nEXEC 16\nLEFT 17\n\
         LEFTCODE 18\nRIGHT 19\nRIGHTCODE 20\nEND 21\nENDCODE 22\nSUID 23\nSETUID 24\nSGID 25\n\
         SETGID 26\nSTICKY 27\nOTHER_WRITABLE 28\nOWR 29\nSTICKY_OTHER_WRITABLE 30\nOWT 31\n\
         CAPABILITY 32\nMULTIHARDLINK 33\nCLRTOEOL 34\nFILE 35\n",
        "TERM foo\nBAD 1\nDIR\nTERM xterm\nBAD 2\n",
        "COLORTERM ?*\nDIR 1\n",
        "COLORTERM true*\nTERM foo\nDIR 1\n",
        "TERM xterm\nTERM foo\nDIR 1\n",
        "TERM foo\nTERM xterm\nDIR 1\n",
        "TERM foo\nCOLORTERM true*\nDIR 1\n",
        "TERM\nDIR 1\n",
        "DIR 1\r\n",
        "DIR \\#1\n",
        ".a:b 1\n.c=d 2\n.\\* 3\n",
        "a\0b 1\n",
        "DIR #\n",
    ] {
        dir.file("db", text);
        for option in ["-b", "-c", "--print-ls-colors"] {
            dircolors().cwd(&dir).args([option, "db"]).recorded();
            let color = dircolors().cwd(&dir).env("COLORTERM", "truecolor");
            color.args([option, "-"]).stdin(text).recorded();
        }
    }
    dir.file("db", b".x\xff 1\n");
    dircolors().cwd(&dir).args(["db"]).recorded();
}

#[test]
fn mistakes() {
    for args in [
        &["-p", "-b"][..],
        &["-p", "--print-ls-colors"],
        &["-b", "--print-ls-colors"],
        &["-p", "f"],
        &["f", "g"],
        &["gone"],
        &["-x"],
        &["--print"],
    ] {
        dircolors().args(args).recorded();
    }
    dircolors().args(["-p"]).run_into("/dev/full").is(
        "",
        "dircolors: write error: No space left on device\n",
        1,
    );
    dircolors()
        .args(["/"])
        .fails(1, "dircolors: /: Is a directory\n");
}

/// Found by the fuzzer: a vertical tab at the start of a line.
#[test]
fn vertical_tabs_are_blanks() {
    dircolors()
        .args(["-b", "-"])
        .stdin("\x0b\n\x0b*x 1\x0b\n \x0bDIR 5 \x0b\n")
        .prints("LS_COLORS='*x=1:di=5:';\nexport LS_COLORS\n");
}
