//! paste on generated lines and lists, compared with GNU's.

use testing::{Chance, Dir, utility};

#[test]
fn generated_lines() {
    let mut chance = Chance::seeded(12);
    for _ in 0..150 {
        let dir = Dir::new();
        let mut text = || chance.text(60, &["a", "bcd", "\n", "\n", "\0", "long words of text"]);
        dir.file("f", text()).file("g", text());
        let mut args = chance.some(3, &["-s", "-z", "-d,", "-d,;", "-d\\0x", "-d\\n\\t"]);
        args.extend(chance.some(2, &["f", "-", "g", "-"]));
        let text = chance.text(60, &["x", "\n", "yz"]);
        utility("paste").cwd(&dir).args(args).stdin(text).like_gnu();
    }
}

#[test]
fn a_single_file_is_copied() {
    let dir = Dir::new();
    let lines: String = (0..60_000).map(|n| format!("{n}\n")).collect();
    dir.file("long", &lines).file("open", "a\n\nb");
    utility("paste").cwd(&dir).args(["long"]).prints(&lines);
    utility("paste").stdin(&lines).prints(&lines);
    utility("paste").cwd(&dir).args(["open"]).prints("a\n\nb\n");
    utility("paste")
        .cwd(&dir)
        .args(["-z", "open"])
        .prints("a\n\nb\0");
}
