//! How the cases of each utility are made.

use crate::case::{Argument, Case};
use crate::operands::{files, system, trees, words};
use crate::options::{Opt, Options, Takes};
use crate::{mistakes, near, values, variables};
use testing::Chance;

/// Adds files, input and operands to a case.
type Operands = fn(&mut Case, &mut Chance);

/// How the cases of a utility are made.
pub(crate) struct Recipe {
    /// The utility.
    pub(crate) utility: &'static str,
    operands: Operands,
    /// Names of options of which one is nearly always given.
    needs: &'static [&'static str],
}

/// Options that are never given, with the reason. `*` stands for all utilities.
const EXCLUDED: &[(&str, &str, &str)] = &[
    ("*", "help", "the text is our own"),
    ("*", "version", "the text is our own"),
    ("*", "context", "SELinux"),
    ("*", "Z", "SELinux"),
    ("*", "-debug", "for developers"),
    ("numfmt", "dev-debug", "for developers"),
    ("split", "-io-blksize", "allocates without limit"),
    ("fmt", "goal", "given with a width"),
    ("wc", "debug", "names the hardware"),
    ("cksum", "debug", "names the hardware"),
    (
        "cp",
        "strip-trailing-slashes",
        "GNU strips the destination, or nothing",
    ),
    ("cp", "debug", "depends on the file system"),
    ("date", "set", "sets the clock"),
    ("date", "debug", "names the zone of the machine"),
    ("date", "file", "reads dates relative to now"),
    ("date", "reference", "depends on the time of the run"),
    ("date", "resolution", "GNU 9.1 lacks it"),
    ("env", "chdir", "leaves the folder"),
    ("env", "debug", "names what is run, which differs"),
    ("shred", "random-source", "is not used for zeros"),
    ("stty", "file", "opens terminals"),
    ("df", "total", "changes all the time"),
    ("df", "inodes", "changes all the time"),
    ("df", "all", "lists the machine's mounts"),
    ("who", "boot", "GNU 9.1 knows the time from a file alone"),
    (
        "who",
        "all",
        "GNU 9.1 knows the time of the start from a file alone",
    ),
    ("install", "strip", "runs a program"),
    ("install", "strip-program", "runs a program"),
    ("install", "owner", "users of the machine"),
    ("install", "group", "users of the machine"),
    ("ls", "inode", "differs from run to run"),
    ("dir", "inode", "differs from run to run"),
    ("vdir", "inode", "differs from run to run"),
    ("ls", "c", "the time of the run"),
    ("dir", "c", "the time of the run"),
    ("vdir", "c", "the time of the run"),
    ("ls", "time", "may be the time of the run"),
    ("dir", "time", "may be the time of the run"),
    ("vdir", "time", "may be the time of the run"),
    ("ls", "hyperlink", "names the host"),
    ("dir", "hyperlink", "names the host"),
    ("vdir", "hyperlink", "names the host"),
    ("du", "time", "may be the time of the run"),
    ("du", "inodes", "counts on tmpfs"),
    ("ls", "u", "the first run changes it"),
    ("dir", "u", "the first run changes it"),
    ("vdir", "u", "the first run changes it"),
    (
        "mv",
        "strip-trailing-slashes",
        "GNU 9.1 keeps the name without slashes",
    ),
    ("stat", "terse", "numbers of inodes"),
    ("stat", "file-system", "changes all the time"),
    ("mv", "debug", "depends on the file system"),
    ("rm", "interactive", "no answers are given"),
    ("shuf", "repeat", "does not end"),
    ("shuf", "random-source", "the order is our own"),
    ("sort", "random-sort", "differs from run to run"),
    ("sort", "random-source", "differs from run to run"),
    ("sort", "compress-program", "runs a program"),
    (
        "sort",
        "temporary-directory",
        "what uses it depends on memory",
    ),
    ("sort", "parallel", "depends on the machine"),
    ("tail", "follow", "does not end"),
    ("tail", "f", "does not end"),
    ("tail", "F", "does not end"),
    ("tail", "pid", "other processes"),
    ("tail", "sleep-interval", "waits"),
];

const fn recipe(utility: &'static str, operands: Operands) -> Recipe {
    Recipe {
        utility,
        operands,
        needs: &[],
    }
}

const fn needing(
    utility: &'static str,
    operands: Operands,
    needs: &'static [&'static str],
) -> Recipe {
    Recipe {
        utility,
        operands,
        needs,
    }
}

/// All recipes.
pub(crate) const RECIPES: &[Recipe] = &[
    recipe("[", words::bracket),
    recipe("arch", system::nothing),
    recipe("b2sum", files::sums),
    recipe("base32", files::encoded),
    recipe("base64", files::encoded),
    recipe("basename", words::paths),
    needing(
        "basenc",
        files::encoded,
        &[
            "base64",
            "base64url",
            "base32",
            "base32hex",
            "base16",
            "base2msbf",
            "base2lsbf",
            "z85",
        ],
    ),
    recipe("cat", files::any),
    recipe("chgrp", system::owners),
    recipe("chmod", trees::chmod),
    recipe("chown", system::owners),
    recipe("chroot", words::paths),
    recipe("cksum", files::sums),
    recipe("comm", files::two_ordered),
    recipe("cp", trees::copy),
    recipe("csplit", files::csplit),
    needing(
        "cut",
        files::any,
        &["bytes", "characters", "fields", "fields"],
    ),
    needing("date", words::date, &["date"]),
    recipe("dd", files::dd),
    needing("df", trees::list, &["output"]),
    recipe("dir", trees::list),
    recipe("dircolors", files::dircolors),
    recipe("dirname", words::paths),
    recipe("du", trees::list),
    recipe("echo", words::echo),
    recipe("env", system::env),
    recipe("expand", files::any),
    recipe("expr", words::expr),
    recipe("factor", words::factor),
    recipe("false", system::nothing),
    recipe("fmt", files::formatted),
    recipe("fold", files::any),
    recipe("groups", system::users),
    recipe("head", files::any),
    recipe("hostid", system::nothing),
    recipe("id", system::users),
    recipe("install", trees::copy),
    recipe("join", files::two_ordered),
    recipe("link", trees::two_names),
    recipe("ln", trees::copy),
    recipe("logname", system::nothing),
    recipe("ls", trees::list),
    recipe("md5sum", files::sums),
    recipe("mkdir", trees::make),
    recipe("mkfifo", trees::make),
    recipe("mknod", system::nodes),
    recipe("mv", trees::copy),
    recipe("nice", system::starts),
    recipe("nl", files::any),
    recipe("nohup", system::starts),
    recipe("nproc", system::nproc),
    recipe("numfmt", words::numfmt),
    recipe("od", files::any),
    recipe("paste", files::any),
    recipe("pathchk", words::paths),
    recipe("pinky", system::users),
    recipe("pr", files::paged),
    recipe("printenv", system::printenv),
    recipe("printf", words::printf),
    recipe("ptx", files::one),
    recipe("pwd", system::nothing),
    recipe("readlink", trees::list),
    recipe("realpath", trees::list),
    recipe("rm", trees::change),
    recipe("rmdir", trees::change),
    recipe("seq", words::seq),
    recipe("sha1sum", files::sums),
    recipe("sha224sum", files::sums),
    recipe("sha256sum", files::sums),
    recipe("sha384sum", files::sums),
    recipe("sha512sum", files::sums),
    needing("shred", system::shred, &["iterations"]),
    recipe("shuf", files::shuffled),
    recipe("sleep", system::sleep),
    recipe("sort", files::any),
    recipe("split", files::split),
    recipe("stat", trees::stat),
    recipe("stdbuf", system::starts),
    recipe("stty", system::stty),
    recipe("sum", files::any),
    recipe("sync", trees::some),
    recipe("tac", files::any),
    recipe("tail", files::any),
    recipe("tee", files::tee),
    recipe("test", words::test),
    recipe("timeout", system::timeout),
    needing("touch", trees::make, &["date", "t", "reference"]),
    recipe("tr", words::tr),
    recipe("true", system::nothing),
    needing("truncate", trees::change, &["size", "size", "reference"]),
    recipe("tsort", files::pairs),
    recipe("tty", system::nothing),
    recipe("uname", system::nothing),
    recipe("unexpand", files::any),
    recipe("uniq", files::uniq),
    recipe("unlink", trees::change),
    recipe("users", system::nothing),
    recipe("vdir", trees::list),
    recipe("wc", files::any),
    recipe("who", system::nothing),
    recipe("whoami", system::nothing),
];

/// Returns the options that may be given to a utility.
pub(crate) fn allowed(utility: &str, options: Vec<Opt>) -> Vec<Opt> {
    // These read their arguments without getopt, or have none.
    if ["[", "test", "expr", "echo", "dd"].contains(&utility) {
        return Vec::new();
    }
    let excluded = |name: &str| {
        let of = |row: &&(&str, &str, &str)| row.0 == "*" || row.0 == utility;
        EXCLUDED.iter().filter(of).any(|row| row.1 == name)
    };
    let mut options = options;
    options.retain(|option| {
        // `fmt` gets its width with a goal, as GNU 9.1 counts otherwise.
        let width =
            utility == "fmt" && (option.name == "width" || option.name.parse::<u8>().is_ok());
        !excluded(&option.name) && !width
    });
    options
}

impl Recipe {
    /// Makes a case. `options` are those that may be given.
    pub(crate) fn case(&self, options: &Options, chance: &mut Chance) -> Case {
        let mut case = Case {
            utility: self.utility,
            utf8: chance.one_in(2),
            ..Case::default()
        };
        (self.operands)(&mut case, chance);
        variables::set(&mut case, chance);
        let mut given = self.draw(options, chance);
        if chance.one_in(3) {
            bundle(&mut given);
        }
        mix(&mut case, given, chance);
        if chance.one_in(40) {
            let at = chance.below(case.arguments.len() + 1);
            case.arguments.insert(at, Argument::default());
        }
        if chance.one_in(25) {
            mistakes::add(&mut case, options, chance);
        }
        if chance.one_in(5) {
            near::change(&mut case, chance);
        }
        if self.utility == "stat"
            && !case
                .options()
                .any(|name| name == "format" || name == "printf")
        {
            // The default shows numbers of inodes.
            case.arguments.insert(
                0,
                Argument {
                    text: b"-c%n %s".to_vec(),
                    options: vec!["format".to_owned()],
                },
            );
        }
        case
    }

    /// Draws options, with their values, in the order in which they are given.
    fn draw(&self, all: &Options, chance: &mut Chance) -> Vec<Argument> {
        let options = &all.given;
        let mut given = Vec::new();
        let needed: Vec<&Opt> = options
            .iter()
            .filter(|option| self.needs.contains(&&*option.name))
            .collect();
        if !needed.is_empty() && !chance.one_in(20) {
            let option = needed[chance.below(needed.len())];
            given.extend(self.give(option, &all.longs, chance));
        }
        let count = [0, 0, 1, 1, 1, 2, 2, 2, 3, 4][chance.below(10)];
        for _ in 0..count * usize::from(!options.is_empty()) {
            let option = &options[chance.below(options.len())];
            given.extend(self.give(option, &all.longs, chance));
            if chance.one_in(2) && given.len() > 1 {
                let last = given.len() - 1;
                // The value of an option may be the argument behind it.
                if given.iter().all(|argument| !argument.options.is_empty()) {
                    given.swap(last, chance.below(last));
                }
            }
        }
        given
    }

    /// Spells an option.
    fn give(&self, option: &Opt, longs: &[String], chance: &mut Chance) -> Vec<Argument> {
        let with_value = match option.takes {
            Takes::Never => false,
            Takes::Maybe => chance.one_in(2),
            Takes::Always => true,
        };
        let value = || values::value(self.utility, option, &mut *chance);
        let value = with_value.then(value);
        let by_letter = option.longs.is_empty() || (!option.letters.is_empty() && chance.one_in(2));
        let mut text = if by_letter {
            format!("-{}", option.letters[chance.below(option.letters.len())])
        } else {
            let long = &option.longs[chance.below(option.longs.len())];
            format!("--{}", abbreviated(long, longs, chance))
        }
        .into_bytes();
        let options = vec![option.name.clone()];
        let Some(value) = value else {
            return vec![Argument { text, options }];
        };
        if option.takes == Takes::Always && chance.one_in(3) {
            let value = Argument {
                text: value,
                options: Vec::new(),
            };
            return vec![Argument { text, options }, value];
        }
        if !by_letter {
            text.push(b'=');
        }
        text.extend(value);
        vec![Argument { text, options }]
    }
}

/// Puts letters that follow each other into one argument.
fn bundle(given: &mut Vec<Argument>) {
    let mut i = 1;
    while i < given.len() {
        let (first, next) = (&given[i - 1], &given[i]);
        let is_letter =
            |argument: &Argument| !argument.options.is_empty() && !argument.text.starts_with(b"--");
        if first.text.len() != 2 || !is_letter(first) || !is_letter(next) {
            i += 1;
            continue;
        }
        let next = given.remove(i);
        given[i - 1].text.extend_from_slice(&next.text[1..]);
        given[i - 1].options.extend(next.options);
    }
}

/// Returns a long name, or a beginning of it that no other option shares.
fn abbreviated(long: &str, all: &[String], chance: &mut Chance) -> String {
    if !chance.one_in(5) {
        return long.to_owned();
    }
    let cut = &long[..1 + chance.below(long.len())];
    let shared = all.iter().filter(|other| other.starts_with(cut)).count();
    if shared > 1 {
        long.to_owned()
    } else {
        cut.to_owned()
    }
}

/// Puts the options before the operands, or now and then behind some.
fn mix(case: &mut Case, given: Vec<Argument>, chance: &mut Chance) {
    let mut operands = std::mem::take(&mut case.arguments);
    let looks_like_option = |argument: &Argument| argument.text.first() == Some(&b'-');
    let dashes = chance.one_in(10) || (operands.iter().any(looks_like_option) && !chance.one_in(4));
    // Not all utilities take `--`, and those that read no options take it for text.
    let late = !dashes && !operands.is_empty() && chance.one_in(5);
    if late {
        let at = chance.below(operands.len() + 1);
        let behind = operands.split_off(at);
        case.arguments = operands;
        case.arguments.extend(given);
        case.arguments.extend(behind);
        return;
    }
    // What has to be given comes first.
    let fixed = operands
        .iter()
        .take_while(|argument| !argument.options.is_empty())
        .count();
    let behind = operands.split_off(fixed);
    case.arguments = operands;
    case.arguments.extend(given);
    operands = behind;
    if dashes && !["[", "test", "echo", "dd"].contains(&case.utility) {
        case.operand("--");
    }
    case.arguments.append(&mut operands);
}
