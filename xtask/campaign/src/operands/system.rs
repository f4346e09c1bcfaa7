//! For utilities that tell about the system, or start others.

use super::trees;
use crate::case::{Case, Kind, Node};
use testing::Chance;

const COMMANDS: &[&[&str]] = &[
    &["true"],
    &["false"],
    &["gone"],
    &["/"],
    &["f1"],
    &["echo", "a", "-n"],
    &["sh", "-c", "exit 3"],
    &["sh", "-c", "echo out; echo err >&2"],
    &["cat"],
    &[""],
    &["d/"],
    &[],
];

/// What both runs may start.
fn command(case: &mut Case, chance: &mut Chance) {
    case.tree.push(Node::file("f1", b"echo f1\n".to_vec()));
    if chance.one_in(3) {
        case.tree.push(Node::folder("d"));
    }
    for word in COMMANDS[chance.below(COMMANDS.len())] {
        case.operand(*word);
    }
}

/// No operand, or an odd one.
pub(crate) fn nothing(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(3) {
        for _ in 0..=chance.below(2) {
            case.operand(chance.pick(&["x", "", "-", "a b", "it's", "\u{e9}", "--", "am", "i"]));
        }
    }
}

/// For `env`.
pub(crate) fn env(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(4) {
        case.operand(chance.pick(&[
            "A=1",
            "A=2",
            "B=x y",
            "=1",
            "C=",
            "-",
            "PATH=/usr/bin",
            "TZ=x",
            "a b=c",
            "A\nB=1",
            "PATH=",
            "--x=1",
        ]));
    }
    match chance.below(3) {
        0 => case.operand(chance.pick(&["printenv", "env"])),
        _ => command(case, chance),
    }
}

/// For `printenv`.
pub(crate) fn printenv(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(2) {
        case.variables
            .push(("A", chance.pick(&["", "x", "a\nb", "\u{e9}"]).to_owned()));
    }
    for _ in 0..chance.below(4) {
        case.operand(chance.pick(&["TZ", "A", "LC_ALL", "gone", "", "A=", "=", "a b"]));
    }
}

/// For `nice`, `nohup`, `stdbuf`.
pub(crate) fn starts(case: &mut Case, chance: &mut Chance) {
    command(case, chance);
}

/// For `timeout`.
pub(crate) fn timeout(case: &mut Case, chance: &mut Chance) {
    if !chance.one_in(12) {
        case.operand(chance.pick(&[
            "0", "5", "x", "1d", "9s", "", "-1", "1e1", "inf", "5m", "+7", " 8", "0x9", "7 ",
            "5ms", "nan", "1e99999", "9sx", ".5d", "5.", "1,5",
        ]));
    }
    command(case, chance);
}

/// For `sleep`.
pub(crate) fn sleep(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(4) {
        case.operand(chance.pick(&[
            "0", "0.0", "x", "", "0s", "0d", "-0", "0x0", "1e-9", "nan", "-1", "0k", "0.001", "0 ",
            " 0", "+0", "0ss", ".0", "0,0", "1e-9999", "--", "0m", "0h",
        ]));
    }
}

/// Names of users.
pub(crate) fn users(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(4) {
        case.operand(chance.pick(&[
            "root",
            "nobody",
            "0",
            "gone",
            "",
            "+0",
            "65534",
            "-1",
            "4294967295",
            "99999999999",
            "a b",
            "daemon",
            "1234",
            "root ",
            "\u{e9}",
        ]));
    }
}

/// For `nproc`.
pub(crate) fn nproc(case: &mut Case, chance: &mut Chance) {
    nothing(case, chance);
    for name in ["OMP_NUM_THREADS", "OMP_THREAD_LIMIT"] {
        if chance.one_in(2) {
            let value = chance.pick(&[
                "1", "3", "0", "x", "2,4", "99999", " 2", "+2", "-1", "", "2x", "1,", ",1", "2 ,3",
                "1e1", "010",
            ]);
            case.variables.push((name, value.to_owned()));
        }
    }
}

/// For `stty`, whose standard input is no terminal.
pub(crate) fn stty(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(5) {
        case.operand(chance.pick(&[
            "-a", "-g", "raw", "sane", "x", "rows", "24", "-echo", "intr", "^C", "speed", "9600",
            "ispeed", "5:0:bf", "line", "1", "undef", "-raw", "--all", "", "cols", "-F", "f1",
            "min", "300", "999",
        ]));
    }
}

/// For `chown` and `chgrp`.
pub(crate) fn owners(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    case.operand(chance.pick(&[
        "nobody",
        "65534",
        "root",
        "gone",
        "65534:65534",
        ":65534",
        "nobody:nogroup",
        "nobody.nogroup",
        ":",
        "",
        "+65534",
        "nobody:",
        "gone:gone",
        "0:0",
        "nogroup",
        "-1",
        "99999999999",
        "a b",
        "65534.",
        "root:root",
        "nobody:x",
        "1:",
        ".",
        "0x0",
        " 65534",
    ]));
    trees::some(case, chance);
}

/// For `shred`, which only writes zeros.
pub(crate) fn shred(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    trees::some(case, chance);
    // Others hang where GNU 9.1 opens them.
    case.tree.retain(|node| !matches!(node.kind, Kind::Fifo));
}

/// For `mknod`, without privileges.
pub(crate) fn nodes(case: &mut Case, chance: &mut Chance) {
    trees::make(case, chance);
    for _ in 0..[0, 1, 1, 1, 3, 3][chance.below(6)] {
        case.operand(chance.pick(&[
            "p",
            "p",
            "b",
            "c",
            "u",
            "x",
            "1",
            "2",
            "0",
            "",
            "0x1",
            "-1",
            "99999999999",
        ]));
    }
}
