//! Integration tests of ls.

use std::fs::{self, File, FileTimes, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};
use testing::{Dir, Terminal, bad_name, bin_dir, utility};

/// A folder with names, types, sizes and times of many kinds.
fn sample() -> Dir {
    let dir = Dir::new();
    dir.folder("d/sub")
        .folder("e x")
        .symlink("d", "ld")
        .symlink("gone", "dangling");
    for (i, name) in [
        "B",
        "a",
        "a.tar",
        ".hidden",
        "c.txt",
        "it's",
        "new\nline",
        "b~",
        "x9",
        "x10",
        "é",
        "a=b",
        "日本",
        "\u{1}",
        "#h",
    ]
    .iter()
    .enumerate()
    {
        dir.file(name, vec![b'x'; i * i * 37]);
        let time = SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000 + 7 * i as u64, 5);
        let times = FileTimes::new()
            .set_modified(time)
            .set_accessed(time - Duration::from_secs(99 * i as u64));
        File::options()
            .write(true)
            .open(dir.join(name))
            .unwrap()
            .set_times(times)
            .unwrap();
    }
    dir.file(bad_name(), "");
    fs::set_permissions(dir.join("x9"), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(dir.join("e x"), Permissions::from_mode(0o1777)).unwrap();
    dir
}

/// Compares with GNU's ls for each of `options`, in both locales.
fn like_gnu(dir: &Dir, options: &[&str]) {
    for option in options {
        let args: Vec<&str> = option.split_whitespace().collect();
        utility("ls").cwd(dir).args(&args).like_gnu();
        utility("ls").cwd(dir).args(&args).utf8().like_gnu();
    }
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.folder("d")
        .file("b", "12345")
        .file("a", "")
        .file(".hidden", "")
        .symlink("a", "l");
    let ls = |args: &[&str]| utility("ls").cwd(&dir).args(args);
    ls(&[]).prints("a\nb\nd\nl\n");
    ls(&["-A"]).prints(".hidden\na\nb\nd\nl\n");
    ls(&["-F"]).prints("a\nb\nd/\nl@\n");
    ls(&["-m"]).prints("a, b, d, l\n");
    ls(&["-S", "a", "b"]).prints("b\na\n");
    ls(&["-go", "--time-style=+T", "b"]).prints("-rw-r--r-- 1 5 T b\n");
    ls(&["gone"]).fails(2, "ls: cannot access 'gone': No such file or directory\n");
}

#[test]
fn formats() {
    let dir = sample();
    like_gnu(
        &dir,
        &[
            "",
            "-a",
            "-A",
            "-B",
            "-l",
            "-la",
            "-g",
            "-o",
            "-G -l",
            "-n",
            "--author -l",
            "-s",
            "-si",
            "-i",
            "-sm",
            "-lh",
            "-l --si",
            "-lk",
            "-Z",
            "-lZ",
            "-1",
            "-F",
            "-p",
            "--file-type",
            "-lF",
            "-Q",
            "-N",
            "-b",
            "-q",
            "-lq",
            "--zero",
            "-l --zero",
            "-w0 -C",
            "-w0 -x",
            "-w0 -m",
            "-d",
            "-ld",
            "--full-time",
            "-lL",
            "-R",
            "-lR",
            "-H ld",
            "-l ld",
            "ld",
            "-L ld",
            "d ld gone a",
            "gone",
            "-d gone",
            "--block-size=K -ls",
            "--block-size=1 -s",
            "-l --block-size=kB",
            "--hide=*.t*",
            "-I a* -I [b-x]*",
            "-a --hide=*",
            "-lU --time-style=iso",
            "--indicator-style=classify",
            "-lD",
            "-lDR",
            "-C -l",
            "-l -1",
            "-1 -m -w0",
        ],
    );
}

#[test]
fn orders() {
    let dir = sample();
    like_gnu(
        &dir,
        &[
            "-t",
            "-tr",
            "-S",
            "-Sr",
            "-X",
            "-v",
            "-r",
            "-U",
            "-u",
            "-lu",
            "-ltu",
            "--sort=width",
            "--sort=none",
            "--group-directories-first",
            "--group-directories-first -r",
            "--group-directories-first -U",
            "--time=ctime -U",
            "--time=access -l",
        ],
    );
    utility("ls")
        .cwd(&sample())
        .args(["--sort=name", "-U", "--sort=name", "d"])
        .prints("sub\n");
}

#[test]
fn quoting_styles() {
    let dir = sample();
    for style in [
        "literal",
        "shell",
        "shell-always",
        "shell-escape",
        "shell-escape-always",
        "c",
        "c-maybe",
        "escape",
        "locale",
        "clocale",
    ] {
        let style = format!("--quoting-style={style}");
        like_gnu(
            &dir,
            &[
                &style,
                &format!("{style} -l"),
                &format!("{style} -C -w0 -F"),
                &format!("{style} -R"),
            ],
        );
    }
    utility("ls")
        .cwd(&dir)
        .env("QUOTING_STYLE", "c")
        .args(["d"])
        .prints("\"sub\"\n");
    utility("ls")
        .cwd(&dir)
        .env("QUOTING_STYLE", "x")
        .args(["d"])
        .run()
        .is(
            "sub\n",
            "ls: ignoring invalid value of environment variable QUOTING_STYLE: 'x'\n",
            0,
        );
}

#[test]
fn columns_fill_the_width() {
    let dir = Dir::new();
    dir.file("a", "")
        .file("bb", "")
        .file("ccc", "")
        .file("dddd", "")
        .file("e", "");
    let columns = |args: &[&str], shown: &str| utility("ls").cwd(&dir).args(args).prints(shown);
    // A line is shorter than the width, which counts the newline. A column is three wide at least.
    columns(&["-C", "-w22"], "a  bb  ccc  dddd  e\n");
    columns(&["-C", "-w21"], "a   ccc   e\nbb  dddd\n");
    columns(&["-x", "-w12", "-T0"], "a    bb\nccc  dddd\ne\n");
    columns(&["-x", "-w4", "-T0", "a", "e"], "a  e\n");
    columns(&["-m", "-w9"], "a, bb,\nccc,\ndddd, e\n");
    columns(&["-C", "-w0"], "a  bb  ccc  dddd  e\n");
    utility("ls")
        .cwd(&dir)
        .env("COLUMNS", "22")
        .args(["-C"])
        .prints("a  bb  ccc  dddd  e\n");
    for width in 1..30 {
        for format in ["-C", "-x", "-m"] {
            let width = format!("-w{width}");
            utility("ls").cwd(&dir).args([format, &width]).recorded();
        }
    }
    utility("ls")
        .cwd(&dir)
        .env("POSIXLY_CORRECT", "1")
        .env("TABSIZE", "-1")
        .args(["-C"])
        .recorded();
    utility("ls")
        .cwd(&dir)
        .env("COLUMNS", "x")
        .args(["-C", "a"])
        .run()
        .is(
            "a\n",
            "ls: ignoring invalid width in environment variable COLUMNS: 'x'\n",
            0,
        );
    utility("ls").args(["-w08"]).recorded();
    utility("ls").args(["-T", "-1"]).recorded();
}

#[test]
fn dates() {
    let dir = sample();
    for style in [
        "full-iso",
        "long-iso",
        "iso",
        "locale",
        "posix-iso",
        "+%s",
        "+%b\n%Y",
        "x",
        "+a\nb\nc",
        "i",
    ] {
        let option = format!("--time-style={style}");
        utility("ls").cwd(&dir).args(["-l", &option]).like_gnu();
        utility("ls")
            .cwd(&dir)
            .args(["-l"])
            .utf8()
            .env("TIME_STYLE", style)
            .env("TZ", "Asia/Kolkata")
            .like_gnu();
    }
    utility("ls")
        .cwd(&dir)
        .args(["-go", "--time=modification", "--time-style=+%s.%N", "a"])
        .prints("-rw-r--r-- 1 37 1000000007.000000005 a\n");
}

#[test]
fn colors() {
    let dir = sample();
    for database in [
        "",
        "no=7:di=1",
        "ln=target:or=5:mi=6",
        "*.tar=33:*~=34:rs=",
        "ec=E:lc=<:rc=>",
        "ex=:or=",
        "di=\\e^[\\x41_",
        "di",
        "xx=1",
        "di=\\",
        "tw=0:ow=0:st=0",
        "fi=3:*a=4",
    ] {
        for options in [
            "--color",
            "-l --color=always",
            "-C --color -w0",
            "-R --color=yes",
        ] {
            let args: Vec<&str> = options.split_whitespace().collect();
            utility("ls")
                .cwd(&dir)
                .args(args)
                .env("LS_COLORS", database)
                .env("TERM", "xterm")
                .like_gnu();
        }
    }
    let case = |database: &str, shown: &str| {
        let dir = Dir::new();
        dir.file("A.TAR", "").file("a.tar", "");
        utility("ls")
            .cwd(&dir)
            .args(["--color"])
            .env("LS_COLORS", database)
            .prints(shown);
    };
    case(
        "*.tar=3:*.TAR=4",
        "\x1b[0m\x1b[4mA.TAR\x1b[0m\n\x1b[3ma.tar\x1b[0m\n",
    );
    case(
        "*.tar=3",
        "\x1b[0m\x1b[3mA.TAR\x1b[0m\n\x1b[3ma.tar\x1b[0m\n",
    );
    utility("ls")
        .cwd(&dir)
        .args(["--color=auto", "d"])
        .prints("sub\n");
}

/// Since 9.4.
#[test]
fn a_link_to_itself_is_listed() {
    let dir = Dir::new();
    dir.symlink("lp", "lp");
    let ls = |args: &[&str]| utility("ls").cwd(&dir).args(args);
    ls(&["lp"]).prints("lp\n");
    assert_eq!(ls(&["--color=always", "lp"]).run().status, 0);
    let message = "ls: cannot access 'lp': Too many levels of symbolic links\n";
    for option in ["-H", "-L"] {
        ls(&[option, "lp"]).fails(2, message);
    }
}

/// Since 9.2, an entry for the same spelling replaces an earlier one first.
#[test]
fn the_last_color_of_an_extension_counts() {
    let dir = Dir::new();
    for name in ["a.png", "B.PNG", "c.PnG"] {
        dir.file(name, "");
    }
    let colored = |name: &str, color: &str| format!("\x1b[{color}m{name}\x1b[0m\n");
    let ls = |colors: &str| {
        let ls = utility("ls").cwd(&dir).args(["-1", "--color=always"]);
        ls.env("LS_COLORS", colors)
    };
    let list = |a: &str, b: &str, c: &str| format!("\x1b[0m{b}{a}{c}");
    ls("*.png=31:*.png=32:*.PNG=32").prints(list(
        &colored("a.png", "32"),
        &colored("B.PNG", "32"),
        &colored("c.PnG", "32"),
    ));
    ls("*.png=32:*.png=31:*.PNG=32").prints(list(
        &colored("a.png", "31"),
        &colored("B.PNG", "32"),
        "c.PnG\n",
    ));
}

#[test]
fn version_sort_of_hidden_names() {
    let dir = Dir::new();
    for name in [".A", ".0", "a.10", "a.9", "a~", "a"] {
        dir.file(name, "");
    }
    utility("ls")
        .cwd(&dir)
        .args(["-Av"])
        .prints(".0\n.A\na~\na\na.9\na.10\n");
}

#[test]
fn dired_implies_the_long_format() {
    let dir = Dir::new();
    dir.file("a", "");
    let out = utility("ls")
        .cwd(&dir)
        .args(["--dired", "-Q", "-go", "--time-style=+T"])
        .run()
        .stdout;
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "  total 0\n  -rw-r--r-- 1 0 T \"a\"\n//DIRED// 29 32\n//DIRED-OPTIONS// --quoting-style=c\n"
    );
    utility("ls")
        .args(["--dired", "--zero", "-l"])
        .fails(2, "ls: --dired and --zero are incompatible\n");
}

#[test]
fn f_is_all_unsorted_in_any_format() {
    let dir = Dir::new();
    let out = utility("ls")
        .cwd(&dir)
        .args(["-f", "-l", "-go"])
        .run()
        .stdout;
    assert!(out.starts_with(b"total "), "{out:?}");
}

#[test]
fn mistakes() {
    for option in [
        "--format=x",
        "--color=x",
        "--quoting-style=s",
        "--indicator-style=x",
        "--hyperlink=x",
        "--block-size=x",
        "--block-size=1x",
        "--block-size=0",
        "--block-size=1Y",
        "-wx",
        "-Tx",
        "-%",
        "--sort",
        "--zz",
    ] {
        utility("ls").args([option]).recorded();
    }
    let wrong = utility("ls").args(["--sort=x"]).run();
    assert_eq!(wrong.status, 1);
    let loops = Dir::new();
    loops.folder("a").symlink(".", "a/up");
    utility("ls").cwd(&loops).args(["-LR"]).recorded();
    utility("ls")
        .run_into("/dev/full")
        .is("", "ls: write error: No space left on device\n", 2);
    utility("ls")
        .closed(1)
        .fails(2, "ls: write error: Bad file descriptor\n");
}

#[test]
fn capabilities_have_a_color() {
    let dir = Dir::new();
    dir.folder("d").file("a", "").file("d/b", "");
    // cap_net_bind_service=ep
    let set = testing::command("setfattr")
        .args(["-n", "security.capability", "-v"])
        .args(["0x0100000200040000000000000000000000000000", "a"])
        .current_dir(dir.path())
        .output();
    if !set.is_ok_and(|output| output.status.success()) {
        testing::skip!("setfattr can't set capabilities here");
    }
    for (colors, shown) in [
        ("di=:ca=30;41", "\x1b[0m\x1b[30;41ma\x1b[0m\n\nd:\nb\n"),
        ("di=:ex=:ca=30;41", "\x1b[0m\x1b[30;41ma\x1b[0m\n\nd:\nb\n"),
        ("di=:ca=:ex=1", "a\n\nd:\nb\n"),
    ] {
        utility("ls")
            .cwd(&dir)
            .env("LS_COLORS", colors)
            .args(["--color", "a", "d"])
            .prints(shown);
    }
}

#[test]
fn the_version_names_corelink_and_gnu_coreutils() {
    let shell = |script: &str| {
        let path = format!("PATH={}:$PATH\n", bin_dir().display());
        Dir::new().run(&(path + script))
    };
    shell("ls --version | head -n 1").is("ls (corelink coreutils) 9.11\n", "", 0);
    shell("ls --version | grep -q 'GNU coreutils'").is("", "", 0);
    shell("ls --version | grep -c '^corelink [0-9.]*, .*GNU coreutils 9.11'").is("1\n", "", 0);
}

#[test]
fn help_has_bold_names_on_a_terminal() {
    let help = |term: &str| {
        let terminal = Terminal::new();
        let mut case = utility("ls").args(["--help"]).env("TERM", term);
        case.command().stdout(terminal.near.try_clone().unwrap());
        let mut child = case.command().spawn().unwrap();
        drop((case, terminal.near));
        let mut text = Vec::new();
        // Reading a terminal that nobody writes to any more fails on Linux.
        let _ = (&terminal.far).read_to_end(&mut text);
        assert!(child.wait().unwrap().success());
        String::from_utf8(text).unwrap()
    };
    let (bold, dumb) = (help("xterm"), help("dumb"));
    assert!(bold.contains("\n  \x1b[1m-a, --all\x1b[m      "), "{bold}");
    assert!(dumb.contains("\n  -a, --all      "), "{dumb}");
    let redirected = utility("ls").args(["--help"]).env("TERM", "xterm").run();
    assert_eq!(redirected.text().matches('\x1b').count(), 0);
}

/// A directory that is listed recursively may be replaced by a link to one that is nobody's business.
#[test]
fn recursion_follows_no_link_that_replaces_a_directory() {
    let dir = Dir::new();
    dir.folder("d/sub");
    for (options, follows) in [("-R", false), ("-RL", true)] {
        let Some(trace) =
            testing::traced(&dir, "open,openat", &bin_dir().join("ls"), &[options, "d"])
        else {
            testing::skip!("there is no strace, or it may not trace");
        };
        let opened = trace.lines().find(|line| line.contains("\"d/sub\""));
        let opened = opened.expect("it lists the directory");
        assert_eq!(
            !opened.contains("O_NOFOLLOW"),
            follows,
            "{options}: {opened}"
        );
    }
}

/// GNU's says the seconds in place of more than 1000 bytes.
#[test]
fn dates_that_are_too_long_are_numbers() {
    let dir = Dir::new();
    dir.file("f", "").run("touch -d @981158400 f; chmod 644 f");
    for width in [1001, 200_000_000, i32::MAX] {
        let style = format!("--time-style=+%{width}Y");
        let ls = utility("ls").args(["-gGd", &style, "f"]).cwd(&dir);
        ls.prints("-rw-r--r-- 1 0 981158400 f\n");
    }
    for width in [999, 1000] {
        let style = format!("--time-style=+%{width}Y");
        let ls = utility("ls").args(["-gGd", &style, "f"]).cwd(&dir);
        ls.prints(format!("-rw-r--r-- 1 0 {:0width$} f\n", 2001));
    }
}
