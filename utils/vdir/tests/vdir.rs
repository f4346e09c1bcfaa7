//! Integration tests of vdir: what differs from ls.

use testing::{Dir, utility};

#[test]
fn defaults() {
    let dir = Dir::new();
    dir.file("a b", "").file("new\nline", "12").folder("d");
    for args in [
        &[][..],
        &["-l"],
        &["-1"],
        &["-N"],
        &["-x", "-w0"],
        &["-a", "d"],
        &["gone"],
    ] {
        utility("vdir").cwd(&dir).args(args).like_gnu();
        utility("vdir").cwd(&dir).args(args).utf8().like_gnu();
    }
}

#[test]
fn rejects_an_unknown_option() {
    utility("vdir").args(["--no-such-option"]).recorded();
}
