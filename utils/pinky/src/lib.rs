//! pinky: show information about users.
//!
//! GNU manual node "pinky invocation".

mod long;
mod short;

use long::Parts;
use shared::prelude::*;
use shared::program::cli::Options;
use short::Short;

/// What is printed.
enum Format {
    /// A line for each login.
    Short(Short),
    /// What is known of each user.
    Long(Parts),
}

pub fn run(args: Args) -> Result {
    let (format, users) = parse(args.parse(cli))?;
    match format {
        Format::Short(short) => Ok(short.print(&users)?),
        Format::Long(_) if users.is_empty() => Err(Error::usage(
            "no username specified; at least one must be specified when using -l",
        )),
        Format::Long(parts) => users
            .iter()
            .try_for_each(|user| Ok(parts.print(user.as_bytes())?)),
    }
}

fn parse(mut options: Options) -> Result<(Format, Vec<&'static OsStr>)> {
    let mut short = Short {
        heading: true,
        names: true,
        idle: true,
        place: true,
        look_up: false,
    };
    let mut parts = Parts {
        home_and_shell: true,
        project: true,
        plan: true,
    };
    let mut long = false;
    while let Some(option) = options.next()? {
        match option.name {
            "l" => long = true,
            "b" => parts.home_and_shell = false,
            "h" => parts.project = false,
            "p" => parts.plan = false,
            "s" => long = false,
            "f" => short.heading = false,
            "w" => short.names = false,
            "i" => (short.names, short.place) = (false, false),
            "q" => (short.names, short.place, short.idle) = (false, false, false),
            "lookup" => short.look_up = true,
            _ => option.unhandled(),
        }
    }
    let format = match long {
        true => Format::Long(parts),
        false => Format::Short(short),
    };
    Ok((format, options.operands()))
}

pub fn cli() -> Cli {
    cli::utility(
        "pinky",
        "[OPTION]... [USER]...",
        "Show who is logged in, or details of each USER, like a small finger.",
    )
    .options(options![
        flag("-l", "show the long format for each USER"),
        flag("-b", "with -l, omit home directory and shell"),
        flag("-h", "with -l, omit the contents of .project"),
        flag("-p", "with -l, omit the contents of .plan"),
        flag(
            "-s",
            "show the short format, a line for each login (the default)",
        ),
        flag("-f", "with -s, omit the column headings"),
        flag("-w", "with -s, omit full names"),
        flag("-i", "with -s, omit full names and hosts"),
        flag("-q", "with -s, omit full names, hosts and idle times"),
        flag("--lookup", "look up canonical host names"),
    ])
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
