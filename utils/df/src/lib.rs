//! df: report file system space usage. GNU manual node "df invocation"; POSIX df.

mod amounts;
mod columns;
mod report;
mod selection;
mod settings;
mod table;

use report::Report;
use settings::Settings;
use shared::fs::mounts::mounts;
use shared::prelude::*;
use shared::rustix::fs;
use table::Table;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    settings.selection.check()?;
    let sizes = settings.sizes();
    let layout = settings.layout(&sizes);
    let total = settings.total;
    let mut report = Report {
        table: Table::new(settings.columns(layout), layout, sizes),
        selection: settings.selection,
    };
    report.selection.total = total;
    let statuses = report.look(&operands);
    if !operands.is_empty() && statuses.is_empty() {
        return Ok(());
    }
    let mounts = match mounts() {
        Ok(mounts) => mounts,
        Err(e) => {
            let message = "cannot read table of mounted file systems";
            if operands.is_empty() || report.selection.needs_table() {
                return Err(Error::io(message, &e));
            }
            diagnostics::warning(&format!("Warning: {message}: {}", error::reason(&e)));
            Vec::new()
        }
    };
    if settings.sync {
        fs::sync();
    }
    if operands.is_empty() {
        report.add_all(&mounts);
    } else {
        report.selection.listed = true;
        for (name, status) in &statuses {
            report.add_file(&mounts, name, status);
        }
    }
    if report.table.is_empty() {
        return match status::current() {
            0 => Err(Error::new("no file systems processed")),
            _ => Ok(()),
        };
    }
    if total {
        report.table.add_total();
    }
    report.table.print()
}

pub fn cli() -> Command {
    cli::utility(
        "df",
        "[OPTION]... [FILE]...",
        "Show how much room there is on the file system of each FILE, or on all of them.",
    )
    .args([
        flag(
            "-a, --all",
            "include pseudo, duplicate and inaccessible file systems",
        ),
        value(
            "-B, --block-size",
            "SIZE",
            "show sizes in units of SIZE: K, M, 1MB, '1 …",
        ),
        flag(
            "-h, --human-readable",
            "show sizes in powers of 1024: 1023M",
        ),
        flag("-H, --si", "show sizes in powers of 1000: 1.1G"),
        flag("-i, --inodes", "show inodes instead of blocks"),
        flag("-k", "the same as --block-size=1K"),
        flag("-m", ""),
        flag("-l, --local", "only file systems of this machine"),
        flag(
            "--no-sync",
            "do not write to storage what is in memory first (the default)",
        ),
        optional(
            "--output",
            "FIELD_LIST",
            "show these columns (source, fstype, itotal, iused, iavail, ipcent, size, used, \
             avail, pcent, file, target), or all of them",
        ),
        flag("-P, --portability", "use the format of POSIX"),
        flag("--sync", "write to storage what is in memory first"),
        flag("--total", "add a line with the sums"),
        value("-t, --type", "TYPE", "only file systems of this type").visible_short_alias('F'),
        flag("-T, --print-type", "show the types of file systems"),
        value("-x, --exclude-type", "TYPE", "no file systems of this type"),
        flag("-v", "(ignored)"),
    ])
    .after_help(
        "Sizes are in units of the first of --block-size and the environment variables\n\
         DF_BLOCK_SIZE, BLOCK_SIZE and BLOCKSIZE that is there; else of 1024 bytes, or of 512\n\
         where POSIXLY_CORRECT is set.",
    )
}
