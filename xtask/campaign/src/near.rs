//! Operands and values that are nearly well-formed: a byte is missing, doubled, inserted or replaced.

use crate::case::{Argument, Case};
use testing::Chance;

/// Utilities whose arguments may be changed in this way. They run nothing but what is harmless, and
/// write only below the folder of the case. Not here: csplit, which quotes a pattern in a message
/// where GNU's does not, fmt, whose widths are others for GNU's, and stty, which takes any number.
const PARSERS: &[&str] = &[
    "[", "basename", "basenc", "chmod", "cksum", "comm", "cut", "date", "dd", "dirname", "echo",
    "env", "expand", "expr", "factor", "fold", "head", "join", "mkdir", "nl", "numfmt", "od",
    "paste", "pathchk", "pr", "printf", "ptx", "seq", "split", "stat", "tac", "test", "timeout",
    "touch", "tr", "truncate", "unexpand", "uniq",
];

/// What is inserted. There is no slash, so that no path leads out of the case's folder.
const BYTES: &[u8] = b"0123456789+-=*%,.:;[](){}\\'\"$# \t\n!?@^&|<>_xXekKnz\xe9\xff";

/// Changes an operand or the value of an option by one or two bytes.
pub(crate) fn change(case: &mut Case, chance: &mut Chance) {
    if !PARSERS.contains(&case.utility) || case.arguments.is_empty() {
        return;
    }
    let at = chance.below(case.arguments.len());
    let argument = &mut case.arguments[at];
    // Without its whole date, date shows the time of the run.
    if case.utility == "date" && !argument.text.starts_with(b"+") {
        return;
    }
    let Some(start) = value(argument) else {
        return;
    };
    for _ in 0..1 + chance.below(2) {
        edit(&mut argument.text, start, chance);
    }
}

/// Returns where the value in an argument starts. None if it has none.
fn value(argument: &Argument) -> Option<usize> {
    let text = &argument.text;
    let start = match argument.options.len() {
        0 if text.starts_with(b"-") => return None,
        0 => usize::from(text.starts_with(b"+")),
        1 if text.starts_with(b"--") => text.iter().position(|&byte| byte == b'=')? + 1,
        1 => 2,
        _ => return None,
    };
    (start < text.len()).then_some(start)
}

/// Changes one byte behind `start`.
fn edit(text: &mut Vec<u8>, start: usize, chance: &mut Chance) {
    if start >= text.len() {
        return;
    }
    let place = start + chance.below(text.len() - start);
    let byte = BYTES[chance.below(BYTES.len())];
    match chance.below(4) {
        0 => drop(text.remove(place)),
        1 => text.insert(place, byte),
        2 => text.insert(place, text[place]),
        _ => text[place] = byte,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument(text: &str, options: &[&str]) -> Argument {
        Argument {
            text: text.as_bytes().to_vec(),
            options: options.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn names_of_options_stay() {
        let start = |text, options: &[&str]| value(&argument(text, options));
        assert_eq!(start("--tabs=3", &["tabs"]), Some(7));
        assert_eq!(start("-t3", &["tabs"]), Some(2));
        assert_eq!(start("a-z", &[]), Some(0));
        assert_eq!(start("+%F", &[]), Some(1));
        for (text, options) in [
            ("-t", &["tabs"][..]),
            ("--tabs", &["tabs"]),
            ("-ab3", &["a", "b"]),
        ] {
            assert_eq!(start(text, options), None, "{text}");
        }
    }

    #[test]
    fn no_slash_is_added() {
        let mut chance = Chance::seeded(1);
        for _ in 0..1000 {
            let mut case = Case {
                utility: "tr",
                arguments: vec![argument("a-z", &[])],
                ..Case::default()
            };
            change(&mut case, &mut chance);
            assert!(!case.arguments[0].text.contains(&b'/'));
        }
    }
}
