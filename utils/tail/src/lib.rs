//! tail: print the last part of files. GNU manual node "tail invocation"; POSIX tail.

mod count;
mod follow;
mod last;
mod notify;
mod obsolete;
mod options;

use follow::Follow;
use options::Headers;
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::fstat;

pub use options::cli;

/// Runs tail.
pub fn run(args: Args) -> Result {
    let (settings, operands) = options::read(args)?;
    let nothing = settings.tail.count.number == 0 && !settings.tail.count.from_start;
    if nothing && settings.mode.is_none() {
        return Ok(());
    }
    let titled = match settings.headers {
        Headers::BetweenSeveral => operands.len() > 1,
        other => other == Headers::Always,
    };
    let mut titles = Titles {
        shown: titled,
        last: None,
    };
    let mut follow = settings.mode.map(|mode| Follow::new(mode, &settings));
    for (i, &name) in operands.iter().enumerate() {
        let opened = Input::open(name);
        let mut readable = false;
        match &opened {
            Err(e) => {
                let name = quoteaf(label(name));
                diagnostics::error_io(&format!("cannot open {name} for reading"), e);
            }
            Ok(input) => {
                titles.print(i, name)?;
                readable = settings.tail.print(input)?;
            }
        }
        if let Some(follow) = &mut follow {
            follow.add(name, opened, readable);
        }
    }
    // As the last one printed goes on without a title.
    titles.last = operands.len().checked_sub(1);
    let result = match follow {
        Some(follow) => follow.run(titles),
        None => Ok(()),
    };
    if operands.contains(&OsStr::new("-"))
        && let Err(e) = fstat(shared::rustix::stdio::stdin())
    {
        if let Err(e) = result {
            e.emit();
        }
        // As closing it would fail.
        return Err(Error::io("-", &e.into()));
    }
    result
}

/// What messages and titles call a file.
fn label(name: &'static OsStr) -> &'static OsStr {
    if name == "-" {
        OsStr::new("standard input")
    } else {
        name
    }
}

/// The titles above what is printed.
struct Titles {
    shown: bool,
    /// The file printed last.
    last: Option<usize>,
}

impl Titles {
    /// Prints the title of file `i`, unless it was printed last.
    fn print(&mut self, i: usize, name: &'static OsStr) -> Result {
        let lead: &[u8] = match self.last.replace(i) {
            Some(last) if last == i => return Ok(()),
            None => b"==> ",
            Some(_) => b"\n==> ",
        };
        if self.shown {
            let title = [lead, label(name).as_bytes(), b" <==\n"].concat();
            stdout().write_all(&title)?;
        }
        Ok(())
    }
}
