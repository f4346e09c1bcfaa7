//! rm: remove files and directories. GNU manual node "rm invocation"; POSIX rm.

use shared::fs::walk;
use shared::prelude::*;
use shared::program::ask::confirm;
use shared::program::name;
use shared::remove::{self, Ask, Outcome};
use shared::rustix::stdio::stdin;

/// Runs rm.
pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let given = args.raw().to_vec();
    let mut options = args.parse(cli);
    while let Some(option) = options.next().map_err(|e| hinted(e, &given))? {
        let spelled_out = options.current() == Some(OsStr::new("--no-preserve-root"));
        settings.set(option.name, option.optional(), spelled_out)?;
    }
    let operands = options.operands();
    if operands.is_empty() {
        if settings.removal.ignore_missing {
            return Ok(());
        }
        return Err(cli::missing_operand(None));
    }
    let Settings { once, removal, .. } = settings.finish()?;
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "rm",
        "[OPTION]... [FILE]...",
        "Remove each FILE; directories only where -r or -d says so.",
    )
    .args([
        flag(
            "-f, --force",
            "ignore what does not exist, ask nothing (overrides -i and -I)",
        ),
        flag("-i", "ask before each removal"),
        flag(
            "-I",
            "ask once before more than three FILEs are removed, or directories with -r",
        ),
        optional(
            "--interactive",
            "WHEN",
            "ask never, once (-I) or always (-i, and where WHEN is left out)",
        ),
        flag(
            "--one-file-system",
            "with -r, pass over directories on other file systems than the FILE's",
        ),
        flag("--no-preserve-root", "do not treat '/' specially"),
        optional(
            "--preserve-root",
            "all",
            "do not remove '/' (the default); with 'all', no FILE that a file system is \
             mounted on",
        ),
        flag(
            "-r, --recursive",
            "remove directories and all that they hold",
        )
        .visible_short_alias('R'),
        flag("-d, --dir", "remove empty directories"),
        flag("-v, --verbose", "tell what is removed"),
        // For tests: questions are asked as on a terminal.
        flag("---presume-input-tty", "").hide(true),
    ])
    .after_help(
        "A FILE that starts with '-' is removed as in 'rm -- -foo' or 'rm ./-foo'.\n\
         What is removed may still be recovered from the disk; see shred.",
    )
}

/// What was asked for, as far as it was read.
struct Settings {
    removal: remove::Options,
    once: bool,
    preserve_root: bool,
    presume_terminal: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            removal: remove::Options::default(),
            once: false,
            preserve_root: true,
            presume_terminal: false,
        }
    }
}

const WHEN: [(&str, usize); 6] = [
    ("never", 0),
    ("no", 0),
    ("none", 0),
    ("once", 1),
    ("always", 2),
    ("yes", 2),
];

impl Settings {
    fn set(&mut self, name: &str, value: Option<&'static OsStr>, spelled_out: bool) -> Result {
        let removal = &mut self.removal;
        match name {
            "force" => {
                removal.ignore_missing = true;
                self.interact(0);
            }
            "i" => self.interact(2),
            "I" => self.interact(1),
            "interactive" => {
                let when = value.map(|value| keyword("--interactive", value, &WHEN));
                self.interact(when.transpose()?.unwrap_or(2));
            }
            "one-file-system" => removal.one_file_system = true,
            "no-preserve-root" if !spelled_out => {
                return Err(Error::new(
                    "you may not abbreviate the --no-preserve-root option",
                ));
            }
            "no-preserve-root" => self.preserve_root = false,
            "preserve-root" => match value {
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
            _ => self.presume_terminal = true,
        }
        Ok(())
    }

    /// Questions never (0), once (1) or always (2).
    fn interact(&mut self, when: usize) {
        self.removal.ask = [Ask::Never, Ask::Protected, Ask::Always][when];
        self.removal.ignore_missing &= when == 0;
        self.once = when == 1;
    }

    /// All options together, with what has to be asked of the system.
    fn finish(mut self) -> Result<Self> {
        let removal = &mut self.removal;
        if removal.recursive && self.preserve_root {
            removal.root = Some(walk::root_directory()?);
        }
        removal.terminal = self.presume_terminal
            || removal.ask == Ask::Protected && shared::rustix::termios::isatty(stdin());
        Ok(self)
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

/// Where options are mistaken that are names of files, says how these can be removed.
fn hinted(mistake: Error, given: &[&OsStr]) -> Error {
    let exists = |name: &&&OsStr| {
        let path: &std::path::Path = name.as_ref();
        name.len() > 1 && name.as_bytes().starts_with(b"-") && path.symlink_metadata().is_ok()
    };
    if mistake.is_usage()
        && let Some(name) = given.iter().find(exists)
    {
        let program = name::program().to_string_lossy();
        let path = quotef(OsStr::from_bytes(&[b"./", name.as_bytes()].concat()));
        let hint = format!(
            "Try '{program} {path}' to remove the file {}.\n",
            quoteaf(name)
        );
        diagnostics::write_stderr(hint.as_bytes());
    }
    mistake
}
