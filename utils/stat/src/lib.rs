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
const CACHING: [(&str, AtFlags); 3] = [
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

pub fn cli() -> Command {
    cli::utility(
        "stat",
        "[OPTION]... FILE...",
        "Show the status of each FILE, or of the file system that it is on.",
    )
    .args([
        flag("-L, --dereference", "follow links"),
        flag(
            "-f, --file-system",
            "show the status of file systems instead of files",
        ),
        value(
            "--cached",
            "MODE",
            "how up to date the status of remote files must be: 'always' takes what is \
             cached, 'never' asks, 'default' leaves it to the file system",
        ),
        value(
            "-c, --format",
            "FORMAT",
            "print FORMAT and a newline for each FILE",
        ),
        value(
            "--printf",
            "FORMAT",
            "print FORMAT, in which backslash escapes are read, and no newline",
        ),
        flag("-t, --terse", "print all in one line"),
    ])
    .after_help(
        "In FORMAT, for files:\n\
         \x20 %a %A  permissions in octal (%#a, %03a) or letters   %b %B  blocks, bytes in each\n\
         \x20 %C     SELinux context                               %d %D  device (%Hd %Ld its parts)\n\
         \x20 %f %F  mode in hex, kind of file                     %g %G  group: number, name\n\
         \x20 %h     hard links                                    %i     inode number\n\
         \x20 %m     mount point                                   %n %N  name, quoted with link target\n\
         \x20 %o     best I/O size                                 %s     size in bytes\n\
         \x20 %r %R  type of device (%Hr %Lr, %t %T in hex)        %u %U  owner: number, name\n\
         \x20 %w %W  birth, readable and since 1970                %x %X  last access\n\
         \x20 %y %Y  last change of content                        %z %Z  last change of status\n\
         \x20 %Qn    name, quoted if need be\n\
         and for file systems:\n\
         \x20 %a free blocks for users   %b all blocks   %c all inodes       %d free inodes\n\
         \x20 %f free blocks             %i ID in hex    %l longest name     %n %Qn name\n\
         \x20 %s best I/O size           %S block size   %t %T kind in hex, by name",
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
