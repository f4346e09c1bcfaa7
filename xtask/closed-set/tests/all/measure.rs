//! Measuring a set beside static executables.

use crate::workspace::Workspace;
use std::fs;

/// Two programs, of which one prints nothing when it starts, and one that does the work of both.
const PROGRAMS: &str = "\
//// words/Cargo.toml
//// words/src/lib.rs
pub fn one() { println!(\"one {}\", std::env::args().skip(1).collect::<Vec<_>>().join(\" \")); }
pub fn two() {
    if std::env::args().any(|word| word == \"fail\") {
        eprintln!(\"two fails\");
        std::process::exit(3);
    }
    std::fs::write(\"two\", \"2\").unwrap();
}
//// one/Cargo.toml
dependencies.words.path = '../words'
//// one/src/main.rs
fn main() { words::one(); }
//// two/Cargo.toml
dependencies.words.path = '../words'
//// two/src/main.rs
fn main() { words::two(); }
//// all/Cargo.toml
dependencies.words.path = '../words'
//// all/src/main.rs
fn main() {
    let name = std::env::args().next().unwrap();
    let called = std::env::args().nth(1).unwrap_or_default();
    if name.ends_with(\"/two\") || called == \"two\" { words::two() } else { words::one() }
}
";

fn figures(workspace: &Workspace, more: &[&str]) -> serde_json::Value {
    let done = workspace.run(&[&["measure", "--json", "--workspace"], more].concat());
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn all_forms_are_measured_and_command_lines_compared() {
    let workspace = Workspace::new("measured", PROGRAMS);
    workspace.write(
        "lines",
        "# a comment\none a b; two\ntwo fail\n\none $PATH >out; two\n",
    );
    workspace.write("released/one", "");
    fs::copy("/bin/true", workspace.path("released/one")).unwrap();
    let figures = figures(
        &workspace,
        &[
            "--multicall",
            "all",
            "--lines",
            "lines",
            "--released",
            "released",
        ],
    );
    let [one, two] = figures["programs"].as_array().unwrap().as_slice() else {
        panic!("{figures}");
    };
    let size = |value: &serde_json::Value| value.as_u64().unwrap();
    assert_eq!((&one["name"], &two["name"]), (&"one".into(), &"two".into()));
    for program in [one, two] {
        let sizes = ["alone", "lean", "set"].map(|form| size(&program[form]));
        assert!(sizes.is_sorted_by(|a, b| a > b), "{sizes:?}");
    }
    assert!(size(&one["released"]) > 1000 && two["released"].is_null());
    // The set of both is the whole set.
    let whole = size(&one["set"]) + size(&two["set"]) + size(&figures["library"]);
    assert_eq!(figures["growth"][0]["programs"], 2);
    assert_eq!(size(&figures["growth"][0]["set"]), whole);
    let multicall = &figures["multicall"];
    assert_eq!(multicall["name"], "all");
    assert!(size(&multicall["lean"]) < size(&multicall["alone"]));
    // Only `one` prints something, so it is the only one whose memory can be measured.
    assert_eq!(figures["waiting"], 1);
    assert!(size(&figures["pss_set"]) > 0 && size(&multicall["pss"]) > 0);
    let lines = &figures["lines"];
    assert_eq!(
        (&lines["lines"], &lines["set"]),
        (&3.into(), &serde_json::json!([]))
    );
}

#[test]
fn a_command_line_that_does_something_else_is_told() {
    // It looks at how it was called: by its path, or by that of the multicall executable.
    let program = "\
//// NAME/Cargo.toml
//// NAME/src/main.rs
fn main() { println!(\"{}\", std::env::current_exe().unwrap().ends_with(\"all\")); }
";
    let programs = ["one", "two", "all"].map(|name| program.replace("NAME", name));
    let workspace = Workspace::new("telling", &programs.concat());
    workspace.write("lines", "one\nexec true\n");
    let figures = figures(&workspace, &["--multicall", "all", "--lines", "lines"]);
    assert_eq!(figures["lines"]["set"], serde_json::json!([]));
    assert_eq!(figures["lines"]["multicall"], serde_json::json!(["one"]));
}

#[test]
fn what_cannot_be_measured_is_said_in_one_line() {
    let workspace = Workspace::new("measured", PROGRAMS);
    workspace.write("none", "# nothing\n");
    for (arguments, why) in [
        (["--multicall", "none"], "there is no executable 'none'"),
        (["--at", "4"], "a set of 4 cannot be made of 3 executables"),
        (["--lines", "none"], "there is no command line in none"),
    ] {
        let line = workspace.fails_at(&[&["measure"], &arguments[..]].concat());
        assert_eq!(line, format!("error: {why}"));
    }
    let two = ["measure", "-p", "one,all", "--multicall", "all"];
    let why = "error: there are fewer than two executables beside 'all'";
    assert_eq!(workspace.fails_at(&two), why);
}
