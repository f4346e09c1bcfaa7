//! Decides which archives go into the library of a closed set, and why others stay.
//!
//! An archive is shared if two or more executables use it. Using means that the linker takes a member
//! of it, so the plan repeats what linkers do with archives: it starts with what the own objects want,
//! takes the first member that defines it, and goes on with what that member wants.
//!
//! A shared archive stays in the executables all the same if the program could tell the difference:
//! see [`Reason`].

mod open;
mod reason;

pub use reason::Reason;

use crate::open::Opened;
use crate::symbols::{Archive, ObjectFile};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

/// What one executable is linked from.
#[derive(Clone, Debug)]
pub struct Executable {
    /// Its name.
    pub name: String,
    /// Its own object files.
    pub own: Vec<(PathBuf, ObjectFile)>,
    /// Its archives, as indices, in the order of the link.
    pub archives: Vec<usize>,
    /// Archives of which the linker takes all members (`--whole-archive`).
    pub whole: BTreeSet<usize>,
    /// Further symbols that it offers to others, for example to plugins.
    pub exported: BTreeSet<String>,
}

/// Everything that the executables of a set are linked from.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// All archives, each once.
    pub archives: Vec<Archive>,
    /// All executables.
    pub executables: Vec<Executable>,
    /// What stays exported for modules.
    pub opened: Opened,
}

/// Where a symbol of a link comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Own,
    Member(usize, usize),
}

/// What the linker takes for one executable.
#[derive(Default)]
struct Taken<'a> {
    members: BTreeSet<(usize, usize)>,
    sources: HashMap<&'a str, Source>,
}

/// What goes where.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The archives of the library.
    pub library: Vec<usize>,
    /// The archives that stay though they are shared.
    pub stay: BTreeMap<usize, Reason>,
    /// The executables that use each archive.
    pub users: BTreeMap<usize, Vec<String>>,
    /// The object file with the allocator that goes into the library.
    pub allocator: Option<PathBuf>,
    /// The symbols that the library exports.
    pub exported: BTreeSet<String>,
    /// Exported symbols that are looked up by name, because other code than that of the set uses
    /// them.
    pub offered: BTreeSet<String>,
    /// Symbols that modules may use.
    pub open: BTreeSet<String>,
    /// Symbols that the library takes from the executable that is running, if it defines them.
    pub replaced: BTreeSet<String>,
    /// Symbols of the library that the linker keeps though nothing refers to them.
    pub kept: BTreeSet<String>,
    /// Symbols that objects outside of the library define.
    pub apart: BTreeSet<String>,
    /// Symbols that are hidden, but are needed on the other side.
    pub unhidden: BTreeSet<String>,
    /// What differs in each executable's link.
    pub executables: Vec<Part>,
}

/// What differs in the link of an executable.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Object files that are left out.
    pub left_out: BTreeSet<PathBuf>,
    /// Symbols that the library takes from this executable.
    pub offered: BTreeSet<String>,
    /// Symbols that the linker keeps though nothing refers to them.
    pub kept: BTreeSet<String>,
    /// Whether it brings an allocator of its own.
    pub own_allocator: bool,
    /// The members of archives that the linker takes for it: archive and member.
    pub members: BTreeSet<(usize, usize)>,
}

impl Plan {
    /// Plans the library of a set.
    pub fn of(inputs: &Inputs) -> Self {
        let taken: Vec<Taken<'_>> = inputs.executables.iter().map(|e| take(inputs, e)).collect();
        let planner = Planner {
            inputs,
            taken: &taken,
        };
        let mut plan = Self {
            users: planner.users(),
            ..Self::default()
        };
        planner.place(&mut plan);
        planner.place_allocator(&mut plan);
        planner.bind(&mut plan);
        plan
    }
}

/// The object file that rustc makes to keep symbols: it defines nothing.
fn only_keeps(object: &ObjectFile) -> bool {
    object.name == "symbols.o" && object.defined.is_empty()
}

/// Whether a symbol is one of those by which Rust code allocates. Their names are mangled by length
/// and a prefix of the compiler.
fn is_of_allocator(name: &str) -> bool {
    let names = ["12___rust_alloc", "14___rust_dealloc", "14___rust_realloc"];
    names.into_iter().any(|known| name.ends_with(known))
        || name.ends_with("19___rust_alloc_zeroed")
        || name.contains("___rust_no_alloc_shim")
}

/// Whether an object file holds nothing but the choice of the standard library's allocator. If the
/// program has another one, the compiler writes such an object with a single symbol.
pub(crate) fn is_default_allocator(object: &ObjectFile) -> bool {
    let of_std = |name: &String| name.contains("___rdl_") || name.contains("___rust_");
    !object.defined.is_empty()
        && object.defined.keys().all(|name| is_of_allocator(name))
        && object.wanted.keys().all(of_std)
}

/// Whether an object or archive defines how to allocate.
pub(crate) fn allocates(object: &ObjectFile) -> bool {
    object
        .defined
        .keys()
        .any(|name| name.ends_with("12___rust_alloc"))
}

/// Lets an executable's definition of a symbol replace the library's.
fn replace(plan: &mut Plan, part: &mut Part, name: &str, (hidden, in_library): (bool, bool)) {
    part.offered.insert(name.to_owned());
    plan.replaced.insert(name.to_owned());
    if hidden {
        plan.unhidden.insert(name.to_owned());
    }
    if in_library {
        plan.offered.insert(name.to_owned());
    }
}

/// Repeats what a linker takes from archives.
fn take<'a>(inputs: &'a Inputs, executable: &'a Executable) -> Taken<'a> {
    let mut offers: HashMap<&str, Source> = HashMap::new();
    for &archive in &executable.archives {
        for (member, object) in inputs.archives[archive].members.iter().enumerate() {
            for name in object.defined.keys() {
                offers
                    .entry(name)
                    .or_insert(Source::Member(archive, member));
            }
        }
    }
    let mut taken = Taken::default();
    let mut open: Vec<&ObjectFile> = Vec::new();
    for (_, object) in &executable.own {
        for name in object.defined.keys() {
            taken.sources.insert(name, Source::Own);
        }
        open.push(object);
    }
    for &archive in &executable.whole {
        for (member, object) in inputs.archives[archive].members.iter().enumerate() {
            let source = Source::Member(archive, member);
            taken.members.insert((archive, member));
            for name in object.defined.keys() {
                taken.sources.entry(name).or_insert(source);
            }
            open.push(object);
        }
    }
    while let Some(object) = open.pop() {
        for (name, _) in object.wanted.iter().filter(|(_, weak)| !**weak) {
            if taken.sources.contains_key(&**name) {
                continue;
            }
            let Some(&source) = offers.get(&**name) else {
                continue;
            };
            taken.sources.insert(name, source);
            if let Source::Member(archive, member) = source
                && taken.members.insert((archive, member))
            {
                let object = &inputs.archives[archive].members[member];
                for name in object.defined.keys() {
                    taken.sources.entry(name).or_insert(source);
                }
                open.push(object);
            }
        }
    }
    taken
}

struct Planner<'a> {
    inputs: &'a Inputs,
    taken: &'a [Taken<'a>],
}

impl<'a> Planner<'a> {
    fn users(&self) -> BTreeMap<usize, Vec<String>> {
        let mut users: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (executable, taken) in self.inputs.executables.iter().zip(self.taken) {
            let archives: BTreeSet<usize> = taken.members.iter().map(|&(a, _)| a).collect();
            for archive in archives {
                users
                    .entry(archive)
                    .or_default()
                    .push(executable.name.clone());
            }
        }
        users
    }

    /// The members of an archive that the linker takes for any executable.
    fn members(&self, archive: usize) -> impl Iterator<Item = (usize, &'a ObjectFile)> {
        let all: BTreeSet<usize> = self
            .taken
            .iter()
            .flat_map(|taken| taken.members.range((archive, 0)..(archive + 1, 0)))
            .map(|&(_, member)| member)
            .collect();
        let members = &self.inputs.archives[archive].members;
        all.into_iter()
            .map(move |member| (member, &members[member]))
    }

    /// Separates the archives of the library from those that stay.
    fn place(&self, plan: &mut Plan) {
        let mut library: BTreeSet<usize> = BTreeSet::new();
        let open = self.needed_by_open();
        let shared =
            |(archive, users): &(&usize, &Vec<String>)| users.len() > 1 || open.contains(archive);
        for (&archive, _) in plan.users.iter().filter(shared) {
            match self.inputs.archives[archive].is_compiler_builtins() {
                true => drop(plan.stay.insert(archive, Reason::CompilerBuiltins)),
                false => drop(library.insert(archive)),
            }
        }
        // A stay may have others follow, so this goes on until nothing changes.
        loop {
            let collisions = self.collisions(&library);
            let staying: Vec<_> = library
                .iter()
                .filter_map(|&archive| {
                    let collision = collisions.get(&archive).cloned();
                    let reason = collision.or_else(|| self.obstacle(archive, &library))?;
                    Some((archive, reason))
                })
                .collect();
            if staying.is_empty() {
                break;
            }
            for (archive, reason) in staying {
                library.remove(&archive);
                plan.stay.insert(archive, reason);
            }
        }
        plan.library = library.into_iter().collect();
    }

    /// The archives that define a symbol which an earlier archive of the library defines, or by
    /// which executables mean something else.
    fn collisions(&self, library: &BTreeSet<usize>) -> BTreeMap<usize, Reason> {
        let mut found = BTreeMap::new();
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for &archive in library {
            for (_, object) in self.members(archive) {
                for (name, _) in object.defined.iter().filter(|(_, d)| !d.weak) {
                    let owner = *owners.entry(name).or_insert(archive);
                    if owner != archive {
                        let owner = self.inputs.archives[owner].name();
                        found
                            .entry(archive)
                            .or_insert(Reason::Collides(owner, name.clone()));
                    }
                }
            }
        }
        found
    }

    fn obstacle(&self, archive: usize, library: &BTreeSet<usize>) -> Option<Reason> {
        for (member, object) in self.members(archive) {
            if let Some(section) = object.collected.first() {
                return Some(Reason::Collected(section.clone()));
            }
            let default = self.default_allocator().map(|(_, object)| object);
            if allocates(object) && default.is_some_and(allocates) {
                return Some(Reason::Allocator);
            }
            let all = || {
                self.taken
                    .iter()
                    .all(|t| t.members.contains(&(archive, member)))
            };
            if object.constructors && !all() {
                return Some(Reason::Constructors);
            }
            // The library has a choice of its own, if an executable has none.
            let wanted = object.wanted.keys().filter(|name| !is_of_allocator(name));
            for name in wanted {
                if let Some(reason) = self.missing(name, (archive, member), library) {
                    return Some(reason);
                }
            }
        }
        None
    }

    /// Why a member of the library would not find a symbol that it wants.
    fn missing(
        &self,
        name: &str,
        member: (usize, usize),
        library: &BTreeSet<usize>,
    ) -> Option<Reason> {
        let users = self
            .taken
            .iter()
            .filter(|taken| taken.members.contains(&member));
        for taken in users {
            match taken.sources.get(name) {
                Some(&Source::Member(archive, _)) => {
                    let archive_of = &self.inputs.archives[archive];
                    if !library.contains(&archive) && !archive_of.is_compiler_builtins() {
                        return Some(Reason::Needs(archive_of.name(), name.to_owned()));
                    }
                }
                Some(Source::Own) => {
                    let everywhere = |t: &Taken<'_>| t.sources.get(name) == Some(&Source::Own);
                    let in_library = || {
                        let mut members = library.iter().flat_map(|&a| self.members(a));
                        members.any(|(_, object)| object.defined.contains_key(name))
                    };
                    if !self.taken.iter().all(everywhere) && !in_library() {
                        return Some(Reason::Wants(name.to_owned()));
                    }
                }
                None => {}
            }
        }
        None
    }

    /// The standard library's allocator, if an executable uses it: the fullest object of that kind.
    fn default_allocator(&self) -> Option<&'a (PathBuf, ObjectFile)> {
        let own = self.inputs.executables.iter().flat_map(|e| &e.own);
        let default = own.filter(|(_, object)| is_default_allocator(object));
        // Of equal ones, the first.
        default.rev().max_by_key(|(_, object)| object.defined.len())
    }

    /// Puts the choice of the allocator into the library. Executables with another choice keep it.
    fn place_allocator(&self, plan: &mut Plan) {
        let of_library = self
            .default_allocator()
            .filter(|_| !plan.library.is_empty());
        plan.allocator = of_library.map(|(path, _)| path.clone());
        for (index, (executable, taken)) in
            self.inputs.executables.iter().zip(self.taken).enumerate()
        {
            let mut part = Part {
                members: taken.members.clone(),
                ..Part::default()
            };
            for (path, object) in executable.own.iter().filter(|_| of_library.is_some()) {
                if is_default_allocator(object) {
                    part.left_out.insert(path.clone());
                }
            }
            let own_allocator = self.staying(index, plan, &part).any(allocates);
            part.own_allocator = own_allocator;
            plan.executables.push(part);
        }
    }

    /// Decides which symbols cross the boundary.
    fn bind(&self, plan: &mut Plan) {
        let mut defined: HashMap<&str, bool> = HashMap::new();
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        let allocator = self.allocator(plan);
        let members = plan
            .library
            .iter()
            .flat_map(|&archive| self.members(archive));
        for object in members.map(|(_, object)| object).chain(allocator) {
            for (name, definition) in &object.defined {
                defined.insert(name, definition.hidden);
            }
            wanted.extend(object.wanted.keys().map(String::as_str));
            // The linker takes a member only for a symbol.
            if object.constructors {
                plan.kept.extend(object.defined.keys().next().cloned());
            }
        }
        for (index, executable) in self.inputs.executables.iter().enumerate() {
            let mut part = std::mem::take(&mut plan.executables[index]);
            self.bind_own(executable, &mut part, plan, (&defined, &wanted));
            self.bind_allocator(index, &mut part, plan, &defined);
            plan.executables[index] = part;
        }
        for index in 0..self.inputs.executables.len() {
            self.bind_library(index, plan, &defined);
        }
        self.open(plan);
        plan.exported.extend(plan.offered.iter().cloned());
        let is_hidden = |name: &&String| defined.get(name.as_str()) == Some(&true);
        let hidden: Vec<String> = plan.exported.iter().filter(is_hidden).cloned().collect();
        plan.unhidden.extend(hidden);
    }

    /// The definitions of the library that an executable uses, or offers to others.
    fn bind_library(&self, index: usize, plan: &mut Plan, defined: &HashMap<&str, bool>) {
        let executable = &self.inputs.executables[index];
        let part = plan.executables[index].clone();
        let sources = &self.taken[index].sources;
        let in_library = |name: &str| match sources.get(name) {
            Some(Source::Member(archive, _)) => plan.library.contains(archive),
            Some(Source::Own) => !self.defines(executable, &part, name),
            None => false,
        };
        let staying: Vec<_> = self.staying(index, plan, &part).collect();
        let wanted = staying.iter().flat_map(|object| object.wanted.keys());
        let wanted = wanted.filter(|name| defined.contains_key(name.as_str()) && in_library(name));
        let exported: Vec<String> = wanted.cloned().collect();
        let is_member =
            |name: &&String| matches!(sources.get(name.as_str()), Some(Source::Member(..)));
        let offered = executable.exported.iter().filter(is_member);
        let offered: Vec<String> = offered.filter(|name| in_library(name)).cloned().collect();
        let apart = staying.iter().filter(|object| !self.is_builtin(object));
        let apart: Vec<&String> = apart.flat_map(|object| object.defined.keys()).collect();
        plan.apart.extend(apart.into_iter().cloned());
        plan.exported.extend(exported);
        plan.offered.extend(offered);
    }

    fn allocator(&self, plan: &Plan) -> Option<&'a ObjectFile> {
        let mut own = self.inputs.executables.iter().flat_map(|e| &e.own);
        let found = own.find(|(path, _)| Some(path) == plan.allocator.as_ref());
        found.map(|(_, object)| object)
    }

    /// Whether an executable defines a symbol in an object that it keeps.
    fn defines(&self, executable: &Executable, part: &Part, name: &str) -> bool {
        let mut own = executable.own.iter();
        own.any(|(path, object)| !part.left_out.contains(path) && object.defined.contains_key(name))
    }

    /// The definitions of an executable that the library uses, and the symbols that it keeps.
    fn bind_own(
        &self,
        executable: &Executable,
        part: &mut Part,
        plan: &mut Plan,
        (defined, wanted): (&HashMap<&str, bool>, &BTreeSet<&str>),
    ) {
        for (path, object) in &executable.own {
            if only_keeps(object) {
                part.left_out.insert(path.clone());
                for name in object.wanted.keys() {
                    match defined.contains_key(name.as_str()) {
                        true => plan.kept.insert(name.clone()),
                        false => part.kept.insert(name.clone()),
                    };
                }
            } else if !part.left_out.contains(path) {
                for (name, definition) in &object.defined {
                    let in_library = defined.contains_key(name.as_str());
                    let is_used = in_library || wanted.contains(name.as_str());
                    // Each file has its own copy of what is hidden in both.
                    if is_used && !(definition.hidden && in_library) {
                        replace(plan, part, name, (definition.hidden, in_library));
                    }
                }
            }
        }
    }

    /// Lets an allocator in an archive that stays replace the library's.
    fn bind_allocator(
        &self,
        index: usize,
        part: &mut Part,
        plan: &mut Plan,
        defined: &HashMap<&str, bool>,
    ) {
        let staying: Vec<_> = self.staying(index, plan, part).collect();
        for (name, definition) in staying.iter().flat_map(|object| &object.defined) {
            if is_of_allocator(name) {
                let in_library = defined.contains_key(name.as_str());
                replace(plan, part, name, (definition.hidden, in_library));
            }
        }
    }

    /// Whether an object is a member of the compiler's own crate, which every file has.
    fn is_builtin(&self, object: &ObjectFile) -> bool {
        let mut archives = self
            .inputs
            .archives
            .iter()
            .filter(|a| a.is_compiler_builtins());
        archives.any(|archive| archive.members.iter().any(|m| std::ptr::eq(m, object)))
    }

    /// The objects that stay in an executable.
    fn staying(
        &self,
        index: usize,
        plan: &Plan,
        part: &Part,
    ) -> impl Iterator<Item = &'a ObjectFile> {
        let own = self.inputs.executables[index].own.iter();
        let own = own.filter(|(path, _)| !part.left_out.contains(path));
        let own: Vec<&ObjectFile> = own.map(|(_, object)| object).collect();
        let members = self.taken[index].members.iter();
        let members = members.filter(|(archive, _)| !plan.library.contains(archive));
        let members: Vec<&ObjectFile> = members
            .map(|&(archive, member)| &self.inputs.archives[archive].members[member])
            .collect();
        own.into_iter().chain(members)
    }
}

#[cfg(test)]
mod tests;
