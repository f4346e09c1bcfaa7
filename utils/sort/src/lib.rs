//! sort: sort, merge or compare all the lines from the files given. GNU manual node
//! "sort invocation"; POSIX sort.
//!
//! `-g` compares as C's `long double` does on x86-64, as `double` elsewhere. The order of
//! `-R` under one `--random-source` is not that of GNU's sort, which hashes otherwise.

mod arguments;
mod batch;
mod check;
mod debug;
mod keys;
mod merge;
mod numeric;
mod order;
mod rules;
mod sink;
mod sizes;
mod sorting;
mod temp;
mod version;

use arguments::Settings;
use batch::{Batch, Feed};
use merge::{Merge, Part};
use rules::Rules;
use shared::prelude::*;
use shared::rustix::fs::{self, Access, AtFlags, CWD};
use sink::Sink;
use temp::Store;

pub use arguments::cli;

/// Runs sort.
pub fn run(args: Args) -> Result {
    error::set_failure(2);
    let settings = arguments::parse(args)?;
    let rules = settings.rules()?;
    if settings.debug {
        debug::warn(&settings, &rules);
    }
    if let Some(check) = settings.check {
        return check::check(settings.files[0], &rules, check == 'c');
    }
    for name in &settings.files {
        if *name != "-" {
            fs::accessat(CWD, *name, Access::READ_OK, AtFlags::EACCESS)
                .map_err(|e| Error::io(format!("cannot read: {}", quotef(name)), &e.into()))?;
        }
    }
    let mut sink = Sink::open(settings.output)?;
    if settings.merge {
        let store = Store::new(settings.directories.clone(), settings.compressor);
        let parts = settings
            .files
            .iter()
            .map(|name| Part::Input(name))
            .collect();
        return merge(&settings, &rules, &store).merge(parts, &mut sink);
    }
    sort(&settings, &rules, &mut sink)
}

/// Sorts in memory; where that is too small, by runs that are merged in the end.
fn sort(settings: &Settings, rules: &Rules, sink: &mut Sink) -> Result {
    let mut batch = Batch::new(settings.memory());
    let mut feed = Feed::new(&settings.files);
    if batch.fill(&mut feed, rules.end)? {
        batch.sort(rules, settings.threads());
        sink.begin()?;
        if settings.debug {
            batch.each(rules, &mut |line| debug::write(line, rules, sink))?;
        } else {
            batch.write(rules, sink)?;
        }
        return sink.finish();
    }
    let store = Store::new(settings.directories.clone(), settings.compressor);
    let merge = merge(settings, rules, &store);
    let mut runs = Vec::new();
    let mut done = false;
    while !done || !batch.is_empty() {
        batch.sort(rules, settings.threads());
        runs.push(Part::Run(
            store.keep(&mut |write| batch.each(rules, write))?,
        ));
        batch.clear();
        if store.compresses() && runs.len() >= MOST_FILES {
            runs = merge.reduce(runs)?;
        }
        if !done {
            done = batch.fill(&mut feed, rules.end)?;
        }
    }
    drop(batch);
    merge.merge(runs, sink)
}

/// Files of compressed runs that are open at once.
const MOST_FILES: usize = 200;

fn merge<'a>(settings: &Settings, rules: &'a Rules, store: &'a Store) -> Merge<'a> {
    Merge {
        rules,
        store,
        batch: settings.batch,
        budget: settings.memory(),
        debug: settings.debug,
    }
}
