//! The inputs in `corpus`: seeds, and what the fuzzer found. No utility may panic or crash on them.

use fuzz::targets::TARGETS;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

#[test]
fn no_kept_input_makes_a_utility_panic() {
    for target in TARGETS {
        let inputs = entries(&corpus().join(target.name));
        assert!(!inputs.is_empty(), "{} has no input", target.name);
        let run = Command::new(env!("CARGO_BIN_EXE_replay"))
            .arg(target.name)
            .args(inputs)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .expect("replay runs");
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{}: {said}", target.name);
    }
}

#[test]
fn each_folder_of_inputs_has_a_target() {
    let folders: Vec<String> = entries(&corpus())
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(folders, names);
    assert!(names.is_sorted());
}
