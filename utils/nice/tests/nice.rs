//! Integration tests of nice.

use testing::{Case, bad_name, bin_dir, is_root, utility};

fn nice(args: &[&str]) -> Case {
    utility("nice").args(args)
}

#[test]
fn changes_the_niceness() {
    let ours = bin_dir().join("nice");
    let ours = ours.to_str().unwrap();
    for args in [
        &[][..],
        &["nice"],
        &["-n", "5", "nice"],
        &["-5", "nice"],
        &["-+5", "nice"],
        &["-n", "+5", "nice"],
        &["-n", " 4", "nice"],
        &["-n5", "nice"],
        &["--adj", "3", "nice"],
        &["--adjustment=3", "--", "nice"],
        &["-1", "-2", "nice"],
        &["-n", "1", "-3", "nice"],
        &["-12", "-n4", "nice"],
        &["-n", "99999999999999999999", "nice"],
        &["-19", "nice", "-19", "nice"],
        &["-n", "000000000000000000000005", "nice"],
    ] {
        nice(args).like_gnu();
        let inner: Vec<&str> = args
            .iter()
            .map(|&arg| if arg == "nice" { ours } else { arg })
            .collect();
        let expected = nice(args).run();
        assert_eq!(nice(&inner).run(), expected, "{args:?}");
    }
    if is_root() {
        nice(&["--5", "nice"]).like_gnu();
        nice(&["-n", "-5", "nice"]).like_gnu();
        nice(&["-n", "-99999999999999999999", "nice"]).like_gnu();
    }
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
        nice(args).recorded();
        nice(args).env("LC_ALL", "C.UTF-8").recorded();
    }
    utility("nice").args([bad_name()]).recorded();
    let full = nice(&[]).run_into("/dev/full");
    full.is("", "nice: write error: No space left on device\n", 125);
}

/// A user who may not lower it is told, and the command runs; not if the telling fails.
#[test]
fn goes_on_without_permission() {
    if !is_root() {
        testing::skip!("only root may do this");
    }
    let dir = testing::Dir::new();
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
    // dash has no `exec -a`, so the name in messages is the path.
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
