//! A file that sums up the counts of all campaigns.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek, Write as _};
use std::path::Path;

/// The file, open before the campaign gives up its privileges.
pub(crate) struct Counts(File);

/// Opens the file, or makes it.
pub(crate) fn open(path: &Path) -> Result<Counts> {
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).truncate(false);
    let file = file.open(path);
    file.map(Counts)
        .with_context(|| format!("cannot open {}", path.display()))
}

impl Counts {
    /// Adds counts to those in the file.
    pub(crate) fn add(mut self, new: &BTreeMap<String, [u64; 4]>) -> Result<()> {
        let mut text = String::new();
        self.0.read_to_string(&mut text)?;
        let mut all = parse(&text);
        for (utility, counts) in new {
            let sums = all.entry(utility.clone()).or_default();
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let mut text = String::new();
        for (utility, [comparisons, deliberate, endless, findings]) in all {
            writeln!(
                text,
                "{utility}\t{comparisons}\t{deliberate}\t{endless}\t{findings}"
            )?;
        }
        self.0.rewind()?;
        self.0.set_len(0)?;
        Ok(self.0.write_all(text.as_bytes())?)
    }
}

fn parse(text: &str) -> BTreeMap<String, [u64; 4]> {
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let utility = fields.next().unwrap_or_default();
        let mut next = || {
            fields
                .next()
                .and_then(|field| field.parse().ok())
                .unwrap_or(0)
        };
        all.insert(utility.to_owned(), [next(), next(), next(), next()]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_added() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let new = BTreeMap::from([("cat".to_owned(), [5, 1, 0, 2])]);
        open(file.path()).unwrap().add(&new).unwrap();
        open(file.path()).unwrap().add(&new).unwrap();
        assert_eq!(
            std::fs::read_to_string(file.path()).unwrap(),
            "cat\t10\t2\t0\t4\n"
        );
    }
}
