//! `--debug`: shows what each key is, and warns of what is probably not meant.

use crate::arguments::Settings;
use crate::keys::Key;
use crate::order::{How, Lore, Order};
use crate::rules::Rules;
use crate::sink::Sink;
use shared::prelude::*;
use shared::{collation, locale};
use std::ops::Range;

/// Warns about the keys and the letters outside of them.
pub(crate) fn warn(settings: &Settings, rules: &Rules) {
    let lore = rules.lore();
    error::say(&match collation::name() {
        Some(name) => format!(
            "text ordering performed using {} sorting rules",
            quoted(&name)
        ),
        None => "text ordering performed using simple byte comparison".to_owned(),
    });
    let (mut numeric, mut over_fields) = (false, false);
    for (number, (key, own)) in (1..).zip(rules.keys().iter().zip(&settings.keys)) {
        warn_of_key(number, key, own, lore.fields.separator.is_some());
        numeric |= key.is_numeric();
        over_fields |= key.is_numeric() && key.spans_fields();
    }
    if settings.keys.is_empty() {
        numeric = rules.keys().iter().any(Key::is_numeric);
    }
    warn_of_marks(lore, numeric, over_fields, rules.keys());
    warn_of_unused(settings, rules);
}

fn warn_of_key(number: usize, key: &Key, own: &Key, separated: bool) {
    if let Some(words) = &own.obsolete {
        let from = own.start.fields + 1;
        let mut instead = format!("-k {from}");
        if let Some(end) = own.end {
            instead.push_str(&format!(",{}", end.fields + 1));
        }
        let (words, instead) = (quoted(words.as_bytes()), quoted(instead.as_bytes()));
        error::say(&format!(
            "obsolescent key {words} used; consider {instead} instead"
        ));
    }
    if key.has_no_width() {
        error::say(&format!("key {number} has zero width and will be ignored"));
    }
    let skips = key.start.skip_blanks || key.end.is_some_and(|end| end.skip_blanks);
    let implied = key.is_numeric() || key.how.order == Order::Month;
    if !separated && !skips && !key.has_no_width() && !(implied && key.start.bytes == 0) {
        error::say(&format!(
            "leading blanks are significant in key {number}; consider also specifying 'b'"
        ));
    }
    if key.is_numeric() && key.spans_fields() {
        error::say(&format!(
            "key {number} is numeric and spans multiple fields"
        ));
    }
}

/// Warns of a field separator that is read as a part of numbers, and of the locale's marks.
fn warn_of_marks(lore: &Lore, numeric: bool, over_fields: bool, keys: &[Key]) {
    let (point, group) = (lore.numbers.point, lore.numbers.separator);
    let general = keys.iter().any(|key| key.how.order == Order::General);
    let mut noted = false;
    if let Some(separator) = lore.fields.separator.filter(|_| over_fields) {
        let role = match separator {
            b if Some(b) == group => "a group separator",
            b if b == point => {
                noted = true;
                "a decimal point"
            }
            b'-' => "a minus sign",
            b'+' if general => "a plus sign",
            _ => "",
        };
        if !role.is_empty() {
            let mark = quoted(&[separator]);
            error::say(&format!(
                "field separator {mark} is treated as {role} in numbers"
            ));
        }
    }
    if !numeric || noted {
        return;
    }
    let is_separator = lore.fields.separator == Some(point);
    let note = if is_separator { "" } else { "note " };
    let mark = quoted(&[point]);
    error::say(&format!(
        "{note}numbers use {mark} as a decimal point in this locale"
    ));
}

/// Warns of letters outside of keys that no key takes over.
fn warn_of_unused(settings: &Settings, rules: &Rules) {
    let mut unused = settings.global;
    let mut reverse_unused = unused.reverse && !settings.keys.is_empty();
    if settings.keys.is_empty() {
        return;
    }
    for key in rules.keys() {
        let skips = key.start.skip_blanks || key.end.is_some_and(|end| end.skip_blanks);
        if unused.given & key.how.given != 0 {
            unused.given = 0;
        }
        unused.skip_blanks &= !skips;
        unused.dictionary &= !key.how.dictionary;
        unused.printable &= !key.how.printable;
        unused.fold &= !key.how.fold;
        reverse_unused &= !key.how.reverse;
    }
    let letters = letters_with_blanks(&unused);
    let last_resort = rules.has_last_resort();
    let mut letters = letters;
    if reverse_unused && !last_resort {
        letters.push('r');
    }
    match letters.len() {
        0 => {}
        1 => error::say(&format!("option '-{letters}' is ignored")),
        _ => error::say(&format!("options '-{letters}' are ignored")),
    }
    if reverse_unused && last_resort {
        error::say("option '-r' only applies to last-resort comparison");
    }
}

fn letters_with_blanks(how: &How) -> String {
    let blanks = if how.skip_blanks { "b" } else { "" };
    format!("{blanks}{}", how.letters())
}

fn quoted(text: &[u8]) -> String {
    quote(OsStr::from_bytes(text))
}

/// Writes a line, then a line under it for each key that was compared.
pub(crate) fn write(line: &[u8], rules: &Rules, sink: &mut Sink) -> Result {
    let text = &line[..line.len() - 1];
    // As wide as a tab may be, it is shown as one column.
    let mut shown = line.to_vec();
    shown
        .iter_mut()
        .filter(|b| **b == b'\t')
        .for_each(|b| *b = b'>');
    sink.write(&shown)?;
    let fields = &rules.lore().fields;
    for key in rules.keys() {
        let range = key.range(text, fields);
        let looks_behind_blanks = key.is_numeric() || key.how.order == Order::Month;
        let range = if looks_behind_blanks {
            let part = &text[range.clone()];
            let start = fields.skip_blanks(part, 0);
            let len = key.how.measure(&part[start..], rules.lore());
            range.start + start..range.start + start + len
        } else {
            range
        };
        mark(&shown, range, sink)?;
    }
    if rules.has_last_resort() || rules.keys().is_empty() {
        mark(&shown, 0..text.len(), sink)?;
    }
    Ok(())
}

/// Underlines a part of a line, or says that there is none.
fn mark(shown: &[u8], part: Range<usize>, sink: &mut Sink) -> Result {
    let mut line = vec![b' '; locale::columns(&shown[..part.start])];
    match locale::columns(&shown[part]) {
        0 => line.extend_from_slice(b"^ no match for key"),
        width => line.resize(line.len() + width, b'_'),
    }
    line.push(b'\n');
    sink.write(&line)
}
