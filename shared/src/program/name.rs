//! The name that the utility was called by.

use std::ffi::OsStr;
use std::sync::{Mutex, PoisonError};

static PROGRAM: Mutex<Option<&OsStr>> = Mutex::new(None);

/// Sets the name that messages start with: the first argument, as in GNU's utilities.
pub fn set_program(name: &'static OsStr) {
    *PROGRAM.lock().unwrap_or_else(PoisonError::into_inner) = Some(name);
}

/// Returns the name that messages start with.
pub fn program() -> &'static OsStr {
    PROGRAM
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .unwrap_or_default()
}
