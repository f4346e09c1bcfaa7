//! Environment variables that utilities look at.

use crate::case::Case;
use testing::Chance;

/// Utilities, separated by spaces; a variable; values.
type Row = (&'static str, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    ("ls dir vdir", "TABSIZE", &["4", "0", "x", "8", "", "-1"]),
    (
        "ls dir vdir",
        "LS_BLOCK_SIZE",
        &["1K", "1", "si", "x", "'1", ""],
    ),
    (
        "du",
        "DU_BLOCK_SIZE",
        &["1K", "1", "si", "x", "'1", "", "512"],
    ),
    (
        "df",
        "DF_BLOCK_SIZE",
        &["1K", "1", "si", "x", "'1", "", "512"],
    ),
    (
        "ls dir vdir du df",
        "BLOCK_SIZE",
        &[
            "1K",
            "human-readable",
            "si",
            "512",
            "x",
            "'1",
            "",
            "0",
            "KB",
        ],
    ),
    (
        "ls dir vdir du df",
        "BLOCKSIZE",
        &["1K", "512", "x", "", "0", "1M"],
    ),
    (
        "ls dir vdir du",
        "TIME_STYLE",
        &[
            "iso",
            "+%Y",
            "posix-iso",
            "x",
            "full-iso",
            "locale",
            "",
            "+%s\n%F",
            "posix-",
        ],
    ),
    (
        "cp mv ln install",
        "SIMPLE_BACKUP_SUFFIX",
        &[".b", "", "a/b", "~~", "/", ".", "it's"],
    ),
    (
        "cp mv ln install",
        "VERSION_CONTROL",
        &[
            "numbered", "simple", "existing", "none", "x", "t", "", "n", "nil", "off", "never", "e",
        ],
    ),
    (
        "sort split shuf",
        "TMPDIR",
        &["/nonexistent", "d", "", "f1", "."],
    ),
    (
        "date touch ls dir vdir pr du stat",
        "TZ",
        &[
            "Europe/Berlin",
            "",
            "x",
            ":UTC",
            "UTC+24",
            "CET-1CEST",
            "America/New_York",
            "<+03>-3",
            "EST5EDT",
        ],
    ),
    (
        "head tail sort touch uniq expand unexpand fold nl od pr split test cut nice",
        "_POSIX2_VERSION",
        &["199209", "200112", "200809", "x", "", "0"],
    ),
    (
        "ls dir vdir",
        "LS_COLORS",
        &[
            "di=1",
            "",
            "*=1",
            "no=1:fi=2",
            "lc=a:rc=b:ec=c",
            "\\",
            "di=^A",
        ],
    ),
    ("ls dir vdir", "TERM", &["dumb", "xterm"]),
    (
        "ls dir vdir",
        "COLUMNS",
        &["", "1", "132", "0x20", "99999999999999999999", "-1", "20 "],
    ),
    (
        "stat",
        "QUOTING_STYLE",
        &["literal", "c", "locale", "", "shell-escape-always"],
    ),
    ("wc od tr sort", "LC_CTYPE", &["C.UTF-8"]),
    ("env printenv", "A", &["1", "", "a\nb"]),
];

/// Sets variables now and then, and the locale.
pub(crate) fn set(case: &mut Case, chance: &mut Chance) {
    if chance.one_in(20) {
        let value = chance.pick(&["1", "1", ""]);
        case.variables.push(("POSIXLY_CORRECT", value.to_owned()));
    }
    let fits = |row: &&Row| row.0.split(' ').any(|utility| utility == case.utility);
    let rows: Vec<&Row> = ROWS.iter().filter(fits).collect();
    if !rows.is_empty() && chance.one_in(5) {
        let (_, name, values) = rows[chance.below(rows.len())];
        let new = case.variables.iter().all(|(other, _)| other != name);
        if new {
            case.variables.push((name, chance.pick(values).to_owned()));
        }
    }
    if chance.one_in(10) {
        // Messages stay in English.
        let locale = chance.pick(&["de_DE.UTF-8", "en_US.UTF-8"]);
        case.utf8 = true;
        case.variables.push(("LC_ALL", locale.to_owned()));
        case.variables.push(("LANGUAGE", "C".to_owned()));
    }
}
