//! A layer: files and links as a tar archive. Its bytes depend on its contents only.

use super::contents::{Entries, Entry};
use crate::model::usage::Usage;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tar::{Builder, EntryType, Header};

/// The level for packages where size matters.
pub(crate) const ZSTD_LEVEL: i32 = 19;

/// The largest time that fits the eleven octal digits of a tar header.
const LAST_SECOND: u64 = (1 << 33) - 1;

/// The time that `SOURCE_DATE_EPOCH` gives to what is packed.
///
/// # Errors
/// A usage error if it is not a number of seconds.
pub(crate) fn source_date() -> Result<Option<u64>> {
    let Some(given) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let seconds = given.to_str().and_then(|text| text.parse().ok());
    let wrong = || Usage("SOURCE_DATE_EPOCH must be a number of seconds".to_owned());
    let seconds = seconds.filter(|seconds| *seconds <= LAST_SECOND);
    Ok(Some(seconds.ok_or_else(wrong)?))
}

/// How a layer is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Compression {
    /// zstd at a high level.
    Zstd,
    /// No compression.
    None,
}

/// A layer as it is stored.
pub(crate) struct Layer {
    /// The digest of the archive before compression.
    pub(crate) diff_id: String,
    pub(crate) compression: Compression,
    pub(crate) blob: Vec<u8>,
}

impl Layer {
    /// Packs and compresses entries, all with the time `time`.
    ///
    /// # Errors
    /// A file can't be read.
    pub(crate) fn new(entries: &Entries, time: u64, compression: Compression) -> Result<Self> {
        let archive = archive(entries, time)?;
        let diff_id = digest(&archive);
        let blob = match compression {
            Compression::None => archive,
            Compression::Zstd => zstd::encode_all(archive.as_slice(), ZSTD_LEVEL)?,
        };
        Ok(Self {
            diff_id,
            compression,
            blob,
        })
    }
}

/// The tar archive: sorted, folders first, all owned by root, all with the same time.
///
/// # Errors
/// A file can't be read.
pub(crate) fn archive(entries: &Entries, time: u64) -> Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for folder in folders(entries) {
        let mut header = header(EntryType::Directory, 0, time);
        archive.append_data(&mut header, format!("{folder}/"), [].as_slice())?;
    }
    for (path, entry) in entries {
        match entry {
            Entry::File(source) => {
                let content = fs::read(source)
                    .with_context(|| format!("cannot read {}", source.display()))?;
                let mut header = header(EntryType::Regular, content.len(), time);
                archive.append_data(&mut header, path, content.as_slice())?;
            }
            Entry::Link(target) => {
                let mut header = header(EntryType::Symlink, 0, time);
                archive.append_link(&mut header, path, target)?;
            }
        }
    }
    Ok(archive.into_inner()?)
}

/// `sha256:` and the hexadecimal digits.
pub(crate) fn digest(data: &[u8]) -> String {
    let hash = Sha256::digest(data);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

pub(crate) fn header(kind: EntryType, size: usize, time: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(if kind == EntryType::Symlink {
        0o777
    } else {
        0o755
    });
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(time);
    header
}

/// All folders on the paths, outer ones first.
fn folders(entries: &Entries) -> BTreeSet<String> {
    let above = |path: &String| {
        let folders: Vec<String> = Path::new(path)
            .ancestors()
            .skip(1)
            .map(|folder| folder.to_string_lossy().into_owned())
            .filter(|folder| !folder.is_empty())
            .collect();
        folders
    };
    entries.keys().flat_map(above).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Entries {
        let file = folder.join("file");
        fs::write(&file, "content").unwrap();
        Entries::from([
            (
                "usr/bin/cat".to_owned(),
                Entry::Link("coreutils".to_owned()),
            ),
            ("usr/bin/coreutils".to_owned(), Entry::File(file)),
        ])
    }

    #[test]
    fn what_is_packed_is_sorted_and_root_s() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = archive(&entries(folder.path()), 7).unwrap();
        let mut seen = Vec::new();
        for entry in tar::Archive::new(bytes.as_slice()).entries().unwrap() {
            let entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!(header.mtime().unwrap(), 7);
            seen.push(entry.path().unwrap().to_string_lossy().into_owned());
        }
        assert_eq!(
            seen,
            ["usr/", "usr/bin/", "usr/bin/cat", "usr/bin/coreutils"]
        );
    }

    #[test]
    fn the_bytes_depend_on_the_content_alone() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let layer =
            |folder: &Path, time| Layer::new(&entries(folder), time, Compression::Zstd).unwrap();
        let (first, second) = (layer(one.path(), 0), layer(two.path(), 0));
        assert_eq!(first.blob, second.blob);
        assert_eq!(first.diff_id, second.diff_id);
        assert_ne!(first.diff_id, layer(one.path(), 1).diff_id);
        let unpacked = zstd::decode_all(first.blob.as_slice()).unwrap();
        assert_eq!(digest(&unpacked), first.diff_id);
    }

    #[test]
    fn digests() {
        assert_eq!(
            digest(b"abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
