//! The lines for Emacs' dired mode, which contain the positions of names in the output.

/// Byte offsets, in pairs of start and end.
#[derive(Debug, Default)]
pub(super) struct Dired {
    pub(super) names: Vec<u64>,
    pub(super) headings: Vec<u64>,
}

impl Dired {
    /// Appends the lines for dired.
    pub(super) fn push(&self, style: &str, out: &mut Vec<u8>) {
        for (label, positions) in [("//DIRED//", &self.names), ("//SUBDIRED//", &self.headings)] {
            if positions.is_empty() {
                continue;
            }
            out.extend_from_slice(label.as_bytes());
            for position in positions {
                out.push(b' ');
                out.extend_from_slice(position.to_string().as_bytes());
            }
            out.push(b'\n');
        }
        out.extend_from_slice(b"//DIRED-OPTIONS// --quoting-style=");
        out.extend_from_slice(style.as_bytes());
        out.push(b'\n');
    }
}
