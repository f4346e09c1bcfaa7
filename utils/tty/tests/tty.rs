//! tty: printing the name of the terminal that is standard input.

use testing::{Terminal, utility};

#[test]
fn names_the_terminal() {
    let terminal = Terminal::new();
    let name = terminal.name().into_os_string().into_string().unwrap() + "\n";
    utility("tty").run_from(&terminal.near).is(&name, "", 0);
    for option in ["-s", "--silent", "--quiet"] {
        let silent = utility("tty").args([option]);
        silent.run_from(&terminal.near).is("", "", 0);
    }
}

#[test]
fn standard_input_may_be_another_file() {
    utility("tty").run().is("not a tty\n", "", 1);
    utility("tty").args(["-s"]).fails(1, "");
    utility("tty").closed(0).run().is("not a tty\n", "", 1);
}

#[test]
fn each_failure_has_its_own_status() {
    utility("tty").args(["x"]).recorded();
    utility("tty").args(["-x"]).recorded();
    let full = utility("tty").run_into("/dev/full");
    full.is("", "tty: write error: No space left on device\n", 3);
    let full = utility("tty").args(["-s"]).run_into("/dev/full");
    full.is("", "", 1);
    let full = utility("tty").args(["--help"]).run_into("/dev/full");
    full.is("", "tty: write error: No space left on device\n", 3);
}

/// Since 9.8, a terminal whose name is not found is an error.
#[test]
fn a_terminal_may_have_no_name() {
    if testing::command("strace").arg("-V").output().is_err() {
        testing::skip!("there is no strace");
    }
    if testing::needs_origin() {
        // The loader reads the same link to resolve `$ORIGIN`.
        testing::skip!("without /proc the loader does not find the library");
    }
    let terminal = Terminal::new();
    let log = testing::Dir::new();
    let run = testing::program("strace")
        .cwd(&log)
        .args([
            "-qq",
            "-o",
            "trace",
            "-e",
            "inject=readlink,readlinkat:error=ENOENT",
            // ttyname(3) then looks for it in /dev.
            "-e",
            "inject=getdents64:retval=0",
        ])
        .args([testing::bin_dir().join("tty")])
        .run_from(&terminal.near);
    assert_eq!((&*run.stdout, run.status), (&b""[..], 4), "{run:?}");
    assert!(!run.stderr.is_empty());
}
