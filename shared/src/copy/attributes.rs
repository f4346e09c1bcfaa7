//! Attributes of copies: times, owner, permissions.

use super::copier::{Copier, Done, failed};
use super::handle::{Attributes, Handle};
use super::place::{Facts, Place};
use super::source::Source;
use super::xattr;
use rustix::fs::{Gid, Timestamps, Uid};
use rustix::io::Errno;

impl Copier {
    /// Returns the permissions that a new file must not have until its owner has been set.
    pub(super) fn withheld(&self, mode: u32) -> u32 {
        if self.options.preserve.ownership {
            0o077
        } else if rustix::fs::FileType::from_raw_mode(mode).is_dir() {
            0o022
        } else {
            0
        }
    }

    /// Returns the final permissions of a new file, if it was created with others.
    pub(super) fn settled(&mut self, mode: u32) -> Option<u32> {
        // To set extended attributes, the owner must be able to write.
        let is_writable = mode & 0o200 != 0 || !self.options.preserve.xattr;
        let made_otherwise = self.withheld(mode) != 0 || !is_writable;
        (made_otherwise && self.options.preserve.mode.is_none())
            .then(|| mode & 0o777 & !self.umask())
    }

    /// Sets the preserved attributes: times, owner, extended attributes, and finally permissions,
    /// which chown(2) may reset.
    pub(super) fn set_attributes(&mut self, attributes: &Attributes<'_>) -> Done {
        let preserve = self.options.preserve;
        if preserve.timestamps {
            let times = Timestamps {
                last_access: attributes.facts.accessed,
                last_modification: attributes.facts.modified,
            };
            if let Err(e) = attributes.made.set_times(&times) {
                let failed = failed(
                    &format!("preserving times for {}", attributes.to.quoted()),
                    &e.into(),
                );
                if preserve.required {
                    return Err(failed);
                }
            }
        }
        let mut mode = attributes.facts.permissions();
        if preserve.ownership && !self.set_owner_of(attributes)? {
            // Drop set-ID bits, which would grant the rights of another owner.
            mode &= 0o777;
        }
        if (preserve.xattr || preserve.context)
            && let Some(source) = &attributes.source
        {
            xattr::copy(attributes, source, &preserve)?;
        }
        self.set_mode_of(attributes, mode)
    }

    /// Sets the attributes of a symbolic link that `-s` created.
    pub(super) fn set_link_attributes(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
    ) -> Done {
        let link = Facts {
            mode: rustix::fs::FileType::Symlink.as_raw_mode() as _,
            ..source.facts
        };
        self.set_attributes(&Attributes {
            source: Some(Handle::named(from)),
            facts: &link,
            to: *to,
            made: Handle::named(to),
            old: None,
            settle: None,
        })
    }

    /// Sets the owner. Returns false if the copy does not belong to the owner of the source.
    fn set_owner_of(&mut self, attributes: &Attributes<'_>) -> Done<bool> {
        let (user, group) = (attributes.facts.user, attributes.facts.group);
        let now = attributes.old.copied().or_else(|| attributes.made.facts());
        if now.is_some_and(|now| (now.user, now.group) == (user, group)) {
            return Ok(true);
        }
        if let Some(old) = attributes.old
            && self.options.preserve.keeps_mode()
        {
            // Meanwhile, grant only what both the old and the new owner would grant.
            let meanwhile = old.permissions() & attributes.facts.permissions() & 0o700;
            if old.permissions() & !meanwhile != 0
                && let Err(e) = attributes.made.set_mode(meanwhile)
            {
                return Err(failed(
                    &format!("clearing permissions for {}", attributes.to.quoted()),
                    &e.into(),
                ));
            }
        }
        let (user, group) = (Uid::from_raw(user), Gid::from_raw(group));
        let Err(e) = attributes.made.set_owner(Some(user), Some(group)) else {
            return Ok(true);
        };
        let not_allowed = matches!(e, Errno::PERM | Errno::INVAL);
        if not_allowed && !rustix::process::geteuid().is_root() {
            // An ordinary user may set the group alone. If not, the copy keeps its own.
            let _ = attributes.made.set_owner(None, Some(group));
            return Ok(false);
        }
        let failed = failed(
            &format!(
                "failed to preserve ownership for {}",
                attributes.to.quoted()
            ),
            &e.into(),
        );
        if self.options.preserve.required {
            return Err(failed);
        }
        Ok(false)
    }

    fn set_mode_of(&mut self, attributes: &Attributes<'_>, mode: u32) -> Done {
        if attributes.facts.is_link() {
            return Ok(());
        }
        let preserve = self.options.preserve;
        let result = if preserve.keeps_mode() {
            xattr::set_permissions(
                attributes.source.as_ref(),
                &attributes.made,
                mode,
                attributes.facts.is_dir(),
            )
        } else if preserve.mode == Some(false) && attributes.old.is_none() {
            let all = match attributes.facts.kind() {
                rustix::fs::FileType::Directory | rustix::fs::FileType::Socket => 0o777,
                _ => 0o666,
            };
            // An ACL would leave the other bits of a new directory as they are.
            let made = attributes.made.facts();
            let kept = made.map_or(0, |facts| facts.permissions() & 0o3000);
            let mode = all & !self.umask() | kept;
            xattr::set_permissions(None, &attributes.made, mode, false)
        } else if let Some(mode) = self.options.mode {
            xattr::drop_inherited_acl(&attributes.made, mode)
        } else {
            match attributes.settle {
                Some(mode) => attributes.made.set_mode(mode),
                None => Ok(()),
            }
        };
        result.or_else(|e| {
            let what = if preserve.keeps_mode() {
                "preserving"
            } else {
                "setting"
            };
            let failed = failed(
                &format!(
                    "{what} permissions for {}",
                    crate::text::quoting::quote(attributes.to.shown)
                ),
                &e.into(),
            );
            if preserve.required || !preserve.keeps_mode() {
                Err(failed)
            } else {
                Ok(())
            }
        })
    }
}
