//! How a key is compared. Every order but that of plain bytes first makes a *form* of the
//! key: bytes that compare, one by one, as the order demands. What follows (sorting, merging,
//! checking) then needs to know of no order.

use crate::keys::Fields;
use crate::{numeric, version};
use shared::text::collation::{self, Bytes};
use shared::text::locale;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

/// The order of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// As the locale sorts text.
    #[default]
    Text,
    /// `-n`.
    Numeric,
    /// `-g`.
    General,
    /// `-h`.
    Human,
    /// `-M`.
    Month,
    /// `-V`.
    Version,
    /// `-R`.
    Random,
}

/// The letters of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct How {
    /// What decides; of several given, the one that GNU's sort asks for first.
    pub(crate) order: Order,
    /// One bit for each order given: some can't go together.
    pub(crate) given: u8,
    /// `-d`: only blanks, letters and digits count.
    pub(crate) dictionary: bool,
    /// `-i`: only what can be printed counts.
    pub(crate) printable: bool,
    /// `-f`: as if all letters were capital.
    pub(crate) fold: bool,
    /// `-r`.
    pub(crate) reverse: bool,
    /// `-b` of the whole command, which keys without letters take over.
    pub(crate) skip_blanks: bool,
}

/// Letters and their orders, the one that wins first.
const ORDERS: [(u8, Order); 6] = [
    (b'n', Order::Numeric),
    (b'g', Order::General),
    (b'h', Order::Human),
    (b'M', Order::Month),
    (b'R', Order::Random),
    (b'V', Order::Version),
];

impl How {
    /// Takes one letter; false where it is none.
    pub(crate) fn take_letter(&mut self, letter: u8) -> bool {
        match letter {
            b'b' => self.skip_blanks = true,
            b'd' => (self.dictionary, self.printable) = (true, false),
            // -d is the stronger one, whichever comes first.
            b'i' => self.printable = !self.dictionary,
            b'f' => self.fold = true,
            b'r' => self.reverse = true,
            _ => {
                let Some(place) = ORDERS.iter().position(|&(l, _)| l == letter) else {
                    return false;
                };
                self.given |= 1 << place;
                self.order = ORDERS[self.given.trailing_zeros() as usize].1;
            }
        }
        true
    }

    /// Takes letters off the front of `rest`. `b` is told apart: it belongs to a place.
    pub(crate) fn take_letters(&mut self, rest: &mut &[u8]) -> bool {
        let mut skip_blanks = false;
        while let Some((&letter, behind)) = rest.split_first() {
            if letter == b'b' {
                skip_blanks = true;
            } else if !self.take_letter(letter) {
                break;
            }
            *rest = behind;
        }
        skip_blanks
    }

    /// The letters of orders that exclude each other, if such were given.
    pub(crate) fn conflict(&self) -> Option<String> {
        let strict = (self.given & 0b1111).count_ones();
        let lenient = self.given & 0b11_0000 != 0 || self.dictionary || self.printable;
        let how = Self {
            reverse: false,
            ..*self
        };
        (strict + u32::from(lenient) > 1).then(|| how.letters())
    }

    /// Its letters as messages list them, but for the one about blanks.
    pub(crate) fn letters(&self) -> String {
        let has = |letter| match letter {
            b'd' => self.dictionary,
            b'f' => self.fold,
            b'i' => self.printable,
            b'r' => self.reverse,
            _ => {
                let place = ORDERS.iter().position(|&(l, _)| l == letter);
                place.is_some_and(|place| self.given & 1 << place != 0)
            }
        };
        let all = b"dfghiMnRrV".iter().filter(|&&letter| has(letter));
        all.map(|&letter| char::from(letter)).collect()
    }

    fn translates(&self) -> bool {
        self.fold || self.dictionary || self.printable
    }
}

/// What orders need to know.
pub(crate) struct Lore {
    pub(crate) fields: Fields,
    pub(crate) bytes: Bytes,
    pub(crate) collates: bool,
    pub(crate) numbers: numeric::Writing,
    pub(crate) months: Vec<(Vec<u8>, u8)>,
    /// What makes `-R` another order each time.
    pub(crate) seed: [u8; 16],
}

/// Room for a form.
#[derive(Default)]
pub(crate) struct Scratch {
    form: Vec<u8>,
    translated: Vec<u8>,
}

impl How {
    /// Compares two keys, before any reversal.
    pub(crate) fn compare(
        &self,
        a: &[u8],
        b: &[u8],
        lore: &Lore,
        scratch: &mut [Scratch; 2],
    ) -> Ordering {
        let [room_a, room_b] = scratch;
        if !self.collates(lore) {
            return self.form(a, lore, room_a).cmp(self.form(b, lore, room_b));
        }
        for (key, room) in [(a, &mut *room_a), (b, &mut *room_b)] {
            room.translated.clear();
            self.translate(key, &lore.bytes, &mut room.translated);
        }
        let (a, b) = (&mut room_a.translated, &mut room_b.translated);
        if a.is_empty() || b.is_empty() || a == b {
            return a.len().cmp(&b.len());
        }
        a.push(0);
        b.push(0);
        collation::compare(a, b)
    }

    /// Is the order one that forms only begin to tell?
    pub(crate) fn collates(&self, lore: &Lore) -> bool {
        lore.collates && self.order == Order::Text
    }

    /// The form of `key`.
    pub(crate) fn form<'a>(
        &self,
        key: &'a [u8],
        lore: &Lore,
        scratch: &'a mut Scratch,
    ) -> &'a [u8] {
        if self.order == Order::Text && !lore.collates && !self.translates() {
            return key;
        }
        let Scratch { form, translated } = scratch;
        form.clear();
        let key = if self.translates() {
            translated.clear();
            self.translate(key, &lore.bytes, translated);
            translated
        } else {
            key
        };
        match self.order {
            Order::Text if lore.collates => {
                push_letters(key, form);
            }
            Order::Text => return key,
            Order::Numeric => lore.numbers.push(key, false, &lore.fields.blank, form),
            Order::Human => lore.numbers.push(key, true, &lore.fields.blank, form),
            Order::General => numeric::push_general(key, &lore.numbers, form),
            Order::Month => form.push(month(key, lore).0),
            Order::Version => version::push(key, form),
            Order::Random => {
                if lore.collates {
                    collation::transform(key, form);
                } else {
                    form.extend_from_slice(key);
                }
                let mut hasher = DefaultHasher::new();
                hasher.write(&lore.seed);
                hasher.write(form);
                form.splice(0..0, hasher.finish().to_be_bytes());
            }
        }
        form
    }

    /// How much of `key` is the number or month that is compared.
    pub(crate) fn measure(&self, key: &[u8], lore: &Lore) -> usize {
        match self.order {
            Order::Month => month(key, lore).1,
            Order::General => numeric::general_len(key, &lore.numbers),
            Order::Numeric => lore.numbers.len(key, false),
            Order::Human => lore.numbers.len(key, true),
            Order::Text | Order::Version | Order::Random => key.len(),
        }
    }

    fn translate(&self, key: &[u8], bytes: &Bytes, out: &mut Vec<u8>) {
        if !self.translates() {
            out.extend_from_slice(key);
            return;
        }
        let counts = |b: u8| {
            let at = usize::from(b);
            if self.dictionary {
                bytes.alphanumeric[at] || bytes.blank[at] || b == b'\n'
            } else {
                !self.printable || bytes.print[at]
            }
        };
        let folded = |b: u8| {
            if self.fold {
                bytes.upper[usize::from(b)]
            } else {
                b
            }
        };
        out.extend(key.iter().filter(|&&b| counts(b)).map(|&b| folded(b)));
    }
}

/// Bytes of a text that tell its place, in most cases: glibc takes its time with each.
const HEAD: usize = 8;

/// Bytes of what collation makes of them that are enough: those of a code, and those of a
/// letter that may be another where the text goes on.
const ENOUGH: usize = 10;

/// Appends what collation makes of the letters of `key`, or of those at its start: what
/// comes behind letters that are alike (accents, case) is for the comparison.
fn push_letters(key: &[u8], form: &mut Vec<u8>) {
    let end = match locale::is_utf8() {
        true => (1..=HEAD)
            .rev()
            .find(|&at| key.get(at).is_some_and(|b| b & 0xc0 != 0x80)),
        false => (key.len() > HEAD && !locale::is_multibyte()).then_some(HEAD),
    };
    for key in [&key[..end.unwrap_or(key.len())], key] {
        form.clear();
        collation::transform(key, form);
        let letters = form.iter().position(|&b| b <= 1).unwrap_or(form.len());
        form.truncate(letters);
        if end.is_none() || letters >= ENOUGH {
            return;
        }
    }
}

/// The number of the month that `key` begins with, 0 where it begins with none, and the
/// length of its name.
fn month(key: &[u8], lore: &Lore) -> (u8, usize) {
    let blanks = lore.fields.skip_blanks(key, 0);
    let key = &key[blanks..];
    let upper = |b: &u8| lore.bytes.upper[usize::from(*b)];
    let begins =
        |name: &[u8]| key.len() >= name.len() && name.iter().zip(key).all(|(n, k)| *n == upper(k));
    let found = lore.months.iter().find(|(name, _)| begins(name));
    found.map_or((0, 0), |(name, number)| (*number, blanks + name.len()))
}

impl Lore {
    /// Reads of the locale what `orders` need.
    pub(crate) fn new(separator: Option<u8>, orders: &[Order], seed: [u8; 16]) -> Self {
        let bytes = Bytes::of_locale();
        let mut blank = bytes.blank;
        blank[usize::from(b'\n')] = true;
        let needs = |wanted: &[Order]| orders.iter().any(|order| wanted.contains(order));
        let months = if needs(&[Order::Month]) {
            month_names(&bytes)
        } else {
            Vec::new()
        };
        let numbers = if needs(&[Order::Numeric, Order::Human, Order::General]) {
            numeric::Writing::of_locale()
        } else {
            numeric::Writing::default()
        };
        Self {
            fields: Fields { separator, blank },
            bytes,
            collates: locale::has_collation(),
            numbers,
            months,
            seed,
        }
    }
}

/// The names without their blanks, in capitals; where one begins another, the longer first.
fn month_names(bytes: &Bytes) -> Vec<(Vec<u8>, u8)> {
    let mut names: Vec<(Vec<u8>, u8)> = (1..)
        .zip(collation::months())
        .map(|(number, name)| {
            let letters = name.iter().filter(|&&b| !bytes.blank[usize::from(b)]);
            (
                letters.map(|&b| bytes.upper[usize::from(b)]).collect(),
                number,
            )
        })
        .collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names
}
