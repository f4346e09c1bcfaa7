//! Is the folder of a utility what the others rely on?

use crate::model::workspace::{self, MULTICALL};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// What is wrong with the folder of the utility `name`.
pub fn findings(folder: &Path, name: &str) -> Vec<String> {
    let mut found = match read(folder, "Cargo.toml").and_then(|text| parse(&text)) {
        Ok(manifest) => manifest_findings(&manifest, name),
        Err(e) => vec![format!("Cargo.toml: {e}")],
    };
    found.extend(header(folder, name).err());
    found.extend(tests(folder, name).err());
    found
        .into_iter()
        .map(|finding| format!("utils/{name}/{finding}"))
        .collect()
}

fn manifest_findings(manifest: &Table, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut expect = |what: &str, value: Option<&Value>, should_be: &str| {
        if value.and_then(Value::as_str) != Some(should_be) {
            found.push(format!("Cargo.toml: {what} is to be '{should_be}'"));
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
        found.push("Cargo.toml: lints.workspace is to be true".to_owned());
    }
    if package.and_then(|p| p.get("description")).is_none() {
        found.push("Cargo.toml: package.description is missing".to_owned());
    }
    let dependencies = manifest.get("dependencies").and_then(Value::as_table);
    for dependency in dependencies.into_iter().flat_map(Table::keys) {
        // Utilities may be made of others, as dir is of ls.
        if dependency != "shared" && !dependency.starts_with(workspace::PREFIX) {
            found.push(format!(
                "Cargo.toml: depends on {dependency}: utilities get crates through `shared`"
            ));
        }
    }
    found
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
    // The words may stand on two lines.
    let header = header.join(" ").replace("//! ", "");
    if !header.contains("GNU manual node \"") {
        return Err("src/lib.rs: the header names no GNU manual node".to_owned());
    }
    Ok(())
}

fn tests(folder: &Path, name: &str) -> Result<(), String> {
    let file = format!("tests/{}.rs", workspace::target_name(name));
    let text = read(folder, &file)?;
    let has_test = text.lines().any(|line| line.trim() == "#[test]");
    has_test.then_some(()).ok_or_else(|| {
        let of = if name == MULTICALL { "" } else { "utility " };
        format!("{file}: no test of {of}{name}")
    })
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

    /// A folder with a model's files, one of which is changed.
    fn with(file: &str, from: &str, to: &str) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        let skeleton = [
            ("Cargo.toml", include_str!("../../../skeleton/Cargo.toml")),
            ("src/lib.rs", include_str!("../../../skeleton/lib.rs")),
            ("tests/cat.rs", include_str!("../../../skeleton/tests.rs")),
        ];
        for (path, text) in skeleton {
            let text = text
                .replace("{NAME}", "cat")
                .replace("{TARGET}", "cat")
                .replace("{PACKAGE}", "cl_cat")
                .replace("{NODE}", "cat");
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
                "Cargo.toml: package.name is to be 'cl_cat'",
            ),
            (
                "Cargo.toml",
                "\"cat\"",
                "\"dog\"",
                "Cargo.toml: the name of [[bin]] is to be 'cat'",
            ),
            (
                "Cargo.toml",
                "[lints]\nworkspace = true",
                "",
                "Cargo.toml: lints.workspace is to be true",
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
                "src/lib.rs: the header names no GNU manual node",
            ),
            (
                "tests/cat.rs",
                "#[test]",
                "",
                "tests/cat.rs: no test of utility cat",
            ),
        ] {
            assert_eq!(with(file, from, to), [format!("utils/cat/{finding}")]);
        }
        let root = tempfile::tempdir().unwrap();
        assert_eq!(findings(root.path(), "cat").len(), 3, "nothing there");
    }

    #[test]
    fn what_is_no_manifest_is_found() {
        let found = with("Cargo.toml", "[package]", "[package");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("utils/cat/Cargo.toml: "), "{found:?}");
    }
}
