//! The rules that lines are compared by: one key after the other.

use crate::keys::Key;
use crate::order::{How, Lore, Scratch};
use std::cmp::Ordering;

/// Everything that decides which of two lines comes first.
pub(crate) struct Rules {
    keys: Vec<Key>,
    /// How many of `keys` the user asked for; the whole line may follow.
    asked: usize,
    last_resort: bool,
    lore: Lore,
    /// Lines that compare equal may still differ, so that it shows which one came first.
    pub(crate) stable: bool,
    /// Only the first of equal lines is written.
    pub(crate) unique: bool,
    /// What ends a line.
    pub(crate) end: u8,
}

/// A place in the rules: bytes of a key's form behind those that were compared already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Step {
    pub(crate) key: usize,
    pub(crate) depth: usize,
}

/// Bytes of a form in a code.
const WIDTH: usize = 7;

/// The lowest byte of a code where the form goes on behind it.
const MORE: u64 = 0x78;

/// Says a code all that there is of the key? In the lowest byte stands 16 for each byte of
/// the form, with bit 3 set where there is more, and all bits are turned to reverse: so the
/// key is over where bits 0 and 3 agree.
pub(crate) fn is_whole(code: u64) -> bool {
    (code ^ code >> 3) & 1 == 0
}

impl Rules {
    /// `whole_line` is how lines are compared where nothing else tells them apart, none for
    /// `-s` and `-u`.
    pub(crate) fn new(
        mut keys: Vec<Key>,
        whole_line: Option<How>,
        unique: bool,
        end: u8,
        lore: Lore,
    ) -> Self {
        let asked = keys.len();
        let last_resort = whole_line.is_some();
        if let Some(how) = whole_line {
            let plain = |key: &Key| key.is_line() && key.how == how && !lore.collates;
            if !keys.iter().any(plain) {
                keys.push(Key {
                    how,
                    ..Key::default()
                });
            }
        }
        let by_bytes = |key: &Key| {
            let how = How {
                reverse: false,
                ..key.how
            };
            key.is_line() && how == How::default() && !lore.collates
        };
        Self {
            stable: !keys.iter().any(by_bytes),
            keys,
            asked,
            last_resort,
            lore,
            unique,
            end,
        }
    }

    /// Compares two lines.
    pub(crate) fn compare(&self, a: &[u8], b: &[u8], scratch: &mut [Scratch; 2]) -> Ordering {
        self.compare_from(0, a, b, scratch)
    }

    /// Compares two lines whose keys before `first` are known to be equal.
    pub(crate) fn compare_from(
        &self,
        first: usize,
        a: &[u8],
        b: &[u8],
        scratch: &mut [Scratch; 2],
    ) -> Ordering {
        for key in &self.keys[first..] {
            let (a, b) = (self.text(key, a), self.text(key, b));
            match key.how.compare(a, b, &self.lore, scratch) {
                Ordering::Equal => {}
                order if key.how.reverse => return order.reverse(),
                order => return order,
            }
        }
        Ordering::Equal
    }

    /// A number that compares as the line does at `step`, but for lines that share it. None
    /// once no key is left.
    pub(crate) fn code(&self, step: Step, line: &[u8], scratch: &mut Scratch) -> u64 {
        let Some(key) = self.keys.get(step.key) else {
            return 0;
        };
        let form = key.how.form(self.text(key, line), &self.lore, scratch);
        let form = form.get(step.depth * WIDTH..).unwrap_or_default();
        let code = match form.first_chunk() {
            Some(&eight) => u64::from_be_bytes(eight) & !0xff | MORE,
            None => {
                let mut few = [0; 8];
                few[..form.len()].copy_from_slice(form);
                let more = key.how.collates(&self.lore);
                u64::from_be_bytes(few) | if more { MORE } else { (form.len() as u64) << 4 }
            }
        };
        if key.how.reverse { !code } else { code }
    }

    /// Is nothing gained by codes of `step`, as lines are too much alike? Then they are
    /// compared as they are.
    pub(crate) fn is_deep(&self, step: Step) -> bool {
        let key = self.keys.get(step.key);
        let collates = key.is_some_and(|key| key.how.collates(&self.lore));
        step.depth >= if collates { 1 } else { 16 }
    }

    /// Is there a key at `step`?
    pub(crate) fn has(&self, step: Step) -> bool {
        step.key < self.keys.len()
    }

    fn text<'a>(&self, key: &Key, line: &'a [u8]) -> &'a [u8] {
        if key.is_line() {
            line
        } else {
            &line[key.range(line, &self.lore.fields)]
        }
    }

    /// The keys that the user asked for.
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys[..self.asked]
    }

    /// Do lines with equal keys compare as a whole?
    pub(crate) fn has_last_resort(&self) -> bool {
        self.last_resort
    }

    pub(crate) fn lore(&self) -> &Lore {
        &self.lore
    }
}
