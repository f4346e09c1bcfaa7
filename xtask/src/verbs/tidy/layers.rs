//! The order of the rooms. A room is a folder (or a file) right below `src`; it imports only rooms
//! of lower layers, so that a reader can start at the bottom and never has to look ahead.

use super::tokens;
use proc_macro2::TokenTree;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The rooms of one crate.
pub struct Crate {
    /// The folder of its source, from the top of the work tree.
    pub source: &'static str,
    /// The layers, from bottom to top. Rooms of one layer don't import each other.
    layers: &'static [&'static [&'static str]],
    /// Exceptions: the first room may import the second, which is in the same layer.
    allowed: &'static [(&'static str, &'static str)],
}

/// The crates that have rooms.
pub const CRATES: &[Crate] = &[
    Crate {
        source: "shared/src",
        layers: &[
            &["sys"],
            &["bytes"],
            &["text"],
            &["program"],
            &["values"],
            &["input"],
            &["fs"],
            &["time"],
            &[
                "checksum",
                "encoding",
                "condition",
                "remove",
                "ownership",
                "copy",
                "sessions",
                "listing",
            ],
        ],
        allowed: &[],
    },
    Crate {
        source: "xtask/src",
        layers: &[
            &["model"],
            &["link"],
            &["pack"],
            &["measure"],
            &["render"],
            &["verbs"],
        ],
        allowed: &[],
    },
];

/// The path of a module below the crate's root.
type Module = Vec<String>;

/// An import of one module by another.
struct Import {
    from: Module,
    to: Module,
    line: usize,
}

/// The modules of a crate and what each imports.
pub struct Modules {
    of: &'static Crate,
    files: BTreeMap<Module, String>,
    imports: Vec<Import>,
}

impl Modules {
    /// Reads the modules of a crate. `files` has the name and the tokens of each file, without what
    /// is for tests; files of other folders are left out.
    pub fn new<'a>(
        of: &'static Crate,
        files: impl IntoIterator<Item = (&'a str, &'a [TokenTree])>,
    ) -> Self {
        let mut modules = Self {
            of,
            files: BTreeMap::new(),
            imports: Vec::new(),
        };
        let mut code = Vec::new();
        for (name, tokens) in files {
            let below = name
                .strip_prefix(of.source)
                .and_then(|n| n.strip_prefix('/'));
            if let Some(below) = below {
                let path = module(below);
                modules.files.insert(path.clone(), name.to_owned());
                code.push((path, tokens));
            }
        }
        for (path, tokens) in code {
            let mut paths = Vec::new();
            collect(tokens, &path, &mut paths);
            for (to, line) in paths {
                modules.add(&path, &to, line);
            }
        }
        modules
    }

    fn add(&mut self, from: &Module, path: &[String], line: usize) {
        // What is behind the last known module is an item of it.
        let to = (0..=path.len())
            .rev()
            .map(|length| &path[..length])
            .find(|path| self.files.contains_key(*path));
        if let Some(to) = to
            && to != from.as_slice()
            && !to.is_empty()
        {
            self.imports.push(Import {
                from: from.clone(),
                to: to.to_vec(),
                line,
            });
        }
    }

    fn layer(&self, room: &str) -> Option<usize> {
        let mut layers = self.of.layers.iter();
        layers.position(|layer| layer.contains(&room))
    }

    /// Rooms without a layer, imports that run up, and import circles.
    pub fn findings(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        let rooms: BTreeSet<&String> = self.files.keys().filter_map(|m| m.first()).collect();
        for room in rooms.into_iter().filter(|room| self.layer(room).is_none()) {
            found.insert(format!(
                "{}/{room}: has no layer: give it one in xtask/src/verbs/tidy/layers.rs",
                self.of.source
            ));
        }
        for import in &self.imports {
            let (Some(from), Some(to)) = (import.from.first(), import.to.first()) else {
                continue; // The root holds everything together.
            };
            let (Some(lower), Some(upper)) = (self.layer(from), self.layer(to)) else {
                continue;
            };
            let is_allowed = self.of.allowed.iter().any(|(a, b)| a == from && b == to);
            if from != to && lower <= upper && !is_allowed {
                let lower_rooms = match self.of.layers[..lower].concat() {
                    rooms if rooms.is_empty() => "there are none".to_owned(),
                    rooms => rooms.join(", "),
                };
                found.insert(format!(
                    "{}:{}: imports {}, but {from} may import only rooms of lower layers: \
                     {lower_rooms}",
                    self.files[&import.from],
                    import.line,
                    import.to.join("::"),
                ));
            }
        }
        for circle in self.circles() {
            found.insert(format!(
                "{}: modules import each other: {}",
                self.of.source,
                circle.join(" ↔ ")
            ));
        }
        found.into_iter().collect()
    }

    /// The modules by layer, and the import circles between them.
    pub fn list(&self) -> String {
        let mut text = format!("{}, from bottom to top:\n", self.of.source);
        for (number, layer) in (1..).zip(self.of.layers) {
            for room in *layer {
                let modules: Vec<String> = self
                    .files
                    .keys()
                    .filter(|path| {
                        path.first().is_some_and(|first| first == room) && path.len() > 1
                    })
                    .map(|path| path[1..].join("::"))
                    .collect();
                let _ = writeln!(text, "{number:>3} {room}: {}", modules.join(", "));
            }
        }
        let circles = self.circles();
        let _ = writeln!(text, "import circles: {}", circles.len());
        for circle in circles {
            let _ = writeln!(text, "    {}", circle.join(" ↔ "));
        }
        text
    }

    /// Sets of modules each of which imports all others of the set, directly or indirectly. A module
    /// and the modules inside it are not counted: together they are one module to a reader.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let mut reached: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
        for start in self.files.keys().filter(|path| !path.is_empty()) {
            let mut seen = BTreeSet::new();
            let mut open = vec![start];
            while let Some(module) = open.pop() {
                for import in self.imports.iter().filter(|import| import.from == *module) {
                    if seen.insert(&import.to) {
                        open.push(&import.to);
                    }
                }
            }
            reached.insert(start, seen);
        }
        let mut circles = BTreeSet::new();
        for (module, seen) in &reached {
            if seen.contains(*module) {
                let circle: BTreeSet<String> = seen
                    .iter()
                    .filter(|other| {
                        reached
                            .get(**other)
                            .is_some_and(|back| back.contains(*module))
                    })
                    .map(|other| other.join("::"))
                    .collect();
                let circle: Vec<String> = circle.into_iter().collect();
                // The set is sorted, so that a module precedes those inside it.
                let inside = format!("{}::", circle[0]);
                if circle[1..].iter().any(|other| !other.starts_with(&inside)) {
                    circles.insert(circle);
                }
            }
        }
        circles.into_iter().collect()
    }
}

/// The module that a file is, by its name below the source folder.
fn module(file: &str) -> Module {
    let path = file.trim_end_matches(".rs");
    let mut path: Module = path.split('/').map(str::to_owned).collect();
    let last = path.last().map_or("", String::as_str);
    if last == "mod" || (path.len() == 1 && ["lib", "main", "base"].contains(&last)) {
        path.pop();
    }
    path
}

/// Collects the paths that start in this crate, from the root on, with their lines.
fn collect(tokens: &[TokenTree], module: &Module, paths: &mut Vec<(Module, usize)>) {
    for (at, token) in tokens.iter().enumerate() {
        let is_first = at < 2 || !tokens::starts_with(&tokens[at - 2..], ':', ':');
        let rest = &tokens[at + 1..];
        if let TokenTree::Group(group) = token {
            // `mod name { … }`: what is relative in there is relative to it.
            let name = at
                .checked_sub(1)
                .and_then(|name| tokens::ident(&tokens[name]));
            let is_module = at > 1 && tokens::is_ident(&tokens[at - 2], "mod");
            let inner = match name.filter(|_| is_module) {
                Some(name) => [module.as_slice(), &[name.to_string()]].concat(),
                None => module.clone(),
            };
            // A list of imports was read with the path before it.
            if is_first {
                collect(&tokens::inside(group), &inner, paths);
            }
        } else if let Some(ident) = tokens::ident(token)
            && is_first
            && tokens::starts_with(rest, ':', ':')
        {
            let base = match ident.to_string().as_str() {
                "crate" => Vec::new(),
                "self" => module.clone(),
                "super" => module[..module.len().saturating_sub(1)].to_vec(),
                // Of a module below this one, or of another crate.
                name => [module.as_slice(), &[name.to_owned()]].concat(),
            };
            follow(&rest[2..], base, paths);
        }
    }
}

/// Follows a path, or a tree of paths in an import.
fn follow(tokens: &[TokenTree], mut path: Module, paths: &mut Vec<(Module, usize)>) {
    let Some(first) = tokens.first() else {
        return;
    };
    match first {
        TokenTree::Group(group) => {
            let inside = tokens::inside(group);
            for branch in inside.split(|token| tokens::is_punct(token, ',')) {
                follow(branch, path.clone(), paths);
            }
        }
        TokenTree::Ident(ident) => {
            match ident.to_string().as_str() {
                "super" => drop(path.pop()),
                "self" => {}
                name => path.push(name.to_owned()),
            }
            if tokens::starts_with(&tokens[1..], ':', ':') {
                follow(&tokens[3..], path, paths);
            } else {
                paths.push((path, tokens::line(first)));
            }
        }
        _ => paths.push((path, tokens::line(first))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWER: Crate = Crate {
        source: "a/src",
        layers: &[&["low"], &["one", "two", "three"]],
        allowed: &[("one", "three")],
    };

    fn modules(files: &[(&str, &str)]) -> Modules {
        let tokens: Vec<_> = files
            .iter()
            .map(|(name, text)| (*name, tokens::of(text).unwrap()))
            .collect();
        let files = tokens.iter().map(|(name, code)| (*name, code.as_slice()));
        Modules::new(&TOWER, files)
    }

    #[test]
    fn an_import_that_runs_up_is_found() {
        for (bad, path) in [
            ("use crate::one::b;", "one"),
            (
                "use std::fs;\nuse crate::{two::{c::{X, Y}}, low};",
                "two::c",
            ),
            ("\nfn f() { g!(\"{}\", crate::two::c::X) }", "two::c"),
            ("mod inner { use super::super::super::one::X; }", "one"),
        ] {
            let files = [
                ("a/src/low/b.rs", bad),
                ("a/src/low.rs", ""),
                ("a/src/one.rs", ""),
                ("a/src/two/c.rs", ""),
                ("a/src/two/mod.rs", ""),
            ];
            let found = modules(&files).findings();
            assert_eq!(found.len(), 1, "{bad}: {found:?}");
            assert!(found[0].contains(&format!("imports {path}, ")), "{found:?}");
        }
    }

    #[test]
    fn imports_that_run_down_are_not_found() {
        let files = [
            ("a/src/lib.rs", "use one::X; pub use crate::two::c;"),
            ("a/src/low.rs", "use std::two::X;"),
            ("a/src/one.rs", "use crate::low::X; use crate::three::Y;"),
            ("a/src/two/mod.rs", "mod c; use c::X;"),
            ("a/src/two/c.rs", "use super::super::low::X;"),
            ("a/src/three.rs", ""),
        ];
        assert_eq!(modules(&files).findings(), [""; 0]);
        assert_eq!(modules(&files).circles().len(), 0);
    }

    #[test]
    fn neighbours_and_unknown_rooms_are_found() {
        let files = [
            ("a/src/one.rs", ""),
            ("a/src/two.rs", "\nuse crate::one;"),
            ("a/src/attic.rs", ""),
        ];
        assert_eq!(
            modules(&files).findings(),
            [
                "a/src/attic: has no layer: give it one in xtask/src/verbs/tidy/layers.rs",
                "a/src/two.rs:2: imports one, but two may import only rooms of lower layers: low"
            ]
        );
    }

    #[test]
    fn circles_are_listed() {
        let files = [
            ("a/src/one.rs", ""),
            ("a/src/one/a.rs", "use super::b::X;"),
            ("a/src/one/b.rs", "use crate::one::c::{X, Y};"),
            ("a/src/one/c.rs", "fn f() { super::a::g() }"),
            ("a/src/one/d.rs", "use super::a;"),
        ];
        let modules = modules(&files);
        assert_eq!(modules.circles(), [["one::a", "one::b", "one::c"]]);
        assert!(
            modules
                .list()
                .contains("import circles: 1\n    one::a ↔ one::b ↔ one::c\n")
        );
        assert_eq!(
            modules.findings(),
            ["a/src: modules import each other: one::a ↔ one::b ↔ one::c"]
        );
    }

    #[test]
    fn a_module_and_those_inside_it_are_no_circle() {
        let files = [
            ("a/src/one.rs", "use b::X;"),
            ("a/src/one/b.rs", "use super::Y;"),
        ];
        assert_eq!(modules(&files).findings(), [""; 0]);
    }

    #[test]
    fn neighbours_inside_a_module_are_a_circle() {
        let files = [
            ("a/src/one.rs", ""),
            ("a/src/one/b.rs", "use super::bc::Y;"),
            ("a/src/one/bc.rs", "use super::b::X;"),
        ];
        assert_eq!(modules(&files).findings().len(), 1);
    }

    #[test]
    fn real_crates_have_each_room_once() {
        for of in CRATES {
            let rooms: Vec<&str> = of.layers.iter().copied().flatten().copied().collect();
            let once: BTreeSet<&str> = rooms.iter().copied().collect();
            assert_eq!(rooms.len(), once.len());
        }
    }
}
