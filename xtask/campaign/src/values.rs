//! Values of options: mostly valid, now and then not.

use crate::input;
use crate::options::Opt;
use testing::Chance;

const COUNTS: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "7", "8", "10", "13", "20", "40", "72", "100", "1000", "+2",
    "-1", "-2", "-3",
];
const ODD_COUNTS: &[&str] = &[
    "",
    " ",
    "x",
    "1x",
    "3 ",
    " 3",
    "010",
    "0x10",
    "1.5",
    "-0",
    "--1",
    "1e2",
    "99999999999",
    "\u{663}",
    "1k",
    "+",
    "-",
];
const SIZES: &[&str] = &[
    "0", "1", "2", "3", "5", "10", "100", "512", "1K", "1k", "1KB", "1KiB", "2b", "1M", "+5", "-5",
    "+1K", "-1", "1B", "3c", "2w", "4MB", "1m", "1G",
];
const ODD_SIZES: &[&str] = &[
    "", "x", "K", "1KBx", "1kb", "1iB", "1KiBB", "0x4", "1.5K", "-", "1 K", "9E", "0K", "1i",
];
const LISTS: &[&str] = &[
    "1", "2", "3", "1-2", "2-", "-2", "1,3", "3,1", "2-3,5-", "1-1", "4-6,1", "-1,4-", "1 3", "5",
    "1,1,1", "10-", "1-3,2-5", "7,",
];
const ODD_LISTS: &[&str] = &[
    "",
    "0",
    "-",
    "x",
    "3-2",
    "1-x",
    "1--2",
    ",",
    "1,,2",
    "0-1",
    "99999999999999999999",
    "1-2-3",
    "+1",
    "1:2",
    " 1",
];
const CHARACTERS: &[&str] = &[
    ",", ":", " ", "\t", ";", "|", "a", "x", "-", "\\", "\n", "\u{e9}", "", "ab", "\\t", "\\0",
    "::", "\u{65e5}", "=",
];
const NAMES: &[&str] = &[
    "f1", "f2", "d", "d/a", "new", "gone", "l1", "-", "x y", "d/", "gone/x", ".",
];
const DATES: &[&str] = &[
    "@0",
    "@1700000000",
    "2024-03-09",
    "2024-03-09 01:02:03",
    "1 Jan 2000",
    "2000-01-01 +1 day",
    "2021-02-29",
    "20240309",
    "2024-03-09T10:00Z",
    "12/31/1999",
    "yesterday 2020-01-02",
    "2020-01-02 next month",
    "Mon, 01 Jan 2024 00:00:00 +0200",
    "2024-06-01 12:00 EST",
    "@-1.5",
    "2024-01-31 1 month ago",
    "x",
    "",
    "TZ=\"Asia/Tokyo\" 2020-01-01",
    "2024-03-09 25:00",
    "2024-W01",
    "1 hour ago 2024-01-01",
    "2024-03-09 1:2 pm",
    "2024-12-31 last friday",
    "00:00:60 2016-12-31",
    "J",
    "2020-01-01 10:00 -3 hours",
];
const MODES: &[&str] = &[
    "644",
    "755",
    "0",
    "7777",
    "u+x",
    "go-w",
    "a=rwX",
    "u=g",
    "+t",
    "u+s,g-s",
    "=",
    "a+",
    "o=u-w",
    "g+rx,o-",
    "00755",
    "=644",
    "+111",
    "u=rwx,g=rx,o",
    "8",
    "",
    "x",
    "u+q",
    "-w",
    "+x",
    "a-r",
];
const PATTERNS: &[&str] = &[
    "*", "f*", "[", "[a-f]*", "?", "*~", "d", "d/a", "\\*", "x y", "", "*.txt", "{a,b}",
];
const TEXTS: &[&str] = &[
    "", " ", "x", "--", "ab", ", ", "\t", "\u{e9}", "a b", "\\n", "%d", "\\", "> ", "#", "'",
];

/// Returns a value for an option of a utility.
pub(crate) fn value(utility: &str, option: &Opt, chance: &mut Chance) -> Vec<u8> {
    if !option.words.is_empty() && !chance.one_in(8) {
        return word(option, chance).into_bytes();
    }
    if chance.one_in(40) {
        return chance
            .pick(&[
                "\u{1}",
                "a\nb",
                "\u{e9}\u{65e5}",
                "99999999999999999999",
                "-",
                "it's",
            ])
            .as_bytes()
            .to_vec();
    }
    text(utility, option, chance).into_bytes()
}

/// Returns one of the words, or its beginning.
fn word(option: &Opt, chance: &mut Chance) -> String {
    let word = &option.words[chance.below(option.words.len())];
    // SELinux, and what differs from run to run.
    if word == "context" || word == "random" {
        return "all".to_owned();
    }
    if chance.one_in(6) && word.is_ascii() && !word.is_empty() {
        return word[..1 + chance.below(word.len())].to_owned();
    }
    word.clone()
}

fn text(utility: &str, option: &Opt, chance: &mut Chance) -> String {
    if let Some(text) = special(utility, &option.name, chance) {
        return text;
    }
    let from = match &*option.value {
        "LIST" if utility == "cut" => mostly(chance, LISTS, ODD_LISTS),
        "LIST" if utility == "paste" => CHARACTERS,
        "LIST" | "N" | "NUM" | "NUMBER" | "WIDTH" | "COLS" | "COLUMNS" | "LINES" | "DIGITS"
        | "MARGIN" | "FIELD" | "BITS" | "[-]NUM" | "[+]NUM" | "COUNT" | "FILENUM" | "NMERGE" => {
            mostly(chance, COUNTS, ODD_COUNTS)
        }
        "SIZE" | "BYTES" => mostly(chance, SIZES, ODD_SIZES),
        "DELIM" | "CHAR" | "SEP" | "X" | "CC" => CHARACTERS,
        "FILE" | "RFILE" | "DIR" | "DIRECTORY" | "F" | "DATEFILE" => NAMES,
        "MODE" => MODES,
        "PATTERN" => PATTERNS,
        _ => TEXTS,
    };
    chance.pick(from).to_owned()
}

fn mostly(
    chance: &mut Chance,
    usual: &'static [&'static str],
    odd: &'static [&'static str],
) -> &'static [&'static str] {
    if chance.one_in(10) { odd } else { usual }
}

/// Returns a value for an option whose values have a form of their own.
fn special(utility: &str, option: &str, chance: &mut Chance) -> Option<String> {
    let from: &[&str] = match (utility, option) {
        ("sort", "key") => return Some(key(chance)),
        ("join", "o") => &[
            "auto",
            "0",
            "1.1",
            "0,1.2,2.2",
            "1.1 2.1",
            "2.2,0",
            "1.0",
            "3.1",
            "x",
            "1.1,",
            "0,1.9",
            "0\t2.1",
        ],
        ("join", "a" | "v") => &["1", "2", "1", "2", "3", "x", ""],
        ("join", "j" | "1" | "2") => &["1", "2", "1", "2", "3", "0", "x", "-1", "99"],
        ("seq", "format") => &[
            "%g", "%.2f", "%05g", "%e", "x%gy", "%%%g", "%'g", "%a", "%d", "%", "%g%g", "",
            "%5.1f", "%-8gx", "%+g", "%#g", "%Lg", "%G", "%E", "% g",
        ],
        ("numfmt", "format") => &[
            "%f", "%'f", "%10f", "%-10f", "%010f", "%.2f", "x%fy", "%%%f", "%d", "%", "", "%f%f",
            "%.f", "%'10.1f", "%0f", "%.-1f", "% f",
        ],
        ("numfmt", "field") => mostly(chance, &["1", "2", "-", "1-2", "2-", "-3", "1,3"], LISTS),
        ("numfmt", "from-unit" | "to-unit") => &[
            "1", "2", "1000", "1K", "1Ki", "0", "512", "x", "-1", "1.5", "1M",
        ],
        ("numfmt", "header" | "padding") => {
            &["1", "2", "10", "-10", "20", "0", "x", "5", "-5", "3"]
        }
        ("date", "date") | ("touch", "date") => DATES,
        ("date", "iso-8601") => &[
            "date", "hours", "minutes", "seconds", "ns", "d", "h", "x", "",
        ],
        ("touch", "t") => &[
            "202403091011",
            "2403091011",
            "03091011.12",
            "200002300000",
            "x",
            "197001010000.00",
            "206901010000",
            "6901010000",
            "202412312359.60",
            "1",
        ],
        ("nl", "body-numbering" | "header-numbering" | "footer-numbering") => &[
            "a",
            "t",
            "n",
            "pa",
            "p^.",
            "px*",
            "p\\(a\\)\\1",
            "x",
            "p[",
            "",
            "p",
            "pa\\|b",
        ],
        ("nl", "number-format") => &["ln", "rn", "rz", "x", "", "l"],
        ("od", "format") => &[
            "x1", "o2", "d4", "u8", "fF", "fD", "fL", "c", "a", "x1z", "c2", "d", "xCxS", "fd",
            "x16", "f3", "", "d1d2", "oI", "uL", "az", "f8", "f4z", "x8x4",
        ],
        ("od", "address-radix") => &["o", "d", "x", "n", "z", "dx", ""],
        ("od", "endian") => &["big", "little", "b", "l", "x", ""],
        ("od", "S" | "strings") => &["1", "2", "3", "5", "0", "x"],
        ("od", "width") => &["1", "2", "3", "4", "8", "16", "32", "7", "100", "x", "1k"],
        ("od", "skip-bytes" | "read-bytes") => &[
            "0", "1", "2", "3", "10", "0x1f", "010", "1b", "1k", "100", "1K", "x", "5",
        ],
        ("split", "number") => &[
            "1", "2", "3", "5", "l/2", "l/3", "r/2", "r/3", "2/3", "l/1/3", "r/2/3", "0", "x",
            "l/", "4/3", "r/0/3", "10", "l/7",
        ],
        ("split", "filter") => &["cat >$FILE", "wc -c", "cat", "false", "head -c1", "exit 3"],
        ("split", "suffix-length") => &["1", "2", "3", "0", "x", "5"],
        ("split", "numeric-suffixes" | "hex-suffixes") => {
            &["0", "1", "5", "9", "98", "a", "f", "-1", "99"]
        }
        ("csplit", "suffix-format") => &[
            "%02d", "%d", "%x", "%05x", "%s", "x", "", "%d%d", "%-3da", "%#o", "%.3u", "%%%d",
            "%i", "%c",
        ],
        ("csplit", "prefix") | ("split", "additional-suffix") => {
            &["p", "x-", "", "\u{e9}", "d/", "gone/", ".txt"]
        }
        ("pr", "expand-tabs" | "output-tabs") => &["4", "8", "x", "x3", "1", ":2", "0"],
        ("pr", "number-lines") => &["3", ":3", "x", ".2", "0", "5", " 4"],
        ("pr", "pages") => &["1", "2", "1:2", "2:3", "2:1", "0", "x", "3:"],
        ("pr", "columns") => &["1", "2", "3", "4", "0", "x"],
        ("pr", "date-format") => &["%Y", "x", "+%F", "%%", ""],
        ("pr", "length") => &["1", "10", "11", "12", "20", "66", "5", "0", "x", "30"],
        ("pr", "width" | "page-width") => &["1", "10", "20", "36", "72", "80", "0", "x", "40"],
        ("ptx", "break-file" | "ignore-file" | "only-file") => &["f1", "f2", "gone"],
        ("ptx", "sentence-regexp" | "word-regexp") => &[
            "[.]",
            "\n",
            "[a-z]+",
            "\\w+",
            "x",
            "",
            "[",
            "[A-Z][a-z]*",
            "a\\|b",
        ],
        ("tr", _) => return None,
        ("head" | "tail", "lines" | "bytes") => mostly(
            chance,
            &[
                "0", "1", "2", "3", "-1", "-2", "+1", "+2", "+3", "-0", "+0", "5", "10", "1k",
                "2b", "100", "-3", "7",
            ],
            ODD_SIZES,
        ),
        ("expand" | "unexpand", "tabs") => &[
            "1", "2", "3", "4", "8", "3,6", "2 5 9", "4,+3", "/4", "2,/5", "1,2,3", "0", "x",
            "5,3", "+4", "3,+0", "", ",", "8,8", "/0", "10000", "2,+3,9",
        ],
        ("date", "rfc-3339") => &["date", "seconds", "ns", "s", "x"],
        ("ls" | "dir" | "vdir" | "du", "time-style") => &[
            "full-iso",
            "long-iso",
            "iso",
            "locale",
            "+%Y",
            "+%F\n%T",
            "posix-iso",
            "posix-long-iso",
            "x",
            "+",
            "+a%%",
        ],
        ("cksum", "length") | ("b2sum", "length") => &[
            "8", "16", "128", "256", "512", "0", "7", "520", "x", "384", "224",
        ],
        ("stat", "format" | "printf") => return Some(stat_format(chance)),
        ("truncate", "size") => &[
            "0", "1", "10", "+5", "-3", "<5", ">5", "/4", "%4", "1K", "x", "", "%0", "/0", " 5",
            "+-1", ">1K", "1kB", "<0",
        ],
        ("dd", _) => return None,
        ("tsort", _) => return None,
        ("shuf", "input-range") => &["1-1", "3-3", "5-4", "x", "1-", "2-1", "0-0", ""],
        ("shuf", "head-count") => &["0", "1", "x", "-1", ""],
        ("fmt", "prefix") => &["> ", "#", "# ", "  ", "*", "\u{e9}", "", "//"],
        ("fmt", "width" | "goal") => &[
            "1", "5", "10", "20", "30", "40", "60", "75", "79", "0", "2500", "2501", "x", "100",
        ],
        ("tee", "output-error") => return None,
        ("sort", "buffer-size") => &["1k", "10%", "1M", "1", "x", "50K", "0", "1b"],
        ("sort", "parallel" | "batch-size") => &["1", "2", "3", "0", "x", "16"],
        ("sort" | "join", "field-separator" | "t") => {
            mostly(chance, &[",", ":", " ", "\t", "x"], CHARACTERS)
        }
        ("cp" | "mv" | "ln" | "install", "suffix") => &[".bak", "~", "x", "", "/", ".b/c", "-"],
        ("cp", "preserve" | "no-preserve") => &[
            "mode",
            "timestamps",
            "links",
            "mode,timestamps",
            "all",
            "xattr",
            "x",
            "",
            "ownership",
            "context",
            "mode,x",
            "t",
        ],
        ("df", "output") => &[
            "target",
            "source,fstype",
            "file,target",
            "fstype",
            "x",
            "target,x",
            "file,file",
            "fstyp",
            "target,",
            ",file",
        ],
        ("df", "type" | "exclude-type") => &["tmpfs", "x", "ext4", "", "proc"],
        ("env", "split-string") => &[
            "printenv A",
            "-i A=1 printenv",
            "\\x",
            "A=${TZ} printenv A",
            "'a",
            "echo x\\c y",
            "#a",
            "echo\\_a",
            "echo a #b",
            "echo 'a b' \"c\\nd\"",
            "echo ${A",
            "echo $A",
            "",
            "echo \\$A \\#",
            "A=1 echo \"${A}\"",
            "-u TZ printenv",
            "echo \\",
            "echo \"a",
            "echo 'a\\'",
            "-S echo",
        ],
        ("env", "block-signal" | "ignore-signal" | "default-signal") => &[
            "PIPE", "INT,TERM", "x", "", "9", "KILL", "SIGHUP", "0", "USR1,", "99",
        ],
        ("env", "argv0") => &["x", "", "a b"],
        ("timeout", "signal") => &[
            "TERM", "9", "x", "", "0", "SIGINT", "int", "99", "-1", "RTMIN", "RTMAX-1", "64",
            "CHLD",
        ],
        ("timeout", "kill-after") => &["5", "x", "", "1d", "0", "-1", "7s", "1e1", "inf"],
        ("stdbuf", _) => &[
            "0", "L", "1K", "x", "", "1", "10x", "-1", "KB", "1KB", "l", "LL", "0x1", "00",
        ],
        ("nice", _) => &[
            "5",
            "-1",
            "x",
            "",
            "+3",
            "100",
            "0",
            "1.5",
            "-100",
            " 2",
            "99999999999999999999",
            "1k",
            "--1",
        ],
        ("nproc", _) => &[
            "1",
            "0",
            "99",
            "x",
            "",
            "-1",
            "1k",
            " 1",
            "99999999999999999999",
        ],
        ("shred", "iterations") => &["0", "0", "0", "0", "x", "-1", "", "0x0"],
        ("shred", "size") => &["0", "1", "10", "1K", "x", "", "4097", "-1", "1kB"],
        ("chown" | "chgrp", "from") => &[
            "nobody",
            "0",
            "65534:65534",
            ":65534",
            "x",
            "",
            ":",
            "root:root",
            "nobody:",
        ],
        ("chroot", "groups") => &["0", "nogroup", "x", "", "0,x", "65534,", "root"],
        ("chroot", "userspec") => &["root", "x", "0:0", "nobody:x", "", ":", "65534"],
        ("rm", "interactive") => &["never", "once", "always", "no", "yes", "x"],
        ("mktemp", _) => return None,
        _ => return None,
    };
    Some(chance.pick(from).to_owned())
}

/// Returns a key of sort.
fn key(chance: &mut Chance) -> String {
    let mut key = String::new();
    let position = |key: &mut String, chance: &mut Chance| {
        key.push_str(chance.pick(&["1", "2", "3", "1", "2", "5"]));
        if chance.one_in(3) {
            key.push_str(chance.pick(&[".1", ".2", ".3", ".0", ".10"]));
        }
        while chance.one_in(3) {
            key.push_str(
                chance.pick(&["n", "r", "b", "f", "d", "i", "g", "h", "M", "V", "bn", "bf"]),
            );
        }
    };
    position(&mut key, chance);
    if chance.one_in(2) {
        key.push(',');
        position(&mut key, chance);
    }
    if chance.one_in(30) {
        key.push_str(chance.pick(&["x", ",", "-", ".", "0", ",0"]));
    }
    key
}

/// Returns a format of stat, of what two runs have in common.
fn stat_format(chance: &mut Chance) -> String {
    let parts = [
        "%a", "%A", "%B", "%F", "%f", "%g", "%G", "%h", "%n", "%N", "%s", "%t", "%T", "%u", "%U",
        "%y", "%Y", "%10s", "%-10s|", "%05a", "%.3Y", "%10.2Y", "%%", "%", "%q", "\\n", "\\t",
        "\\x41", "\\101", "\\q", "%#a", "%+s", "% s", "%'s", "x", " ", "%.0Y", "%20n|", "%.2n",
        "%Y%", "%I", "%l", "%S",
    ];
    let text = chance.text(4, &parts);
    if text.is_empty() {
        "%n".to_owned()
    } else {
        text
    }
}

/// Returns a word for an operand that is text.
pub(crate) fn operand_text(chance: &mut Chance) -> &'static str {
    if chance.one_in(3) {
        chance.pick(TEXTS)
    } else {
        input::word(chance)
    }
}

/// Returns the mode operand of chmod.
pub(crate) fn mode(chance: &mut Chance) -> &'static str {
    chance.pick(MODES)
}
