//! Plans for small inputs, which are written as what objects define (`+name`), define weakly (`~name`),
//! and want (`-name`).

use super::*;
use crate::symbols::Definition;

fn object(name: &str, symbols: &str) -> ObjectFile {
    let mut object = ObjectFile {
        name: name.to_owned(),
        ..ObjectFile::default()
    };
    for symbol in symbols.split_whitespace() {
        let (kind, name) = symbol.split_at(1);
        let definition = Definition {
            weak: kind == "~",
            hidden: kind == "%",
            function: true,
        };
        match kind {
            "-" => drop(object.wanted.insert(name.to_owned(), false)),
            "!" => object.constructors = true,
            _ => drop(object.defined.insert(name.to_owned(), definition)),
        }
    }
    object
}

/// A plan of `archives` (name and members) and `executables` (name and own symbols), which all list
/// all archives.
fn plan(archives: &[(&str, &[&str])], executables: &[(&str, &str)]) -> Plan {
    let archives: Vec<Archive> = archives
        .iter()
        .map(|(name, members)| Archive {
            path: format!("lib{name}.rlib").into(),
            members: members.iter().map(|m| object("m.o", m)).collect(),
        })
        .collect();
    let all: Vec<usize> = (0..archives.len()).collect();
    let executables = executables
        .iter()
        .map(|(name, symbols)| Executable {
            name: (*name).to_owned(),
            own: vec![(format!("{name}.o").into(), object("own.o", symbols))],
            archives: all.clone(),
            whole: BTreeSet::new(),
            exported: BTreeSet::new(),
        })
        .collect();
    Plan::of(&Inputs {
        archives,
        executables,
        opened: Opened::default(),
    })
}

fn names(set: &BTreeSet<String>) -> Vec<&str> {
    set.iter().map(String::as_str).collect()
}

#[test]
fn what_two_use_is_shared_and_what_crosses_is_exported() {
    let plan = plan(
        &[("x", &["+f -g"]), ("y", &["+g"]), ("z", &["+h"])],
        &[("a", "+main -f"), ("b", "+main -f -h")],
    );
    assert_eq!(plan.library, [0, 1]);
    assert_eq!(names(&plan.exported), ["f"]);
    assert_eq!(plan.users[&2], ["b"]);
    assert!(plan.stay.is_empty() && plan.replaced.is_empty());
}

#[test]
fn listing_an_archive_is_not_using_it() {
    let plan = plan(&[("x", &["+f", "+g"])], &[("a", "-f"), ("b", "+main")]);
    assert!(plan.library.is_empty());
    assert_eq!(plan.users[&0], ["a"]);
}

#[test]
fn all_members_of_a_whole_archive_are_used() {
    let executable = |name: &str| Executable {
        name: name.to_owned(),
        own: Vec::new(),
        archives: vec![0],
        whole: BTreeSet::from([0]),
        exported: BTreeSet::new(),
    };
    let plan = Plan::of(&Inputs {
        archives: vec![Archive {
            path: "libx.a".into(),
            members: vec![object("m.o", "+f !"), object("n.o", "+g")],
        }],
        executables: vec![executable("a"), executable("b")],
        opened: Opened::default(),
    });
    assert_eq!(plan.library, [0]);
    assert!(plan.kept.contains("f"));
    assert_eq!(plan.executables[1].members.len(), 2);
}

#[test]
fn a_weak_wish_takes_nothing() {
    let mut inputs = Inputs {
        archives: vec![Archive {
            path: "libx.rlib".into(),
            members: vec![object("m.o", "+f")],
        }],
        executables: Vec::new(),
        opened: Opened::default(),
    };
    let mut own = object("own.o", "");
    own.wanted.insert("f".to_owned(), true);
    for name in ["a", "b"] {
        inputs.executables.push(Executable {
            name: name.to_owned(),
            own: vec![("own.o".into(), own.clone())],
            archives: vec![0],
            whole: BTreeSet::new(),
            exported: BTreeSet::new(),
        });
    }
    assert!(Plan::of(&inputs).users.is_empty());
}

#[test]
fn who_needs_what_stays_stays_too() {
    let plan = plan(
        &[("x", &["+f -g"]), ("y", &["+g !"])],
        &[("a", "-f"), ("b", "-f"), ("c", "+main")],
    );
    assert!(plan.library.is_empty());
    assert_eq!(plan.stay[&1], Reason::Constructors);
    assert_eq!(plan.stay[&0], Reason::Needs("y".to_owned(), "g".to_owned()));
}

#[test]
fn the_second_of_two_archives_with_one_name_stays() {
    let plan = plan(
        &[("x", &["+f +n"]), ("y", &["+g +n"])],
        &[("a", "-f"), ("b", "-f"), ("c", "-g"), ("d", "-g")],
    );
    assert_eq!(plan.library, [0]);
    assert_eq!(
        plan.stay[&1],
        Reason::Collides("x".to_owned(), "n".to_owned())
    );
}

#[test]
fn an_executables_definition_replaces_the_librarys() {
    let plan = plan(&[("x", &["+f -n", "+n"])], &[("a", "-f +n"), ("b", "-f")]);
    assert_eq!(plan.library, [0]);
    assert_eq!(names(&plan.replaced), ["n"]);
    assert_eq!(names(&plan.executables[0].offered), ["n"]);
    assert!(plan.executables[1].offered.is_empty());
    assert_eq!(names(&plan.offered), ["n"]);
}

#[test]
fn what_only_some_executables_define_can_not_be_missed_by_the_library() {
    let plan = plan(
        &[("x", &["+f -n"])],
        &[("a", "-f +n"), ("b", "-f +n"), ("c", "")],
    );
    assert_eq!(plan.stay[&0], Reason::Wants("n".to_owned()));
}

#[test]
fn hidden_symbols_that_cross_are_made_visible() {
    let plan = plan(&[("x", &["%f"])], &[("a", "-f"), ("b", "-f")]);
    assert_eq!(names(&plan.unhidden), ["f"]);
}

#[test]
fn the_default_allocator_moves_and_another_stays() {
    let default = "+_R7___rustc12___rust_alloc -_R7___rustc11___rdl_alloc";
    let own = "+_R7___rustc12___rust_alloc -_R7___rustc10___rg_alloc";
    let executable = |name: &str, allocator: &str| Executable {
        name: name.to_owned(),
        own: vec![
            (format!("{name}.o").into(), object("own.o", "-f")),
            (
                format!("{name}.alloc.o").into(),
                object("alloc.o", allocator),
            ),
        ],
        archives: vec![0],
        whole: BTreeSet::new(),
        exported: BTreeSet::new(),
    };
    let plan = Plan::of(&Inputs {
        archives: vec![Archive {
            path: "libstd.rlib".into(),
            members: vec![object(
                "m.o",
                "+f -_R7___rustc12___rust_alloc +_R7___rustc11___rdl_alloc",
            )],
        }],
        executables: vec![
            executable("a", default),
            executable("b", own),
            executable("c", default),
        ],
        opened: Opened::default(),
    });
    assert_eq!(plan.allocator, Some("a.alloc.o".into()));
    let kept: Vec<bool> = plan
        .executables
        .iter()
        .map(|part| part.own_allocator)
        .collect();
    assert_eq!(kept, [false, true, false]);
    assert!(plan.replaced.contains("_R7___rustc12___rust_alloc"));
    assert!(
        plan.executables[2]
            .left_out
            .contains(&PathBuf::from("c.alloc.o"))
    );
}

#[test]
fn what_is_open_is_in_the_library_with_all_that_it_needs() {
    let archives = ["open", "needed", "other"].map(|name| Archive {
        path: format!("lib{name}.rlib").into(),
        members: match name {
            "open" => vec![object("m.o", "+used"), object("n.o", "+unused %own -deep")],
            "needed" => vec![object("m.o", "+deep")],
            _ => vec![object("m.o", "+alone")],
        },
    });
    let executable = |name: &str, symbols: &str, archives: &[usize]| Executable {
        name: name.to_owned(),
        own: vec![(format!("{name}.o").into(), object("own.o", symbols))],
        archives: archives.to_vec(),
        whole: BTreeSet::new(),
        exported: BTreeSet::new(),
    };
    let mut inputs = Inputs {
        archives: archives.to_vec(),
        executables: vec![
            executable("a", "-used -alone", &[0, 1, 2]),
            executable("b", "", &[]),
        ],
        opened: Opened::default(),
    };
    assert!(Plan::of(&inputs).library.is_empty());
    inputs.open(&["open".to_owned()]).unwrap();
    let plan = Plan::of(&inputs);
    plan.check(&inputs).unwrap();
    assert_eq!(plan.library, [0, 1]);
    assert_eq!(names(&plan.open), ["unused", "used"]);
    inputs.open(&["alone".to_owned()]).unwrap();
    let plan = Plan::of(&inputs);
    assert!(plan.library.contains(&2) && plan.offered.contains("alone"));
    let error = inputs.open(&["gone".to_owned()]).unwrap_err().to_string();
    assert!(error.starts_with("cannot keep 'gone' open: "), "{error}");
}
