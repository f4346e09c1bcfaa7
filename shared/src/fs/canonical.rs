//! Canonical file names, without `.`, `..`, symbolic links and redundant slashes, and relative
//! names. For `readlink -f`, `realpath`, `ln -r` (gnulib's canonicalize).
//!
//! `std::fs::canonicalize` is sufficient only where all components must exist and all links are
//! followed. It calls realpath(3) and costs no bytes there.

use crate::bytes::search::find;
use crate::sys::directory::read_working_directory;
use crate::sys::terminated;
use rustix::fs::{Access, CWD, access, readlinkat_raw};
use rustix::io::Errno;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::mem::MaybeUninit;

/// Which components of a name may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// None: `-e`.
    Nothing,
    /// The last one: `-f`, `-E`.
    Last,
    /// All: `-m`.
    Anything,
}

/// How long names usually are. More takes another allocation.
const USUAL: usize = 512;

/// Number of links to follow before checking for cycles.
const UNSUSPECTED_LINKS: usize = 20;

/// The kernel's limit for paths. If links make a name longer by more than this, there is a cycle.
const LONGEST_TARGET: usize = 4096;

/// Returns the canonical form of `name`. With `follow` unset, links are kept, and `..` removes the
/// component before it.
///
/// # Errors
/// A required component is missing or not accessible.
pub fn canonicalize(name: &[u8], missing: Missing, follow: bool) -> Result<Vec<u8>, Errno> {
    if name.is_empty() {
        return Err(Errno::NOENT);
    }
    // `path` has no trailing slash, so the root directory is empty until the end.
    let mut path = Vec::with_capacity(USUAL);
    if !name.starts_with(b"/") {
        read_working_directory(&mut path)?;
        if path == b"/" {
            path.clear();
        }
    }
    let mut rest = Cow::Borrowed(name);
    let mut at = 0;
    let mut links = 0;
    let mut seen = BTreeSet::new();
    loop {
        let start = at + slashes(&rest[at..]);
        let length = find(b'/', &rest[start..]);
        let end = length.map_or(rest.len(), |length| start + length);
        let (component, behind) = (&rest[start..end], &rest[end..]);
        match component {
            b"" => break,
            b"." => {}
            b".." => path.truncate(parent(&path)),
            _ => {
                path.push(b'/');
                path.extend_from_slice(component);
                match look(&mut path, behind, follow) {
                    Ok(Some(target)) => {
                        links += 1;
                        let endless = rest.len() - at > name.len() + LONGEST_TARGET
                            || links > UNSUSPECTED_LINKS
                                && !seen.insert((path.clone(), rest[at..].to_vec()));
                        if !endless {
                            let keep = if target.starts_with(b"/") {
                                0
                            } else {
                                parent(&path)
                            };
                            path.truncate(keep);
                            rest = Cow::Owned([&target[..], behind].concat());
                            at = 0;
                            continue;
                        }
                        if missing != Missing::Anything {
                            return Err(Errno::LOOP);
                        }
                    }
                    Ok(None) => {}
                    Err(_) if missing == Missing::Anything => {}
                    Err(Errno::NOENT)
                        if missing == Missing::Last && slashes(behind) == behind.len() => {}
                    Err(e) => return Err(e),
                }
            }
        }
        at = end;
    }
    if path.is_empty() {
        path.push(b'/');
    }
    Ok(path)
}

/// Returns `path` relative to the directory `base`. Both must be canonical.
pub fn relative(path: &[u8], base: &[u8]) -> Vec<u8> {
    // Without the slash of the root directory, each component is a slash and a name.
    let [path, base] = [path, base].map(|path| path.strip_suffix(b"/").unwrap_or(path));
    let ends = |path: &[u8], at| path.get(at).is_none_or(|&b| b == b'/');
    let mut same = path.iter().zip(base).take_while(|(a, b)| a == b).count();
    if !ends(path, same) || !ends(base, same) {
        same = parent(&path[..same]);
    }
    let mut steps = Vec::with_capacity(USUAL);
    for _ in base[same..].iter().filter(|&&b| b == b'/') {
        steps.extend_from_slice(b"/..");
    }
    steps.extend_from_slice(&path[same..]);
    match steps.is_empty() {
        true => steps.push(b'.'),
        false => drop(steps.remove(0)),
    }
    steps
}

/// Returns whether `path` is the directory `base` or below it. Both must be canonical.
pub fn is_within(path: &[u8], base: &[u8]) -> bool {
    let base = base.strip_suffix(b"/").unwrap_or(base);
    let rest = path.strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Returns the target of a link, or `None` if `path` is not a link. Checks that it exists, and that
/// it is a directory if `behind` requires that. Without `follow`, existence is checked by the
/// components that follow.
fn look(path: &mut Vec<u8>, behind: &[u8], follow: bool) -> Result<Option<Vec<u8>>, Errno> {
    let length = path.len();
    path.push(0);
    let mut found = Ok(None);
    if follow {
        let mut target = [MaybeUninit::uninit(); LONGEST_TARGET];
        found = match readlinkat_raw(CWD, terminated(path), &mut target[..]) {
            Ok((target, _)) => Ok(Some(target.to_vec())),
            Err(Errno::INVAL) => Ok(None),
            Err(e) => Err(e),
        };
    }
    if found == Ok(None) {
        let as_directory = needs_directory(behind);
        if as_directory {
            path[length] = b'/';
            path.push(0);
        }
        if as_directory || !follow && behind.is_empty() {
            found = access(terminated(path), Access::EXISTS).map(|()| None);
        }
    }
    path.truncate(length);
    found
}

/// Returns whether what follows a component requires a directory without naming something in it:
/// slashes, `.` and `..`.
fn needs_directory(behind: &[u8]) -> bool {
    let mut rest = behind;
    while rest.starts_with(b"/") {
        rest = &rest[slashes(rest)..];
        match rest {
            [] | [b'.'] | [b'.', b'.'] | [b'.', b'.', b'/', ..] => return true,
            [b'.', below @ ..] => rest = below,
            _ => return false,
        }
    }
    false
}

/// Returns the length of the parent directory's name.
fn parent(path: &[u8]) -> usize {
    path.iter().rposition(|&b| b == b'/').unwrap_or(0)
}

fn slashes(text: &[u8]) -> usize {
    text.iter().take_while(|&&b| b == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_relative_to_others() {
        for (path, base, relative_name) in [
            ("/a/b", "/a/b", "."),
            ("/a/b", "/a", "b"),
            ("/a", "/a/b", ".."),
            ("/ab", "/a", "../ab"),
            ("/x/y", "/", "x/y"),
            ("/", "/", "."),
            ("/", "/x/y", "../.."),
            ("/a/bc", "/a/b", "../bc"),
            ("/a/b", "/a/bc", "../b"),
            ("/a/c/d", "/a/b/e", "../../c/d"),
            ("/b", "/a/b", "../../b"),
        ] {
            let found = relative(path.as_bytes(), base.as_bytes());
            assert_eq!(found, relative_name.as_bytes(), "{path} from {base}");
        }
    }

    #[test]
    fn what_is_within() {
        assert!(is_within(b"/a/b", b"/a"));
        assert!(is_within(b"/a", b"/a"));
        assert!(is_within(b"/a", b"/"));
        assert!(!is_within(b"/ab", b"/a"));
    }

    #[test]
    fn without_links_dots_are_taken_off_by_name() {
        let canonical = |name: &[u8]| canonicalize(name, Missing::Anything, false);
        assert_eq!(canonical(b"//a/./b/../c/"), Ok(b"/a/c".to_vec()));
        assert_eq!(canonical(b"/../.."), Ok(b"/".to_vec()));
        assert_eq!(canonical(b""), Err(Errno::NOENT));
    }
}
