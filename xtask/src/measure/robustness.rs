//! Robustness: how an executable ends when the files around it differ from those that it was
//! linked with. Each case is set up, and the executable is run.

mod ending;
mod hostile;
mod installed;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result};
use rustix::fs::StatVfsMountFlags;

use self::ending::Ending;
use self::installed::Installed;
use super::bench::{Bench, Choice, Figure, Measure};
use super::interrupt;
use super::record::Record;
use super::view::{Rows, Table, Value};
use crate::model::probe;
use crate::model::tree::Tree;

/// The name of the figures, which are exit statuses as a shell shows them.
const STATUS: &str = "robustness_status";

pub(super) const MEASURE: Measure = Measure {
    name: "robustness",
    about: "what an executable does in other surroundings",
    how: "One utility is copied with its libraries, the files around the copy are changed, and \
          it is run.",
    choice: Choice::Usual,
    figures: &[Figure::new(STATUS, "exit status in a case")],
    take: measure,
    tables: &[
        Table {
            name: "robustness",
            title: "Robustness: what an executable does in other surroundings",
            rows: Rows::Trees(&[
                Value::new("library missing", STATUS, "library_missing")
                    .about("the tree's own library is removed"),
                Value::new("another build's", STATUS, "library_of_another_build")
                    .about("the library is replaced by another of the same name"),
                Value::new("tree moved", STATUS, "tree_moved").about("the whole tree is renamed"),
                Value::new("no /proc", STATUS, "without_proc")
                    .about("the root folder has no /proc"),
                Value::new("set-user-ID", STATUS, "set_user_id")
                    .about("the executable is set-user-ID"),
            ]),
        },
        Table {
            name: "robustness-path",
            title: "Robustness: what it does where LD_LIBRARY_PATH names false libraries",
            rows: Rows::Trees(&[
                Value::new("its own libraries", STATUS, "search_path_own")
                    .about("LD_LIBRARY_PATH names false copies of the tree's own libraries"),
                Value::new("the system's", STATUS, "search_path_system")
                    .about("LD_LIBRARY_PATH names false copies of the system's libraries"),
                Value::new("any, set-user-ID", STATUS, "set_user_id_search_path")
                    .about("both, for a set-user-ID executable"),
            ]),
        },
    ],
    charts: &[],
};

/// Sets up a case in an installed copy and returns how the run ended, or `None` if the copy has
/// no file that the case is about.
type Try = fn(&mut Installed) -> Result<Option<Ending>>;

/// Cases, by the names of their statistics. Only root can set up the last ones.
const CASES: &[(&str, Try)] = &[
    ("library_missing", library_missing),
    ("library_of_another_build", library_of_another_build),
    ("tree_moved", tree_moved),
    ("search_path_own", search_path_own),
    ("search_path_system", search_path_system),
];
const CASES_OF_ROOT: &[(&str, Try)] = &[
    ("without_proc", without_proc),
    ("set_user_id", set_user_id),
    ("set_user_id_search_path", set_user_id_search_path),
];

/// The utility that is run, on a file of one line.
const UTILITY: &str = "cat";

fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    if !bench.utilities.iter().any(|name| name == UTILITY) {
        return Ok(Vec::new());
    }
    let mut cases = CASES.to_vec();
    match obstacle(&std::env::temp_dir())? {
        None => cases.extend(CASES_OF_ROOT),
        Some(why) => bench.notes.push(format!(
            "Set-user-ID and another root directory were not tried: {why}."
        )),
    }
    bench.notes.push(
        "Robustness: `refused` means that the loader ended it before `main`, with a message and \
         status 127; `taken`, that foreign code ran before `main`. LD_LIBRARY_PATH leads to \
         libraries with the names of those that are loaded, either the tree's own or the \
         system's. An executable that fails as set-user-ID gave up its rights. A dash stands \
         where there is no such library."
            .to_owned(),
    );
    let mut records = Vec::new();
    for tree in trees {
        for (name, attempt) in &cases {
            interrupt::check()?;
            let mut installed = Installed::new(tree, UTILITY)?;
            let ending = attempt(&mut installed)
                .with_context(|| format!("cannot try '{name}' on {}", tree.label))?;
            records.extend(ending.map(|ending| {
                let status = f64::from(ending.status());
                Record::new(&tree.label, STATUS, name, status).meaning(ending.text())
            }));
        }
    }
    Ok(records)
}

/// Returns the reason why this process can't set up the cases of root, if there is one.
fn obstacle(folder: &Path) -> Result<Option<&'static str>> {
    let state = fs::read_to_string("/proc/self/status").unwrap_or_default();
    Ok(if !rustix::process::geteuid().is_root() {
        Some("only root can")
    } else if rustix::fs::statvfs(folder)?
        .f_flag
        .contains(StatVfsMountFlags::NOSUID)
    {
        Some("the folder for temporary files forbids it")
    } else if state.lines().any(|line| line == "NoNewPrivs:\t1") {
        Some("this process may not gain rights")
    } else {
        None
    })
}

fn library_missing(installed: &mut Installed) -> Result<Option<Ending>> {
    each_library(installed, |library| Ok(fs::remove_file(library)?))
}

/// The symbols of a library contain a hash of its build, so one of another build has none of
/// those that the executable imports. An empty library stands for it.
fn library_of_another_build(installed: &mut Installed) -> Result<Option<Ending>> {
    each_library(installed, hostile::empty)
}

/// Spoils one library after the other, and restores each afterwards.
fn each_library(
    installed: &Installed,
    spoil: impl Fn(&Path) -> Result<()>,
) -> Result<Option<Ending>> {
    let mut endings = Vec::new();
    for library in installed.libraries() {
        let whole = fs::read(&library)?;
        spoil(&library)?;
        endings.push(installed.end(&mut installed.command())?);
        fs::write(&library, whole)?;
    }
    Ok(endings.into_iter().max())
}

fn tree_moved(installed: &mut Installed) -> Result<Option<Ending>> {
    installed.rename()?;
    Ok(Some(installed.end(&mut installed.command())?))
}

fn search_path_own(installed: &mut Installed) -> Result<Option<Ending>> {
    let libraries = installed.libraries();
    let endings = libraries.iter().map(|real| {
        let folder = hostile::folder(installed.root(), real)?;
        let mut command = installed.command();
        Ok(installed.end(command.env("LD_LIBRARY_PATH", folder))?)
    });
    Ok(endings.collect::<Result<Vec<_>>>()?.into_iter().max())
}

fn search_path_system(installed: &mut Installed) -> Result<Option<Ending>> {
    let endings = installed.system.iter().map(|real| {
        let folder = hostile::folder(installed.root(), real)?;
        let mut command = installed.command();
        Ok(installed.end(command.env("LD_LIBRARY_PATH", folder))?)
    });
    Ok(endings.collect::<Result<Vec<_>>>()?.into_iter().max())
}

/// Runs it as in a container whose runtime mounts nothing.
fn without_proc(installed: &mut Installed) -> Result<Option<Ending>> {
    let root = installed.unpack()?;
    let mut chroot = probe::clean(Path::new("chroot"));
    chroot
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .arg(&root)
        .args([format!("/usr/bin/{UTILITY}"), "/file".to_owned()]);
    Ok(Some(installed.end(&mut chroot)?))
}

/// Lets it show a file that only root may read.
fn set_user_id(installed: &mut Installed) -> Result<Option<Ending>> {
    grant(installed)?;
    Ok(Some(installed.end(&mut installed.command_of_nobody())?))
}

fn set_user_id_search_path(installed: &mut Installed) -> Result<Option<Ending>> {
    grant(installed)?;
    let mut endings = Vec::new();
    for real in installed.libraries().iter().chain(&installed.system) {
        let folder = hostile::folder(installed.root(), real)?;
        let mut command = installed.command_of_nobody();
        endings.push(installed.end(command.env("LD_LIBRARY_PATH", folder))?);
    }
    Ok(endings.into_iter().max())
}

/// Makes the executable set-user-ID, and the file readable by root alone.
fn grant(installed: &Installed) -> io::Result<()> {
    let mode = |path: &Path, bits| fs::set_permissions(path, fs::Permissions::from_mode(bits));
    mode(installed.root(), 0o755)?;
    mode(&installed.root().join("file"), 0o600)?;
    mode(&installed.program().canonicalize()?, 0o4755)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Tries a case in a fresh copy and returns the text of its ending.
    fn attempt(tree: &Tree, case: Try) -> Option<&'static str> {
        let ending = case(&mut Installed::new(tree, UTILITY).unwrap()).unwrap();
        ending.map(Ending::text)
    }

    /// Makes a tree whose `cat` finds its library by a RUNPATH.
    fn dynamic(folder: &Path) -> Tree {
        const SCRIPT: &str = r#"mkdir -p bin lib/corelink
            cc -shared -fPIC -x c - -o lib/corelink/libcorelink-1.so -Wl,-soname,libcorelink-1.so <<'.'
            #include <stdio.h>
            void show(void) { puts("shown"); }
.
            cc -x c - -x none lib/corelink/libcorelink-1.so -o bin/cat \
                -Wl,-z,now -Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/../lib/corelink' <<'.'
            void show(void);
            int main(void) { show(); return 0; }
."#;
        let mut shell = Command::new("sh");
        let made = shell.args(["-ec", SCRIPT]).current_dir(folder).status();
        assert!(made.unwrap().success());
        Tree::open("dynamic", "", &folder.join("bin")).unwrap()
    }

    #[test]
    fn an_executable_with_a_library_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let tree = dynamic(folder.path());
        assert_eq!(attempt(&tree, library_missing), Some("refused"));
        assert_eq!(attempt(&tree, library_of_another_build), Some("refused"));
        assert_eq!(attempt(&tree, tree_moved), Some("runs"));
        assert_eq!(attempt(&tree, search_path_own), Some("taken"));
        assert_eq!(attempt(&tree, search_path_system), Some("taken"));
        if obstacle(&std::env::temp_dir()).unwrap().is_none() {
            assert_eq!(attempt(&tree, without_proc), Some("refused"));
            // The loader ignores `$ORIGIN` in set-user-ID executables, which a user could link
            // to from elsewhere.
            assert_eq!(attempt(&tree, set_user_id), Some("refused"));
        }
    }

    /// The system's cat has no private libraries, and loads the C library from the search path.
    #[test]
    fn a_dynamic_executable_of_the_system() {
        let tree = Tree::open("system", "", Path::new("/usr/bin")).unwrap();
        let attempt = |case| attempt(&tree, case);
        assert_eq!(attempt(library_missing), None);
        assert_eq!(attempt(search_path_own), None);
        assert_eq!(attempt(tree_moved), Some("runs"));
        assert_eq!(attempt(search_path_system), Some("taken"));
        if let Some(why) = obstacle(&std::env::temp_dir()).unwrap() {
            closed_set::note!("skipped: {why}");
            return;
        }
        assert_eq!(attempt(without_proc), Some("runs"));
        assert_eq!(attempt(set_user_id), Some("runs"));
        assert_eq!(attempt(set_user_id_search_path), Some("runs"));
    }
}
