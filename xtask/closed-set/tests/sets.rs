//! What a closed set must not change, one property of programs at a time. Each test builds a set of a
//! small workspace and runs its executables.

mod common;

use common::{Workspace, run};
use std::fs;

/// A library of text, and two executables that use it.
const TWO: &str = "\
//// text/Cargo.toml
//// text/src/lib.rs
#[inline(never)]
pub fn shout(text: &str) -> String { text.to_uppercase() }
//// a/Cargo.toml
dependencies.text.path = '../text'
//// a/src/main.rs
fn main() { println!(\"a {}\", text::shout(\"one\")); }
//// b/Cargo.toml
dependencies.text.path = '../text'
//// b/src/main.rs
fn main() {
    let lengths: Vec<usize> = std::env::args().map(|a| a.len()).collect();
    println!(\"b {} {}\", text::shout(\"two\"), lengths.len());
}
";

#[test]
fn two_executables_share_std_and_a_crate_and_can_be_moved() {
    let workspace = Workspace::new("two", TWO);
    let mut tree = workspace.build(&[]);
    for shared in ["text", "std", "core", "alloc"] {
        assert!(tree.shares(shared), "{shared}: {:?}", tree.shared());
    }
    let moved = workspace.path("moved");
    fs::rename(&tree.folder, &moved).unwrap();
    tree.folder = moved;
    assert_eq!(tree.run("a"), "a ONE\n");
    assert_eq!(tree.run("b"), "b TWO 1\n");
    let explained = workspace.explain();
    assert!(
        explained.contains("\n  text: used by 2 executables\n"),
        "{explained}"
    );
    assert!(
        explained.contains("\n  compiler_builtins (a, b): each file has its own copies"),
        "{explained}"
    );
}

#[test]
fn a_library_of_another_build_is_refused() {
    let workspace = Workspace::new("builds", TWO);
    let first = workspace.build(&[]).library();
    let text = "#[inline(never)]\npub fn shout(text: &str) -> String { text.to_lowercase() }\n\
                pub fn other() -> String { shout(\"x\") }\n";
    workspace.write("text/src/lib.rs", text);
    workspace.write(
        "a/src/main.rs",
        "fn main() { println!(\"{}\", text::other()); }\n",
    );
    let kept = workspace.path("first.so");
    fs::copy(&first, &kept).unwrap();
    let tree = workspace.build(&[]);
    assert_ne!(first, tree.library());
    assert_eq!(tree.run("a"), "x\n");
    fs::rename(kept, tree.library()).unwrap();
    let done = tree.output("a", &[]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(127), "{said}");
    assert!(said.contains("undefined symbol: set_is_closed_"), "{said}");
}

#[test]
fn two_versions_of_a_crate_are_two_crates() {
    let workspace = Workspace::new(
        "versions",
        "\
//// one/Cargo.toml
[package]
name = 'version'
version = '1.0.0'
edition = '2024'
//// one/src/lib.rs
#[inline(never)]
pub fn version() -> u32 { 1 }
//// two/Cargo.toml
[package]
name = 'version'
version = '2.0.0'
edition = '2024'
[features]
more = []
//// two/src/lib.rs
#[inline(never)]
pub fn version() -> u32 { if cfg!(feature = \"more\") { 20 } else { 2 } }
//// a/Cargo.toml
dependencies.version.path = '../one'
//// a/src/main.rs
fn main() { println!(\"{}\", version::version()); }
//// b/Cargo.toml
dependencies.version = { path = '../two', features = ['more'] }
//// b/src/main.rs
fn main() { println!(\"{}\", version::version()); }
//// c/Cargo.toml
dependencies.one = { path = '../one', package = 'version' }
dependencies.two = { path = '../two', package = 'version' }
//// c/src/main.rs
fn main() { println!(\"{} {}\", one::version(), two::version()); }
",
    );
    let tree = workspace.build(&[]);
    let versions = tree.shared().iter().filter(|n| *n == "version").count();
    assert_eq!(versions, 2);
    assert_eq!(tree.run("a"), "1\n");
    assert_eq!(tree.run("b"), "20\n");
    assert_eq!(tree.run("c"), "1 20\n");
}

#[test]
fn native_libraries_have_one_state_and_hidden_functions_are_found() {
    let workspace = Workspace::new(
        "native",
        "\
//// native/Cargo.toml
//// native/build.rs
use std::process::Command;
fn main() {
    let out = std::env::var(\"OUT_DIR\").unwrap();
    for (compiler, source) in [(\"cc\", \"count.c\"), (\"c++\", \"throw.cc\")] {
        let object = format!(\"{out}/{source}.o\");
        let done = Command::new(compiler).args([\"-c\", \"-fPIC\", source, \"-o\", &object]).status();
        assert!(done.unwrap().success());
        let library = format!(\"{out}/lib{}.a\", &source[..5]);
        assert!(Command::new(\"ar\").args([\"rcs\", &library, &object]).status().unwrap().success());
        println!(\"cargo::rustc-link-lib=static={}\", &source[..5]);
    }
    println!(\"cargo::rustc-link-search={out}\");
    println!(\"cargo::rustc-link-lib=stdc++\");
}
//// native/count.c
static int counted;
__attribute__((visibility(\"hidden\"))) int count_up(void) { return ++counted; }
//// native/throw.cc
#include <stdexcept>
static void fail(int n) { if (n > 2) throw std::runtime_error(\"more than two\"); }
extern \"C\" int is_caught(int n) {
    try { fail(n); } catch (const std::exception &) { return 1; }
    return 0;
}
//// native/src/lib.rs
unsafe extern \"C\" {
    safe fn count_up() -> i32;
    safe fn is_caught(n: i32) -> i32;
}
#[inline(always)]
pub fn up_inline() -> i32 { count_up() }
#[inline(never)]
pub fn up() -> i32 { count_up() }
#[inline(never)]
pub fn catches(n: i32) -> i32 { is_caught(n) }
//// a/Cargo.toml
dependencies.native.path = '../native'
//// a/src/main.rs
fn main() { println!(\"{} {} {}\", native::up_inline(), native::up(), native::up_inline()); }
//// b/Cargo.toml
dependencies.native.path = '../native'
//// b/src/main.rs
fn main() { println!(\"{} {} {}\", native::up(), native::catches(2), native::catches(3)); }
",
    );
    let tree = workspace.build(&[]);
    assert!(tree.shares("native"));
    assert_eq!(tree.run("a"), "1 2 3\n");
    assert_eq!(tree.run("b"), "1 0 1\n");
}

#[test]
fn thread_locals_are_one_on_both_sides() {
    let main = "\
use local::{COUNT, up};
use std::thread;
fn main() {
    COUNT.set(COUNT.get() + 10);
    up();
    let other = thread::spawn(|| { up(); COUNT.get() }).join().unwrap();
    println!(\"{} {other}\", COUNT.get());
}
";
    let workspace = Workspace::new(
        "locals",
        &format!(
            "\
//// local/Cargo.toml
//// local/src/lib.rs
use std::cell::Cell;
thread_local! {{ pub static COUNT: Cell<u32> = const {{ Cell::new(1) }}; }}
#[inline(never)]
pub fn up() {{ COUNT.set(COUNT.get() + 1); }}
//// a/Cargo.toml
dependencies.local.path = '../local'
//// a/src/main.rs
{main}
//// b/Cargo.toml
dependencies.local.path = '../local'
//// b/src/main.rs
{main}"
        ),
    );
    let tree = workspace.build(&[]);
    assert!(tree.shares("local"));
    assert_eq!(tree.run("a"), "12 2\n");
    assert_eq!(tree.run("b"), "12 2\n");
}

#[test]
fn an_executable_keeps_its_own_allocator_for_the_library_too() {
    let workspace = Workspace::new(
        "allocators",
        "\
//// boxes/Cargo.toml
//// boxes/src/lib.rs
#[inline(never)]
pub fn boxed(n: usize) -> Box<[u8]> { vec![1; n].into_boxed_slice() }
#[inline(never)]
pub fn unboxed(b: Box<[u8]>) -> usize { b.len() }
//// counting/Cargo.toml
dependencies.boxes.path = '../boxes'
//// counting/src/main.rs
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
struct Counting;
static HELD: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Relaxed);
        // In front of each block is a mark that another allocator doesn't know.
        unsafe {
            let start = System.alloc(Layout::from_size_align(layout.size() + 64, 64).unwrap());
            start.write(77);
            start.add(64)
        }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe {
            assert_eq!(block.sub(64).read(), 77);
            System.dealloc(block.sub(64), Layout::from_size_align(layout.size() + 64, 64).unwrap());
        }
    }
}
#[global_allocator]
static ALLOCATOR: Counting = Counting;
fn main() {
    let before = HELD.load(Relaxed);
    let of_library = boxes::boxed(1000);
    let held = HELD.load(Relaxed) - before;
    drop(of_library);
    let mut own = Vec::with_capacity(500);
    own.resize(500, 0u8);
    let length = boxes::unboxed(own.into_boxed_slice());
    println!(\"{held} {length} {}\", HELD.load(Relaxed) - before);
}
//// plain/Cargo.toml
dependencies.boxes.path = '../boxes'
//// plain/src/main.rs
fn main() { println!(\"{}\", boxes::unboxed(boxes::boxed(3))); }
//// other/Cargo.toml
dependencies.boxes.path = '../boxes'
//// other/src/main.rs
fn main() { println!(\"{}\", boxes::unboxed(boxes::boxed(4))); }
",
    );
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("counting"), "1000 500 0\n");
    assert_eq!(tree.run("plain"), "3\n");
    assert_eq!(tree.run("other"), "4\n");
    let explained = workspace.explain();
    let line = explained.lines().find(|l| l.starts_with("  counting "));
    assert!(
        line.unwrap().ends_with("(keeps its own allocator)"),
        "{explained}"
    );
    assert!(!explained.contains("plain 3 (keeps"), "{explained}");
}

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
fn panics_unwind_across_the_boundary() {
    let main = "\
use std::panic::catch_unwind;
struct Drops;
impl Drop for Drops { fn drop(&mut self) { println!(\"dropped\"); } }
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let caught = catch_unwind(|| { let _held = Drops; calls::fails(3) });
    println!(\"{:?}\", caught.unwrap_err().downcast_ref::<String>());
    println!(\"{}\", calls::catches(&|| { let _held = Drops; panic!(\"own\") }));
}
";
    let workspace = Workspace::new(
        "unwinding",
        &format!(
            "\
//// calls/Cargo.toml
//// calls/src/lib.rs
#[inline(never)]
pub fn fails(n: u32) {{ panic!(\"of library {{n}}\"); }}
#[inline(never)]
pub fn catches(call: &(dyn Fn() + std::panic::RefUnwindSafe)) -> bool {{
    std::panic::catch_unwind(call).is_err()
}}
//// a/Cargo.toml
dependencies.calls.path = '../calls'
//// a/src/main.rs
{main}
//// b/Cargo.toml
dependencies.calls.path = '../calls'
//// b/src/main.rs
{main}"
        ),
    );
    let tree = workspace.build(&["--profile", "unwinding"]);
    assert!(tree.shares("calls") && tree.shares("panic_unwind"));
    let expected = "dropped\nSome(\"of library 3\")\ndropped\ntrue\n";
    assert_eq!(tree.run("a"), expected);
    assert_eq!(tree.run("b"), expected);
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
            .arg("-lWD")
            .arg("--dyn-syms")
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

#[test]
fn debug_information_is_beside_and_is_found() {
    let workspace = Workspace::new(
        "debug",
        &TWO.replace("text.to_uppercase()", "panic!(\"{text}\")"),
    );
    let tree = workspace.build(&["--profile", "traced"]);
    for file in [tree.folder.join("bin/a"), tree.library()] {
        let name = file.file_name().unwrap().to_str().unwrap();
        let debug = file.with_file_name(".debug").join(format!("{name}.debug"));
        let (size, beside) = (
            fs::metadata(&file).unwrap().len(),
            fs::metadata(&debug).unwrap().len(),
        );
        assert!(size < beside, "{name}: {size} {beside}");
    }
    let done = tree.output("a", &[("RUST_BACKTRACE", "1")]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(101), "{said}");
    for place in [
        "text::shout",
        "text/src/lib.rs:2:",
        "a::main",
        "a/src/main.rs:1:",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    if std::process::Command::new("gdb")
        .arg("--version")
        .output()
        .is_err()
    {
        testing::skip!("gdb is not installed");
    }
    let told = std::process::Command::new("gdb")
        .args(["-batch", "-nx", "-ex", "info line a::main"])
        .arg(tree.folder.join("bin/a"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&told.stdout);
    assert!(told.contains("a/src/main.rs\""), "{told}");
}
