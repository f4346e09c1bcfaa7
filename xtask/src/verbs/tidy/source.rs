//! Does a source file keep the rules of the house?

/// A file longer than this is split by concept.
const LINES: usize = 600;

/// What is not to be left in the source. Written in two parts, lest this file has it.
const UNFINISHED: &[&str] = &[
    concat!("todo", "!"),
    concat!("unimplemented", "!"),
    concat!("FIX", "ME"),
];

/// Where foreign functions may be called, beside tests, which prepare children in ways that std
/// can't: the library's faces of the C library, C's `main`, what is loaded into other programs,
/// and what is measured without Rust's runtime.
const FOREIGN: &[&str] = &[
    "shared/src/sys.rs",
    "shared/src/sys/",
    "shared/src/entry.rs",
    "shared/testing/",
    "xtask/probes/",
];

/// What is wrong with the source file called `name`.
pub fn findings(name: &str, text: &str) -> Vec<String> {
    let mut found = length(name, text);
    let may_be_foreign = FOREIGN.iter().any(|place| name.starts_with(place))
        || ["/tests/", "/preload/"]
            .iter()
            .any(|part| name.contains(part));
    for (number, line) in (1..).zip(text.lines()) {
        for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
            found.push(format!("{name}:{number}: {word} is not to be left"));
        }
        if !may_be_foreign && code(line).split(not_of_a_word).any(|word| word == "unsafe") {
            found.push(format!(
                "{name}:{number}: unsafe code stands in shared/src/sys only"
            ));
        }
    }
    found.extend(allowed_without_reason(name, text));
    found
}

fn length(name: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let finding = || format!("{name}: {lines} lines: split it by concept, {LINES} are the limit");
    (lines > LINES).then(finding).into_iter().collect()
}

/// Attributes that switch off a lint say why.
fn allowed_without_reason(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["[allow(", "[expect("] {
        for (at, _) in text.match_indices(attribute) {
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let is_attribute = text[start..at].trim_start().starts_with('#');
            let inside = text[at..].split(")]").next().unwrap_or_default();
            if is_attribute && !inside.contains("reason") {
                let number = text[..at].lines().count();
                found.push(format!(
                    "{name}:{number}: a lint is allowed without a reason"
                ));
            }
        }
    }
    found
}

/// A line without its comment and its strings.
fn code(line: &str) -> String {
    let mut code = String::new();
    let mut in_string = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => in_string = !in_string,
            '/' if !in_string && chars.peek() == Some(&'/') => break,
            c if !in_string => code.push(c),
            _ => {}
        }
    }
    code
}

fn not_of_a_word(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found() {
        assert_eq!(findings("a.rs", &"\n".repeat(600)), [""; 0]);
        assert_eq!(findings("a.rs", &"\n".repeat(601)).len(), 1);
    }

    #[test]
    fn what_is_left_to_do_is_found() {
        for word in UNFINISHED {
            let text = format!("fn f() {{\n    {word}\n}}\n");
            let found = findings("utils/cat/src/lib.rs", &text);
            assert_eq!(
                found,
                [format!("utils/cat/src/lib.rs:2: {word} is not to be left")]
            );
        }
    }

    #[test]
    fn foreign_functions_stay_in_their_place() {
        let call = "    let n = unsafe { f() };\n";
        assert_eq!(findings("utils/cat/src/lib.rs", call).len(), 1);
        assert_eq!(findings("shared/src/files.rs", call).len(), 1);
        assert_eq!(findings("shared/src/sys/time.rs", call), [""; 0]);
        for harmless in [
            "// unsafe is a word\n",
            "let a = \"unsafe { \\\" unsafe\";\n",
            "#![deny(unsafe_code)]\n",
        ] {
            assert_eq!(findings("utils/cat/src/lib.rs", harmless), [""; 0]);
        }
    }

    #[test]
    fn lints_are_allowed_with_a_reason() {
        let found = findings("a.rs", "\n#[allow(dead_code)]\nfn f() {}\n");
        assert_eq!(found, ["a.rs:2: a lint is allowed without a reason"]);
        assert_eq!(findings("a.rs", "#![expect(dead_code)]\n").len(), 1);
        let reasons = "#[allow(\n    dead_code,\n    reason = \"x\"\n)]\nlet a = \"[allow(\";\n";
        assert_eq!(findings("a.rs", reasons), [""; 0]);
    }
}
