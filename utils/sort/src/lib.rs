//! sort: sort, merge or check lines. GNU manual node "sort invocation"; POSIX sort.
//!
//! The input is read in batches that fit into memory ([`batch`]). A single batch is sorted
//! ([`sorting`]) and written. Otherwise each batch becomes a sorted run in a temporary file
//! ([`temp`]), and the runs are merged ([`merge`]). All of them compare lines by [`rules`].
//!
//! `-g` compares C's `long double` on x86-64, and `double` elsewhere. `-R` with the same
//! `--random-source` gives another order than GNU's sort, which uses another hash function.

mod arguments;
mod batch;
mod check;
mod debug;
mod files0;
mod keys;
mod merge;
mod numeric;
mod obsolete;
mod order;
mod rules;
mod sink;
mod sizes;
mod sorting;
mod temp;
mod version;

use arguments::{Check, Settings};
use batch::{Batch, Feed};
use merge::{Merge, Part};
use rules::Rules;
use shared::prelude::*;
use shared::program::cli::Table;
use shared::rustix::fs::{Access, CWD};
use shared::sys::access::may;
use sink::Sink;
use temp::Store;

pub fn run(args: Args) -> Result {
    status::set_failure(2);
    let settings = arguments::parse(args)?;
    let rules = settings.rules()?;
    if settings.debug {
        debug::warn(&settings, &rules);
    }
    if let Some(check) = settings.check {
        return check::check(settings.files[0], &rules, check == Check::Report);
    }
    for name in &settings.files {
        if *name != "-" {
            may(CWD, *name, Access::READ_OK)
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

pub fn cli() -> Cli {
    let about = "Print the lines of all FILEs in sorted order.";
    cli::utility("sort", "[OPTION]... [FILE]...", about)
        .listed_first("merge month-sort debug dictionary-order")
        .options(ORDERS)
        .options(options![
            value(
                "--batch-size",
                "NMERGE",
                "merge at most NMERGE inputs at once",
            ),
            flag("-c", "").shown_with("check"),
            flag("-C", "the same as --check=quiet"),
            optional(
                "--check",
                "WORD",
                "check whether the input is sorted, do not sort; report the first line out of \
                 order (diagnose-first, the default) or nothing (quiet or silent)",
            ),
            value(
                "--compress-program",
                "PROG",
                "compress temporary files with PROG, and decompress them with PROG -d",
            ),
            flag(
                "--debug",
                "underline the sort keys of each line, and warn about questionable usage",
            ),
            value(
                "--files0-from",
                "F",
                "read the names of FILEs, each terminated by NUL, from F; - means standard input",
            ),
            value(
                "-k, --key",
                "KEYDEF",
                "sort by this key, see below; may be repeated",
            ),
            flag("-m, --merge", "merge files that are already sorted"),
            value(
                "-o, --output",
                "FILE",
                "write to FILE, which may be an input file",
            ),
            value("--parallel", "N", "use at most N threads"),
            flag(
                "-s, --stable",
                "keep the input order of lines with equal keys",
            ),
            value(
                "-S, --buffer-size",
                "SIZE",
                "use SIZE of memory for sorting",
            ),
            value(
                "-t, --field-separator",
                "SEP",
                "fields are separated by SEP, instead of the transition to a blank",
            ),
            value(
                "-T, --temporary-directory",
                "DIR",
                "create temporary files in DIR instead of $TMPDIR or /tmp",
            ),
            flag(
                "-u, --unique",
                "print only the first of lines with equal keys",
            ),
            value("-y", "SIZE", ""),
            flag(
                "-z, --zero-terminated",
                "lines are terminated by NUL instead of newline",
            ),
        ])
        .notes(KEYS_AND_SIZES)
}

/// The ordering options, whose letters keys take too.
const ORDERS: Table = options![
    flag(
        "-b, --ignore-leading-blanks",
        "ignore leading blanks of keys",
    ),
    flag(
        "-d, --dictionary-order",
        "consider only blanks, letters and digits",
    ),
    flag("-f, --ignore-case", "ignore differences in case"),
    flag(
        "-g, --general-numeric-sort",
        "compare as floating-point numbers",
    ),
    flag(
        "-i, --ignore-nonprinting",
        "consider only printable characters",
    ),
    flag(
        "-M, --month-sort",
        "compare names of months: unknown < JAN < ... < DEC",
    ),
    flag(
        "-h, --human-numeric-sort",
        "compare human-readable sizes, like 2K < 1G",
    ),
    flag(
        "-n, --numeric-sort",
        "compare as decimal numbers of any length",
    ),
    flag("-R, --random-sort", "shuffle, but keep equal keys together"),
    value(
        "--random-source",
        "FILE",
        "use bytes of FILE as the random seed of -R",
    ),
    flag("-r, --reverse", "reverse the order"),
    value(
        "--sort",
        "WORD",
        "sort as the option does: general-numeric -g, human-numeric -h, month -M, numeric \
             -n, random -R, version -V",
    ),
    flag(
        "-V, --version-sort",
        "compare version numbers within text by value",
    ),
];

/// The end of the help page.
const KEYS_AND_SIZES: &str = "KEYDEF is F[.C][OPTS][,F[.C][OPTS]]: the field and the byte at which the key \
                              begins, and those at which it ends, counted from 1. Without an end, the key \
                              extends to the end of the line. OPTS are letters of [bdfgiMhnRrV], which override \
                              the ordering options for this key.\n\n\
                              SIZE is in units of 1024 bytes, or has one of the suffixes % (of memory), b \
                              (bytes), K, M, G, T, P, E, Z, Y, R, Q.\n\n\
                              Standard input is read if there is no FILE, and for each FILE that is -.";

/// Sorts in memory, or by runs that are merged in the end where memory is too small.
fn sort(settings: &Settings, rules: &Rules, sink: &mut Sink) -> Result {
    let mut batch = Batch::new(settings.given_memory(), rules.unique);
    let mut feed = Feed::new(&settings.files);
    if batch.fill(&mut feed, rules.end)? {
        batch.sort(rules, settings.threads(batch.len()));
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
        batch.sort(rules, settings.threads(batch.len()));
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

/// How many files of compressed runs may be open at once.
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
