//! The long format: several lines about a user.

use crate::short::{full_name, push};
use shared::input::files::open;
use shared::prelude::*;
use shared::rustix::fs::OFlags;
use shared::sys::users::user_named;

/// The parts that are printed.
pub(crate) struct Parts {
    pub(crate) home_and_shell: bool,
    pub(crate) project: bool,
    pub(crate) plan: bool,
}

impl Parts {
    pub(crate) fn print(&self, name: &[u8]) -> io::Result<()> {
        let mut text = b"Login name: ".to_vec();
        push(&mut text, name, 28);
        text.extend_from_slice(b"In real life: ");
        let Some(user) = user_named(name) else {
            text.extend_from_slice(b" ???\n");
            return stdout().write_all(&text);
        };
        text.push(b' ');
        text.extend(full_name(&user));
        text.push(b'\n');
        if self.home_and_shell {
            text.extend_from_slice(b"Directory: ");
            push(&mut text, &user.home, 29);
            text.extend_from_slice(b"Shell:  ");
            text.extend_from_slice(&user.shell);
            text.push(b'\n');
        }
        for (shown, file, heading) in [
            (self.project, "/.project", "Project: "),
            (self.plan, "/.plan", "Plan:\n"),
        ] {
            let path = [&user.home, file.as_bytes()].concat();
            if shown && let Some(content) = content(OsStr::from_bytes(&path)) {
                text.extend_from_slice(heading.as_bytes());
                text.extend(content);
            }
        }
        text.push(b'\n');
        stdout().write_all(&text)
    }
}

/// Returns the content of a file, which the user may not have.
fn content(path: &OsStr) -> Option<Vec<u8>> {
    let file = open(path, OFlags::RDONLY).ok()?;
    let mut content = Vec::new();
    // GNU prints what it could read, and no message.
    let _ = std::fs::File::from(file).read_to_end(&mut content);
    Some(content)
}
