//! The starts that are timed and counted: utilities with so little work that starting is most of
//! it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A utility and its arguments. `FILE` and `FOLDER` stand for a small file and an empty folder, `COPY`
/// and `MISSING` for a file that is written and one that does not exist.
const STARTS: &[(&str, &[&str])] = &[
    ("true", &[]),
    ("echo", &["a"]),
    ("cat", &["FILE"]),
    ("ls", &["FOLDER"]),
    ("date", &["+%s"]),
    ("sort", &["FILE"]),
    ("test", &["-e", "FILE"]),
    ("expr", &["1", "+", "2"]),
    ("printf", &["a"]),
    ("basename", &["a/b"]),
    ("rm", &["-f", "MISSING"]),
    ("mkdir", &["-p", "FOLDER"]),
    ("cp", &["FILE", "COPY"]),
];

/// A utility with its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) utility: &'static str,
    pub(crate) arguments: Vec<PathBuf>,
}

/// Returns the starts of the compared utilities, and makes their operands in the folder.
pub(crate) fn starts(utilities: &[String], folder: &Path) -> Result<Vec<Start>> {
    let (file, empty) = (folder.join("small"), folder.join("empty"));
    fs::create_dir_all(&empty)
        .and_then(|()| fs::write(&file, "three\nshort\nlines\n"))
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    let operand = |name: &&str| match *name {
        "FILE" => file.clone(),
        "FOLDER" => empty.clone(),
        "COPY" => folder.join("copy"),
        "MISSING" => folder.join("missing"),
        other => PathBuf::from(other),
    };
    let compared = |utility: &str| utilities.iter().any(|name| name == utility);
    Ok(STARTS
        .iter()
        .filter(|(utility, _)| compared(utility))
        .map(|(utility, operands)| Start {
            utility,
            arguments: operands.iter().map(operand).collect(),
        })
        .collect())
}
