//! Builds closed sets of small workspaces, which tests write as text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A workspace in a folder of its own.
pub struct Workspace {
    folder: tempfile::TempDir,
    pub name: String,
}

/// The tree of a set.
pub struct Tree {
    pub folder: PathBuf,
    pub report: serde_json::Value,
}

/// The profiles of all workspaces. Nothing here is worth optimising.
const PROFILES: &str = "[profile.release]\nopt-level = 0\npanic = 'abort'\ncodegen-units = 1\n\
    [profile.unwinding]\ninherits = 'release'\npanic = 'unwind'\n\
    [profile.traced]\ninherits = 'unwinding'\ndebug = 'line-tables-only'\n";

impl Workspace {
    /// Writes a workspace. `files` has a line `//// PATH` before the content of each file. Each
    /// folder with a file `Cargo.toml` of dependencies is a package of that name; one with a whole
    /// manifest is no member.
    pub fn new(name: &str, files: &str) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let workspace = Self {
            folder,
            name: name.to_owned(),
        };
        let (mut members, mut others) = (Vec::new(), Vec::new());
        for file in files.split("//// ").skip(1) {
            let (path, content) = file.split_once('\n').unwrap();
            let mut content = content.to_owned();
            if let Some(package) = path.strip_suffix("/Cargo.toml") {
                if content.contains("[package]") {
                    others.push(format!("'{package}'"));
                } else {
                    members.push(format!("'{package}'"));
                    content += &format!(
                        "[package]\nname = '{package}'\nversion = '1.0.0'\nedition = '2024'\n"
                    );
                }
            }
            workspace.write(path, &content);
        }
        let (members, others) = (members.join(", "), others.join(", "));
        let manifest = format!(
            "[workspace]\nresolver = '3'\nmembers = [{members}]\nexclude = [{others}]\n{PROFILES}"
        );
        workspace.write("Cargo.toml", &manifest);
        workspace
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs the tool in the workspace.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-closed-set"));
        command.arg("closed-set").args(arguments);
        command.current_dir(self.folder.path());
        for variable in ["LD_LIBRARY_PATH", "CARGO_TARGET_DIR", "RUSTFLAGS"] {
            command.env_remove(variable);
        }
        command.env_remove("CARGO_BUILD_TARGET").output().unwrap()
    }

    /// Builds a set of all packages.
    pub fn build(&self, more: &[&str]) -> Tree {
        let all = [
            &[
                "build",
                "--json",
                "--even-if-larger",
                "-o",
                "tree",
                "--name",
            ],
            &[self.name.as_str()][..],
            more,
        ];
        let done = self.run(&all.concat());
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{said}");
        Tree {
            folder: self.path("tree"),
            report: serde_json::from_slice(&done.stdout).unwrap(),
        }
    }

    /// What `explain` says.
    pub fn explain(&self) -> String {
        let done = self.run(&["explain", "--name", &self.name]);
        String::from_utf8(done.stdout).unwrap()
    }

    /// The line of an error of `build`.
    pub fn fails(&self, arguments: &[&str]) -> String {
        self.fails_at(&[&["build"], arguments].concat())
    }

    /// The line of an error of any verb.
    pub fn fails_at(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.status.code(), Some(1));
        assert_eq!(done.stdout, b"");
        let said = String::from_utf8(done.stderr).unwrap();
        said.lines().last().unwrap().to_owned()
    }
}

impl Tree {
    /// Runs an executable with an empty environment, in another folder. Returns what it printed.
    pub fn run(&self, name: &str) -> String {
        let done = self.output(name, &[]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{name}: {:?}: {said}", done.status);
        String::from_utf8(done.stdout).unwrap()
    }

    pub fn output(&self, name: &str, environment: &[(&str, &str)]) -> Output {
        Command::new(self.folder.join("bin").join(name))
            .env_clear()
            .envs(environment.iter().copied())
            .current_dir("/")
            .output()
            .unwrap()
    }

    /// The crates in the library.
    pub fn shared(&self) -> Vec<String> {
        let archives = self.report["library"]["archives"].as_array().unwrap();
        let names = archives.iter().map(|a| a["name"].as_str().unwrap());
        names.map(str::to_owned).collect()
    }

    pub fn shares(&self, name: &str) -> bool {
        self.shared().iter().any(|shared| shared == name)
    }

    pub fn library(&self) -> PathBuf {
        let name = self.report["name"].as_str().unwrap();
        let file = self.report["library"]["file"].as_str().unwrap();
        self.folder.join("lib").join(name).join(file)
    }
}

/// Runs a command that must succeed.
pub fn run(command: &[&str], folder: &Path) {
    let done = Command::new(command[0])
        .args(&command[1..])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
}
