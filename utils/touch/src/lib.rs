//! touch: set the access and modification times of files. GNU manual node "touch invocation";
//! POSIX touch.

mod times;

use shared::fs::output::OutputFile;
use shared::fs::times::set as set_times;
use shared::prelude::*;
use shared::program::output;
use shared::rustix::fd::AsFd;
use shared::rustix::fs::{self, AtFlags, OFlags, Timestamps};
use shared::rustix::io::Errno;
use times::{Chosen, Source, Time};

/// What the options ask for.
#[derive(Default)]
struct Settings {
    no_create: bool,
    no_dereference: bool,
    source: Source,
    chosen: Chosen,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let mut settings = Settings::parse(&mut options)?;
    let mut operands = options.operands();
    times::take_obsolete_operand(&mut settings.source, &mut operands);
    let times = settings.source.times(settings.no_dereference)?;
    if operands.is_empty() {
        return Err(Error::usage("missing file operand"));
    }
    let touch = Touch {
        no_create: settings.no_create,
        no_dereference: settings.no_dereference,
        times: settings.chosen.limit(times),
    };
    for file in operands {
        touch.touch(file);
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        let (source, chosen) = (&mut settings.source, &mut settings.chosen);
        while let Some(option) = options.next()? {
            match option.name {
                "a" => chosen.access = true,
                "no-create" => settings.no_create = true,
                "date" => source.text = Some(option.value()),
                // Ignored, for the sake of BSD scripts.
                "f" => {}
                "no-dereference" => settings.no_dereference = true,
                "m" => chosen.modification = true,
                "reference" => source.reference = Some(option.value()),
                "t" => source.stamp = Some(times::stamp(option.value())?),
                "time" => match option.keyword(&times::KEYWORDS)? {
                    Time::Access => chosen.access = true,
                    Time::Modification => chosen.modification = true,
                },
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "touch",
        "[OPTION]... FILE...",
        "Set the access and modification times of each FILE to the current time, and \
         create files that do not exist.",
    )
    .options(options![
        flag("-a", "change only the access time"),
        flag("-c, --no-create", "do not create any files"),
        value(
            "-d, --date",
            "STRING",
            "use the time that STRING describes instead of the current time",
        ),
        flag("-f", "(ignored)"),
        flag(
            "-h, --no-dereference",
            "change symbolic links instead of the files they point to",
        ),
        flag("-m", "change only the modification time"),
        value(
            "-r, --reference",
            "FILE",
            "use the times of FILE instead of the current time",
        ),
        value(
            "-t",
            "STAMP",
            "use the time [[CC]YY]MMDDhhmm[.ss] instead of the current time",
        ),
        value(
            "--time",
            "WORD",
            "change only this time: access, atime or use (-a); modify or mtime (-m)",
        ),
    ])
    .notes("A FILE that is - means the file on standard output.")
}

/// Sets the times of files.
struct Touch {
    no_create: bool,
    no_dereference: bool,
    times: Timestamps,
}

impl Touch {
    fn touch(&self, file: &'static OsStr) {
        let times = &self.times;
        if file == "-" {
            return match set_times(output::descriptor(), times) {
                Err(Errno::BADF) if self.no_create => {}
                result => report(result, "setting times of", file),
            };
        }
        let mut open_error = None;
        if !self.no_create && !self.no_dereference {
            let flags = OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOCTTY;
            match OutputFile::open(file, flags) {
                Ok(opened) => {
                    report(set_times(opened.as_fd(), times), "setting times of", file);
                    if let Err(e) = opened.close() {
                        diagnostics::error_io(&format!("failed to close {}", quoteaf(file)), &e);
                    }
                    return;
                }
                Err(e) => open_error = Some(e),
            }
        }
        let flags = if self.no_dereference {
            AtFlags::SYMLINK_NOFOLLOW
        } else {
            AtFlags::empty()
        };
        // The owner may set the times of a file that can't be opened for writing.
        let result = fs::utimensat(fs::CWD, file, times, flags);
        match (result, open_error.and_then(|e| Errno::from_io_error(&e))) {
            (Err(Errno::NOENT), _) if self.no_create => {}
            // A directory can never be opened for writing, so that is not the reason.
            (result, None | Some(Errno::ISDIR | Errno::INVAL | Errno::PERM)) => {
                report(result, "setting times of", file);
            }
            (Err(_), Some(e)) => report(Err(e), "cannot touch", file),
            (Ok(()), Some(_)) => {}
        }
    }
}

fn report(result: shared::rustix::io::Result<()>, what: &str, file: &OsStr) {
    if let Err(e) = result {
        diagnostics::error_io(&format!("{what} {}", quoteaf(file)), &e.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
