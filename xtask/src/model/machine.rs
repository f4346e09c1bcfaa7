//! Facts about the machine, without which the figures mean little.

use std::process::Command;

use procfs::{CpuInfo, Current, Meminfo};

/// Returns the facts that are known, each with its name.
pub(crate) fn facts() -> Vec<(&'static str, String)> {
    let cpu = CpuInfo::current().ok();
    let model = cpu
        .as_ref()
        .and_then(|cpu| cpu.model_name(0))
        .map(str::to_owned);
    let memory = Meminfo::current()
        .ok()
        .map(|memory| format!("{} MiB", memory.mem_total >> 20));
    let system = rustix::system::uname();
    let facts = [
        ("processor", model),
        ("processors", cpu.map(|cpu| cpu.num_cores().to_string())),
        ("memory", memory),
        (
            "kernel",
            Some(format!(
                "{} {}",
                system.release().to_string_lossy(),
                system.machine().to_string_lossy()
            )),
        ),
        ("C library", first_line("getconf", &["GNU_LIBC_VERSION"])),
        ("compiler", first_line("rustc", &["--version"])),
    ];
    facts
        .into_iter()
        .filter_map(|(name, fact)| Some((name, fact?)))
        .collect()
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned())
}
