//! What others may exchange while a utility runs.
//!
//! The attack: a user who may write to a folder exchanges a name in it for a symbolic link while
//! root's utility works there. What the link leads to must not change, nor be printed.
//! `cargo xtask races --tries 20000` runs it with counts, and `--gnu` on GNU's utilities:
//!
//! - `CORELINK_TRIES`: how often each command line is run.
//! - `CORELINK_RACES_ONLY`: names of utilities or whole command lines, separated by commas.
//! - `CORELINK_RACES_GNU`: only count what GNU's utilities lose; with many operands, to the first loss.
//!
//! The check that does not depend on luck, of the calls that are made, is in `looks.rs`.

#[path = "races/attacks.rs"]
mod attacks;

use attacks::{ATTACKS, BATCHES, Batch, Before, Row};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use testing::{Attack, Attacks, Dir, Losses, bin_dir, command, is_root, skip, tempfile, tries};

/// How often each command line is run as part of all tests. The utilities' own tests try more.
const TRIES: usize = 10;

/// In what is printed, it shows that the victim was read.
const SECRET: &str = "top-secret";

#[test]
fn a_link_that_replaces_a_name_is_not_followed() {
    if !is_root() {
        skip!("the attacker is another user, which only root can start");
    }
    let selection = Selection::from_environment();
    let mut lost = Vec::new();
    for row in ATTACKS.iter().filter(|row| selection.has(row.line)) {
        let started = Instant::now();
        let losses = attack(row, selection.gnu);
        let first = losses.first.as_ref().map(|(attempt, _)| *attempt);
        println!(
            "{:6}tries {:6} lost, first {:5} {:4} {} ({}, {:.0?})",
            losses.tries,
            losses.lost,
            first.map_or_else(|| "-".to_owned(), |n| n.to_string()),
            row.fault,
            row.line,
            row.victim,
            started.elapsed()
        );
        if let Some((attempt, change)) = losses.first {
            lost.push(format!("{} at try {attempt}: {change}", row.line));
        }
    }
    assert!(
        selection.gnu || lost.is_empty(),
        "lost:\n{}",
        lost.join("\n")
    );
}

/// The same for utilities that take many operands, a process for a hundred tries.
#[test]
fn a_link_that_replaces_one_of_many_names_is_not_followed() {
    if !is_root() {
        skip!("the attacker is another user, which only root can start");
    }
    let selection = Selection::from_environment();
    let mut lost = Vec::new();
    for batch in BATCHES.iter().filter(|batch| selection.has(batch.line)) {
        let started = Instant::now();
        let (tries, losses) = attack_many(batch, selection.gnu);
        let (victim, took) = (batch.victim, started.elapsed());
        let (fault, line) = (batch.fault, batch.line);
        println!("{tries:6} tries {losses:6} lost {fault:4} {line} ({victim}, {took:.0?})");
        if losses > 0 {
            lost.push(format!("{line}: {losses} of {tries}"));
        }
    }
    assert!(
        selection.gnu || lost.is_empty(),
        "lost:\n{}",
        lost.join("\n")
    );
}

/// How many operands a command line has where its row has a `*`.
const MANY: usize = 100;

/// Replaces the `*` in a word by numbers.
fn numbered(word: &str) -> Vec<String> {
    match word.contains('*') {
        true => (0..MANY)
            .map(|i| word.replace('*', &i.to_string()))
            .collect(),
        false => vec![word.to_owned()],
    }
}

fn attack_many(batch: &Batch, gnu: bool) -> (usize, usize) {
    let dir = Dir::new();
    let elsewhere = elsewhere();
    dir.run("chmod 777 .; mkdir to in; chmod 777 to");
    for i in 0..MANY {
        dir.file(format!("victim{i}"), SECRET)
            .folder(format!("vault{i}"))
            .folder(format!("in/d{i}/sub"))
            .file(format!("in/f{i}"), "x")
            .folder(format!("a{i}/b"))
            .file(format!("a{i}/b/f"), "x");
    }
    dir.run("chmod -R go= victim* vault*; chmod 4755 in/d*; chmod 711 a*; for i in $(seq 0 99); do mkfifo in/p$i; done");
    let paths = |pattern: &str| {
        numbered(pattern)
            .iter()
            .map(|name| dir.join(name))
            .collect()
    };
    let attacks = Attacks {
        targets: paths(batch.target),
        victims: paths(&format!("{}*", batch.victim)),
    };
    let prepare = || {
        for (i, target) in attacks.targets.iter().enumerate() {
            match batch.before {
                Before::Folder => fs::create_dir(target).expect("it was removed"),
                Before::Source => {
                    let source = elsewhere.path().join(format!("d{i}"));
                    let _ = fs::create_dir_all(source.join("sub"));
                    let _ = fs::set_permissions(&source, fs::Permissions::from_mode(0o4755));
                }
                _ => {}
            }
        }
    };
    let words = batch.line.split(' ').flat_map(numbered).collect::<Vec<_>>();
    let (mut done, mut lost) = (0, 0);
    // GNU's are known to lose: how soon is what counts.
    while done < tries(TRIES) && !(gnu && lost > 0) {
        lost += attacks.losses(&prepare, &|| {
            let mut command = of_words(&words, gnu, elsewhere.path());
            command
                .current_dir(dir.path())
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .stdout(Stdio::null());
            command.status().expect("the utility runs");
        });
        done += MANY;
    }
    (done, lost)
}

/// What is run.
struct Selection {
    gnu: bool,
    only: Vec<String>,
}

impl Selection {
    fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let only = variable("CORELINK_RACES_ONLY").unwrap_or_default();
        let names = only.split(',').filter(|name| !name.is_empty());
        Self {
            gnu: variable("CORELINK_RACES_GNU").is_some(),
            only: names.map(str::to_owned).collect(),
        }
    }

    /// Returns whether a line or its utility was asked for.
    fn has(&self, line: &str) -> bool {
        let name = line.split(' ').next().unwrap_or_default();
        self.only.is_empty() || self.only.iter().any(|only| only == name || only == line)
    }
}

/// Makes a folder in another file system, if there is one.
fn elsewhere() -> tempfile::TempDir {
    let shm = Path::new("/dev/shm");
    let folder = match () {
        () if std::env::temp_dir().starts_with(shm) => "/var/tmp".into(),
        () if shm.is_dir() => shm.to_owned(),
        () => std::env::temp_dir(),
    };
    tempfile::tempdir_in(folder).expect("a temporary folder")
}

/// Runs one row's command line under attack.
fn attack(row: &Row, gnu: bool) -> Losses {
    let dir = Dir::new();
    let elsewhere = elsewhere();
    fill(&dir);
    let attack = Attack {
        dir: &dir,
        target: row.target,
        victim: row.victim,
    };
    let prepare = || row.before.make(&dir, row.target, elsewhere.path());
    let words: Vec<String> = row.line.split(' ').map(str::to_owned).collect();
    let output = dir.path().with_extension("out");
    attack.losses(tries(TRIES), &prepare, &|| {
        let mut command = of_words(&words, gnu, elsewhere.path());
        let out = fs::File::create(&output).expect("a file can be made");
        command
            .current_dir(dir.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(out);
        command.status().expect("the utility runs");
        let printed = fs::read(&output).unwrap_or_default();
        let copied = row.copies.then(|| printed_names(&dir.join("copy")));
        let _ = fs::remove_dir_all(dir.join("copy"));
        let leaks = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(SECRET);
        !leaks(&printed) && !copied.is_some_and(|names| leaks(names.as_bytes()))
    })
}

/// Returns a command, the words of which begin with the utility.
fn of_words(words: &[String], gnu: bool, elsewhere: &Path) -> Command {
    let name = words[0].as_str();
    let all = bin_dir().join("coreutils");
    let program = match () {
        () if gnu => testing::gnu_path(name),
        () if all.exists() => all,
        () => bin_dir().join(name),
    };
    let mut command = command(program);
    let elsewhere = elsewhere.to_str().expect("a plain path");
    command.arg0(name);
    let words = words[1..].iter();
    command.args(words.map(|word| word.replace("ELSEWHERE", elsewhere)));
    command
}

/// Makes what all rows use: sources, and the victims, which only root may read.
fn fill(dir: &Dir) {
    dir.file("victim", SECRET)
        .folder("vault/sub")
        .file(format!("vault/{SECRET}"), SECRET)
        .file("vault/f", SECRET)
        .file("src", "source\n")
        .folder("srcdir/sub")
        .file("srcdir/f", "f\n");
    dir.run(
        "chmod -R go= victim vault; chmod 4755 srcdir; mkfifo -m 666 fifo; mkdir -p a/b; \
         echo x >a/b/f; mkdir to att; chmod 777 to att",
    );
}

impl Before {
    /// Makes what is at the target before each try.
    fn make(self, dir: &Dir, target: &str, elsewhere: &Path) {
        let target = dir.join(target);
        // The attacker may have put the link in place of any of this.
        let file = |path: &Path| drop(fs::write(path, "x\n"));
        let open = |path: &Path| {
            let everyone = fs::Permissions::from_mode(0o777);
            if fs::symlink_metadata(path).is_ok_and(|stat| stat.is_dir()) {
                let _ = fs::set_permissions(path, everyone);
            }
        };
        match self {
            Self::Nothing => {}
            Self::File => {
                let made = fs::File::create_new(&target);
                drop(made);
            }
            Self::Folder => {
                let parent = target.parent().expect("in a folder");
                let _ = fs::create_dir_all(parent);
                open(parent);
                drop(fs::create_dir(&target));
            }
            Self::Tree => {
                // Made elsewhere and renamed, so that nothing is written through the link.
                let parent = target.parent().expect("in a folder");
                let _ = fs::create_dir_all(parent);
                open(parent);
                let new = elsewhere.join("tree");
                let _ = fs::remove_dir_all(&new);
                let nearby = dir.path().with_extension("new");
                let _ = fs::remove_dir_all(&nearby);
                let _ = fs::create_dir_all(nearby.join("sub"));
                for name in ["f", "sub/g"] {
                    file(&nearby.join(name));
                }
                open(&nearby);
                let _ = fs::rename(&nearby, &target);
            }
            Self::Source => {
                // What is moved, in another file system.
                let source = elsewhere.join("new");
                let _ = fs::create_dir_all(source.join("sub"));
                let _ = fs::set_permissions(&source, fs::Permissions::from_mode(0o4755));
            }
            Self::SourceFile => {
                file(&elsewhere.join("new"));
                let _ =
                    fs::set_permissions(elsewhere.join("new"), fs::Permissions::from_mode(0o4755));
            }
        }
    }
}

/// Returns the names of all files below a folder.
fn printed_names(folder: &Path) -> String {
    let mut names = String::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        names.push_str(&entry.file_name().to_string_lossy());
        names.push('\n');
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.push_str(&printed_names(&entry.path()));
        }
    }
    names
}
