//! The quoting style from the environment (GNU manual node "Formatting the file names").

use super::keyword::keyword;
use crate::program::diagnostics;
use crate::text::quoting::{STYLES, Style, quote};

/// Returns the style that `QUOTING_STYLE` names. An unknown name is ignored with a warning.
pub fn from_environment() -> Option<Style> {
    let text = std::env::var_os("QUOTING_STYLE")?;
    let style = keyword("QUOTING_STYLE", &text, &STYLES);
    if style.is_err() {
        diagnostics::warning(&format!(
            "ignoring invalid value of environment variable QUOTING_STYLE: {}",
            quote(&text)
        ));
    }
    style.ok()
}
