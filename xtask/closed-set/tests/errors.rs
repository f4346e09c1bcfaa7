//! Workspaces of which no closed set can be made: one line says why.

mod common;

use common::Workspace;

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
fn a_set_that_saves_nothing_is_not_made() {
    // Programs without std have hardly anything to share.
    let main = "#![no_std]\n#![no_main]\n\
        #[panic_handler]\nfn panic(_: &core::panic::PanicInfo<'_>) -> ! { loop {} }\n\
        #[unsafe(no_mangle)]\nextern \"C\" fn main() -> i32 { library::one() as i32 }\n";
    let library = ONE.split("//// a/").next().unwrap();
    let library = library.replace("#[inline", "#![no_std]\n#[inline");
    let executable = |name: &str| {
        format!(
            "//// {name}/Cargo.toml\ndependencies.library.path = '../library'\n\
             //// {name}/src/main.rs\n{main}"
        )
    };
    let files = format!("{library}{}{}", executable("a"), executable("b"));
    let workspace = Workspace::new("tiny", &files);
    let flags = "[target.x86_64-unknown-linux-gnu]\nrustflags = ['-Clink-arg=-lc']\n";
    workspace.write(".cargo/config.toml", flags);
    let said = workspace.fails(&["-o", "tree"]);
    assert!(said.starts_with("error: the set would be "), "{said}");
    assert!(
        said.contains(" bytes larger than its 2 executables are on their own: library "),
        "{said}"
    );
    assert!(!workspace.path("tree").exists());
    let tree = workspace.build(&[]);
    assert_eq!(tree.output("a", &[]).status.code(), Some(1));
}
