//! Ranges such as `[a-z]`, in regular expressions and in shell patterns.

use testing::{Dir, bin_dir, has_locale, skip, utility};

/// Returns whether there are executables of all utilities, as in the tree of a variant.
fn is_built() -> bool {
    bin_dir().join("wc").exists() && bin_dir().join("b2sum").exists()
}

/// Ranges in regular expressions go by code point in every locale, with ends of any length.
#[test]
fn ranges_in_regular_expressions_go_by_code_point() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    for locale in ["C.UTF-8", "de_DE.UTF-8"] {
        if !has_locale(locale) {
            skip!("no locale {locale}");
        }
        let run = |name: &'static str, args: &[&str], input: &str| {
            let case = utility(name).args(args).stdin(input).env("LC_ALL", locale);
            case.env("LANGUAGE", "C")
        };
        let lines = "xéx\nxax\n";
        run("nl", &["-b", "px[a-z]x"], lines).prints("       xéx\n     1\txax\n");
        run("nl", &["-b", "px[à-ö]x"], lines).prints("     1\txéx\n       xax\n");
        run("tac", &["-rs", "[à-ö]"], "xéy").prints("yxé");
        run("tac", &["-rs", "[a-z]"], "xéy").prints("éyx");
        let dir = Dir::new();
        let split = |pattern| run("csplit", &["-", pattern], "a\né\nb\n").cwd(&dir);
        split("/[à-ö]/").prints("2\n5\n");
        let message = "csplit: \u{2018}/^[c-z]/\u{2019}: match not found\n";
        split("/^[c-z]/").run().is("7\n", message, 1);
        let ptx = run("ptx", &["-W", "[à-ö]+"], "aé b");
        ptx.prints(format!("{}a   é b\n", " ".repeat(35)));
        let ptx = run("ptx", &["-W", "[b-z]+"], "aé b");
        ptx.prints(format!("{}aé   b\n", " ".repeat(33)));
    }
}

/// Ranges in shell patterns follow the locale's order, unlike those in regular expressions.
#[test]
fn ranges_in_shell_patterns_follow_the_locale() {
    if !is_built() {
        skip!("not all utilities are built");
    }
    const GERMAN: &str = "de_DE.UTF-8";
    if !has_locale(GERMAN) {
        skip!("no locale {GERMAN}");
    }
    let dir = Dir::new();
    for name in ["é", "B", "a", "Z", "z", "À"] {
        dir.file(name, "");
    }
    for (pattern, in_german, by_code) in [
        ("[a-z]*", "À B Z", "B Z À é"),
        ("[A-Z]*", "a é z", "a z À é"),
        ("[[=e=]]*", "a À B z Z", "B Z a z À é"),
        ("[à-ö]*", "a B z Z", "B Z a z"),
    ] {
        for (locale, left) in [(GERMAN, in_german), ("C.UTF-8", by_code)] {
            let lines = format!("{}\n", left.replace(' ', "\n"));
            let ls = utility("ls").cwd(&dir).args(["-I", pattern]);
            ls.env("LC_ALL", locale).prints(lines);
            let du = utility("du").cwd(&dir).args(["-a0", "--exclude", pattern]);
            let listed = du.env("LC_ALL", locale).run().stdout;
            let listed = String::from_utf8_lossy(&listed).into_owned();
            let mut names: Vec<&str> = listed
                .split('\0')
                .filter_map(|l| l.split_once("./"))
                .map(|l| l.1)
                .collect();
            let mut expected: Vec<&str> = left.split(' ').collect();
            names.sort_unstable();
            expected.sort_unstable();
            assert_eq!(names, expected, "{pattern} {locale}");
        }
    }
}
