//! For utilities that work on trees.

use crate::case::{Case, Kind, Node};
use crate::input::text;
use crate::values;
use testing::Chance;

/// Names that operands and links name.
const NAMES: &[&str] = &[
    "f1", "f2", "d", "d/a", "d/b", "d/e", "d/e/f", "l1", "l2", "l3", "h1", "x y", "it's", "new",
    "gone", "e2", "gone/x", "d/", "l2/", "./f1", "d/../f1", "f1/", "p", "-", "a~", "nn\nx",
    "\u{e9}", "d/.", "new/", "f1.~1~", "S",
];

/// Makes a tree: files, folders, links, a FIFO, odd names and modes.
fn plant(case: &mut Case, chance: &mut Chance) {
    let tree = &mut case.tree;
    let mut file = |name: &str, chance: &mut Chance| {
        if chance.one_in(4) {
            return;
        }
        let content = if chance.one_in(3) {
            text(chance)
        } else {
            name.as_bytes().to_vec()
        };
        let mut node = Node::file(name, content);
        if chance.one_in(4) {
            node.mode = *[0o600, 0o755, 0o444, 0, 0o4755, 0o666, 0o640][chance.below(7)..]
                .first()
                .unwrap_or(&0o644);
        }
        tree.push(node);
    };
    file("f1", chance);
    file("f2", chance);
    for name in ["x y", "it's", "a~", "nn\nx", "\u{e9}", "f1.~1~"] {
        if chance.one_in(5) {
            file(name, chance);
        }
    }
    if !chance.one_in(4) {
        let mut folder = Node::folder("d");
        if chance.one_in(6) {
            folder.mode = [0o700, 0o555, 0o2755, 0o1777][chance.below(4)];
        }
        if chance.one_in(8) {
            folder.kind = Kind::Inherits;
        }
        case.tree.push(folder);
        for name in ["d/a", "d/b"] {
            if chance.one_in(2) {
                case.tree.push(Node::file(name, text(chance)));
            }
        }
        if chance.one_in(3) {
            case.tree.push(Node::folder("d/e"));
            case.tree.push(Node::file("d/e/f", b"x\n".to_vec()));
        }
        if chance.one_in(6) {
            case.tree.push(other(
                "d/l",
                Kind::Link(chance.pick(&["../f1", "a", "gone", ".", "e"]).to_owned()),
            ));
        }
    }
    if chance.one_in(4) {
        case.tree.push(Node::folder("e2"));
        if chance.one_in(3) {
            case.tree.push(Node::folder("e2/d"));
            case.tree.push(Node::file("e2/f1", b"other\n".to_vec()));
        }
    }
    links(case, chance);
}

fn links(case: &mut Case, chance: &mut Chance) {
    let targets = ["f1", "d", "gone", "l1", "d/a", "../w/f1", ".", "l2", "f2"];
    for name in ["l1", "l2", "l3"] {
        if chance.one_in(3) {
            case.tree
                .push(other(name, Kind::Link(chance.pick(&targets).to_owned())));
        }
    }
    if chance.one_in(5) && case.tree.iter().any(|node| node.path == "f1") {
        case.tree.push(other("h1", Kind::Hard("f1".to_owned())));
    }
    if chance.one_in(12) {
        case.tree.push(other("p", Kind::Fifo));
    }
    if chance.one_in(12) {
        case.tree
            .push(other("S", Kind::Sparse(100_000, b"end\n".to_vec())));
    }
}

fn other(path: &str, kind: Kind) -> Node {
    Node {
        path: path.to_owned(),
        kind,
        mode: 0o644,
    }
}

/// Names a file, of the tree more often than not.
fn name(case: &Case, chance: &mut Chance) -> String {
    if !case.tree.is_empty() && !chance.one_in(3) {
        return case.tree[chance.below(case.tree.len())].path.clone();
    }
    chance.pick(NAMES).to_owned()
}

fn names(case: &mut Case, chance: &mut Chance, most: usize) {
    for _ in 0..chance.below(most + 1) {
        let name = name(case, chance);
        case.operand(name);
    }
}

/// For what only looks.
pub(crate) fn list(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    names(case, chance, 3);
    if chance.one_in(6) {
        let width = chance.pick(&["20", "40", "80", "x", "0"]);
        case.variables.push(("COLUMNS", width.to_owned()));
    }
    if chance.one_in(12) {
        let colours = chance.pick(&[
            "di=1:*.c=2",
            "ex=31:ln=target",
            "x",
            "*~=3:or=4:mi=5",
            "fi=0:no=0",
        ]);
        case.variables.push(("LS_COLORS", colours.to_owned()));
    }
    if chance.one_in(20) {
        let style = chance.pick(&["literal", "shell-always", "c", "escape", "x"]);
        case.variables.push(("QUOTING_STYLE", style.to_owned()));
    }
}

/// A tree, and some of its names.
pub(crate) fn some(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    names(case, chance, 3);
}

/// For `stat`: always with a format, as the default shows what differs between runs.
pub(crate) fn stat(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    names(case, chance, 3);
}

/// For what removes, or changes files in place.
pub(crate) fn change(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    case.changes = true;
    names(case, chance, 3);
}

/// For what makes new files.
pub(crate) fn make(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    case.changes = true;
    for _ in 0..chance.below(4) {
        let name = match chance.below(3) {
            0 => name(case, chance),
            _ => chance
                .pick(&[
                    "new", "n/m", "n", "d/new", "n/m/o/", "e3/", "./n", "d/../n", "l1/x", "f1/x",
                ])
                .to_owned(),
        };
        case.operand(name);
    }
}

/// For what copies, moves, links.
pub(crate) fn copy(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    case.changes = true;
    let count = [2, 2, 2, 2, 3, 3, 1, 0][chance.below(8)];
    for i in 0..count {
        let target = i + 1 == count && chance.one_in(2);
        let name = if target {
            chance
                .pick(&["d", "new", "e2", "d/", "l1", "l2", ".", "f2", "new/", "d/a"])
                .to_owned()
        } else {
            name(case, chance)
        };
        case.operand(name);
    }
}

/// For `link`.
pub(crate) fn two_names(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    case.changes = true;
    names(case, chance, 3);
}

/// For `chmod`.
pub(crate) fn chmod(case: &mut Case, chance: &mut Chance) {
    plant(case, chance);
    case.changes = true;
    case.operand(values::mode(chance));
    names(case, chance, 3);
}
