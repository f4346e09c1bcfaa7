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

pub fn cli() -> Cli {
    cli::utility(
        "df",
        "[OPTION]... [FILE]...",
        "Show the space that is used and available on the file system of each FILE, or on \
         all of them.",
    )
    .options(options![
        flag(
            "-a, --all",
            "include pseudo, duplicate and inaccessible file systems",
        ),
        value(
            "-B, --block-size",
            "SIZE",
            "show sizes in units of SIZE, like K, 1MB or '1",
        ),
        flag(
            "-h, --human-readable",
            "show sizes in powers of 1024, like 1023M",
        ),
        flag("-H, --si", "show sizes in powers of 1000, like 1.1G"),
        flag("-i, --inodes", "show inodes instead of blocks"),
        flag("-k", "the same as --block-size=1K"),
        flag("-m", ""),
        flag("-l, --local", "show only local file systems"),
        flag(
            "--no-sync",
            "do not write cached data to storage first (the default)",
        ),
        optional(
            "--output",
            "FIELD_LIST",
            "show these columns, or all without a list: source, fstype, itotal, iused, iavail, \
             ipcent, size, used, avail, pcent, file, target",
        ),
        flag("-P, --portability", "use the format of POSIX"),
        flag("--sync", "write cached data to storage first"),
        flag("--total", "add a line with totals"),
        value(
            "-t, -F, --type",
            "TYPE",
            "show only file systems of this type"
        ),
        flag("-T, --print-type", "show the types of file systems"),
        value(
            "-x, --exclude-type",
            "TYPE",
            "omit file systems of this type",
        ),
        flag("-v", "(ignored)"),
    ])
    .notes(
        "The unit of sizes is that of --block-size, else of the first of the variables \
         DF_BLOCK_SIZE, BLOCK_SIZE and BLOCKSIZE that is set, else 1024 bytes, or 512 if \
         POSIXLY_CORRECT is set.",
    )
}
