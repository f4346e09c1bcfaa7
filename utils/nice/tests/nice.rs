//! nice: running a command with a changed niceness.

use testing::{Case, Dir, bad_name, bin_dir, is_root, utility};

/// nice, with our own executables first in PATH: `nice nice` prints the changed niceness.
fn nice(args: &[&str]) -> Case {
    let path = format!("{}:/usr/bin:/bin", bin_dir().display());
    utility("nice").args(args).env("PATH", path)
}

/// The niceness of the tests' children: 0, but higher if that was inherited and may not be
/// lowered.
fn inherited() -> i32 {
    nice(&[]).run().text().trim().parse().unwrap()
}

#[test]
fn adds_to_the_niceness() {
    for (args, added) in [
        (&[][..], 0),
        (&["nice"], 10),
        (&["-n", "5", "nice"], 5),
        (&["-n5", "nice"], 5),
        (&["-n", "+5", "nice"], 5),
        (&["-n", " 4", "nice"], 4),
        (&["--adjustment=3", "--", "nice"], 3),
        (&["--adj", "3", "nice"], 3),
        // Obsolete forms.
        (&["-5", "nice"], 5),
        (&["-+5", "nice"], 5),
        // The last adjustment counts.
        (&["-1", "-2", "nice"], 2),
        (&["-n", "1", "-3", "nice"], 3),
        (&["-12", "-n4", "nice"], 4),
        // The sum is limited to 19.
        (&["-19", "nice", "-19", "nice"], 38),
        (&["-n", "99999999999999999999", "nice"], 99),
        (&["-n", "000000000000000000000005", "nice"], 5),
    ] {
        let niceness = (inherited() + added).min(19);
        nice(args).prints(format!("{niceness}\n"));
    }
}

#[test]
fn root_may_lower_the_niceness() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    nice(&["--5", "nice"]).prints("-5\n");
    nice(&["-n", "-5", "nice"]).prints("-5\n");
    nice(&["-n", "-99999999999999999999", "nice"]).prints("-20\n");
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["-n"][..],
        &["-n", "5"],
        &["-5"],
        &["-n", "1", "--"],
        &["-n", "x", "true"],
        &["-n", "x"],
        &["-n", "", "true"],
        &["-n", "", ""],
        &["-n", "1x", "true"],
        &["-n", "4 ", "true"],
        &["-n", "- 4", "true"],
        &["-n", "-0x5", "true"],
        &["-5x", "true"],
        &["-x", "true"],
        &["--foo"],
        &["nosuch"],
        &["/"],
        &["-"],
        &["--", "-5", "true"],
    ] {
        utility("nice").args(args).recorded();
        utility("nice").args(args).utf8().recorded();
    }
    utility("nice").args([bad_name()]).recorded();
    let full = nice(&[]).run_into("/dev/full");
    full.is("", "nice: write error: No space left on device\n", 125);
}

/// Without permission there is a message, and the command runs, unless the message can't be
/// written.
#[test]
fn goes_on_without_permission() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    let dir = Dir::new();
    dir.executable(&bin_dir().join("nice"));
    let run = |shell: &str| {
        let out = testing::command("setpriv")
            .args(["--reuid=65534", "--clear-groups", "sh", "-c", shell])
            .current_dir(dir.path())
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(out.stdout), text(out.stderr), out.status.code())
    };
    let said = "nice: cannot set niceness: Permission denied\n";
    // The shell can't set argv[0], so the name in messages is the path.
    let named = |said: &str| said.replace("nice:", "bin/nice:");
    assert_eq!(
        run("bin/nice -n -1 echo ran"),
        ("ran\n".into(), named(said), Some(0))
    );
    assert_eq!(
        run("bin/nice -n -1 echo ran 2>/dev/full"),
        (String::new(), String::new(), Some(125))
    );
}
