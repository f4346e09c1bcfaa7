//! For utilities whose operands are text, numbers, formats, expressions.

use super::files;
use crate::case::{Case, Node};
use crate::input::{number, word};
use crate::values::operand_text;
use testing::Chance;

const PATHS: &[&str] = &[
    "/",
    "//",
    "a",
    "a/",
    "a/b",
    "/a/b.c",
    "a//b//",
    ".",
    "..",
    "a.c",
    ".c",
    "/usr/",
    "x y/z",
    "",
    "a\nb",
    "///a///",
    "\u{e9}/\u{65e5}",
    "-a",
    "a/./b",
    "it's/b.c",
    "/.",
    "b.c.c",
    "a*b",
];

/// Names.
pub(crate) fn paths(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(4) {
        case.operand(chance.pick(PATHS));
    }
}

/// For `echo`.
pub(crate) fn echo(case: &mut Case, chance: &mut Chance) {
    for _ in 0..chance.below(5) {
        let text = match chance.below(3) {
            0 => chance.pick(&[
                "-n", "-e", "-E", "-ne", "-nE", "-x", "--", "-en", "-nn", "-",
            ]),
            1 => chance.pick(&[
                "\\n",
                "a\\tb",
                "\\c",
                "\\x41",
                "\\0101",
                "\\101",
                "\\e[0m",
                "\\\\",
                "\\x",
                "\\0",
                "\\q",
                "a\\cb",
                "\\x4g",
                "\\07771",
                "\\b\\f\\v\\r\\a",
            ]),
            _ => operand_text(chance),
        };
        case.operand(text);
    }
}

/// For `seq`.
pub(crate) fn seq(case: &mut Case, chance: &mut Chance) {
    let firsts = [
        "1", "2", "10", "0", "-3", "0.5", "1e1", "-0", "+4", "0x10", "007", " 5", "x", "", "1.50",
        "-1.25", "00", "1e-1", "99",
    ];
    let steps = [
        "1", "2", "-1", "0.1", "3", "-2.5", "0", "1e1", "0.25", "x", "-0.5", "7", "10", "0x3",
    ];
    let count = [1, 1, 2, 2, 2, 3, 3, 3, 0, 4][chance.below(10)];
    for i in 0..count {
        let from: &[&str] = if count == 3 && i == 1 {
            &steps
        } else {
            &firsts
        };
        case.operand(chance.pick(from));
    }
}

/// For `numfmt`.
pub(crate) fn numfmt(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(3) {
        case.input = files::number_input(chance);
        return;
    }
    for _ in 0..1 + chance.below(4) {
        case.operand(number(chance));
    }
}

/// For `factor`.
pub(crate) fn factor(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(4) {
        case.input = files::number_input(chance);
        return;
    }
    // GNU prints numbers beyond 128 bits before those that stand in front of them.
    if chance.one_in(6) {
        let large = [
            "340282366920938463463374607431768211455",
            "36893488147419103232",
        ];
        return case.operand(chance.pick(&large));
    }
    for _ in 0..1 + chance.below(4) {
        let size = 1 + chance.below(50);
        let number = chance.below(1 << size).to_string();
        case.operand(match chance.below(6) {
            0 => self::number(chance).to_owned(),
            1 => format!("+{number}"),
            2 => chance
                .pick(&[
                    "18446744073709551557",
                    "1000000016000000063",
                    "4295098369",
                    "0",
                    "1",
                ])
                .to_owned(),
            _ => number,
        });
    }
}

/// For `date`: only formats, as an operand without `+` sets the clock.
pub(crate) fn date(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(4) {
        return;
    }
    let parts = [
        "%a", "%A", "%b", "%B", "%c", "%C", "%d", "%D", "%e", "%F", "%g", "%G", "%h", "%H", "%I",
        "%j", "%k", "%l", "%m", "%M", "%n", "%N", "%p", "%P", "%q", "%r", "%R", "%s", "%S", "%t",
        "%T", "%u", "%U", "%V", "%w", "%W", "%x", "%X", "%y", "%Y", "%z", "%:z", "%::z", "%:::z",
        "%Z", "%%", "%-d", "%_d", "%05d", "%^a", "%#Z", "%10Y", "%+Y", "%3N", "%-N", "%_10a", "%E",
        "%Ey", "%Od", "%", "%Q", "x", " ", "%-:z", "%010s", "%+4Y", "%^B", "%_H", "%0e", "%12::z",
        "%_z",
    ];
    let format = chance.text(4, &parts);
    case.operand(format!("+{format}"));
    if chance.one_in(3) {
        let zone = chance.pick(&[
            "UTC0",
            "Europe/Berlin",
            "America/New_York",
            "XXX-3:30",
            "EST5EDT",
            "Asia/Kathmandu",
        ]);
        case.variables.push(("TZ", zone.to_owned()));
    }
}

/// For `expr`.
pub(crate) fn expr(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(8) {
        for _ in 0..chance.below(6) {
            case.operand(chance.pick(&[
                "(", ")", "+", "-", "1", "a", ":", "match", "length", "substr", "index", "|", "&",
                "", "=", "quote", "--", "<",
            ]));
        }
        return;
    }
    expression(case, chance, 2);
}

fn expression(case: &mut Case, chance: &mut Chance, depth: usize) {
    match chance.below(if depth == 0 { 2 } else { 9 }) {
        0 | 1 => {
            let text = if chance.one_in(2) {
                number(chance)
            } else {
                word(chance)
            };
            case.operand(text);
        }
        2 => {
            case.operand("(");
            expression(case, chance, depth - 1);
            case.operand(")");
        }
        3 => {
            case.operand(word(chance));
            case.operand(":");
            case.operand(chance.pick(&[
                "a*",
                "\\(.*\\)",
                ".*",
                "[a-z]*",
                "\\([0-9]*\\).*",
                "x\\|w",
                "^a",
                "\\(a\\)\\1",
                "[",
                "w\\(o\\)r",
                "",
                ".\\{2\\}",
                "\\w*",
                "*",
            ]));
        }
        4 => {
            case.operand(chance.pick(&["length", "length", "quote", "+"]));
            case.operand(word(chance));
        }
        5 => {
            case.operand("substr");
            case.operand(word(chance));
            case.operand(chance.pick(&["1", "2", "0", "-1", "x", "3"]));
            case.operand(chance.pick(&["1", "2", "0", "99", "x"]));
        }
        6 => {
            case.operand("index");
            case.operand(word(chance));
            case.operand(chance.pick(&["a", "xyz", "\u{e9}", "", "o"]));
        }
        _ => {
            expression(case, chance, depth - 1);
            case.operand(chance.pick(&[
                "+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "|", "&", "==", ":",
            ]));
            expression(case, chance, depth - 1);
        }
    }
}

/// For `test`.
pub(crate) fn test(case: &mut Case, chance: &mut Chance) {
    case.tree.push(Node::file("f1", b"a\n".to_vec()));
    case.tree.push(Node::folder("d"));
    condition(case, chance, 2);
}

/// For `[`.
pub(crate) fn bracket(case: &mut Case, chance: &mut Chance) {
    test(case, chance);
    if !chance.one_in(12) {
        case.operand("]");
    }
}

fn condition(case: &mut Case, chance: &mut Chance, depth: usize) {
    let operand = |chance: &mut Chance| match chance.below(4) {
        0 => number(chance),
        1 => chance.pick(&["f1", "d", "gone", "!", "(", ")", "-a", "=", "-n", "-f"]),
        _ => operand_text(chance),
    };
    match chance.below(if depth == 0 { 4 } else { 9 }) {
        0 => case.operand(operand(chance)),
        1 => {
            case.operand(chance.pick(&[
                "-n", "-z", "-e", "-f", "-d", "-s", "-r", "-w", "-x", "-L", "-h", "-p", "-S", "-b",
                "-c", "-g", "-k", "-u", "-t", "-O", "-G", "-N", "-v", "-l",
            ]));
            case.operand(operand(chance));
        }
        2 | 3 => {
            case.operand(operand(chance));
            case.operand(chance.pick(&[
                "=", "!=", "==", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
                "-xx",
            ]));
            case.operand(operand(chance));
        }
        4 => {
            case.operand("!");
            condition(case, chance, depth - 1);
        }
        5 => {
            case.operand("(");
            condition(case, chance, depth - 1);
            case.operand(")");
        }
        6 => {
            for _ in 0..chance.below(6) {
                case.operand(operand(chance));
            }
        }
        _ => {
            condition(case, chance, depth - 1);
            case.operand(chance.pick(&["-a", "-o"]));
            condition(case, chance, depth - 1);
        }
    }
}

/// For `printf`.
pub(crate) fn printf(case: &mut Case, chance: &mut Chance) {
    let parts = [
        "%s",
        "%d",
        "%i",
        "%u",
        "%o",
        "%x",
        "%X",
        "%c",
        "%b",
        "%q",
        "%f",
        "%e",
        "%g",
        "%a",
        "%5s",
        "%-5s|",
        "%05d",
        "%+d",
        "% d",
        "%.3s",
        "%.2f",
        "%*d",
        "%.*f",
        "%#x",
        "%'d",
        "%%",
        "\\n",
        "\\t",
        "\\x41",
        "\\101",
        "\\u00e9",
        "\\e",
        "\\c",
        "x",
        " ",
        "%",
        "%z",
        "%ls",
        "%hd",
        "\\q",
        "\\",
        "%5%",
        "%-*s",
        "%#o",
        "%G",
        "%E",
        "%A",
        "%F",
        "%010.3f",
        "%.0e",
        "%ld",
        "%Lf",
        "\\0101",
        "%5c",
        "%.5d",
        "%-8.3d|",
        "%+.3e",
        "\\u0041",
        "\\U0001F600",
        "\\x",
        "%s\\n",
        "%d\\n",
    ];
    let format = chance.text(4, &parts);
    case.operand(format);
    for _ in 0..chance.below(5) {
        let text = match chance.below(4) {
            0 => chance.pick(&[
                "'a", "\"b", "'\u{e9}", "'", "\\n", "\\0101", "a\\cb", "\\x41", "0x1p3", "'ab",
                "-0", "inf", "\\u00e9",
            ]),
            1 => operand_text(chance),
            _ => number(chance),
        };
        case.operand(text);
    }
}

/// For `tr`.
pub(crate) fn tr(case: &mut Case, chance: &mut Chance) {
    files::any(case, chance);
    // It reads standard input alone.
    case.arguments.clear();
    case.tree.clear();
    let sets = [
        "a-z",
        "A-Z",
        "abc",
        "xyz",
        "0-9",
        "[:lower:]",
        "[:upper:]",
        "[:space:]",
        "[:digit:]",
        "[:alnum:]",
        "\\n",
        "\\t",
        "[a*]",
        "[b*3]",
        "[=a=]",
        "a-",
        "-a",
        "z-a",
        "\\012",
        "\\\\",
        "",
        "[:foo:]",
        "[x*010]",
        "\\101-\\103",
        "[:punct:]",
        "e",
        " ",
        "[:alpha:]a",
        "\\777",
        "[:blank:]",
        "\u{e9}",
        "[a-c]",
        "aa",
        "[:print:]",
        "[:cntrl:]",
        "\\r\\n",
        "[=ab=]",
        "[a*x]",
        "\\",
    ];
    for _ in 0..[1, 1, 2, 2, 2, 2, 0, 3][chance.below(8)] {
        let mut set = chance.pick(&sets).to_owned();
        if chance.one_in(4) {
            set.push_str(chance.pick(&sets));
        }
        case.operand(set);
    }
}
