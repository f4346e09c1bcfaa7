//! `--debug`: underlines the keys and warns about doubtful options.

use crate::arguments::Settings;
use crate::keys::Key;
use crate::order::{Context, Order};
use crate::rules::Rules;
use crate::sink::Sink;
use shared::prelude::*;
use shared::text::locale::columns_of_all;
use shared::text::{collation, locale};
use std::ops::Range;

/// Warns about keys and global options.
pub(crate) fn warn(settings: &Settings, rules: &Rules) {
    let context = rules.context();
    if collation::is_missing() {
        diagnostics::warning("failed to set locale");
    }
    diagnostics::warning(&match collation::name() {
        Some(name) => format!(
            "text ordering performed using {} sorting rules",
            quoted(&name)
        ),
        None => "text ordering performed using simple byte comparison".to_owned(),
    });
    let (mut numeric, mut over_fields) = (false, false);
    for (number, key) in (1..).zip(rules.keys()).take(settings.keys.len()) {
        warn_of_key(number, key, context.fields.separator.is_some());
        numeric |= key.is_numeric();
        over_fields |= key.is_numeric() && key.spans_fields();
    }
    if settings.keys.is_empty() {
        numeric = rules.keys().iter().any(Key::is_numeric);
    }
    warn_of_marks(context, numeric, over_fields, rules.keys());
    warn_of_unused(settings, rules);
}

fn warn_of_key(number: usize, key: &Key, separated: bool) {
    if key.obsolete {
        let from = key.start.fields;
        let mut words = format!("+{from}");
        let mut instead = format!("-k {}", from.saturating_add(1));
        if let Some(end) = key.end {
            let to = end.fields.saturating_add(1);
            words.push_str(&format!(" -{to}"));
            instead.push_str(&format!(",{to}"));
        }
        let (words, instead) = (quoted(words.as_bytes()), quoted(instead.as_bytes()));
        diagnostics::warning(&format!(
            "obsolescent key {words} used; consider {instead} instead"
        ));
    }
    if key.has_no_width() {
        diagnostics::warning(&format!("key {number} has zero width and will be ignored"));
    }
    let end_bytes = key.end.map_or(0, |end| end.bytes);
    let within_first = key.end.is_some_and(|end| end.fields == 0) && end_bytes != 0;
    let skips_at_end = key.end.is_some_and(|end| end.skip_blanks);
    let implied = (key.is_numeric() || key.how.order == Order::Month) && key.start.bytes == 0;
    let counts_blanks = !(key.start.skip_blanks || implied) || (end_bytes != 0 && !skips_at_end);
    if !separated && !key.has_no_width() && !within_first && counts_blanks {
        diagnostics::warning(&format!(
            "leading blanks are significant in key {number}; consider also specifying 'b'"
        ));
    }
    if key.is_numeric() && key.spans_fields() {
        diagnostics::warning(&format!(
            "key {number} is numeric and spans multiple fields"
        ));
    }
}

/// Warns about a field separator that may be part of a number, and about the locale's marks.
fn warn_of_marks(context: &Context, numeric: bool, over_fields: bool, keys: &[Key]) {
    let (point, group) = (context.numbers.point, context.numbers.separator);
    let general = keys.iter().any(|key| key.how.order == Order::General);
    let mut noted = false;
    if let Some(separator) = context.fields.separator.filter(|_| over_fields) {
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
            diagnostics::warning(&format!(
                "field separator {mark} is treated as {role} in numbers"
            ));
        }
    }
    if numeric && !noted {
        let mark = quoted(&[point]);
        let what = "as a decimal point in this locale";
        diagnostics::warning(&format!("numbers use {mark} {what}"));
    }
    let decimal = |key: &Key| matches!(key.how.order, Order::Numeric | Order::Human);
    if keys.iter().any(decimal) && locale::numeric().separator.len() > 1 {
        diagnostics::warning(
            "the multi-byte number group separator in this locale is not supported",
        );
    }
}

/// Warns about global options that no key inherits.
fn warn_of_unused(settings: &Settings, rules: &Rules) {
    if settings.keys.is_empty() {
        return;
    }
    let mut unused = settings.global;
    let mut blanks_at_end = unused.skip_blanks;
    for key in rules.keys() {
        unused.given &= !key.how.given;
        unused.skip_blanks &= !key.start.skip_blanks;
        // A key that inherited `b` counts it for its end even if it has none.
        let inherited = key.how.skip_blanks;
        blanks_at_end &= !inherited && !key.end.is_some_and(|end| end.skip_blanks);
        unused.dictionary &= !key.how.dictionary;
        unused.printable &= !key.how.printable;
        unused.fold &= !key.how.fold;
        unused.reverse &= !key.how.reverse;
    }
    let for_last_resort = unused.reverse && rules.has_last_resort();
    unused.reverse &= !for_last_resort;
    let mut letters = unused.letters();
    if unused.skip_blanks || blanks_at_end {
        letters.insert(0, 'b');
    }
    match letters.len() {
        0 => {}
        1 => diagnostics::warning(&format!("option '-{letters}' is ignored")),
        _ => diagnostics::warning(&format!("options '-{letters}' are ignored")),
    }
    if for_last_resort {
        diagnostics::warning("option '-r' only applies to last-resort comparison");
    }
}

fn quoted(text: &[u8]) -> String {
    quote(OsStr::from_bytes(text))
}

/// Writes a line, and below it a line of marks for each key.
pub(crate) fn write(line: &[u8], rules: &Rules, sink: &mut Sink) -> Result {
    let text = &line[..line.len() - 1];
    // A tab is shown as `>`, so that it is one column wide.
    let mut shown = text.to_vec();
    shown.push(b'\n');
    shown
        .iter_mut()
        .filter(|b| **b == b'\t')
        .for_each(|b| *b = b'>');
    sink.write(&shown)?;
    let fields = &rules.context().fields;
    for key in rules.keys() {
        let (mut start, end) = key.bounds(text, fields);
        let mut looks_behind_blanks = key.is_numeric() || key.how.order == Order::Month;
        if key.start.fields == 0 && key.start.bytes == 0 && key.start.skip_blanks {
            // Unlike in `Key::bounds`, blanks are skipped only up to the end of the key.
            (start, looks_behind_blanks) = (0, true);
        }
        let range = if !looks_behind_blanks {
            start..end.max(start)
        } else if end < start {
            let start = fields.skip_blanks(text, start);
            start..start
        } else {
            let start = fields.skip_blanks(&text[..end], start);
            start..start + key.how.measure(&text[start..end], rules.context())
        };
        mark(&shown, range, sink)?;
    }
    if rules.has_last_resort() || rules.keys().is_empty() {
        mark(&shown, 0..text.len(), sink)?;
    }
    Ok(())
}

/// Underlines a part of a line. An empty part is marked as no match.
fn mark(shown: &[u8], part: Range<usize>, sink: &mut Sink) -> Result {
    let mut line = vec![b' '; columns_of_all(&shown[..part.start])];
    match columns_of_all(&shown[part]) {
        0 => line.extend_from_slice(b"^ no match for key"),
        width => line.resize(line.len() + width, b'_'),
    }
    line.push(b'\n');
    sink.write(&line)
}
