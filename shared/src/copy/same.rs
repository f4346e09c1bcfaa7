//! Detects when source and destination are the same file, under one name or two.

use super::copier::Copier;
use super::options::{Follow, Making};
use super::place::{Facts, Place, is_same_entry, leads_to};
use super::source::Source;

/// How source and destination are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// They are different: the source can be copied.
    Apart,
    /// The destination already is the requested link. Nothing is to be done.
    Done,
    /// They are the same file: the copy would destroy the source.
    Same,
}

impl Copier {
    /// Returns the relation. `old` is the status of the file that would be replaced: of the link at
    /// `to`, or of its target.
    pub(super) fn relation(
        &self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        old: &Facts,
    ) -> Relation {
        let options = &self.options;
        let facts = &source.facts;
        let same = facts.id == old.id;
        if same && options.making == Making::HardLinks {
            return Relation::Done;
        }
        let backup = options.backup.is_some();
        if facts.is_link() {
            // The link itself is copied.
            if old.is_link() {
                return match same {
                    true if is_same_entry(from, to) => Relation::Same,
                    true if !backup => Relation::Done,
                    _ => Relation::Apart,
                };
            }
            let leads_there = leads_to(from, old.id);
            if leads_there && options.making == Making::HardLinks {
                return Relation::Done;
            }
            return apart_if(!leads_there || backup);
        }
        if !same {
            // A link must not be replaced by its target either.
            let kept = options.follow == Follow::Never && options.making == Making::Copies;
            let leads_here =
                kept && !backup && !options.remove_first && old.is_link() && leads_to(to, facts.id);
            return apart_if(!leads_here);
        }
        let through_link = source.follow && from.stat(false).is_ok_and(|itself| itself.is_link());
        if backup {
            return apart_if(!through_link && !is_same_entry(from, to));
        }
        // If the destination is not removed first, the source would be overwritten through it.
        let removed = options.remove_first && options.making != Making::SymbolicLinks;
        apart_if(removed && !through_link && old.links > 1 && !is_same_entry(from, to))
    }
}

fn apart_if(apart: bool) -> Relation {
    if apart {
        Relation::Apart
    } else {
        Relation::Same
    }
}
