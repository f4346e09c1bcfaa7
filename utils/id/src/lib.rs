//! id: print user and group numbers and names.
//!
//! GNU manual node "id invocation"; POSIX id. Gap: the security context is that of SELinux, not
//! SMACK's label.

use shared::fs::selinux;
use shared::fs::users::{Groups, group_name_or_number, user_name_or_number};
use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::posix;
use shared::rustix::process::{getegid, geteuid, getgid, getuid};
use shared::sys::users::{User, group_name, user, user_name, user_named};
use shared::text::locale::skip_posix_space;

/// What is printed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    Everything,
    User,
    Group,
    Groups,
    Context,
}

#[derive(Default)]
struct Format {
    choice: Choice,
    /// Print names, not numbers.
    names: bool,
    /// Print the real user and group, not the effective ones.
    real: bool,
    /// Separate by NUL.
    null: bool,
}

pub fn run(args: Args) -> Result {
    let (format, users) = parse(args.parse(cli))?;
    id(&format, &users)
}

fn parse(mut options: Options) -> Result<(Format, Vec<&'static OsStr>)> {
    let mut format = Format::default();
    let mut clash = false;
    while let Some(option) = options.next()? {
        let choice = match option.name {
            "a" => continue, // for compatibility with other systems
            "name" => {
                format.names = true;
                continue;
            }
            "real" => {
                format.real = true;
                continue;
            }
            "zero" => {
                format.null = true;
                continue;
            }
            "context" if !selinux::is_enabled() => {
                return Err(Error::new(
                    "--context (-Z) works only on an SELinux-enabled kernel",
                ));
            }
            "context" => Choice::Context,
            "group" => Choice::Group,
            "groups" => Choice::Groups,
            "user" => Choice::User,
            _ => option.unhandled(),
        };
        clash |= ![Choice::Everything, choice].contains(&format.choice);
        format.choice = choice;
    }
    let users = options.operands();
    format.check(clash, &users)?;
    Ok((format, users))
}

pub fn cli() -> Cli {
    cli::utility(
        "id",
        "[OPTION]... [USER]...",
        "Print user and group information for each USER, or for this process.",
    )
    .options(options![
        flag("-a", "(ignored)"),
        flag("-Z, --context", "print only the security context"),
        flag("-g, --group", "print only the effective group"),
        flag("-G, --groups", "print all groups"),
        flag(
            "-n, --name",
            "with -u, -g or -G, print names instead of numbers",
        ),
        flag(
            "-r, --real",
            "with -u, -g or -G, print the real ID instead of the effective one",
        ),
        flag("-u, --user", "print only the effective user"),
        flag(
            "-z, --zero",
            "with -u, -g, -G or -Z, separate entries with NUL instead of blanks",
        ),
    ])
    .notes("A USER is a name or a number.")
}

impl Format {
    /// Reports a combination of options that makes no sense. `clash` means that several options
    /// chose different things to print.
    fn check(&self, clash: bool, users: &[&OsStr]) -> Result {
        let all = self.choice == Choice::Everything;
        Err(Error::new(
            if self.choice == Choice::Context && !users.is_empty() {
                "cannot print security context when user specified"
            } else if clash {
                "cannot print \"only\" of more than one choice"
            } else if all && (self.real || self.names) {
                "cannot print only names or real IDs in default format"
            } else if all && self.null {
                "option --zero not permitted in default format"
            } else {
                return Ok(());
            },
        ))
    }
}

fn id(format: &Format, users: &[&'static OsStr]) -> Result {
    if users.is_empty() {
        return Ok(Identity::of_process(format).print(format, false)?);
    }
    for name in users {
        match find(name.as_bytes()) {
            Some(user) => Identity::of_user(&user, format).print(format, users.len() > 1)?,
            None => diagnostics::error(&format!("{}: no such user", quote(name))),
        }
    }
    Ok(())
}

/// Finds a user by name, or else by number. `+` marks a number.
fn find(name: &[u8]) -> Option<User> {
    if !name.starts_with(b"+")
        && let Some(user) = user_named(name)
    {
        return Some(user);
    }
    let number = skip_posix_space(name);
    let number = number.strip_prefix(b"+").unwrap_or(number);
    if !number.iter().all(u8::is_ascii_digit) {
        return None;
    }
    user(std::str::from_utf8(number).ok()?.parse().ok()?)
}

/// The user and the groups of a process or of a user. The supplementary groups and the context are
/// looked up only if they are printed.
struct Identity {
    user: u32,
    effective_user: u32,
    groups: Groups,
    context: Option<Vec<u8>>,
}

impl Identity {
    fn of_process(format: &Format) -> Self {
        let groups = match format.choice {
            Choice::Everything | Choice::Groups => Groups::of_process(),
            _ => Groups {
                real: getgid().as_raw(),
                effective: getegid().as_raw(),
                all: Vec::new(),
            },
        };
        let shows_context = match format.choice {
            // POSIX's format has no context.
            Choice::Everything => !posix::is_strict() && selinux::is_enabled(),
            choice => choice == Choice::Context,
        };
        Self {
            user: getuid().as_raw(),
            effective_user: geteuid().as_raw(),
            groups,
            // GNU prints nothing in place of a context that it can't get.
            context: shows_context.then(|| selinux::current().ok()).flatten(),
        }
    }

    fn of_user(user: &User, format: &Format) -> Self {
        let groups = match format.choice {
            Choice::Everything | Choice::Groups => Groups::of_user(user),
            _ => Groups {
                real: user.gid,
                effective: user.gid,
                all: Vec::new(),
            },
        };
        Self {
            user: user.uid,
            effective_user: user.uid,
            groups,
            context: None,
        }
    }

    fn print(&self, format: &Format, is_one_of_several: bool) -> io::Result<()> {
        let mut out = Vec::new();
        let separator = if format.null { b'\0' } else { b' ' };
        let number = |effective, real| if format.real { real } else { effective };
        match format.choice {
            Choice::Everything => self.push_everything(&mut out),
            Choice::User => {
                let user = number(self.effective_user, self.user);
                out = match format.names {
                    true => user_name_or_number(user),
                    false => user.to_string().into_bytes(),
                };
            }
            Choice::Group => {
                let group = number(self.groups.effective, self.groups.real);
                out = match format.names {
                    true => group_name_or_number(group),
                    false => group.to_string().into_bytes(),
                };
            }
            Choice::Groups if format.names => self.groups.push_names(separator, &mut out),
            Choice::Groups => self.groups.push_numbers(separator, &mut out),
            Choice::Context => out.extend(self.context.iter().flatten()),
        }
        out.push(if format.null { b'\0' } else { b'\n' });
        if format.null && is_one_of_several && format.choice == Choice::Groups {
            // A second NUL ends the list of one user.
            out.push(b'\0');
        }
        stdout().write_at_end(&out)
    }

    /// Appends `uid=0(root) gid=0(root) groups=0(root)`.
    fn push_everything(&self, out: &mut Vec<u8>) {
        let mut push = |lead: &str, id: u32, name: fn(u32) -> Option<Vec<u8>>| {
            out.extend(lead.bytes());
            out.extend(id.to_string().bytes());
            if let Some(name) = name(id) {
                out.extend([b"(", &*name, b")"].concat());
            }
        };
        push("uid=", self.user, user_name);
        push(" gid=", self.groups.real, group_name);
        if self.effective_user != self.user {
            push(" euid=", self.effective_user, user_name);
        }
        if self.groups.effective != self.groups.real {
            push(" egid=", self.groups.effective, group_name);
        }
        for (i, &group) in self.groups.all.iter().enumerate() {
            push(if i == 0 { " groups=" } else { "," }, group, group_name);
        }
        if let Some(context) = &self.context {
            out.extend([b" context=", &**context].concat());
        }
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
