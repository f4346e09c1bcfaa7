//! The trees that are compared: the variants, which are built, and the other coreutils of the
//! machine. A peer that lacks utilities does not shrink the set of the others: it is compared on
//! the names that it has.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::ready;
use crate::link::tree;
use crate::measure::{interrupt, progress};
use crate::model::peers::{self, GNU};
use crate::model::tree::Tree;
use crate::model::variant::{Code, Executables, HEADLINE, Linking, OPEN, Variant};
use crate::model::workspace;

/// A build that took longer than this has built something.
const NOTHING_TO_DO: Duration = Duration::from_secs(8);

/// The trees that are not built here.
pub(super) struct Others {
    /// The other coreutils of the machine.
    peers: Vec<Tree>,
    /// The folders of `--against`.
    against: Vec<Tree>,
}

impl Others {
    pub(super) fn find(against: &[String]) -> Result<Self> {
        let against = against.iter().map(|text| peers::against(text));
        Ok(Self {
            against: against.collect::<Result<_>>()?,
            peers: peers::find(&known()?, &workspace::trees().join(".peers"))?,
        })
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        let trees = self.peers.iter().chain(&self.against);
        trees.map(|tree| tree.label.as_str())
    }

    /// Returns the labels of the peers whose utilities lack many options: only GNU's are complete.
    pub(super) fn untimed(&self) -> BTreeSet<String> {
        let labels = self.peers.iter().map(|tree| tree.label.clone());
        labels.filter(|label| label != GNU).collect()
    }

    /// Returns the labels of those that lack utilities.
    pub(super) fn partial(&self) -> Result<Vec<String>> {
        let mut whole = known()?;
        whole.retain(|name| self.gnu().is_none_or(|gnu| gnu.utilities().contains(name)));
        let lacks = |tree: &&Tree| !whole.is_subset(tree.utilities());
        let trees = self.peers.iter().chain(&self.against).filter(lacks);
        Ok(trees.map(|tree| tree.label.clone()).collect())
    }

    /// Returns GNU's tree.
    pub(super) fn gnu(&self) -> Option<&Tree> {
        self.peers.iter().find(|tree| tree.label == GNU)
    }
}

/// Returns the names of all utilities.
fn known() -> Result<BTreeSet<String>> {
    Ok(workspace::utilities()?.into_iter().collect())
}

/// The trees, sorted by what they have.
pub(super) struct Compared {
    /// The variants, GNU's tree, and all others that have the whole set.
    pub(super) trees: Vec<Tree>,
    /// The others.
    pub(super) partial: Vec<Tree>,
    /// The whole set: what all variants have, and GNU.
    pub(super) utilities: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Compared {
    pub(super) fn of(variants: Vec<Tree>, others: Others) -> Result<Self> {
        Self::among(&known()?, variants, others)
    }

    fn among(known: &BTreeSet<String>, variants: Vec<Tree>, others: Others) -> Result<Self> {
        let mut whole = known.clone();
        let mut notes = Vec::new();
        for tree in variants.iter().chain(others.gnu()) {
            let missing: Vec<&str> = known
                .difference(tree.utilities())
                .map(String::as_str)
                .collect();
            if !missing.is_empty() {
                notes.push(format!(
                    "Left out because {} lacks them: {}.",
                    tree.label,
                    missing.join(", ")
                ));
            }
            whole.retain(|name| tree.utilities().contains(name));
        }
        if whole.is_empty() {
            bail!("there is no utility that all the compared trees have");
        }
        let mut compared = Self {
            trees: variants,
            partial: Vec::new(),
            utilities: whole.into_iter().collect(),
            notes,
        };
        for tree in others.peers.into_iter().chain(others.against) {
            compared.add(tree);
        }
        Ok(compared)
    }

    /// Adds a tree that was not built here.
    fn add(&mut self, tree: Tree) {
        let has = |name: &&String| tree.utilities().contains(*name);
        match self.utilities.iter().filter(has).count() {
            all if all == self.utilities.len() => self.trees.push(tree),
            0 => self.notes.push(format!(
                "{} has none of the compared utilities.",
                tree.label
            )),
            _ => self.partial.push(tree),
        }
    }
}

/// What a run does.
pub(super) struct Plan<'a> {
    pub(super) variants: &'a [&'static Variant],
    /// Whether nothing is built.
    pub(super) finished: bool,
    /// The names of the measures.
    pub(super) measures: Vec<&'static str>,
}

impl Plan<'_> {
    /// Returns the variants in the order in which they are built: those first that a reader wants to
    /// see first, and those last that take long.
    fn order(&self) -> Vec<&'static Variant> {
        let mut order = self.variants.to_vec();
        order.sort_by_key(|variant| {
            // Each executable is optimised over the whole program.
            let takes_long = variant.linking == Linking::Lean
                && variant.executables == Executables::OneEach
                && variant.shared == Code::InEach;
            (variant.name != HEADLINE, variant.name != OPEN, takes_long)
        });
        order
    }

    /// Announces the stages of the run.
    pub(super) fn announce(&self, partial: &[String]) {
        let builds = self.order().into_iter().map(stage);
        let builds = builds.filter(|_| !self.finished);
        let measures = self.measures.iter().map(|name| (*name).to_owned());
        let sets = partial.iter().map(|label| format!("names of {label}"));
        progress::plan(builds.chain(measures).chain(sets).collect());
    }
}

fn stage(variant: &Variant) -> String {
    format!("build of {}", variant.name)
}

/// Returns the trees of the variants, which an earlier run has built.
pub(super) fn finished(variants: &[&'static Variant]) -> Result<Vec<Tree>> {
    let open = |variant: &&'static Variant| {
        open(variant).with_context(|| {
            format!(
                "there is no finished tree of '{0}': run `cargo xtask build {0}`, or leave out \
                 --finished",
                variant.name
            )
        })
    };
    variants.iter().map(open).collect()
}

fn open(variant: &Variant) -> Result<Tree> {
    let bin = workspace::trees().join(variant.name).join("bin");
    let mut tree = Tree::open(variant.name, variant.trades, &bin)?;
    let known = known()?;
    tree.keep(&|name| known.contains(name));
    Ok(tree)
}

/// Builds the variants, and shows what is ready in between. Returns their trees.
pub(super) fn built(
    plan: &Plan<'_>,
    others: &Others,
    bench: &ready::Bench<'_>,
) -> Result<Vec<Tree>> {
    let order = plan.order();
    let exists = |variant: &&Variant| workspace::trees().join(variant.name).is_dir();
    let mut trees: Vec<Tree> = Vec::new();
    for (place, variant) in order.iter().enumerate() {
        interrupt::check()?;
        progress::stage(&stage(variant));
        let begun = Instant::now();
        tree::build(variant)?;
        trees.push(open(variant)?);
        let left = &order[place + 1..];
        let was_built = begun.elapsed() > NOTHING_TO_DO;
        if !left.is_empty() && (was_built || !left.iter().all(exists)) {
            ready::show(&trees, others.gnu(), left, bench)?;
        }
    }
    let place = |tree: &Tree| {
        let mut variants = plan.variants.iter();
        variants.position(|variant| variant.name == tree.label)
    };
    trees.sort_by_key(place);
    Ok(trees)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;
    use crate::model::variant::VARIANTS;

    /// Makes a tree of empty executables.
    fn tree(root: &Path, label: &str, names: &[&str]) -> Tree {
        let bin = root.join(label);
        fs::create_dir(&bin).unwrap();
        for name in names {
            fs::write(bin.join(name), "").unwrap();
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        Tree::open(label, "", &bin).unwrap()
    }

    #[test]
    fn a_peer_that_lacks_utilities_does_not_shrink_the_set() {
        let folder = tempfile::tempdir().unwrap();
        let tree = |label: &str, names: &[&str]| tree(folder.path(), label, names);
        let known = ["cat", "kill", "ls", "wc"].map(str::to_owned).into();
        let variants = vec![tree("static", &["cat", "kill", "ls", "wc"])];
        let others = Others {
            peers: vec![
                tree("gnu", &["cat", "ls", "wc"]),
                tree("busybox", &["cat", "kill"]),
                tree("uutils", &["cat", "ls", "wc", "more"]),
            ],
            against: vec![tree("other", &["bash"])],
        };
        let compared = Compared::among(&known, variants, others).unwrap();
        let labels = |trees: &[Tree]| -> Vec<String> {
            trees.iter().map(|tree| tree.label.clone()).collect()
        };
        assert_eq!(compared.utilities, ["cat", "ls", "wc"]);
        assert_eq!(labels(&compared.trees), ["static", "gnu", "uutils"]);
        assert_eq!(labels(&compared.partial), ["busybox"]);
        let notes = [
            "Left out because gnu lacks them: kill.",
            "other has none of the compared utilities.",
        ];
        assert_eq!(compared.notes, notes);
    }

    #[test]
    fn the_headline_is_built_first_and_long_links_last() {
        let variants: Vec<&Variant> = VARIANTS.iter().collect();
        let plan = Plan {
            variants: &variants,
            finished: false,
            measures: Vec::new(),
        };
        let order: Vec<&str> = plan.order().iter().map(|variant| variant.name).collect();
        assert_eq!(order[..2], [HEADLINE, OPEN]);
        assert_eq!(order[5..], ["static-lean", "static-full"]);
        assert_eq!(order.len(), VARIANTS.len());
    }
}
