//! The output: columns, or directives of roff or TeX.

use crate::Ptx;
use crate::fields::{Fields, columns};
use crate::occurrences::{File, Index, Occurrence};
use shared::prelude::*;
use shared::text::locale::is_posix_space;
use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Roff,
    Tex,
}

/// The widths of fields, and the strings between them.
pub(crate) struct Layout {
    pub(crate) format: Format,
    pub(crate) line_width: usize,
    pub(crate) gap: usize,
    pub(crate) truncation: Vec<u8>,
    pub(crate) macro_name: &'static OsStr,
    /// The width of half a line, without the reference.
    pub(crate) half: usize,
    /// The maximal width of the field before the word. Narrow lines leave less than none.
    pub(crate) before: isize,
    /// The maximal width of the field that starts with the word.
    pub(crate) after: usize,
    /// The width of references.
    reference: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            format: Format::Plain,
            line_width: 72,
            gap: 3,
            truncation: b"/".to_vec(),
            macro_name: OsStr::new("xx"),
            half: 0,
            before: 0,
            after: 0,
            reference: 0,
        }
    }
}

impl Layout {
    /// Completes the widths, which depend on those of the references.
    fn for_index(&self, ptx: &Ptx, index: &Index) -> Self {
        let reference = match (ptx.auto_reference, ptx.input_reference) {
            (true, _) => index.files.iter().map(widest_reference).max().unwrap_or(0),
            (false, true) => index.longest_reference,
            _ => 0,
        };
        let mut width = self.line_width;
        if (ptx.auto_reference || ptx.input_reference) && !ptx.right_reference {
            width = width.saturating_sub(reference.saturating_add(self.gap));
        }
        let half = width / 2;
        let flags = 2 * self.truncation.len();
        // Like System V's ptx, no room is reserved for the flag before the word.
        let after = if ptx.extended { flags } else { flags + 1 };
        Self {
            truncation: self.truncation.clone(),
            half,
            before: match ptx.extended {
                true => half.saturating_sub(self.gap).saturating_sub(flags) as isize,
                false => (half as isize).saturating_sub_unsigned(self.gap),
            },
            after: half.saturating_sub(after),
            reference,
            ..*self
        }
    }
}

/// Returns the width of a file's name and its longest line number, with colons.
fn widest_reference(file: &File) -> usize {
    shown_name(file).len() + (file.lines + 2).to_string().len() + 1
}

fn shown_name(file: &File) -> &'static [u8] {
    if file.name == "-" {
        b""
    } else {
        file.name.as_bytes()
    }
}

/// Prints the index.
pub(crate) fn print(ptx: &Ptx, index: &mut Index) -> Result {
    let layout = ptx.layout.for_index(ptx, index);
    let mut printer = Printer {
        ptx,
        layout: &layout,
        out: Vec::with_capacity(128 * 1024),
        reference: Vec::new(),
    };
    for found in std::mem::take(&mut index.found) {
        let fields = Fields::new(index, &found, &layout)?;
        let file = &index.files[found.file as usize];
        printer.make_reference(file, &found, index.contexts[found.context as usize].1);
        match layout.format {
            Format::Plain => printer.plain(&file.text, &fields),
            Format::Roff => printer.roff(&file.text, &fields),
            Format::Tex => {
                let word = found.start..fields.after.end;
                // A word of blanks has none of them in its field, but one is printed.
                let word_end = match word.is_empty() {
                    true => word.end + index.words.empty_step()?,
                    false => word
                        .end
                        .min(word.start + index.words.step(&file.text[word])?),
                };
                printer.tex(&file.text, &fields, word_end);
            }
        }
        if printer.out.len() > 64 * 1024 {
            stdout().write_block(&printer.out)?;
            printer.out.clear();
        }
    }
    Ok(stdout().write_all(&printer.out)?)
}

struct Printer<'a> {
    ptx: &'a Ptx,
    layout: &'a Layout,
    out: Vec<u8>,
    reference: Vec<u8>,
}

impl Printer<'_> {
    fn has_reference(&self) -> bool {
        self.ptx.auto_reference || self.ptx.input_reference
    }

    fn make_reference(&mut self, file: &File, found: &Occurrence, limit: usize) {
        self.reference.clear();
        if self.ptx.auto_reference {
            self.reference.extend_from_slice(shown_name(file));
            let line = format!(":{}", found.line + 1);
            self.reference.extend_from_slice(line.as_bytes());
        } else if self.ptx.input_reference {
            let text = file.text.get(found.line..limit).unwrap_or_default();
            let word = text.iter().take_while(|b| !is_posix_space(**b));
            self.reference.extend(word);
        }
    }

    /// Pads a field of `count` columns, of which some are used.
    fn spaces(&mut self, count: usize, used: isize) {
        let missing = count.saturating_add_signed(-used);
        self.out.resize(self.out.len() + missing, b' ');
    }

    /// Prints the truncation flag if `cut`. Returns its width.
    fn flag(&mut self, cut: bool) -> isize {
        if !cut {
            return 0;
        }
        self.out.extend_from_slice(&self.layout.truncation);
        self.layout.truncation.len() as isize
    }

    fn flag_len(&self, cut: bool) -> isize {
        if cut {
            self.layout.truncation.len() as isize
        } else {
            0
        }
    }

    fn plain(&mut self, text: &[u8], fields: &Fields) {
        let (half, gap) = (self.layout.half, self.layout.gap);
        let reference = std::mem::take(&mut self.reference);
        if !self.ptx.right_reference {
            push(&reference, Format::Plain, &mut self.out);
            let mut used = reference.len() as isize;
            if self.ptx.auto_reference {
                self.out.push(b':');
                used += 1;
            }
            self.spaces(self.layout.reference + gap, used);
        }
        let mut used = gap as isize + columns(&fields.before) + self.flag_len(fields.before_cut);
        if !fields.tail.is_empty() {
            self.field(text, &fields.tail);
            used += columns(&fields.tail) + self.flag(fields.tail_cut);
        }
        self.spaces(half, used);
        self.flag(fields.before_cut);
        self.field(text, &fields.before);
        self.spaces(gap, 0);
        self.field(text, &fields.after);
        let used = columns(&fields.after) + self.flag(fields.after_cut);
        let right_reference = self.has_reference() && self.ptx.right_reference;
        if !fields.head.is_empty() {
            let head = columns(&fields.head) + self.flag_len(fields.head_cut);
            self.spaces(half, used + head);
            self.flag(fields.head_cut);
            self.field(text, &fields.head);
        } else if right_reference {
            self.spaces(half, used);
        }
        if right_reference {
            self.spaces(gap, 0);
            push(&reference, Format::Plain, &mut self.out);
        }
        self.out.push(b'\n');
        self.reference = reference;
    }

    fn roff(&mut self, text: &[u8], fields: &Fields) {
        self.out.push(b'.');
        self.out
            .extend_from_slice(self.layout.macro_name.as_bytes());
        self.out.extend_from_slice(b" \"");
        self.field(text, &fields.tail);
        self.flag(fields.tail_cut);
        self.out.extend_from_slice(b"\" \"");
        self.flag(fields.before_cut);
        self.field(text, &fields.before);
        self.out.extend_from_slice(b"\" \"");
        self.field(text, &fields.after);
        self.flag(fields.after_cut);
        self.out.extend_from_slice(b"\" \"");
        self.flag(fields.head_cut);
        self.field(text, &fields.head);
        self.out.push(b'"');
        if self.has_reference() {
            self.out.extend_from_slice(b" \"");
            push(&self.reference, Format::Roff, &mut self.out);
            self.out.push(b'"');
        }
        self.out.push(b'\n');
    }

    fn tex(&mut self, text: &[u8], fields: &Fields, word_end: usize) {
        let (word, after) = (fields.after.start..word_end, word_end..fields.after.end);
        self.out.push(b'\\');
        self.out
            .extend_from_slice(self.layout.macro_name.as_bytes());
        self.out.extend_from_slice(b" {");
        for (i, field) in [&fields.tail, &fields.before, &word, &after, &fields.head]
            .into_iter()
            .enumerate()
        {
            self.out.extend_from_slice(if i > 0 { b"}{" } else { b"" });
            self.field(text, field);
        }
        self.out.push(b'}');
        if self.has_reference() {
            self.out.push(b'{');
            push(&self.reference, Format::Tex, &mut self.out);
            self.out.push(b'}');
        }
        self.out.push(b'\n');
    }

    fn field(&mut self, text: &[u8], field: &Range<usize>) {
        let bytes = text.get(field.clone()).unwrap_or_default();
        push(bytes, self.layout.format, &mut self.out);
    }
}

/// Appends a field. Special characters of the format are escaped, and white space becomes blanks.
fn push(field: &[u8], format: Format, out: &mut Vec<u8>) {
    let plain = |b: &u8| if is_posix_space(*b) { b' ' } else { *b };
    match format {
        Format::Plain => out.extend(field.iter().map(plain)),
        Format::Roff => {
            for byte in field {
                out.push(plain(byte));
                if *byte == b'"' {
                    out.push(b'"');
                }
            }
        }
        Format::Tex => {
            for byte in field {
                match byte {
                    b'$' | b'%' | b'&' | b'#' | b'_' => out.extend([b'\\', *byte]),
                    b'{' | b'}' => out.extend([b'$', b'\\', *byte, b'$']),
                    b'\\' => out.extend(b"\\backslash{}"),
                    _ => out.push(plain(byte)),
                }
            }
        }
    }
}
