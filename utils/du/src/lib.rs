//! du: estimate file space usage. GNU manual node "du invocation"; POSIX du.

mod exclude;
mod lines;
mod settings;
mod sums;

use lines::Lines;
use settings::Settings;
use shared::fs::walk::{self, Entry, Follow, Visit, Walk};
use shared::input::files0;
use shared::prelude::*;
use sums::{Sum, Sums};

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let lines = Lines::new(&settings)?;
    let operands = options.operands();
    if let (Some(_), Some(operand)) = (settings.files_from, operands.first()) {
        return Err(files0::operand_beside(operand));
    }
    // With several operands or links, a file may be met again even if it has only one name.
    let several = settings.files_from.is_some() || operands.len() > 1;
    let hash_all = several || settings.follow == Follow::Always;
    let mut sums = Sums::new(settings.measure(), hash_all);
    match settings.files_from {
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

pub fn cli() -> Cli {
    cli::utility(
        "du",
        "[OPTION]... [FILE]...",
        "Show the space that each FILE uses. Directories include everything below them.",
    )
    .listed_first(
        "si separate-dirs summarize exclude exclude-from dereference \
         dereference-args",
    )
    .options(options![
        flag("-0, --null", "end lines with NUL instead of newline"),
        flag("-a, --all", "show all files, not just directories"),
        flag(
            "-A, --apparent-size",
            "count the sizes of files instead of the space they use",
        ),
        value("-B, --block-size", "SIZE", "show sizes in units of SIZE"),
        flag("-b, --bytes", "the same as --apparent-size --block-size=1"),
        flag("-c, --total", "show a total of all FILEs at the end"),
        flag(
            "-D, --dereference-args",
            "follow FILEs that are symbolic links",
        ),
        value(
            "-d, --max-depth",
            "N",
            "show entries at most N levels below a FILE; 0 is the same as --summarize",
        ),
        value(
            "--files0-from",
            "F",
            "read the names of FILEs, each terminated by NUL, from F; - means standard input",
        ),
        flag("-H", "the same as --dereference-args (-D)"),
        flag(
            "-h, --human-readable",
            "show sizes in powers of 1024, like 1K or 234M",
        ),
        flag("--inodes", "count inodes instead of space"),
        flag("-k", "the same as --block-size=1K"),
        flag("-L, --dereference", "follow all symbolic links"),
        flag(
            "-l, --count-links",
            "count a file once for each of its hard links",
        ),
        flag("-m", "the same as --block-size=1M"),
        flag(
            "-P, --no-dereference",
            "do not follow symbolic links (the default)",
        ),
        flag(
            "-S, --separate-dirs",
            "do not include subdirectories in the size of a directory",
        ),
        flag("--si", "show sizes in powers of 1000, like 1.1G"),
        flag("-s, --summarize", "show only a total for each FILE"),
        value(
            "-t, --threshold",
            "SIZE",
            "omit entries smaller than SIZE or, if it is negative, larger than its absolute \
             value",
        ),
        optional(
            "--time",
            "WORD",
            "show the last modification time below each directory; with WORD, another time: \
             atime (access, use) or ctime (status)",
        ),
        value(
            "--time-style",
            "STYLE",
            "show times in this style: full-iso, long-iso, iso or +FORMAT as for date",
        ),
        value(
            "-X, --exclude-from",
            "FILE",
            "omit files that match a pattern in FILE",
        ),
        value("--exclude", "PATTERN", "omit files that match PATTERN"),
        flag(
            "-x, --one-file-system",
            "skip directories on other file systems",
        ),
    ])
    .notes(
        "The unit of sizes is that of --block-size, else of the first of the variables \
         DU_BLOCK_SIZE, BLOCK_SIZE and BLOCKSIZE that is set, else 1024 bytes, or 512 if \
         POSIXLY_CORRECT is set. SIZE is a number with a unit: K, M, G, T, P, E, Z, Y, R, \
         Q or KiB, MiB, ... for powers of 1024, and KB, MB, ... for powers of 1000.",
    )
}

/// Adds up the tree at `operand`, and prints a line for each entry that is to be shown.
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
        let sum = match step(&entry, settings, sums) {
            Step::Counted(sum) => sum,
            Step::Entered => continue,
            Step::Skipped => {
                walk.skip();
                continue;
            }
        };
        if settings.shows(&entry) && settings.threshold.admits(lines.count(&sum)) {
            lines.print(sum, entry.path)?;
        }
    }
    Ok(())
}

/// What was done about an entry of a walk.
enum Step {
    /// A file, or a directory after its entries, with its sum.
    Counted(Sum),
    /// A directory before its entries, or the end of a walk.
    Entered,
    Skipped,
}

fn step(entry: &Entry<'_>, settings: &Settings, sums: &mut Sums) -> Step {
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
            return Step::Entered;
        }
        _ if settings.exclude.matches(entry.path) || !is_new(entry, settings, sums) => {
            return Step::Skipped;
        }
        Visit::Directory => {
            sums.enter();
            return Step::Entered;
        }
        Visit::File => return Step::Counted(sums.add_file(entry.status)),
        // is_new returns false for the others.
        _ => {}
    }
    Step::Counted(sums.leave(entry.status))
}

/// Returns whether an entry counts and was not counted before. Reports what is inaccessible.
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
            // Links and bind mounts may form a cycle. Any other cycle is a corrupt file system.
            let is_expected = mounted || settings.follow == Follow::Always;
            if !is_expected && sums.is_first(entry.status) {
                walk::warn_of_cycle(entry.path);
            }
            false
        }
        _ => sums.is_first(entry.status),
    }
}
