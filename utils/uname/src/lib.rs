//! uname: print system information. GNU manual node "uname invocation"; POSIX uname.
//!
//! As of 9.11. Linux tells neither a processor type nor a hardware platform: both are `unknown`,
//! and -a leaves them out.

use shared::prelude::*;
use shared::rustix::system;

/// What can be printed, in the order of printing.
const FIELDS: [&str; 8] = [
    "kernel-name",
    "nodename",
    "kernel-release",
    "kernel-version",
    "machine",
    "processor",
    "hardware-platform",
    "operating-system",
];

/// Runs uname.
pub fn run(args: Args) -> Result {
    let mut chosen = [false; FIELDS.len()];
    let mut all = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match FIELDS.iter().position(|&field| field == option.name) {
            Some(place) => chosen[place] = true,
            None => all = true,
        }
    }
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    if !all && chosen == [false; FIELDS.len()] {
        chosen[0] = true;
    }
    Ok(uname(chosen, all)?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "uname",
        "[OPTION]...",
        "Print information about the system. The default is -s.",
    )
    .args([
        flag(
            "-a, --all",
            "print everything in the order below, -p and -i only if known",
        ),
        flag("-s, --kernel-name", "print the kernel name").alias("sysname"),
        flag("-n, --nodename", "print the network name of this host"),
        flag("-r, --kernel-release", "print the kernel release").alias("release"),
        flag("-v, --kernel-version", "print the kernel version"),
        flag("-m, --machine", "print the hardware name of the machine"),
        flag("-p, --processor", "print the processor type"),
        flag("-i, --hardware-platform", "print the hardware platform"),
        flag("-o, --operating-system", "print the operating system"),
    ])
}

fn uname(chosen: [bool; FIELDS.len()], all: bool) -> io::Result<()> {
    let system = system::uname();
    let known: [Option<&[u8]>; FIELDS.len()] = [
        Some(system.sysname().to_bytes()),
        Some(system.nodename().to_bytes()),
        Some(system.release().to_bytes()),
        Some(system.version().to_bytes()),
        Some(system.machine().to_bytes()),
        None,
        None,
        Some(b"GNU/Linux"),
    ];
    let mut line = Vec::new();
    for (text, chosen) in known.into_iter().zip(chosen) {
        let text = match text {
            Some(text) if all || chosen => text,
            None if chosen && !all => b"unknown",
            _ => continue,
        };
        line.extend_from_slice(text);
        line.push(b' ');
    }
    line.pop();
    line.push(b'\n');
    stdout().write_all(&line)
}
