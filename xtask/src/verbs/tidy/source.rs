//! Rules about a source file that no lint covers: its length, the place of unsafe code, files that are
//! written to, and results that are ignored.

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
    "xtask/fuzz/",
    "xtask/probes/",
];

/// Parts of paths of further files with unsafe code. Tests prepare children in ways that std
/// doesn't offer, and a preloaded library replaces functions of the C library.
const UNSAFE_PARTS: &[&str] = &["/tests/", "/preload/"];

/// Files that open others for writing, but not by `fs::output::OutputFile`, whose `close` reports what
/// was lost, and how they hear of it.
const WRITERS: &[(&str, &str)] = &[
    ("shared/src/copy/regular.rs", "makes an OutputFile of it"),
    ("shared/src/input/kernel.rs", "the null device"),
    ("shared/src/fs/output.rs", "is the place"),
    ("shared/src/fs/selinux.rs", "the kernel takes it at once"),
    (
        "shared/src/input/temporary.rs",
        "nobody reads the file later",
    ),
    ("utils/dd/src/stream.rs", "calls sys::close::close"),
    ("utils/mktemp/src/lib.rs", "calls sys::close::close"),
    ("utils/nohup/src/lib.rs", "the command writes"),
    ("utils/ptx/src/lib.rs", "becomes standard output"),
    ("utils/shred/src/wipe.rs", "calls sys::close::close"),
    ("utils/shuf/src/lib.rs", "becomes standard output"),
    ("utils/sync/src/lib.rs", "calls sys::close::close"),
    ("utils/uniq/src/lib.rs", "becomes standard output"),
];

/// What opens a file for writing.
const OPENS: &[&str] = &[
    "OFlags::WRONLY",
    "OFlags::RDWR",
    "File::create",
    "File::options",
    "OpenOptions",
    "fs::write(",
    "O_WRONLY",
    "O_RDWR",
];

/// So many lines above an ignored result may hold the comment with its reason.
const ABOVE: usize = 4;

/// Returns what is wrong with what a file of a utility or of `shared` does to results and to files
/// that are written. Tests are excepted.
fn of_data(name: &str, text: &str) -> Vec<String> {
    let product = (name.starts_with("utils/") || name.starts_with("shared/src/"))
        && name.contains("/src/")
        && !name.contains("/preload/");
    if !product {
        return Vec::new();
    }
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines: Vec<&str> = text[..end].lines().collect();
    let mut found = Vec::new();
    let writes = WRITERS.iter().any(|(writer, _)| *writer == name);
    for (number, line) in lines.iter().enumerate() {
        let (code, _) = line.split_once("//").unwrap_or((line, ""));
        let above = &lines[number.saturating_sub(ABOVE)..=number];
        if code.contains("let _ = ") && !above.iter().any(|line| line.contains("//")) {
            found.push(format!(
                "{name}:{}: an ignored result has its reason in a comment above it",
                number + 1
            ));
        }
        if !writes && OPENS.iter().any(|opens| code.contains(opens)) {
            found.push(format!(
                "{name}:{}: a file that is written is opened by fs::output::OutputFile",
                number + 1
            ));
        }
    }
    found
}

/// Returns what is wrong with the source file called `name`.
pub fn findings(name: &str, text: &str, tokens: &[TokenTree]) -> Vec<String> {
    let mut found = of_data(name, text);
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
    fn ignored_results_have_reasons() {
        let name = "utils/cat/src/lib.rs";
        let call = "fn f() {\n    let _ = g();\n}\n";
        assert_eq!(
            found(name, call),
            ["utils/cat/src/lib.rs:2: an ignored result has its reason in a comment above it"]
        );
        assert_eq!(found("xtask/src/main.rs", call), [""; 0]);
        let reason = "fn f() {\n    // It cannot fail.\n    let _ = g();\n}\n";
        assert_eq!(found(name, reason), [""; 0]);
        let test = format!("#[cfg(test)]\nmod tests {{\n{call}\n}}\n");
        assert_eq!(found(name, &test), [""; 0]);
    }

    #[test]
    fn written_files_have_a_place() {
        let open = "fn f() {\n    open(name, OFlags::WRONLY);\n}\n";
        assert_eq!(
            found("utils/cat/src/lib.rs", open),
            ["utils/cat/src/lib.rs:2: a file that is written is opened by fs::output::OutputFile"]
        );
        assert_eq!(found("utils/dd/src/stream.rs", open), [""; 0]);
        assert_eq!(found("utils/cat/tests/cat.rs", open), [""; 0]);
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
