//! dircolors: color setup for ls. GNU manual node "dircolors invocation".
//!
//! Gap: the built-in database gives colors to the endings that GNU's 9.1 knows; what later
//! releases added is not in it.

mod database;

use database::Colors;
use shared::input::files::Input;
use shared::prelude::*;

/// The database that is built in.
const DATABASE: &str = include_str!("database.txt");

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `LS_COLORS='…'; export LS_COLORS`
    Bourne,
    /// `setenv LS_COLORS '…'`
    C,
    /// Each color by itself, in that color.
    Shown,
}

/// Runs dircolors.
pub fn run(args: Args) -> Result {
    let mut shell = None;
    let (mut database, mut shown) = (false, false);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "sh" => shell = Some(Form::Bourne),
            "csh" => shell = Some(Form::C),
            "print-database" => database = true,
            _ => shown = true,
        }
    }
    let operands = options.operands();
    if (database || shown) && shell.is_some() {
        return Err(Error::usage(
            "the options to output non shell syntax,\n\
             and to select a shell syntax are mutually exclusive",
        ));
    }
    if database && shown {
        return Err(Error::usage(
            "options --print-database and --print-ls-colors are mutually exclusive",
        ));
    }
    if let Some(extra) = operands.get(usize::from(!database)) {
        let mistake = cli::extra_operand(extra);
        return Err(match mistake.message() {
            Some(message) if database => Error::usage(format!(
                "{message}\nfile operands cannot be combined with --print-database (-p)"
            )),
            _ => mistake,
        });
    }
    if database {
        return Ok(stdout().write_all(DATABASE.as_bytes())?);
    }
    let form = match shell {
        _ if shown => Form::Shown,
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "dircolors",
        "[OPTION]... [FILE]",
        "Print commands that set LS_COLORS, by the database in FILE or by the built-in one.",
    )
    .args([
        flag(
            "-b, --sh, --bourne-shell",
            "print commands for a Bourne shell",
        ),
        flag("-c, --csh, --c-shell", "print commands for a C shell"),
        flag("-p, --print-database", "print the built-in database"),
        flag(
            "--print-ls-colors",
            "print each color by itself, in that color",
        ),
    ])
    .after_help("Without -b or -c, the variable SHELL tells for which shell to print.")
}

/// What the user's shell reads.
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
