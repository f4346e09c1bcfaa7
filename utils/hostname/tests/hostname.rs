//! hostname: printing or setting the name of the system. The name is only set in a namespace.

use testing::{bin_dir, utility};

#[test]
fn prints_the_name() {
    let name = std::fs::read("/proc/sys/kernel/hostname").unwrap();
    utility("hostname").prints(name);
    let full = utility("hostname").run_into("/dev/full");
    full.is("", "hostname: write error: No space left on device\n", 1);
}

#[test]
fn takes_one_name() {
    utility("hostname").args(["a", "b", "c"]).fails(
        1,
        "hostname: extra operand 'b'\nTry 'hostname --help' for more information.\n",
    );
    utility("hostname").args(["-s"]).fails(
        1,
        "hostname: invalid option -- 's'\nTry 'hostname --help' for more information.\n",
    );
}

#[test]
fn sets_the_name() {
    // Another user may not set the name, even in this namespace.
    let script = "PATH=$1:$PATH; before=$(hostname); \
        hostname corelink.test && hostname; \
        setpriv --reuid 65534 --clear-groups --bounding-set=-sys_admin $1/hostname x; \
        hostname \"$(printf %065d 0)\"; hostname";
    let bin = bin_dir();
    let out = testing::command("unshare")
        .args(["--uts", "--", "sh", "-c", script, "sh"])
        .arg(&bin)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    if said.starts_with("unshare:") {
        testing::skip!("namespaces are not permitted");
    }
    assert_eq!(out.stdout, b"corelink.test\ncorelink.test\n", "{said}");
    let invalid = format!(
        "hostname: cannot set name to '{:065}': Invalid argument\n",
        0
    );
    assert!(said.ends_with(&invalid), "{said}");
}
