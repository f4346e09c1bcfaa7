//! uname: print system information.
//!
//! GNU manual node "uname invocation"; POSIX uname. Linux provides neither a processor type nor a
//! hardware platform: both are `unknown`, and `-a` omits them. `-A` is of GNU's sources after 9.11.

use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::system::{self, Uname};

#[derive(Clone, Copy, PartialEq)]
enum Field {
    KernelName,
    NodeName,
    KernelRelease,
    KernelVersion,
    Machine,
    Processor,
    HardwarePlatform,
    OperatingSystem,
}

use Field::{
    HardwarePlatform, KernelName, KernelRelease, KernelVersion, Machine, NodeName, OperatingSystem,
    Processor,
};

/// All fields, in the order of printing.
const FIELDS: [Field; 8] = [
    KernelName,
    NodeName,
    KernelRelease,
    KernelVersion,
    Machine,
    Processor,
    HardwarePlatform,
    OperatingSystem,
];

#[derive(Default)]
struct Settings {
    /// Print all fields that are known.
    all: bool,
    /// Print each on a line with its label.
    labeled: bool,
    chosen: Vec<Field>,
}

pub fn run(args: Args) -> Result {
    let settings = parse(args.parse(cli))?;
    Ok(uname(&settings)?)
}

fn parse(mut options: Options) -> Result<Settings> {
    let mut settings = Settings::default();
    while let Some(option) = options.next()? {
        settings.chosen.push(match option.name {
            "all" => {
                settings.all = true;
                continue;
            }
            "all-labeled" => {
                (settings.all, settings.labeled) = (true, true);
                continue;
            }
            "kernel-name" => KernelName,
            "nodename" => NodeName,
            "kernel-release" => KernelRelease,
            "kernel-version" => KernelVersion,
            "machine" => Machine,
            "processor" => Processor,
            "hardware-platform" => HardwarePlatform,
            "operating-system" => OperatingSystem,
            _ => option.unhandled(),
        });
    }
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    if settings.chosen.is_empty() {
        settings.chosen.push(KernelName);
    }
    Ok(settings)
}

pub fn cli() -> Cli {
    cli::utility(
        "uname",
        "[OPTION]...",
        "Print information about the system. The default is -s.",
    )
    .options(options![
        flag(
            "-a, --all",
            "print everything in the order below, -p and -i only if known",
        ),
        flag(
            "-A, --all-labeled",
            "like -a, but print each item on a line with its label",
        ),
        flag("-s, --kernel-name", "print the kernel name").hidden("--sysname"),
        flag("-n, --nodename", "print the network name of this host"),
        flag("-r, --kernel-release", "print the kernel release").hidden("--release"),
        flag("-v, --kernel-version", "print the kernel version"),
        flag("-m, --machine", "print the hardware name of the machine"),
        flag("-p, --processor", "print the processor type"),
        flag("-i, --hardware-platform", "print the hardware platform"),
        flag("-o, --operating-system", "print the operating system"),
    ])
}

fn uname(settings: &Settings) -> io::Result<()> {
    let system = system::uname();
    let mut line = Vec::new();
    for field in FIELDS {
        let text = match known(field, &system) {
            Some(text) if settings.all || settings.chosen.contains(&field) => text,
            None if !settings.all && settings.chosen.contains(&field) => b"unknown",
            _ => continue,
        };
        if settings.labeled {
            line.extend_from_slice(label(field).as_bytes());
            line.extend_from_slice(b": ");
        }
        line.extend_from_slice(text);
        line.push(if settings.labeled { b'\n' } else { b' ' });
    }
    line.pop();
    line.push(b'\n');
    stdout().write_all(&line)
}

fn label(field: Field) -> &'static str {
    match field {
        KernelName => "Kernel name",
        NodeName => "Node name",
        KernelRelease => "Kernel release",
        KernelVersion => "Kernel version",
        Machine => "Machine",
        Processor => "Processor",
        HardwarePlatform => "Hardware platform",
        OperatingSystem => "Operating system",
    }
}

fn known(field: Field, system: &Uname) -> Option<&[u8]> {
    Some(match field {
        KernelName => system.sysname().to_bytes(),
        NodeName => system.nodename().to_bytes(),
        KernelRelease => system.release().to_bytes(),
        KernelVersion => system.version().to_bytes(),
        Machine => system.machine().to_bytes(),
        OperatingSystem => b"GNU/Linux",
        Processor | HardwarePlatform => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
