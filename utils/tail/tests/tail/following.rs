//! A tail that follows files, and what it has printed so far.

use std::fs::{self, File};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testing::Dir;

/// After this time a test fails, and does not wait on.
const LIMIT: Duration = Duration::from_secs(50);

/// A running tail, whose output and messages go to one file.
pub struct Following<'a> {
    dir: &'a Dir,
    pub child: Child,
}

impl<'a> Following<'a> {
    pub fn new(dir: &'a Dir, args: &[&str]) -> Self {
        let out = File::create(dir.join("out")).unwrap();
        let child = testing::command(testing::bin_dir().join("tail"))
            .args(args)
            .env("LC_ALL", "C")
            .current_dir(dir.path())
            .stdin(Stdio::null())
            .stderr(out.try_clone().unwrap())
            .stdout(out)
            .spawn()
            .unwrap();
        Self { dir, child }
    }

    /// Waits until it has printed exactly `want`.
    #[track_caller]
    pub fn printed(&self, want: &str) {
        self.wait_for(want, &|shown| shown == want);
    }

    /// Waits until it has printed something that ends in `want`.
    #[track_caller]
    pub fn printed_last(&self, want: &str) {
        self.wait_for(want, &|shown| shown.ends_with(want));
    }

    /// Waits until it has asked to be notified of changes of so many files and directories.
    #[track_caller]
    pub fn watches(&self, count: usize) {
        let start = Instant::now();
        let folder = format!("/proc/{}/fdinfo", self.child.id());
        let watched = || -> usize {
            let files = fs::read_dir(&folder).unwrap().flatten();
            // A descriptor may be closed meanwhile.
            let texts = files.map(|file| fs::read_to_string(file.path()).unwrap_or_default());
            texts.map(|text| text.matches("inotify wd:").count()).sum()
        };
        while watched() < count {
            let waited = start.elapsed() < LIMIT;
            assert!(waited, "{} files are watched, not {count}", watched());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until `is_printed` is true of the output.
    #[track_caller]
    fn wait_for(&self, want: &str, is_printed: &dyn Fn(&str) -> bool) {
        let start = Instant::now();
        loop {
            let program = testing::bin_dir().join("tail");
            let program = program.to_str().expect("a path in UTF-8");
            let shown = self.dir.read("out");
            let shown = String::from_utf8_lossy(&shown).replace(program, "tail");
            if is_printed(&shown) {
                return;
            }
            let waited = start.elapsed() < LIMIT;
            assert!(waited, "expected:\n{want}\nprinted:\n{shown}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
