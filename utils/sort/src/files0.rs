//! `--files0-from`: a list of input files.

use shared::input::files::Input;
use shared::prelude::*;

/// Returns the names in `list`, each of which ends in NUL. `operand` is an operand, which is an
/// error beside a list.
pub(crate) fn listed_files(
    list: &'static OsStr,
    operand: Option<&'static OsStr>,
) -> Result<Vec<&'static OsStr>> {
    if let Some(operand) = operand {
        let operand = quoteaf(operand);
        return Err(Error::usage(format!(
            "extra operand {operand}\nfile operands cannot be combined with --files0-from"
        )));
    }
    let mut source =
        Input::open(list).map_err(|e| Error::io(format!("open failed: {}", quotef(list)), &e))?;
    let mut text = Vec::new();
    source
        .read_to_end(&mut text)
        .map_err(|_| Error::new(format!("cannot read file names from {}", quoteaf(list))))?;
    let text: &'static [u8] = text.leak();
    if text.is_empty() {
        return Err(Error::new(format!("no input from {}", quoteaf(list))));
    }
    let text = text.strip_suffix(b"\0").unwrap_or(text);
    let mut files = Vec::new();
    for (i, name) in text.split(|&b| b == 0).enumerate() {
        if name == b"-" {
            return Err(Error::new(
                "when reading file names from standard input, no file name of '-' allowed",
            ));
        }
        if name.is_empty() {
            let message = format!("{}:{}: invalid zero-length file name", quotef(list), i + 1);
            return Err(Error::new(message));
        }
        files.push(OsStr::from_bytes(name));
    }
    Ok(files)
}
