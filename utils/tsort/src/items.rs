//! Items: their names and numbers.

use shared::bytes::simd::prefix;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// All items, numbered in the order of the input.
#[derive(Default)]
pub(crate) struct Items<'a> {
    names: Vec<&'a [u8]>,
    numbers: HashMap<&'a [u8], u32, BuildHasherDefault<Words>>,
}

impl<'a> Items<'a> {
    /// Returns the number of the item `name`, which may be new.
    pub(crate) fn number(&mut self, name: &'a [u8]) -> u32 {
        *self.numbers.entry(name).or_insert_with(|| {
            self.names.push(name);
            // 2^32 names with their hash table would need more than 100 GiB.
            (self.names.len() - 1) as u32
        })
    }

    pub(crate) fn name(&self, item: u32) -> &'a [u8] {
        self.names[item as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Sorts items by their names' bytes.
    pub(crate) fn sort(&self, items: &mut [u32]) {
        let mut keys: Vec<(u64, u32)> = items
            .iter()
            .map(|&item| (prefix(self.name(item)), item))
            .collect();
        keys.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| self.name(a.1).cmp(self.name(b.1)))
        });
        for (item, key) in items.iter_mut().zip(keys) {
            *item = key.1;
        }
    }
}

/// A multiplicative hash of eight bytes at a time, faster than std's SipHash on short names.
#[derive(Default)]
struct Words(u64);

impl Words {
    fn add(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for &word in words {
            self.add(u64::from_le_bytes(word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_usize(&mut self, length: usize) {
        self.add(length as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
