//! The bytes that the operands stand for, and which of them are paired.

use crate::Settings;
use crate::parse::{Case, Element, parse};
use shared::prelude::*;
use shared::text::locale;
use std::ops::Range;

/// A byte and how often it occurs in a row.
type Run = (u8, u64);

/// Both operands, expanded.
pub(crate) struct Strings {
    first: Vec<Run>,
    pub(crate) second: Option<Vec<Run>>,
    /// The positions in `first` at which a class is paired with itself. As in GNU's, the bytes
    /// there, except for the class's first one, keep the translation that they had before.
    kept: Vec<Range<u64>>,
}

impl Strings {
    pub(crate) fn new(operands: &[&OsStr], settings: Settings) -> Result<Self> {
        let first = parse(operands[0])?;
        let second = operands.get(1).map(|text| parse(text)).transpose()?;
        let mut strings = Self {
            first: expand(&first, 0)?,
            second: None,
            kept: Vec::new(),
        };
        if settings.complement {
            strings.first = complement(&strings.first);
        }
        if count_fills(&first) > 0 {
            return Err(Error::new(
                "the [c*] repeat construct may not appear in string1",
            ));
        }
        let Some(second) = second else {
            return Ok(strings);
        };
        let fills = count_fills(&second);
        if fills > 1 {
            return Err(Error::new(
                "only one [c*] repeat construct may appear in string2",
            ));
        }
        if settings.delete {
            if fills > 0 {
                return Err(Error::new(
                    "the [c*] construct may appear in string2 only when translating",
                ));
            }
            strings.second = Some(expand(&second, 0)?);
        } else {
            strings.pair(&first, second, settings)?;
        }
        Ok(strings)
    }

    /// Expands the second string to the length of the first, which it is paired with.
    fn pair(&mut self, first: &[Element], mut second: Vec<Element>, settings: Settings) -> Result {
        let needed = length(&self.first)?;
        let given = length(&expand(&second, 0)?)?;
        let fill = needed.saturating_sub(given);
        check_translation(&second)?;
        if !settings.complement {
            (second, self.kept) = pair_cases(first, second, fill)?;
        }
        let mut to = expand(&second, fill)?;
        let missing = needed.saturating_sub(length(&to)?);
        if missing > 0 && !settings.truncate {
            let last = match second.last() {
                None => {
                    return Err(Error::new(
                        "when not truncating set1, string2 must be non-empty",
                    ));
                }
                Some(Element::Class(..)) => {
                    return Err(Error::new(
                        "when translating with string1 longer than string2,\nthe latter string \
                         must not end with a character class",
                    ));
                }
                Some(_) => to.last().map(|&(byte, _)| byte),
            };
            to.extend(last.map(|byte| (byte, missing)));
        }
        let classes = first.iter().any(|e| matches!(e, Element::Class(..)));
        if settings.complement && classes {
            let one = to.windows(2).all(|pair| pair[0].0 == pair[1].0);
            if !one || length(&to)? != needed {
                return Err(Error::new(
                    "when translating with complemented character classes,\nstring2 must map all \
                     characters in the domain to one",
                ));
            }
        }
        self.second = Some(to);
        Ok(())
    }

    /// Returns what each byte is translated to. If a byte occurs twice in the first string, the
    /// last occurrence counts.
    pub(crate) fn map(&self) -> [u8; 256] {
        let mut map = std::array::from_fn(|byte| byte as u8);
        let mut to = self.second.iter().flatten().copied();
        let mut left = to.next();
        let mut at = 0;
        for &(from, mut count) in &self.first {
            while count > 0
                && let Some((byte, there)) = left
            {
                if !self.kept.iter().any(|kept| kept.contains(&at)) {
                    map[usize::from(from)] = byte;
                }
                let both = count.min(there);
                at += both;
                count -= both;
                left = if there > both {
                    Some((byte, there - both))
                } else {
                    to.next()
                };
            }
        }
        map
    }

    /// Returns the set of bytes in the first string.
    pub(crate) fn first_set(&self) -> [bool; 256] {
        set(&self.first)
    }

    /// Returns the set of bytes in the last string.
    pub(crate) fn last_set(&self) -> [bool; 256] {
        set(self.second.as_ref().unwrap_or(&self.first))
    }
}

/// Checks that the second string has only elements that may be translated to.
fn check_translation(second: &[Element]) -> Result {
    let has = |is: fn(&Element) -> bool| second.iter().any(is);
    if has(|e| matches!(e, Element::Equivalence(_))) {
        return Err(Error::new(
            "[=c=] expressions may not appear in string2 when translating",
        ));
    }
    if has(|e| matches!(e, Element::Class(_, None))) {
        return Err(Error::new(
            "when translating, the only character classes that may appear in\nstring2 are \
             'upper' and 'lower'",
        ));
    }
    Ok(())
}

/// Replaces `[:upper:]` and `[:lower:]` in the second string by the letters of the class at the
/// same position in the first one, converted one by one. (The classes may differ in size.) Also
/// returns the positions for [`Strings::kept`].
fn pair_cases(
    first: &[Element],
    mut second: Vec<Element>,
    fill: u64,
) -> Result<(Vec<Element>, Vec<Range<u64>>)> {
    let mut kept = Vec::new();
    let mut at = 0;
    let mut cases = Vec::new();
    for element in first {
        if let Element::Class(bytes, Some(case)) = element {
            cases.push((at, bytes, *case));
        }
        at += size(element, fill);
    }
    let end: u64 = first.iter().map(|element| size(element, fill)).sum();
    at = 0;
    for element in &mut second {
        // Elements past the end of the first string are never used.
        if at > end {
            break;
        }
        if let Element::Class(bytes, Some(to)) = element {
            let Some((_, from_bytes, from)) = cases.iter().find(|&&(place, ..)| place == at) else {
                return Err(Error::new(
                    "misaligned [:upper:] and/or [:lower:] construct",
                ));
            };
            let change = |&byte: &u8| match to {
                _ if from == to => byte,
                Case::Upper => locale::upper(byte),
                Case::Lower => locale::lower(byte),
            };
            *bytes = from_bytes.iter().map(change).collect();
            if from == to {
                kept.push(at + 1..at + bytes.len() as u64);
            }
        }
        at += size(element, fill);
    }
    Ok((second, kept))
}

/// Returns the number of bytes that an element stands for; `fill` is that of `[c*]`.
fn size(element: &Element, fill: u64) -> u64 {
    match element {
        Element::Range(from, to) => u64::from(to - from) + 1,
        Element::Class(bytes, _) => bytes.len() as u64,
        Element::Equivalence(_) => 1,
        Element::Repeat(_, count) => count.unwrap_or(fill),
    }
}

/// Returns the number of `[c*]` elements.
fn count_fills(elements: &[Element]) -> usize {
    let fills = |e: &&Element| matches!(e, Element::Repeat(_, None));
    elements.iter().filter(fills).count()
}

/// Expands elements to bytes; `fill` is the number of bytes that `[c*]` stands for.
fn expand(elements: &[Element], fill: u64) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for element in elements {
        match *element {
            Element::Range(from, to) => runs.extend((from..=to).map(|byte| (byte, 1))),
            Element::Class(ref bytes, _) => runs.extend(bytes.iter().map(|&byte| (byte, 1))),
            Element::Equivalence(byte) => runs.push((byte, 1)),
            Element::Repeat(byte, count) => runs.push((byte, count.unwrap_or(fill))),
        }
    }
    runs.retain(|&(_, count)| count > 0);
    length(&runs)?;
    Ok(runs)
}

fn length(runs: &[Run]) -> Result<u64> {
    runs.iter()
        .try_fold(0_u64, |sum, &(_, count)| sum.checked_add(count))
        .ok_or_else(|| Error::new("too many characters in set"))
}

fn set(runs: &[Run]) -> [bool; 256] {
    let mut set = [false; 256];
    for &(byte, _) in runs {
        set[usize::from(byte)] = true;
    }
    set
}

fn complement(runs: &[Run]) -> Vec<Run> {
    let set = set(runs);
    let missing = (0..=u8::MAX).filter(|&byte| !set[usize::from(byte)]);
    missing.map(|byte| (byte, 1)).collect()
}
