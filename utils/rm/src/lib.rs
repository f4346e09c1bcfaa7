//! rm: remove files and directories. GNU manual node "rm invocation"; POSIX rm.

use shared::fs::walk;
use shared::prelude::*;
use shared::program::ask::confirm;
use shared::program::cli::Given;
use shared::program::name;
use shared::remove::{self, Ask, Outcome};
use shared::rustix::stdio::stdin;
use shared::text::words::{Table, table};

pub fn run(args: Args) -> Result {
    let given = args.raw().to_vec();
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options).map_err(|e| hinted(e, &given))?;
    let operands = options.operands();
    if operands.is_empty() {
        if settings.removal.ignore_missing {
            return Ok(());
        }
        return Err(cli::missing_operand(None));
    }
    let once = settings.asking == Asking::Once;
    let removal = settings.finish()?;
    if once && (removal.recursive || operands.len() > 3) && !confirm(&question(&operands, &removal))
    {
        return Ok(());
    }
    for operand in operands {
        if remove::remove(operand, &removal) == Outcome::Failed {
            status::set(status::failure());
        }
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "rm",
        "[OPTION]... [FILE]...",
        "Remove each FILE. Directories are removed only with -r or -d.",
    )
    .options(options![
        flag(
            "-f, --force",
            "ignore FILEs that do not exist, and never ask (overrides -i and -I)",
        ),
        flag("-i", "ask before every removal"),
        flag(
            "-I",
            "ask once before removing more than three FILEs or, with -r, directories",
        ),
        optional(
            "--interactive",
            "WHEN",
            "ask never, once (-I) or always (-i, also if WHEN is left out)",
        ),
        flag(
            "--one-file-system",
            "with -r, skip directories on other file systems than that of the FILE",
        ),
        flag("--no-preserve-root", "allow removal of '/'"),
        optional(
            "--preserve-root",
            "all",
            "refuse to remove '/' (the default); with all, also FILEs that are mount points",
        ),
        flag(
            "-r, -R, --recursive",
            "remove directories and everything below them",
        ),
        flag("-d, --dir", "remove empty directories"),
        flag("-v, --verbose", "report each removal"),
        // GNU's option for tests: ask as on a terminal.
        flag("---presume-input-tty", ""),
    ])
    .notes(
        "To remove a file whose name begins with -, use 'rm -- -foo' or 'rm ./-foo'. The \
         contents of removed files may be recoverable; see shred.",
    )
}

/// What the options ask for.
struct Settings {
    removal: remove::Options,
    asking: Asking,
    preserve_root: bool,
    presume_terminal: bool,
}

/// When to ask: the last of `-f`, `-i`, `-I` and `--interactive` decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    /// Before a file without write permission, if standard input is a terminal.
    IfProtected,
    Never,
    Once,
    Always,
}

const WHEN: Table<Asking> = table![
    ("never no none", Asking::Never),
    ("once", Asking::Once),
    ("always yes", Asking::Always),
];

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            removal: remove::Options::default(),
            asking: Asking::IfProtected,
            preserve_root: true,
            presume_terminal: false,
        };
        while let Some(option) = options.next()? {
            let spelled_out = options.current() == Some(OsStr::new("--no-preserve-root"));
            settings.set(&option, spelled_out)?;
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given, spelled_out: bool) -> Result {
        let removal = &mut self.removal;
        match option.name {
            "force" => {
                removal.ignore_missing = true;
                self.ask(Asking::Never);
            }
            "i" => self.ask(Asking::Always),
            "I" => self.ask(Asking::Once),
            "interactive" => self.ask(match option.optional() {
                Some(_) => option.keyword(&WHEN)?,
                None => Asking::Always,
            }),
            "one-file-system" => removal.one_file_system = true,
            "no-preserve-root" if !spelled_out => {
                return Err(Error::new(
                    "you may not abbreviate the --no-preserve-root option",
                ));
            }
            "no-preserve-root" => self.preserve_root = false,
            "preserve-root" => match option.optional() {
                None => self.preserve_root = true,
                Some(all) if all == "all" => {
                    self.preserve_root = true;
                    removal.every_root = true;
                }
                Some(other) => {
                    return Err(Error::new(format!(
                        "unrecognized --preserve-root argument: {}",
                        quoteaf(other)
                    )));
                }
            },
            "recursive" => removal.recursive = true,
            "dir" => removal.empty_directories = true,
            "verbose" => removal.verbose = true,
            "-presume-input-tty" => self.presume_terminal = true,
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn ask(&mut self, asking: Asking) {
        self.asking = asking;
        // `-i` after `-f` reports missing files again.
        self.removal.ignore_missing &= asking == Asking::Never;
    }

    /// Returns how to remove, with what the system must be asked for.
    fn finish(self) -> Result<remove::Options> {
        let mut removal = self.removal;
        removal.ask = match self.asking {
            Asking::IfProtected | Asking::Once => Ask::Protected,
            Asking::Never => Ask::Never,
            Asking::Always => Ask::Always,
        };
        if removal.recursive && self.preserve_root {
            removal.root = Some(walk::root_directory()?);
        }
        removal.terminal = self.presume_terminal
            || removal.ask == Ask::Protected && shared::rustix::termios::isatty(stdin());
        Ok(removal)
    }
}

fn question(operands: &[&OsStr], removal: &remove::Options) -> String {
    let count = operands.len();
    let arguments = if count == 1 { "argument" } else { "arguments" };
    let how = if removal.recursive {
        " recursively"
    } else {
        ""
    };
    format!("remove {count} {arguments}{how}")
}

/// Prints how to remove a file whose name looks like an option, after a mistake in the options.
fn hinted(mistake: Error, given: &[&OsStr]) -> Error {
    let exists = |name: &&&OsStr| {
        let path: &std::path::Path = name.as_ref();
        name.len() > 1 && name.as_bytes().starts_with(b"-") && path.symlink_metadata().is_ok()
    };
    if mistake.is_usage()
        && let Some(name) = given.iter().find(exists)
    {
        let program = name::program().to_string_lossy();
        let hint = format!(
            "Try '{program} ./{}' to remove the file {}.\n",
            quotef(name),
            quoteaf(name)
        );
        diagnostics::write_stderr(hint.as_bytes());
    }
    mistake
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
