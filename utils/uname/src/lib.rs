//! uname: print system information. GNU manual node "uname invocation"; POSIX uname.
//!
//! Linux has neither a processor type nor a hardware platform: both are `unknown`, and -a leaves
//! them out. -A is of GNU's sources after 9.11.

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

/// The labels of -A, in the same order.
const LABELS: [&str; FIELDS.len()] = [
    "Kernel name",
    "Node name",
    "Kernel release",
    "Kernel version",
    "Machine",
    "Processor",
    "Hardware platform",
    "Operating system",
];

pub fn run(args: Args) -> Result {
    let mut chosen = [false; FIELDS.len()];
    let mut all = false;
    let mut labeled = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match FIELDS.iter().position(|&field| field == option.name) {
            Some(place) => chosen[place] = true,
            None => {
                all = true;
                labeled |= option.name == "all-labeled";
            }
        }
    }
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    if !all && chosen == [false; FIELDS.len()] {
        chosen[0] = true;
    }
    Ok(uname(chosen, all, labeled)?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "uname",
        "[OPTION]...",
        "Print information about the system; with no OPTION, as with -s.",
    )
    .args([
        flag(
            "-a, --all",
            "print all of it, in the order below, but -p and -i only if known",
        ),
        flag(
            "-A, --all-labeled",
            "print what -a prints, each on a line with its label",
        ),
        flag("-s, --kernel-name, --sysname", "print the kernel's name"),
        flag(
            "-n, --nodename",
            "print the name of this host in the network",
        ),
        flag(
            "-r, --kernel-release, --release",
            "print the kernel's release",
        ),
        flag("-v, --kernel-version", "print the kernel's version"),
        flag("-m, --machine", "print the machine hardware name"),
        flag("-p, --processor", "print the processor type"),
        flag("-i, --hardware-platform", "print the hardware platform"),
        flag("-o, --operating-system", "print the operating system"),
    ])
}

fn uname(chosen: [bool; FIELDS.len()], all: bool, labeled: bool) -> io::Result<()> {
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
    let end = if labeled { b'\n' } else { b' ' };
    for ((text, chosen), label) in known.into_iter().zip(chosen).zip(LABELS) {
        let text = match text {
            Some(text) if all || chosen => text,
            None if chosen && !all => b"unknown",
            _ => continue,
        };
        if labeled {
            line.extend_from_slice(label.as_bytes());
            line.extend_from_slice(b": ");
        }
        line.extend_from_slice(text);
        line.push(end);
    }
    line.pop();
    line.push(b'\n');
    stdout().write_all(&line)
}
