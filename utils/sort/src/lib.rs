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
use shared::program::cli::Arg;
use shared::rustix::fs::{self, Access, AtFlags, CWD};
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

pub fn cli() -> Command {
    let about = "Write all FILE(s) to standard output, sorted by line.";
    cli::utility("sort", "[OPTION]... [FILE]...", about)
        .args(orders())
        .args([
            value(
                "--batch-size",
                "NMERGE",
                "merge at most NMERGE inputs at a time",
            ),
            flag(
                "-c",
                "only check if the input is sorted, and say where it isn't",
            ),
            flag("-C", "the same, but say nothing"),
            optional(
                "--check",
                "WORD",
                "-c (diagnose-first), or -C (quiet, silent)",
            ),
            value(
                "--compress-program",
                "PROG",
                "compress temporary files with PROG, decompress with PROG -d",
            ),
            flag(
                "--debug",
                "underline the keys of each line, warn about doubtful usage",
            ),
            value(
                "--files0-from",
                "F",
                "read input from files named in F, each ended by NUL",
            ),
            value("-k, --key", "KEYDEF", "sort by a key: see below"),
            flag("-m, --merge", "merge files that are sorted already"),
            value(
                "-o, --output",
                "FILE",
                "write to FILE, which may be one of the inputs",
            ),
            value("--parallel", "N", "use N threads at most"),
            flag("-s, --stable", "leave lines with equal keys as they came"),
            value("-S, --buffer-size", "SIZE", "use SIZE of memory"),
            value(
                "-t, --field-separator",
                "SEP",
                "fields end at SEP, not where blanks begin",
            ),
            value(
                "-T, --temporary-directory",
                "DIR",
                "put temporary files into DIR, not $TMPDIR or /tmp",
            ),
            flag(
                "-u, --unique",
                "write only the first of lines with equal keys",
            ),
            flag(
                "-z, --zero-terminated",
                "lines end with NUL, not with a newline",
            ),
        ])
        .after_help(KEYS_AND_SIZES)
}

/// The ordering options, whose letters keys take too.
fn orders() -> [Arg; 13] {
    [
        flag(
            "-b, --ignore-leading-blanks",
            "skip blanks at the start of keys",
        ),
        flag(
            "-d, --dictionary-order",
            "compare blanks, letters and digits only",
        ),
        flag(
            "-f, --ignore-case",
            "compare small letters as if they were capitals",
        ),
        flag(
            "-g, --general-numeric-sort",
            "compare as floating-point numbers",
        ),
        flag(
            "-i, --ignore-nonprinting",
            "compare printable characters only",
        ),
        flag(
            "-M, --month-sort",
            "compare as months: unknown < 'JAN' < ... < 'DEC'",
        ),
        flag("-h, --human-numeric-sort", "compare as sizes: 2K < 1G"),
        flag(
            "-n, --numeric-sort",
            "compare as decimal numbers of any length",
        ),
        flag("-R, --random-sort", "shuffle, but keep equal keys together"),
        value(
            "--random-source",
            "FILE",
            "take the bytes that decide -R from FILE",
        ),
        flag("-r, --reverse", "turn the order around"),
        value(
            "--sort",
            "WORD",
            "as -g, -h, -M, -n, -R, -V: general-numeric, human-numeric, \
             month, numeric, random, version",
        ),
        flag(
            "-V, --version-sort",
            "compare numbers within text by their value",
        ),
    ]
}

/// The end of the help page.
const KEYS_AND_SIZES: &str = "\
KEYDEF is F[.C][OPTS][,F[.C][OPTS]]: the first and the last field and byte of the key,
counted from 1; the key goes on to the end of the line, or of the last field, where these
are left out. OPTS are letters of [bdfgiMhnRrV] that hold for this key alone.
SIZE is in KiB; % of memory, b for bytes, K, M, G, T, P, E, Z, Y, R or Q may follow.

With no FILE, or when FILE is -, read standard input.";

/// Sorts in memory, or by runs that are merged in the end where memory is too small.
fn sort(settings: &Settings, rules: &Rules, sink: &mut Sink) -> Result {
    let mut batch = Batch::new(settings.memory(), rules.unique);
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
