//! Rules about a source file that no lint covers: its length, and the place of unsafe code.

use super::tokens;
use proc_macro2::TokenTree;

/// A file longer than this is split by concept.
const LINES: usize = 600;

/// Where unsafe code may be: bindings of the C library, vector instructions, C's `main`, code that
/// starts and observes processes in tests, and programs that measuring starts.
const UNSAFE: &[&str] = &[
    "shared/src/sys.rs",
    "shared/src/sys/",
    "shared/src/bytes/",
    "shared/src/program/entry.rs",
    "shared/testing/",
    "xtask/probes/",
];

/// Parts of paths of further files with unsafe code. Tests prepare children in ways that std
/// doesn't offer, and a preloaded library replaces functions of the C library.
const UNSAFE_PARTS: &[&str] = &["/tests/", "/preload/"];

/// Returns what is wrong with the source file called `name`.
pub fn findings(name: &str, text: &str, tokens: &[TokenTree]) -> Vec<String> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > LINES {
        found.push(format!(
            "{name}: has {lines} lines, more than {LINES}: split it by concept"
        ));
    }
    let may_be_unsafe = UNSAFE.iter().any(|place| name.starts_with(place))
        || UNSAFE_PARTS.iter().any(|part| name.contains(part));
    if !may_be_unsafe {
        tokens::walk(tokens, &mut |tokens| {
            for token in tokens.iter().filter(|t| tokens::is_ident(t, "unsafe")) {
                let line = tokens::line(token);
                found.push(format!(
                    "{name}:{line}: unsafe code belongs in shared/src/sys or shared/src/bytes"
                ));
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        findings(name, text, &tokens::of(text).unwrap())
    }

    #[test]
    fn long_files_are_found() {
        assert_eq!(found("a.rs", &"\n".repeat(600)), [""; 0]);
        assert_eq!(found("a.rs", &"\n".repeat(601)).len(), 1);
    }

    #[test]
    fn unsafe_code_stays_in_its_place() {
        let call = "fn f() {\n    let n = unsafe { g() };\n}";
        assert_eq!(
            found("utils/cat/src/lib.rs", call),
            ["utils/cat/src/lib.rs:2: unsafe code belongs in shared/src/sys or shared/src/bytes"]
        );
        assert_eq!(found("shared/src/files.rs", call).len(), 1);
        assert_eq!(found("shared/src/sys/time.rs", call), [""; 0]);
        for harmless in [
            "// unsafe is a word\n",
            "const A: &str = \"unsafe { \\\" unsafe\";\n",
            "#![deny(unsafe_code)]\n",
        ] {
            assert_eq!(found("utils/cat/src/lib.rs", harmless), [""; 0]);
        }
    }
}
