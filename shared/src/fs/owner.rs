//! `OWNER[:GROUP]` as `chown` takes it (manual node "chown invocation"; gnulib's userspec): names
//! or numbers, `+` before a number that must not be read as a name, `OWNER:` for the owner's login
//! group, and the obsolete `OWNER.GROUP` if there is no user of that name.

use crate::program::diagnostics;
use crate::program::error::{self, Error};
use crate::sys::users::{group_name, group_named, user_named};
use crate::text::locale::skip_posix_space;
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// An owner and a group. What was not given is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The user ID.
    pub uid: Option<u32>,
    /// The group ID.
    pub gid: Option<u32>,
    /// The user's name, or `None` if it was given as a number.
    pub user: Option<Vec<u8>>,
    /// The group's name, or `None` if it was given as a number.
    pub group: Option<Vec<u8>>,
}

/// The mistake in a specification: `invalid user`, `invalid group` or `invalid spec`.
pub type Mistake = &'static str;

const USER: Mistake = "invalid user";
const GROUP: Mistake = "invalid group";
const SPEC: Mistake = "invalid spec";

impl Owner {
    /// Parses `OWNER`, `OWNER:`, `OWNER:GROUP` or `:GROUP`. The second value is true if `.` was
    /// read as `:`, which utilities warn of.
    ///
    /// # Errors
    /// There is no such user or group.
    pub fn parse(spec: &[u8]) -> Result<(Self, bool), Mistake> {
        let colon = spec.iter().position(|&b| b == b':');
        let mistake = match Self::split(spec, colon) {
            Ok(owner) => return Ok((owner, false)),
            Err(mistake) => mistake,
        };
        // A user's name may contain a period, so it is tried first.
        match spec.iter().position(|&b| b == b'.') {
            Some(period) if colon.is_none() => match Self::split(spec, Some(period)) {
                Ok(owner) => Ok((owner, true)),
                Err(_) => Err(mistake),
            },
            _ => Err(mistake),
        }
    }

    /// Parses the value of an option or an operand. Warns of a period, and quotes `spec` in the
    /// error.
    ///
    /// # Errors
    /// There is no such user or group: `invalid user: 'x'`.
    pub fn from_option(spec: &OsStr) -> error::Result<Self> {
        let failed = |mistake| Error::new(format!("{mistake}: {}", quote(spec)));
        let (owner, by_period) = Self::parse(spec.as_bytes()).map_err(failed)?;
        if by_period {
            diagnostics::warning(&format!("warning: '.' should be ':': {}", quote(spec)));
        }
        Ok(owner)
    }

    fn split(spec: &[u8], separator: Option<usize>) -> Result<Self, Mistake> {
        let (user, group) = match separator {
            Some(place) => (&spec[..place], Some(&spec[place + 1..])),
            None => (spec, None),
        };
        let mut owner = Self::default();
        if !user.is_empty() {
            let login_group = group == Some(b"");
            match named(user).and_then(user_named) {
                Some(found) => {
                    owner.uid = Some(found.uid);
                    owner.user = Some(user.to_vec());
                    if login_group {
                        let name = group_name(found.gid);
                        owner.gid = Some(found.gid);
                        owner.group = name.or_else(|| Some(found.gid.to_string().into_bytes()));
                    }
                }
                None if login_group => return Err(SPEC),
                None => owner.uid = Some(id(user).ok_or(USER)?),
            }
        }
        if let Some(group) = group.filter(|group| !group.is_empty()) {
            match named(group).and_then(group_named) {
                Some(found) => {
                    owner.gid = Some(found.gid);
                    owner.group = Some(group.to_vec());
                }
                None => owner.gid = Some(id(group).ok_or(GROUP)?),
            }
        }
        Ok(owner)
    }
}

/// Returns the ID of a group that is given by name or number: `chgrp`.
pub fn group_id(text: &[u8]) -> Option<u32> {
    let named = named(text).and_then(group_named);
    named.map(|group| group.gid).or_else(|| id(text))
}

/// Returns `text` if it may be a name: anything except `+NUMBER`.
fn named(text: &[u8]) -> Option<&[u8]> {
    (!text.starts_with(b"+")).then_some(text)
}

/// Parses a number as strtoul(3) does. The highest one is not an ID: it means "unchanged" in system
/// calls.
fn id(text: &[u8]) -> Option<u32> {
    let text = skip_posix_space(text);
    let digits = text.strip_prefix(b"+").unwrap_or(text);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().try_fold(0u32, |number, digit| {
        number.checked_mul(10)?.checked_add(u32::from(digit - b'0'))
    })?;
    (number != u32::MAX).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(spec: &str) -> Result<(Option<u32>, Option<u32>), Mistake> {
        Owner::parse(spec.as_bytes()).map(|(owner, _)| (owner.uid, owner.gid))
    }

    #[test]
    fn owners_and_groups() {
        assert_eq!(numbers("root:root"), Ok((Some(0), Some(0))));
        assert_eq!(numbers("root:"), Ok((Some(0), Some(0))));
        assert_eq!(numbers(":+12"), Ok((None, Some(12))));
        assert_eq!(numbers(" 7"), Ok((Some(7), None)));
        assert_eq!(numbers(""), Ok((None, None)));
        assert_eq!(numbers(":"), Ok((None, None)));
        assert_eq!(numbers("1.5"), Ok((Some(1), Some(5))));
        assert_eq!(numbers("4294967294"), Ok((Some(4_294_967_294), None)));
    }

    #[test]
    fn mistakes() {
        for (spec, mistake) in [
            ("0:", SPEC),
            ("no such:", SPEC),
            ("4294967295", USER),
            ("+ 0", USER),
            ("+", USER),
            ("0.", USER),
            ("root.no such", USER),
            ("-1", USER),
            ("no such:no such", USER),
            ("root:no such", GROUP),
            ("0:1.2", GROUP),
        ] {
            assert_eq!(numbers(spec), Err(mistake), "{spec}");
        }
    }
}
