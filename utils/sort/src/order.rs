//! How a key is compared.
//!
//! Each order turns a key into a *form*: a byte string such that comparing forms byte by byte
//! gives the order (strxfrm(3) does this for text). Sorting, merging and checking only compare
//! forms, and don't depend on the order.

use crate::keys::Fields;
use crate::{numeric, version};
use shared::text::collation::{self, Bytes};
use shared::text::locale;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

/// The order of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// The locale's collation.
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

/// The ordering options of a key, or of the whole command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct How {
    /// The order. Of several given, it is the first in [`ORDERS`].
    pub(crate) order: Order,
    /// One bit for each order given, at its index in [`ORDERS`].
    pub(crate) given: u8,
    /// `-d`: only blanks, letters and digits count.
    pub(crate) dictionary: bool,
    /// `-i`: only printable characters count.
    pub(crate) printable: bool,
    /// `-f`: lower-case letters count as upper-case ones.
    pub(crate) fold: bool,
    /// `-r`.
    pub(crate) reverse: bool,
    /// `-b` of the whole command, which keys without options inherit.
    pub(crate) skip_blanks: bool,
}

/// An ordering option.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Modifier {
    SkipBlanks,
    Dictionary,
    Printable,
    Fold,
    Reverse,
    Order(Order),
}

impl Modifier {
    fn from_letter(letter: u8) -> Option<Self> {
        Some(match letter {
            b'b' => Self::SkipBlanks,
            b'd' => Self::Dictionary,
            b'i' => Self::Printable,
            b'f' => Self::Fold,
            b'r' => Self::Reverse,
            _ => Self::Order(ORDERS.iter().find(|&&(l, _)| l == letter)?.1),
        })
    }
}

/// Orders that exclude each other and everything in [`LENIENT`]: bits of [`How::given`].
const STRICT: u8 = 0b1111;

/// Orders that may be combined with each other, and with `-d` and `-i`.
const LENIENT: u8 = 0b11_0000;

/// The orders by letter. Where several are given, the first one here decides.
const ORDERS: [(u8, Order); 6] = [
    (b'n', Order::Numeric),
    (b'g', Order::General),
    (b'h', Order::Human),
    (b'M', Order::Month),
    (b'R', Order::Random),
    (b'V', Order::Version),
];

impl How {
    /// Applies one option.
    pub(crate) fn apply(&mut self, modifier: Modifier) {
        match modifier {
            Modifier::SkipBlanks => self.skip_blanks = true,
            Modifier::Dictionary => (self.dictionary, self.printable) = (true, false),
            // `-d` includes `-i`, in either order.
            Modifier::Printable => self.printable = !self.dictionary,
            Modifier::Fold => self.fold = true,
            Modifier::Reverse => self.reverse = true,
            Modifier::Order(order) => {
                if let Some(index) = ORDERS.iter().position(|&(_, o)| o == order) {
                    self.given |= 1 << index;
                    self.order = ORDERS[self.given.trailing_zeros() as usize].1;
                }
            }
        }
    }

    /// Takes the leading option letters of `rest` and applies them, except for `b`, which
    /// belongs to one end of the key. Returns whether `b` was among them.
    pub(crate) fn take_letters(&mut self, rest: &mut &[u8]) -> bool {
        let mut skip_blanks = false;
        while let Some((&letter, behind)) = rest.split_first() {
            match Modifier::from_letter(letter) {
                Some(Modifier::SkipBlanks) => skip_blanks = true,
                Some(modifier) => self.apply(modifier),
                None => break,
            }
            *rest = behind;
        }
        skip_blanks
    }

    /// Returns the letters of the options, if some of them exclude each other.
    pub(crate) fn conflict(&self) -> Option<String> {
        let strict = (self.given & STRICT).count_ones();
        let lenient = self.given & LENIENT != 0 || self.dictionary || self.printable;
        let how = Self {
            reverse: false,
            ..*self
        };
        (strict + u32::from(lenient) > 1).then(|| how.letters())
    }

    /// Returns the option letters in the order of messages, without `b`.
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

    /// Returns whether the bytes of a key change before the order looks at them.
    fn translates(&self) -> bool {
        self.fold || self.dictionary || self.printable
    }
}

/// What the orders need: how lines divide into fields, the locale's tables, the seed of `-R`.
pub(crate) struct Context {
    pub(crate) fields: Fields,
    pub(crate) bytes: Bytes,
    /// Whether the locale collates text in another order than that of its bytes.
    pub(crate) collates: bool,
    pub(crate) numbers: numeric::Writing,
    /// Names of months and their numbers.
    pub(crate) months: Vec<(Vec<u8>, u8)>,
    pub(crate) seed: [u8; 16],
}

/// Buffers for a form, reused from one key to the next.
#[derive(Default)]
pub(crate) struct Scratch {
    form: Vec<u8>,
    translated: Vec<u8>,
}

impl How {
    /// Compares two keys. The caller reverses the result for `-r`.
    pub(crate) fn compare(
        &self,
        a: &[u8],
        b: &[u8],
        context: &Context,
        scratch: &mut [Scratch; 2],
    ) -> Ordering {
        let [room_a, room_b] = scratch;
        if !self.collates(context) {
            return self
                .form(a, context, room_a)
                .cmp(self.form(b, context, room_b));
        }
        for (key, room) in [(a, &mut *room_a), (b, &mut *room_b)] {
            room.translated.clear();
            self.translate(key, &context.bytes, &mut room.translated);
        }
        let (a, b) = (&mut room_a.translated, &mut room_b.translated);
        if a.is_empty() || b.is_empty() || a == b {
            return a.len().cmp(&b.len());
        }
        a.push(0);
        b.push(0);
        collation::compare(a, b)
    }

    /// Returns whether equal forms may still differ: those of collated text are incomplete.
    pub(crate) fn collates(&self, context: &Context) -> bool {
        context.collates && self.order == Order::Text
    }

    /// Returns the form of `key`.
    pub(crate) fn form<'a>(
        &self,
        key: &'a [u8],
        context: &Context,
        scratch: &'a mut Scratch,
    ) -> &'a [u8] {
        if self.order == Order::Text && !context.collates && !self.translates() {
            return key;
        }
        let Scratch { form, translated } = scratch;
        form.clear();
        let key = if self.translates() {
            translated.clear();
            self.translate(key, &context.bytes, translated);
            translated
        } else {
            key
        };
        match self.order {
            Order::Text if context.collates => {
                push_letters(key, form);
            }
            Order::Text => return key,
            Order::Numeric => context
                .numbers
                .push(key, false, &context.fields.blank, form),
            Order::Human => context.numbers.push(key, true, &context.fields.blank, form),
            Order::General => numeric::push_general(key, &context.numbers, form),
            Order::Month => form.push(month(key, context).0),
            Order::Version => version::push(key, form),
            Order::Random => {
                if context.collates {
                    collation::transform(key, form);
                } else {
                    form.extend_from_slice(key);
                }
                let mut hasher = DefaultHasher::new();
                hasher.write(&context.seed);
                hasher.write(form);
                form.splice(0..0, hasher.finish().to_be_bytes());
            }
        }
        form
    }

    /// Returns the length of the number or month at the start of `key` that is compared.
    pub(crate) fn measure(&self, key: &[u8], context: &Context) -> usize {
        match self.order {
            Order::Month => month(key, context).1,
            Order::General => numeric::general_len(key, &context.numbers),
            Order::Numeric => context.numbers.len(key, false),
            Order::Human => context.numbers.len(key, true),
            Order::Text | Order::Version | Order::Random => key.len(),
        }
    }

    /// Appends the bytes of `key` that count for `-d` or `-i`, folded for `-f`.
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

/// How many bytes of a text are given to strxfrm(3) at first. They decide most comparisons, and
/// its time grows with the length.
const HEAD: usize = 8;

/// How many bytes of weights are enough: those of a code, and those of the last letter, whose
/// weight may change when the text goes on.
const ENOUGH: usize = 10;

/// Replaces `form` by the primary weights of `key`, or of its start. The weights of accents and
/// case, which follow, are left to the comparison.
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

/// Returns the number of the month whose name `key` begins with (0 without one), and the length
/// of the name with the blanks before it.
fn month(key: &[u8], context: &Context) -> (u8, usize) {
    let blanks = context.fields.skip_blanks(key, 0);
    let key = &key[blanks..];
    let upper = |b: &u8| context.bytes.upper[usize::from(*b)];
    let begins =
        |name: &[u8]| key.len() >= name.len() && name.iter().zip(key).all(|(n, k)| *n == upper(k));
    let found = context.months.iter().find(|(name, _)| begins(name));
    found.map_or((0, 0), |(name, number)| (*number, blanks + name.len()))
}

impl Context {
    /// Reads what `orders` need from the locale.
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

/// Returns the names without blanks and in upper case, with their numbers. Longer names come
/// first, because one may be the start of another.
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
