//! env: run a command in a changed environment. GNU manual node "env invocation"; POSIX env.
//!
//! As of 9.11: `--env0-from` and QUOTING_STYLE for the printed environment came later.

mod signals;
mod split;

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
        "Run COMMAND in an environment where each NAME is set to VALUE.",
    )
    .args([
        value(
            "-a, --argv0",
            "NAME",
            "pass NAME to COMMAND as its argument 0",
        ),
        flag(
            "-i, --ignore-environment",
            "start with an empty environment",
        ),
        flag("-0, --null", "end lines with NUL instead of newline"),
        value("-u, --unset", "NAME", "unset the variable NAME"),
        value("-C, --chdir", "DIR", "run COMMAND in the directory DIR"),
        value(
            "-S, --split-string",
            "S",
            "split S into arguments, to pass several in a #! line",
        ),
        optional("--block-signal", "SIG", "block these signals"),
        optional(
            "--default-signal",
            "SIG",
            "reset these signals to their default action",
        ),
        optional("--ignore-signal", "SIG", "ignore these signals"),
        flag(
            "--list-signal-handling",
            "list signals with a non-default action on standard error",
        ),
        flag("-v, --debug", "report each step on standard error"),
    ])
    .after_help(
        "A lone - is the same as -i. Without COMMAND, the environment is printed. SIG is a \
         list of signal names or numbers with commas; without it, all signals are meant.",
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
    let mut variables = Vec::new();
    if settings.empty || dash {
        say("cleaning environ\n".to_owned());
    } else {
        variables = environment();
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
