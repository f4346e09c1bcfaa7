//! chroot: run a command with another root directory. GNU manual node "chroot invocation"; not in
//! POSIX.
//!
//! In the new root, users and groups are looked up in its `/etc/passwd` and `/etc/group`, not by the
//! modules that its `nsswitch.conf` names, unlike GNU's chroot.

mod credentials;

use credentials::{Credentials, Wanted};
use shared::prelude::*;
use shared::program::exec;
use shared::rustix::process::{chdir, chroot};
use shared::sys::users;

/// What the options ask for.
#[derive(Default)]
struct Settings {
    wanted: Wanted,
    /// Do not change into the new root.
    stay: bool,
}

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut options = args.parse_leading(cli);
    let Settings { wanted, stay } = Settings::parse(&mut options)?;
    let operands = options.operands();
    let Some((root, command)) = operands.split_first() else {
        return Err(cli::missing_operand(None));
    };
    let same = std::fs::canonicalize(root).is_ok_and(|root| root.as_os_str() == "/");
    if stay && !same {
        return Err(Error::usage(
            "option --skip-chdir only permitted if NEWROOT is old '/'",
        ));
    }
    // The new root may lack the databases of users and groups.
    let outside = if same {
        Credentials::default()
    } else {
        wanted.look_up_outside()
    };
    // Nor need it have the locale, which messages of this process follow.
    let _: bool = shared::text::locale::is_utf8();
    chroot(*root).map_err(|e| {
        Error::io(
            format!("cannot change root directory to {}", quoteaf(root)),
            &e.into(),
        )
    })?;
    if !same {
        // Modules of the new root would run with the rights of this process.
        users::use_files_only();
    }
    if !stay {
        chdir("/").map_err(|e| Error::io("cannot chdir to root directory", &e.into()))?;
    }
    wanted.look_up(outside)?.apply()?;
    if command.is_empty() {
        let shell = std::env::var_os("SHELL").unwrap_or_else(|| "/bin/sh".into());
        return Err(exec::run(&[&shell, OsStr::new("-i")]));
    }
    Err(exec::run(command))
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "groups" => settings.wanted.groups = Some(option.value()),
                "userspec" => settings.wanted.owner = Some(option.value()),
                "skip-chdir" => settings.stay = true,
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "chroot",
        "[OPTION]... NEWROOT [COMMAND [ARG]...]",
        "Run COMMAND with NEWROOT as its root directory. Without COMMAND, run an \
         interactive shell.",
    )
    .options(options![
        value(
            "--groups",
            "GROUPS",
            "use these supplementary groups, separated by commas",
        ),
        value(
            "--userspec",
            "USER:GROUP",
            "run as USER and GROUP, given as names or numbers",
        ),
        flag(
            "--skip-chdir",
            "do not change to '/'; only if NEWROOT is '/' itself",
        ),
    ])
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
