//! Which POSIX conventions the environment asks for (GNU manual node "Standards conformance").

/// Returns whether `POSIXLY_CORRECT` is set, even to nothing.
pub fn is_strict() -> bool {
    std::env::var_os("POSIXLY_CORRECT").is_some()
}

/// Returns the POSIX version in `_POSIX2_VERSION`, as year and month: 200809.
pub fn version() -> Option<i64> {
    let version = std::env::var("_POSIX2_VERSION").ok()?;
    version.trim_start().parse().ok()
}

/// Returns whether an operand such as `+1` may be an obsolete option. POSIX 2001 withdrew this
/// form, and POSIX 2008 allowed it again.
pub fn allows_plus_options() -> bool {
    !version().is_some_and(|version| (200_112..200_809).contains(&version))
}
