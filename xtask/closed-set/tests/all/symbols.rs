//! What linkers do with the names and sections of programs, which a closed set must not change.

use crate::workspace::{Workspace, run};

#[test]
fn constructors_run_only_where_they_are_linked() {
    let workspace = Workspace::new(
        "constructors",
        "\
//// list/Cargo.toml
//// list/src/lib.rs
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
static COUNT: AtomicU32 = AtomicU32::new(0);
#[inline(never)]
pub fn add() { COUNT.fetch_add(1, Relaxed); }
#[inline(never)]
pub fn count() -> u32 { COUNT.load(Relaxed) }
//// early/Cargo.toml
dependencies.list.path = '../list'
//// early/src/lib.rs
extern \"C\" fn begin() { list::add(); }
#[used]
#[unsafe(link_section = \".init_array\")]
static BEGIN: extern \"C\" fn() = begin;
#[inline(never)]
pub fn name() -> &'static str { \"early\" }
//// user/Cargo.toml
dependencies.early.path = '../early'
//// user/src/lib.rs
#[inline(never)]
pub fn name() -> String { early::name().to_uppercase() }
//// a/Cargo.toml
dependencies.list.path = '../list'
dependencies.user.path = '../user'
//// a/src/main.rs
fn main() { println!(\"{} {}\", user::name(), list::count()); }
//// b/Cargo.toml
dependencies.list.path = '../list'
dependencies.user.path = '../user'
//// b/src/main.rs
fn main() { println!(\"{} {}\", list::count(), user::name()); }
//// c/Cargo.toml
dependencies.list.path = '../list'
//// c/src/main.rs
fn main() { println!(\"{}\", list::count()); }
",
    );
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("a"), "EARLY 1\n");
    assert_eq!(tree.run("b"), "1 EARLY\n");
    assert_eq!(tree.run("c"), "0\n");
    assert!(tree.shares("list") && !tree.shares("early") && !tree.shares("user"));
    let explained = workspace.explain();
    for line in [
        "  early (a, b): it runs code before main, in some of the executables only",
        "  user (a, b): it needs early::name of early, which stays",
    ] {
        assert!(explained.lines().any(|l| l == line), "{line}: {explained}");
    }
    // What all executables of a set link may run in the library.
    let tree = workspace.build(&["-p", "a,b"]);
    assert!(tree.shares("early"));
    assert_eq!(tree.run("a"), "EARLY 1\n");
    assert_eq!(tree.run("b"), "1 EARLY\n");
}

#[test]
fn sections_that_the_linker_collects_stay_with_each_executable() {
    let main = |item: &str| {
        format!(
            "#[used]\n#[unsafe(link_section = \"slice_of_words\")]\nstatic ITEM: &str = \"{item}\";\n\
             fn main() {{ println!(\"{{}}\", slice::words().join(\" \")); }}\n"
        )
    };
    let (of_a, of_b) = (main("one"), main("two"));
    let workspace = Workspace::new(
        "collected",
        &format!(
            "\
//// slice/Cargo.toml
//// slice/src/lib.rs
unsafe extern \"C\" {{
    #[link_name = \"__start_slice_of_words\"]
    static START: &'static str;
    #[link_name = \"__stop_slice_of_words\"]
    static STOP: &'static str;
}}
#[inline(never)]
pub fn words() -> Vec<&'static str> {{
    let (start, stop) = (&raw const START, &raw const STOP);
    let length = unsafe {{ stop.offset_from(start) }} as usize;
    unsafe {{ std::slice::from_raw_parts(start, length) }}.to_vec()
}}
//// a/Cargo.toml
dependencies.slice.path = '../slice'
//// a/src/main.rs
{of_a}
//// b/Cargo.toml
dependencies.slice.path = '../slice'
//// b/src/main.rs
{of_b}"
        ),
    );
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("a"), "one\n");
    assert_eq!(tree.run("b"), "two\n");
    let explained = workspace.explain();
    let line = "  slice (a, b): the linker collects section slice_of_words for each executable";
    assert!(explained.lines().any(|l| l == line), "{explained}");
}

#[test]
fn names_without_mangling_mean_the_same_as_in_static_executables() {
    let workspace = Workspace::new(
        "names",
        "\
//// asks/Cargo.toml
//// asks/src/lib.rs
unsafe extern \"Rust\" { safe fn chosen() -> u32; }
#[inline(never)]
pub fn ask() -> u32 { chosen() }
//// one/Cargo.toml
//// one/src/lib.rs
#[unsafe(no_mangle)]
pub extern \"C\" fn native_version() -> u32 { 1 }
//// two/Cargo.toml
//// two/src/lib.rs
#[unsafe(no_mangle)]
pub extern \"C\" fn native_version() -> u32 { 2 }
//// a/Cargo.toml
dependencies.asks.path = '../asks'
dependencies.one.path = '../one'
//// a/src/main.rs
#[unsafe(no_mangle)]
fn chosen() -> u32 { 10 }
fn main() { println!(\"{} {}\", asks::ask(), one::native_version()); }
//// b/Cargo.toml
dependencies.asks.path = '../asks'
dependencies.one.path = '../one'
//// b/src/main.rs
#[unsafe(no_mangle)]
fn chosen() -> u32 { 20 }
fn main() { println!(\"{} {}\", asks::ask(), one::native_version()); }
//// c/Cargo.toml
dependencies.two.path = '../two'
//// c/src/main.rs
fn main() { println!(\"{}\", two::native_version()); }
//// d/Cargo.toml
dependencies.two.path = '../two'
//// d/src/main.rs
fn main() { println!(\"{}\", two::native_version() + 1); }
",
    );
    let tree = workspace.build(&["-p", "a,b"]);
    assert!(tree.shares("asks"));
    assert_eq!(tree.run("a"), "10 1\n");
    assert_eq!(tree.run("b"), "20 1\n");
    let explained = workspace.explain();
    let line = "  taken from the executable, if it defines it: chosen";
    assert!(explained.lines().any(|l| l == line), "{explained}");
    // c and d don't define what `asks` wants, and mean another function by a name.
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("a"), "10 1\n");
    assert_eq!(tree.run("b"), "20 1\n");
    assert_eq!(tree.run("c"), "2\n");
    assert_eq!(tree.run("d"), "3\n");
    let explained = workspace.explain();
    for line in [
        "  asks (a, b): it needs chosen, which some executables define",
        "  two (c, d): one defines native_version too",
    ] {
        assert!(explained.lines().any(|l| l == line), "{line}: {explained}");
    }
}

#[test]
fn arguments_that_build_scripts_give_the_linker_are_kept() {
    let workspace = Workspace::new(
        "arguments",
        "\
//// a/Cargo.toml
//// a/build.rs
fn main() {
    let script = format!(\"{}/names\", std::env::var(\"OUT_DIR\").unwrap());
    std::fs::write(&script, \"{ global: kept_name; local: *; };\").unwrap();
    println!(\"cargo::rustc-link-arg-bins=-Wl,--version-script={script}\");
    println!(\"cargo::rustc-link-arg-bins=-Wl,--export-dynamic\");
    println!(\"cargo::rustc-link-arg-bins=-Wl,-z,stack-size=12345678\");
}
//// a/src/main.rs
#[unsafe(no_mangle)]
extern \"C\" fn kept_name() -> u32 { 7 }
fn main() { println!(\"{}\", kept_name()); }
//// b/Cargo.toml
//// b/src/main.rs
fn main() { println!(\"b\"); }
",
    );
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("a"), "7\n");
    assert_eq!(tree.run("b"), "b\n");
    let headers = |name: &str| {
        let file = tree.folder.join("bin").join(name);
        let told = std::process::Command::new("readelf")
            .arg("-lW")
            .arg("-DsW")
            .arg(file)
            .output();
        String::from_utf8_lossy(&told.unwrap().stdout).into_owned()
    };
    // The size of the stack is in the header for it.
    assert!(headers("a").contains("0xbc614e"), "{}", headers("a"));
    assert!(headers("a").contains("kept_name"), "{}", headers("a"));
    assert!(!headers("b").contains("0xbc614e"));
}

#[test]
fn symbols_for_plugins_stay_exported() {
    let workspace = Workspace::new(
        "plugins",
        "\
//// host/Cargo.toml
//// host/src/lib.rs
#[unsafe(no_mangle)]
pub extern \"C\" fn host_answer() -> u32 { 42 }
//// a/Cargo.toml
dependencies.host.path = '../host'
//// a/build.rs
fn main() { println!(\"cargo::rustc-link-arg-bins=-rdynamic\"); }
//// a/src/main.rs
use std::ffi::{CString, c_char, c_int, c_void};
unsafe extern \"C\" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}
fn main() {
    assert_eq!(host::host_answer(), 42);
    let file = CString::new(std::env::var(\"PLUGIN\").unwrap()).unwrap();
    let plugged = unsafe {
        let handle = dlopen(file.as_ptr(), 2);
        assert!(!handle.is_null(), \"the plugin does not load\");
        std::mem::transmute::<*mut c_void, extern \"C\" fn() -> u32>(dlsym(handle, c\"plug\".as_ptr()))
    };
    println!(\"{}\", plugged());
}
//// b/Cargo.toml
dependencies.host.path = '../host'
//// b/src/main.rs
fn main() { println!(\"{}\", host::host_answer()); }
//// plugin.c
unsigned host_answer(void);
unsigned plug(void) { return host_answer() + 1; }
",
    );
    let tree = workspace.build(&[]);
    let folder = workspace.path(".");
    run(
        &["cc", "-shared", "-fPIC", "plugin.c", "-o", "plugin.so"],
        &folder,
    );
    let plugin = workspace.path("plugin.so");
    let done = tree.output("a", &[("PLUGIN", plugin.to_str().unwrap())]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(String::from_utf8_lossy(&done.stdout), "43\n", "{said}");
    assert_eq!(tree.run("b"), "42\n");
    assert!(tree.shares("host"));
    let explained = workspace.explain();
    assert!(
        explained
            .lines()
            .any(|l| l == "  stays exported: host_answer"),
        "{explained}"
    );
}
