//! stat: display file or file system status. GNU manual node "stat invocation"; not in POSIX.

mod directive;
mod file;
mod filesystem;
mod format;

use file::Files;
use format::{Format, Piece, Printer, Quotes};
use shared::fs::selinux;
use shared::prelude::*;
use shared::rustix::fs::AtFlags;
use shared::text::quoting::Style;
use shared::text::words::{Table, table};

// The formats that are used without `-c` and `--printf`.
const FILE: &[u8] = b"  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n\
                      Device: %Hd,%Ld\tInode: %-10i  Links: %h\n";
const DEVICE: &[u8] = b"  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n\
                        Device: %Hd,%Ld\tInode: %-10i  Links: %-5h Device type: %Hr,%Lr\n";
const ACCESS: &[u8] = b"Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n";
const TIMES: &[u8] = b"Access: %x\nModify: %y\nChange: %z\n Birth: %w\n";
/// With SELinux, between Access and the times.
const CONTEXT: &[u8] = b"Context: %C\n";
const TERSE: &[u8] = b"%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n";
const FILE_SYSTEM: &[u8] = b"  File: \"%n\"\n    ID: %-8i Namelen: %-7l Type: %T\n\
                             Block size: %-10s Fundamental block size: %S\n\
                             Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n";
const TERSE_FILE_SYSTEM: &[u8] = b"%n %i %l %t %s %S %b %f %a %c %d\n";

/// What the options ask for.
#[derive(Debug)]
struct Settings {
    format: Option<Format>,
    terse: bool,
    file_system: bool,
    follow: bool,
    caching: AtFlags,
}

/// The values of `--cached`. All but `never` leave automount points unmounted.
const CACHING: Table<AtFlags> = table![
    ("default", AtFlags::NO_AUTOMOUNT),
    ("never", AtFlags::STATX_FORCE_SYNC),
    (
        "always",
        AtFlags::STATX_DONT_SYNC.union(AtFlags::NO_AUTOMOUNT),
    ),
];

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let mut printer = Printer::default();
    if settings.file_system {
        let standard = if settings.terse {
            TERSE_FILE_SYSTEM
        } else {
            FILE_SYSTEM
        };
        let format = settings.format.unwrap_or_else(|| Format::new(standard));
        let mut quotes = Quotes::default();
        for name in operands {
            filesystem::print(name, &format, &mut printer, &mut quotes)?;
        }
        return Ok(());
    }
    let mut files = Files::new(settings.follow, settings.caching);
    files.formats = match settings.format {
        Some(format) => [format.clone(), format],
        None => {
            files.quotes.style = Some(Some(Style::Literal));
            standard(settings.terse)
        }
    };
    for name in operands {
        files.print(name, &mut printer)?;
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            format: None,
            terse: false,
            file_system: false,
            follow: false,
            caching: AtFlags::NO_AUTOMOUNT,
        };
        while let Some(option) = options.next()? {
            let text = option.value().as_bytes();
            match option.name {
                "dereference" => settings.follow = true,
                "file-system" => settings.file_system = true,
                "cached" => settings.caching = option.keyword(&CACHING)?,
                "format" => settings.set_format(text, Format::of_lines),
                "printf" => settings.set_format(text, Format::with_escapes),
                "terse" => settings.terse = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }

    fn set_format(&mut self, text: &[u8], parse: fn(&[u8]) -> Format) {
        self.format = Some(parse(text));
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "stat",
        "[OPTION]... FILE...",
        "Show the status of each FILE, or of its file system.",
    )
    .options(options![
        flag("-L, --dereference", "follow symbolic links"),
        flag(
            "-f, --file-system",
            "show the status of file systems instead of files",
        ),
        value(
            "--cached",
            "MODE",
            "how to use cached attributes of remote files: always, never or default",
        ),
        value(
            "-c, --format",
            "FORMAT",
            "print in this FORMAT, with a newline after each FILE",
        ),
        value(
            "--printf",
            "FORMAT",
            "like --format, but interpret backslash escapes, and print no newline",
        ),
        flag("-t, --terse", "print everything on one line"),
    ])
    .notes(
        "\
FORMAT may contain these sequences for files:
  %a   permissions in octal (with # and 0 as in printf(3))
  %A   permissions as letters
  %b   number of allocated blocks
  %B   size in bytes of the blocks of %b
  %C   SELinux security context
  %d   device number (%Hd and %Ld: major and minor number)
  %D   device number in hexadecimal
  %f   mode in hexadecimal
  %F   file type
  %g   group ID; %G group name
  %h   number of hard links
  %i   inode number
  %m   mount point
  %n   file name; %N quoted, with the target of a symbolic link;
       %Qn quoted if necessary
  %o   optimal I/O transfer size
  %s   size in bytes
  %r   device type of special files (%Hr and %Lr: major and minor number)
  %R   device type in hexadecimal (%t and %T: major and minor number)
  %u   user ID; %U user name
  %w   time of birth, or -; %W in seconds since the epoch, or 0
  %x   time of last access; %X in seconds since the epoch
  %y   time of last modification; %Y in seconds since the epoch
  %z   time of last status change; %Z in seconds since the epoch

and these for file systems:
  %a   blocks that users may allocate
  %b   blocks in total
  %c   inodes in total
  %d   free inodes
  %f   free blocks
  %i   file system ID in hexadecimal
  %l   maximum length of file names
  %n   file name; %Qn quoted if necessary
  %s   block size for transfers
  %S   fundamental block size
  %t   type in hexadecimal; %T by name",
    )
}

/// Returns the standard formats for files in general and for devices.
fn standard(terse: bool) -> [Format; 2] {
    let labelled = selinux::is_enabled();
    if terse {
        let line = match labelled {
            true => [&TERSE[..TERSE.len() - 1], b" %C\n"].concat(),
            false => TERSE.to_vec(),
        };
        return [Format::new(&line), Format::new(&line)];
    }
    let context = if labelled { CONTEXT } else { b"" };
    [FILE, DEVICE].map(|start| Format::new(&[start, ACCESS, context, TIMES].concat()))
}

/// Prints the value of a directive. Returns false if there is no such directive.
type Answer<'a> = &'a mut dyn FnMut(&Piece, &mut Printer) -> Result<bool>;

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
