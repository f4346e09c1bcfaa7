//! stdbuf: running a command with changed buffering of its standard streams.
//!
//! The library that stdbuf preloads is that of the installed tree, or else is built here.

use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::sync::OnceLock;
use testing::{Case, Dir, bin_dir, utility};

/// Builds the library where stdbuf looks for it, unless an installed tree is tested.
fn library() {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        if std::env::var_os("CORELINK_BIN").is_some() {
            return;
        }
        let bin = bin_dir();
        let profile = match bin.file_name().unwrap().to_str().unwrap() {
            "debug" => "dev",
            other => other,
        };
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "cl_stdbuf_preload"])
            .args(["--profile", profile, "--target-dir"])
            .arg(bin.parent().unwrap())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status();
        assert!(built.unwrap().success());
    });
}

fn stdbuf(args: &[&str]) -> Case {
    library();
    utility("stdbuf").args(args)
}

/// GNU's words since 9.8.
#[test]
fn standard_input_has_no_lines() {
    let message = "stdbuf: line buffering standard input is meaningless\n\
                   Try 'stdbuf --help' for more information.\n";
    stdbuf(&["-i", "L", "true"]).fails(125, message);
    stdbuf(&["-iL"]).fails(125, message);
}

#[test]
fn modes_are_named_without_leading_blanks() {
    stdbuf(&["-o", " x", "true"]).fails(125, "stdbuf: invalid mode 'x'\n");
    stdbuf(&["-o", "  ", "true"]).fails(125, "stdbuf: invalid mode ''\n");
    let lines = "stdbuf: line buffering standard input is meaningless\n\
                 Try 'stdbuf --help' for more information.\n";
    for mode in ["LL", " L1", "Lx"] {
        stdbuf(&["-i", mode, "true"]).fails(125, lines);
    }
}

#[test]
fn complains_like_gnu() {
    for args in [
        &[][..],
        &["true"],
        &["-o"],
        &["-oL"],
        &["-oX", "true"],
        &["-o", "", "true"],
        &["-o", "-1", "true"],
        &["-o", "LL", "true"],
        &["-o", "l", "true"],
        &["-o1b", "true"],
        &["-o16E", "true"],
        &["-o1Y", "true"],
        &["-o", "99999999999999999999999", "true"],
        &["-x", "true"],
        &["--out", "X", "true"],
        &["-oL", "nosuch"],
        &["-oL", "/"],
        &["-oL", "sh", "-c", "exit 3"],
        &["-o0", "--", "printf", "%s", "-e"],
    ] {
        stdbuf(args).recorded();
        stdbuf(args).utf8().recorded();
    }
}

#[test]
fn passes_modes_to_the_library_in_variables() {
    for (args, variables) in [
        (&["-o0"][..], "_STDBUF_O=0\n"),
        (
            &["-o", "1K", "-eL", "-i", " 5"],
            "_STDBUF_I=5\n_STDBUF_O=1024\n_STDBUF_E=L\n",
        ),
        (
            &["--output=5kB", "--error=+1"],
            "_STDBUF_O=5000\n_STDBUF_E=1\n",
        ),
        (&["-o0", "-o", " L"], "_STDBUF_O=L\n"),
        (&["-oM"], "_STDBUF_O=1048576\n"),
    ] {
        let out = stdbuf(args).args(["env"]).run();
        let text = String::from_utf8(out.stdout).unwrap();
        let (head, library) = text.split_once("LD_PRELOAD=").unwrap();
        assert!(head.ends_with(&format!("\n{variables}")), "{head}");
        assert!(library.ends_with("/libstdbuf.so\n"), "{library}");
        assert_eq!(out.stderr, b"", "{args:?}");
    }
    let out = stdbuf(&["-o0", "env"])
        .env("LD_PRELOAD", "/lib/nosuch.so")
        .run();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.contains("LD_PRELOAD=/lib/nosuch.so:/"), "{text}");
}

/// Runs `sed p` on two lines under stdbuf. Returns what each of its calls to write(2) wrote: the
/// output is a datagram socket, which keeps them apart.
fn writes(mode: &str) -> Vec<String> {
    let (ours, theirs) = UnixDatagram::pair().unwrap();
    let mut case = stdbuf(&[mode, "sed", "p"]);
    let command = case.command();
    command.stdout(OwnedFd::from(theirs));
    let dir = Dir::new();
    dir.file("lines", "a\nb\n");
    command.stdin(std::fs::File::open(dir.join("lines")).unwrap());
    assert!(command.status().unwrap().success(), "{mode}");
    ours.set_nonblocking(true).unwrap();
    let mut writes = Vec::new();
    let mut buffer = [0; 100];
    loop {
        match ours.recv(&mut buffer) {
            Ok(length) => writes.push(String::from_utf8(buffer[..length].to_vec()).unwrap()),
            Err(e) if e.kind() == ErrorKind::WouldBlock => return writes,
            Err(e) => panic!("{mode}: {e}"),
        }
    }
}

#[test]
fn output_is_buffered_as_asked() {
    assert_eq!(writes("-oL"), ["a\n", "a\n", "b\n", "b\n"]);
    assert_eq!(writes("-o1M"), ["a\na\nb\nb\n"]);
    for mode in ["-o0", "-o1"] {
        let writes = writes(mode);
        assert_eq!(writes.concat(), "a\na\nb\nb\n", "{mode}");
        assert!(writes.len() >= 4, "{mode}: {writes:?}");
    }
}

#[test]
fn the_library_reports_what_it_cannot_do() {
    stdbuf(&["-o", "8E", "true"]).run().is(
        "",
        "failed to allocate a 9223372036854775808 byte stdio buffer\n",
        0,
    );
    // The variables may be set to anything.
    let others = |value: &str| {
        let run = stdbuf(&["-e", "1", "true"]);
        run.env("_STDBUF_I", value).env("_STDBUF_O", "L").run()
    };
    for value in ["0", "7", "L"] {
        others(value).is("", "", 0);
    }
    for value in ["", "x", "7z", "1 "] {
        let said = format!("invalid buffering mode {value} for stdin\n");
        others(value).is("", said, 0);
    }
}

#[test]
fn the_library_may_be_missing() {
    let dir = Dir::new();
    dir.executable(&bin_dir().join("stdbuf"));
    // An installed tree has the library, which comes along; one from Cargo does not.
    let _ = std::fs::remove_file(dir.join("lib/corelink/libstdbuf.so"));
    let out = testing::command(dir.join("bin/stdbuf"))
        .args(["-oL", "true"])
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.ends_with("stdbuf: failed to find 'libstdbuf.so'\n"),
        "{said}"
    );
    assert_eq!(out.status.code(), Some(125));
}
