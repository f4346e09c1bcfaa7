//! Derives the origin of code and data from symbol names.

use closed_set::table::{CLOSED, ENTRY, LATE_ENTRY};

/// Prefixes of symbols of stubs, which lead to functions in other files.
const WAYS: &[(&str, &str)] = &[
    (CLOSED, "the table of functions"),
    (ENTRY, "entries of the table of functions"),
    (LATE_ENTRY, "entries of functions that are asked for late"),
];

/// The origin of what a symbol names.
pub fn of(mangled: &str) -> String {
    let Ok(name) = rustc_demangle::try_demangle(mangled) else {
        let way = way(mangled);
        return way.unwrap_or("C library and start-up code").to_owned();
    };
    let name = format!("{name:#}");
    let krate = krate(&name);
    match krate {
        "core" | "alloc" | "std" if mangled.starts_with("_R") => "std".to_owned(),
        // The standard library was compiled with v0 names. Legacy names belong to instances of its
        // generic code that were compiled here.
        "core" | "alloc" | "std" => "std, generic code instantiated here".to_owned(),
        "shared" | "base" => "shared".to_owned(),
        "" => "without a crate".to_owned(),
        own if own.starts_with("cl_") => "the utilities themselves".to_owned(),
        other if OF_STD.contains(&other) => "std".to_owned(),
        other => format!("crate {other}"),
    }
}

/// Returns whether a symbol is a stub, which each file has for itself.
pub fn way(name: &str) -> Option<&'static str> {
    let found = WAYS.iter().find(|(start, _)| name.starts_with(start));
    found.map(|(_, origin)| *origin)
}

/// Crates that the standard library consists of or depends on.
const OF_STD: &[&str] = &[
    "addr2line",
    "compiler_builtins",
    "gimli",
    "hashbrown",
    "miniz_oxide",
    "object",
    "panic_abort",
    "panic_unwind",
    "rustc_demangle",
    "std_detect",
    "unwind",
];

/// The first crate in a demangled name: `alloc` in `<alloc::vec::Vec<T> as X>::f`.
fn krate(name: &str) -> &str {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = name;
    while let Some(start) = rest.find(is_word) {
        let word = &rest[start..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        if after.starts_with("::") {
            return word;
        }
        // After `dyn`, `mut`, `impl` or a type without a path, the next word decides.
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_names() {
        for (name, expected) in [
            ("core::ptr::drop_in_place<std::io::Error>", "core"),
            (
                "<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop",
                "alloc",
            ),
            (
                "<&mut dyn shared::walk::Visit as core::fmt::Debug>::fmt",
                "shared",
            ),
            ("cl_cat::run", "cl_cat"),
            ("main", ""),
        ] {
            assert_eq!(krate(name), expected, "{name}");
        }
    }

    #[test]
    fn the_kinds_of_names_tell_generic_code_apart() {
        assert_eq!(
            of("_ZN4core3ptr13drop_in_place17h0123456789abcdefE"),
            "std, generic code instantiated here"
        );
        assert_eq!(of("_RNvNtCs1234_3std2io5print"), "std");
        assert_eq!(
            of("_ZN6cl_cat3run17h0123456789abcdefE"),
            "the utilities themselves"
        );
        assert_eq!(of("memcpy"), "C library and start-up code");
        assert_eq!(
            of("closed_set_entry_7"),
            "entries of the table of functions"
        );
    }
}
