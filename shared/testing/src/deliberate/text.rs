//! Differences of the utilities that work on text and numbers.

use super::Sign::{
    Any, Argument, Endless, Foreign, Given, Input, No, OnlyMessages, Ours, Printed, Replacing,
    SameMessages, Theirs, Utf8, Variable,
};
use super::{Difference, Sign, row, seen};

/// Whether `wc` counts words: by option, by default, or by an option that is an operand.
const COUNTS_WORDS: &[Sign] = &[
    Given("words"),
    Variable("POSIXLY_CORRECT"),
    No(&[
        Given("bytes"),
        Given("chars"),
        Given("lines"),
        Given("max-line-length"),
    ]),
];

pub(super) const ROWS: &[Difference] = &[
    seen(
        "base64",
        "9.8",
        "padding may not be incomplete",
        &[
            Given("decode"),
            Any(&[Theirs("invalid input"), Ours("invalid input")]),
        ],
    ),
    seen(
        "base32",
        "9.8",
        "padding may not be incomplete",
        &[
            Given("decode"),
            Any(&[Theirs("invalid input"), Ours("invalid input")]),
        ],
    ),
    seen(
        "basenc",
        "9.8",
        "padding may not be incomplete",
        &[
            Given("decode"),
            Any(&[Theirs("invalid input"), Ours("invalid input")]),
        ],
    ),
    seen(
        "cksum",
        "9.10",
        "the last of --tag and --untagged counts, without effect on --binary",
        &[Given("untagged")],
    ),
    seen(
        "cksum",
        "9.11",
        "--check quotes names",
        &[Given("check"), OnlyMessages],
    ),
    seen(
        "comm",
        "9.2",
        "an empty delimiter is NUL in the totals too",
        &[Given("output-delimiter"), Given("total")],
    ),
    row(
        "fmt",
        "9.11",
        "the width counts without the newline; all large widths are out of range",
    ),
    seen(
        "head",
        "9.6",
        "counts that are too large mean everything",
        &[Any(&[
            Theirs("Value too large"),
            Theirs("invalid number of"),
        ])],
    ),
    seen(
        "nl",
        "9.6",
        "-l takes numbers of any size",
        &[Given("join-blank-lines"), Theirs("too large")],
    ),
    seen(
        "nl",
        "9.11",
        "-d takes characters of several bytes",
        &[Given("section-delimiter"), Foreign],
    ),
    seen(
        "numfmt",
        "9.9",
        "delimiters, separators of thousands and spaces of several bytes",
        &[
            Foreign,
            Any(&[
                Given("delimiter"),
                Given("invalid"),
                Theirs("suffix in input"),
                Theirs("invalid number"),
            ]),
        ],
    ),
    seen(
        "od",
        "9.8",
        "-w0 and offsets that are too large are refused",
        &[Any(&[
            Ours("invalid -w argument"),
            Ours("Numerical result out of range"),
        ])],
    ),
    seen(
        "od",
        "9.11",
        "no offset is printed after a read error",
        &[Theirs("Is a directory")],
    ),
    seen(
        "pr",
        "after 9.1",
        "empty values of -e, -i and -n are refused",
        &[
            Any(&[
                Given("expand-tabs"),
                Given("output-tabs"),
                Given("number-lines"),
            ]),
            Ours("invalid"),
        ],
    ),
    seen(
        "sort",
        "own",
        "NaNs of one form are equal; GNU 9.1 compares padding too",
        &[
            Given("general-numeric-sort"),
            Any(&[Input("NaN"), Input("nan")]),
        ],
    ),
    row("sort", "9.9", "a compressor that exits early is reported"),
    row("tac", "9.4", "an unusable TMPDIR is replaced by /tmp"),
    seen(
        "tail",
        "9.6",
        "counts that are too large mean everything",
        &[Any(&[
            Theirs("Value too large"),
            Theirs("invalid number of"),
        ])],
    ),
    seen(
        "uniq",
        "9.11",
        "a read error is given with its reason",
        &[Theirs("error reading"), OnlyMessages],
    ),
    seen(
        "basenc",
        "after 9.1",
        "base16 decodes lower case",
        &[Given("decode"), Given("base16")],
    ),
    seen(
        "cksum",
        "after 9.1",
        "more algorithms are listed",
        &[Theirs("Valid arguments are:"), OnlyMessages],
    ),
    seen(
        "cksum",
        "after 9.1",
        "--length names more algorithms",
        &[Given("length"), OnlyMessages],
    ),
    seen(
        "cksum",
        "after 9.1",
        "the length is checked after the algorithm is known",
        &[Given("length"), Theirs("invalid length")],
    ),
    seen(
        "cksum",
        "after 9.1",
        "-b and -t are options without --untagged too",
        &[Any(&[Given("binary"), Given("text")])],
    ),
    seen(
        "cut",
        "after 9.1",
        "-c counts characters",
        &[Given("characters"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "after 9.1",
        "-n keeps characters whole",
        &[Given("n"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "after 9.1",
        "-d takes characters of several bytes",
        &[Theirs("must be a single character"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "after 9.1",
        "-d takes characters of several bytes",
        &[Given("delimiter"), Foreign, Utf8],
    ),
    seen(
        "expand",
        "after 9.1",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "unexpand",
        "after 9.1",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "fold",
        "after 9.1",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "paste",
        "after 9.1",
        "-d takes characters of several bytes",
        &[Given("delimiters"), Foreign, Utf8],
    ),
    seen(
        "numfmt",
        "after 9.1",
        "lower-case k is a suffix",
        &[
            Any(&[Theirs("suffix in input"), Given("invalid")]),
            Any(&[Input("k"), Argument("k")]),
        ],
    ),
    seen(
        "printf",
        "after 9.1",
        "an empty argument is no number",
        &[Ours("'': expected a numeric value")],
    ),
    seen(
        "printf",
        "after 9.1",
        "an empty argument is no number",
        &[Ours("\u{2018}\u{2019}: expected a numeric value")],
    ),
    seen(
        "wc",
        "after 9.1",
        "bytes that are no characters are part of words",
        &[Foreign, SameMessages, Any(COUNTS_WORDS)],
    ),
    seen(
        "ptx",
        "after 9.1",
        "-t sets the width to 100",
        &[Given("typeset-mode")],
    ),
    seen(
        "b2sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "md5sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "sha1sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "sha224sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "sha256sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "sha384sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "sha512sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "cksum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Any(&[Printed("'"), Printed("\"")])],
    ),
    seen(
        "b2sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "md5sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "sha1sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "sha224sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "sha256sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "sha384sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "sha512sum",
        "9.10",
        "--text is refused with --tag in either order",
        &[Given("text"), Given("tag")],
    ),
    seen(
        "cksum",
        "after 9.1",
        "a new option makes an abbreviation ambiguous",
        &[Ours("is ambiguous")],
    ),
    seen(
        "fold",
        "after 9.1",
        "what is not printable has no width",
        &[Any(&[
            Foreign,
            Input("\0"),
            Input("\x01"),
            Input("\x1b"),
            Input("\x7f"),
        ])],
    ),
    seen(
        "wc",
        "after 9.1",
        "what is not printable is part of words",
        &[
            SameMessages,
            Any(COUNTS_WORDS),
            Any(&[
                Input("\0"),
                Input("\x01"),
                Input("\x1b"),
                Input("\x7f"),
                Input("\x08"),
            ]),
        ],
    ),
    seen(
        "join",
        "after 9.1",
        "blanks may have several bytes",
        &[Foreign, Utf8],
    ),
    seen(
        "join",
        "own",
        "no reason that is none is printed",
        &[Theirs("both files cannot be standard input:"), OnlyMessages],
    ),
    seen(
        "uniq",
        "after 9.1",
        "-s and -w count characters, and blanks may have several bytes",
        &[Foreign, Utf8],
    ),
    seen(
        "cksum",
        "after 9.1",
        "an error of reading is reported",
        &[Ours("Is a directory")],
    ),
    seen(
        "tsort",
        "after 9.1",
        "an error of reading is reported",
        &[Ours("Is a directory")],
    ),
    seen(
        "numfmt",
        "9.9",
        "a number may be followed by a blank",
        &[
            Theirs("suffix in input"),
            Any(&[Input("\t"), Argument("\t"), Input(" "), Argument(" ")]),
        ],
    ),
    seen(
        "numfmt",
        "9.9",
        "separators of thousands are read",
        &[
            Variable("LC_ALL"),
            Any(&[
                Theirs("suffix in input"),
                Theirs("invalid number"),
                Given("invalid"),
            ]),
            Any(&[Input(","), Argument(","), Input("."), Argument(".")]),
        ],
    ),
    seen(
        "od",
        "own",
        "a string that -N ends has its offset",
        &[Any(&[Given("S"), Given("strings")]), Given("read-bytes")],
    ),
    seen(
        "od",
        "HEAD",
        "bytes of arguments are escaped in messages",
        &[Ours("\\\\3"), OnlyMessages],
    ),
    seen(
        "numfmt",
        "own",
        "---debug does not trace our code",
        &[Theirs("simple_strtod"), OnlyMessages],
    ),
    seen("pr", "own", "pages of one line have an end", &[Endless]),
    seen("ptx", "own", "narrow columns have an end", &[Endless]),
    seen(
        "numfmt",
        "after 9.1",
        "lower-case k is printed for --to=si",
        &[Given("to"), SameMessages, Replacing("K", "k")],
    ),
    seen(
        "printf",
        "after 9.1",
        "\\u takes all code points",
        &[Theirs("invalid universal character name")],
    ),
    seen(
        "ptx",
        "own",
        "a sentence may end where a line starts",
        &[Theirs("match of length zero")],
    ),
];
