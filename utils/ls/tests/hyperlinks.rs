//! ls --hyperlink: what names lead to.

use testing::{Dir, utility};

#[test]
fn hyperlinks_end_in_escape_and_backslash() {
    let dir = Dir::new();
    dir.file("a b?", "");
    let path = dir.path().canonicalize().unwrap();
    let out = utility("ls").cwd(&dir).args(["--hyperlink"]).run().stdout;
    let text = String::from_utf8(out).unwrap();
    let link = format!("{}/a%20b%3f\x1b\\a b?\x1b]8;;\x1b\\\n", path.display());
    assert!(
        text.starts_with("\x1b]8;;file://") && text.ends_with(&link),
        "{text:?}"
    );
}

/// The path in a hyperlink has no links: of a directory, of what is in it, of `.` and of `..`.
#[test]
fn hyperlinks_lead_to_what_links_lead_to() {
    let dir = Dir::new();
    dir.folder("a/b");
    dir.folder("c");
    dir.file("a/f", "");
    dir.file("c/g", "");
    dir.symlink("../c/g", "a/l");
    dir.symlink("../c", "a/m");
    dir.symlink("none", "a/n");
    dir.symlink("a", "k");
    let top = std::fs::canonicalize(dir.path()).unwrap();
    let links = |args: &[&str]| {
        let ls = utility("ls")
            .cwd(&dir)
            .args(args)
            .args(["--hyperlink", "-1"]);
        let out = String::from_utf8(ls.run().stdout).unwrap();
        let path = |part: &str| {
            let (path, _) = part.split_once("\x1b\\").unwrap();
            let path = &path[path.find('/').unwrap()..];
            path.strip_prefix(top.to_str().unwrap()).unwrap().to_owned()
        };
        let parts = out.split("\x1b]8;;file://").skip(1);
        parts.map(path).collect::<Vec<String>>().join(" ")
    };
    assert_eq!(links(&["a"]), "/a/b /a/f /c/g /c /a/none");
    assert_eq!(links(&["k/"]), "/a/b /a/f /c/g /c /a/none");
    assert_eq!(links(&["k/../c/../k/m/"]), "/c/g");
    assert_eq!(links(&["-a", "k/"]), "/a  /a/b /a/f /c/g /c /a/none");
    assert_eq!(links(&["-L", "a/m", "k/l"]), "/c/g /c /c/g");
    assert_eq!(
        links(&["-R", "k/m/", "a"]),
        "/a /a/b /a/f /c/g /c /a/none /a/b /c /c/g"
    );
    assert_eq!(links(&["-d", "k", "a/l", "."]), " /c/g /a");
}
