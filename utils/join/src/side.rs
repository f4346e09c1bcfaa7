//! One of the files, read in groups of lines with the same key.

use crate::arguments::Check;
use crate::line::{Line, Tab};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::prelude::*;
use shared::text::locale;
use std::cmp::Ordering;

/// The order of keys, and what both files share.
pub(crate) struct Order {
    pub(crate) capitals: Option<Box<[u8; 256]>>,
    pub(crate) check: Check,
    pub(crate) tab: Option<Tab>,
    /// Whether there was a line without partner.
    pub(crate) unpaired: bool,
    /// Output that was not written yet.
    pub(crate) out: Vec<u8>,
}

impl Order {
    /// Compares two keys.
    pub(crate) fn compare(&self, a: &[u8], b: &[u8]) -> Ordering {
        match &self.capitals {
            _ if a.is_empty() || b.is_empty() => a.len().cmp(&b.len()),
            None => locale::collate(a, b),
            Some(capitals) => {
                let capital = |&byte: &u8| capitals[usize::from(byte)];
                a.iter().map(capital).cmp(b.iter().map(capital))
            }
        }
    }

    pub(crate) fn write_out(&mut self) -> io::Result<()> {
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}

pub(crate) struct Side {
    input: Input,
    source: Lines,
    /// The join field.
    pub(crate) field: usize,
    /// The current group is the first `count` lines. The others are buffers to reuse.
    lines: Vec<Line>,
    pub(crate) count: usize,
    /// How many lines were read.
    number: u64,
    /// The key of the last line, if the next one is compared with it.
    key: Option<Vec<u8>>,
    pub(crate) disordered: bool,
}

impl Side {
    pub(crate) fn open(name: &'static OsStr, field: usize, end: u8) -> Result<Self> {
        Ok(Self {
            input: Input::open(name).map_err(|e| Error::io(quotef(name), &e))?,
            source: Lines::new(end),
            field,
            lines: Vec::new(),
            count: 0,
            number: 0,
            key: None,
            disordered: false,
        })
    }

    /// The lines of the group.
    pub(crate) fn group(&self) -> &[Line] {
        &self.lines[..self.count]
    }

    /// The key of the group, which must not be empty.
    pub(crate) fn key(&self) -> &[u8] {
        self.lines[0].field(self.field)
    }

    /// The key of the last line of the group.
    pub(crate) fn last_key(&self) -> &[u8] {
        self.lines[self.count - 1].field(self.field)
    }

    /// Starts a new group with the next line. Returns whether there is one.
    pub(crate) fn next(&mut self, order: &mut Order) -> Result<bool> {
        self.count = 0;
        self.grow(order)
    }

    /// Adds the next line to the group. Returns whether there is one.
    pub(crate) fn grow(&mut self, order: &mut Order) -> Result<bool> {
        let read_error = |e| Error::io("read error", &e);
        let Some(text) = self.source.next(&self.input).map_err(read_error)? else {
            return Ok(false);
        };
        self.number += 1;
        if self.lines.len() == self.count {
            self.lines.push(Line::default());
        }
        self.lines[self.count].set(text, order.tab.as_ref());
        self.count += 1;
        self.check(order)?;
        Ok(true)
    }

    /// Starts a new group with the last line of the current one.
    pub(crate) fn keep_last(&mut self) {
        self.lines.swap(0, self.count - 1);
        self.count = 1;
    }

    /// Excludes the next line from the check of the order.
    pub(crate) fn forget_key(&mut self) {
        self.key = None;
    }

    /// Checks that the last line does not come before the previous one.
    fn check(&mut self, order: &mut Order) -> Result {
        if order.check == Check::Never || self.disordered {
            return Ok(());
        }
        let line = &self.lines[self.count - 1];
        let key = line.field(self.field);
        let counts = order.check == Check::Always || order.unpaired;
        if let Some(before) = &self.key
            && counts
            && order.compare(before, key).is_gt()
        {
            self.disordered = true;
            // GNU's join prints the line as a C string, which ends at a NUL.
            let text = line.text.split(|&byte| byte == 0).next();
            let number = format!(":{}: is not sorted: ", self.number);
            diagnostics::warning_bytes(
                &[
                    self.input.name.as_bytes(),
                    number.as_bytes(),
                    text.unwrap_or_default(),
                ]
                .concat(),
            );
            status::set(status::failure());
            if order.check == Check::Always {
                return Err(Error::exit(status::failure()));
            }
        }
        let before = self.key.get_or_insert_default();
        before.clear();
        before.extend_from_slice(key);
        Ok(())
    }
}
