//! The variants: ways to build and link the same utilities.
//!
//! This table alone defines what a variant is. `link::rustc` and `link::linker` turn it into flags,
//! `link::tree` into folders, and reports ask it for roles and rivals.

use crate::model::usage::Usage;

/// Where code is that several executables need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// In each executable.
    InEach,
    /// In a shared object of its own.
    SharedObject,
    /// In the shared object of the `shared` crate.
    InShared,
}

/// What the linker is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// rustc's defaults.
    Stock,
    /// Identical code folded, relative relocations packed (RELR), no libgcc_s, and a library that
    /// exports only what the tree's executables import.
    Lean,
}

/// How many executables there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executables {
    /// One for each utility.
    OneEach,
    /// One for all, with a link for each utility.
    OneForAll,
}

/// A way to build and link.
#[derive(Debug, PartialEq, Eq)]
pub struct Variant {
    /// The name on the command line and below `target/corelink`.
    pub name: &'static str,
    /// What it trades, in a sentence.
    pub trades: &'static str,
    /// The Cargo profile. Variants of the same profile share the build of all dependencies.
    pub profile: &'static str,
    /// Where `std` is.
    pub std: Code,
    /// Where the `shared` crate is, with the crates that it carries.
    pub shared: Code,
    /// Which executables there are.
    pub executables: Executables,
    /// Where the C library is.
    pub libc: Code,
    /// What the linker is asked for.
    pub linking: Linking,
    /// The variant whose links are repeated with other libraries, so that nothing is compiled.
    pub relinks: Option<&'static str>,
    /// The variant of the same profile whose executables hold only their own code. The difference
    /// to it is code that every executable carries for itself.
    pub own_code_in: Option<&'static str>,
    /// The variants that reports compare this one with.
    pub rivals: &'static [Rival],
}

/// A variant that reports compare another one with.
#[derive(Debug, PartialEq, Eq)]
pub struct Rival {
    /// The name of the rival.
    pub name: &'static str,
    /// Whether reports show with how many utilities the variant takes less than the rival.
    pub by_scale: bool,
    /// The difference between the two, in words, where reports compare their throughput.
    pub by_throughput: Option<&'static str>,
}

impl Rival {
    const fn by_scale(name: &'static str) -> Self {
        Self {
            name,
            by_scale: true,
            by_throughput: None,
        }
    }

    const fn by_both(name: &'static str, difference: &'static str) -> Self {
        Self {
            name,
            by_scale: true,
            by_throughput: Some(difference),
        }
    }

    const fn by_throughput(name: &'static str, difference: &'static str) -> Self {
        Self {
            name,
            by_scale: false,
            by_throughput: Some(difference),
        }
    }
}

/// The default of `install`, and the first step of `compare --ladder`: its library can be linked
/// against by any executable.
pub const OPEN: &str = "dynamic";

/// The default of `bench`, `explain` and `image`, and the last step of `compare --ladder`.
pub const HEADLINE: &str = "dynamic-lean";

/// The default base of ratios in reports: Cargo's own defaults.
pub const REFERENCE: &str = "static";

/// The default of `compare-gnu`: the one that is built soonest.
pub const SOONEST: &str = "multicall";

/// All variants, in the order in which they are shown.
pub const VARIANTS: &[Variant] = &[
    Variant {
        name: "static",
        trades: "Cargo's release defaults, stripped: each executable stands alone and carries \
                 its own copy of std and of every crate it uses.",
        profile: "release",
        std: Code::InEach,
        shared: Code::InEach,
        executables: Executables::OneEach,
        libc: Code::SharedObject,
        linking: Linking::Stock,
        relinks: None,
        own_code_in: Some(OPEN),
        rivals: &[Rival::by_scale("multicall")],
    },
    Variant {
        name: "dynamic",
        trades: "`-C prefer-dynamic`: small executables that share one library and std, paid \
                 for at every start by loading and relocating both.",
        profile: "release",
        std: Code::SharedObject,
        shared: Code::SharedObject,
        executables: Executables::OneEach,
        libc: Code::SharedObject,
        linking: Linking::Stock,
        relinks: None,
        own_code_in: Some(OPEN),
        rivals: &[
            Rival::by_both("static", "the same code behind a shared library"),
            Rival::by_scale("static-lean"),
            Rival::by_scale("multicall"),
        ],
    },
    Variant {
        name: "multicall",
        trades: "one executable for all utilities: nothing is there twice, but every process \
                 maps and relocates all of it, and one link decides what it is.",
        profile: "release",
        std: Code::InEach,
        shared: Code::InEach,
        executables: Executables::OneForAll,
        libc: Code::SharedObject,
        linking: Linking::Stock,
        relinks: None,
        own_code_in: None,
        rivals: &[],
    },
    Variant {
        name: "static-lean",
        trades: "as static, but built for size, optimised over the whole program and aborting \
                 on panic: smaller executables for a longer build and no backtraces.",
        profile: "lean",
        std: Code::InEach,
        shared: Code::InEach,
        executables: Executables::OneEach,
        libc: Code::SharedObject,
        linking: Linking::Lean,
        relinks: None,
        own_code_in: Some(HEADLINE),
        rivals: &[
            Rival::by_scale("multicall-lean"),
            Rival::by_throughput(REFERENCE, "optimised for size, and over the whole program"),
        ],
    },
    Variant {
        name: "dynamic-lean",
        trades: "one library that holds std and all shared crates, pruned to what the installed \
                 executables import: small and quick to start, but closed to any other.",
        profile: "lean",
        std: Code::InShared,
        shared: Code::SharedObject,
        executables: Executables::OneEach,
        libc: Code::SharedObject,
        linking: Linking::Lean,
        relinks: None,
        own_code_in: Some(HEADLINE),
        rivals: &[
            Rival::by_both(
                "static-lean",
                "a shared library that optimising over the whole program can't look into",
            ),
            Rival::by_both(REFERENCE, "all of that"),
            Rival::by_scale("multicall-lean"),
        ],
    },
    Variant {
        name: "multicall-lean",
        trades: "as multicall, but built for size, optimised over the whole program and \
                 aborting on panic: the smallest way to have everything.",
        profile: "lean",
        std: Code::InEach,
        shared: Code::InEach,
        executables: Executables::OneForAll,
        libc: Code::SharedObject,
        linking: Linking::Lean,
        relinks: None,
        own_code_in: None,
        rivals: &[],
    },
    Variant {
        name: "static-full",
        trades: "no shared object at all, the C library included, for a container that holds \
                 nothing else: the largest executables, no look-ups through NSS modules, and \
                 nothing that can be preloaded (fakeroot, faketime).",
        profile: "lean",
        std: Code::InEach,
        shared: Code::InEach,
        executables: Executables::OneEach,
        libc: Code::InEach,
        linking: Linking::Lean,
        relinks: Some("static-lean"),
        own_code_in: Some(HEADLINE),
        rivals: &[],
    },
];

/// A step between `dynamic` and `dynamic-lean` that `compare --ladder` shows. It is never
/// installed.
pub const HALF_WAY: &Variant = &Variant {
    name: "half-way",
    trades: "as dynamic, but std lies in the internal library.",
    profile: "release",
    std: Code::InShared,
    shared: Code::SharedObject,
    executables: Executables::OneEach,
    libc: Code::SharedObject,
    linking: Linking::Stock,
    relinks: None,
    own_code_in: None,
    rivals: &[],
};

impl Variant {
    /// The variant called `name`.
    pub fn find(name: &str) -> Option<&'static Self> {
        VARIANTS.iter().find(|v| v.name == name)
    }

    /// Returns whether its library and executables are a closed set, to which nothing can be added.
    pub fn is_closed(&self) -> bool {
        self.shared == Code::SharedObject && self.linking == Linking::Lean
    }

    /// Returns whether this tool changes and repeats its links.
    pub fn is_linked_by_us(&self) -> bool {
        self.linking == Linking::Lean || self.std == Code::InShared
    }

    /// The pairs of variants that differ only in where shared code is: in each executable, or in a
    /// library.
    pub fn pairs_by_linking() -> impl Iterator<Item = (&'static Self, &'static Self)> {
        VARIANTS.iter().filter_map(|variant| {
            let other = Self::find(variant.own_code_in?)?;
            let same_libc = variant.libc == other.libc;
            (variant != other && same_libc).then_some((variant, other))
        })
    }

    /// The variants with these names, or all if there are no names.
    ///
    /// # Errors
    /// A usage error that lists the known names.
    pub fn named(names: &[String]) -> anyhow::Result<Vec<&'static Self>> {
        if names.is_empty() {
            return Ok(VARIANTS.iter().collect());
        }
        let mut found: Vec<&'static Self> = Vec::new();
        for name in names {
            let variant = Self::find(name).ok_or_else(|| {
                let all: Vec<_> = VARIANTS.iter().map(|v| v.name).collect();
                Usage(format!(
                    "unknown variant '{name}': there are {}",
                    all.join(", ")
                ))
            })?;
            if !found.contains(&variant) {
                found.push(variant);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_name_variants_that_exist() {
        let known = |name: &str| assert!(Variant::find(name).is_some(), "{name}");
        [OPEN, HEADLINE, REFERENCE].into_iter().for_each(known);
        for variant in VARIANTS {
            variant.relinks.map(known);
            variant.own_code_in.map(known);
            variant.rivals.iter().for_each(|rival| known(rival.name));
        }
    }

    #[test]
    fn two_pairs_differ_in_linking_only() {
        let names: Vec<_> = Variant::pairs_by_linking()
            .map(|(own, shared)| (own.name, shared.name))
            .collect();
        let expected = [("static", "dynamic"), ("static-lean", "dynamic-lean")];
        assert_eq!(names, expected);
    }

    #[test]
    fn names_select_and_mistakes_are_usage_errors() {
        assert_eq!(Variant::named(&[]).unwrap().len(), VARIANTS.len());
        let two = [
            "dynamic".to_owned(),
            "static".to_owned(),
            "dynamic".to_owned(),
        ];
        let names: Vec<_> = Variant::named(&two)
            .unwrap()
            .iter()
            .map(|v| v.name)
            .collect();
        assert_eq!(names, ["dynamic", "static"]);
        let error = Variant::named(&["statics".to_owned()]).unwrap_err();
        assert!(error.is::<Usage>());
        assert!(
            VARIANTS
                .iter()
                .all(|variant| error.to_string().contains(variant.name)),
            "{error}"
        );
    }

    #[test]
    fn own_code_is_compared_within_a_profile() {
        for variant in VARIANTS {
            let Some(own) = variant.own_code_in else {
                continue;
            };
            let profile = Variant::find(own).map(|own| own.profile);
            assert_eq!(profile, Some(variant.profile), "{}", variant.name);
        }
    }
}
