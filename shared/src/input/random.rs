//! Random bytes and numbers (manual node "Random sources"). They come from a generator with a seed
//! from the kernel, or from the file of `--random-source`. Numbers are drawn from a file as GNU's
//! utilities do, so that the same file results in the same choices.

use crate::input::files::Input;
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use rustix::io::Errno;
use rustix::process::getpid;
use rustix::rand::{GetRandomFlags, getrandom};
use rustix::time::{ClockId, clock_gettime};
use std::ffi::OsStr;
use std::io::{self, Read};

/// Number of bytes per read.
const BLOCK: usize = 4096;

/// Number of bytes that are made at once for names: those of several.
const FEW: usize = 256;

/// A source of random bytes.
#[derive(Debug)]
pub struct Source {
    file: Option<Input>,
    /// The generator, if there is no file. It is initialised on first use.
    generator: Option<ChaCha12Rng>,
    block: Vec<u8>,
    /// Number of bytes of the block that were used.
    used: usize,
    /// Whether the bytes are only for names of files.
    names: bool,
}

impl Source {
    /// Opens a file, where `-` is an ordinary name, or a generator if there is no name.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open(name: Option<&'static OsStr>) -> io::Result<Self> {
        Ok(Self {
            file: match name {
                Some(name) => Some(Input::open_file(name)?),
                None => None,
            },
            generator: None,
            block: Vec::new(),
            used: 0,
            names: false,
        })
    }

    /// Returns a generator for names of files, which works even where the kernel provides no
    /// random bytes: a name that exists is not taken.
    pub fn for_names() -> Self {
        Self {
            file: None,
            generator: None,
            block: Vec::new(),
            used: 0,
            names: true,
        }
    }

    /// Fills `bytes`.
    ///
    /// # Errors
    /// The file is too short or cannot be read.
    pub fn fill(&mut self, bytes: &mut [u8]) -> Result {
        let mut at = 0;
        while at < bytes.len() {
            if self.used == self.block.len() {
                self.refill()?;
            }
            let n = (bytes.len() - at).min(self.block.len() - self.used);
            bytes[at..at + n].copy_from_slice(&self.block[self.used..self.used + n]);
            (at, self.used) = (at + n, self.used + n);
        }
        Ok(())
    }

    #[inline]
    fn word(&mut self) -> Result<u32> {
        if let Some(bytes) = self.block[self.used..].first_chunk() {
            self.used += size_of::<u32>();
            return Ok(u32::from_ne_bytes(*bytes));
        }
        let mut bytes = [0; size_of::<u32>()];
        self.fill(&mut bytes)?;
        Ok(u32::from_ne_bytes(bytes))
    }

    #[cold]
    fn refill(&mut self) -> Result {
        let size = if self.names { FEW } else { BLOCK };
        self.block.clear();
        self.block.reserve_exact(size);
        self.used = 0;
        match &mut self.file {
            None => {
                let generator = match &mut self.generator {
                    Some(generator) => generator,
                    none => none.insert(ChaCha12Rng::from_seed(match self.names {
                        true => seed_of_name(),
                        false => seed().map_err(|e| Error::io("getrandom", &e.into()))?,
                    })),
                };
                self.block.resize(size, 0);
                generator.fill_bytes(&mut self.block);
                Ok(())
            }
            Some(file) => match file.read_more(&mut self.block) {
                Ok(0) => Err(Error::new(format!("{}: end of file", quote(file.name)))),
                Ok(_) => Ok(()),
                Err(e) => Err(Error::io(format!("{}: read error", quote(file.name)), &e)),
            },
        }
    }
}

/// Returns unpredictable bytes from the kernel.
///
/// # Errors
/// Those of getrandom(2), if there is no `/dev/urandom` either.
fn seed() -> std::result::Result<[u8; 32], Errno> {
    let mut seed = [0; 32];
    // Up to 256 bytes are returned in one piece.
    match rustix::io::retry_on_intr(|| getrandom(&mut seed, GetRandomFlags::empty())) {
        Ok(_) => Ok(seed),
        // Old kernels do not have the call, and some sandboxes refuse it.
        Err(Errno::NOSYS | Errno::PERM) if fill_from_device(&mut seed).is_ok() => Ok(seed),
        Err(e) => Err(e),
    }
}

fn fill_from_device(seed: &mut [u8]) -> io::Result<()> {
    Input::open_file(OsStr::new("/dev/urandom"))?.read_exact(seed)
}

/// Returns bytes that differ from call to call. They are unpredictable if the kernel helps.
pub(super) fn seed_of_name() -> [u8; 32] {
    seed().unwrap_or_else(|_| {
        let mut seed = [0; 32];
        let now = clock_gettime(ClockId::Monotonic);
        let place = std::ptr::from_ref(&seed).addr();
        seed[..8].copy_from_slice(&now.tv_nsec.to_ne_bytes());
        seed[8..16].copy_from_slice(&now.tv_sec.to_ne_bytes());
        seed[16..24].copy_from_slice(&place.to_ne_bytes());
        seed[24..28].copy_from_slice(&getpid().as_raw_nonzero().get().to_ne_bytes());
        seed
    })
}

/// A source of random numbers. The entropy that a draw leaves over is kept for the next one, so
/// that numbers use hardly more bytes than necessary.
#[derive(Debug)]
pub struct Numbers {
    source: Source,
    /// A number that is uniformly distributed over 0 to `largest`.
    number: u64,
    largest: u64,
}

impl Numbers {
    /// Draws numbers from the bytes of `source`.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            number: 0,
            largest: 0,
        }
    }

    /// Returns the source, for a caller that also needs bytes.
    pub fn source(&mut self) -> &mut Source {
        &mut self.source
    }

    /// Returns one of the numbers 0 to `last`, with uniform distribution.
    ///
    /// # Errors
    /// See [`Source::fill`].
    #[inline]
    pub fn up_to(&mut self, last: u64) -> Result<u64> {
        match u32::try_from(last) {
            Ok(last) if last < u32::MAX && self.source.file.is_none() => self.scaled(last),
            _ => self.drawn(last),
        }
    }

    /// Draws from the generator, whose numbers need not be GNU's: Lemire's method, which almost
    /// never divides.
    #[inline]
    fn scaled(&mut self, last: u32) -> Result<u64> {
        let choices = last + 1;
        loop {
            let product = u64::from(self.source.word()?) * u64::from(choices);
            let low = product as u32;
            if low >= choices || low >= choices.wrapping_neg() % choices {
                return Ok(product >> 32);
            }
        }
    }

    /// Draws a number as GNU's utilities do.
    fn drawn(&mut self, last: u64) -> Result<u64> {
        loop {
            while self.largest < last {
                self.append_byte()?;
            }
            if self.largest == last {
                self.largest = 0;
                return Ok(std::mem::take(&mut self.number));
            }
            // `last` is below the largest number, so this does not overflow.
            let choices = last + 1;
            let beyond = self.largest - last;
            let odd = beyond % choices;
            let (rest, chosen) = (self.number / choices, self.number % choices);
            if self.number <= self.largest - odd {
                (self.number, self.largest) = (rest, beyond / choices);
                return Ok(chosen);
            }
            // The number is among the few at the top that would favour small results. These are
            // uniformly distributed themselves, and are kept. (As in GNU's utilities, the top of a
            // range beyond 2^56 may be lost.)
            (self.number, self.largest) = (chosen, odd.wrapping_sub(1));
        }
    }

    fn append_byte(&mut self) -> Result {
        if self.source.used == self.source.block.len() {
            self.source.refill()?;
        }
        let byte = self.source.block[self.source.used];
        self.source.used += 1;
        self.number = self.number << 8 | u64::from(byte);
        self.largest = self.largest << 8 | 0xff;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(block: &[u8]) -> Numbers {
        Numbers::new(Source {
            file: None,
            generator: None,
            block: block.to_vec(),
            used: 0,
            names: false,
        })
    }

    #[test]
    fn draws_use_up_what_is_there() {
        // 256 choices are eight choices between two.
        let mut bits = numbers(&[0b1011_0001]);
        let drawn: Vec<u64> = (0..8).map(|_| bits.drawn(1).unwrap()).collect();
        assert_eq!(drawn, [1, 0, 0, 0, 1, 1, 0, 1]);
        assert_eq!(numbers(&[0x12, 0x34]).drawn(0xffff).unwrap(), 0x1234);
        assert_eq!(
            numbers(&[1; 8]).drawn(u64::MAX).unwrap(),
            0x0101_0101_0101_0101
        );
        assert_eq!(numbers(&[]).drawn(0).unwrap(), 0);
        // Bytes 0 to 254 divide evenly into five choices, so 255 is not used. Nothing of it can be
        // kept, and the next byte decides.
        assert_eq!(numbers(&[255, 7]).drawn(4).unwrap(), 2);
    }

    #[test]
    fn the_kernel_gives_different_numbers() {
        let mut numbers = Numbers::new(Source::open(None).unwrap());
        let drawn: Vec<u64> = (0..4).map(|_| numbers.up_to(u64::MAX).unwrap()).collect();
        assert!(drawn[1..].iter().all(|&n| n != drawn[0]));
        let mut counts = [0_u32; 3];
        for _ in 0..30_000 {
            counts[numbers.up_to(2).unwrap() as usize] += 1;
        }
        assert!(counts.iter().all(|count| (9_000..11_000).contains(count)));
        assert_eq!(numbers.up_to(0).unwrap(), 0);
    }
}
