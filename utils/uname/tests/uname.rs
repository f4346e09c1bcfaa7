//! uname: printing system information.

use testing::utility;

/// What the kernel says of itself.
fn kernel(name: &str) -> String {
    let text = std::fs::read_to_string(format!("/proc/sys/kernel/{name}")).unwrap();
    text.trim_end().to_owned()
}

#[test]
fn examples() {
    let uname = |args: &[&str]| utility("uname").args(args);
    uname(&[]).prints("Linux\n");
    uname(&["-r"]).prints(kernel("osrelease") + "\n");
    uname(&["-o"]).prints("GNU/Linux\n");
    // The order is fixed.
    uname(&["-n", "-s"]).prints(format!("Linux {}\n", kernel("hostname")));
    uname(&["-pi"]).prints("unknown unknown\n");
    let fields = [
        "Linux",
        &kernel("hostname"),
        &kernel("osrelease"),
        &kernel("version"),
        std::env::consts::ARCH,
        "GNU/Linux",
    ];
    uname(&["-a"]).prints(fields.join(" ") + "\n");
}

#[test]
fn prints_what_is_chosen() {
    for args in [
        &[][..],
        &["-a"],
        &["-s"],
        &["-n"],
        &["-r"],
        &["-v"],
        &["-m"],
        &["-p"],
        &["-i"],
        &["-o"],
        &["-pi"],
        &["-ap"],
        &["-ia"],
        &["-omvrns"],
        &["--all", "-s"],
        &["--sysname", "--release"],
        &["--kernel-n", "--kernel-r", "--kernel-v", "--m", "--op"],
        &["--nodename", "--processor", "--hardware-platform"],
    ] {
        utility("uname").args(args).like_gnu();
    }
}

#[test]
fn labels_what_all_prints() {
    let plain = utility("uname").args(["-a"]).run();
    let labeled = utility("uname").args(["-A"]).run();
    let lines = String::from_utf8(labeled.stdout).unwrap();
    let (labels, values): (Vec<_>, Vec<_>) = lines
        .lines()
        .map(|line| line.split_once(": ").expect("a label and a value"))
        .unzip();
    let known = [
        "Kernel name",
        "Node name",
        "Kernel release",
        "Kernel version",
        "Machine",
        "Operating system",
    ];
    assert_eq!(labels, known);
    assert_eq!(values[0], "Linux");
    assert_eq!(values[5], "GNU/Linux");
    assert_eq!(values.join(" ").into_bytes(), plain.stdout.trim_ascii_end());
    utility("uname").args(["--all-labeled", "-s"]).prints(lines);
}

#[test]
fn complains_like_gnu() {
    for args in [
        &["x"][..],
        &["-a", "x", "y"],
        &["-x"],
        &["--kernel"],
        &["--all=x"],
    ] {
        utility("uname").args(args).recorded();
    }
    let full = utility("uname").run_into("/dev/full");
    full.is("", "uname: write error: No space left on device\n", 1);
}
