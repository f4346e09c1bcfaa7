//! chroot: run a command with another root folder. GNU manual node "chroot invocation".

mod credentials;

use credentials::{Credentials, Wanted};
use shared::prelude::*;
use shared::program::exec;
use shared::rustix::process::{chdir, chroot};

/// Runs chroot.
pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut wanted = Wanted::default();
    let mut stay = false;
    let mut options = args.parse_leading(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "groups" => wanted.groups = Some(option.value()),
            "userspec" => wanted.owner = Some(option.value()),
            _ => stay = true,
        }
    }
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
    // The new root may lack the databases, or the libraries that read them.
    let outside = if same {
        Credentials::default()
    } else {
        wanted.look_up_outside()
    };
    chroot(*root).map_err(|e| {
        Error::io(
            format!("cannot change root directory to {}", quoteaf(root)),
            &e.into(),
        )
    })?;
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "chroot",
        "[OPTION]... NEWROOT [COMMAND [ARG]...]",
        "Run COMMAND with the root folder NEWROOT; with no COMMAND, an interactive shell.",
    )
    .args([
        value(
            "--groups",
            "GROUPS",
            "take on the supplementary groups GROUPS, with commas between",
        ),
        value(
            "--userspec",
            "USER:GROUP",
            "become USER, with the group GROUP (names or numbers)",
        ),
        flag(
            "--skip-chdir",
            "stay in the current folder; only where NEWROOT is the old root",
        ),
    ])
}
