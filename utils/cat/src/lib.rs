//! cat: concatenate files to standard output.
//!
//! GNU manual node "cat invocation"; POSIX cat. Without options that change lines, the kernel
//! copies whole files where it can; otherwise they pass through the process in blocks.

mod lines;

use lines::{Format, Lines};
use shared::input::files::{Input, close_stdin_named, for_each_input};
use shared::input::kernel;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::fs::{self, Advice, OFlags};
use shared::sys::stat::StatExt;
use std::io;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

pub fn run(args: Args) -> Result {
    let (format, operands) = parse(args.parse(cli))?;
    let plain = format == Format::default();
    let mut lines = Lines::new(format);
    let out = Destination::of_stdout()?;
    let mut block = Vec::new();
    for_each_input(&operands, &mut |input| {
        if out.is_fed_by(input)? {
            diagnostics::error(&format!(
                "{}: input file is output file",
                quotef(input.name)
            ));
            return Ok(());
        }
        // Only a hint: pipes refuse it, and reading works without it.
        let _ = fs::fadvise(&*input, 0, None, Advice::Sequential);
        if plain {
            let copied = kernel::copy_to_stdout_of(out.stat.file_type(), input, u64::MAX);
            if copied.map_err(output::fatal)?.all {
                return Ok(());
            }
        }
        block.reserve_exact(BLOCK);
        loop {
            block.clear();
            match input.read_more(&mut block)? {
                0 => return Ok(()),
                _ if plain => stdout().write_block(&block).map_err(output::fatal)?,
                _ => lines.write(&block).map_err(output::fatal)?,
            }
        }
    })?;
    lines.finish()?;
    close_stdin_named(&operands, "closing standard input")
}

fn parse(mut options: cli::Options) -> Result<(Format, Vec<&'static OsStr>)> {
    let mut format = Format::default();
    while let Some(option) = options.next()? {
        match option.name {
            "show-all" => (format.nonprinting, format.ends, format.tabs) = (true, true, true),
            "number-nonblank" => (format.number, format.nonblank) = (true, true),
            "e" => (format.nonprinting, format.ends) = (true, true),
            "show-ends" => format.ends = true,
            "number" => format.number = true,
            "squeeze-blank" => format.squeeze = true,
            "t" => (format.nonprinting, format.tabs) = (true, true),
            "show-tabs" => format.tabs = true,
            "u" => {} // Output is never held back longer than a block.
            "show-nonprinting" => format.nonprinting = true,
            _ => option.unhandled(),
        }
    }
    Ok((format, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility(
        "cat",
        "[OPTION]... [FILE]...",
        "Print the FILEs one after another on standard output.",
    )
    .listed_first("squeeze-blank show-nonprinting show-ends show-tabs show-all")
    .options(options![
        flag("-A, --show-all", "the same as -vET"),
        flag(
            "-b, --number-nonblank",
            "number the lines that are not empty (overrides -n)",
        ),
        flag("-e", "the same as -vE"),
        flag("-E, --show-ends", "mark the end of each line with $"),
        flag("-n, --number", "number every line"),
        flag(
            "-s, --squeeze-blank",
            "print a single empty line for several in a row",
        ),
        flag("-t", "the same as -vT"),
        flag("-T, --show-tabs", "show tabs as ^I"),
        flag("-u", "(ignored)"),
        flag(
            "-v, --show-nonprinting",
            "show control characters and bytes above 127 as ^X and M-X, except tabs and \
             newlines",
        ),
    ])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

/// Standard output. A regular file must not be copied to itself, which would never end.
struct Destination {
    stat: fs::Stat,
    appends: bool,
}

impl Destination {
    fn of_stdout() -> Result<Self> {
        let out = output::descriptor();
        let stat = fs::fstat(out).map_err(|e| Error::io("standard output", &e.into()))?;
        let appends = || fs::fcntl_getfl(out).is_ok_and(|flags| flags.contains(OFlags::APPEND));
        let appends = stat.is_regular() && appends();
        Ok(Self { stat, appends })
    }

    /// Returns whether reading `input` would return what was just written: it is the same file,
    /// and its read offset is before the offset of the next write.
    fn is_fed_by(&self, input: &Input) -> io::Result<bool> {
        if !self.stat.is_regular() {
            return Ok(false);
        }
        let stat = fs::fstat(input)?;
        if !stat.is_same_file(&self.stat) {
            return Ok(false);
        }
        let writes_at = if self.appends {
            Ok(stat.st_size as u64)
        } else {
            fs::tell(output::descriptor())
        };
        Ok(matches!((fs::tell(input), writes_at), (Ok(reads_at), Ok(at)) if reads_at < at))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_option_is_handled() {
        testing::each_option(super::cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = super::parse(options);
        });
    }
}
