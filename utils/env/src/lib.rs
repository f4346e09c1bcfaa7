//! env: run a command in a changed environment.
//!
//! GNU manual node "env invocation"; POSIX env. `--env0-from` is of GNU's sources
//! after 9.11. QUOTING_STYLE for the printed environment, which is too, is not supported.

mod debug;
mod signals;
mod split;

use debug::Debug;
use shared::input::files::Input;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::exec;
use shared::rustix::process::chdir;
use shared::sys::process::{environment, execute, is_named, set_entry, set_environment};
use shared::text::locale::is_posix_space;
use signals::Handling;
use std::ffi::OsString;

#[derive(Default)]
struct Settings {
    /// Start without variables.
    empty: bool,
    unset: Vec<&'static OsStr>,
    directory: Option<&'static OsStr>,
    /// The file of `--env0-from`.
    file: Option<&'static OsStr>,
    argv0: Option<&'static OsStr>,
    /// End each printed variable with NUL.
    null: bool,
    debug: Debug,
    signals: Handling,
}

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let (settings, operands) = parse(args.clone().parse_leading(cli), &args)?;
    env(&settings, &operands)
}

/// Reads the options of `args`. `-S` replaces the arguments, so reading starts again.
fn parse(mut options: Options, args: &Args) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    while let Some(option) = options.next().inspect_err(|_| explain_mistake(&options))? {
        match option.name {
            "ignore-environment" => settings.empty = true,
            "null" => settings.null = true,
            "unset" => settings.unset.push(option.value()),
            "env0-from" => settings.file = Some(option.value()),
            "chdir" => settings.directory = Some(option.value()),
            "argv0" => settings.argv0 = Some(option.value()),
            "debug" => settings.debug.on = true,
            "block-signal" => settings.signals.block(option.optional())?,
            "default-signal" => settings.signals.set_default(option.optional())?,
            "ignore-signal" => settings.signals.ignore(option.optional())?,
            "list-signal-handling" => settings.signals.listed = true,
            "split-string" => {
                let words = split::split(option.value().as_bytes(), settings.debug)?;
                explain_split(settings.debug, option.value(), &words);
                options.stop();
                // Arguments live as long as the process.
                let words = words
                    .into_iter()
                    .map(|word| &*Box::leak(word.into_boxed_os_str()));
                let all: Vec<_> = words.chain(options.operands()).collect();
                options = args.clone().with_raw(all).parse_leading(cli);
            }
            _ => option.unhandled(),
        }
    }
    Ok((settings, options.operands()))
}

/// Recommends `-S` if the mistaken option is a blank: a shebang line passes everything behind
/// the command's name as one argument.
fn explain_mistake(options: &Options) {
    if options.mistaken_letter().is_some_and(is_posix_space) {
        recommend_split();
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "env",
        "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
        "Run COMMAND in an environment where each NAME is set to VALUE.",
    )
    .options(options![
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
        value(
            "--env0-from",
            "FILE",
            "add the entries of FILE, each terminated by NUL",
        ),
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
    .notes(
        "A lone - is the same as -i. Without COMMAND, the environment is printed. SIG is a \
         list of signal names or numbers with commas; without it, all signals are meant.",
    )
}

fn env(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    let (empty, operands) = match operands {
        [first, rest @ ..] if *first == "-" => (true, rest),
        all => (settings.empty, all),
    };
    let mut variables = first_variables(settings, empty)?;
    let is_assignment = |operand: &&&OsStr| operand.as_bytes().contains(&b'=');
    let count = operands.iter().take_while(is_assignment).count();
    let (assignments, command) = operands.split_at(count);
    for assignment in assignments {
        settings
            .debug
            .explain(&|| format!("setenv:   {}\n", assignment.to_string_lossy()));
        set_entry(&mut variables, assignment);
    }
    match command {
        [] => print(settings, &variables),
        [program, arguments @ ..] => run_command(settings, &variables, program, arguments),
    }
}

/// Returns the environment before any assignment: empty, or that of this process, with the entries
/// of a file and without the variables to unset.
fn first_variables(settings: &Settings, empty: bool) -> Result<Vec<OsString>> {
    let debug = settings.debug;
    let mut variables = if empty {
        debug.explain(&|| "cleaning environ\n".to_owned());
        Vec::new()
    } else {
        environment()
    };
    match settings.file {
        Some(file) => add_entries(&mut variables, file, empty)?,
        None if empty => return Ok(variables),
        None => {}
    }
    for name in &settings.unset {
        debug.explain(&|| format!("unset:    {}\n", name.to_string_lossy()));
        unset(&mut variables, name)?;
    }
    Ok(variables)
}

/// Adds the entries of a file. Into an empty environment they go as they are, in order. Otherwise a
/// variable replaces the one of the same name.
fn add_entries(variables: &mut Vec<OsString>, file: &'static OsStr, empty: bool) -> Result {
    let mut text = Vec::new();
    let read = Input::open(file).and_then(|mut input| input.read_to_end(&mut text));
    read.map_err(|e| Error::io(quotef(file), &e))?;
    for entry in text.split_inclusive(|&b| b == 0) {
        let entry = OsStr::from_bytes(entry.strip_suffix(b"\0").unwrap_or(entry));
        if empty || !entry.as_bytes().contains(&b'=') {
            variables.push(entry.to_owned());
        } else {
            set_entry(variables, entry);
        }
    }
    Ok(())
}

/// Removes a variable, with the mistakes of unsetenv(3).
fn unset(variables: &mut Vec<OsString>, name: &OsStr) -> Result {
    let bytes = name.as_bytes();
    if bytes.is_empty() || bytes.contains(&b'=') {
        let invalid = shared::rustix::io::Errno::INVAL.into();
        return Err(Error::io(format!("cannot unset {}", quote(name)), &invalid));
    }
    variables.retain(|variable| !is_named(variable, bytes));
    Ok(())
}

fn print(settings: &Settings, variables: &[OsString]) -> Result {
    if settings.directory.is_some() {
        return Err(Error::usage("must specify command with --chdir (-C)"));
    }
    if settings.argv0.is_some() {
        return Err(Error::usage("must specify command with --argv0 (-a)"));
    }
    let mut out = stdout();
    for variable in variables {
        out.write_all(variable.as_bytes())?;
        out.write_all(if settings.null { b"\0" } else { b"\n" })?;
    }
    Ok(())
}

/// Becomes the command. Returns only if that fails.
fn run_command(
    settings: &Settings,
    variables: &[OsString],
    program: &OsStr,
    arguments: &[&OsStr],
) -> Result {
    if settings.null {
        return Err(Error::usage("cannot specify --null (-0) with command"));
    }
    let debug = settings.debug;
    settings.signals.apply(debug)?;
    if let Some(directory) = settings.directory {
        change_directory(debug, directory)?;
    }
    let name = settings.argv0.unwrap_or(program);
    if settings.argv0.is_some() {
        debug.explain(&|| format!("argv0:     {}\n", quote(name)));
    }
    debug.explain(&|| format!("executing: {}\n", program.to_string_lossy()));
    let argv: Vec<&OsStr> = [name]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    for (i, argument) in argv.iter().enumerate() {
        debug.explain(&|| format!("   arg[{i}]= {}\n", quote(argument)));
    }
    let former =
        set_environment(variables).map_err(|e| Error::io("cannot set environment", &e.into()))?;
    let e = execute(program, &argv);
    // The message is one of this process, in its own locale.
    former.restore();
    let status = exec::status(&e);
    diagnostics::error_io(&quote(program), &e);
    if status == exec::NOT_FOUND && program.as_bytes().iter().copied().any(is_posix_space) {
        recommend_split();
    }
    Err(Error::exit(status))
}

fn change_directory(debug: Debug, directory: &OsStr) -> Result {
    debug.explain(&|| format!("chdir:    {}\n", quoteaf(directory)));
    chdir(directory).map_err(|e| {
        let message = format!("cannot change directory to {}", quoteaf(directory));
        Error::io(message, &e.into())
    })
}

fn explain_split(debug: Debug, text: &OsStr, words: &[OsString]) {
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    debug.explain(&|| {
        let mut lines = format!("split -S:  {}\n into:    {}\n", quote(text), quote(first));
        for word in rest {
            lines += &format!("     &    {}\n", quote(word));
        }
        lines
    });
}

fn recommend_split() {
    diagnostics::warning("use -[v]S to pass options in shebang lines");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        let args = Args::new(vec![OsStr::new("env")]);
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options, &args);
        });
    }
}
