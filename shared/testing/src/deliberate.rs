//! What our utilities do otherwise than GNU 9.1 on purpose, because a later release does so.
//!
//! Tests with generated input compare with the machine's GNU, which may be as old as that. They
//! leave out what this table names.

/// What a generated comparison recognises a difference by.
#[derive(Debug)]
pub enum Sign {
    /// An option of this name is given.
    Given(&'static str),
    /// An argument contains this.
    Argument(&'static str),
    /// An environment variable is set.
    Variable(&'static str),
    /// GNU's messages contain this.
    Theirs(&'static str),
    /// Our messages contain this.
    Ours(&'static str),
    /// An option of this name is given this often or more.
    Repeated(&'static str, usize),
    /// An argument, a file or the input has bytes beyond ASCII.
    Foreign,
    /// The input or a file has this.
    Input(&'static str),
    /// The locale has characters of several bytes.
    Utf8,
    /// Only messages differ, not output and status.
    OnlyMessages,
    /// One of these.
    Any(&'static [Sign]),
}

/// Two runs that did not do the same.
#[derive(Debug)]
pub struct Compared<'a> {
    /// The utility.
    pub utility: &'a str,
    /// The names of the options that were given.
    pub options: &'a [&'a str],
    /// All arguments.
    pub arguments: &'a [&'a [u8]],
    /// The names of environment variables that were set.
    pub variables: &'a [&'a str],
    /// Whether the locale was C.UTF-8.
    pub utf8: bool,
    /// Whether only the messages differ.
    pub only_messages: bool,
    /// The input, and the content of all files.
    pub input: &'a [u8],
    /// GNU's messages.
    pub theirs: &'a [u8],
    /// Our messages.
    pub ours: &'a [u8],
}

/// Returns the deliberate difference that explains why two runs did not do the same.
pub fn deliberate(runs: &Compared<'_>) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|row| {
        let is_recognised = !row.signs.is_empty();
        row.utility == runs.utility
            && is_recognised
            && row.signs.iter().all(|sign| sign.is_in(runs))
    })
}

impl Sign {
    fn is_in(&self, runs: &Compared<'_>) -> bool {
        match self {
            Self::Given(name) => runs.options.contains(name),
            Self::Argument(text) => runs.arguments.iter().any(|argument| has(argument, text)),
            Self::Variable(name) => runs.variables.contains(name),
            Self::Theirs(text) => has(runs.theirs, text),
            Self::Ours(text) => has(runs.ours, text),
            Self::Repeated(name, times) => {
                runs.options.iter().filter(|option| *option == name).count() >= *times
            }
            Self::Foreign => {
                let all = runs.arguments.iter().chain([&runs.input]);
                !all.copied().all(<[u8]>::is_ascii)
            }
            Self::Input(text) => has(runs.input, text),
            Self::Utf8 => runs.utf8,
            Self::OnlyMessages => runs.only_messages,
            Self::Any(signs) => signs.iter().any(|sign| sign.is_in(runs)),
        }
    }
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// A deliberate difference from GNU 9.1.
#[derive(Debug)]
pub struct Difference {
    /// The utility.
    pub utility: &'static str,
    /// The release of GNU that changed it; `HEAD` for what is not released; `own` for what GNU does
    /// still, but loses a file by, or says what is not so.
    pub since: &'static str,
    /// What differs.
    pub what: &'static str,
    /// What generated comparisons recognise it by: all of these. Without a sign they can't.
    pub signs: &'static [Sign],
}

use Sign::{Any, Argument, Foreign, Given, Input, OnlyMessages, Ours, Theirs, Utf8, Variable};

/// The differences, by utility.
pub const DIFFERENCES: &[Difference] = &[
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
    seen(
        "csplit",
        "9.6",
        "empty input makes no file",
        &[Any(&[
            Theirs("input disappeared"),
            Ours("line number out of range"),
        ])],
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
        &[Any(&[Theirs("Value too large"), Argument("R")])],
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
        &[Foreign],
    ),
    seen(
        "od",
        "9.8",
        "-w0 and offsets that are too large are refused",
        &[Any(&[Given("width"), Theirs("No such file or directory")])],
    ),
    seen(
        "od",
        "9.11",
        "no offset is printed after a read error",
        &[Theirs("Is a directory")],
    ),
    seen(
        "pr",
        "9.11",
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
    row("sort", "9.9", "a compressor that exits early is reported"),
    row("tac", "9.4", "an unusable TMPDIR is replaced by /tmp"),
    seen(
        "tail",
        "9.6",
        "counts that are too large mean everything",
        &[Any(&[Theirs("Value too large"), Argument("R")])],
    ),
    seen(
        "uniq",
        "9.11",
        "a read error is given with its reason",
        &[Theirs("error reading"), OnlyMessages],
    ),
    seen(
        "cp",
        "9.3",
        "-b is refused with --update=none",
        &[Ours("cannot combine")],
    ),
    row("cp", "9.4", "--sparse=never neither clones nor offloads"),
    row("date", "9.2", "--debug says that only the last -d is used"),
    seen(
        "date",
        "9.8",
        "the last of -I, -R and --rfc-3339 counts",
        &[Theirs("multiple output formats specified")],
    ),
    row(
        "date",
        "9.8",
        "--debug names two reasons for a time in a gap",
    ),
    seen(
        "date",
        "9.11",
        "DD.MM. is a date of this year",
        &[Theirs("invalid date")],
    ),
    seen(
        "dd",
        "9.11",
        "a block written in part counts as a partial record",
        &[Theirs("File too large")],
    ),
    row("df", "9.11", "-l takes more types for remote"),
    row("du", "9.8", "messages name the standard input in full"),
    row("env", "9.5", "signals may have no name"),
    row("env", "HEAD", "--env0-from"),
    seen(
        "install",
        "9.11",
        "-C and -p go together",
        &[Given("compare"), Given("preserve-timestamps")],
    ),
    row("kill", "9.5", "signals may have no name"),
    row(
        "ls",
        "9.2",
        "the last entry for an extension counts before case is decided",
    ),
    row("ls", "9.4", "an operand that is a link to itself is listed"),
    row("nohup", "9.8", "messages name the standard files in full"),
    row("nproc", "9.6", "--ignore takes numbers of any size"),
    row("shred", "HEAD", "a FIFO does not block"),
    seen(
        "stat",
        "9.11",
        "QUOTING_STYLE is looked at when a name is quoted",
        &[Variable("QUOTING_STYLE")],
    ),
    row("stat", "HEAD", "%Qn"),
    row("stdbuf", "9.8", "messages name the standard files in full"),
    row("stty", "9.2", "no line is wider than the terminal"),
    row("stty", "9.8", "speeds may have signs and fractions"),
    row("timeout", "9.5", "signals may have no name"),
    row(
        "timeout",
        "9.10",
        "all signals that end a process are forwarded",
    ),
    row("truncate", "HEAD", "a FIFO does not block"),
    row("tty", "9.8", "a terminal without a name is an error"),
    row("uname", "HEAD", "-A"),
    seen(
        "basenc",
        "9.8",
        "base16 decodes lower case",
        &[Given("decode"), Given("base16")],
    ),
    seen(
        "cksum",
        "9.6",
        "more algorithms are listed",
        &[Theirs("Valid arguments are:"), OnlyMessages],
    ),
    seen(
        "cksum",
        "9.6",
        "--length names more algorithms",
        &[Given("length"), OnlyMessages],
    ),
    seen(
        "cksum",
        "9.6",
        "the length is checked after the algorithm is known",
        &[Given("length"), Theirs("invalid length")],
    ),
    seen(
        "cksum",
        "9.2",
        "-b and -t are options without --untagged too",
        &[Any(&[Given("binary"), Given("text")])],
    ),
    seen(
        "cut",
        "9.11",
        "-c counts characters",
        &[Given("characters"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "9.11",
        "-n keeps characters whole",
        &[Given("n"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "9.11",
        "-d takes characters of several bytes",
        &[Theirs("must be a single character"), Foreign, Utf8],
    ),
    seen(
        "cut",
        "9.11",
        "-d takes characters of several bytes",
        &[Given("delimiter"), Foreign, Utf8],
    ),
    seen(
        "expand",
        "9.11",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "unexpand",
        "9.11",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "fold",
        "9.8",
        "columns are those of characters",
        &[Foreign, Utf8],
    ),
    seen(
        "paste",
        "9.11",
        "-d takes characters of several bytes",
        &[Given("delimiters"), Foreign, Utf8],
    ),
    seen(
        "numfmt",
        "9.2",
        "lower-case k is a suffix",
        &[Any(&[Input("k"), Argument("k")])],
    ),
    seen(
        "printf",
        "9.6",
        "an empty argument is no number",
        &[Ours("'': expected a numeric value")],
    ),
    seen(
        "printf",
        "9.6",
        "an empty argument is no number",
        &[Ours("\u{2018}\u{2019}: expected a numeric value")],
    ),
    seen(
        "wc",
        "9.6",
        "bytes that are no characters are part of words",
        &[Foreign],
    ),
    seen(
        "ptx",
        "9.6",
        "-t sets the width to 100",
        &[Given("typeset-mode")],
    ),
    seen(
        "readlink",
        "9.2",
        "errors are reported under POSIXLY_CORRECT",
        &[Variable("POSIXLY_CORRECT"), OnlyMessages],
    ),
    seen(
        "du",
        "9.8",
        "--apparent-size counts only regular files and symbolic links",
        &[Any(&[Given("apparent-size"), Given("bytes")])],
    ),
    seen("ls", "9.2", "--dired implies -l", &[Given("dired")]),
    seen("dir", "9.2", "--dired implies -l", &[Given("dired")]),
    seen("vdir", "9.2", "--dired implies -l", &[Given("dired")]),
    seen("ls", "9.2", "-f is -aU", &[Given("f")]),
    seen("dir", "9.2", "-f is -aU", &[Given("f")]),
    seen("vdir", "9.2", "-f is -aU", &[Given("f")]),
    seen(
        "ls",
        "9.4",
        "an operand that is a link to itself is listed",
        &[Theirs("Too many levels of symbolic links")],
    ),
    seen(
        "dir",
        "9.4",
        "an operand that is a link to itself is listed",
        &[Theirs("Too many levels of symbolic links")],
    ),
    seen(
        "vdir",
        "9.4",
        "an operand that is a link to itself is listed",
        &[Theirs("Too many levels of symbolic links")],
    ),
    seen(
        "cp",
        "9.3",
        "--update takes a value",
        &[Given("update"), Theirs("doesn't allow an argument")],
    ),
    seen(
        "cp",
        "9.3",
        "--update takes a value",
        &[Given("update"), Theirs("doesn\u{2019}t allow an argument")],
    ),
    seen(
        "mv",
        "9.3",
        "--update takes a value",
        &[Given("update"), Theirs("doesn't allow an argument")],
    ),
    seen(
        "mv",
        "9.3",
        "--update takes a value",
        &[Given("update"), Theirs("doesn\u{2019}t allow an argument")],
    ),
    seen(
        "cp",
        "9.5",
        "other options are refused besides --backup",
        &[Theirs("mutually exclusive"), OnlyMessages],
    ),
    seen(
        "mv",
        "9.5",
        "other options are refused besides --backup",
        &[Theirs("mutually exclusive"), OnlyMessages],
    ),
    seen(
        "cp",
        "9.5",
        "-n skips files, with status 0",
        &[Given("no-clobber")],
    ),
    seen(
        "mv",
        "9.5",
        "-n skips files, with status 0",
        &[Given("no-clobber")],
    ),
    seen(
        "cp",
        "9.2",
        "a declined -i is a failure",
        &[Given("interactive")],
    ),
    seen(
        "mv",
        "9.2",
        "a declined -i is a failure",
        &[Given("interactive")],
    ),
    seen(
        "ln",
        "9.2",
        "a declined -i is a failure",
        &[Given("interactive"), Theirs("replace")],
    ),
    seen(
        "b2sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "md5sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "sha1sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "sha224sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "sha256sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "sha384sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "sha512sum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "cksum",
        "9.11",
        "--check quotes names",
        &[Given("check"), Input("\\")],
    ),
    seen(
        "cksum",
        "9.6",
        "a new option makes an abbreviation ambiguous",
        &[Ours("is ambiguous")],
    ),
    seen(
        "install",
        "9.3",
        "a new option makes an abbreviation ambiguous",
        &[Ours("is ambiguous")],
    ),
    seen(
        "fold",
        "9.8",
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
        "9.6",
        "what is not printable is part of words",
        &[Any(&[
            Input("\0"),
            Input("\x01"),
            Input("\x1b"),
            Input("\x7f"),
            Input("\x08"),
        ])],
    ),
    seen(
        "join",
        "9.8",
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
        "9.8",
        "-s and -w count characters, and blanks may have several bytes",
        &[Foreign, Utf8],
    ),
    seen(
        "cksum",
        "9.6",
        "an error of reading is reported",
        &[Ours("Is a directory")],
    ),
    seen(
        "tsort",
        "9.5",
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
        "9.2",
        "lower-case k is printed for --to=si",
        &[Given("to")],
    ),
    seen(
        "printf",
        "9.2",
        "\\u takes all code points",
        &[Theirs("invalid universal character name")],
    ),
    seen(
        "split",
        "9.2",
        "counts that are too large mean everything",
        &[Theirs("Value too large")],
    ),
    seen(
        "split",
        "9.2",
        "-n reads pipes",
        &[Theirs("cannot determine file size")],
    ),
    seen(
        "stat",
        "9.11",
        "%s is unsigned",
        &[Any(&[Argument("%+s"), Argument("% s")])],
    ),
    seen(
        "cp",
        "9.2",
        "--reflink leaves no empty file when it fails",
        &[Given("reflink")],
    ),
    seen(
        "cp",
        "own",
        "a copy does not remove its own source",
        &[
            Theirs("for reading: No such file or directory"),
            Ours("are the same file"),
        ],
    ),
    seen(
        "install",
        "own",
        "a copy does not remove its own source",
        &[
            Theirs("for reading: No such file or directory"),
            Ours("are the same file"),
        ],
    ),
    seen(
        "ln",
        "own",
        "nothing is done before the type of backups is known",
        &[Given("backup"), Theirs("invalid argument")],
    ),
    seen(
        "mv",
        "own",
        "nothing is done before the type of backups is known",
        &[Given("backup"), Theirs("invalid argument")],
    ),
    seen(
        "mv",
        "own",
        "a backup is undone where the move is refused",
        &[Theirs("to a subdirectory of itself")],
    ),
    seen(
        "ptx",
        "own",
        "a sentence may end where a line starts",
        &[Theirs("match of length zero")],
    ),
    seen(
        "ls",
        "9.6",
        "--sort=name, --time=modification",
        &[Theirs("Valid arguments are:"), OnlyMessages],
    ),
    seen(
        "dir",
        "9.6",
        "--sort=name, --time=modification",
        &[Theirs("Valid arguments are:"), OnlyMessages],
    ),
    seen(
        "vdir",
        "9.6",
        "--sort=name, --time=modification",
        &[Theirs("Valid arguments are:"), OnlyMessages],
    ),
    seen(
        "mkdir",
        "own",
        "-m +t does not make the umask count",
        &[Given("mode"), Argument("t")],
    ),
];

/// Messages of GNU 9.1, and their wording today.
const WORDINGS: &[(&str, &str)] = &[
    // 9.7
    ("sort: note numbers use ", "sort: numbers use "),
    // 9.8
    (
        "reading file names from stdin,",
        "reading file names from standard input,",
    ),
    (
        "a chunk extracted to stdout",
        "a chunk extracted to standard output",
    ),
];

/// Returns a text of GNU 9.1 with the messages of today.
pub fn reworded(text: &str) -> String {
    let mut text = text.to_owned();
    for (old, new) in WORDINGS {
        text = text.replace(old, new);
    }
    text
}

const fn row(utility: &'static str, since: &'static str, what: &'static str) -> Difference {
    seen(utility, since, what, &[])
}

const fn seen(
    utility: &'static str,
    since: &'static str,
    what: &'static str,
    signs: &'static [Sign],
) -> Difference {
    Difference {
        utility,
        since,
        what,
        signs,
    }
}

/// Options that GNU 9.1 lacks: the utility, the release that added them, their spellings.
pub const NEW_OPTIONS: &[(&str, &str, &[&str])] = &[
    ("basenc", "9.8", &["--base58"]),
    (
        "chmod",
        "9.6",
        &["--dereference", "-h", "--no-dereference", "-H", "-L", "-P"],
    ),
    ("du", "9.11", &["-A"]),
    ("install", "9.3", &["--debug"]),
    ("cksum", "9.2", &["--base64", "--raw", "--binary", "--text"]),
    ("cp", "9.5", &["--keep-directory-symlink"]),
    ("cut", "9.11", &["-F", "-O", "-w", "--whitespace-delimited"]),
    ("factor", "9.2", &["-h", "--exponents"]),
    ("fold", "9.8", &["-c", "--characters"]),
    ("mv", "9.5", &["--exchange", "--no-copy"]),
    ("numfmt", "9.8", &["--unit-separator"]),
    ("realpath", "9.8", &["-E", "--canonicalize"]),
    ("tail", "9.2", &["--debug"]),
    ("tsort", "9.5", &["-w"]),
    ("wc", "9.2", &["--total"]),
];
