//! What our utilities do otherwise than GNU 9.1 on purpose, because a later release does so.
//!
//! Tests with generated input compare with the machine's GNU, which may be as old as that. They
//! leave out what this table names.

/// What a generated comparison recognises a difference by.
#[derive(Debug)]
pub enum Sign {
    /// An option of this name is given.
    Option(&'static str),
    /// An argument contains this.
    Argument(&'static str),
    /// An environment variable is set.
    Variable(&'static str),
    /// GNU's messages contain this.
    Theirs(&'static str),
    /// Our messages contain this.
    Ours(&'static str),
    /// The locale has characters of several bytes.
    Multibyte,
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
    pub multibyte: bool,
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
            Self::Option(name) => runs.options.contains(name),
            Self::Argument(text) => runs.arguments.iter().any(|argument| has(argument, text)),
            Self::Variable(name) => runs.variables.contains(name),
            Self::Theirs(text) => has(runs.theirs, text),
            Self::Ours(text) => has(runs.ours, text),
            Self::Multibyte => runs.multibyte,
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
    /// The release of GNU that changed it; `HEAD` for what is not released.
    pub since: &'static str,
    /// What differs.
    pub what: &'static str,
    /// What generated comparisons recognise it by: all of these. Without a sign they can't.
    pub signs: &'static [Sign],
}

/// The differences, by utility.
pub const DIFFERENCES: &[Difference] = &[
    row("base64", "9.8", "padding may not be incomplete"),
    row("base32", "9.8", "padding may not be incomplete"),
    row("basenc", "9.8", "padding may not be incomplete"),
    row(
        "cksum",
        "9.10",
        "the last of --tag and --untagged counts, without effect on --binary",
    ),
    row("cksum", "9.11", "--check quotes names"),
    row("comm", "9.2", "an empty delimiter is NUL in the totals too"),
    row("csplit", "9.6", "empty input makes no file"),
    row(
        "fmt",
        "9.11",
        "the width counts without the newline; all large widths are out of range",
    ),
    row("head", "9.6", "counts that are too large mean everything"),
    row("nl", "9.6", "-l takes numbers of any size"),
    row("nl", "9.11", "-d takes characters of several bytes"),
    row(
        "numfmt",
        "9.9",
        "delimiters, separators of thousands and spaces of several bytes",
    ),
    row(
        "od",
        "9.8",
        "-w0 and offsets that are too large are refused",
    ),
    row("od", "9.11", "no offset is printed after a read error"),
    row("pr", "9.11", "empty values of -e, -i and -n are refused"),
    row("sort", "9.9", "a compressor that exits early is reported"),
    row("tac", "9.4", "an unusable TMPDIR is replaced by /tmp"),
    row("tail", "9.6", "counts that are too large mean everything"),
    row("uniq", "9.11", "a read error is given with its reason"),
    row("cp", "9.3", "-b is refused with --update=none"),
    row("cp", "9.4", "--sparse=never neither clones nor offloads"),
    row("date", "9.2", "--debug says that only the last -d is used"),
    row("date", "9.8", "the last of -I, -R and --rfc-3339 counts"),
    row(
        "date",
        "9.8",
        "--debug names two reasons for a time in a gap",
    ),
    row("date", "9.11", "DD.MM. is a date of this year"),
    row(
        "dd",
        "9.11",
        "a block written in part counts as a partial record",
    ),
    row("df", "9.11", "-l takes more types for remote"),
    row("du", "9.8", "messages name the standard input in full"),
    row("env", "9.5", "signals may have no name"),
    row("env", "HEAD", "--env0-from"),
    row("install", "9.11", "-C and -p go together"),
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
    row(
        "stat",
        "9.11",
        "QUOTING_STYLE is looked at when a name is quoted",
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
pub const NEW_OPTIONS: &[(&str, &str, &[&str])] = &[];
