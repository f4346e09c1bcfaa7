//! What a closed set must not change, one property of programs at a time. Each test builds a set of a
//! small workspace and runs its executables.

use crate::workspace::Workspace;
use std::fs;
use std::os::unix::process::ExitStatusExt;

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
fn programs_of_several_workspaces_share_what_is_the_same() {
    let root = |name: &str, features: &str| {
        format!(
            "//// {name}/Cargo.toml\n[package]\nname = '{name}'\nversion = '1.0.0'\n\
             edition = '2024'\n[workspace]\n[profile.release]\nopt-level = 0\npanic = 'abort'\n\
             [dependencies]\nplain.path = '../plain'\n\
             chosen = {{ path = '../chosen', features = [{features}] }}\n\
             //// {name}/src/main.rs\n\
             fn main() {{ println!(\"{{}} {{}}\", plain::number(), chosen::number()); }}\n"
        )
    };
    let library = |name: &str, body: &str| {
        format!(
            "//// {name}/Cargo.toml\n[package]\nname = '{name}'\nversion = '1.0.0'\n\
             edition = '2024'\n[features]\nmore = []\n\
             //// {name}/src/lib.rs\n#[inline(never)]\npub fn number() -> u32 {{ {body} }}\n"
        )
    };
    let files = [
        root("a", ""),
        root("b", "'more'"),
        root("c", "'more'"),
        library("plain", "7"),
        library("chosen", "if cfg!(feature = \"more\") { 20 } else { 2 }"),
    ];
    let workspace = Workspace::new("several", &files.concat());
    let manifests = ["a", "b", "c"].map(|name| format!("{name}/Cargo.toml"));
    let arguments = manifests.iter().flat_map(|path| ["--manifest-path", path]);
    let tree = workspace.build(&arguments.collect::<Vec<_>>());
    assert!(tree.shares("plain"));
    assert_eq!(tree.run("a"), "7 2\n");
    assert_eq!(tree.run("b"), "7 20\n");
    assert_eq!(tree.run("c"), "7 20\n");
    // The same version of a crate with other features is another crate.
    let archives = tree.report["library"]["archives"].as_array().unwrap();
    let chosen: Vec<_> = archives.iter().filter(|a| a["name"] == "chosen").collect();
    assert_eq!(chosen.len(), 1, "{chosen:?}");
    assert_eq!(chosen[0]["users"], 2);
    let of_a = &tree.report["executables"][0]["archives"];
    assert!(
        of_a.as_array().unwrap().contains(&"chosen".into()),
        "{of_a}"
    );
}

#[test]
fn instances_of_generic_functions_move_into_the_library() {
    let main = |own: &str| {
        format!(
            "fn main() {{ println!(\"{{}} {{}}\", generic::sum(&[1u16, 2, 3]), generic::sum(&[{own}])); }}\n"
        )
    };
    let (of_a, of_b) = (main("1u64, 2"), main("1i8, -5"));
    let workspace = Workspace::new(
        "generic",
        &format!(
            "\
//// generic/Cargo.toml
//// generic/src/lib.rs
#[inline(never)]
pub fn sum<T: Copy + Into<i128>>(items: &[T]) -> i128 {{
    let mut sum = 0;
    for (place, &item) in items.iter().enumerate() {{ sum += item.into() * (place as i128 + 1); }}
    sum
}}
//// a/Cargo.toml
dependencies.generic.path = '../generic'
//// a/src/main.rs
{of_a}
//// b/Cargo.toml
dependencies.generic.path = '../generic'
//// b/src/main.rs
{of_b}"
        ),
    );
    let tree = workspace.build(&[]);
    assert_eq!(tree.run("a"), "14 5\n");
    assert_eq!(tree.run("b"), "14 -9\n");
    assert!(tree.report["library"]["moved"].as_u64().unwrap() > 0);
    // The tables of a set that unwinds would have to move, too.
    let tree = workspace.build(&["--profile", "unwinding"]);
    assert_eq!(tree.run("a"), "14 5\n");
    assert_eq!(tree.report["library"]["moved"], 0);
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
fn an_allocator_of_a_crate_is_shared_by_all_or_by_none() {
    let workspace = Workspace::new(
        "counted",
        "\
//// counted/Cargo.toml
//// counted/src/lib.rs
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
struct Counting;
static COUNT: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}
#[global_allocator]
static ALLOCATOR: Counting = Counting;
#[inline(never)]
pub fn count() -> usize { COUNT.load(Relaxed) }
//// boxes/Cargo.toml
//// boxes/src/lib.rs
#[inline(never)]
pub fn boxed(n: usize) -> Box<usize> { Box::new(n) }
//// a/Cargo.toml
dependencies.counted.path = '../counted'
dependencies.boxes.path = '../boxes'
//// a/src/main.rs
fn main() {
    let before = counted::count();
    let (one, two) = (boxes::boxed(1), Box::new(2));
    println!(\"{} {}\", counted::count() - before, *one + *two);
}
//// b/Cargo.toml
dependencies.counted.path = '../counted'
dependencies.boxes.path = '../boxes'
//// b/src/main.rs
fn main() {
    let before = counted::count();
    let held: Vec<_> = (0..5).map(boxes::boxed).collect();
    println!(\"{} {}\", counted::count() - before, held.len());
}
//// c/Cargo.toml
dependencies.boxes.path = '../boxes'
//// c/src/main.rs
fn main() { println!(\"{}\", boxes::boxed(7)); }
",
    );
    let tree = workspace.build(&["-p", "a,b"]);
    assert!(tree.shares("counted"));
    assert_eq!(tree.run("a"), "2 3\n");
    assert_eq!(tree.run("b"), "6 5\n");
    let tree = workspace.build(&[]);
    assert!(!tree.shares("counted") && tree.shares("boxes") && tree.shares("std"));
    assert_eq!(tree.run("a"), "2 3\n");
    assert_eq!(tree.run("b"), "6 5\n");
    assert_eq!(tree.run("c"), "7\n");
    let explained = workspace.explain();
    let line = "  counted (a, b): it chooses an allocator, which some of the executables don't use";
    assert!(explained.lines().any(|l| l == line), "{explained}");
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
fn a_backtrace_without_tables_is_empty() {
    let main = "\
fn main() {
    let taken = std::backtrace::Backtrace::force_capture();
    println!(\"{:?} {}\", taken.status(), text::shout(\"on\"));
    panic!(\"at the end\");
}
";
    let files = TWO.replace(
        "fn main() { println!(\"a {}\", text::shout(\"one\")); }\n",
        main,
    );
    assert!(files.contains("force_capture"));
    let workspace = Workspace::new("backtraces", &files);
    for more in [&[][..], &["--terse-panics"]] {
        let tree = workspace.build(more);
        let done = tree.output("a", &[("RUST_BACKTRACE", "1")]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.signal(), Some(6), "{:?}: {said}", done.status);
        assert_eq!(done.stdout, b"Unsupported ON\n", "{said}");
        assert!(said.contains("at the end"), "{said}");
    }
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
        .args(["-batch", "-nx", "-ex", "info line main.rs:1"])
        .arg(tree.folder.join("bin/a"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&told.stdout);
    assert!(told.contains("a/src/main.rs\""), "{told}");
}
