//! Modes: their names, their bits, and their values in a sane terminal.

use crate::state::{State, Word};
use shared::libc;

pub(crate) struct Mode {
    pub(crate) name: &'static str,
    pub(crate) word: Word,
    bits: u32,
    /// The bits of the field in which `bits` is one of several values, or 0 for a simple flag.
    mask: u32,
    sane: Sane,
    /// Whether this is an alternative name, which is not listed.
    pub(crate) is_alias: bool,
}

/// The value of a mode in a sane terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sane {
    On,
    Off,
    Either,
}

use Sane::{Either, Off, On};
use Word::{Control, Input, Local, Output};

const fn mode(name: &'static str, word: Word, bits: u32, sane: Sane) -> Mode {
    Mode {
        name,
        word,
        bits,
        mask: 0,
        sane,
        is_alias: false,
    }
}

const fn one_of(name: &'static str, word: Word, bits: u32, mask: u32, sane: Sane) -> Mode {
    Mode {
        mask,
        ..mode(name, word, bits, sane)
    }
}

const fn alias(name: &'static str, word: Word, bits: u32) -> Mode {
    Mode {
        is_alias: true,
        ..mode(name, word, bits, Either)
    }
}

/// All modes, in the order of listing.
pub(crate) const MODES: &[Mode] = &[
    mode("parenb", Control, libc::PARENB, Either),
    mode("parodd", Control, libc::PARODD, Either),
    mode("cmspar", Control, libc::CMSPAR, Either),
    one_of("cs5", Control, libc::CS5, libc::CSIZE, Either),
    one_of("cs6", Control, libc::CS6, libc::CSIZE, Either),
    one_of("cs7", Control, libc::CS7, libc::CSIZE, Either),
    one_of("cs8", Control, libc::CS8, libc::CSIZE, Either),
    mode("hupcl", Control, libc::HUPCL, Either),
    alias("hup", Control, libc::HUPCL),
    mode("cstopb", Control, libc::CSTOPB, Either),
    mode("cread", Control, libc::CREAD, On),
    mode("clocal", Control, libc::CLOCAL, Either),
    mode("crtscts", Control, libc::CRTSCTS, Either),
    mode("ignbrk", Input, libc::IGNBRK, Off),
    mode("brkint", Input, libc::BRKINT, On),
    mode("ignpar", Input, libc::IGNPAR, Either),
    mode("parmrk", Input, libc::PARMRK, Either),
    mode("inpck", Input, libc::INPCK, Either),
    mode("istrip", Input, libc::ISTRIP, Either),
    mode("inlcr", Input, libc::INLCR, Off),
    mode("igncr", Input, libc::IGNCR, Off),
    mode("icrnl", Input, libc::ICRNL, On),
    mode("ixon", Input, libc::IXON, Either),
    mode("ixoff", Input, libc::IXOFF, Off),
    alias("tandem", Input, libc::IXOFF),
    mode("iuclc", Input, libc::IUCLC, Off),
    mode("ixany", Input, libc::IXANY, Off),
    mode("imaxbel", Input, libc::IMAXBEL, On),
    mode("iutf8", Input, libc::IUTF8, Off),
    mode("opost", Output, libc::OPOST, On),
    mode("olcuc", Output, libc::OLCUC, Off),
    mode("ocrnl", Output, libc::OCRNL, Off),
    mode("onlcr", Output, libc::ONLCR, On),
    mode("onocr", Output, libc::ONOCR, Off),
    mode("onlret", Output, libc::ONLRET, Off),
    mode("ofill", Output, libc::OFILL, Off),
    mode("ofdel", Output, libc::OFDEL, Off),
    one_of("nl1", Output, libc::NL1, libc::NLDLY, Off),
    one_of("nl0", Output, libc::NL0, libc::NLDLY, On),
    one_of("cr3", Output, libc::CR3, libc::CRDLY, Off),
    one_of("cr2", Output, libc::CR2, libc::CRDLY, Off),
    one_of("cr1", Output, libc::CR1, libc::CRDLY, Off),
    one_of("cr0", Output, libc::CR0, libc::CRDLY, On),
    one_of("tab3", Output, libc::TAB3, libc::TABDLY, Off),
    one_of("tab2", Output, libc::TAB2, libc::TABDLY, Off),
    one_of("tab1", Output, libc::TAB1, libc::TABDLY, Off),
    one_of("tab0", Output, libc::TAB0, libc::TABDLY, On),
    one_of("bs1", Output, libc::BS1, libc::BSDLY, Off),
    one_of("bs0", Output, libc::BS0, libc::BSDLY, On),
    one_of("vt1", Output, libc::VT1, libc::VTDLY, Off),
    one_of("vt0", Output, libc::VT0, libc::VTDLY, On),
    one_of("ff1", Output, libc::FF1, libc::FFDLY, Off),
    one_of("ff0", Output, libc::FF0, libc::FFDLY, On),
    mode("isig", Local, libc::ISIG, On),
    mode("icanon", Local, libc::ICANON, On),
    mode("iexten", Local, libc::IEXTEN, On),
    mode("echo", Local, libc::ECHO, On),
    mode("echoe", Local, libc::ECHOE, On),
    alias("crterase", Local, libc::ECHOE),
    mode("echok", Local, libc::ECHOK, On),
    mode("echonl", Local, libc::ECHONL, Off),
    mode("noflsh", Local, libc::NOFLSH, Off),
    mode("xcase", Local, libc::XCASE, Off),
    mode("tostop", Local, libc::TOSTOP, Off),
    mode("echoprt", Local, libc::ECHOPRT, Off),
    alias("prterase", Local, libc::ECHOPRT),
    mode("echoctl", Local, libc::ECHOCTL, On),
    alias("ctlecho", Local, libc::ECHOCTL),
    mode("echoke", Local, libc::ECHOKE, On),
    alias("crtkill", Local, libc::ECHOKE),
    mode("flusho", Local, libc::FLUSHO, Off),
    mode("extproc", Local, libc::EXTPROC, Off),
];

impl Mode {
    pub(crate) fn named(name: &[u8]) -> Option<&'static Self> {
        MODES.iter().find(|mode| mode.name.as_bytes() == name)
    }

    pub(crate) fn is_on(&self, state: &State) -> bool {
        let mask = if self.mask == 0 { self.bits } else { self.mask };
        state.word(self.word) & mask == self.bits
    }

    /// Returns whether the mode is a flag, not one of several values.
    pub(crate) fn can_be_off(&self) -> bool {
        self.mask == 0
    }

    pub(crate) fn set(&self, on: bool, state: &mut State) {
        let word = state.word_mut(self.word);
        *word &= !(self.mask | self.bits);
        if on {
            *word |= self.bits;
        }
    }

    /// Returns whether the mode differs from its value in a sane terminal.
    pub(crate) fn is_insane(&self, state: &State) -> bool {
        match self.sane {
            On => self.can_be_off() && !self.is_on(state),
            Off => self.is_on(state),
            Either => false,
        }
    }
}

/// Sets all modes to their values in a sane terminal.
pub(crate) fn make_sane(state: &mut State) {
    for mode in MODES {
        match mode.sane {
            On => mode.set(true, state),
            Off if mode.can_be_off() => mode.set(false, state),
            _ => {}
        }
    }
}
