//! For utilities that read files.

use crate::case::{Argument, Case, Input, Node};
use crate::input::{numbers, ordered, text};
use testing::Chance;

/// What a pipe takes at once.
const PIPE: usize = 60 * 1024;

fn input(bytes: Vec<u8>, chance: &mut Chance) -> Input {
    if bytes.len() > PIPE || chance.one_in(3) {
        Input::File(bytes)
    } else {
        Input::Pipe(bytes)
    }
}

/// Standard input, or up to three files.
pub(crate) fn any(case: &mut Case, chance: &mut Chance) {
    with(case, chance, text);
}

fn with(case: &mut Case, chance: &mut Chance, make: fn(&mut Chance) -> Vec<u8>) {
    if chance.one_in(2) {
        case.input = input(make(chance), chance);
        return;
    }
    for i in 1..=[1, 1, 2, 3][chance.below(4)] {
        match chance.below(20) {
            0 => case.operand("gone"),
            1 => {
                if !case.tree.iter().any(|node| node.path == "d") {
                    case.tree.push(Node::folder("d"));
                }
                case.operand("d");
            }
            2 => {
                case.input = input(make(chance), chance);
                case.operand("-");
            }
            3 => {
                let mut node = Node::file("it's", make(chance));
                node.mode = if chance.one_in(2) { 0 } else { 0o644 };
                case.tree.retain(|node| node.path != "it's");
                case.tree.push(node);
                case.operand("it's");
            }
            _ => {
                let name = format!("f{i}");
                case.tree.push(Node::file(&name, make(chance)));
                case.operand(name);
            }
        }
    }
}

/// Standard input, or one file.
pub(crate) fn one(case: &mut Case, chance: &mut Chance) {
    case.input = input(text(chance), chance);
    if chance.one_in(8) {
        case.operand(chance.pick(&["-", "gone"]));
    }
}

/// For `fmt`: a width with its goal.
pub(crate) fn formatted(case: &mut Case, chance: &mut Chance) {
    any(case, chance);
    let (goal, width) = [
        (70, 75),
        (37, 40),
        (25, 30),
        (10, 10),
        (5, 8),
        (60, 79),
        (1, 1),
        (0, 5),
        (200, 200),
    ][chance.below(9)];
    let options = [
        ("goal", format!("-g{goal}")),
        ("width", format!("-w{width}")),
    ];
    for (i, (name, text)) in options.into_iter().enumerate() {
        let argument = Argument {
            text: text.into_bytes(),
            options: vec![name.to_owned()],
        };
        case.arguments.insert(i, argument);
    }
}

/// For `pr`: the header names the time of standard input, so all is files.
pub(crate) fn paged(case: &mut Case, chance: &mut Chance) {
    for name in ["f1", "f2"].iter().take(1 + chance.below(2)) {
        case.tree.push(Node::file(name, text(chance)));
        case.operand(*name);
    }
}

/// Two files with sorted lines.
pub(crate) fn two_ordered(case: &mut Case, chance: &mut Chance) {
    for name in ["f1", "f2"] {
        match chance.below(16) {
            0 => case.operand("gone"),
            1 => {
                case.input = input(ordered(chance), chance);
                case.operand("-");
            }
            _ => {
                case.tree.push(Node::file(name, ordered(chance)));
                case.operand(name);
            }
        }
    }
    if chance.one_in(30) {
        case.operand("extra");
    }
}

/// Text, or lists of checksums.
pub(crate) fn sums(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(3) {
        return any(case, chance);
    }
    case.tree.push(Node::file("f1", b"a\n".to_vec()));
    case.tree.push(Node::file("x y", Vec::new()));
    let mut list = String::new();
    for _ in 0..chance.below(6) {
        let sum = chance.pick(&[
            "60b725f10c9c85c70d97880dfe8191b3",
            "d41d8cd98f00b204e9800998ecf8427e",
            "3f786850e387550fdab836ed7e6dc881de23001b",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "D41D8CD98F00B204E9800998ECF8427E",
            "d41d8cd98f00b204",
            "xyz",
            "",
        ]);
        let name = chance.pick(&["f1", "x y", "gone", "-", "\\nx", "", "f1 "]);
        list.push_str(&match chance.below(7) {
            0 => format!("MD5 ({name}) = {sum}"),
            1 => format!("SHA256 ({name}) = {sum}"),
            2 => format!("{sum} *{name}"),
            3 => format!("\\{sum}  {name}"),
            4 => format!("{sum} {name}"),
            _ => format!("{sum}  {name}"),
        });
        list.push_str(chance.pick(&["\n", "\n", "\n", "\r\n", "", "\n\n", "\n# x\n"]));
    }
    case.tree.push(Node::file("list", list.into_bytes()));
    case.operand(if chance.one_in(8) { "f1" } else { "list" });
}

/// Text, or what an encoder prints.
pub(crate) fn encoded(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(2) {
        return any(case, chance);
    }
    with(case, chance, |chance| {
        let parts = [
            "YWJj",
            "ZA==",
            "MFRGG",
            "MFRGG===",
            "A",
            "=",
            "==",
            "\n",
            "aGk",
            "+/+/",
            "-_-_",
            "0F",
            "ff",
            "nm=QNz.92Pz/PV8",
            "01",
            "00000001",
            "!",
            "\r\n",
            "M",
            "zzzz",
            " ",
            "YW",
            "YQ=",
            "AAAAAAAA",
            "MZXW6===",
        ];
        let mut text = chance.text(6, &parts).into_bytes();
        if chance.one_in(3) {
            text.push(b'\n');
        }
        text
    });
}

/// At most one file, of lines whose order is the only one.
pub(crate) fn shuffled(case: &mut Case, chance: &mut Chance) {
    let line = chance.pick(&["a\n", "", "x", "a\na\na\n", "\n", "b b\n", "\0\0"]);
    case.input = Input::Pipe(line.as_bytes().to_vec());
    if chance.one_in(3) {
        case.operand(chance.pick(&["-", "gone", "a"]));
    }
}

/// Pairs of words.
pub(crate) fn pairs(case: &mut Case, chance: &mut Chance) {
    with(case, chance, |chance| {
        let names = ["a", "b", "c", "d", "e", "\u{e9}"];
        let mut text = String::new();
        for _ in 0..chance.below(16) {
            text.push_str(chance.pick(&names));
            text.push_str(chance.pick(&[" ", "\n", "\t", "  "]));
        }
        text.into_bytes()
    });
}

/// One file, and seldom a second one that is written.
pub(crate) fn uniq(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(2) {
        case.input = input(text(chance), chance);
        return;
    }
    case.tree.push(Node::file("f1", text(chance)));
    case.operand("f1");
    if chance.one_in(6) {
        case.changes = true;
        case.operand(chance.pick(&["new", "gone/x", "-"]));
    }
}

/// Copies standard input into files.
pub(crate) fn tee(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    case.input = input(text(chance), chance);
    case.tree.push(Node::file("f1", b"old\n".to_vec()));
    for _ in 0..chance.below(4) {
        let name = chance.pick(&["f1", "new", "gone/x", "-", ".", "x y"]);
        // What is appended twice to one file comes block by block.
        if case
            .arguments
            .iter()
            .all(|argument| argument.text != name.as_bytes())
        {
            case.operand(name);
        }
    }
}

/// Makes files from parts.
pub(crate) fn split(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    let text = text(chance);
    if chance.one_in(2) {
        case.input = input(text, chance);
        case.operand("-");
    } else {
        case.tree.push(Node::file("f1", text));
        case.operand("f1");
    }
    if chance.one_in(3) {
        case.operand(chance.pick(&["p", "x-", "gone/x", ""]));
    }
}

/// Makes files from parts between lines.
pub(crate) fn csplit(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    case.tree.push(Node::file("f1", text(chance)));
    case.operand(if chance.one_in(20) { "gone" } else { "f1" });
    for _ in 0..=chance.below(4) {
        case.operand(chance.pick(&[
            "1", "2", "3", "5", "7", "/a/", "/e/+1", "/e/-1", "%x%", "{1}", "{*}", "{2}", "0",
            "/[/", "/^$/", "%a%1", "/l", "/x/x", "{x}", "100", "/o/", "%%", "//", "{0}", "/a/2",
        ]));
    }
}

/// Blocks.
pub(crate) fn dd(case: &mut Case, chance: &mut Chance) {
    case.changes = true;
    case.input = input(text(chance), chance);
    case.tree.push(Node::file("f1", text(chance)));
    case.tree.push(Node::file("f2", b"0123456789\n".to_vec()));
    case.operand(if chance.one_in(4) {
        "status=noxfer"
    } else {
        "status=none"
    });
    for _ in 0..chance.below(6) {
        case.operand(chance.pick(&[
            "if=f1",
            "of=f2",
            "of=new",
            "bs=1",
            "bs=3",
            "bs=512",
            "ibs=2",
            "obs=7",
            "count=1",
            "count=2",
            "count=0",
            "skip=1",
            "seek=1",
            "seek=3",
            "conv=ucase",
            "conv=lcase",
            "conv=notrunc",
            "conv=swab",
            "conv=sync",
            "conv=block",
            "conv=unblock",
            "cbs=4",
            "cbs=10",
            "conv=sync,block",
            "iflag=fullblock",
            "oflag=append",
            "conv=ebcdic",
            "conv=ascii",
            "conv=ibm",
            "conv=excl",
            "conv=nocreat",
            "count=3B",
            "skip=2B",
            "seek=2",
            "iflag=count_bytes",
            "iflag=skip_bytes",
            "oflag=seek_bytes",
            "bs=1K",
            "bs=0",
            "count=x",
            "x=1",
            "conv=x",
            "if=gone",
            "bs=2x3",
            "conv=sparse",
            "conv=noerror,sync",
            "count=1x2",
            "bs=-1",
            "conv=lcase,ucase",
            "iflag=x",
            "status=x",
            "iseek=1",
            "oseek=2",
            "conv=notrunc,ucase",
            "seek=1B",
            "ibs=1K",
            "iflag=fullblock,x",
            "oflag=sync",
            "iflag=directory",
            "oflag=nofollow",
            "iflag=append",
            "count=99999999999999999999",
            "skip=99",
            "bs=9E",
            "cbs=0",
            "of=gone/x",
            "if=",
            "of=",
            "conv=",
            "conv=unblock,sync",
            "--",
            "conv=fdatasync",
            "status=progress",
            "bs=1KB",
            "count=0x1",
        ]));
    }
}

/// Databases of colours.
pub(crate) fn dircolors(case: &mut Case, chance: &mut Chance) {
    let lines = [
        "TERM xterm",
        "TERM *",
        "DIR 01;34",
        "LINK target",
        ".txt 31",
        "*.c 32",
        "# x",
        "",
        "FILE 0",
        "x",
        "EXEC 01;32 # y",
        "COLORTERM ?*",
        ".a'b 1",
        "OPTIONS x",
        "EIGHTBIT 1",
        "dir 4",
        "*x=y 3",
        ".z",
        "NORMAL 00",
        "TERM dumb",
        "RESET 0",
        "BLK \t 40",
    ];
    let mut text = String::new();
    for _ in 0..chance.below(7) {
        text.push_str(chance.pick(&lines));
        text.push('\n');
    }
    case.input = Input::Pipe(text.into_bytes());
    case.variables
        .push(("TERM", chance.pick(&["xterm", "dumb", ""]).to_owned()));
    if chance.one_in(2) {
        case.variables.push((
            "SHELL",
            chance.pick(&["/bin/sh", "/bin/csh", "tcsh"]).to_owned(),
        ));
    }
    case.operand(if chance.one_in(8) { "gone" } else { "-" });
}

/// Numbers on standard input.
pub(crate) fn number_input(chance: &mut Chance) -> Input {
    Input::Pipe(numbers(chance))
}
