//! Replaces the look-up of names between the executables and the library of a closed set.
//!
//! A dynamic loader finds each imported function by name, in the hash tables of all loaded objects, at
//! every start. In a closed set most of that can be decided when the set is linked:
//!
//! - **A table instead of names.** The library exports one symbol: a table of all functions that the
//!   executables call. An executable looks up the table by name and calls each function by its offset
//!   in the table. That takes two instructions a function, shorter than an entry of a procedure
//!   linkage table. Neither side holds the functions' names, which are long in Rust. An entry of the
//!   table is the distance of the function from the table, which is the same wherever the library is
//!   loaded. So the table needs no relocations, and all processes share its pages.
//! - **Late look-ups.** Functions of the C library that few processes call (to start threads and
//!   programs, for users and sockets) are looked up by dlsym(3) at their first call. The address is
//!   stored as the C library stores its own, mixed with a secret of the process. The relocated data
//!   stays read-only.
//! - **A late library.** An executable that hardly ever needs the library (`true` without arguments)
//!   is not linked against it. It loads the library by dlopen(3) at the first call of one of its
//!   functions.
//! - **No unwinder** in programs that abort on panic: see [`NO_UNWINDER`].
//! - **No start files** of the C compiler, which look up five symbols that no Rust program needs.
//!
//! The name of the table holds a hash of its functions in order. An executable of another build doesn't
//! find its table, and the loader reports the missing symbol.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xxhash_rust::xxh3::xxh3_64;

/// Symbols that a library exports and executables import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Functions, which can be in the table.
    pub functions: BTreeSet<String>,
    /// Everything else, which is imported by name.
    pub data: BTreeSet<String>,
}

/// The prefix of the table's symbol. It appears in the loader's error when another executable is
/// linked against the library, and says why that doesn't work.
pub const CLOSED: &str = "set_is_closed_";

/// The prefix of a private symbol for each entry of the table, so that look-ups of the public name
/// don't find the entry.
pub const ENTRY: &str = "closed_set_entry_";

/// The prefix of a private symbol for each late look-up.
pub const LATE_ENTRY: &str = "closed_set_late_entry_";

/// The prefix of a private symbol for the way to each function that an executable may replace.
const REPLACED: &str = "closed_set_replaced_";

/// The form of the table, a part of its hash.
const FORM: &str = "distances";

/// The size of an entry of the table, in bytes.
const ENTRY_SIZE: usize = 4;

/// The table of a closed set: each function has a fixed place.
#[derive(Clone)]
pub struct Table {
    functions: Vec<String>,
}

impl Table {
    /// The table of all functions in `names`.
    pub fn new(names: &Names) -> Self {
        Self {
            functions: names.functions.iter().cloned().collect(),
        }
    }

    /// The symbol of the table.
    pub fn symbol(&self) -> String {
        let hash = xxh3_64(format!("{FORM}\n{}", self.functions.join("\n")).as_bytes());
        format!("{CLOSED}{hash:016x}")
    }

    /// The assembly text of the table itself. Only functions in `used` get an entry: those of the
    /// others are zero, so that `--gc-sections` can drop them. The library looks up the
    /// functions of the C library in `late` at their first call. An executable may bring its own definitions
    /// of functions in `replaced`.
    pub fn of_library(
        &self,
        used: &BTreeSet<String>,
        late: &[&str],
        replaced: &BTreeSet<String>,
    ) -> String {
        let symbol = self.symbol();
        let mut text = format!(
            "\t.section .rodata.closed_set_table,\"a\",@progbits\n\t.p2align 2\n\t.globl {symbol}\n\
             \t.type {symbol}, @object\n\t.size {symbol}, {}\n{symbol}:\n1:\n",
            ENTRY_SIZE * self.functions.len()
        );
        let mut ways = String::new();
        for (index, function) in self.functions.iter().enumerate() {
            let _ = match (used.contains(function), replaced.contains(function)) {
                (true, false) => writeln!(text, "\t.long \"{function}\" - 1b"),
                (true, true) => {
                    let _ = write!(
                        ways,
                        "\t.section .text.replaced.{index},\"ax\",@progbits\n{}",
                        named(
                            &format!("{REPLACED}{index}"),
                            &format!("\tjmp *\"{function}\"@GOTPCREL(%rip)\n")
                        )
                    );
                    writeln!(text, "\t.long {REPLACED}{index} - 1b")
                }
                (false, _) => writeln!(text, "\t.long 0"),
            };
        }
        text += &ways;
        // The start files would define it. It identifies the library when destructors are registered.
        text += "\t.section .data.rel.ro,\"aw\",@progbits\n\t.p2align 3\n\
                 \t.hidden __dso_handle\n\t.globl __dso_handle\n__dso_handle:\n\
                 \t.quad __dso_handle\n";
        text + &late_names(late) + PAGES + END
    }

    /// The assembly text for executables: an entry for each function, which jumps through the
    /// table.
    pub fn of_executables(&self) -> String {
        let symbol = self.symbol();
        let body = |place| format!("\tmovl ${place}, %r11d\n\tjmp closed_set_call\n");
        let call = include_str!("../assembly/call.s").replace("TABLE", &symbol);
        self.entries(&body) + &call + include_str!("../assembly/start.s")
    }

    /// The assembly text for executables that load the library `soname` at the first call of a
    /// function in it, instead of at every start.
    pub fn of_late_executables(&self, soname: &str) -> String {
        let symbol = self.symbol();
        let body = |place| format!("\tmovl ${place}, %r11d\n\tjmp closed_set_load\n");
        let names = format!(
            "\t.section .rodata.closed_set_names,\"a\",@progbits\n\
             closed_set_library:\n\t.asciz \"{soname}\"\nclosed_set_symbol:\n\t.asciz \"{symbol}\"\n"
        );
        let parts = [
            include_str!("../assembly/registers.s"),
            &self.entries(&body),
            include_str!("../assembly/load.s"),
            &names,
            include_str!("../assembly/start.s"),
        ];
        parts.concat()
    }

    /// An entry for each function. `body` makes its code from the function's offset in the table.
    fn entries(&self, body: &dyn Fn(usize) -> String) -> String {
        let mut text = String::new();
        for (index, function) in self.functions.iter().enumerate() {
            // Weak, so that an executable's own copy takes precedence, for example of a generic
            // function.
            let _ = write!(
                text,
                "\t.section .text.imports.{index},\"ax\",@progbits\n\t.weak \"{function}\"\n\
                 \t.hidden \"{function}\"\n\"{function}\":\n{}",
                named(&format!("{ENTRY}{index}"), &body(ENTRY_SIZE * index))
            );
        }
        text
    }
}

/// The assembly text of functions in place of the unwinder, for programs that never unwind.
pub const NO_UNWINDER: &str = include_str!("../assembly/no_unwinder.s");

/// The assembly text for executables that stand alone: an entry for each function in `late`, of
/// which the linker keeps those that are called, and the start code. Such an executable looks up the
/// functions of the C library in `late` at their first call, as a library does.
pub fn of_lone_executables(late: &[&str]) -> String {
    // The start files would define it. Null stands for the executable when destructors are
    // registered.
    let handle = "\t.section .rodata.closed_set_handle,\"a\",@progbits\n\t.p2align 3\n\
                  \t.hidden __dso_handle\n\t.globl __dso_handle\n__dso_handle:\n\t.quad 0\n";
    late_names(late) + handle + include_str!("../assembly/start.s")
}

/// An entry for each function in `names`, which looks the function up at its first call, and functions
/// that need no look-up.
fn late_names(names: &[&str]) -> String {
    let mut text = include_str!("../assembly/registers.s").to_owned();
    for name in names {
        let ask = format!(
            "\tleaq 1f(%rip), %r11\n\tjmp closed_set_late\n\
             1:\t.long closed_set_slot_{name} - 1b\n\t.asciz \"{name}\"\n"
        );
        // Weak, so that a statically linked definition takes precedence.
        let _ = write!(
            text,
            "\t.section .text.late.{name},\"ax\",@progbits\n\t.weak {name}\n\
             \t.hidden {name}\n{name}:\n{}\
             \t.section .bss.late.{name},\"aw\",@nobits\n\t.p2align 3\n\
             closed_set_slot_{name}:\n\t.zero 8\n",
            named(&format!("{LATE_ENTRY}{name}"), &ask)
        );
    }
    text + include_str!("../assembly/late.s") + include_str!("../assembly/same.s")
}

/// Code with a symbol that has a type and a size.
fn named(name: &str, code: &str) -> String {
    format!("{name}:\n{code}\t.type {name}, @function\n\t.size {name}, . - {name}\n")
}

/// Lets relocated data begin a page, and writable data, too, so that no more pages are written than they
/// fill: empty sections before them, the last one of code and the last one of relocated data. If writable
/// data itself were aligned, the linker would leave out a page, and the loader would make a system call
/// for the gap. These sections come after all others of their kind in this file.
const PAGES: &str = "\t.section closed_set_code_end,\"axR\",@progbits\n\t.p2align 12\n\
                     \t.section .bss.rel.ro,\"awR\",@nobits\n\t.p2align 12\n";

/// Marks the stack as not executable.
const END: &str = "\t.section .note.GNU-stack,\"\",@progbits\n";

/// Assembles `text` into an object file.
///
/// # Errors
/// There is no assembler, or the text is wrong.
pub fn assemble(text: &str, object: &Path) -> Result<PathBuf> {
    let source = object.with_extension("s");
    fs::write(&source, text).with_context(|| format!("cannot write {}", source.display()))?;
    let done = Command::new("cc")
        .args(["-c", "-o"])
        .args([object, &source])
        .output()
        .context("cannot run cc: install a C compiler (gcc or clang)")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "cannot assemble {}: {}",
        source.display(),
        said.trim()
    );
    Ok(object.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(functions: &[&str]) -> Names {
        Names {
            functions: functions.iter().map(|&name| name.to_owned()).collect(),
            data: BTreeSet::new(),
        }
    }

    #[test]
    fn another_order_is_another_table() {
        let symbol = |functions: &[&str]| Table::new(&names(functions)).symbol();
        assert_eq!(symbol(&["a", "b"]), symbol(&["b", "a"]), "it is sorted");
        assert_ne!(symbol(&["a", "b"]), symbol(&["a", "c", "b"]));
    }

    #[test]
    fn executables_call_through_the_table() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let names = names(&["_ZN5$LT$T$GT$.five", "left_out", "pid_is_known"]);
        let table = Table::new(&names);
        let mut used = names.functions.clone();
        used.remove("left_out");
        let run = |args: &[&str]| {
            let done = Command::new("cc")
                .args(args)
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(
                done.status.success(),
                "{}",
                String::from_utf8_lossy(&done.stderr)
            );
        };
        fs::write(
            file("library.c"),
            "#include <unistd.h>\nint five(void) __asm__(\"_ZN5$LT$T$GT$.five\");\n\
             int five(void) { return 5; }\nint pid_is_known(void) { return getpid() > 0; }\n",
        )
        .unwrap();
        fs::write(
            file("main.c"),
            "int five(void) __asm__(\"_ZN5$LT$T$GT$.five\");\nint pid_is_known(void);\n\
             int main(void) { return 10 * five() + pid_is_known(); }\n",
        )
        .unwrap();
        assemble(
            &table.of_library(&used, &["getpid"], &BTreeSet::new()),
            &file("table.o"),
        )
        .unwrap();
        assemble(&table.of_executables(), &file("imports.o")).unwrap();
        let all = "-shared -nostartfiles -fPIC -Wl,-Bsymbolic library.c table.o -o library.so";
        run(&all.split(' ').collect::<Vec<_>>());
        let all = "-nostartfiles main.c imports.o library.so -Wl,-rpath,$ORIGIN -Wl,-z,now -o main";
        run(&all.split(' ').collect::<Vec<_>>());
        let status = Command::new(file("main")).status().unwrap();
        assert_eq!(status.code(), Some(51));
        let late = table.of_late_executables("$ORIGIN/library.so");
        assemble(&late, &file("late.o")).unwrap();
        run(&"-nostartfiles main.c late.o -o main"
            .split(' ')
            .collect::<Vec<_>>());
        let status = Command::new(file("main")).status().unwrap();
        assert_eq!(status.code(), Some(51));
        fs::remove_file(file("library.so")).unwrap();
        let done = Command::new(file("main")).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(127), "{said}");
        assert!(
            said.contains("library.so: cannot open shared object file"),
            "{said}"
        );
    }

    #[test]
    fn lone_executables_look_up_what_they_call() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let run = |args: &str| {
            let mut cc = Command::new("cc");
            let done = cc.args(args.split(' ')).current_dir(folder.path());
            let done = done.output().unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{said}");
        };
        fs::write(
            file("main.c"),
            "#include <stdlib.h>\n#include <unistd.h>\n\
             int main(void) { return getppid() > 0 ? abs(-7) + (getpid() == 1) : 0; }\n",
        )
        .unwrap();
        fs::write(file("replaced.c"), "int getpid(void) { return 1; }\n").unwrap();
        let late = of_lone_executables(&["getpid", "getppid", "getsid"]);
        assemble(&late, &file("late.o")).unwrap();
        run("-nostartfiles -Wl,--gc-sections -pie -fPIE main.c late.o -o main");
        run("-shared -fPIC replaced.c -o replaced.so");
        let bytes = fs::read(file("main")).unwrap();
        let elf = object::read::elf::ElfFile64::<object::Endianness>::parse(&*bytes).unwrap();
        let imported: Vec<_> = object::Object::dynamic_symbols(&elf)
            .filter_map(|symbol| Some(object::ObjectSymbol::name(&symbol).ok()?.to_owned()))
            .collect();
        assert!(imported.iter().any(|name| name == "dlsym"), "{imported:?}");
        let is_late = |name: &String| name.starts_with("get");
        assert!(!imported.iter().any(is_late), "{imported:?}");
        let mut main = Command::new(file("main"));
        assert_eq!(main.status().unwrap().code(), Some(7));
        let preloaded = main.env("LD_PRELOAD", file("replaced.so")).status();
        assert_eq!(
            preloaded.unwrap().code(),
            Some(8),
            "the replaced function is not found"
        );
    }

    #[test]
    fn a_late_function_is_looked_up_once_for_all_threads() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let run = |args: &str| {
            let mut cc = Command::new("cc");
            let done = cc.args(args.split(' ')).current_dir(folder.path());
            let done = done.output().unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{said}");
        };
        fs::write(
            file("main.c"),
            "#include <pthread.h>\n#include <unistd.h>\n\
             static void *ask(void *sum) { *(int *)sum += getpid() + getpid(); return 0; }\n\
             int main(void) {\n  int sum = 0;\n  pthread_t thread;\n  ask(&sum);\n\
               pthread_create(&thread, 0, ask, &sum);\n  pthread_join(thread, 0);\n\
               return sum;\n}\n",
        )
        .unwrap();
        fs::write(
            file("dlsym.c"),
            "#include <unistd.h>\nstatic int seven(void) { return 7; }\n\
             void *dlsym(void *handle, const char *name) {\n\
               write(2, name, 6);\n  return seven;\n}\n",
        )
        .unwrap();
        assemble(&of_lone_executables(&["getpid"]), &file("late.o")).unwrap();
        run("-nostartfiles -pthread -pie -fPIE main.c late.o -o main");
        run("-shared -fPIC dlsym.c -o dlsym.so");
        let mut main = Command::new(file("main"));
        let done = main.env("LD_PRELOAD", file("dlsym.so")).output().unwrap();
        assert_eq!(done.status.code(), Some(28));
        assert_eq!(String::from_utf8_lossy(&done.stderr), "getpid");
    }
}
