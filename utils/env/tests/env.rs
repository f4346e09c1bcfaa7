//! env: running a command in a changed environment.

use testing::{Case, Dir, bad_name, utility};

/// env with four variables, in a known order.
fn env(args: &[&str]) -> Case {
    utility("env")
        .args(args)
        .env_remove("TZ")
        .env("A", "1")
        .env("PATH", "/usr/bin:/bin")
        .env("X", "x y")
}

#[test]
fn examples() {
    env(&["X=2", "sh", "-c", "echo $A $X"]).prints("1 2\n");
    env(&["-u", "A", "sh", "-c", "echo ${A-unset}"]).prints("unset\n");
    env(&["-i", "B=b", "/usr/bin/env"]).prints("B=b\n");
    env(&["-C", "/", "pwd"]).prints("/\n");
    env(&["-S", "B='x y' printenv B"]).prints("x y\n");
    env(&["-v", "-u", "A", "true"]).run().is(
        "",
        "unset:    A\nexecuting: true\n   arg[0]= 'true'\n",
        0,
    );
}

#[test]
fn prints_the_environment() {
    env(&[]).prints("A=1\nLC_ALL=C\nPATH=/usr/bin:/bin\nX=x y\n");
    env(&["-0", "-u", "PATH", "B="]).prints("A=1\0LC_ALL=C\0X=x y\0B=\0");
    env(&["X=2", "A=3", "=n", "A="]).prints("A=\nLC_ALL=C\nPATH=/usr/bin:/bin\nX=2\n=n\n");
    env(&["-i"]).prints("");
    env(&["-i", "A=1", "A=2", "B=1"]).prints("A=2\nB=1\n");
    env(&["-", "A=1"]).prints("A=1\n");
    env(&["-i", "-", "-"]).recorded();
    utility("env").args(["-i"]).args([bad_name()]).recorded();
}

#[test]
fn runs_a_command() {
    for args in [
        &["printenv"][..],
        &["-i", "A=2", "/usr/bin/printenv"],
        &["-u", "A", "-uX", "--unset=gone", "printenv"],
        &["-C", "/", "pwd"],
        &["printf", "%s|", "-i", "--", "a b"],
        &["--", "printf", "%s|", "-i"],
        &["sh", "-c", "exit 3"],
        &["sh", "-c", "kill -9 $$"],
        &["nosuch"],
        &["./no such", "a"],
        &["echo x", "y"],
        &["/"],
        &["/dev/null"],
        &[""],
        &["-"],
        &["PATH=", "true"],
        &["PATH=/nonexistent", "printf"],
    ] {
        env(args).recorded();
    }
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["-u"][..],
        &["-u", "A=", "true"],
        &["-u", "", "true"],
        &["-uA=B"],
        &["-C", "/nonexistent", "true"],
        &["-C", "", "true"],
        &["-C", "/"],
        &["-0", "true"],
        &["-0", "-C", "/"],
        &["-C", "/nonexistent", "-0", "true"],
        &["-C", "/", "A=1", "-0"],
        &["-x"],
        &["-x y"],
        &["-i x"],
        &["-\t"],
        &["--foo"],
        &["--ignore"],
        &["-S"],
        &["--ignore-signal=99", "true"],
        &["--ignore-signal=foo", "true"],
        &["--block-signal=0", "true"],
        &["--default-signal=INT,EXIT", "true"],
        &["--ignore-signal=KILL", "true"],
    ] {
        env(args).recorded();
        env(args).utf8().recorded();
    }
    utility("env").args(["-a", "x"]).fails(
        125,
        "env: must specify command with --argv0 (-a)\nTry 'env --help' for more information.\n",
    );
    let full = "env: write error: No space left on device\n";
    env(&[]).run_into("/dev/full").is("", full, 125);
    env(&["--help"]).run_into("/dev/full").is("", full, 125);
}

/// The locale of the command is not that of `env`.
#[test]
fn messages_follow_the_locale_that_env_was_started_in() {
    let curly = "env: \u{2018}gone\u{2019}: No such file or directory\n";
    let straight = "env: 'gone': No such file or directory\n";
    for args in [&["-i", "gone"][..], &["-", "gone"], &["LC_ALL=C", "gone"]] {
        utility("env").utf8().args(args).fails(127, curly);
    }
    let args = ["LC_ALL=C.UTF-8", "gone"];
    utility("env").args(args).fails(127, straight);
}

#[test]
fn the_command_may_get_another_name() {
    for option in [&["-a", "other"][..], &["--argv0=other"], &["-vaother"]] {
        let shown = env(option).args(["sh", "-c", "echo $0"]).run();
        assert_eq!(shown.stdout, b"other\n", "{option:?}");
    }
    env(&["-v", "-a", "a b", "true", "x"]).run().is(
        "",
        "argv0:     'a b'\nexecuting: true\n   arg[0]= 'a b'\n   arg[1]= 'x'\n",
        0,
    );
}

#[test]
fn debug_explains_each_step() {
    for args in [
        &["-v", "true"][..],
        &["-vi", "A=1", "-C", "/", "true"],
        &[
            "-v", "-u", "A", "-u", "B", "-C", "/", "B=x y", "true", "a b", "é",
        ],
        &["-v", "-u", "A", "-i", "true"],
        &["-v", "-", "true"],
        &["-v", "nosuch"],
        &["-vS", "A=1 printf 'a b'", "c"],
        &["-vS", "printf x${LC_ALL}y${NOPE}z"],
        &["-vS", " "],
        &["-v", "--default-signal", "true"],
        &[
            "-v",
            "--ignore-signal=INT",
            "--block-signal=2,3",
            "--default-signal=INT",
            "true",
        ],
    ] {
        env(args).recorded();
        env(args).utf8().recorded();
    }
}

#[test]
fn splits_strings() {
    let printf = "printf [%s]\\\\n ";
    for text in [
        "a b",
        "  a   b  ",
        "'a b' c",
        "\"a b\" c",
        "a\\_b",
        "\"a\\_b\"",
        "'a\\_b'",
        "a\\tb\\nc",
        "'a\\nb'",
        "a\\qb",
        "\"a\\qb\"",
        "'a\\qb'",
        "a\\cb d",
        "\"a\\cb\"",
        "\\c",
        "a #b c",
        "a#b",
        "#a",
        "\"#a\"",
        "\\#a",
        "${X}",
        "\"${X}\"",
        "'${X}'",
        "$X",
        "\"$X\"",
        "${X",
        "${1X}",
        "${}",
        "${U}",
        "a${U}b",
        "\"${U}\"",
        "a\\$b",
        "a\\",
        "\"a",
        "'a",
        "\"a\\",
        "'a\\",
        "a\\\"b",
        "'a\\'b'",
        "'a\\\\b'",
        "\"a'b\"",
        "'a\"b'",
        "a\"\"b",
        "\"\"",
        "''",
        "a\\fb\\vc\\rd",
        "$",
        "${X Y}",
        "${É}",
        "a\x0bb\x0cc\rd\te\nf",
        "a ${U} b",
        "a '' b",
        "\\_ a",
        "x\\\ny",
    ] {
        env(&["-S", &format!("{printf}{text}")]).recorded();
        env(&[&format!("-S{printf}{text}"), "Z"]).recorded();
    }
    for text in [
        "",
        " ",
        "-u X printenv",
        "A=1 B=2 printenv",
        "-i",
        "-S'printf a'",
        "-u",
        "--x",
        "\"\"",
        "-i A='x y' printenv",
        "X=new printf ${X}",
        "-u X printf [${X}]",
    ] {
        env(&["-S", text, "A"]).recorded();
    }
    env(&["-S-i", "-SA=1 printenv"]).prints("A=1\n");
}

#[test]
fn works_in_shebang_lines() {
    let dir = Dir::new();
    let env = testing::bin_dir().join("env");
    dir.script(
        "script",
        format!("#!{} -S A=1\\_B=2 sh -e\necho $A $B $1\n", env.display()),
    );
    let ran = testing::command(dir.join("script"))
        .arg("arg")
        .output()
        .unwrap();
    assert_eq!(ran.stdout, b"1 2 arg\n");
}

/// In GNU's sources after 9.11.
#[test]
fn entries_come_from_a_file() {
    let dir = Dir::new();
    dir.file("list", "B=2\0A=new\0odd\0");
    let run = |args: &[&str]| env(args).cwd(&dir);
    run(&["--env0-from=list"]).prints("A=new\nLC_ALL=C\nPATH=/usr/bin:/bin\nX=x y\nB=2\nodd\n");
    run(&["-i", "--env0-from=list"]).prints("B=2\nA=new\nodd\n");
    run(&["--env0-from", "list", "-", "B=3"]).prints("B=3\nA=new\nodd\n");
    run(&["-u", "A", "-i", "--env0-from=list"]).prints("B=2\nodd\n");
    run(&["-i", "--env0-from=-", "-0"])
        .stdin("A=1\0A=2\0\0=x\0")
        .prints("A=1\0A=2\0\0=x\0");
    run(&["-i", "--env0-from=-"]).stdin("").prints("");
    run(&["-i", "--env0-from=gone"]).fails(125, "env: gone: No such file or directory\n");
}

/// Signals without a name, since 9.5. The C library leaves no one change their action.
#[test]
fn signals_may_have_no_name() {
    env(&["--block-signal=33", "true"]).prints("");
    env(&["--ignore-signal=32", "true"]).fails(
        125,
        "env: failed to set signal action for signal 32: Invalid argument\n",
    );
}

#[test]
fn handles_signals() {
    for args in [
        &["--ignore-signal"][..],
        &["--block-signal"],
        &["--ignore-signal=INT,TERM", "--block-signal=3,sigusr1,INT"],
        &["--ignore-signal="],
        &["--block-signal=INT,,"],
        &["--block-signal=KILL,64,CLD,IO"],
        &["--ignore-signal=RTMIN+1,RTMAX,rtmax-2,RTMIN,130,257"],
        &["--ignore-signal", "--default-signal=INT"],
        &["--block-signal", "--default-signal=INT"],
    ] {
        env(args)
            .args(["--list-signal-handling", "true"])
            .recorded();
        // Another env, which the first one executes, sees the same.
        let inner = testing::bin_dir().join("env");
        let inherited = env(args)
            .args([inner.to_str().unwrap(), "--list-signal-handling", "true"])
            .run();
        let direct = env(args).args(["--list-signal-handling", "true"]).run();
        assert_eq!(inherited, direct, "{args:?}");
    }
    env(&[
        "--ignore-signal=TERM",
        "sh",
        "-c",
        "kill -TERM $$; echo alive",
    ])
    .prints("alive\n");
}
