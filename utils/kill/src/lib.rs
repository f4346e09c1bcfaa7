//! kill: send signals to processes, or list signals.
//!
//! GNU manual node "kill invocation"; POSIX kill.

use shared::libc::SIGTERM;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::signals::{all, name, number};
use shared::sys::signal::{description, send};
use shared::text::locale::skip_posix_space;

/// What the options ask for.
enum Request {
    Send(i32),
    List(List),
}

/// How signals are listed.
#[derive(Clone, Copy, PartialEq)]
enum List {
    Names,
    Table,
}

pub fn run(args: Args) -> Result {
    let raw = current_forms(args.raw());
    let (request, operands) = parse(args.with_raw(raw).parse(cli))?;
    match request {
        Request::List(list) => print(list, &operands),
        Request::Send(_) if operands.is_empty() => Err(Error::usage("no process ID specified")),
        Request::Send(signal) => {
            kill(signal, &operands);
            Ok(())
        }
    }
}

fn parse(mut options: Options) -> Result<(Request, Vec<&'static OsStr>)> {
    let mut signal = None;
    let mut list = None;
    while let Some(option) = options.next()? {
        match option.name {
            "signal" | "n" => {
                if signal.is_some() {
                    let given = quote(option.value());
                    return Err(Error::usage(format!("{given}: multiple signals specified")));
                }
                signal = Some(parse_signal(option.value())?);
            }
            "list" => choose(&mut list, List::Names)?,
            "table" | "L" => choose(&mut list, List::Table)?,
            _ => option.unhandled(),
        }
    }
    let request = match (list, signal) {
        (Some(_), Some(_)) => {
            return Err(Error::usage("cannot combine signal with -l or -t"));
        }
        (Some(list), None) => Request::List(list),
        (None, signal) => Request::Send(signal.unwrap_or(SIGTERM)),
    };
    Ok((request, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility(
        "kill",
        "[-s SIGNAL | -SIGNAL] PID...\n  or:  kill -l [SIGNAL]...\n  or:  kill -t [SIGNAL]...",
        "Send a signal to processes, or list signals.",
    )
    .options(options![
        value(
            "-s, --signal",
            "SIGNAL",
            "send SIGNAL, a name like HUP or a number, instead of TERM; also -SIGNAL",
        ),
        value("-n", "SIGNAL", ""),
        flag(
            "-l, --list",
            "list signal names, or convert names to numbers and numbers to names",
        ),
        flag(
            "-t, --table",
            "list numbers, names and descriptions of signals",
        ),
        flag("-L", ""),
    ])
    .notes(
        "A negative PID means a process group, 0 the caller's own group, and -1 every \
         process that may be signalled. Signal 0 only checks whether a signal could be \
         sent. SIGNAL may also be the exit status of a process that was killed.",
    )
}

fn choose(list: &mut Option<List>, chosen: List) -> Result {
    match list.replace(chosen) {
        None => Ok(()),
        Some(_) => Err(Error::usage("multiple -l or -t options specified")),
    }
}

/// Rewrites `-HUP` and a leading `-9` to `-sHUP` and `-s9`. A negative number behind other
/// arguments is a process group, and ends the options.
fn current_forms(raw: &[&'static OsStr]) -> Vec<&'static OsStr> {
    let mut forms = Vec::with_capacity(raw.len() + 1);
    let mut rest = raw.iter();
    while let Some(&arg) = rest.next() {
        match *arg.as_bytes() {
            [b'-', b'0'..=b'9', ..] if !forms.is_empty() => {
                forms.extend([OsStr::new("--"), arg]);
                break;
            }
            [b'-', b'0'..=b'9' | b'A'..=b'K' | b'M'..=b'Z', ..] | [b'-', b'L', _, ..] => {
                let form = [b"-s", &arg.as_bytes()[1..]].concat();
                forms.push(OsStr::from_bytes(form.leak()));
            }
            [b'-', b'-'] => {
                forms.push(arg);
                break;
            }
            [b'-', b's' | b'n'] | [b'-', b'-', b's', ..] => {
                forms.push(arg);
                if !arg.as_bytes().contains(&b'=') {
                    forms.extend(rest.next());
                }
            }
            _ => forms.push(arg),
        }
    }
    forms.extend(rest);
    forms
}

fn parse_signal(given: &OsStr) -> Result<i32> {
    number(given.as_bytes())
        .ok_or_else(|| Error::usage(format!("{}: invalid signal", quote(given))))
}

fn kill(signal: i32, processes: &[&OsStr]) {
    for operand in processes {
        match process(operand.as_bytes()) {
            None => diagnostics::error(&format!("{}: invalid process id", quote(operand))),
            Some(process) => {
                if let Err(e) = send(process, signal) {
                    diagnostics::error_io(&quote(operand), &e);
                }
            }
        }
    }
}

/// Parses a process or group number, with leading blanks as in strtoimax(3).
fn process(text: &[u8]) -> Option<i32> {
    let number = std::str::from_utf8(skip_posix_space(text)).ok()?;
    number.parse().ok()
}

fn print(list: List, operands: &[&OsStr]) -> Result {
    if operands.is_empty() {
        for signal in std::iter::once(0).chain(all()) {
            print_signal(list, signal)?;
        }
    }
    for operand in operands {
        let given = operand.as_bytes();
        let Some(signal) = number(given) else {
            diagnostics::error(&format!("{}: invalid signal", quote(operand)));
            continue;
        };
        if list == List::Names && !given[0].is_ascii_digit() {
            writeln!(stdout(), "{signal}")?;
        } else {
            print_signal(list, signal)?;
        }
    }
    Ok(())
}

fn print_signal(list: List, signal: i32) -> io::Result<()> {
    let name = match signal {
        0 => "EXIT".to_owned(),
        signal => name(signal).unwrap_or_else(|| signal.to_string()),
    };
    let mut out = stdout();
    match list {
        List::Names => writeln!(out, "{name}"),
        // The columns are as wide as 64 and RTMAX-14.
        List::Table => writeln!(out, "{signal:2} {name:8} {}", description(signal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
