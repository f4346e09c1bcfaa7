//! What is fuzzed: command lines, and where the input goes in them.
//!
//! Words are separated by blanks. In each line the input is
//!
//! - `{}`: a part of a word,
//! - `{lines}`: words, one from each line of the input,
//! - `{files}`: the same for words that may be files, so that none may have a slash,
//! - `<`: standard input (also the file `/dev/stdin`).
//!
//! If there are several lines, the first byte of the input selects one. The folder is an empty one,
//! except for the file `f`.
//!
//! Utilities that run commands, send signals or wait are not here.

/// A parser, or a filter.
#[derive(Debug)]
pub struct Target {
    pub name: &'static str,
    pub lines: &'static [&'static str],
    /// Which inputs are passed over.
    pub except: Except,
}

/// Which inputs would only use up memory or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Except {
    /// None.
    Nothing,
    /// Numbers of five digits or more, or with a suffix, an exponent or a hexadecimal prefix: as a
    /// width or a count they only cost memory. So do many operators of regular expressions.
    Costly,
}

use Except::{Costly, Nothing};

/// All targets, sorted by name. `corpus` has a folder for each.
pub const TARGETS: &[Target] = &[
    target("basenc", BASENC, Nothing),
    target("checksums", CHECKSUMS, Nothing),
    target("csplit", &["csplit -s gone {lines}"], Costly),
    target("cut", CUT, Nothing),
    target("date", &["date -u -d {}", "date -d {}"], Nothing),
    target("date-format", DATE_FORMAT, Costly),
    target("dircolors", &["dircolors -b - <"], Nothing),
    target("expr", &["expr {files}"], Nothing),
    target("factor", &["factor <"], Costly),
    target("filters", FILTERS, Nothing),
    target("formatters", FORMATTERS, Nothing),
    target("join", JOIN, Costly),
    target("keys", KEYS, Costly),
    target("modes", &["chmod {} f", "mkdir -m {} f"], Nothing),
    target("nl", &["nl {files}"], Costly),
    target("numfmt", NUMFMT, Costly),
    target("numfmt-format", NUMFMT_FORMAT, Costly),
    target("od", OD, Costly),
    target("pr", &["pr {files}"], Costly),
    target("printf", &["printf {lines}"], Costly),
    target("ptx", &["ptx -W {} f", "ptx -S {} f", "ptx <"], Costly),
    target("seq", &["seq -f {} 1 3"], Costly),
    target("signals", &["kill -l {}"], Nothing),
    target("sizes", SIZES, Costly),
    target("stat", STAT, Costly),
    target("tabs", TABS, Costly),
    target("tac", &["tac -r -s {} f", "tac -s {} f", "tac <"], Costly),
    target("test", &["test {lines}"], Nothing),
    target("tr", TR, Costly),
    target("tsort", &["tsort <"], Nothing),
    target("utmp", UTMP, Nothing),
    target("words", WORDS, Costly),
];

const fn target(name: &'static str, lines: &'static [&'static str], except: Except) -> Target {
    Target {
        name,
        lines,
        except,
    }
}

const BASENC: &[&str] = &[
    "base64 -d <",
    "base64 -d -i <",
    "base32 -d <",
    "basenc -d --base58 <",
    "basenc -d --base64url <",
    "basenc -d --base32hex -i <",
    "basenc -d --base16 <",
    "basenc -d --base2msbf <",
    "basenc -d --base2lsbf -i <",
    "basenc -d --z85 <",
    "basenc --base58 <",
];

const CHECKSUMS: &[&str] = &[
    "md5sum -c <",
    "cksum -c <",
    "cksum -a sha256 --strict -w -c <",
    "b2sum -c --ignore-missing <",
    "sha1sum -z f <",
];

const CUT: &[&str] = &[
    "cut -c {} f",
    "cut -b {} --output-delimiter=: f",
    "cut -d 1 -f {} f",
    "cut --complement -f {} f",
    "cut -d {} -f 2 f",
    "uniq {files}",
];

const DATE_FORMAT: &[&str] = &[
    "date -u -d 2001-02-03 +{}",
    "date -u -d @-99999999999 +{}",
    "ls -d -l --time-style=+{} f",
];

const FILTERS: &[&str] = &[
    "cat -A <",
    "cat -ns <",
    "wc -lwmcL <",
    "uniq -c <",
    "uniq -D -i <",
    "sum <",
    "sum -s <",
    "cksum <",
    "head -n -2 <",
    "head -c -5 <",
    "tail -n 2 <",
    "tail -n +2 <",
    "tail -c 5 <",
    "tac <",
    "shuf <",
    "paste - - <",
    "paste -s -d ab <",
    "comm - f <",
    "cut -d a -f 2- <",
    "cut -c 2-5 <",
    "sort <",
    "sort -n <",
    "sort -V <",
    "sort -h -u <",
    "sort -g <",
    "sort -M -k 2 <",
];

const FORMATTERS: &[&str] = &[
    "fmt <",
    "fmt -w 20 -u <",
    "fmt -c -p a <",
    "fmt -t -s -w 10 <",
    "fold -w 7 <",
    "fold -s -w 9 <",
    "fold -b -w 3 <",
    "expand <",
    "expand -i -t 3,5 <",
    "unexpand -a <",
    "unexpand -t 2,5,/3 <",
    "pr -l 20 <",
    "pr -l 20 -3 <",
    "pr -a -2 -t -e <",
    "nl -ba -d ab <",
    "nl -bpa -w 3 <",
    "ptx <",
    "ptx -G <",
    "ptx -A -r -f <",
];

const JOIN: &[&str] = &[
    "join {files}",
    "join -o {} f f",
    "join -t {} f f",
    "join - f <",
];

const KEYS: &[&str] = &["sort -k {} f", "sort {files}", "sort -t {} -k 2 f"];

const NUMFMT: &[&str] = &[
    "numfmt --from=auto <",
    "numfmt --from=iec-i --to=si --invalid=ignore <",
    "numfmt --to=iec --suffix=B --field=- --invalid=warn <",
    "numfmt --from=si --round=nearest --padding=9 --header -d : <",
];

const NUMFMT_FORMAT: &[&str] = &["numfmt --format={} 12", "numfmt {lines}"];

const OD: &[&str] = &[
    "od -t {} f",
    "od {files}",
    "od -A x -t fLfDfFx1a <",
    "od -S 3 <",
    "od -c -w3 <",
];

const SIZES: &[&str] = &[
    "head -c {} f",
    "tail -n {} f",
    "truncate -c -s {} gone",
    "du --block-size={} f",
    "df -B {} .",
    "ls --block-size={} -s f",
    "shred -s {} gone",
    "split -b {} gone",
];

const STAT: &[&str] = &[
    "stat -c {} f",
    "stat --printf={} f",
    "stat -f -c {} f",
    "stat --printf={} /",
];

const TABS: &[&str] = &["expand -t {} f", "unexpand -t {} f", "expand {files}"];

const TR: &[&str] = &[
    "tr {lines} <",
    "tr -d {} <",
    "tr -s {} <",
    "tr -c {} x <",
    "tr a-z {} <",
];

const UTMP: &[&str] = &[
    "who -a /dev/stdin <",
    "who -H /dev/stdin <",
    "users /dev/stdin <",
    "who -m /dev/stdin <",
];

const WORDS: &[&str] = &[
    "echo -e {}",
    "basename {lines}",
    "dirname {lines}",
    "pathchk -p -- {lines}",
    "mktemp -u {}",
    "ls --quoting-style=shell-escape -d {}",
    "ls -I {} f",
    "ls -w {} f",
    "du --exclude={} -d 0 f",
    "chown {} gone",
    "printf %q\\n {}",
    "cut --help={}",
];
