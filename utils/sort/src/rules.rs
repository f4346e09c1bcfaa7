//! The rules for comparing lines: one key after the other.

use crate::keys::Key;
use crate::order::{Context, How, Scratch};
use std::cmp::Ordering;

/// Everything that decides which of two lines comes first.
pub(crate) struct Rules {
    keys: Vec<Key>,
    /// How many of `keys` were given. The whole line may follow them as a last resort.
    given: usize,
    last_resort: bool,
    context: Context,
    /// Lines that compare equal may have different bytes, so the sort must be stable.
    pub(crate) stable: bool,
    /// Only the first of equal lines is written.
    pub(crate) unique: bool,
    /// The byte that ends a line.
    pub(crate) end: u8,
}

/// A position in the rules: a key, and how many codes of its form were equal so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Step {
    pub(crate) key: usize,
    pub(crate) depth: usize,
}

/// How many bytes of a form are in a code.
const WIDTH: usize = 7;

/// The lowest byte of a code where the form is longer.
const MORE: u64 = 0x78;

/// Returns whether the code includes the end of the form. The lowest byte of a code is 16 times
/// the number of its bytes, or [`MORE`]. `-r` inverts all bits. So the form has ended where bits
/// 0 and 3 agree.
pub(crate) fn is_whole(code: u64) -> bool {
    (code ^ code >> 3) & 1 == 0
}

impl Rules {
    /// Rules for lines that end in a newline. `whole_line` is the last resort, which compares
    /// lines whose keys are equal; `-s` and `-u` have none.
    pub(crate) fn new(mut keys: Vec<Key>, whole_line: Option<How>, context: Context) -> Self {
        let given = keys.len();
        let last_resort = whole_line.is_some();
        if let Some(how) = whole_line {
            let plain = |key: &Key| key.is_line() && key.how == how && !context.collates;
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
            key.is_line() && how == How::default() && !context.collates
        };
        Self {
            stable: !keys.iter().any(by_bytes),
            keys,
            given,
            last_resort,
            context,
            unique: false,
            end: b'\n',
        }
    }

    /// Compares two lines.
    pub(crate) fn compare(&self, a: &[u8], b: &[u8], scratch: &mut [Scratch; 2]) -> Ordering {
        self.compare_from(0, a, b, scratch)
    }

    /// Compares two lines by the keys from `first` on.
    pub(crate) fn compare_from(
        &self,
        first: usize,
        a: &[u8],
        b: &[u8],
        scratch: &mut [Scratch; 2],
    ) -> Ordering {
        for key in &self.keys[first..] {
            let (a, b) = (self.text(key, a), self.text(key, b));
            match key.how.compare(a, b, &self.context, scratch) {
                Ordering::Equal => {}
                order if key.how.reverse => return order.reverse(),
                order => return order,
            }
        }
        Ordering::Equal
    }

    /// Returns the code of a line at `step`: the next [`WIDTH`] bytes of the form, as a number.
    /// Lines with different codes compare like the codes. (Databases call this an abbreviated
    /// key: most lines are sorted without access to their text.) It is 0 once no key is left.
    pub(crate) fn code(&self, step: Step, line: &[u8], scratch: &mut Scratch) -> u64 {
        let Some(key) = self.keys.get(step.key) else {
            return 0;
        };
        let form = key.how.form(self.text(key, line), &self.context, scratch);
        let form = form.get(step.depth * WIDTH..).unwrap_or_default();
        let code = match form.first_chunk() {
            Some(&eight) => u64::from_be_bytes(eight) & !0xff | MORE,
            None => {
                let mut few = [0; 8];
                few[..form.len()].copy_from_slice(form);
                let more = key.how.collates(&self.context);
                u64::from_be_bytes(few) | if more { MORE } else { (form.len() as u64) << 4 }
            }
        };
        if key.how.reverse { !code } else { code }
    }

    /// Returns whether lines are so similar that comparing them is cheaper than further codes.
    pub(crate) fn is_deep(&self, step: Step) -> bool {
        let key = self.keys.get(step.key);
        let collates = key.is_some_and(|key| key.how.collates(&self.context));
        step.depth >= if collates { 1 } else { 16 }
    }

    /// Returns whether there is a key at `step`.
    pub(crate) fn has(&self, step: Step) -> bool {
        step.key < self.keys.len()
    }

    fn text<'a>(&self, key: &Key, line: &'a [u8]) -> &'a [u8] {
        if key.is_line() {
            line
        } else {
            &line[key.range(line, &self.context.fields)]
        }
    }

    /// The keys without the last resort.
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys[..self.given]
    }

    /// Returns whether lines with equal keys are compared as a whole.
    pub(crate) fn has_last_resort(&self) -> bool {
        self.last_resort
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }
}
