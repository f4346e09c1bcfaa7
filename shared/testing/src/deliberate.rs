//! What our utilities do otherwise than GNU 9.1 on purpose, because a later release does so.
//!
//! Tests with generated input compare with the machine's GNU, which may be as old as that. They
//! leave out what this table names.

mod files;
mod text;

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
    /// Our output contains this.
    Printed(&'static str),
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
    /// GNU's utility did not end.
    Endless,
    /// Our messages are GNU's.
    SameMessages,
    /// GNU's messages call a number by this: `invalid argument '50'`.
    Number(&'static str),
    /// Our output is GNU's, but for the first of these, which is the second.
    Replacing(&'static str, &'static str),
    /// One of these.
    Any(&'static [Sign]),
    /// None of these.
    No(&'static [Sign]),
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
    /// Whether the encoding was UTF-8.
    pub utf8: bool,
    /// Whether only the messages differ.
    pub only_messages: bool,
    /// Whether GNU's utility was killed because it did not end, while ours did.
    pub endless: bool,
    /// The input, and the content of all files.
    pub input: &'a [u8],
    /// GNU's output.
    pub expected: &'a [u8],
    /// Our output.
    pub output: &'a [u8],
    /// GNU's messages.
    pub theirs: &'a [u8],
    /// Our messages.
    pub ours: &'a [u8],
}

/// Returns the deliberate difference that explains why two runs did not do the same.
pub fn deliberate(runs: &Compared<'_>) -> Option<&'static Difference> {
    let rows = text::ROWS.iter().chain(files::ROWS);
    rows.into_iter().find(|row| {
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
            Self::Printed(text) => has(runs.output, text),
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
            Self::Endless => runs.endless,
            Self::SameMessages => runs.ours == runs.theirs,
            Self::Number(text) => names_number(runs.theirs, text),
            Self::Replacing(from, to) => {
                let replaced = |bytes| String::from_utf8_lossy(bytes).replace(from, to);
                replaced(runs.expected) == replaced(runs.output)
            }
            Self::Any(signs) => signs.iter().any(|sign| sign.is_in(runs)),
            Self::No(signs) => !signs.iter().any(|sign| sign.is_in(runs)),
        }
    }
}

/// Returns whether a quoted number follows `text` in the messages.
fn names_number(messages: &[u8], text: &str) -> bool {
    let messages = String::from_utf8_lossy(messages);
    let Some((_, named)) = messages.split_once(text) else {
        return false;
    };
    let named = named.trim_start_matches([' ', '\'', '\u{2018}', '+']);
    named.starts_with(|first: char| first.is_ascii_digit())
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
    /// The release of GNU that changed it; `after 9.1` where that is not known more exactly; `HEAD`
    /// for what is not released; `own` for what GNU does still, but loses a file by, or says what
    /// is not so.
    pub since: &'static str,
    /// What differs.
    pub what: &'static str,
    /// What generated comparisons recognise it by: all of these. Without a sign they can't.
    pub signs: &'static [Sign],
}

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
        "line buffering stdin is meaningless",
        "line buffering standard input is meaningless",
    ),
    (
        "a chunk extracted to stdout",
        "a chunk extracted to standard output",
    ),
    // GNU 9.1 begins a name with two quotes more if it has a quote and ends in an escape.
    (" '''", " '"),
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

/// Options that GNU 9.1 lacks: the utility, the release that added them (as in [`Difference`]),
/// their spellings.
pub const NEW_OPTIONS: &[(&str, &str, &[&str])] = &[
    ("basenc", "after 9.1", &["--base58"]),
    ("chgrp", "after 9.1", &["--from"]),
    (
        "chmod",
        "after 9.1",
        &["--dereference", "-h", "--no-dereference", "-H", "-L", "-P"],
    ),
    ("du", "after 9.1", &["-A"]),
    ("install", "after 9.1", &["--debug"]),
    (
        "cksum",
        "after 9.1",
        &["--base64", "--raw", "--binary", "--text"],
    ),
    ("cp", "after 9.1", &["--keep-directory-symlink"]),
    ("cp", "after 9.1", &["--debug"]),
    (
        "cut",
        "after 9.1",
        &["-F", "-O", "-w", "--whitespace-delimited"],
    ),
    ("env", "after 9.1", &["-a", "--argv0"]),
    ("env", "HEAD", &["--env0-from"]),
    ("factor", "after 9.1", &["-h", "--exponents"]),
    ("fold", "after 9.1", &["-c", "--characters"]),
    ("mv", "after 9.1", &["--exchange", "--no-copy"]),
    ("mv", "after 9.1", &["--debug"]),
    ("numfmt", "after 9.1", &["--unit-separator"]),
    ("numfmt", "own", &["--dev-debug"]),
    ("pinky", "after 9.1", &["--lookup"]),
    ("realpath", "after 9.1", &["-E", "--canonicalize"]),
    ("tail", "after 9.1", &["--debug"]),
    ("timeout", "after 9.1", &["-f", "-p"]),
    ("tsort", "after 9.1", &["-w"]),
    ("uname", "HEAD", &["-A", "--all-labeled"]),
    ("wc", "after 9.1", &["--total"]),
];
