//! env: run a command in a changed environment. GNU manual node "env invocation"; POSIX env.
//!
//! `--env0-from` is of GNU's sources after 9.11; QUOTING_STYLE for the printed environment, which
//! is too, is not supported.

mod signals;
mod split;

use shared::input::files::Input;
use shared::prelude::*;
use shared::program::exec;
use shared::rustix::process::chdir;
use shared::sys::process::{environment, execute, is_named, set_entry, set_environment};
use shared::text::locale::is_posix_space;
use signals::Handling;
use std::ffi::OsString;

/// What is asked for, besides signals.
#[derive(Default)]
struct Settings {
    empty: bool,
    unset: Vec<&'static OsStr>,
    folder: Option<&'static OsStr>,
    /// The file of `--env0-from`.
    file: Option<&'static OsStr>,
    argv0: Option<&'static OsStr>,
    null: bool,
    debug: bool,
}

/// Runs env.
pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut settings = Settings::default();
    let mut handling = Handling::default();
    let mut options = args.clone().parse_leading(cli);
    loop {
        let option = match options.next() {
            Ok(Some(option)) => option,
            Ok(None) => break,
            Err(e) => {
                // One argument of a shebang line that was meant to be several.
                if options.mistaken_letter().is_some_and(is_posix_space) {
                    recommend_split();
                }
                return Err(e);
            }
        };
        match option.name {
            "ignore-environment" => settings.empty = true,
            "null" => settings.null = true,
            "unset" => settings.unset.push(option.value()),
            "chdir" => settings.folder = Some(option.value()),
            "env0-from" => settings.file = Some(option.value()),
            "argv0" => settings.argv0 = Some(option.value()),
            "debug" => settings.debug = true,
            "block-signal" => handling.block(option.optional())?,
            "default-signal" => handling.set_default(option.optional())?,
            "ignore-signal" => handling.ignore(option.optional())?,
            "list-signal-handling" => handling.listed = true,
            _ => {
                let words = split::split(option.value().as_bytes(), settings.debug)?;
                if settings.debug {
                    show_split(option.value(), &words);
                }
                // The scan starts afresh on the words and what stood behind them.
                options.stop();
                let words = words
                    .into_iter()
                    .map(|w| &*Box::leak(w.into_boxed_os_str()));
                let all: Vec<_> = words.chain(options.operands()).collect();
                options = args.clone().with_raw(all).parse_leading(cli);
            }
        }
    }
    env(settings, &handling, &options.operands())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "env",
        "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
        "Run COMMAND with each NAME in its environment set to VALUE.",
    )
    .args([
        value("-a, --argv0", "NAME", "tell COMMAND that its name is NAME"),
        flag("-i, --ignore-environment", "start with no variables"),
        flag("-0, --null", "end each printed line with NUL, not newline"),
        value(
            "--env0-from",
            "FILE",
            "add the entries that FILE holds, each ended by NUL",
        ),
        value("-u, --unset", "NAME", "remove the variable NAME"),
        value("-C, --chdir", "DIR", "run COMMAND in the folder DIR"),
        value(
            "-S, --split-string",
            "S",
            "split S into arguments; for several of them in a shebang line",
        ),
        optional("--block-signal", "SIG", "block the signals SIG"),
        optional(
            "--default-signal",
            "SIG",
            "give the signals SIG their default action",
        ),
        optional("--ignore-signal", "SIG", "ignore the signals SIG"),
        flag(
            "--list-signal-handling",
            "list signals that are not handled by default on standard error",
        ),
        flag("-v, --debug", "say what is done at each step"),
    ])
    .after_help(
        "A mere - is -i. With no COMMAND, print the environment. SIG is a list of names or \
         numbers\nof signals, with commas between; all signals where it is left out.",
    )
}

fn env(settings: Settings, handling: &Handling, operands: &[&OsStr]) -> Result {
    let say = |line: String| {
        if settings.debug {
            diagnostics::write_stderr(line.as_bytes());
        }
    };
    let (dash, operands) = match operands {
        [first, rest @ ..] if *first == "-" => (true, rest),
        all => (false, all),
    };
    let empty = settings.empty || dash;
    let mut variables = Vec::new();
    if empty {
        say("cleaning environ\n".to_owned());
    } else {
        variables = environment();
    }
    if let Some(file) = settings.file {
        add_entries(&mut variables, file, empty)?;
    }
    if !empty || settings.file.is_some() {
        for name in &settings.unset {
            say(format!("unset:    {}\n", name.to_string_lossy()));
            unset(&mut variables, name)?;
        }
    }
    let is_variable = |o: &&&OsStr| o.as_bytes().contains(&b'=');
    let (assignments, command) = operands.split_at(operands.iter().take_while(is_variable).count());
    for assignment in assignments {
        say(format!("setenv:   {}\n", assignment.to_string_lossy()));
        set_entry(&mut variables, assignment);
    }
    let Some((program, arguments)) = command.split_first() else {
        return match settings {
            Settings {
                folder: Some(_), ..
            } => Err(Error::usage("must specify command with --chdir (-C)")),
            Settings { argv0: Some(_), .. } => {
                Err(Error::usage("must specify command with --argv0 (-a)"))
            }
            settings => Ok(print(&variables, settings.null)?),
        };
    };
    if settings.null {
        return Err(Error::usage("cannot specify --null (-0) with command"));
    }
    handling.apply(settings.debug)?;
    if let Some(folder) = settings.folder {
        say(format!("chdir:    {}\n", quoteaf(folder)));
        chdir(folder).map_err(|e| {
            Error::io(
                format!("cannot change directory to {}", quoteaf(folder)),
                &e.into(),
            )
        })?;
    }
    let name = settings.argv0.unwrap_or(program);
    if settings.argv0.is_some() {
        say(format!("argv0:     {}\n", quote(name)));
    }
    say(format!("executing: {}\n", program.to_string_lossy()));
    let argv: Vec<&OsStr> = std::iter::once(name)
        .chain(arguments.iter().copied())
        .collect();
    for (i, argument) in argv.iter().enumerate() {
        say(format!("   arg[{i}]= {}\n", quote(argument)));
    }
    set_environment(&variables).map_err(|e| Error::io("cannot set environment", &e.into()))?;
    let e = execute(program, &argv);
    let status = exec::status(&e);
    diagnostics::error_io(&quote(program), &e);
    if status == exec::NOT_FOUND && program.as_bytes().iter().copied().any(is_posix_space) {
        recommend_split();
    }
    Err(Error::exit(status))
}

/// Adds the entries of a file. Into an empty environment they go as they are, in order; otherwise
/// a variable replaces the one of the same name.
fn add_entries(variables: &mut Vec<OsString>, file: &'static OsStr, empty: bool) -> Result {
    let mut text = Vec::new();
    let read = Input::open(file).and_then(|mut input| input.read_to_end(&mut text));
    if let Err(e) = read {
        return Err(Error::io(quotef(file), &e));
    }
    let text = text.strip_suffix(b"\0").unwrap_or(&text);
    if text.is_empty() {
        return Ok(());
    }
    for entry in text.split(|&b| b == 0).map(OsStr::from_bytes) {
        if empty || !entry.as_bytes().contains(&b'=') {
            variables.push(entry.to_owned());
        } else {
            set_entry(variables, entry);
        }
    }
    Ok(())
}

/// unsetenv(3).
fn unset(variables: &mut Vec<OsString>, name: &OsStr) -> Result {
    let bytes = name.as_bytes();
    if bytes.is_empty() || bytes.contains(&b'=') {
        let invalid = shared::rustix::io::Errno::INVAL.into();
        return Err(Error::io(format!("cannot unset {}", quote(name)), &invalid));
    }
    variables.retain(|v| !is_named(v, bytes));
    Ok(())
}

fn print(variables: &[OsString], null: bool) -> io::Result<()> {
    let mut out = stdout();
    for variable in variables {
        out.write_all(variable.as_bytes())?;
        out.write_all(if null { b"\0" } else { b"\n" })?;
    }
    Ok(())
}

fn show_split(text: &OsStr, words: &[OsString]) {
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    let mut lines = format!("split -S:  {}\n into:    {}\n", quote(text), quote(first));
    for word in rest {
        lines += &format!("     &    {}\n", quote(word));
    }
    diagnostics::write_stderr(lines.as_bytes());
}

fn recommend_split() {
    diagnostics::warning("use -[v]S to pass options in shebang lines");
}
