//! How long links take. `compare --build-cost` asks for it by an environment variable; then this
//! executable stands between rustc and the linker driver in every variant, also where there is
//! nothing to change on the way.

use anyhow::{Context, Result};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Names the file in which each link notes how many seconds it took.
pub const FILE: &str = "CORELINK_LINK_TIMES";

/// Does anybody ask?
pub fn are_wanted() -> bool {
    env::var_os(FILE).is_some()
}

/// Links, and notes the time.
pub fn timed<T>(link: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let linked = link();
    let seconds = start.elapsed().as_secs_f64();
    if let Some(file) = env::var_os(FILE) {
        // Several links end at a time: each writes its line at once, at the end.
        let noted = OpenOptions::new().append(true).create(true).open(file);
        let _ = noted.and_then(|mut file| file.write_all(format!("{seconds}\n").as_bytes()));
    }
    linked
}

/// The seconds of all links that were noted.
///
/// # Errors
/// There are none.
pub fn total(file: &Path) -> Result<f64> {
    let text = fs::read_to_string(file).context("no link noted how long it took")?;
    let seconds = text.lines().map(|line| line.parse::<f64>());
    Ok(seconds.sum::<std::result::Result<f64, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_added_up() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("times");
        assert!(total(&file).is_err());
        fs::write(&file, "1.5\n0.25\n").unwrap();
        assert_eq!(total(&file).unwrap(), 1.75);
    }
}
