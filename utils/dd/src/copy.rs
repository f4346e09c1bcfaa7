//! The course of a copy, from opening the files to the last word about it.

use crate::arguments::{
    BLOCK, FDATASYNC, FSYNC, FULLBLOCK, Job, Level, NOERROR, SPARSE, SYNC, UNBLOCK,
};
use crate::buffer::Buffer;
use crate::cache::Cache;
use crate::convert::Conversion;
use crate::statistics::Statistics;
use crate::stream::{Stream, open_input, open_output};
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs::{self, OFlags};
use shared::rustix::io::Errno;
use shared::rustix::process::{Signal, getpid, kill_process};
use shared::sys::signal::is_ignored;
use shared::sys::signal_count::{notice, noticed};

/// Why a copy ends before its end; it was reported.
pub(crate) enum Quit {
    /// With the usual words about what was done.
    Told,
    /// The same, once what could be written is on the disk, where that was asked for.
    Kept,
    /// At once.
    Silent,
}

pub(crate) type Step<T = ()> = std::result::Result<T, Quit>;

/// A copy in work.
pub(crate) struct Copying<'a> {
    pub(crate) job: &'a Job,
    pub(crate) stats: Statistics,
    pub(crate) input: Stream,
    pub(crate) output: Stream,
    /// Where the input is read next; none where it can't be told.
    pub(crate) offset: Option<u64>,
    /// Bytes of the read before.
    pub(crate) before: usize,
    pub(crate) warns_of_partial_reads: bool,
    pub(crate) sparse: bool,
    /// The output ends in something that was passed over.
    pub(crate) ends_in_hole: bool,
    pub(crate) sync: bool,
    pub(crate) read_block: Buffer,
    pub(crate) write_block: Buffer,
    /// Bytes that wait in the block to write.
    pub(crate) waiting: usize,
    pub(crate) read_cache: Option<Cache>,
    pub(crate) write_cache: Option<Cache>,
}

/// Does all that was asked for.
pub(crate) fn copy(job: &Job) -> Result {
    let direct = OFlags::DIRECT.bits();
    let counts = job.count.is_some_and(|count| count.blocks > 0);
    let picks = job.skip.blocks > 0 || counts || (job.input_flags | job.output_flags) & direct != 0;
    let input = open_input(job)?;
    let output = open_output(job)?;
    let mut copying = Copying {
        job,
        stats: Statistics::new(job.level),
        offset: fs::seek(input.fd(), fs::SeekFrom::Current(0)).ok(),
        input,
        output,
        before: 0,
        warns_of_partial_reads: job.straight && job.input_flags & FULLBLOCK == 0 && picks,
        sparse: job.converts(SPARSE),
        ends_in_hole: false,
        sync: job.converts(FSYNC),
        read_block: Buffer::default(),
        write_block: Buffer::default(),
        waiting: 0,
        read_cache: Cache::new(job.input_flags),
        write_cache: Cache::new(job.output_flags),
    };
    let posix = posix::is_strict();
    for (signal, once) in [(Signal::USR1, false), (Signal::INT, true)] {
        // POSIX has just the interrupt tell how far it is.
        let left_alone = match signal {
            Signal::USR1 => posix,
            _ => is_ignored(signal.as_raw()),
        };
        if !left_alone {
            // Without a handler it just can't be asked how far it is.
            let _ = notice(signal.as_raw(), once);
        }
    }
    let result = copying.run();
    if result.is_err() {
        status::set(status::failure());
    }
    match result {
        Ok(()) | Err(Quit::Kept) => {
            copying.synchronize();
            copying.drop_caches();
        }
        Err(Quit::Told) => {}
        Err(Quit::Silent) => return Ok(()),
    }
    copying.finish();
    Ok(())
}

impl Copying<'_> {
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

    /// The bytes of the next block, none after the last.
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

    fn transfer(&mut self) -> Step {
        let job = self.job;
        let filler = if job.converts(BLOCK | UNBLOCK) {
            b' '
        } else {
            0
        };
        let mut conversion = Conversion::new(job);
        let mut partial = 0;
        let mut failed = false;
        loop {
            self.stats.progress();
            let Some(size) = self.next_size() else { break };
            if job.converts(SYNC) && job.converts(NOERROR) {
                // What can be read is followed by this.
                self.read_block.fill(filler);
            }
            let mut got = match self.read(size) {
                Ok(0) => {
                    self.reached_end();
                    break;
                }
                Ok(got) => {
                    self.advance(got);
                    got
                }
                Err(e) => {
                    let goes_on = job.converts(NOERROR);
                    if !goes_on || job.level != Level::None {
                        let what = format!("error reading {}", quoteaf(self.input.name));
                        self.stats.end_line();
                        diagnostics::warning(&format!("{what}: {}", error::reason(&e.into())));
                    }
                    if !goes_on {
                        failed = true;
                        break;
                    }
                    self.stats.tell();
                    self.pass_over(job.ibs - partial);
                    if !job.converts(SYNC) || partial > 0 {
                        continue;
                    }
                    0
                }
            };
            if got < job.ibs {
                self.stats.partial_in += 1;
                partial = got;
                if job.converts(SYNC) {
                    if !job.converts(NOERROR) {
                        self.read_block[got..].fill(filler);
                    }
                    got = job.ibs;
                }
            } else {
                self.stats.full_in += 1;
                partial = 0;
            }
            if job.straight {
                self.write_straight(got)?;
            } else {
                let mut block = std::mem::take(&mut self.read_block);
                let result = conversion.convert(&mut block[..got], self);
                self.read_block = block;
                result?;
            }
        }
        if failed {
            status::set(status::failure());
        }
        conversion.end(self)?;
        self.write_rest()?;
        self.extend_over_hole()
    }

    /// Has what was written on the disk, where that was asked for.
    fn synchronize(&mut self) {
        let wants_data = self.job.converts(FDATASYNC);
        if !wants_data && !self.sync {
            return;
        }
        self.stats.before_waiting();
        if wants_data && let Err(e) = fs::fdatasync(self.output.fd()) {
            if !matches!(e, Errno::NOSYS | Errno::INVAL) {
                let what = format!("fdatasync failed for {}", quoteaf(self.output.name));
                self.complain(&what, e);
            }
            self.sync = true;
        }
        while self.sync {
            match fs::fsync(self.output.fd()) {
                Err(Errno::INTR) => self.look_at_signals(),
                Err(e) => {
                    let what = format!("fsync failed for {}", quoteaf(self.output.name));
                    self.complain(&what, e);
                    return;
                }
                Ok(()) => return,
            }
        }
    }

    /// Closes the files and tells what was done.
    fn finish(&mut self) {
        if self.close_files() {
            self.stats.tell();
        }
        self.look_at_signals();
    }

    /// Closes the files; false where one was not even open.
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

    /// Answers the signals that came in.
    pub(crate) fn look_at_signals(&mut self) {
        if noticed(Signal::INT.as_raw()) > 0 {
            self.close_files();
            self.stats.tell();
            let _ = kill_process(getpid(), Signal::INT);
        }
        if noticed(Signal::USR1.as_raw()) > 0 {
            self.stats.tell();
        }
    }

    /// Reports a failure, below the line of progress.
    pub(crate) fn complain(&mut self, what: &str, e: Errno) {
        self.stats.end_line();
        diagnostics::error_io(what, &e.into());
    }
}

fn allocate(size: usize, what: &str) -> Step<Buffer> {
    Buffer::new(size, what).map_err(|e| {
        e.emit();
        Quit::Silent
    })
}
