//! Reading blocks, skipping to the first of them, and passing over errors.

use crate::arguments::Amount;
use crate::copy::{Copying, Quit, Step};
use crate::stream::Stream;
use crate::symbols::{Conversions, Level};
use shared::copy::Facts;
use shared::prelude::*;
use shared::rustix::fs::{SeekFrom, seek};
use shared::rustix::io::{Errno, read};

/// One of the two files. To skip output that cannot seek, dd reads it.
#[derive(Clone, Copy)]
enum Side {
    Input,
    Output,
}

/// The outcome of an attempt to seek.
enum Seek {
    Done,
    /// The file can seek, but not that far.
    Failed(Errno),
    /// The file cannot seek at all.
    Unseekable,
}

impl Copying<'_> {
    /// Fills the start of the input block. Returns how many bytes there were.
    pub(crate) fn read(&mut self, block: &mut [u8]) -> Result<usize, Errno> {
        self.read_into(block, Side::Input)
    }

    fn read_into(&mut self, block: &mut [u8], side: Side) -> Result<usize, Errno> {
        if !self.job.input_flags.full_block {
            return self.read_once(block, side);
        }
        let mut filled = 0;
        while filled < block.len() {
            match self.read_once(&mut block[filled..], side)? {
                0 => break,
                got => filled += got,
            }
        }
        Ok(filled)
    }

    fn read_once(&mut self, block: &mut [u8], side: Side) -> Result<usize, Errno> {
        let size = block.len();
        let short_before = 0 < self.before && self.before < size;
        let got = loop {
            self.handle_pending_signals();
            match read(self.stream(side).fd(), &mut *block) {
                Err(Errno::INTR) => {}
                // After a short block, direct input is not aligned any more.
                Err(Errno::INVAL) if short_before && self.job.input_flags.is_direct() => break 0,
                result => break result?,
            }
        };
        if 0 < got && got < size {
            self.handle_pending_signals();
        }
        if got > 0 && short_before {
            self.warn_of_partial_read();
        }
        self.before = got;
        Ok(got)
    }

    /// Warns once that the previous read was short, so that `count=` and `skip=` count less.
    fn warn_of_partial_read(&mut self) {
        let warns = std::mem::take(&mut self.warns_of_partial_reads);
        if !warns || self.job.level == Level::None {
            return;
        }
        let bytes = match self.before {
            1 => "1 byte".to_owned(),
            many => format!("{many} bytes"),
        };
        self.stats.end_line();
        diagnostics::warning(&format!(
            "warning: partial read ({bytes}); suggest iflag=fullblock"
        ));
    }

    /// Moves the known offset of the input by `got` bytes.
    pub(crate) fn advance(&mut self, got: usize) {
        self.offset = self.offset.and_then(|at| at.checked_add(got as u64));
        if let Some(cache) = &mut self.read_cache {
            cache.forget(self.input.fd(), got as u64, self.offset);
        }
    }

    /// Seeks past `bytes` that cannot be read.
    pub(crate) fn pass_over(&mut self, bytes: usize) {
        let Some(at) = self.offset else {
            self.lose_offset(Errno::SPIPE);
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
            Err(e) => self.lose_offset(e),
        }
    }

    /// Reports that the input cannot seek.
    fn lose_offset(&mut self, e: Errno) {
        let what = format!("{}: cannot seek", quotef(self.input.name));
        self.error(&what, e);
        self.offset = None;
    }

    /// Skips the input as `skip=` asks for.
    pub(crate) fn skip_input(&mut self) -> Step {
        let wanted = self.job.skip;
        if wanted.is_zero() {
            return Ok(());
        }
        let total = wanted.total(self.job.ibs);
        let is_too_short = match self.seek_by(Side::Input, total) {
            Seek::Done => self.note_skipped(total.unwrap_or(u64::MAX))?,
            Seek::Failed(e) => {
                let what = format!("{}: cannot skip", quotef(self.input.name));
                self.error(&what, e);
                return Err(Quit::Abort);
            }
            Seek::Unseekable => self.skip_by_reading(wanted, total)?,
        };
        if is_too_short && self.job.level != Level::None {
            self.stats.end_line();
            diagnostics::warning(&format!(
                "{}: cannot skip to specified offset",
                quotef(self.input.name)
            ));
        }
        Ok(())
    }

    /// Updates the offset after seeking. Returns whether the input is shorter than `total`.
    fn note_skipped(&mut self, total: u64) -> Step<bool> {
        let facts = Facts::of_open(self.input.fd()).map_err(|e| {
            let what = format!("cannot fstat {}", quoteaf(self.input.name));
            diagnostics::error_io(&what, &e);
            Quit::Abort
        })?;
        if let Some(at) = self.offset
            && facts.is_regular()
            && facts.size > 0
            && facts.size.saturating_sub(at) < total
        {
            self.offset = Some(facts.size.max(at));
            return Ok(true);
        }
        self.offset = self.offset.and_then(|at| at.checked_add(total));
        Ok(false)
    }

    /// Skips input that cannot seek. Returns whether it is too short.
    fn skip_by_reading(&mut self, wanted: Amount, total: Option<u64>) -> Step<bool> {
        self.allocate_input()?;
        let mut left = wanted;
        let mut skipped = 0;
        let mut block = std::mem::take(&mut self.read_block);
        while !left.is_zero() {
            let size = left.next_size(self.job.ibs);
            match self.read(&mut block[..size]) {
                Ok(0) => break,
                Ok(got) => {
                    self.advance(got);
                    skipped += got as u64;
                }
                Err(e) => {
                    let what = format!("error reading {}", quoteaf(self.input.name));
                    self.error(&what, e);
                    if self.job.converts(Conversions::NOERROR) {
                        self.stats.report();
                    }
                    return Err(Quit::Abort);
                }
            }
            left.remove_next();
        }
        self.read_block = block;
        Ok(!left.is_zero() || total.is_some_and(|total| skipped < total))
    }

    /// Seeks forward by `total` bytes (`None`: more than an offset can be).
    fn seek_by(&mut self, side: Side, total: Option<u64>) -> Seek {
        let file = self.stream(side).fd();
        let result = match total {
            Some(total) => seek(file, SeekFrom::Current(total as i64)),
            None => Err(Errno::OVERFLOW),
        };
        match result {
            Ok(_) => Seek::Done,
            Err(e) if seek(file, SeekFrom::End(0)).is_ok() => Seek::Failed(e),
            Err(_) => Seek::Unseekable,
        }
    }

    /// Skips output as `seek=` asks for.
    pub(crate) fn skip_output(&mut self) -> Step {
        let wanted = self.job.seek;
        if wanted.is_zero() {
            return Ok(());
        }
        match self.seek_by(Side::Output, wanted.total(self.job.obs)) {
            Seek::Done => Ok(()),
            Seek::Failed(e) => Err(self.cannot_seek_output(e)),
            Seek::Unseekable => {
                self.allocate_output()?;
                let mut block = std::mem::take(&mut self.write_block);
                let result = self.skip_output_by_reading(wanted, &mut block);
                self.before = 0;
                self.write_block = block;
                result
            }
        }
    }

    /// Skips output that cannot seek by reading it. Zeros are written for what it lacks.
    fn skip_output_by_reading(&mut self, mut left: Amount, block: &mut [u8]) -> Step {
        let mut writes = false;
        while !left.is_zero() {
            let size = left.next_size(self.job.obs);
            if !writes {
                match self.read_into(&mut block[..size], Side::Output) {
                    Ok(0) => {
                        block.fill(0);
                        writes = true;
                    }
                    Ok(_) => {}
                    Err(_) => return Err(self.cannot_seek_output(Errno::SPIPE)),
                }
            }
            if writes && let (_, Some(e)) = self.write(&block[..size]) {
                let what = format!("error writing {}", quoteaf(self.output.name));
                self.error(&what, e);
                return Err(Quit::Abort);
            }
            left.remove_next();
        }
        Ok(())
    }

    fn cannot_seek_output(&mut self, e: Errno) -> Quit {
        self.error(&format!("{}: cannot seek", quotef(self.output.name)), e);
        Quit::Abort
    }

    fn stream(&self, side: Side) -> &Stream {
        match side {
            Side::Input => &self.input,
            Side::Output => &self.output,
        }
    }
}
