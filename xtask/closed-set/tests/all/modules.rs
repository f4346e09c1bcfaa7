//! Open sets: modules that are built later are loaded, exchanged, and refused if they are of another
//! build.

use crate::workspace::{Tree, Workspace};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A crate of checksums, two executables that compute them with what modules add, and a module.
const CHECKSUMS: &str = "\
//// checksum/Cargo.toml
//// checksum/src/lib.rs
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
pub trait Checksum {
    fn name(&self) -> String;
    fn add(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> u64;
}
static MADE: AtomicU32 = AtomicU32::new(0);
/// The number of this checksum, counted over the process.
#[inline(never)]
pub fn number() -> u32 { MADE.fetch_add(1, Relaxed) + 1 }
/// No executable uses this.
#[inline(never)]
pub fn rotated(value: u64) -> u64 { value.rotate_left(8) }
pub struct Sum(pub u64);
impl Checksum for Sum {
    fn name(&self) -> String { format!(\"sum {}\", number()) }
    fn add(&mut self, bytes: &[u8]) { self.0 += bytes.iter().map(|&b| u64::from(b)).sum::<u64>(); }
    fn finish(self: Box<Self>) -> u64 { self.0 }
}
//// loads/Cargo.toml
dependencies.checksum.path = '../checksum'
//// loads/src/lib.rs
use checksum::Checksum;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
unsafe extern \"C\" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlclose(handle: *mut c_void) -> c_int;
    fn dlerror() -> *const c_char;
}
/// Computes the checksum of a module, and unloads the module.
pub fn with_module(file: &str, bytes: &[u8]) -> Result<String, String> {
    let path = CString::new(file).unwrap();
    unsafe {
        let handle = dlopen(path.as_ptr(), 2);
        if handle.is_null() {
            return Err(CStr::from_ptr(dlerror()).to_string_lossy().into_owned());
        }
        let make = dlsym(handle, c\"checksum\".as_ptr());
        let make = std::mem::transmute::<*mut c_void, fn() -> Box<dyn Checksum>>(make);
        let text = compute(make(), bytes);
        dlclose(handle);
        Ok(text)
    }
}
#[inline(never)]
pub fn compute(mut checksum: Box<dyn Checksum>, bytes: &[u8]) -> String {
    let name = checksum.name();
    checksum.add(bytes);
    format!(\"{name} {:#x}\", checksum.finish())
}
//// cksum/Cargo.toml
dependencies.checksum.path = '../checksum'
dependencies.loads.path = '../loads'
//// cksum/src/main.rs
fn main() {
    println!(\"{}\", loads::compute(Box::new(checksum::Sum(0)), b\"abc\"));
    for line in std::io::stdin().lines() {
        match loads::with_module(&line.unwrap(), b\"abc\") {
            Ok(text) => println!(\"{text}\"),
            Err(text) => println!(\"cksum: {text}\"),
        }
    }
}
//// sum/Cargo.toml
dependencies.checksum.path = '../checksum'
dependencies.loads.path = '../loads'
//// sum/src/main.rs
fn main() { println!(\"{}\", loads::compute(Box::new(checksum::Sum(1)), b\"abc\")); }
//// rotating/Cargo.toml
lib.crate-type = ['cdylib']
dependencies.checksum.path = '../checksum'
//// rotating/src/lib.rs
use checksum::{Checksum, number, rotated};
struct Rotating(u64);
impl Checksum for Rotating {
    fn name(&self) -> String { format!(\"rotating {}\", number()) }
    fn add(&mut self, bytes: &[u8]) { for &b in bytes { self.0 = rotated(self.0) ^ u64::from(b); } }
    fn finish(self: Box<Self>) -> u64 { self.0 }
}
#[unsafe(no_mangle)]
pub fn checksum() -> Box<dyn Checksum> { Box::new(Rotating(0)) }
";

const SET: &[&str] = &["-p", "cksum,sum", "--open", "checksum"];

/// Builds the module, and returns its file.
fn module(workspace: &Workspace, more: &[&str]) -> PathBuf {
    let name = ["module", "-p", "rotating", "-o", "modules", "--name"];
    let all = [&name[..], &[workspace.name.as_str()], more].concat();
    let done = workspace.run(&all);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    workspace.path("modules/librotating.so")
}

/// `cksum`, which loads a module for each line of its input.
struct Cksum {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Cksum {
    fn start(tree: &Tree) -> Self {
        let mut child = Command::new(tree.folder.join("bin/cksum"))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut cksum = Self {
            child,
            input,
            output,
        };
        assert_eq!(cksum.line(), "sum 1 0x126");
        cksum
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn load(&mut self, module: &Path) -> String {
        writeln!(self.input, "{}", module.display()).unwrap();
        self.line()
    }

    fn end(mut self) {
        drop(self.input);
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
fn a_module_is_loaded_and_exchanged_while_the_executable_runs() {
    let workspace = Workspace::new("open", CHECKSUMS);
    let tree = workspace.build(SET);
    let mut cksum = Cksum::start(&tree);
    let file = module(&workspace, &[]);
    // The counter of `checksum` is one for executable and module.
    assert_eq!(cksum.load(&file), "rotating 2 0x616263");
    let source = workspace.path("rotating/src/lib.rs");
    let changed = fs::read_to_string(source).unwrap();
    let changed = changed.replace("Rotating(0)", "Rotating(1)");
    workspace.write("rotating/src/lib.rs", &changed);
    assert_eq!(module(&workspace, &[]), file);
    assert_eq!(cksum.load(&file), "rotating 3 0x1616263");
    cksum.end();
    assert_eq!(tree.run("sum"), "sum 1 0x127\n");
    let explained = workspace.explain();
    let line = "  open for modules: checksum";
    assert!(explained.lines().any(|l| l == line), "{explained}");
}

#[test]
fn a_module_can_take_the_standard_library_from_the_set() {
    let workspace = Workspace::new("open-std", CHECKSUMS);
    let size = |path: &Path| fs::metadata(path).unwrap().len();
    let closed = size(&workspace.build(&SET[..2]).library());
    let open = size(&workspace.build(SET).library());
    let with_own = size(&module(&workspace, &[]));
    let std = &["-p", "cksum,sum", "--open", "checksum,std,alloc,core"];
    let tree = workspace.build(std);
    let file = module(&workspace, &[]);
    let mut cksum = Cksum::start(&tree);
    assert_eq!(cksum.load(&file), "rotating 2 0x616263");
    cksum.end();
    let sizes = [closed, open, size(&tree.library()), with_own, size(&file)];
    assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2], "{sizes:?}");
    assert!(sizes[4] < sizes[3], "{sizes:?}");
}

#[test]
fn a_module_of_another_build_is_refused_by_name() {
    let workspace = Workspace::new("other", CHECKSUMS);
    workspace.build(SET);
    let file = module(&workspace, &[]);
    // The names of the symbols stay the same.
    let source = workspace.path("checksum/src/lib.rs");
    let changed = fs::read_to_string(source).unwrap();
    let changed = changed.replace("rotate_left(8)", "rotate_left(9)");
    workspace.write("checksum/src/lib.rs", &changed);
    assert_eq!(
        workspace.fails_at(&["module", "-p", "rotating", "--name", "other"]),
        "error: 'checksum' has changed since the set was built: build the set again"
    );
    let tree = workspace.build(SET);
    let mut cksum = Cksum::start(&tree);
    let said = cksum.load(&file);
    let (path, reason) = said.split_once(": undefined symbol: ").expect(&said);
    assert_eq!(path, format!("cksum: {}", file.display()));
    assert!(reason.starts_with("set_is_open_"), "{said}");
    let file = module(&workspace, &[]);
    assert_eq!(cksum.load(&file), "rotating 2 0x184c463");
    cksum.end();
}

#[test]
fn what_cannot_be_open_is_said_in_one_line() {
    let workspace = Workspace::new("shut", CHECKSUMS);
    workspace.build(&SET[..2]);
    assert_eq!(
        workspace.fails_at(&["module", "-p", "rotating", "--name", "shut"]),
        "error: 'shut' is a closed set: build it with --open"
    );
    assert_eq!(
        workspace.fails(&["-p", "cksum,sum", "--open", "crc"]),
        "error: cannot keep 'crc' open: the executables have no crate or symbol of that name"
    );
    assert_eq!(
        workspace.fails(&["-p", "cksum,sum", "--open", "compiler_builtins"]),
        "error: cannot keep 'compiler_builtins' open: each file has its own copies of its functions"
    );
    workspace.build(SET);
    assert_eq!(
        workspace.fails_at(&["module", "-p", "loads", "--name", "shut"]),
        "error: the selected packages have no module: a crate of the type `cdylib`"
    );
    let source = workspace.path("rotating/src/lib.rs");
    let own = "#[global_allocator]\nstatic OWN: Own = Own;\nstruct Own;\n\
               unsafe impl std::alloc::GlobalAlloc for Own {\n\
               unsafe fn alloc(&self, l: std::alloc::Layout) -> *mut u8 { \
               unsafe { std::alloc::System.alloc(l) } }\n\
               unsafe fn dealloc(&self, p: *mut u8, l: std::alloc::Layout) { \
               unsafe { std::alloc::System.dealloc(p, l) } }\n}\n";
    let changed = fs::read_to_string(source).unwrap() + own;
    workspace.write("rotating/src/lib.rs", &changed);
    assert_eq!(
        workspace.fails_at(&["module", "-p", "rotating", "--name", "shut"]),
        "error: 'rotating' has an allocator of its own, but modules use that of the set"
    );
}

#[test]
fn a_symbol_stays_open_for_modules_in_c() {
    let workspace = Workspace::new(
        "open-c",
        "\
//// host/Cargo.toml
//// host/src/lib.rs
#[unsafe(no_mangle)]
pub extern \"C\" fn host_answer() -> u32 { 42 }
//// a/Cargo.toml
dependencies.host.path = '../host'
//// a/src/main.rs
use std::ffi::{CString, c_char, c_int, c_void};
unsafe extern \"C\" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}
fn main() {
    assert_eq!(host::host_answer(), 42);
    let file = CString::new(std::env::var(\"PLUGIN\").unwrap()).unwrap();
    let handle = unsafe { dlopen(file.as_ptr(), 2) };
    if handle.is_null() { return println!(\"not loaded\"); }
    let plug = unsafe { dlsym(handle, c\"plug\".as_ptr()) };
    let plug = unsafe { std::mem::transmute::<*mut c_void, extern \"C\" fn() -> u32>(plug) };
    println!(\"{}\", plug());
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
    let folder = workspace.path(".");
    let compile = ["cc", "-shared", "-fPIC", "plugin.c", "-o", "plugin.so"];
    crate::workspace::run(&compile, &folder);
    let plugin = workspace.path("plugin.so");
    let run = |tree: &Tree| {
        let done = tree.output("a", &[("PLUGIN", plugin.to_str().unwrap())]);
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(run(&workspace.build(&[])), "not loaded\n");
    let tree = workspace.build(&["--open", "host_answer"]);
    assert_eq!(run(&tree), "43\n");
    assert_eq!(tree.run("b"), "42\n");
}
