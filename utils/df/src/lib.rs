//! df: report file system space usage. GNU manual node "df invocation"; POSIX df.

mod amounts;
mod columns;
mod selection;
mod table;

use amounts::Usage;
use columns::{Column, Layout};
use selection::Selection;
use shared::fs::canonical::{Missing, canonicalize};
use shared::fs::mounts::{Mount, mount_point, mounts};
use shared::fs::walk::Status;
use shared::input::files::open;
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs::{self, FileType, OFlags, StatxFlags};
use shared::values::human::Sizes;
use table::{Row, Table};

/// Runs df.
pub fn run(args: Args) -> Result {
    let mut selection = Selection::default();
    let mut sizes = None;
    let mut columns: Option<Vec<Column>> = None;
    let (mut inodes, mut posix, mut kinds) = (false, false, false);
    let (mut sync, mut total) = (false, false);
    let exclusive = |one: &str, other: &str| {
        Err(Error::usage(format!(
            "options {one} and {other} are mutually exclusive"
        )))
    };
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        let taken = match option.name {
            "inodes" => "-i",
            "portability" => "-P",
            "print-type" => "-T",
            _ => "",
        };
        if columns.is_some() && !taken.is_empty() {
            return exclusive(taken, "--output");
        }
        match option.name {
            "all" => selection.all = true,
            "block-size" => {
                sizes = Some(Sizes::from_option(&option.spelling(), option.value())?);
            }
            "human-readable" => sizes = Some(Sizes::human()),
            "si" => sizes = Some(Sizes::si()),
            "inodes" => inodes = true,
            "k" => sizes = Some(Sizes::blocks(1024)),
            "m" => sizes = Some(Sizes::blocks(1 << 20)),
            "local" => selection.local = true,
            "no-sync" => sync = false,
            "output" => {
                for (given, option) in [(inodes, "-i"), (posix, "-P"), (kinds, "-T")] {
                    if given {
                        return exclusive(option, "--output");
                    }
                }
                let columns = columns.get_or_insert_default();
                if let Some(list) = option.optional() {
                    Column::parse(list, columns)?;
                }
            }
            "portability" => posix = true,
            "sync" => sync = true,
            "total" => total = true,
            "type" => selection.wanted.push(option.value()),
            "print-type" => kinds = true,
            "exclude-type" => selection.excluded.push(option.value()),
            _ => {} // -v
        }
    }
    let operands = options.operands();
    selection.check()?;
    let sizes = sizes.unwrap_or_else(|| match posix {
        true if posix::is_strict() => Sizes::blocks(512),
        true => Sizes::blocks(1024),
        false => Sizes::from_environment("DF_BLOCK_SIZE"),
    });
    let layout = match columns {
        Some(_) => Layout::Output,
        None if inodes => Layout::Inodes,
        None if sizes.scaled => Layout::Human,
        None if posix => Layout::Posix,
        None => Layout::Blocks,
    };
    let columns = match columns {
        // Without a list, and none in another --output.
        Some(none) if none.is_empty() => Column::all(),
        Some(listed) => listed,
        None => layout.columns(kinds),
    };
    let mut report = Report {
        table: Table::new(columns, layout, sizes),
        selection,
        mounts: Vec::new(),
    };
    let statuses = report.look(&operands);
    if !operands.is_empty() && statuses.is_empty() {
        return Ok(());
    }
    match mounts() {
        Ok(mounts) => report.mounts = mounts,
        Err(e) => {
            let message = "cannot read table of mounted file systems";
            if operands.is_empty() || report.selection.needs_table() {
                return Err(Error::io(message, &e));
            }
            diagnostics::warning(&format!("Warning: {message}: {}", error::reason(&e)));
        }
    }
    if sync {
        fs::sync();
    }
    if operands.is_empty() {
        report.add_all();
    } else {
        report.selection.listed = true;
        for (name, status) in &statuses {
            report.add_file(name, status);
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

/// Its command line.
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

/// What is shown of what.
#[derive(Debug)]
struct Report {
    table: Table,
    selection: Selection,
    mounts: Vec<Mount>,
}

impl Report {
    /// Looks at the operands, which mounts what is mounted once somebody looks.
    fn look(&self, operands: &[&'static OsStr]) -> Vec<(&'static OsStr, Status)> {
        let mut found = Vec::new();
        for &name in operands {
            let _ = open(name, OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK);
            match Status::of_path(name, StatxFlags::empty()) {
                Ok(status) => found.push((name, status)),
                Err(e) => operand_error(name, &e.into()),
            }
        }
        found
    }

    fn add_all(&mut self) {
        let mounts = std::mem::take(&mut self.mounts);
        let devices = self.selection.devices(&mounts);
        for (place, mount) in mounts.iter().enumerate() {
            if !self.selection.all && !devices.has_chosen(place) {
                continue;
            }
            let eclipsed = self.selection.all && devices.is_eclipsed(mount, &mounts);
            self.add(Some(mount), &mount.dir, &mount.dir, None, eclipsed);
        }
        self.mounts = mounts;
    }

    /// Adds the file system that a file is on, or that is on the device that it is.
    fn add_file(&mut self, name: &'static OsStr, status: &Status) {
        let mounts = std::mem::take(&mut self.mounts);
        let device = matches!(
            status.kind(),
            FileType::BlockDevice | FileType::CharacterDevice
        );
        let mount = match device {
            true => selection::by_source(&mounts, name),
            false => Ok(None),
        };
        let mount = match mount {
            Ok(mount) => mount,
            Err(e) => {
                self.mounts = mounts;
                return e.emit();
            }
        };
        if let Some(mount) = mount {
            self.add(Some(mount), &mount.dir, &mount.dir, Some(name), false);
        } else if let Some(mount) = selection::by_path(&mounts, name, status) {
            self.add(Some(mount), &mount.dir, name.as_bytes(), Some(name), false);
        } else {
            let real = canonicalize(name.as_bytes(), Missing::Nothing, true);
            let at = real.and_then(|path| mount_point(OsStr::from_bytes(&path), status));
            if let Ok(dir) = at {
                self.add(None, &dir, name.as_bytes(), Some(name), false);
            }
        }
        self.mounts = mounts;
    }

    /// Adds a row, unless the mount was not asked for.
    fn add(
        &mut self,
        mount: Option<&Mount>,
        dir: &[u8],
        asked: &[u8],
        file: Option<&OsStr>,
        eclipsed: bool,
    ) {
        if !self.selection.takes(mount) {
            return;
        }
        let asked = OsStr::from_bytes(asked);
        let usage = match Usage::of(asked) {
            Ok(_) if eclipsed => Usage::default(),
            Ok(usage) => usage,
            Err(e) if self.selection.all && file.is_none() && amounts::is_inaccessible(e) => {
                Usage::default()
            }
            Err(e) => return operand_error(asked, &e.into()),
        };
        if usage.blocks == Some(0) && !self.selection.all && !self.selection.listed {
            return;
        }
        let unknown = || b"-".to_vec();
        self.table.add(Row {
            source: mount.map_or_else(unknown, |mount| shown_source(&mount.source)),
            kind: match mount {
                Some(mount) if !eclipsed => mount.kind.clone(),
                _ => unknown(),
            },
            target: dir.to_vec(),
            file: file.map_or_else(unknown, |file| file.as_bytes().to_vec()),
            usage,
        });
    }
}

/// Names by identity are too long to show.
fn shown_source(source: &[u8]) -> Vec<u8> {
    if source.starts_with(b"/dev/disk/")
        && let Ok(device) = canonicalize(source, Missing::Nothing, true)
    {
        return device;
    }
    source.to_vec()
}
