//! The user and groups that the command runs as. Names are looked up in the new root directory;
//! what was found in the old one fills the gaps.

use shared::fs::owner::{self, Mistake, Owner};
use shared::prelude::*;
use shared::sys::identity::{setgid, setgroups, setuid};
use shared::sys::users::{self, groups_of};
use shared::text::locale::skip_posix_space;

/// The names that the options give.
#[derive(Default)]
pub(crate) struct Wanted {
    /// `--userspec`.
    pub(crate) owner: Option<&'static OsStr>,
    /// `--groups`.
    pub(crate) groups: Option<&'static OsStr>,
}

/// IDs to take on. What is `None` stays as it is.
#[derive(Default)]
pub(crate) struct Credentials {
    uid: Option<u32>,
    gid: Option<u32>,
    groups: Option<Vec<u32>>,
}

impl Wanted {
    /// Looks the names up in the old root directory. Unknown ones are reported by
    /// [`Self::look_up`].
    pub(crate) fn look_up_outside(&self) -> Credentials {
        let owner = self
            .owner()
            .map_or_else(|_| Owner::default(), |(owner, _)| owner);
        let mut found = Credentials {
            uid: owner.uid,
            gid: owner.gid,
            groups: self.groups.and_then(|list| groups(list, &|_| {})),
        };
        let user = found.uid.and_then(users::user);
        found.gid = found.gid.or(user.as_ref().map(|user| user.gid));
        if let (None, Some(mut user), Some(gid)) = (self.groups, user, found.gid) {
            user.gid = gid;
            found.groups = Some(groups_of(&user));
        }
        found
    }

    /// Looks the names up in the new root directory, and falls back on `outside`.
    pub(crate) fn look_up(&self, outside: Credentials) -> Result<Credentials> {
        let mut found = outside;
        match self.owner() {
            Ok((owner, by_period)) => {
                if by_period {
                    diagnostics::warning("warning: '.' should be ':'");
                }
                found.uid = owner.uid.or(found.uid);
                found.gid = owner.gid.or(found.gid);
            }
            Err(mistake) if found.uid.is_none() && found.gid.is_none() => {
                return Err(Error::new(mistake));
            }
            Err(_) => {}
        }
        let mut user = None;
        if let Some(uid) = found.uid
            && (self.groups.is_none() || found.gid.is_none())
        {
            user = users::user(uid);
            found.gid = found.gid.or(user.as_ref().map(|user| user.gid));
            if found.gid.is_none() {
                let message = format!("no group specified for unknown uid: {uid}");
                return Err(Error::new(message));
            }
        }
        match self.groups {
            Some(list) if found.groups.is_none() => {
                let known = groups(list, &diagnostics::error);
                found.groups = Some(known.ok_or_else(|| Error::exit(status::failure()))?);
            }
            Some(list) => found.groups = groups(list, &|_| {}).or(found.groups),
            None => {
                if let (Some(mut user), Some(gid)) = (user, found.gid) {
                    user.gid = gid;
                    found.groups = Some(groups_of(&user));
                }
            }
        }
        Ok(found)
    }

    /// Returns user and group, and whether a period separates them. `USER:` means `USER`, as the
    /// login group is taken anyway.
    fn owner(&self) -> std::result::Result<(Owner, bool), Mistake> {
        let spec = self.owner.unwrap_or_default().as_bytes();
        Owner::parse(spec.strip_suffix(b":").unwrap_or(spec))
    }
}

/// Returns the groups of a list, or `None` after passing to `report` which are unknown, or that
/// the list is empty.
fn groups(list: &OsStr, report: &dyn Fn(&str)) -> Option<Vec<u32>> {
    let mut known = Some(Vec::new());
    let bytes = list.as_bytes();
    for name in bytes.split(|&b| b == b',').filter(|name| !name.is_empty()) {
        match owner::group_id(skip_posix_space(name)) {
            Some(gid) => known.iter_mut().for_each(|known| known.push(gid)),
            None => {
                report(&format!("invalid group {}", quote(OsStr::from_bytes(name))));
                known = None;
            }
        }
    }
    if !bytes.is_empty() && known.as_ref().is_some_and(Vec::is_empty) {
        report(&format!("invalid group list {}", quote(list)));
        return None;
    }
    known
}

impl Credentials {
    /// Sets the IDs of this process, which has one thread. The user comes last, as only root may
    /// set groups.
    pub(crate) fn apply(self) -> Result {
        let failed = |what| {
            move |e: shared::rustix::io::Errno| {
                Error::io(format!("failed to set {what}"), &e.into())
            }
        };
        // A new user must not keep the groups of the old one.
        if self.uid.is_some() || self.groups.is_some() {
            setgroups(&self.groups.unwrap_or_default()).map_err(failed("supplemental groups"))?;
        }
        if let Some(gid) = self.gid {
            setgid(gid).map_err(failed("group-ID"))?;
        }
        if let Some(uid) = self.uid {
            setuid(uid).map_err(failed("user-ID"))?;
        }
        Ok(())
    }
}
