//! du: estimate file space usage. GNU manual node "du invocation"; POSIX du.

mod exclude;
mod lines;
mod settings;
mod sums;

use lines::Lines;
use settings::{Settings, Threshold, depth_to_show};
use shared::fs::walk::{self, Entry, Follow, Visit, Walk};
use shared::input::files0;
use shared::prelude::*;
use shared::values::human::{self, Sizes};
use sums::{Sums, Time};

/// Runs du.
pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let mut sizes = None;
    let mut files_from = None;
    let mut time_style = None;
    let mut summarize = false;
    let mut max_depth = None;
    let mut mistaken = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        let value = option.value();
        match option.name {
            "null" => settings.end = 0,
            "all" => settings.all = true,
            "apparent-size" => settings.apparent = true,
            "block-size" => sizes = Some(Sizes::from_option(&option.spelling(), value)?),
            "bytes" => (settings.apparent, sizes) = (true, Some(Sizes::blocks(1))),
            "total" => settings.total = true,
            "dereference-args" | "H" => settings.follow = Follow::Operands,
            "max-depth" => match human::parse_size(value.as_bytes(), "") {
                Ok(depth) => max_depth = Some(depth),
                Err(_) => {
                    diagnostics::error(&format!("invalid maximum depth {}", quote(value)));
                    mistaken = true;
                }
            },
            "files0-from" => files_from = Some(value),
            "human-readable" => sizes = Some(Sizes::human()),
            "inodes" => settings.inodes = true,
            "k" => sizes = Some(Sizes::blocks(1 << 10)),
            "dereference" => settings.follow = Follow::Always,
            "count-links" => settings.count_links = true,
            "m" => sizes = Some(Sizes::blocks(1 << 20)),
            "no-dereference" => settings.follow = Follow::Never,
            "separate-dirs" => settings.separate_dirs = true,
            "si" => sizes = Some(Sizes::si()),
            "summarize" => summarize = true,
            "threshold" => settings.threshold = Threshold::parse(&option.spelling(), value)?,
            "time" => settings.time = Some(Time::parse(option.optional())?),
            "time-style" => time_style = Some(value),
            "exclude-from" => {
                if let Err(e) = settings.exclude.add_file(value) {
                    operand_error(value, &e);
                    mistaken = true;
                }
            }
            "exclude" => settings.exclude.add(value.as_bytes()),
            _ => settings.one_file_system = true,
        }
    }
    if mistaken {
        return Err(Error::usage_reported());
    }
    settings.max_depth = depth_to_show(&settings, summarize, max_depth)?;
    if settings.inodes && settings.apparent {
        diagnostics::warning(
            "warning: options --apparent-size and -b are ineffective with --inodes",
        );
    }
    let mut sizes = sizes.unwrap_or_else(|| Sizes::from_environment("DU_BLOCK_SIZE"));
    if settings.inodes {
        sizes.unit = 1;
    }
    let lines = Lines::new(sizes, &settings, time_style)?;
    let operands = options.operands();
    if let (Some(_), Some(operand)) = (files_from, operands.first()) {
        return Err(files0::operand_beside(operand));
    }
    // A file can be met again where it has several names or is reached by several ways.
    let several = files_from.is_some() || operands.len() > 1;
    let hash_all = several || settings.follow == Follow::Always;
    let mut sums = Sums::new(settings.measure(), hash_all);
    match files_from {
        Some(list) => {
            files0::for_each_name(list, &mut |name| {
                add_tree(name, &settings, &mut sums, &lines)
            })?;
        }
        None if operands.is_empty() => {
            add_tree(OsStr::new("."), &settings, &mut sums, &lines)?;
        }
        None => {
            for operand in operands {
                add_tree(operand, &settings, &mut sums, &lines)?;
            }
        }
    }
    if settings.total {
        lines.print(sums.grand_total(), OsStr::new("total"))?;
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "du",
        "[OPTION]... [FILE]...",
        "Sum up the space that each FILE takes, of directories with all that they hold.",
    )
    .args([
        flag("-0, --null", "end each output line with NUL, not newline"),
        flag("-a, --all", "show all files, not just directories"),
        flag(
            "-A, --apparent-size",
            "count the bytes that can be read rather than the space they take",
        ),
        value("-B, --block-size", "SIZE", "show sizes in units of SIZE"),
        flag(
            "-b, --bytes",
            "equivalent to '--apparent-size --block-size=1'",
        ),
        flag("-c, --total", "show the sum of all FILEs at the end"),
        flag(
            "-D, --dereference-args",
            "follow symbolic links that are FILEs",
        ),
        value(
            "-d, --max-depth",
            "N",
            "show what is at most N levels below a FILE; 0 is like --summarize",
        ),
        value(
            "--files0-from",
            "F",
            "take the FILEs, each ended by NUL, from the file F, or - for standard input",
        ),
        flag("-H", "equivalent to --dereference-args (-D)"),
        flag("-h, --human-readable", "show sizes like 1K 234M 2G"),
        flag("--inodes", "count files rather than the space they take"),
        flag("-k", "like --block-size=1K"),
        flag("-L, --dereference", "follow all symbolic links"),
        flag("-l, --count-links", "count a file under each of its names"),
        flag("-m", "like --block-size=1M"),
        flag(
            "-P, --no-dereference",
            "follow no symbolic links (the default)",
        ),
        flag(
            "-S, --separate-dirs",
            "leave subdirectories out of what a directory takes",
        ),
        flag("--si", "like -h, but in powers of 1000"),
        flag("-s, --summarize", "show only one sum for each FILE"),
        value(
            "-t, --threshold",
            "SIZE",
            "leave out what takes less than SIZE, or more than -SIZE where that is negative",
        ),
        optional(
            "--time",
            "WORD",
            "show the last modification of anything in a directory; or its atime (access, \
             use) or ctime (status)",
        ),
        value(
            "--time-style",
            "STYLE",
            "show times as full-iso, long-iso, iso, or by a +FORMAT of 'date'",
        ),
        value(
            "-X, --exclude-from",
            "FILE",
            "leave out files that match any pattern in FILE",
        ),
        value("--exclude", "PATTERN", "leave out files that match PATTERN"),
        flag(
            "-x, --one-file-system",
            "stay on the file system of each FILE",
        ),
    ])
    .after_help(
        "Sizes are in units of --block-size, else of DU_BLOCK_SIZE, BLOCK_SIZE or BLOCKSIZE in\n\
         the environment, else of 1024 bytes (512 if POSIXLY_CORRECT is set). SIZE is a number\n\
         with a unit: K, M, G, T, P, E, Z, Y, R, Q or KiB, … for powers of 1024, KB, … for\n\
         powers of 1000.",
    )
}

/// Sums up the tree at `operand`, and shows what is to be shown of it.
fn add_tree(operand: &OsStr, settings: &Settings, sums: &mut Sums, lines: &Lines) -> Result {
    if operand.is_empty() {
        diagnostics::error("invalid zero-length file name");
        return Ok(());
    }
    let options = walk::Options {
        follow: settings.follow,
        one_file_system: settings.one_file_system,
        wanted: sums.wanted(),
        only_directories: false,
    };
    let mut walk = Walk::new(operand, options);
    while let Some(entry) = walk.next() {
        match entry.visit {
            Visit::AfterDirectory => {}
            Visit::Unreadable(e) => diagnostics::error_io(
                &format!("cannot read directory {}", quoteaf(entry.path)),
                &e.into(),
            ),
            Visit::HalfRead(e) => operand_error(entry.path, &e.into()),
            Visit::Lost(e) => {
                let what = format!("fts_read failed: {}", quotef(entry.path));
                diagnostics::error_io(&what, &e.into());
                sums.abandon_tree();
                continue;
            }
            _ => {
                // Each is met here first, directories before what they hold.
                let is_directory = entry.visit == Visit::Directory;
                if settings.exclude.matches(entry.path) || !is_new(&entry, settings, sums) {
                    walk.skip();
                    continue;
                }
                if is_directory {
                    sums.enter();
                    continue;
                }
            }
        }
        let sum = if entry.visit == Visit::File {
            sums.add_file(entry.status)
        } else {
            sums.leave(entry.status)
        };
        if settings.shows(&entry) {
            let count = if settings.inodes {
                sum.inodes
            } else {
                sum.size
            };
            if settings.threshold.admits(count) {
                lines.print(sum, entry.path)?;
            }
        }
    }
    Ok(())
}

/// Is the file one to be counted, and was it not yet?
fn is_new(entry: &Entry<'_>, settings: &Settings, sums: &mut Sums) -> bool {
    match entry.visit {
        Visit::Inaccessible(e) => {
            diagnostics::error_io(&format!("cannot access {}", quoteaf(entry.path)), &e.into());
            false
        }
        Visit::Dangling => {
            diagnostics::error(&format!("cannot access {}", quoteaf(entry.path)));
            false
        }
        Visit::OtherFileSystem => false,
        Visit::Cycle { mounted } => {
            // Links and mounts may lead in circles; a tree by itself may not.
            let is_expected = mounted || settings.follow == Follow::Always;
            if !is_expected && sums.is_first(entry.status) {
                walk::warn_of_cycle(entry.path);
            }
            false
        }
        _ => sums.is_first(entry.status),
    }
}
