//! Generated text: what utilities are given to read.

use testing::Chance;

const WORDS: &[&str] = &[
    "a",
    "in",
    "the",
    "word",
    "Alpha",
    "beta",
    "gamma",
    "delta",
    "of",
    "to",
    "line",
    "sorted",
    "window",
    "tea",
    "coffee",
    "morning",
    "understand",
    "between",
    "Zebra",
    "zoo",
    "x",
    "I",
    "e.g.",
    "(see",
    "below)",
    "it's",
    "\"quoted\"",
    "end.",
    "Why?",
    "yes!",
    "so;",
    "then,",
    "well-known",
    "foo_bar",
    "10th",
    "3.14",
    "-7",
    "NaN",
    "1e3",
];

const FOREIGN: &[&str] = &[
    "na\u{ef}ve",
    "\u{dc}ber",
    "stra\u{df}e",
    "\u{3b1}\u{3b2}\u{3b3}",
    "\u{41c}\u{43e}\u{441}\u{43a}\u{432}\u{430}",
    "\u{65e5}\u{672c}\u{8a9e}",
    "\u{4e2d}\u{6587}",
    "\u{d55c}\u{ad6d}\u{c5b4}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{645}\u{631}\u{62d}\u{628}\u{627}",
    "e\u{301}t\u{e9}",
    "\u{1f600}",
    "\u{a0}",
    "\u{2028}",
    "\u{200b}",
    "\u{3000}",
    "\u{2014}",
    "\u{201c}x\u{201d}",
    "\u{e01}\u{e33}",
];

const CODE: &[&str] = &[
    "fn main() {",
    "    let x = 1;",
    "\tif (a == b)",
    "\t\treturn 0;",
    "}",
    "",
    "// comment",
    "#include <stdio.h>",
    "for i in $(seq 3); do",
    "  echo \"$i\"",
    "done",
    "/* x */",
    "\\:\\:\\:",
    "\\:\\:",
    "\\:",
    "x = y  +\tz",
    "key: value",
    "  - item",
    "\u{c}",
    "a\\",
    "%d%%",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "10",
    "007",
    "+3",
    "12",
    "99",
    "100",
    "1000",
    "1K",
    "2M",
    "3Ki",
    "1.5",
    "-0.25",
    ".5",
    "1e3",
    "0x1F",
    "18446744073709551616",
    "999999999999",
    "1,234",
    "5k",
    "",
    "1G",
    "nan",
    "-inf",
    "4 5",
    "  6",
    "7\t",
    "1.50",
    "1e-2",
    "- 1",
    "--2",
    "1T",
    "9.99",
    "9223372036854775807",
];

const BYTES: &[&[u8]] = &[
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\0",
    b"\x01",
    b"\x7f",
    b"\x1b[31m",
    b"\x08",
    b"\xf0\x9f",
    b"\xc0\x80",
    b"a",
    b" ",
    b"\t",
    b"\r",
    b"\x0b",
    b"\xed\xa0\x80",
    b"z",
    b"\xa0",
    b"\x80",
];

/// A kind of text.
type Kind = fn(&mut Chance) -> Vec<u8>;

const KINDS: &[Kind] = &[
    word_list,
    word_list,
    sentences,
    code,
    log,
    csv,
    table,
    foreign,
    bytes,
    numbers,
    sorted,
    keyed,
    few_distinct,
    blank_lines,
];

/// Returns the content of a file.
pub(crate) fn text(chance: &mut Chance) -> Vec<u8> {
    if chance.one_in(25) {
        return Vec::new();
    }
    let mut text = KINDS[chance.below(KINDS.len())](chance);
    finish(chance, &mut text);
    text
}

/// Returns text with sorted lines, as `join` and `comm` take it.
pub(crate) fn ordered(chance: &mut Chance) -> Vec<u8> {
    if chance.one_in(4) {
        return text(chance);
    }
    let mut lines = if chance.one_in(2) {
        keyed(chance)
    } else {
        sorted(chance)
    };
    finish(chance, &mut lines);
    lines
}

/// Returns numbers, one a line.
pub(crate) fn numbers(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        line.extend(chance.pick(NUMBERS).as_bytes());
        if chance.one_in(4) {
            line.extend(chance.pick(&[" ", "\t", ":", ","]).as_bytes());
            line.extend(chance.pick(NUMBERS).as_bytes());
        }
    })
}

/// Returns one number.
pub(crate) fn number(chance: &mut Chance) -> &'static str {
    chance.pick(NUMBERS)
}

/// Returns a word of any script.
pub(crate) fn word(chance: &mut Chance) -> &'static str {
    if chance.one_in(6) {
        chance.pick(FOREIGN)
    } else {
        chance.pick(WORDS)
    }
}

/// Spoils the text now and then: other ends of lines, a very long line, a last line without end.
fn finish(chance: &mut Chance, text: &mut Vec<u8>) {
    match chance.below(24) {
        0 | 1 => *text = replace(text, b"\n", b"\r\n"),
        2 => *text = replace(text, b"\n", b"\0"),
        3 => *text = replace(text, b" ", b"\t"),
        4 => {
            let size = 1 << chance.below(15);
            let at = chance.below(text.len() + 1);
            let long = if chance.one_in(2) {
                "x".repeat(size)
            } else {
                "ab c ".repeat(size / 4)
            };
            text.splice(at..at, long.into_bytes());
        }
        5 => {
            let once = text.clone();
            while text.len() < 20_000 && !once.is_empty() {
                text.extend_from_slice(&once);
            }
        }
        6 | 7 => {
            let at = chance.below(text.len() + 1);
            text.splice(at..at, BYTES[chance.below(BYTES.len())].iter().copied());
        }
        _ => {}
    }
    if chance.one_in(6) && text.last() == Some(&b'\n') {
        text.pop();
    }
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split(|byte| *byte == from[0]).collect();
    parts.join(to)
}

/// Returns some lines, mostly few.
fn lines(chance: &mut Chance, line: &mut dyn FnMut(&mut Chance, &mut Vec<u8>)) -> Vec<u8> {
    let most = [3, 6, 12, 12, 30, 100][chance.below(6)];
    let mut text = Vec::new();
    for _ in 0..=chance.below(most) {
        line(chance, &mut text);
        text.push(b'\n');
    }
    text
}

fn word_list(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        line.extend(word(chance).as_bytes())
    })
}

fn sentences(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        if chance.one_in(8) {
            return;
        }
        if chance.one_in(5) {
            line.extend(
                chance
                    .pick(&["  ", "\t", "    ", "> ", "# ", "* "])
                    .as_bytes(),
            );
        }
        for i in 0..=chance.below(14) {
            if i > 0 {
                line.extend(chance.pick(&[" ", " ", " ", " ", "  ", "\t"]).as_bytes());
            }
            line.extend(chance.pick(WORDS).as_bytes());
        }
    })
}

fn code(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        line.extend(chance.pick(CODE).as_bytes())
    })
}

fn log(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        let (day, second) = (1 + chance.below(28), chance.below(60));
        let level = chance.pick(&["INFO", "WARN", "ERROR"]);
        let text = format!(
            "2024-03-{day:02}T01:02:{second:02}Z [{level}] host{} ",
            chance.below(3)
        );
        line.extend(text.into_bytes());
        line.extend(chance.pick(WORDS).as_bytes());
    })
}

fn csv(chance: &mut Chance) -> Vec<u8> {
    let separator = chance.pick(&[",", ";", ":", "\t", "|", "\u{e9}"]);
    lines(chance, &mut |chance, line| {
        for i in 0..chance.below(6) {
            if i > 0 {
                line.extend(separator.as_bytes());
            }
            let field = if chance.one_in(3) {
                number(chance)
            } else {
                word(chance)
            };
            line.extend(field.as_bytes());
        }
    })
}

fn table(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        let text = format!(
            "{:<10}{:>6}  {:<3}{:>8}",
            word(chance),
            number(chance),
            word(chance),
            number(chance)
        );
        line.extend(text.into_bytes());
    })
}

fn foreign(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        for _ in 0..chance.below(7) {
            line.extend(chance.pick(FOREIGN).as_bytes());
            line.extend(chance.pick(&["", " ", "\t", ":"]).as_bytes());
        }
    })
}

fn bytes(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        for _ in 0..chance.below(9) {
            line.extend_from_slice(BYTES[chance.below(BYTES.len())]);
        }
    })
}

fn sorted(chance: &mut Chance) -> Vec<u8> {
    let text = word_list(chance);
    sort(&text)
}

fn keyed(chance: &mut Chance) -> Vec<u8> {
    let text = lines(chance, &mut |chance, line| {
        let separator = chance.pick(&[" ", " ", "\t", ":", ","]);
        let key = chance.pick(&["a", "b", "c", "d", "1", "2", "10", "A", "\u{e9}", ""]);
        line.extend(key.as_bytes());
        for _ in 0..chance.below(4) {
            line.extend(separator.as_bytes());
            line.extend(chance.pick(WORDS).as_bytes());
        }
    });
    sort(&text)
}

fn sort(text: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    lines.sort();
    lines.concat()
}

fn few_distinct(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        line.extend(
            chance
                .pick(&["a", "a", "A", "b", " a", "a ", "b b", "\u{e9}", "\u{c9}"])
                .as_bytes(),
        );
    })
}

fn blank_lines(chance: &mut Chance) -> Vec<u8> {
    lines(chance, &mut |chance, line| {
        line.extend(
            chance
                .pick(&[
                    "",
                    "",
                    " ",
                    "\t",
                    "x",
                    "  y z",
                    "\u{c}",
                    "\u{c}\u{c}",
                    "a\u{8}b",
                ])
                .as_bytes(),
        );
    })
}
