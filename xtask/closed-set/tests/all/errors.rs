//! Workspaces of which no closed set can be made: one line says why.

use crate::workspace::Workspace;

const ONE: &str = "\
//// library/Cargo.toml
//// library/src/lib.rs
#[inline(never)]
pub fn one() -> u32 { 1 }
//// a/Cargo.toml
dependencies.library.path = '../library'
//// a/src/main.rs
fn main() { println!(\"{}\", library::one()); }
";

const B: &str = "\
//// b/Cargo.toml
dependencies.library.path = '../library'
//// b/src/main.rs
fn main() { println!(\"{}\", 1 + library::one()); }
";

#[test]
fn a_set_needs_two_executables() {
    let workspace = Workspace::new("one", ONE);
    assert_eq!(
        workspace.fails(&["-p", "library"]),
        "error: the selected packages have no executable"
    );
    assert_eq!(
        workspace.fails(&[]),
        "error: there is one executable only, 'a': a set needs two or more"
    );
    // That is known before anything is compiled.
    assert!(!workspace.path("target").exists());
    assert_eq!(
        workspace.fails(&["-p", "gone"]),
        "error: the executables were not built: see above"
    );
    // Here it is not: Cargo builds the other executable only with a feature.
    let more = "[features]\nmore = []\n[[bin]]\nname = 'b'\nrequired-features = ['more']\n";
    let workspace = Workspace::new(
        "one",
        &ONE.replace("//// a/src", &format!("{more}//// a/src")),
    );
    workspace.write("a/src/bin/b.rs", "fn main() {}\n");
    assert_eq!(
        workspace.fails(&[]),
        "error: there is one executable only, 'a': a set needs two or more"
    );
}

#[test]
fn there_must_be_a_workspace() {
    let workspace = Workspace::new("none", ONE);
    let said = workspace.fails(&["--manifest-path", "gone/Cargo.toml"]);
    assert_eq!(
        said,
        "error: manifest path `gone/Cargo.toml` does not exist"
    );
}

#[test]
fn only_this_machine_is_a_target() {
    let workspace = Workspace::new("cross", ONE);
    assert_eq!(
        workspace.fails(&["--", "--target", "aarch64-unknown-linux-gnu"]),
        "error: cannot build for aarch64-unknown-linux-gnu: closed sets can be made for this \
         machine (x86_64-unknown-linux-gnu) only"
    );
}

#[test]
fn the_linker_must_be_lld() {
    let workspace = Workspace::new("linker", &format!("{ONE}{B}"));
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-Clink-arg=-fuse-ld=bfd']\n";
    workspace.write(".cargo/config.toml", flags);
    assert_eq!(
        workspace.fails(&[]),
        "error: 'a' is linked by bfd: closed sets need lld"
    );
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-Clinker=cc']\n";
    workspace.write(".cargo/config.toml", flags);
    assert_eq!(
        workspace.fails(&[]),
        "error: the link of 'a' was not kept: the workspace chooses a linker of its own \
         (`-C linker` in its flags), or builds for another target"
    );
}

#[test]
fn the_standard_library_must_be_static() {
    let workspace = Workspace::new("dylib", &format!("{ONE}{B}"));
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-Cprefer-dynamic']\n";
    workspace.write(".cargo/config.toml", flags);
    assert_eq!(
        workspace.fails(&["--profile", "unwinding"]),
        "error: 'a' takes the standard library from a shared object: a dependency is a `dylib` \
         only, or `-C prefer-dynamic` is set"
    );
}

#[test]
fn a_dependency_that_is_only_a_dylib_is_refused() {
    let only = "library/Cargo.toml\nlib.crate-type = ['dylib']\n";
    let files = format!("{ONE}{B}").replace("library/Cargo.toml\n", only);
    let workspace = Workspace::new("conflict", &files);
    assert_eq!(
        workspace.fails(&["--profile", "unwinding"]),
        "error: 'a' takes the standard library from a shared object: a dependency is a `dylib` \
         only, or `-C prefer-dynamic` is set"
    );
}

#[test]
fn a_set_that_saves_nothing_is_not_made() {
    // Each executable reads other variables of the library, and a name is longer than a variable.
    let variables = |prefix: char, write: &dyn Fn(String) -> String| -> String {
        (0..200).map(|n| write(format!("{prefix}{n}"))).collect()
    };
    let define = |name: String| {
        let value = name.replace('V', "1").replace('W', "2");
        format!("pub static {name}: u32 = {value};\n")
    };
    let library = variables('V', &define) + &variables('W', &define);
    let executable = |name: &str, prefix: char| {
        let read = |variable| format!(" + library::{variable}");
        let sum = variables(prefix, &read);
        format!(
            "//// {name}/Cargo.toml\ndependencies.library.path = '../library'\n\
             //// {name}/src/main.rs\n#![no_std]\n#![no_main]\n\
             #[panic_handler]\nfn panic(_: &core::panic::PanicInfo<'_>) -> ! {{ loop {{}} }}\n\
             #[unsafe(no_mangle)]\nextern \"C\" fn main() -> i32 {{ (0{sum}) as u8 as i32 }}\n"
        )
    };
    let files = format!(
        "//// library/Cargo.toml\n//// library/src/lib.rs\n#![no_std]\n{library}{}{}",
        executable("a", 'V'),
        executable("b", 'W')
    );
    let workspace = Workspace::new("tiny", &files);
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-Clink-arg=-lc']\n";
    workspace.write(".cargo/config.toml", flags);
    let said = workspace.fails(&["-o", "tree"]);
    let (more, rest) = said
        .strip_prefix("error: the set would be ")
        .and_then(|rest| rest.split_once(' '))
        .unwrap_or_else(|| panic!("{said}"));
    assert!(more.parse::<u64>().is_ok_and(|more| more > 0), "{said}");
    assert!(
        rest.starts_with("bytes larger than its 2 executables are on their own: library "),
        "{said}"
    );
    assert!(!workspace.path("tree").exists());
    let tree = workspace.build(&[]);
    // 10, then 11, 12 and so on up to 1199, as a byte.
    let sum: u64 = (0..200)
        .map(|n| format!("1{n}").parse::<u64>().unwrap())
        .sum();
    assert_eq!(
        tree.output("a", &[]).status.code(),
        Some((sum % 256) as i32)
    );
}
