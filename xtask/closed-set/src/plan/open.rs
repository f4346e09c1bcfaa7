//! What the library of an open set has besides that of a closed one.

use super::{Inputs, Plan, Planner, Source, is_of_allocator};
use crate::open::Opened;
use crate::symbols::Definition;
use anyhow::{Result, bail};
use std::collections::BTreeSet;

impl Inputs {
    /// Keeps crates and symbols open. Modules may use what no executable does, so all members of
    /// their archives count as linked.
    ///
    /// # Errors
    /// There is no such crate or symbol.
    pub fn open(&mut self, asked: &[String]) -> Result<()> {
        self.opened = Opened::of(asked, self)?;
        for executable in &mut self.executables {
            let has = |archive: &usize| executable.archives.contains(archive);
            let opened: Vec<usize> = self.opened.archives().filter(has).collect();
            executable.whole.extend(opened);
        }
        Ok(())
    }
}

impl Plan {
    /// Checks that the library has all that is to be open.
    ///
    /// # Errors
    /// An archive must stay in the executables.
    pub fn check(&self, inputs: &Inputs) -> Result<()> {
        for archive in inputs.opened.archives() {
            let name = inputs.archives[archive].name();
            if let Some(reason) = self.stay.get(&archive) {
                bail!("cannot keep '{name}' open: {reason}");
            }
        }
        Ok(())
    }
}

impl Planner<'_> {
    /// The archives that are open, and all that they need.
    pub(super) fn needed_by_open(&self) -> BTreeSet<usize> {
        let mut needed = BTreeSet::new();
        let mut left: Vec<usize> = self.inputs.opened.archives().collect();
        while let Some(archive) = left.pop() {
            if !needed.insert(archive) {
                continue;
            }
            for name in self.members(archive).flat_map(|(_, m)| m.wanted.keys()) {
                for taken in self.taken {
                    if let Some(&Source::Member(other, _)) = taken.sources.get(&**name) {
                        left.push(other);
                    }
                }
            }
        }
        needed
    }

    /// Exports all that modules may use, with the allocator.
    pub(super) fn open(&self, plan: &mut Plan) {
        let opened = &self.inputs.opened;
        let members = opened.crates.iter().flat_map(|&a| self.members(a));
        let allocator = self.allocator(plan).filter(|_| !opened.is_empty());
        for object in members.map(|(_, object)| object).chain(allocator) {
            let is_open = |(name, definition): &(&String, &Definition)| {
                !definition.hidden || is_of_allocator(name)
            };
            let open = object.defined.iter().filter(is_open);
            plan.open.extend(open.map(|(name, _)| name.clone()));
        }
        plan.offered.extend(opened.symbols.iter().cloned());
        plan.exported
            .extend(plan.open.union(&opened.symbols).cloned());
    }
}
