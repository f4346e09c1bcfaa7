//! Printing checksums.

use super::algorithm::{Algorithm, Digest};
use super::file::{self, Job};
use super::options::{Form, Settings};
use crate::program::diagnostics;
use crate::program::error::Result;
use crate::program::output::stdout;
use base64_simd::STANDARD;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Prints the checksum of each operand, or of standard input if there is none.
pub(super) fn all(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    let algorithm = settings.algorithm.unwrap_or(Algorithm::Crc);
    let Some(digest) = algorithm.digest(settings.bits) else {
        return Ok(()); // The utility has checked the length.
    };
    let stdin = [OsStr::new("-")];
    let names = match operands {
        [] => &stdin[..],
        _ => operands,
    };
    let jobs: Vec<Job<'_>> = names.iter().map(|&name| Job { digest, name }).collect();
    let mut line = Vec::new();
    file::sums(&jobs, &mut |index, sum| {
        let name = names[index];
        let (sum, size) = match sum {
            Ok(sum) => sum,
            Err(e) => {
                diagnostics::operand_error(name, &e);
                return Ok(());
            }
        };
        line.clear();
        let checksum = Checksum {
            digest,
            sum: &sum,
            size,
            name: name.as_bytes(),
            named: !operands.is_empty(),
        };
        checksum.push(settings, &mut line);
        Ok(stdout().write_line(&line)?)
    })
}

/// The checksum of a file.
struct Checksum<'a> {
    digest: Digest,
    sum: &'a [u8],
    size: u64,
    name: &'a [u8],
    /// Whether the file is an operand. Legacy formats omit the name of standard input otherwise.
    named: bool,
}

impl Checksum<'_> {
    fn push(&self, settings: &Settings, line: &mut Vec<u8>) {
        if settings.form == Form::Raw {
            line.extend_from_slice(self.sum);
            return;
        }
        if self.digest.algorithm.is_legacy() {
            self.push_legacy(line);
        } else {
            self.push_digest(settings, line);
        }
        line.push(if settings.zero { b'\0' } else { b'\n' });
    }

    /// Appends the sum in decimal, the size in the unit of the algorithm, and the name.
    fn push_legacy(&self, line: &mut Vec<u8>) {
        let size = self.size;
        let sum = (self.sum.iter()).fold(0_u32, |sum, &byte| sum << 8 | u32::from(byte));
        let text = match self.digest.algorithm {
            Algorithm::Bsd => format!("{sum:05} {:5}", size.div_ceil(1024)),
            Algorithm::Sysv => format!("{sum} {}", size.div_ceil(512)),
            _ => format!("{sum} {size}"),
        };
        line.extend_from_slice(text.as_bytes());
        if self.named {
            line.push(b' ');
            line.extend_from_slice(self.name);
        }
    }

    fn push_digest(&self, settings: &Settings, line: &mut Vec<u8>) {
        let mut escaped = Vec::new();
        let name = if !settings.zero && self.name.iter().any(|b| b"\\\n\r".contains(b)) {
            line.push(b'\\');
            push_escaped(self.name, &mut escaped);
            &escaped
        } else {
            self.name
        };
        if settings.tagged {
            line.extend_from_slice(self.digest.tag().as_bytes());
            line.extend_from_slice(b" (");
            line.extend_from_slice(name);
            line.extend_from_slice(b") = ");
            push_sum(settings.form, self.sum, line);
        } else {
            push_sum(settings.form, self.sum, line);
            let binary = settings.binary == Some(true);
            line.extend_from_slice(if binary { b" *" } else { b"  " });
            line.extend_from_slice(name);
        }
    }
}

fn push_sum(form: Form, sum: &[u8], line: &mut Vec<u8>) {
    if form == Form::Base64 {
        line.extend_from_slice(STANDARD.encode_to_string(sum).as_bytes());
        return;
    }
    let digits = b"0123456789abcdef";
    for byte in sum {
        line.extend([byte >> 4, byte & 15].map(|digit| digits[usize::from(digit)]));
    }
}

/// Appends a name with newlines, carriage returns and backslashes escaped.
fn push_escaped(name: &[u8], out: &mut Vec<u8>) {
    for &byte in name {
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            _ => out.push(byte),
        }
    }
}
