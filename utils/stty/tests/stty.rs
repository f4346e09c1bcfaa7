//! stty: printing and changing the settings of a terminal. Each test has pseudo-terminals of its
//! own.

use testing::{Case, Outcome, Terminal, gnu, utility};

/// Runs `stty` with each of `commands` on one terminal of 24 rows and 80 columns, and then with
/// `-a` and `-g`. Returns the outcomes.
fn outcomes(stty: &dyn Fn() -> Case, commands: &[&str]) -> Vec<Outcome> {
    let terminal = Terminal::new();
    let run = |command: &str| {
        let words: Vec<&str> = command.split_whitespace().collect();
        let words = words.iter().map(|w| if *w == "''" { "" } else { w });
        // GNU 9.1 has lines that are one column too wide.
        let stty = stty().args(words).env("COLUMNS", "1000");
        stty.run_from(&terminal.near)
    };
    run("rows 24 cols 80");
    commands
        .iter()
        .chain(&["-a", "-g"])
        .map(|c| run(c))
        .collect()
}

/// Asserts that GNU's stty does the same with `commands`, on another terminal.
#[track_caller]
fn like_gnu(commands: &[&str]) {
    if gnu("stty").is_none() {
        return;
    }
    let ours = outcomes(&|| utility("stty"), commands);
    let theirs = outcomes(&|| gnu("stty").expect("it was there"), commands);
    for (i, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        let readable = |o: &Outcome| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (text(&o.stdout), text(&o.stderr), o.status)
        };
        assert_eq!(readable(ours), readable(theirs), "{commands:?}, run {i}");
    }
}

/// Runs stty successfully, and returns what it prints.
fn printed(terminal: &Terminal, command: &str) -> String {
    let stty = utility("stty").args(command.split_whitespace());
    let outcome = stty.run_from(&terminal.near);
    assert_eq!(
        (outcome.stderr.as_slice(), outcome.status),
        (&b""[..], 0),
        "{command}"
    );
    String::from_utf8(outcome.stdout).unwrap()
}

#[test]
fn examples() {
    let terminal = Terminal::new();
    let stty = |command| printed(&terminal, command);
    stty("sane rows 24 cols 80");
    assert_eq!(stty("size"), "24 80\n");
    // Without arguments, stty prints what differs from a sane terminal.
    assert_eq!(stty(""), "speed 38400 baud; line = 0;\n");
    stty("-echo intr ^X 9600");
    assert_eq!(stty(""), "speed 9600 baud; line = 0;\nintr = ^X;\n-echo\n");
    stty("sane 38400");
    assert_eq!(
        stty("-a"),
        "speed 38400 baud; rows 24; columns 80; line = 0;\n\
         intr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;\n\
         eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;\n\
         werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;\n\
         -parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts\n\
         -ignbrk brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff\n\
         -iuclc -ixany imaxbel -iutf8\n\
         opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0\n\
         isig icanon iexten echo echoe echok -echonl -noflsh -xcase -tostop -echoprt\n\
         echoctl echoke -flusho -extproc\n"
    );
    assert_eq!(
        stty("-g"),
        format!(
            "2502:5:bf:8a3b:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16{}\n",
            ":0".repeat(16)
        )
    );
}

#[test]
fn settings_change_a_sane_terminal() {
    for (command, changed) in [
        ("-echo", "-echo\n"),
        ("echo", ""),
        ("-icrnl ixany", "-icrnl ixany\n"),
        ("cr1 tab3", "cr1 tab3\n"),
        // Other names of modes.
        ("tandem", "ixoff\n"),
        ("-crterase", "-echoe\n"),
        // Combinations.
        (
            "raw",
            "min = 1; time = 0;\n-brkint -icrnl -imaxbel\n-opost\n-isig -icanon\n",
        ),
        ("raw cooked", "-imaxbel\n"),
        ("cbreak", "min = 1; time = 0;\n-icanon\n"),
        ("nl", "-icrnl\n-onlcr\n"),
        ("litout", "-opost\n"),
        ("lcase", "iuclc\nolcuc\nxcase\n"),
        ("-tabs", "tab3\n"),
        ("intr x -echo sane", ""),
        ("erase x kill y ek", ""),
        // Characters.
        ("intr x", "intr = x;\n"),
        ("intr ^a", "intr = ^A;\n"),
        ("intr undef", "intr = <undef>;\n"),
        ("erase 0x41", "erase = A;\n"),
        ("kill 0101", "kill = A;\n"),
        ("eof 65", "eof = A;\n"),
        ("quit ^?", "quit = ^?;\n"),
        ("-icanon min 5 time 0x10", "min = 5; time = 16;\n-icanon\n"),
    ] {
        let terminal = Terminal::new();
        printed(&terminal, "sane");
        printed(&terminal, command);
        let expected = format!("speed 38400 baud; line = 0;\n{changed}");
        assert_eq!(printed(&terminal, ""), expected, "{command}");
    }
}

#[test]
fn mistakes_are_reported() {
    let terminal = Terminal::new();
    let hint = "\nTry 'stty --help' for more information.";
    for (command, said) in [
        ("foo", format!("invalid argument 'foo'{hint}")),
        // It is reported before anything is changed.
        ("-echo foo", format!("invalid argument 'foo'{hint}")),
        ("-size", format!("invalid argument '-size'{hint}")),
        ("intr", format!("missing argument to 'intr'{hint}")),
        ("rows x", "invalid integer argument: 'x'".to_owned()),
        (
            "intr 256",
            "invalid integer argument: '256': Numerical result out of range".to_owned(),
        ),
        (
            "min 99999999999999999999",
            "invalid integer argument: '99999999999999999999': \
             Value too large for defined data type"
                .to_owned(),
        ),
        (
            "-a -g",
            "the options for verbose and stty-readable output styles are\nmutually exclusive"
                .to_owned(),
        ),
        (
            "-a echo",
            "when specifying an output style, modes may not be set".to_owned(),
        ),
        (
            "-F /dev/null",
            "/dev/null: Inappropriate ioctl for device".to_owned(),
        ),
    ] {
        let stty = utility("stty").args(command.split_whitespace());
        stty.run_from(&terminal.near)
            .is("", format!("stty: {said}\n"), 1);
    }
    printed(&terminal, "sane");
    assert_eq!(printed(&terminal, ""), "speed 38400 baud; line = 0;\n");
}

#[test]
fn each_mode() {
    let modes = "parenb parodd cmspar cs5 cs6 cs7 cs8 hupcl hup cstopb cread clocal crtscts ignbrk \
                 brkint ignpar parmrk inpck istrip inlcr igncr icrnl ixon ixoff tandem iuclc ixany \
                 imaxbel iutf8 opost olcuc ocrnl onlcr onocr onlret ofill ofdel nl1 nl0 cr3 cr2 cr1 \
                 cr0 tab3 tab2 tab1 tab0 bs1 bs0 vt1 vt0 ff1 ff0 isig icanon iexten echo echoe \
                 crterase echok echonl noflsh xcase tostop echoprt prterase echoctl ctlecho echoke \
                 crtkill flusho extproc drain";
    for mode in modes.split_whitespace() {
        let off = format!("-{mode}");
        like_gnu(&["sane", &off, "", mode, "", &off]);
    }
}

#[test]
fn each_combination() {
    let combinations = "evenp parity oddp nl ek sane cooked raw pass8 litout cbreak decctlq tabs \
                        lcase LCASE crt dec";
    let odd = "-echo -opost ixany -brkint tab3 iutf8 cr2 intr x erase y kill z eof w min 7";
    for combination in combinations.split_whitespace() {
        let off = format!("-{combination}");
        like_gnu(&[odd, combination, ""]);
        like_gnu(&[odd, &off, ""]);
        like_gnu(&["sane", combination, "", &off, ""]);
    }
}

#[test]
fn each_character() {
    let names = "intr quit erase kill eof eol eol2 swtch start stop susp rprnt werase lnext discard \
                 min time";
    for name in names.split_whitespace() {
        for value in ["^c", "undef", "0x41", ""] {
            like_gnu(&[&format!("{name} {value}"), ""]);
        }
        like_gnu(&[&format!("-{name} x")]);
    }
    for value in [
        "x",
        "''",
        "^C",
        "^-",
        "^?",
        "^",
        "^[",
        "^hh",
        "0",
        "1",
        "8",
        "08",
        "0377",
        "200",
        "255",
        "256",
        "-1",
        "xyz",
        "M-a",
        "4b",
        "1B",
        "+12",
        "99999999999999999999",
        "1073741823",
        "1073741824",
        "é",
        "0x",
        "0xfg",
    ] {
        like_gnu(&[&format!("intr {value}"), ""]);
        like_gnu(&[&format!("min {value}"), ""]);
    }
}

#[test]
fn each_special_setting() {
    for command in [
        "9600",
        "50",
        "134.5",
        "exta",
        "extb",
        "4000000",
        "ispeed",
        "ospeed",
        "speed",
        "size",
        "speed size",
        "size 300 speed",
        "rows 10",
        "cols 10",
        "columns 10 rows 3 size",
        "rows x",
        "rows",
        "rows -1",
        "rows 70000",
        "rows 99999999999",
        "cols 1b",
        "cols 0x10",
        "line 0",
        "line 3",
        "line 256",
        "line x",
        "line",
        "-line 3",
        "-size",
        "-speed",
        "-9600",
        "1e5",
        "foo",
        "-foo",
        "-",
        "''",
        "echo foo rows 5",
        "rows 5 echo -foo",
        "drain",
        "-drain -echo",
    ] {
        like_gnu(&[command, ""]);
    }
}

/// Which mistakes are reported before the device is looked at, and which are options behind `--`.
#[test]
fn mistakes_come_in_gnus_order() {
    for args in [
        "rows f1",
        "columns -1",
        "size rows x",
        "rows x foo",
        "min f1",
        "time 256",
        "x -- -g",
        "--x -- -a",
        "-ax -- -g",
        "echo -- -g",
        "-- -g",
        "--all -- -g",
        "x -a",
    ] {
        utility("stty").args(args.split(' ')).recorded();
    }
}

/// Since 9.8.
#[test]
fn speeds_may_have_signs_and_fractions() {
    for given in [
        " +19200", "19200.", "19200.3", "19199.7", "19200.50", "19199.51",
    ] {
        for which in ["ispeed", "ospeed"] {
            let terminal = Terminal::new();
            printed(&terminal, "9600");
            let set = utility("stty").args([which, given]);
            set.run_from(&terminal.near).is("", "", 0);
            assert!(
                printed(&terminal, "speed").contains("19200"),
                "{which} {given}"
            );
        }
    }
    for given in [
        "1.2.3", "++9600", "-9600", "0x10", "1e3", "9600,5", "9600 ", "9600.x", ".5", "+", "",
    ] {
        let message =
            format!("stty: invalid ispeed '{given}'\nTry 'stty --help' for more information.\n");
        utility("stty").args(["ispeed", given]).fails(1, message);
    }
}

#[test]
fn a_saved_line_restores_all_settings() {
    let terminal = Terminal::new();
    let saved = printed(&terminal, "-g");
    for line in [&saved, &printed(&terminal, "--save")] {
        assert_eq!(line.matches(':').count(), 35, "{line}");
        printed(&terminal, "raw -echo intr x 9600");
        assert_ne!(&printed(&terminal, "-g"), line);
        printed(&terminal, line);
        assert_eq!(&printed(&terminal, "-g"), line);
    }
    let saved = saved.trim_end();
    for wrong in [
        "500:5".to_owned(),
        format!("{saved}:0"),
        format!("{saved}0000"),
        format!("{saved}x"),
        format!("{saved}:"),
        saved.replace(':', ";"),
        saved.replace("500:", "fffffffff:"),
        saved.replace("500:", ":"),
    ] {
        like_gnu(&[&wrong]);
    }
}

#[test]
fn speeds_may_be_any_number() {
    let terminal = Terminal::new();
    printed(&terminal, "12345");
    assert_eq!(printed(&terminal, "speed"), "12345\n");
    assert!(printed(&terminal, "").starts_with("speed 12345 baud; line = 0;\n"));
    printed(&terminal, "38400");
    assert_eq!(printed(&terminal, "speed"), "38400\n");
    for which in ["ispeed", "ospeed"] {
        let message =
            format!("stty: invalid {which} 'x'\nTry 'stty --help' for more information.\n");
        let stty = utility("stty").args([which, "x"]);
        stty.run_from(&terminal.near).is("", message, 1);
    }
}

#[test]
fn options_and_their_combinations() {
    for command in [
        "-a",
        "--all",
        "--al",
        "-g",
        "--save",
        "-a -a",
        "-ga",
        "-a --save",
        "-a echo",
        "-g echo",
        "echo -a",
        "-ax",
        "-aecho",
        "--foo",
        "--all=3",
        "-- -echo",
        "-a -- -echo",
        "echo -- -echo",
        "-F",
        "-aF",
        "--file",
        "-F /dev/null",
        "-F /dev/null echo",
        "-F /nonexistent -a",
        "--file=/dev/null",
        "--f=/dev/null -a",
        "-F /dev/null -F /dev/null",
    ] {
        like_gnu(&[command]);
    }
}

#[test]
fn lines_are_as_wide_as_the_terminal() {
    if gnu("stty").is_none() {
        return;
    }
    for columns in (1..140).chain([0, 1000]) {
        let wide = |stty: Case| stty.env("COLUMNS", columns.to_string());
        let terminal = Terminal::new();
        printed(&terminal, "raw intr x -echo rows 24 cols 80");
        for command in ["-a", ""] {
            let words = || command.split_whitespace();
            let ours = wide(utility("stty").args(words())).run_from(&terminal.near);
            let theirs = wide(gnu("stty").unwrap().args(words())).run_from(&terminal.near);
            let width = if columns == 0 { 80 } else { columns };
            let lines = |o: &Outcome| String::from_utf8_lossy(&o.stdout).into_owned();
            // One line more than it should hold, in GNU's before 9.2.
            let too_wide = |line: &str| line.len() == width + 1 && line.contains(' ');
            if !lines(&theirs).lines().any(too_wide) {
                assert_eq!(ours, theirs, "{columns} columns");
            }
            if command == "-a" && width > 20 {
                let widest = lines(&ours).lines().map(str::len).max();
                assert!(widest <= Some(width), "{columns} columns: {ours:?}");
            }
        }
    }
}

#[test]
fn a_device_may_be_named() {
    let terminal = Terminal::new();
    let name = terminal.name().into_os_string().into_string().unwrap();
    printed(&terminal, "rows 5 cols 6");
    for option in ["-F", "--file", "--fi"] {
        utility("stty")
            .args([option, &name, "size"])
            .prints("5 6\n");
    }
    utility("stty")
        .args([&format!("-F{name}"), "size"])
        .prints("5 6\n");
    utility("stty")
        .args([&format!("--file={name}"), "rows", "7"])
        .prints("");
    assert_eq!(printed(&terminal, "size"), "7 6\n");
}

#[test]
fn standard_input_may_be_another_file() {
    let message = "stty: 'standard input': Inappropriate ioctl for device\n";
    for command in ["", "-a", "-g", "echo", "size"] {
        let stty = utility("stty").args(command.split_whitespace());
        stty.fails(1, message);
    }
    utility("stty")
        .closed(0)
        .fails(1, "stty: 'standard input': Bad file descriptor\n");
    // An invalid setting is reported first.
    utility("stty").args(["foo"]).recorded();
    let help = utility("stty").args(["--help"]).run();
    assert!(
        help.stdout
            .starts_with(b"Usage: stty [-F DEVICE] [-a | -g | SETTING...]\n")
    );
}
