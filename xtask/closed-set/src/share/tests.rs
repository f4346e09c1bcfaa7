//! Moves functions of small C programs, and runs these.

use super::*;
use std::process::Command;

fn cc(arguments: &[&str], folder: &Path) {
    let done = Command::new("cc")
        .args(arguments)
        .current_dir(folder)
        .output();
    let done = done.unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Two programs with functions of their own names.
const PROGRAM: &str = r#"
static int counter;
static int (*const chosen[])(unsigned) = {NAME(other), NAME(other)};
static __attribute__((noinline)) int NAME(length)(unsigned at) {
    return chosen[at & 1](at) + chosen[at % 2](at + 1) * 3;
}
__attribute__((noinline)) int NAME(even)(unsigned n) {
    if (n > 1000) return NAME(length)(n) - 1000;
    return n == 0 ? 100 : NAME(odd)(n - 1) + NAME(length)(n % 3);
}
__attribute__((noinline)) int NAME(odd)(unsigned n) {
    return n == 0 ? 7 : NAME(even)(n - 1) - NAME(length)(n % 3);
}
__attribute__((noinline)) int NAME(counts)(int by) {
    counter += by * 3 + 1;
    return counter ^ (by << 3) ^ (counter >> 2);
}
int main(void) { return NAME(even)(4) + NAME(counts)(DIFFERENCE) - NAME(counts)(0); }
"#;

#[test]
fn functions_that_are_the_same_move_and_the_program_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut executables = Vec::new();
    let mut statuses = Vec::new();
    for (name, difference) in [("a", 1), ("b", 2)] {
        let declared = "int NAME(even)(unsigned), NAME(odd)(unsigned);\n\
                        static __attribute__((noinline)) int NAME(other)(unsigned at) \
                        { return (int)at * 3 + (at > 2000 ? 5 : (int)(at % 7)); }\n";
        let head =
            format!("#define NAME(x) {name}_##x\n#define DIFFERENCE {difference}\n{declared}");
        fs::write(folder.join(format!("{name}.c")), head + PROGRAM).unwrap();
        let source = format!("{name}.c");
        let flags = "-O1 -fPIC -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
                     -fno-optimize-sibling-calls -c";
        let mut flags: Vec<&str> = flags.split_whitespace().collect();
        flags.push(&source);
        cc(&flags, folder);
        cc(&[&format!("{name}.o"), "-o", name], folder);
        statuses.push(Command::new(folder.join(name)).status().unwrap().code());
        executables.push(vec![folder.join(format!("{name}.o"))]);
    }
    let moved = functions(&executables, &BTreeSet::new(), &folder.join("out")).unwrap();
    // other, length, even and odd; not counts, which has a variable, and not main.
    assert_eq!(moved.functions.len(), 4, "{moved:?}");
    let common = moved.object.unwrap();
    let lld = crate::cargo::lld_folder();
    let arguments = [
        "-shared",
        &lld,
        "-fuse-ld=lld",
        "-Wl,-Bsymbolic",
        common.to_str().unwrap(),
    ];
    cc(&[&arguments[..], &["-o", "libcommon.so"]].concat(), folder);
    for (index, name) in ["a", "b"].into_iter().enumerate() {
        let changed = &moved.changed[&executables[index][0]];
        let output = format!("{name}.shared");
        let arguments = [
            changed.to_str().unwrap(),
            "libcommon.so",
            "-Wl,-rpath,$ORIGIN",
            "-Wl,--gc-sections",
            "-o",
            &output,
        ];
        cc(&arguments, folder);
        let status = Command::new(folder.join(&output)).status().unwrap();
        assert_eq!(status.code(), statuses[index]);
        assert!(statuses[index].is_some());
    }
}

#[test]
fn what_refers_to_symbols_of_one_side_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let source = "int apart(int);\nint calls(int n) { return apart(n * 7 + 3) + apart(n) * 5; }\n";
    fs::write(folder.join("a.c"), source).unwrap();
    cc(
        &[
            "-O1",
            "-fPIC",
            "-ffunction-sections",
            "-c",
            "a.c",
            "-o",
            "a.o",
        ],
        folder,
    );
    fs::copy(folder.join("a.o"), folder.join("b.o")).unwrap();
    let executables = [vec![folder.join("a.o")], vec![folder.join("b.o")]];
    let apart = BTreeSet::from(["apart".to_owned()]);
    let out = folder.join("out");
    assert!(
        functions(&executables, &apart, &out)
            .unwrap()
            .object
            .is_none()
    );
    let moved = functions(&executables, &BTreeSet::new(), &out).unwrap();
    assert_eq!(moved.functions.len(), 1);
}
