//! The part of a line that counts.

use shared::collation::Bytes;

/// What is compared of lines.
pub(crate) struct Key {
    pub(crate) fields: usize,
    pub(crate) chars: usize,
    /// The most bytes to compare.
    pub(crate) width: usize,
    /// Each byte as a capital letter, where case doesn't matter.
    capitals: Option<Box<[u8; 256]>>,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            fields: 0,
            chars: 0,
            width: usize::MAX,
            capitals: None,
        }
    }
}

impl Key {
    pub(crate) fn fold_case(&mut self) {
        self.capitals = Some(Box::new(Bytes::of_locale().upper));
    }

    #[inline]
    pub(crate) fn equal(&self, a: &[u8], b: &[u8]) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        match &self.capitals {
            None => a == b,
            Some(capitals) => {
                let same =
                    |(&a, &b): (&u8, &u8)| capitals[usize::from(a)] == capitals[usize::from(b)];
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
        }
    }

    #[inline]
    fn of<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let start = if self.fields > 0 {
            self.skip_fields(line)
        } else {
            0
        };
        let rest = &line[start..];
        let rest = &rest[self.chars.min(rest.len())..];
        &rest[..self.width.min(rest.len())]
    }

    fn skip_fields(&self, line: &[u8]) -> usize {
        let mut at = 0;
        for _ in 0..self.fields {
            if at == line.len() {
                break;
            }
            let blanks = line[at..].iter().take_while(|&&b| is_blank(b));
            at += blanks.count();
            let others = line[at..].iter().take_while(|&&b| !is_blank(b));
            at += others.count();
        }
        at
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}
