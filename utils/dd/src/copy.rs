//! The course of a copy, from opening the files to the final report.

use crate::arguments::Job;
use crate::cache::Cache;
use crate::convert::Conversion;
use crate::statistics::Statistics;
use crate::stream::{Stream, open_input, open_output};
use crate::symbols::{Conversions, Level};
use shared::bytes::memory::Block;
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs;
use shared::rustix::io::Errno;
use shared::rustix::process::{Signal, getpid, kill_process};
use shared::sys::signal::is_ignored;
use shared::sys::signal_count::{any_noticed, notice, noticed};

/// How to stop early, after an error that was reported.
pub(crate) enum Quit {
    /// Synchronize the output if that is asked for. Report the statistics unless that fails.
    Abort,
    /// Finish like a complete copy.
    Finish,
    /// Report nothing more.
    Silent,
}

pub(crate) type Step<T = ()> = Result<T, Quit>;

/// A copy in progress.
pub(crate) struct Copying<'a> {
    pub(crate) job: &'a Job,
    pub(crate) stats: Statistics,
    pub(crate) input: Stream,
    pub(crate) output: Stream,
    /// The offset of the next read, if known.
    pub(crate) offset: Option<u64>,
    /// How many bytes the previous read returned.
    pub(crate) before: usize,
    /// The size of the previous input block if it was short, else 0.
    partial: usize,
    pub(crate) warns_of_partial_reads: bool,
    /// Zeros are to become holes.
    pub(crate) sparse: bool,
    /// The output ends in a hole, which does not count as part of the file yet.
    pub(crate) ends_in_hole: bool,
    /// fsync(2) is to be called at the end.
    pub(crate) sync: bool,
    pub(crate) read_block: Block,
    pub(crate) write_block: Block,
    /// How many bytes of `write_block` are filled.
    pub(crate) waiting: usize,
    pub(crate) read_cache: Option<Cache>,
    pub(crate) write_cache: Option<Cache>,
}

pub(crate) fn copy(job: &Job) -> Result {
    let mut copying = Copying::new(job)?;
    handle_signals();
    let result = copying.run();
    if result.is_err() {
        status::set(status::failure());
    }
    match result {
        Ok(()) | Err(Quit::Finish) => {
            copying.synchronize();
            copying.drop_caches();
        }
        Err(Quit::Abort) => {
            if !copying.synchronize() {
                return Ok(());
            }
        }
        Err(Quit::Silent) => return Ok(()),
    }
    copying.finish();
    Ok(())
}

/// Counts the signals that dd handles: USR1 reports statistics, INT does so before it ends dd.
fn handle_signals() {
    // POSIX specifies only the interrupt.
    if !posix::is_strict() {
        // Known signals can always be handled.
        let _ = notice(Signal::USR1.as_raw(), false);
    }
    if !is_ignored(Signal::INT.as_raw()) {
        // Likewise.
        let _ = notice(Signal::INT.as_raw(), true);
    }
}

/// The outcome of reading an input block.
enum Read {
    /// A block of this many bytes.
    Block(usize),
    /// Nothing, after an error that `noerror` passes over.
    Nothing,
    /// The end of the input.
    End,
    /// An error, which was reported.
    Failed,
}

impl<'a> Copying<'a> {
    /// Opens the files.
    fn new(job: &'a Job) -> Result<Self> {
        let counts_blocks = job.skip.blocks > 0 || job.count.is_some_and(|count| count.blocks > 0);
        let direct = job.input_flags.is_direct() || job.output_flags.is_direct();
        let input = open_input(job)?;
        let output = open_output(job)?;
        Ok(Self {
            job,
            stats: Statistics::new(job.level),
            offset: fs::seek(input.fd(), fs::SeekFrom::Current(0)).ok(),
            input,
            output,
            before: 0,
            partial: 0,
            warns_of_partial_reads: job.straight
                && !job.input_flags.full_block
                && (counts_blocks || direct),
            sparse: job.converts(Conversions::SPARSE),
            ends_in_hole: false,
            sync: job.converts(Conversions::FSYNC),
            read_block: Block::default(),
            write_block: Block::default(),
            waiting: 0,
            read_cache: Cache::new(&job.input_flags),
            write_cache: Cache::new(&job.output_flags),
        })
    }

    fn run(&mut self) -> Step {
        self.skip_input()?;
        self.skip_output()?;
        if self.has_nothing_to_copy() {
            return Ok(());
        }
        self.allocate_input()?;
        if !self.job.straight {
            self.allocate_output()?;
        }
        self.transfer()
    }

    pub(crate) fn allocate_input(&mut self) -> Step {
        if self.read_block.is_empty() {
            self.read_block = allocate(self.job.ibs, "input")?;
        }
        Ok(())
    }

    pub(crate) fn allocate_output(&mut self) -> Step {
        if self.write_block.is_empty() {
            self.write_block = allocate(self.job.obs, "output")?;
        }
        Ok(())
    }

    pub(crate) fn has_nothing_to_copy(&self) -> bool {
        self.job.count.is_some_and(|count| count.is_zero())
    }

    /// Returns the size of the next input block, or `None` after the last.
    fn next_size(&self) -> Option<usize> {
        let Some(count) = self.job.count else {
            return Some(self.job.ibs);
        };
        let done = self.stats.full_in + self.stats.partial_in;
        match done.cmp(&count.blocks) {
            std::cmp::Ordering::Less => Some(self.job.ibs),
            std::cmp::Ordering::Equal if count.bytes > 0 => Some(count.bytes as usize),
            _ => None,
        }
    }

    /// Copies block by block, then completes conversion and output.
    fn transfer(&mut self) -> Step {
        let mut conversion = Conversion::new(self.job);
        let mut block = std::mem::take(&mut self.read_block);
        let block: &mut [u8] = &mut block;
        loop {
            self.stats.progress();
            let Some(size) = self.next_size() else { break };
            match self.read_next(block, size) {
                Read::Block(got) => {
                    let got = self.complete_block(block, got);
                    if self.job.straight {
                        self.write_straight(&block[..got])?;
                    } else {
                        conversion.convert(&mut block[..got], self)?;
                    }
                }
                Read::Nothing => {}
                Read::End => {
                    self.reached_end();
                    break;
                }
                Read::Failed => {
                    status::set(status::failure());
                    break;
                }
            }
        }
        conversion.end(self)?;
        self.write_rest()?;
        self.extend_over_hole()
    }

    /// Reads the next input block, of `size` bytes.
    fn read_next(&mut self, block: &mut [u8], size: usize) -> Read {
        let job = self.job;
        let goes_on = job.converts(Conversions::NOERROR);
        let pads = job.converts(Conversions::SYNC);
        if pads && goes_on {
            // A failing read may fill a part of the block; this is what follows it.
            let filler = self.filler();
            block.fill(filler);
        }
        let e = match self.read(&mut block[..size]) {
            Ok(0) => return Read::End,
            Ok(got) => {
                self.advance(got);
                return Read::Block(got);
            }
            Err(e) => e,
        };
        if !goes_on || job.level != Level::None {
            let what = format!("error reading {}", quoteaf(self.input.name));
            self.stats.end_line();
            diagnostics::warning(&format!("{what}: {}", error::reason(&e.into())));
        }
        if !goes_on {
            return Read::Failed;
        }
        self.stats.report();
        self.pass_over(job.ibs - self.partial);
        if pads && self.partial == 0 {
            Read::Block(0)
        } else {
            Read::Nothing
        }
    }

    /// The byte that `sync` pads short blocks with.
    fn filler(&self) -> u8 {
        let records = Conversions::BLOCK | Conversions::UNBLOCK;
        if self.job.converts(records) { b' ' } else { 0 }
    }

    /// Counts an input block, and pads a short one if that is asked for. Returns its size.
    fn complete_block(&mut self, block: &mut [u8], got: usize) -> usize {
        let job = self.job;
        if got == job.ibs {
            self.stats.full_in += 1;
            self.partial = 0;
            return got;
        }
        self.stats.partial_in += 1;
        self.partial = got;
        if !job.converts(Conversions::SYNC) {
            return got;
        }
        if !job.converts(Conversions::NOERROR) {
            let filler = self.filler();
            block[got..].fill(filler);
        }
        job.ibs
    }

    /// Calls fdatasync(2) or fsync(2) if that is asked for. Returns whether that succeeded.
    fn synchronize(&mut self) -> bool {
        let wants_data = self.job.converts(Conversions::FDATASYNC);
        if !wants_data && !self.sync {
            return true;
        }
        let mut succeeded = true;
        self.stats.before_waiting();
        if wants_data && let Err(e) = fs::fdatasync(self.output.fd()) {
            if !matches!(e, Errno::NOSYS | Errno::INVAL) {
                let what = format!("fdatasync failed for {}", quoteaf(self.output.name));
                self.error(&what, e);
                succeeded = false;
            }
            self.sync = true;
        }
        while self.sync {
            match fs::fsync(self.output.fd()) {
                Err(Errno::INTR) => self.handle_pending_signals(),
                Err(e) => {
                    let what = format!("fsync failed for {}", quoteaf(self.output.name));
                    self.error(&what, e);
                    return false;
                }
                Ok(()) => break,
            }
        }
        succeeded
    }

    /// Closes the files and reports the statistics.
    fn finish(&mut self) {
        if self.close_files() {
            self.stats.report();
        }
        self.handle_pending_signals();
    }

    /// Closes the files. Returns whether that succeeded.
    fn close_files(&mut self) -> bool {
        let streams = [
            ("closing input file", &mut self.input),
            ("closing output file", &mut self.output),
        ];
        for (what, stream) in streams {
            if let Err(e) = stream.close() {
                self.stats.end_line();
                diagnostics::error_io(&format!("{what} {}", quoteaf(stream.name)), &e);
                return false;
            }
        }
        true
    }

    /// Handles the signals that arrived since the last call.
    pub(crate) fn handle_pending_signals(&mut self) {
        if !any_noticed() {
            return;
        }
        if noticed(Signal::INT.as_raw()) > 0 {
            self.close_files();
            self.stats.report();
            // The handler was reset, so this ends the process; it cannot fail for the own one.
            let _ = kill_process(getpid(), Signal::INT);
        }
        if noticed(Signal::USR1.as_raw()) > 0 {
            self.stats.report();
        }
    }

    /// Reports an error, below the progress line, and sets the failure status.
    pub(crate) fn error(&mut self, what: &str, e: Errno) {
        self.stats.end_line();
        diagnostics::error_io(what, &e.into());
    }
}

fn allocate(size: usize, what: &str) -> Step<Block> {
    crate::buffer::block(size, what).map_err(|e| {
        e.emit();
        Quit::Silent
    })
}
