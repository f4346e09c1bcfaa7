//! The folder of a utility has what the build, the registration and the reader rely on.

use super::tokens;
use crate::model::workspace::{self, MULTICALL, Metadata};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// Returns what is wrong with the folder of the utility `name`.
pub fn findings(folder: &Path, name: &str) -> Vec<String> {
    let mut found = match read(folder, "Cargo.toml").and_then(|text| parse(&text)) {
        Ok(manifest) => {
            let mut found = manifest_findings(&manifest, name);
            found.extend(metadata(&manifest).err());
            found
        }
        Err(e) => vec![format!("Cargo.toml: {e}")],
    };
    found.extend(header(folder, name).err());
    found.extend(tests(folder, name).err());
    found.extend(options(folder).err());
    found
        .into_iter()
        .map(|finding| format!("utils/{name}/{finding}"))
        .collect()
}

fn manifest_findings(manifest: &Table, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut expect = |what: &str, value: Option<&Value>, should_be: &str| {
        if value.and_then(Value::as_str) != Some(should_be) {
            found.push(format!("Cargo.toml: {what} must be '{should_be}'"));
        }
    };
    let package = manifest.get("package");
    let package_name = package.and_then(|p| p.get("name"));
    expect("package.name", package_name, &workspace::package(name));
    let executable = manifest.get("bin").and_then(|bins| bins.get(0));
    let executable = executable.and_then(|bin| bin.get("name"));
    expect(
        "the name of [[bin]]",
        executable,
        &workspace::target_name(name),
    );
    let lints = manifest.get("lints").and_then(|l| l.get("workspace"));
    if lints.and_then(Value::as_bool) != Some(true) {
        found.push("Cargo.toml: lints.workspace must be true".to_owned());
    }
    if package.and_then(|p| p.get("description")).is_none() {
        found.push("Cargo.toml: package.description is missing".to_owned());
    }
    let dependencies = manifest.get("dependencies").and_then(Value::as_table);
    for dependency in dependencies.into_iter().flat_map(Table::keys) {
        // A utility may consist of others: dir is made of ls.
        if dependency != "shared" && !dependency.starts_with(workspace::PREFIX) {
            found.push(format!(
                "Cargo.toml: depends on {dependency}: utilities get crates through `shared`"
            ));
        }
    }
    found
}

fn metadata(manifest: &Table) -> Result<(), String> {
    let mistake = |e| format!("Cargo.toml: package.metadata.corelink: {e}");
    Metadata::from_manifest(manifest).map(drop).map_err(mistake)
}

fn header(folder: &Path, name: &str) -> Result<(), String> {
    let text = read(folder, "src/lib.rs")?;
    if !text.starts_with(&format!("//! {name}: ")) {
        return Err(format!("src/lib.rs: does not start with '//! {name}: '"));
    }
    let header: Vec<&str> = text
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .collect();
    // The words may be split between two lines.
    let header = header.join(" ").replace("//! ", "");
    if header.contains("as a start, it prints its operands") {
        return Err("src/lib.rs: is still the skeleton that `new` made".to_owned());
    }
    if !header.contains("GNU manual node \"") && !header.contains("GNU has no such utility") {
        return Err(
            "src/lib.rs: the header names no GNU manual node, nor says 'GNU has no such utility'"
                .to_owned(),
        );
    }
    Ok(())
}

/// Checks that a unit test feeds every option to the function that handles options.
fn options(folder: &Path) -> Result<(), String> {
    let source = folder.join("src");
    let files = fs::read_dir(&source).map_err(|e| format!("src: {e}"))?;
    let texts: Vec<String> = files
        .filter_map(|file| fs::read_to_string(file.ok()?.path()).ok())
        .collect();
    let has = |what: &str| texts.iter().any(|text| text.contains(what));
    if has(".unhandled()") && !has("each_option(") {
        return Err("src: reads options, but no unit test calls testing::each_option".to_owned());
    }
    Ok(())
}

/// Methods of the testing crate that compare with an expectation written in the test.
const BY_HAND: &[&str] = &["prints", "fails", "is"];

/// The number of expectations written by hand that make recordings unnecessary.
const ENOUGH: usize = 3;

/// Checks that the utility has expectations in its tests or recorded beside them. A comparison with
/// the machine's own utilities checks nothing where those are not GNU's.
fn tests(folder: &Path, name: &str) -> Result<(), String> {
    let file = format!("tests/{}.rs", workspace::target_name(name));
    let text = read(folder, &file)?;
    let has_test = text.lines().any(|line| line.trim() == "#[test]");
    if !has_test {
        let of = if name == MULTICALL { "" } else { "utility " };
        return Err(format!("{file}: no test of {of}{name}"));
    }
    let (mut recorded, mut by_hand) = (0, 0);
    let mut has_recordings = false;
    for entry in walkdir::WalkDir::new(folder.join("tests"))
        .into_iter()
        .flatten()
    {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(path).map_err(|e| format!("{file}: {e}"))?;
            let tokens = tokens::of(&text).map_err(|e| format!("{file}: {e}"))?;
            recorded += tokens::calls(&tokens, &["recorded", "recorded_with"]);
            by_hand += tokens::calls(&tokens, BY_HAND);
        }
        has_recordings |= entry.file_type().is_file()
            && path
                .parent()
                .is_some_and(|folder| folder.ends_with("recorded"));
    }
    if (recorded == 0 || !has_recordings) && by_hand < ENOUGH {
        return Err(format!(
            "{file}: has no recorded expectation, and {by_hand} of at least {ENOUGH} written by \
             hand (prints, fails, is)"
        ));
    }
    Ok(())
}

fn read(folder: &Path, file: &str) -> Result<String, String> {
    fs::read_to_string(folder.join(file)).map_err(|e| format!("{file}: {e}"))
}

fn parse(text: &str) -> Result<Table, String> {
    let mistake = |e: toml::de::Error| e.message().to_owned();
    text.parse::<Table>().map_err(mistake)
}

#[cfg(test)]
mod unit {
    use super::*;

    const TESTS: &str = "#[test]\nfn copies() { a.prints(b); c.fails(d, e); f().is(g); }\n";

    /// A folder with the skeleton's files, whose header is written, and one of which is changed.
    fn with(file: &str, from: &str, to: &str) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        let skeleton = [
            ("Cargo.toml", include_str!("../../../skeleton/Cargo.toml")),
            ("src/lib.rs", include_str!("../../../skeleton/lib.rs")),
            ("tests/cat.rs", TESTS),
        ];
        for (path, text) in skeleton {
            let text = text
                .replace("{NAME}", "cat")
                .replace("{TARGET}", "cat")
                .replace("{PACKAGE}", "cl_cat")
                .replace("{NODE}", "cat")
                .replace("as a start, it prints its operands", "it is an example");
            let path_of_file = root.path().join(path);
            fs::create_dir_all(path_of_file.parent().unwrap()).unwrap();
            let changed = text.replace(from, to);
            assert!(path != file || changed != text, "nothing was changed");
            fs::write(path_of_file, if path == file { &changed } else { &text }).unwrap();
        }
        findings(root.path(), "cat")
    }

    #[test]
    fn a_good_folder_passes() {
        assert_eq!(with("", "", ""), [""; 0]);
    }

    #[test]
    fn each_disagreement_is_found() {
        for (file, from, to, finding) in [
            (
                "Cargo.toml",
                "cl_cat",
                "cat",
                "Cargo.toml: package.name must be 'cl_cat'",
            ),
            (
                "Cargo.toml",
                "\"cat\"",
                "\"dog\"",
                "Cargo.toml: the name of [[bin]] must be 'cat'",
            ),
            (
                "Cargo.toml",
                "[lints]\nworkspace = true",
                "",
                "Cargo.toml: lints.workspace must be true",
            ),
            (
                "Cargo.toml",
                "description = ",
                "homepage = ",
                "Cargo.toml: package.description is missing",
            ),
            (
                "Cargo.toml",
                "[dependencies]",
                "[dependencies]\nclap = \"4\"",
                "Cargo.toml: depends on clap: utilities get crates through `shared`",
            ),
            (
                "src/lib.rs",
                "//! cat: ",
                "//! dog: ",
                "src/lib.rs: does not start with '//! cat: '",
            ),
            (
                "src/lib.rs",
                "GNU manual node",
                "manual",
                "src/lib.rs: the header names no GNU manual node, nor says 'GNU has no such utility'",
            ),
            (
                "tests/cat.rs",
                "#[test]",
                "",
                "tests/cat.rs: no test of utility cat",
            ),
            (
                "tests/cat.rs",
                "a.prints(b);",
                "// a.prints(b);\n",
                "tests/cat.rs: has no recorded expectation, and 2 of at least 3 written by hand \
                 (prints, fails, is)",
            ),
            (
                "Cargo.toml",
                "\n[lib]",
                "[package.metadata.corelink]\nopt_level = 2\n[lib]",
                "Cargo.toml: package.metadata.corelink: unknown field `opt_level`, expected one of \
                 `by-name-only`, `library`, `opt-level`, `waits-for-input`, `waits-for-output`\n",
            ),
        ] {
            assert_eq!(with(file, from, to), [format!("utils/cat/{finding}")]);
        }
        let root = tempfile::tempdir().unwrap();
        assert_eq!(findings(root.path(), "cat").len(), 4, "nothing there");
    }

    #[test]
    fn options_are_tested() {
        let reads = "_ => option.unhandled(),\n";
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        fs::create_dir(&source).unwrap();
        fs::write(source.join("settings.rs"), reads).unwrap();
        assert!(options(folder.path()).is_err());
        fs::write(source.join("lib.rs"), "testing::each_option(super::cli, …)").unwrap();
        assert_eq!(options(folder.path()), Ok(()));
    }

    #[test]
    fn recordings_count_if_there_are_any() {
        let recorded = "#[test]\nfn copies() { a.recorded(); }\n";
        assert_eq!(with("tests/cat.rs", TESTS, recorded).len(), 1);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("tests/recorded")).unwrap();
        fs::write(path("tests/cat.rs"), recorded).unwrap();
        assert!(tests(folder.path(), "cat").is_err());
        fs::write(path("tests/recorded/copies.txt"), "$ cat\n").unwrap();
        assert_eq!(tests(folder.path(), "cat"), Ok(()));
    }

    #[test]
    fn what_is_no_manifest_is_found() {
        let found = with("Cargo.toml", "[package]", "[package");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("utils/cat/Cargo.toml: "), "{found:?}");
    }
}
