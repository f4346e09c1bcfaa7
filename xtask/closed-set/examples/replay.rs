#[path = "../../src/link/late.rs"]
mod late;
use closed_set::link::{Argument, Link};
use closed_set::set::{Set, Style};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
fn args(p: &Path) -> Vec<std::ffi::OsString> {
    std::fs::read(p.join("arguments"))
        .unwrap()
        .split(|&b| b == 0)
        .filter(|a| !a.is_empty())
        .map(|a| OsStr::from_bytes(a).to_owned())
        .collect()
}
fn main() {
    let replay = PathBuf::from(std::env::args().nth(1).unwrap());
    let bins = PathBuf::from(std::env::args().nth(2).unwrap());
    let out = PathBuf::from(std::env::args().nth(3).unwrap());
    let work = out.with_extension("work");
    std::fs::create_dir_all(&work).unwrap();
    let shared = args(&replay.join("shared"));
    let mut own = Vec::new();
    let mut allocator = None;
    let mut archives = Vec::new();
    for a in &shared {
        let t = a.to_string_lossy();
        if t.ends_with(".o") && !t.ends_with("rmeta.o") && !t.ends_with("symbols.o") {
            let bytes = std::fs::read(&*t).unwrap();
            if bytes.windows(15).any(|w| w == b"12___rust_alloc") && bytes.len() < 20000 {
                allocator = Some(PathBuf::from(a));
            } else {
                own.push(a.clone());
            }
        }
        if t.ends_with(".rlib") {
            archives.push(PathBuf::from(a));
        }
    }
    let rlib = work.join("libshared.rlib");
    let _ = std::fs::remove_file(&rlib);
    assert!(
        std::process::Command::new("ar")
            .arg("rcs")
            .arg(&rlib)
            .args(&own)
            .status()
            .unwrap()
            .success()
    );
    let mut links = Vec::new();
    for e in std::fs::read_dir(&bins).unwrap() {
        let e = e.unwrap().path();
        let name = e.file_name().unwrap().to_string_lossy().into_owned();
        let mut arguments = Vec::new();
        let mut it = args(&replay.join(&name)).into_iter();
        while let Some(a) = it.next() {
            let t = a.to_string_lossy().into_owned();
            if t == "-o" {
                it.next();
            } else if t.ends_with(".o") {
                arguments.push(Argument::Object(a.into()));
            } else if t.contains("/libshared-") {
                arguments.push(Argument::Object(allocator.clone().unwrap()));
                arguments.push(Argument::Archive(rlib.clone()));
                arguments.extend(archives.iter().cloned().map(Argument::Archive));
            } else if t.ends_with(".rlib") {
                if !arguments.contains(&Argument::Archive(a.clone().into())) {
                    arguments.push(Argument::Archive(a.into()));
                }
            } else {
                arguments.push(Argument::Flag(a));
            }
        }
        links.push(Link {
            name,
            executable: e,
            arguments,
        });
    }
    links.sort_by(|a, b| a.name.cmp(&b.name));
    let set = Set::new(
        "corelink",
        links,
        Style {
            terse_panics: true,
            late: late::LATE,
        },
        work,
    )
    .unwrap();
    let report = closed_set::tree::make(&set, &out, true).unwrap();
    println!("{}", report.explanation());
}
