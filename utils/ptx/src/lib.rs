//! ptx: produce a permuted index of file contents. GNU manual node "ptx invocation".
//!
//! Words and sentences consist of bytes, as in GNU's ptx: letters beyond ASCII belong to words
//! only in single-byte encodings. Unlike in GNU's ptx, a `-S` that matches at the very start of
//! the remaining text (an empty line, with `-r` or `-G`) is an error only if the match is empty.

mod fields;
mod occurrences;
mod output;
mod scan;
mod words;

use occurrences::{Filter, Index};
use output::{Format, Layout};
use scan::{Sentences, Words};
use shared::input::files::open_mode;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::fs::{Mode, OFlags};
use shared::rustix::stdio::dup2_stdout;
use shared::text::locale::skip_posix_space;
use shared::text::words::{Table, table};
use words::WordList;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let mut operands = options.operands();
    if !settings.ptx.extended && operands.len() > 1 {
        if let Some(extra) = operands.get(2) {
            return Err(cli::extra_operand(extra));
        }
        write_to(operands[1])?;
        operands.truncate(1);
    }
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    for operand in operands.iter_mut().filter(|operand| operand.is_empty()) {
        *operand = OsStr::new("-");
    }
    let sentences = settings.sentences()?;
    let words = settings.words()?;
    let filter = settings.filter()?;
    let ptx = settings.ptx;
    let mut index = Index::new(&ptx, sentences, words, filter);
    for name in operands {
        index.add(name)?;
    }
    index.sort();
    output::print(&ptx, &mut index)
}

pub fn cli() -> Cli {
    cli::utility(
        "ptx",
        "[OPTION]... [INPUT]...\n  or:  ptx -G [OPTION]... [INPUT [OUTPUT]]",
        "Print a permuted index of the words in the input, each with its context.",
    )
    .listed_first("width word-regexp references right-side-refs")
    .options(options![
        flag(
            "-A, --auto-reference",
            "print file names and line numbers as references",
        ),
        flag("-G, --traditional", "behave more like System V's ptx"),
        value(
            "-F, --flag-truncation",
            "STRING",
            "mark truncated lines with STRING (/)",
        ),
        value(
            "-M, --macro-name",
            "STRING",
            "use the macro STRING instead of xx",
        ),
        flag("-O", "print roff directives"),
        flag("-T", "print TeX directives"),
        value(
            "--format",
            "{roff|tex}",
            "print directives for this formatter",
        ),
        flag(
            "-R, --right-side-refs",
            "put references on the right, not counted in -w",
        ),
        value(
            "-S, --sentence-regexp",
            "REGEXP",
            "use REGEXP for the end of lines or sentences",
        ),
        value("-W, --word-regexp", "REGEXP", "use REGEXP to match words"),
        value(
            "-b, --break-file",
            "FILE",
            "use the characters in FILE as word breaks",
        ),
        flag("-f, --ignore-case", "sort lower case like upper case"),
        value(
            "-g, --gap-size",
            "NUMBER",
            "leave NUMBER columns between fields (3)",
        ),
        value("-i, --ignore-file", "FILE", "ignore the words in FILE"),
        value("-o, --only-file", "FILE", "index only the words in FILE"),
        flag(
            "-r, --references",
            "use the first word of each line as its reference",
        ),
        flag(
            "-t, --typeset-mode",
            "use a default width of 100 instead of 72",
        ),
        value(
            "-w, --width",
            "NUMBER",
            "print lines of NUMBER columns (72)",
        ),
    ])
    .notes("Standard input is read if there is no INPUT, and for each INPUT that is -.")
}

/// What holds for the whole index.
struct Ptx {
    /// GNU's behaviour, rather than that of System V's ptx.
    extended: bool,
    /// References are file names and line numbers.
    auto_reference: bool,
    /// References are the first words of lines.
    input_reference: bool,
    right_reference: bool,
    /// Lower case sorts as upper case.
    fold: bool,
    layout: Layout,
}

/// The options, some of which name files and expressions that were not read yet.
struct Settings {
    ptx: Ptx,
    sentence: Option<Vec<u8>>,
    word: Option<Vec<u8>>,
    break_file: Option<&'static OsStr>,
    ignore_file: Option<&'static OsStr>,
    only_file: Option<&'static OsStr>,
}

/// Words of `--format`.
const FORMATS: Table<Format> = table![("roff", Format::Roff), ("tex", Format::Tex)];

impl Settings {
    fn parse(options: &mut Options) -> Result<Self> {
        let mut settings = Self {
            ptx: Ptx {
                extended: true,
                auto_reference: false,
                input_reference: false,
                right_reference: false,
                fold: false,
                layout: Layout::default(),
            },
            sentence: None,
            word: None,
            break_file: None,
            ignore_file: None,
            only_file: None,
        };
        let mut format = None;
        let ptx = &mut settings.ptx;
        while let Some(option) = options.next()? {
            let given = option.value();
            match option.name {
                "auto-reference" => ptx.auto_reference = true,
                "flag-truncation" => ptx.layout.truncation = unescaped(given),
                "traditional" => ptx.extended = false,
                "macro-name" => ptx.layout.macro_name = given,
                "O" => format = Some(Format::Roff),
                "T" => format = Some(Format::Tex),
                "format" => format = Some(option.keyword(&FORMATS)?),
                "right-side-refs" => ptx.right_reference = true,
                "sentence-regexp" => settings.sentence = Some(unescaped(given)),
                "word-regexp" => settings.word = Some(unescaped(given)),
                "break-file" => settings.break_file = Some(given),
                "ignore-case" => ptx.fold = true,
                "gap-size" => ptx.layout.gap = width(given, "gap width")?,
                "ignore-file" => settings.ignore_file = Some(given),
                "only-file" => settings.only_file = Some(given),
                "references" => ptx.input_reference = true,
                "typeset-mode" => ptx.layout.line_width = 100,
                "width" => ptx.layout.line_width = width(given, "line width")?,
                _ => option.unhandled(),
            }
        }
        ptx.layout.format = format.unwrap_or(match ptx.extended {
            true => Format::Plain,
            false => Format::Roff,
        });
        Ok(settings)
    }

    fn sentences(&self) -> Result<Sentences> {
        Ok(match &self.sentence {
            Some(text) if text.is_empty() => Sentences::Files,
            Some(text) => Sentences::of_regex(text, self.ptx.fold)?,
            None if self.ptx.extended && !self.ptx.input_reference => Sentences::Usual,
            None => Sentences::Lines,
        })
    }

    fn words(&self) -> Result<Words> {
        let extended = self.ptx.extended;
        let regex = self.word.as_ref().filter(|text| !text.is_empty());
        match (regex, self.break_file) {
            (Some(text), file) => {
                let words = Words::of_regex(text, self.ptx.fold)?;
                // The expression overrides the file, which must be readable all the same.
                file.map(words::read_all).transpose()?;
                Ok(words)
            }
            (None, Some(file)) => Words::without(file, extended),
            (None, None) => Ok(Words::usual(extended)),
        }
    }

    fn filter(&self) -> Result<Filter> {
        let list = |file: Option<_>| match file {
            Some(file) => WordList::read(file, self.ptx.fold),
            None => Ok(None),
        };
        Ok(Filter {
            ignored: list(self.ignore_file)?,
            only: list(self.only_file)?,
        })
    }
}

fn width(given: &OsStr, what: &str) -> Result<usize> {
    number(given.as_bytes())
        .filter(|&n| n > 0 && n <= i64::MAX as u64)
        .map(|n| n as usize)
        .ok_or_else(|| Error::new(format!("invalid {what}: {}", quote(given))))
}

/// Reads a number as C writes it: decimal, octal (`010`) or hexadecimal (`0x1f`).
fn number(text: &[u8]) -> Option<u64> {
    let text = skip_posix_space(text);
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', _, ..] => (text, 8),
        _ => (text, 10),
    };
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    u64::from_str_radix(digits, radix).ok()
}

/// Makes the file `name` standard output.
fn write_to(name: &OsStr) -> Result {
    let failed = |e: io::Error| Error::io(quotef(name), &e);
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
    let file = open_mode(name, flags, Mode::from_raw_mode(0o666)).map_err(failed)?;
    dup2_stdout(file).map_err(|e| failed(e.into()))
}

/// Replaces C's escapes. Unknown ones stay as they are, and `\c` ends the string.
fn unescaped(given: &OsStr) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = given.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'\\' {
            out.push(first);
            continue;
        }
        // A backslash at the end is dropped.
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
    use super::*;

    #[test]
    fn escapes_are_those_of_c() {
        let text = unescaped(OsStr::new(r"\x41\102\0101z\q\n\\(\"));
        assert_eq!(text, b"A\\102Az\\q\n\\\\(");
    }

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
