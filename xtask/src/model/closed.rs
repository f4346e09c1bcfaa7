//! How an executable of a closed set names its library.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::tree::LIBRARIES;

/// The beginning of the name, as it was linked: the folder above that of the executable.
const WAY: &[u8] = b"$ORIGIN/..";

/// Replaces `$ORIGIN/..` in an executable of a closed set by the prefix, if that is not longer. The
/// loader then does not have to ask for the executable's path.
pub(crate) fn name_library(executable: &mut [u8], prefix: &Path) {
    let here = prefix.as_os_str().as_bytes();
    let name = [WAY, b"/", LIBRARIES.as_bytes(), b"/libcorelink-closed-"].concat();
    let Some(fill) = WAY.len().checked_sub(here.len()) else {
        return;
    };
    let mut at = 0;
    while let Some(found) = executable[at..].windows(name.len()).position(|w| w == name) {
        let start = at + found;
        let rest = &executable[start..];
        let end = start + rest.iter().position(|&b| b == 0).unwrap_or(rest.len());
        let path = [here, &executable[start + WAY.len()..end], &vec![0; fill]].concat();
        executable[start..end].copy_from_slice(&path);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_prefix_is_written_out() {
        let of = |prefix: &str| {
            let mut bytes = b"a\0$ORIGIN/../lib/corelink/libcorelink-closed-1.so\0b".to_vec();
            name_library(&mut bytes, Path::new(prefix));
            String::from_utf8(bytes).unwrap()
        };
        let fill = "\0".repeat(6);
        let usr = format!("a\0/usr/lib/corelink/libcorelink-closed-1.so{fill}\0b");
        assert_eq!(of("/usr"), usr);
        assert!(of("/usr/local").contains("\0/usr/local/lib/corelink/libcorelink-closed-1.so\0b"));
        assert!(of("/opt/corelink").contains("$ORIGIN"));
    }
}
