//! ptx: produce a permuted index of file contents. GNU manual node "ptx invocation".
//!
//! Words and sentences are of bytes, as GNU's are: letters beyond ASCII belong to words only
//! where each is a single byte. Unlike in GNU's, a `-S` that matches at the very start of what
//! is left (an empty line, with `-r` or `-G`) is an error only if it matches nothing there.

mod fields;
mod occurrences;
mod output;
mod scan;
mod words;

use occurrences::Index;
use output::{Format, Layout};
use scan::{Sentences, Words};
use shared::input::files::open_mode;
use shared::prelude::*;
use shared::rustix::fs::{Mode, OFlags};
use shared::rustix::stdio::dup2_stdout;
use shared::values::number;
use words::WordList;

/// What is chosen.
struct Ptx {
    /// GNU's ways, rather than those of System V's ptx.
    extended: bool,
    /// References are made of file names and line numbers.
    auto_reference: bool,
    /// References are the first words of lines.
    input_reference: bool,
    right_reference: bool,
    fold: bool,
    layout: Layout,
}

/// Runs ptx.
pub fn run(args: Args) -> Result {
    let mut ptx = Ptx {
        extended: true,
        auto_reference: false,
        input_reference: false,
        right_reference: false,
        fold: false,
        layout: Layout::default(),
    };
    let mut format = None;
    let (mut breaks, mut ignored, mut only) = (None, None, None);
    let (mut sentence, mut word) = (None, None);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        let given = option.value();
        match option.name {
            "auto-reference" => ptx.auto_reference = true,
            "flag-truncation" => ptx.layout.truncation = unescaped(given),
            "traditional" => ptx.extended = false,
            "macro-name" => ptx.layout.macro_name = given,
            "O" => format = Some(Format::Roff),
            "T" => format = Some(Format::Tex),
            "format" => {
                let formats = [("roff", 0), ("tex", 1)];
                format = match keyword("--format", given, &formats)? {
                    0 => Some(Format::Roff),
                    _ => Some(Format::Tex),
                };
            }
            "right-side-refs" => ptx.right_reference = true,
            "sentence-regexp" => sentence = Some(unescaped(given)),
            "word-regexp" => word = Some(unescaped(given)),
            "break-file" => breaks = Some(given),
            "ignore-case" => ptx.fold = true,
            "gap-size" => ptx.layout.gap = width(given, "gap width")?,
            "ignore-file" => ignored = Some(given),
            "only-file" => only = Some(given),
            "references" => ptx.input_reference = true,
            "typeset-mode" => ptx.layout.line_width = 100,
            _ => ptx.layout.line_width = width(given, "line width")?,
        }
    }
    let mut operands = options.operands();
    if !ptx.extended && operands.len() > 1 {
        if let Some(extra) = operands.get(2) {
            return Err(cli::extra_operand(extra));
        }
        write_to(operands[1])?;
        operands.truncate(1);
    }
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    ptx.layout.format = format.unwrap_or(if ptx.extended {
        Format::Plain
    } else {
        Format::Roff
    });
    let sentences = match sentence {
        Some(text) if text.is_empty() => Sentences::Files,
        Some(text) => Sentences::of_regex(&text, ptx.fold)?,
        None if ptx.extended && !ptx.input_reference => Sentences::Usual,
        None => Sentences::Lines,
    };
    let words = match (word.filter(|text| !text.is_empty()), breaks) {
        (Some(text), file) => {
            let words = Words::of_regex(&text, ptx.fold)?;
            // It doesn't count, but must be there.
            file.map(words::read_all).transpose()?;
            words
        }
        (None, Some(file)) => Words::without(file, ptx.extended)?,
        (None, None) => Words::usual(ptx.extended),
    };
    let list = |file: Option<_>| match file {
        Some(file) => WordList::read(file, ptx.fold),
        None => Ok(None),
    };
    let (ignored, only) = (list(ignored)?, list(only)?);
    let mut index = Index::new(&ptx, sentences, words, ignored, only);
    for name in operands {
        index.add(name)?;
    }
    index.sort();
    output::print(&ptx, &mut index)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "ptx",
        "[OPTION]... [INPUT]...\n  or:  ptx -G [OPTION]... [INPUT [OUTPUT]]",
        "Print an index of the words in the input, each in its context.",
    )
    .args([
        flag(
            "-A, --auto-reference",
            "print file names and line numbers as references",
        ),
        flag("-G, --traditional", "behave more like System V's 'ptx'"),
        value(
            "-F, --flag-truncation",
            "STRING",
            "flag where a line is cut off by STRING ('/')",
        ),
        value(
            "-M, --macro-name",
            "STRING",
            "use macro STRING instead of 'xx'",
        ),
        flag("-O", "print roff directives"),
        flag("-T", "print TeX directives"),
        value("--format", "{roff|tex}", "print directives of that kind"),
        flag(
            "-R, --right-side-refs",
            "put references at the right, not counted in -w",
        ),
        value(
            "-S, --sentence-regexp",
            "REGEXP",
            "what ends lines or sentences",
        ),
        value("-W, --word-regexp", "REGEXP", "what words are"),
        value(
            "-b, --break-file",
            "FILE",
            "words end at characters of FILE",
        ),
        flag("-f, --ignore-case", "sort lower case as upper case"),
        value(
            "-g, --gap-size",
            "NUMBER",
            "leave so many columns between fields (3)",
        ),
        value("-i, --ignore-file", "FILE", "leave out the words in FILE"),
        value("-o, --only-file", "FILE", "take just the words in FILE"),
        flag(
            "-r, --references",
            "the first word of each line is its reference",
        ),
        flag("-t, --typeset-mode", "change the width from 72 to 100"),
        value(
            "-w, --width",
            "NUMBER",
            "print lines of so many columns (72)",
        ),
    ])
    .after_help("With no INPUT, or when INPUT is -, read standard input.")
}

fn width(given: &OsStr, what: &str) -> Result<usize> {
    let number = number::parse(given.as_bytes(), "").ok();
    number
        .filter(|&n| n > 0 && n <= i64::MAX as u64)
        .map(|n| n as usize)
        .ok_or_else(|| Error::new(format!("invalid {what}: {}", quote(given))))
}

/// Makes OUTPUT standard output.
fn write_to(name: &OsStr) -> Result {
    let failed = |e: io::Error| Error::io(quotef(name), &e);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
    let file = open_mode(name, flags, Mode::from_raw_mode(0o666)).map_err(failed)?;
    dup2_stdout(file).map_err(|e| failed(e.into()))
}

/// A string with C's escapes; what is none stays as it is. `\c` ends it.
fn unescaped(given: &OsStr) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = given.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'\\' {
            out.push(first);
            continue;
        }
        // A backslash at the end stands for nothing.
        let Some((&letter, behind)) = rest.split_first() else {
            break;
        };
        rest = behind;
        let (radix, most) = match letter {
            b'x' => (16, 3),
            b'0' => (8, 3),
            b'c' => break,
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' => {
                out.extend(shared::text::escapes::named(letter));
                continue;
            }
            _ => {
                out.extend([b'\\', letter]);
                continue;
            }
        };
        let (value, digits) = shared::text::escapes::number(&mut rest, radix, most);
        match digits {
            0 if letter == b'x' => out.extend(b"\\x"),
            _ => out.push(value as u8),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_are_those_of_c() {
        let text = super::unescaped(std::ffi::OsStr::new(r"\x41\102\0101z\q\n\\(\"));
        assert_eq!(text, b"A\\102Az\\q\n\\\\(");
    }
}
