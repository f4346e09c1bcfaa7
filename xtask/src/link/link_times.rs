//! Measures how long links take, for `compare --build-cost`. An environment variable asks for it; then
//! this executable runs between rustc and the linker driver in every variant, even where the link is
//! not changed.

use anyhow::{Context, Result};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// The environment variable that names a file, to which each link adds a line with its seconds.
pub const FILE: &str = "CORELINK_LINK_TIMES";

/// Returns whether link times are recorded.
pub fn are_wanted() -> bool {
    env::var_os(FILE).is_some()
}

/// Runs `link`, and records how long it takes.
pub fn timed<T>(link: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let linked = link();
    let seconds = start.elapsed().as_secs_f64();
    if let Some(file) = env::var_os(FILE) {
        // Several links may end at once: each appends its line with a single write.
        let noted = OpenOptions::new().append(true).create(true).open(file);
        let _ = noted.and_then(|mut file| file.write_all(format!("{seconds}\n").as_bytes()));
    }
    linked
}

/// The sum of all recorded seconds.
///
/// # Errors
/// Nothing was recorded.
pub fn total(file: &Path) -> Result<f64> {
    let text = fs::read_to_string(file).context("no link recorded its time")?;
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
