//! Integration tests of ptx.

use testing::{Case, Dir, bad_name, utility};

const TEXT: &str = "The quick brown fox. Jumps over the lazy dog\nsecond line \"here\"; and \
                    more words_and $5\n#1 last {one} done!  Yes? (no) 10% a\\b\nfour\tfive six.\n";

/// ptx in a folder with sentences (`f`), lines with references (`r`), and lists of words.
fn ptx(dir: &Dir, args: &[&str]) -> Case {
    dir.file("f", TEXT)
        .file(
            "r",
            "abc def ghi\nfoo bar-baz qux\tzot\nref The end of it all here\n",
        )
        .file("some", "the\nFox\n\nline\ndog\nbar\n")
        .file("breaks", " .,\n");
    utility("ptx").cwd(dir).args(args)
}

#[test]
fn prints_each_word_in_its_context() {
    let ptx = |args: &[&str]| utility("ptx").args(args).stdin("one two three\n");
    ptx(&["-w30"]).prints(
        [
            "                  one two three\n",
            "        one two   three\n",
            "            one   two three\n",
        ]
        .concat(),
    );
    ptx(&["-O"]).prints(
        ".xx \"\" \"\" \"one two three\" \"\"\n\
         .xx \"\" \"one two\" \"three\" \"\"\n\
         .xx \"\" \"one\" \"two three\" \"\"\n",
    );
    ptx(&["-T", "-W", "two"]).prints("\\xx {}{one}{two}{ three}{}\n");
    ptx(&["-r", "-O"]).prints(
        ".xx \"\" \"two\" \"three\" \"\" \"one\"\n.xx \"\" \"\" \"two three\" \"\" \"one\"\n",
    );
}

#[test]
fn lays_out_lines() {
    let dir = Dir::new();
    for width in ["1", "10", "15", "20", "30", "50", "72", "100", "200"] {
        for args in [
            &["-w", width, "f"][..],
            &["-w", width, "-A", "f"],
            &["-w", width, "-AR", "f"],
            &["-w", width, "-r", "r"],
            &["-w", width, "-rR", "r"],
            &["-w", width, "-g", "1", "f"],
            &["-w", width, "-g", "10", "f"],
            &["-w", width, "-F", "...", "f"],
            &["-w", width, "-F", "", "f"],
            &["-w", width, "-O", "f"],
            &["-w", width, "-T", "f"],
            &["-w", width, "-Ar", "-T", "r"],
            &["-w", width, "-rO", "r"],
        ] {
            ptx(&dir, args).recorded();
        }
    }
    ptx(&dir, &["-A"]).stdin(TEXT).recorded();
    ptx(&dir, &["-T", "-M", "yy", "f"]).recorded();
    ptx(&dir, &["--format=roff", "--macro-name=zz", "f"]).recorded();
    // The manual says so, but GNU 9.1 does otherwise.
    let wide = ptx(&dir, &["-w100", "f"]).run();
    ptx(&dir, &["-t", "f"]).prints(wide.stdout);
}

#[test]
fn chooses_words_and_sentences() {
    let dir = Dir::new();
    for args in [
        &["-f", "f"][..],
        &["-i", "some", "f"],
        &["-o", "some", "f"],
        &["-f", "-o", "some", "f"],
        &["-f", "-i", "some", "f"],
        &["-b", "breaks", "f"],
        &["-G", "-b", "breaks", "f"],
        &["-b", "breaks", "-W", "[a-z]+", "f"],
        &["-W", "\\w+", "f"],
        &["-W", "[A-Z]", "f"],
        &["-W", "", "f"],
        &["-fW", "t[a-z]", "f"],
        &["-S", "\\n", "f"],
        &["-S", "[.]", "f"],
        &["-S", "", "f"],
        &["-F", "\\x41\\102\\0101z\\q\\c9", "r"],
        &["-rA", "r"],
        &["--references", "--right-side-refs", "r"],
        &["--sentence-regexp=\\n", "--ignore-case", "r"],
    ] {
        ptx(&dir, args).recorded();
    }
}

#[test]
fn knows_the_traditional_form() {
    let dir = Dir::new();
    for args in [
        &["-G", "f"][..],
        &["-G", "-A", "f"],
        &["-G", "-r", "r"],
        &["-G", "-T", "f"],
        &["-G", "-w", "40", "f"],
        &["-G", "f", "out", "extra"],
    ] {
        ptx(&dir, args).recorded();
    }
    let shown = ptx(&dir, &["-G", "r"]).run();
    ptx(&dir, &["-G", "r", "out"]).prints("");
    assert_eq!(dir.read("out"), shown.stdout);
    // An empty line is not an error, unlike in GNU's ptx.
    ptx(&dir, &["-G", "-o", "some"])
        .stdin("dog\n\nthe\n")
        .prints(".xx \"\" \"\" \"dog\" \"\"\n.xx \"\" \"\" \"the\" \"\"\n");
}

/// Equal words come in the order of the input.
#[test]
fn orders_words() {
    let dir = Dir::new();
    dir.file("1", "same one\n").file("2", "same two\n");
    ptx(&dir, &["-rO", "1", "2"])
        .prints(".xx \"\" \"\" \"one\" \"\" \"same\"\n.xx \"\" \"\" \"two\" \"\" \"same\"\n");
    ptx(&dir, &["-A", "-O", "-W", "same", "1", "2"]).prints(
        ".xx \"\" \"\" \"same one\" \"\" \"1:1\"\n.xx \"\" \"\" \"same two\" \"\" \"2:1\"\n",
    );
    let words: String = (0..3_000)
        .map(|i| format!("a{}b longword{} ", i * 7 % 50, i % 9))
        .collect();
    dir.file("many", words);
    ptx(&dir, &["-W", "\\w+", "many"]).recorded();
    ptx(&dir, &["many"]).recorded();
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &["-W", "\\("][..],
        &["-S", "x*", "f"],
        &["-b", "nofile"],
        &["-b", "nofile", "-W", "o"],
        &["-o", "/dev/null", "f"],
        &["-i", "/dev/null", "f"],
        &["-i", "nofile"],
        &["-o", "nofile"],
        &["--width=1x"],
        &["-w0"],
        &["-w", "-5"],
        &["-w", "99999999999999999999"],
        &["-g0"],
        &["-g1k"],
        &["--format=x"],
        &["-C"],
        &["f", "nofile"],
        &["/"],
    ] {
        ptx(&dir, args).recorded();
    }
    std::fs::write(dir.join(bad_name()), "word\n").unwrap();
    ptx(&dir, &["-AO"]).args([bad_name()]).recorded();
    let full = ptx(&dir, &["f"]).run_into("/dev/full");
    full.is("", "ptx: write error: No space left on device\n", 1);
    // A word that contains the blanks after a reference: it must not crash.
    let outcome = ptx(&dir, &["-r", "-b", "breaks", "-T", "r"]).run();
    assert_eq!(outcome.status, 0);
}

#[test]
fn sizes_may_be_octal_or_hexadecimal() {
    let ptx = |gap: &str| utility("ptx").args(["-g", gap]).stdin("h").run().stdout;
    let eight = format!("{}h\n", " ".repeat(44));
    for gap in ["8", "010", "0x8"] {
        assert_eq!(String::from_utf8_lossy(&ptx(gap)), eight, "{gap}");
    }
    utility("ptx")
        .args(["-g", "08"])
        .fails(1, "ptx: invalid gap width: '08'\n");
}

#[test]
fn an_empty_operand_is_standard_input() {
    let expected = format!("{}z\n", " ".repeat(39));
    utility("ptx").args([""]).stdin("z\n").prints(expected);
}

#[test]
fn an_empty_list_name_is_standard_input() {
    let dir = testing::Dir::new();
    dir.file("f", "a b\n");
    let expected = format!("{}a   b\n", " ".repeat(35));
    utility("ptx")
        .cwd(&dir)
        .args(["-i", "", "f"])
        .stdin("a\n")
        .prints(expected);
}

/// System V's form has less than no room before a word in narrow lines, so that all is cut there.
#[test]
fn narrow_lines_cut_what_precedes_a_word() {
    for (width, words) in [("-w1", "\\w+"), ("-w2", "\\w+"), ("-w1", "[0-9]")] {
        let ptx = utility("ptx").args(["-G", width, "-W", words]);
        ptx.stdin("4").prints(".xx \"\" \"/\" \"4\" \"\"\n");
    }
}

#[test]
fn words_of_blanks_are_printed_in_tex() {
    for width in ["-w7", "-w72"] {
        let ptx = utility("ptx").args(["-T", width, "-W", "\n"]);
        ptx.stdin("\nt").prints(match width {
            "-w7" => "\\xx {}{}{ }{}{}\n",
            _ => "\\xx {}{}{ }{t}{}\n",
        });
    }
}

/// Words that only differ after their first eight bytes.
#[test]
fn long_words_of_a_list_are_distinguished() {
    let dir = Dir::new();
    dir.file("list", "alphabets\nalphabetic\nBetamaxes\nbetamaxed\n")
        .file(
            "f",
            "alphabet alphabets alphabetical alphabetic\nbetamaxed betamaxes\n",
        );
    let kept = "   alphabetic betamaxed/               alphabet alphabets alphabetical
   betamaxes      alphabet alphabets   alphabetical alphabetic betamaxed
";
    let last = "                alphabetic betamaxed   betamaxes    /alphabets alphabetical\n";
    let ptx = |args: &[&str]| utility("ptx").cwd(&dir).args(args);
    ptx(&["-i", "list", "f"]).prints(format!("{kept}{last}"));
    ptx(&["-f", "-i", "list", "f"]).prints(kept);
}
