//! A folder as a tar archive, for systems without Debian's tools. Its bytes depend on the files only.

use super::layer::{self, ZSTD_LEVEL};
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tar::{Builder, EntryType};

/// Packs what is below `folder`, sorted, owned by root, with the time `time`, compressed by zstd.
///
/// # Errors
/// A file can't be read.
pub(crate) fn of_folder(folder: &Path, time: u64) -> Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for entry in walkdir::WalkDir::new(folder)
        .min_depth(1)
        .sort_by_file_name()
    {
        let entry = entry?;
        let path = entry.path();
        let name = path.strip_prefix(folder)?;
        if entry.file_type().is_dir() {
            let mut header = layer::header(EntryType::Directory, 0, time);
            archive.append_data(&mut header, name, [].as_slice())?;
        } else if entry.file_type().is_symlink() {
            let mut header = layer::header(EntryType::Symlink, 0, time);
            archive.append_link(&mut header, name, fs::read_link(path)?)?;
        } else {
            let failed = || format!("cannot read {}", path.display());
            let content = fs::read(path).with_context(failed)?;
            let mut header = layer::header(EntryType::Regular, content.len(), time);
            header.set_mode(entry.metadata()?.permissions().mode() & 0o777);
            archive.append_data(&mut header, name, content.as_slice())?;
        }
    }
    Ok(zstd::encode_all(
        archive.into_inner()?.as_slice(),
        ZSTD_LEVEL,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_and_links_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("usr/bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("a"), "content").unwrap();
        fs::set_permissions(bin.join("a"), fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", bin.join("b")).unwrap();
        let packed = of_folder(folder.path(), 7).unwrap();
        let bytes = zstd::decode_all(packed.as_slice()).unwrap();
        let mut seen = Vec::new();
        for entry in tar::Archive::new(bytes.as_slice()).entries().unwrap() {
            let entry = entry.unwrap();
            let (path, header) = (entry.path().unwrap(), entry.header());
            assert_eq!((header.uid().unwrap(), header.mtime().unwrap()), (0, 7));
            seen.push((path.display().to_string(), header.mode().unwrap()));
        }
        let expected = [
            ("usr", 0o755),
            ("usr/bin", 0o755),
            ("usr/bin/a", 0o640),
            ("usr/bin/b", 0o777),
        ];
        let seen: Vec<_> = seen
            .iter()
            .map(|(path, mode)| (path.trim_end_matches('/'), *mode))
            .collect();
        assert_eq!(seen, expected);
    }
}
