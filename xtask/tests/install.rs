//! `cargo xtask install` and `uninstall`, as run by a user, on made-up trees.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A temporary folder with trees, and a prefix to install them in.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn join(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Makes a tree of executables and shared objects that hold their own names.
    fn tree(&self, name: &str, bin: &[&str], lib: &[&str]) -> PathBuf {
        let tree = self.join(name);
        for (folder, files) in [("bin", bin), ("lib/corelink", lib)] {
            fs::create_dir_all(tree.join(folder)).unwrap();
            for file in files {
                fs::write(tree.join(folder).join(file), format!("{name} {file}")).unwrap();
            }
        }
        tree
    }

    /// Makes a tree of one executable and links to it.
    fn multicall(&self, links: &[&str]) -> PathBuf {
        let tree = self.tree("multicall", &["coreutils"], &[]);
        for link in links {
            symlink("coreutils", tree.join("bin").join(link)).unwrap();
        }
        tree
    }

    fn install(&self, tree: &Path, options: &[&str]) -> (i32, String) {
        let mut command = xtask("install");
        command.arg("--tree").arg(tree);
        run(command.arg("--prefix").arg(self.join("p")).args(options))
    }

    fn uninstall(&self) -> (i32, String) {
        run(xtask("uninstall").arg("--prefix").arg(self.join("p")))
    }

    /// Returns all files, links and empty folders below the prefix.
    fn installed(&self) -> Vec<String> {
        let mut found = list(&self.join("p"));
        found.retain(|name| name != "lib/corelink/manifest.json");
        found
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.join("p").join(file)).unwrap()
    }
}

fn xtask(verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg(verb);
    command
}

/// Runs a command and returns the exit status and the output.
fn run(command: &mut Command) -> (i32, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

fn list(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let inner = list(&entry.path());
        if entry.file_type().unwrap().is_dir() && !inner.is_empty() {
            found.extend(inner.iter().map(|i| format!("{name}/{i}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

#[test]
fn uninstall_removes_all_that_was_installed() {
    let place = Place::new();
    let tree = place.tree("dynamic", &["cat", "ls"], &["libcorelink-1.so"]);
    let (status, said) = place.install(&tree, &[]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("installed 2 utilities (dynamic) in "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(
        place.installed(),
        ["bin/cat", "bin/ls", "lib/corelink/libcorelink-1.so"]
    );
    assert_eq!(place.read("bin/cat"), "dynamic cat");
    let mode = |file: &str| fs::metadata(place.join("p").join(file)).unwrap().mode() & 0o7777;
    assert_eq!(mode("bin/cat"), 0o755);
    assert_eq!(mode("lib/corelink/libcorelink-1.so"), 0o644);
    assert_eq!(place.uninstall().0, 0);
    assert!(!place.join("p").exists());
}

/// Documents are installed for the utilities that are. Completions are loaded by name, and so
/// don't fit a utility with a prefix.
#[test]
fn documents_of_what_is_installed() {
    let place = Place::new();
    let share = place.join("share");
    let (bash, zsh) = ("bash-completion/completions", "zsh/site-functions");
    for (folder, file) in [
        ("man/man1", "ls.1"),
        ("man/man1", "cat.1"),
        (bash, "ls"),
        (zsh, "_ls"),
        ("fish/vendor_completions.d", "ls.fish"),
    ] {
        fs::create_dir_all(share.join(folder)).unwrap();
        fs::write(share.join(folder).join(file), file).unwrap();
    }
    let tree = place.tree("static", &["ls"], &[]);
    let options = ["--share", share.to_str().unwrap()];
    let (status, said) = place.install(&tree, &options);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("installed 1 utility (static) in "),
        "{said}"
    );
    let expected = [
        "bin/ls",
        "share/bash-completion/completions/ls",
        "share/fish/vendor_completions.d/ls.fish",
        "share/man/man1/ls.1",
        "share/zsh/site-functions/_ls",
    ];
    assert_eq!(place.installed(), expected);
    let page = place.join("p/share/man/man1/ls.1");
    assert_eq!(fs::metadata(page).unwrap().mode() & 0o7777, 0o644);
    let prefixed = [&options[..], &["--program-prefix", "g"]].concat();
    assert_eq!(place.install(&tree, &prefixed).0, 0);
    let mut files = place.installed();
    // Folders that got empty stay until it is uninstalled.
    files.retain(|file| place.join("p").join(file).is_file());
    assert_eq!(files, ["bin/gls", "share/man/man1/gls.1"]);
    assert_eq!(place.uninstall().0, 0);
    assert!(!place.join("p").exists());
    let (status, said) = place.install(&tree, &["--share", "/nowhere"]);
    assert_eq!(status, 1);
    assert!(said.contains("cargo xtask man"), "{said}");
}

#[test]
fn uninstall_leaves_other_files() {
    let place = Place::new();
    fs::create_dir_all(place.join("p/bin")).unwrap();
    fs::write(place.join("p/bin/other"), "").unwrap();
    let tree = place.tree("dynamic", &["ls"], &["libcorelink-1.so"]);
    assert_eq!(place.install(&tree, &[]).0, 0);
    fs::write(place.join("p/lib/corelink/theirs.so"), "").unwrap();
    // A file that was removed already is no error.
    fs::remove_file(place.join("p/bin/ls")).unwrap();
    let (status, said) = place.uninstall();
    assert_eq!(status, 0, "{said}");
    assert_eq!(place.installed(), ["bin/other", "lib/corelink/theirs.so"]);
    let (status, said) = place.uninstall();
    assert_eq!(status, 1);
    assert!(said.contains("nothing is installed in"), "{said}");
}

#[test]
fn another_variant_replaces_the_installed_one() {
    let place = Place::new();
    let old = place.tree(
        "dynamic",
        &["cat", "ls"],
        &["libcorelink-1.so", "libstd-1.so"],
    );
    let new = place.tree("newer", &["ls", "wc"], &["libcorelink-2.so", "libstd-1.so"]);
    assert_eq!(place.install(&old, &[]).0, 0);
    let running = fs::File::open(place.join("p/bin/ls")).unwrap();
    let (status, said) = place.install(&new, &[]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains("what only the installation before (dynamic) had: 2 files"),
        "{said}"
    );
    assert_eq!(
        place.installed(),
        [
            "bin/ls",
            "bin/wc",
            "lib/corelink/libcorelink-2.so",
            "lib/corelink/libstd-1.so"
        ]
    );
    assert_eq!(place.read("bin/ls"), "newer ls");
    assert_eq!(
        std::io::read_to_string(running).unwrap(),
        "dynamic ls",
        "written into"
    );
    // Then a variant without shared objects replaces it; the manifest still lists every file.
    assert_eq!(place.install(&place.multicall(&["ls"]), &[]).0, 0);
    assert_eq!(place.installed(), ["bin/coreutils", "bin/ls"]);
    assert_eq!(place.uninstall().0, 0);
    assert!(!place.join("p").exists());
}

#[test]
fn links_stay_links_and_names_get_their_prefix() {
    let place = Place::new();
    let tree = place.multicall(&["cat", "ls", "wc"]);
    let (status, said) = place.install(&tree, &["--program-prefix", "g", "--utils", "ls,cat"]);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.starts_with("installed 2 utilities (multicall)"),
        "{said}"
    );
    assert_eq!(place.installed(), ["bin/gcat", "bin/gcoreutils", "bin/gls"]);
    let target = fs::read_link(place.join("p/bin/gls")).unwrap();
    assert_eq!(target, Path::new("gcoreutils"));
    assert_eq!(place.read("bin/gls"), "multicall coreutils");
    let tree = place.tree("static", &["cat", "ls"], &[]);
    assert_eq!(
        place
            .install(&tree, &["--program-prefix=x", "--utils=ls"])
            .0,
        0
    );
    assert_eq!(place.installed(), ["bin/xls"]);
}

#[test]
fn a_package_is_made_below_destdir() {
    let place = Place::new();
    let tree = place.tree("dynamic", &["ls"], &["libcorelink-1.so"]);
    let below = |verb: &str| {
        let mut command = xtask(verb);
        // A relative path is relative to the working directory of the user.
        command
            .current_dir(place.0.path())
            .args(["--prefix", "/usr", "--destdir", "package"]);
        command
    };
    let (status, said) = run(below("install").arg("--tree").arg(&tree));
    assert_eq!(status, 0, "{said}");
    assert_eq!(list(&place.join("package/usr/bin")), ["ls"]);
    let manifest = fs::read(place.join("package/usr/lib/corelink/manifest.json")).unwrap();
    let manifest = String::from_utf8(manifest).unwrap();
    assert!(!manifest.contains("package"), "{manifest}");
    assert_eq!(run(&mut below("uninstall")).0, 0);
    assert_eq!(list(&place.join("package")), [""; 0]);
}

#[test]
fn a_folder_in_the_way_stops_it_before_anything_is_changed() {
    let place = Place::new();
    let old = place.tree("old", &["cat", "ls"], &["libcorelink-1.so"]);
    assert_eq!(place.install(&old, &[]).0, 0);
    let before = place.installed();
    let manifest = place.read("lib/corelink/manifest.json");
    let new = place.tree("new", &["cat", "ls", "wc"], &["libcorelink-2.so"]);
    fs::create_dir(place.join("p/bin/wc")).unwrap();
    let (status, said) = place.install(&new, &[]);
    assert_eq!(status, 1);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("error: nothing was changed: cannot write "),
        "{said}"
    );
    assert!(
        said.ends_with("bin/wc: a folder is where a file has to be (move it away)\n"),
        "{said}"
    );
    fs::remove_dir(place.join("p/bin/wc")).unwrap();
    assert_eq!(place.installed(), before);
    assert_eq!(place.read("bin/ls"), "old ls");
    assert_eq!(place.read("lib/corelink/manifest.json"), manifest);
}

#[test]
fn a_full_disk_changes_nothing() {
    let place = Place::new();
    let old = place.tree("old", &["ls"], &[]);
    assert_eq!(place.install(&old, &[]).0, 0);
    let new = place.tree("new", &["cat", "ls"], &[]);
    fs::write(new.join("bin/ls"), vec![b'x'; 1 << 20]).unwrap();
    // The limit on file sizes makes the write fail half-way, as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 512; exec \"$0\" install --tree \"$1\" --prefix \"$2\"";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_xtask")]);
    let (status, said) = run(shell.arg(&new).arg(place.join("p")));
    assert_eq!(status, 1);
    assert!(said.contains("nothing was changed"), "{said}");
    assert!(said.contains("bin/ls: no space left (make some"), "{said}");
    assert_eq!(place.installed(), ["bin/ls"]);
    assert_eq!(place.read("bin/ls"), "old ls");
    // A prefix that does not exist is not made either.
    let (status, _) = run(Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_xtask")])
        .arg(&new)
        .arg(place.join("p2")));
    assert_eq!(status, 1);
    assert!(!place.join("p2").exists());
}

#[test]
fn without_permission_it_says_what_to_do() {
    let place = Place::new();
    let tree = place.tree("old", &["ls"], &[]);
    assert_eq!(place.install(&tree, &[]).0, 0);
    fs::set_permissions(place.0.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(place.join("p/bin"), fs::Permissions::from_mode(0o555)).unwrap();
    // As root, which may do anything, the test runs the tool as `nobody`, who can't access root's
    // folders: so the tool is copied.
    let tool = place.join("xtask");
    fs::copy(env!("CARGO_BIN_EXE_xtask"), &tool).unwrap();
    let as_nobody = |verb: &str| {
        let mut command = Command::new(&tool);
        if fs::metadata(&tool).unwrap().uid() == 0 {
            command.uid(65534).gid(65534);
        }
        command.arg(verb).arg("--prefix").arg(place.join("p"));
        command
    };
    let (status, said) = run(as_nobody("install").arg("--tree").arg(&tree));
    let advice =
        "permission denied (become root, as with sudo, or choose a --prefix that is yours)\n";
    assert_eq!(status, 1);
    assert!(
        said.starts_with("error: nothing was changed: cannot write "),
        "{said}"
    );
    assert!(
        said.ends_with(advice) && said.lines().count() == 1,
        "{said}"
    );
    let (status, said) = run(&mut as_nobody("uninstall"));
    assert_eq!(status, 1);
    assert!(
        said.ends_with(advice) && said.lines().count() == 1,
        "{said}"
    );
    fs::set_permissions(place.join("p/bin"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(place.installed(), ["bin/ls"]);
}

#[test]
fn leftovers_of_an_interrupted_installation_are_removed() {
    let place = Place::new();
    let tree = place.tree("old", &["ls"], &[]);
    assert_eq!(place.install(&tree, &[]).0, 0);
    fs::write(place.join("p/bin/.corelink-new.ls"), "half").unwrap();
    fs::write(place.join("p/bin/.corelink-new.wc"), "half").unwrap();
    assert_eq!(place.install(&tree, &[]).0, 0);
    assert_eq!(place.installed(), ["bin/ls"]);
}

#[test]
fn executables_that_would_not_find_their_shared_objects_are_not_installed() {
    let place = Place::new();
    let tree = place.tree("dynamic", &["ls"], &["libcorelink-1.so"]);
    fs::create_dir_all(place.join("elsewhere/bin")).unwrap();
    fs::create_dir(place.join("p")).unwrap();
    symlink(place.join("elsewhere/bin"), place.join("p/bin")).unwrap();
    let (status, said) = place.install(&tree, &[]);
    assert_eq!(status, 1);
    assert!(
        said.contains("p/bin is a link, from whose target"),
        "{said}"
    );
    assert_eq!(list(&place.join("elsewhere/bin")), [""; 0]);
    assert_eq!(place.install(&place.tree("static", &["ls"], &[]), &[]).0, 0);
    assert_eq!(list(&place.join("elsewhere/bin")), ["ls"]);
}

#[test]
fn a_manifest_cannot_point_outside() {
    let place = Place::new();
    let tree = place.tree("old", &["ls"], &[]);
    assert_eq!(place.install(&tree, &[]).0, 0);
    fs::write(place.join("precious"), "").unwrap();
    for wrong in [
        "",
        "{",
        r#"{"variant":"x","files":["../precious"],"folders":[]}"#,
    ] {
        fs::write(place.join("p/lib/corelink/manifest.json"), wrong).unwrap();
        let (status, said) = place.uninstall();
        assert_eq!(status, 1);
        assert!(
            said.contains("manifest.json is damaged (move it away)"),
            "{said}"
        );
    }
    assert!(place.join("precious").exists());
}

#[test]
fn mistakes_are_one_line_and_status_2() {
    let place = Place::new();
    let tree = place.tree("static", &["cat", "ls"], &[]);
    for (options, message) in [
        (
            &["--utils", "ls,none"][..],
            "unknown utility 'none': there are cat, ls",
        ),
        (
            &["--program-prefix", "a/b"],
            "the program prefix 'a/b' has a '/'",
        ),
    ] {
        let (status, said) = place.install(&tree, options);
        assert_eq!((status, said.lines().count()), (2, 1), "{said}");
        assert!(said.starts_with(&format!("error: {message}")), "{said}");
    }
    for (arguments, message) in [
        (
            &["--prefix", "usr"][..],
            "the prefix 'usr' is relative: give an absolute one",
        ),
        (
            &["--variant", "none"],
            "unknown variant 'none': there are static, dynamic, multicall",
        ),
        (
            &["--utils", "ls,none"],
            "unknown utility 'none': there are ",
        ),
    ] {
        let (status, said) = run(xtask("install").args(arguments));
        assert_eq!((status, said.lines().count()), (2, 1), "{said}");
        assert!(said.starts_with(&format!("error: {message}")), "{said}");
    }
    let (status, said) = place.install(&place.join("none"), &[]);
    assert_eq!((status, said.lines().count()), (1, 1), "{said}");
    assert!(said.contains("none is not a finished tree"), "{said}");
    assert!(!place.join("p").exists());
}

/// Debian's coreutils has no `hostname`, `kill` and `uptime`: other packages have richer ones.
#[test]
fn what_other_packages_have_is_installed_when_it_is_named() {
    let place = Place::new();
    let tree = place.tree("static", &["hostname", "kill", "ls", "uptime"], &[]);
    assert_eq!(place.install(&tree, &[]).0, 0);
    assert_eq!(place.installed(), ["bin/ls"]);
    assert_eq!(place.install(&tree, &["--utils", "ls,kill"]).0, 0);
    assert_eq!(place.installed(), ["bin/kill", "bin/ls"]);
    assert_eq!(place.install(&tree, &["--utils", "*"]).0, 0);
    let all = ["bin/hostname", "bin/kill", "bin/ls", "bin/uptime"];
    assert_eq!(place.installed(), all);
}

/// The archive has what `install --prefix /usr` puts there, without the manifest, with the modes.
#[test]
fn an_archive_of_what_is_installed() {
    let place = Place::new();
    let manual = place.join("share/man/man1");
    fs::create_dir_all(&manual).unwrap();
    fs::write(manual.join("ls.1"), "page").unwrap();
    let tree = place.tree("static", &["ls", "uptime"], &[]);
    for folder in [
        "bash-completion/completions",
        "zsh/site-functions",
        "fish/vendor_completions.d",
    ] {
        fs::create_dir_all(place.join("share").join(folder)).unwrap();
    }
    let mut package = xtask("package");
    package.args(["--format", "tar", "--tree"]).arg(&tree);
    package.arg("--share").arg(place.join("share"));
    let (status, said) = run(package.arg("--output").arg(place.join("out")));
    assert_eq!(status, 0, "{said}");
    let files = list(&place.join("out"));
    let [file] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert!(
        file.starts_with("corelink-") && file.ends_with("-static.tar.zst"),
        "{file}"
    );
    let packed = fs::read(place.join("out").join(file)).unwrap();
    let bytes = zstd::decode_all(packed.as_slice()).unwrap();
    let mut seen = Vec::new();
    for entry in tar::Archive::new(bytes.as_slice()).entries().unwrap() {
        let entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let path = entry.path().unwrap().display().to_string();
            seen.push((path, entry.header().mode().unwrap()));
        }
    }
    let expected = [("usr/bin/ls", 0o755), ("usr/share/man/man1/ls.1", 0o644)];
    assert_eq!(seen, expected.map(|(path, mode)| (path.to_owned(), mode)));
}
