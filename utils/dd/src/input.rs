//! Reading: blocks, the way to the first of them, and past errors.

use crate::arguments::{FULLBLOCK, Level, NOERROR};
use crate::copy::{Copying, Quit, Step};
use shared::copy::Facts;
use shared::prelude::*;
use shared::rustix::fs::{OFlags, SeekFrom, seek};
use shared::rustix::io::{Errno, read};

impl Copying<'_> {
    /// Reads a block, or what there is of it.
    pub(crate) fn read(&mut self, size: usize) -> std::result::Result<usize, Errno> {
        let mut block = std::mem::take(&mut self.read_block);
        let result = self.read_into(&mut block[..size], true);
        self.read_block = block;
        result
    }

    fn read_into(&mut self, block: &mut [u8], input: bool) -> std::result::Result<usize, Errno> {
        if self.job.input_flags & FULLBLOCK == 0 {
            return self.read_once(block, input);
        }
        let mut filled = 0;
        while filled < block.len() {
            match self.read_once(&mut block[filled..], input)? {
                0 => break,
                got => filled += got,
            }
        }
        Ok(filled)
    }

    fn read_once(&mut self, block: &mut [u8], input: bool) -> std::result::Result<usize, Errno> {
        let size = block.len();
        let short_before = 0 < self.before && self.before < size;
        let got = loop {
            self.look_at_signals();
            let stream = if input { &self.input } else { &self.output };
            match read(stream.fd(), &mut *block) {
                Err(Errno::INTR) => {}
                // What is left behind a short block is not aligned.
                Err(Errno::INVAL)
                    if short_before && self.job.input_flags & OFlags::DIRECT.bits() != 0 =>
                {
                    break 0;
                }
                result => break result?,
            }
        };
        if 0 < got && got < size {
            self.look_at_signals();
        }
        if got > 0 && self.warns_of_partial_reads && short_before {
            if self.job.level != Level::None {
                let bytes = match self.before {
                    1 => "1 byte".to_owned(),
                    many => format!("{many} bytes"),
                };
                self.stats.end_line();
                diagnostics::warning(&format!(
                    "warning: partial read ({bytes}); suggest iflag=fullblock"
                ));
            }
            self.warns_of_partial_reads = false;
        }
        self.before = got;
        Ok(got)
    }

    /// Keeps track of where the input is.
    pub(crate) fn advance(&mut self, got: usize) {
        self.offset = self.offset.and_then(|at| at.checked_add(got as u64));
        if let Some(cache) = &mut self.read_cache {
            cache.forget(self.input.fd(), got as u64, self.offset);
        }
    }

    /// Goes past what can't be read.
    pub(crate) fn pass_over(&mut self, bytes: usize) {
        let Some(at) = self.offset else {
            self.complain_of_offset(Errno::SPIPE);
            return;
        };
        self.advance(bytes);
        let Some(wanted) = at.checked_add(bytes as u64) else {
            return;
        };
        match seek(self.input.fd(), SeekFrom::Current(0)) {
            Ok(now) if now == wanted => {}
            Ok(now) => {
                let ahead = wanted as i64 - now as i64;
                if !(0..=bytes as i64).contains(&ahead) {
                    self.stats.end_line();
                    diagnostics::error("warning: invalid file offset after failed read");
                }
                if seek(self.input.fd(), SeekFrom::Current(ahead)).is_err() {
                    self.offset = None;
                }
            }
            Err(e) => {
                self.complain_of_offset(e);
            }
        }
    }

    fn complain_of_offset(&mut self, e: Errno) {
        let what = format!("{}: cannot seek", quotef(self.input.name));
        self.complain(&what, e);
        self.offset = None;
    }

    /// `skip=`.
    pub(crate) fn skip_input(&mut self) -> Step {
        let wanted = self.job.skip;
        if wanted.is_zero() {
            return Ok(());
        }
        let ibs = self.job.ibs;
        let total = wanted.total(ibs);
        let mut missing = false;
        match self.seek_by(true, total) {
            Ok(()) => {
                let total = total.unwrap_or(u64::MAX);
                let here = self.offset;
                let facts = Facts::of_open(self.input.fd()).map_err(|e| {
                    let what = format!("cannot fstat {}", quoteaf(self.input.name));
                    diagnostics::error_io(&what, &e);
                    Quit::Told
                })?;
                if let Some(at) = here
                    && facts.is_regular()
                    && facts.size > 0
                    && facts.size.saturating_sub(at) < total
                {
                    missing = true;
                    self.offset = Some(facts.size.max(at));
                } else {
                    self.offset = here.and_then(|at| at.checked_add(total));
                }
            }
            Err(Some(e)) => {
                let what = format!("{}: cannot skip", quotef(self.input.name));
                self.complain(&what, e);
                return Err(Quit::Told);
            }
            Err(None) => {
                self.allocate_input()?;
                let (mut blocks, mut bytes) = (wanted.blocks, wanted.bytes);
                let mut skipped = 0;
                while blocks > 0 || bytes > 0 {
                    let size = if blocks > 0 { ibs } else { bytes as usize };
                    match self.read(size) {
                        Ok(0) => break,
                        Ok(got) => {
                            self.advance(got);
                            skipped += got as u64;
                        }
                        Err(e) => {
                            let what = format!("error reading {}", quoteaf(self.input.name));
                            self.complain(&what, e);
                            if self.job.converts(NOERROR) {
                                self.stats.tell();
                            }
                            return Err(Quit::Told);
                        }
                    }
                    if blocks > 0 {
                        blocks -= 1;
                    } else {
                        bytes = 0;
                    }
                }
                missing = blocks > 0 || bytes > 0 || total.is_some_and(|total| skipped < total);
            }
        }
        if missing && self.job.level != Level::None {
            self.stats.end_line();
            diagnostics::warning(&format!(
                "{}: cannot skip to specified offset",
                quotef(self.input.name)
            ));
        }
        Ok(())
    }

    /// Seeks forward. Fails without a reason where that can only be done by reading.
    pub(crate) fn seek_by(
        &mut self,
        input: bool,
        total: Option<u64>,
    ) -> std::result::Result<(), Option<Errno>> {
        let stream = if input { &self.input } else { &self.output };
        let tried = total.map(|total| seek(stream.fd(), SeekFrom::Current(total as i64)));
        match tried {
            Some(Ok(_)) => Ok(()),
            Some(Err(e)) => Err(seek(stream.fd(), SeekFrom::End(0)).is_ok().then_some(e)),
            None => Err(seek(stream.fd(), SeekFrom::End(0))
                .is_ok()
                .then_some(Errno::OVERFLOW)),
        }
    }

    /// `seek=`.
    pub(crate) fn skip_output(&mut self) -> Step {
        let wanted = self.job.seek;
        if wanted.is_zero() {
            return Ok(());
        }
        let obs = self.job.obs;
        let cannot = format!("{}: cannot seek", quotef(self.output.name));
        match self.seek_by(false, wanted.total(obs)) {
            Ok(()) => return Ok(()),
            Err(Some(e)) => {
                self.complain(&cannot, e);
                return Err(Quit::Told);
            }
            Err(None) => {}
        }
        self.allocate_output()?;
        let (mut blocks, mut bytes) = (wanted.blocks, wanted.bytes);
        let mut block = std::mem::take(&mut self.write_block);
        let mut writes = false;
        while blocks > 0 || bytes > 0 {
            let size = if blocks > 0 { obs } else { bytes as usize };
            if !writes {
                match self.read_into(&mut block[..size], false) {
                    // Nothing more is there to be passed over: zeros take its place.
                    Ok(0) => {
                        block.fill(0);
                        writes = true;
                    }
                    Ok(_) => {}
                    Err(_) => {
                        self.complain(&cannot, Errno::SPIPE);
                        return Err(Quit::Told);
                    }
                }
            }
            if writes && let (_, Some(e)) = self.write(&block[..size]) {
                let what = format!("error writing {}", quoteaf(self.output.name));
                self.complain(&what, e);
                return Err(Quit::Told);
            }
            if blocks > 0 {
                blocks -= 1;
            } else {
                bytes = 0;
            }
        }
        self.before = 0;
        self.write_block = block;
        Ok(())
    }
}
