//! dircolors: print commands that set the colors of ls. GNU manual node "dircolors invocation";
//! not in POSIX.
//!
//! Gap: the built-in database has the file name extensions of GNU 9.1 only.

mod database;

use database::Colors;
use shared::input::files::Input;
use shared::prelude::*;

/// The built-in database.
const DATABASE: &str = include_str!("database.txt");

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `LS_COLORS='…'; export LS_COLORS`
    Bourne,
    /// `setenv LS_COLORS '…'`
    C,
    /// One line for each color, in that color.
    Shown,
}

/// What the options ask for.
#[derive(Default)]
struct Settings {
    shell: Option<Form>,
    database: bool,
    shown: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    settings.check(&operands)?;
    if settings.database {
        return Ok(stdout().write_all(DATABASE.as_bytes())?);
    }
    let form = match settings.shell {
        _ if settings.shown => Form::Shown,
        Some(form) => form,
        None => of_shell()?,
    };
    let mut colors = Colors::of_environment(form == Form::Shown);
    match operands.first() {
        None => colors.read(DATABASE.as_bytes(), "<internal>"),
        Some(&name) => {
            let failed = |e: io::Error| Error::io(quotef(name), &e);
            let mut input = Input::open(name).map_err(failed)?;
            let mut text = Vec::new();
            input.read_to_end(&mut text).map_err(failed)?;
            colors.read(&text, &quotef(name));
        }
    }
    if status::current() != 0 {
        return Ok(());
    }
    let (lead, end): (&[u8], &[u8]) = match form {
        Form::Bourne => (b"LS_COLORS='", b"';\nexport LS_COLORS\n"),
        Form::C => (b"setenv LS_COLORS '", b"'\n"),
        Form::Shown => (b"", b""),
    };
    Ok(stdout().write_all(&[lead, &colors.text, end].concat())?)
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "sh" => settings.shell = Some(Form::Bourne),
                "csh" => settings.shell = Some(Form::C),
                "print-database" => settings.database = true,
                "print-ls-colors" => settings.shown = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }

    /// Checks the options against each other and against the operands.
    fn check(&self, operands: &[&OsStr]) -> Result {
        if (self.database || self.shown) && self.shell.is_some() {
            return Err(Error::usage(
                "the options to output non shell syntax,\n\
                 and to select a shell syntax are mutually exclusive",
            ));
        }
        if self.database && self.shown {
            return Err(Error::usage(
                "options --print-database and --print-ls-colors are mutually exclusive",
            ));
        }
        if let Some(extra) = operands.get(usize::from(!self.database)) {
            let mistake = cli::extra_operand(extra);
            return Err(match mistake.message() {
                Some(message) if self.database => Error::usage(format!(
                    "{message}\nfile operands cannot be combined with --print-database (-p)"
                )),
                _ => mistake,
            });
        }
        Ok(())
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "dircolors",
        "[OPTION]... [FILE]",
        "Print shell commands that set LS_COLORS from the database in FILE, or from the \
         built-in one.",
    )
    .options(options![
        flag(
            "-b, --sh, --bourne-shell",
            "print commands for a Bourne shell",
        ),
        flag("-c, --csh, --c-shell", "print commands for a C shell"),
        flag("-p, --print-database", "print the built-in database"),
        flag(
            "--print-ls-colors",
            "print each entry of LS_COLORS in its color",
        ),
    ])
    .notes("Without -b or -c, the variable SHELL determines the kind of shell.")
}

/// Returns the form for the user's shell.
fn of_shell() -> Result<Form> {
    let shell = std::env::var_os("SHELL").filter(|shell| !shell.is_empty());
    let unknown = "no SHELL environment variable, and no shell type option given";
    let shell = shell.ok_or_else(|| Error::new(unknown))?;
    let name = shell.as_bytes().rsplit(|&b| b == b'/').next();
    Ok(match name {
        Some(b"csh" | b"tcsh") => Form::C,
        _ => Form::Bourne,
    })
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
