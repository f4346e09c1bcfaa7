//! Options that are given wrongly.

use crate::case::{Argument, Case};
use crate::options::{Options, Takes};
use testing::Chance;

/// Adds an option that is unknown, ambiguous, or has a value too many or too few.
pub(crate) fn add(case: &mut Case, options: &Options, chance: &mut Chance) {
    if options.given.is_empty() {
        return;
    }
    let option = &options.given[chance.below(options.given.len())];
    let long = option.longs.first();
    let (text, last) = match (chance.below(5), long) {
        (0, _) => (
            chance
                .pick(&["-@", "-+", "-?", "-\u{e9}", "-\t"])
                .to_owned(),
            false,
        ),
        (1, Some(long)) if option.takes == Takes::Never => (format!("--{long}=x"), false),
        (2, _) if option.takes == Takes::Always => {
            let letter = option.letters.first().map(|letter| format!("-{letter}"));
            let text = letter.or(long.map(|long| format!("--{long}")));
            (text.unwrap_or_default(), true)
        }
        (3, Some(long)) => match ambiguous(long, options, chance) {
            Some(text) => (text, false),
            None => return,
        },
        _ => {
            let texts = ["--zz", "--no-such", "--zz=1", "--it's", "--\u{e9}", "---"];
            (chance.pick(&texts).to_owned(), false)
        }
    };
    let argument = Argument {
        text: text.into_bytes(),
        options: vec!["mistake".to_owned()],
    };
    let at = match last {
        true => case.arguments.len(),
        false => chance.below(case.arguments.len() + 1),
    };
    case.arguments.insert(at, argument);
}

/// Returns a beginning of a long name that several options share, all of them GNU's too.
fn ambiguous(long: &str, options: &Options, chance: &mut Chance) -> Option<String> {
    let start = &long[..1 + chance.below(long.len())];
    let shares = |other: &&String| other.starts_with(start);
    let ours = options.longs.iter().filter(shares);
    let known = |other: &String| options.known.contains(other);
    let all: Vec<&String> = ours.collect();
    (all.len() > 1 && all.into_iter().all(known)).then(|| format!("--{start}"))
}
