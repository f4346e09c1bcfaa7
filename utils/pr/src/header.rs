//! The header of a page: date, text and page number.

use crate::settings::Settings;
use crate::writing::Writing;
use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::fstat;
use shared::text::locale;
use shared::time::Moment;
use shared::time::format::format;

/// The parts that all headers of a file share.
pub(crate) struct Header {
    date: Vec<u8>,
    text: &'static [u8],
    /// The columns left for the page number and the spaces.
    room: usize,
}

impl Header {
    /// Returns the header for a file, or for several side by side if there is none.
    pub(crate) fn new(settings: &Settings, file: Option<&Input>) -> Self {
        let file = file.filter(|file| !file.is_stdin());
        let modified = file.and_then(|file| fstat(file).ok());
        let moment = modified.map_or_else(Moment::now, |stat| {
            Moment::new(stat.st_mtime, stat.st_mtime_nsec as u32)
        });
        let mut date = Vec::new();
        let date_format = settings.date_format.unwrap_or_default().as_bytes();
        if format(&mut date, date_format, &moment).is_none() {
            date = moment.seconds.to_string().into_bytes();
        }
        let text = settings.header.or(file.map(|file| file.name));
        let text = text.unwrap_or_default().as_bytes();
        let width = usize::try_from(settings.width).unwrap_or(0);
        let room = width.saturating_sub(locale::columns(&date) + locale::columns(text));
        Self { date, text, room }
    }

    /// Prints the header of a page, after the margin.
    pub(crate) fn print(&self, page: u64, margin: usize, writing: &mut Writing) -> Result {
        let page = format!("Page {page}");
        let room = self.room.saturating_sub(page.len());
        let left = room / 2;
        writing.out.extend_from_slice(b"\n\n");
        writing.fill(b' ', margin)?;
        writing.out.extend_from_slice(&self.date);
        // At least one space.
        writing.fill(b' ', left.max(1))?;
        writing.out.extend_from_slice(self.text);
        writing.fill(b' ', (room - left).max(1))?;
        writing.out.extend_from_slice(page.as_bytes());
        writing.out.extend_from_slice(b"\n\n\n");
        Ok(())
    }
}
