//! Manual pages, section 1: what `--help` prints, in the usual sections.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use shared::program::cli::{self, Cli};

/// When the texts last changed. Written by hand, so that the same sources make the same pages.
const DATE: &str = "2026-11-29";

const DEFAULT_STATUS: &str = "The exit status is 0 on success and 1 after an error.";

/// Utilities that refer to each other.
const RELATED: &[&[&str]] = &[
    &["arch", "uname", "nproc", "hostid", "hostname", "uptime"],
    &["base32", "base64", "basenc"],
    &[
        "basename", "dirname", "readlink", "realpath", "pathchk", "pwd",
    ],
    &["chcon", "runcon"],
    &["chgrp", "chmod", "chown", "install"],
    &[
        "cksum",
        "b2sum",
        "md5sum",
        "sha1sum",
        "sha224sum",
        "sha256sum",
        "sha384sum",
        "sha512sum",
        "sum",
    ],
    &["comm", "join", "paste", "sort", "uniq", "tsort"],
    &["cp", "dd", "install", "link", "ln", "mv"],
    &["csplit", "split"],
    &[
        "cut", "tr", "expand", "unexpand", "fmt", "fold", "nl", "pr", "ptx",
    ],
    &["df", "du", "stat", "sync", "truncate"],
    &["dir", "ls", "vdir", "dircolors"],
    &["echo", "printf", "yes", "seq"],
    &["env", "printenv"],
    &["expr", "factor", "numfmt"],
    &["groups", "id", "logname", "whoami", "who", "users", "pinky"],
    &["head", "tail", "cat", "tac", "tee", "wc", "od"],
    &["kill", "timeout", "sleep"],
    &["mkdir", "mkfifo", "mknod", "mktemp", "rmdir"],
    &["nice", "nohup", "stdbuf", "chroot"],
    &["rm", "rmdir", "shred", "unlink"],
    &["sort", "shuf"],
    &["test", "[", "true", "false"],
    &["date", "touch"],
    &["stty", "tty"],
];

/// Returns a utility's manual page.
pub(crate) fn page(name: &'static str, cli: &Cli) -> Vec<u8> {
    let mut text = Vec::new();
    let source = concat!("corelink ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(Command::new(name))
        .title(name.to_uppercase())
        .section("1")
        .date(DATE)
        .source(source)
        .manual("User Commands");
    man.render_title(&mut text).expect("memory can be written");
    let roff = sections(cli);
    roff.to_writer(&mut text).expect("memory can be written");
    text
}

fn sections(cli: &Cli) -> Roff {
    let (name, about) = (cli.name(), cli.about());
    let (notes, status) = status(name, cli.end());
    let mut roff = Roff::new();
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("{name} - {}", summary(about)))]);
    roff.control("SH", ["SYNOPSIS"]);
    for (i, form) in cli.synopsis().lines().enumerate() {
        let form = form.trim_start().trim_start_matches("or:").trim_start();
        if i > 0 {
            roff.control("br", []);
        }
        let rest = form.strip_prefix(name).unwrap_or(form).trim_start();
        roff.text([bold(name), roman(" "), italic(rest)]);
    }
    roff.control("SH", ["DESCRIPTION"]);
    lines(&mut roff, about);
    roff.control("SH", ["OPTIONS"]);
    options(&mut roff, cli);
    if !notes.is_empty() {
        roff.control("SH", ["NOTES"]);
        lines(&mut roff, &notes);
    }
    roff.control("SH", ["EXIT STATUS"]);
    lines(&mut roff, &status);
    roff.control("SH", ["SEE ALSO"]);
    see_also(&mut roff, name);
    roff
}

/// The first sentence, as part of the line `NAME - SUMMARY`.
fn summary(about: &str) -> String {
    let line = about.lines().next().unwrap_or_default();
    let sentence = line.split(". ").next().unwrap_or(line);
    let sentence = sentence.trim_end_matches(['.', ':']);
    let (first, rest) = sentence.split_at(sentence.len().min(1));
    first.to_lowercase() + rest
}

fn options(roff: &mut Roff, cli: &Cli) {
    let standard = |name: &str| matches!(name, "help" | "version");
    for last in [false, true] {
        for option in cli.all().filter(|option| !option.help().is_empty()) {
            if standard(option.name()) == last {
                roff.control("TP", []);
                roff.text(names(&cli::spelling(cli, &option)));
                roff.text([roman(option.help())]);
            }
        }
    }
}

/// Names in bold, their values in italics.
fn names(spelling: &str) -> Vec<Inline> {
    let mut all = Vec::new();
    for (i, one) in spelling.split(", ").enumerate() {
        if i > 0 {
            all.push(roman(", "));
        }
        let end = one.find(['=', '[', ' ']).unwrap_or(one.len());
        let (name, value) = one.split_at(end);
        let value_at = value.find(|c: char| !"=[ ".contains(c)).unwrap_or(0);
        let (before, value) = value.split_at(value_at);
        let (value, after) = match value.strip_suffix(']') {
            Some(inner) if before.contains('[') => (inner, "]"),
            _ => (value, ""),
        };
        all.push(bold(name));
        if !value.is_empty() {
            all.extend([roman(before), italic(value), roman(after)]);
        }
    }
    all
}

/// Adds paragraphs, and tables as they are. Lines of tables begin with spaces.
fn lines(roff: &mut Roff, text: &str) {
    let mut in_table = false;
    let mut after_gap = false;
    for line in text.lines() {
        if line.is_empty() {
            after_gap = true;
            continue;
        }
        let table = line.starts_with(' ');
        if in_table != table {
            roff.control("PP", []);
            roff.control(if table { "nf" } else { "fi" }, []);
        } else if after_gap {
            roff.control("PP", []);
        }
        (in_table, after_gap) = (table, false);
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    if in_table {
        roff.control("fi", []);
    }
}

/// Splits what a utility says of its exit status from the rest of its notes.
fn status(name: &str, notes: &str) -> (String, String) {
    let own = match name {
        "true" => "The exit status is 0.",
        "false" => "The exit status is 1.",
        "test" | "[" => {
            "The exit status is 0 if EXPRESSION is true, 1 if it is false and 2 after an error."
        }
        "chroot" | "env" | "nice" | "nohup" | "runcon" | "stdbuf" => {
            "The exit status is that of COMMAND, 125 if the utility itself fails, 126 if COMMAND \
             cannot be run, and 127 if it is not found."
        }
        "sort" => {
            "The exit status is 0 on success, 1 if -c or -C finds lines out of order, and 2 after \
             an error."
        }
        "tty" => {
            "The exit status is 0 if standard input is a terminal, 1 if it is not, 2 after a \
             mistake in the arguments and 3 after a write error."
        }
        "numfmt" => {
            "The exit status is 0 if all numbers were converted, 1 after an error and 2 if numbers \
             were invalid, unless --invalid is warn or ignore."
        }
        "printenv" => {
            "The exit status is 0 if all VARIABLEs are set, 1 if one is not, and 2 after an error."
        }
        _ => "",
    };
    let begin = "The exit status is ";
    let (mut rest, mut found) = (Vec::new(), String::new());
    for line in notes.lines() {
        match line.split_once(begin) {
            Some((before, after)) if !line.starts_with(' ') => {
                found = begin.to_owned() + after;
                rest.push(before.trim_end());
            }
            _ => rest.push(line),
        }
    }
    let status = [own, &found, DEFAULT_STATUS]
        .into_iter()
        .find(|text| !text.is_empty());
    let rest = rest.join("\n").trim_matches('\n').to_owned();
    (rest, status.unwrap_or_default().to_owned())
}

fn see_also(roff: &mut Roff, name: &str) {
    let groups = RELATED.iter().filter(|group| group.contains(&name));
    let mut others: Vec<&str> = groups.flat_map(|group| group.iter().copied()).collect();
    others.retain(|other| *other != name);
    others.sort_unstable();
    others.dedup();
    for (i, other) in others.iter().enumerate() {
        let end = if i + 1 < others.len() { "(1)," } else { "(1)" };
        roff.text([bold(*other), roman(end)]);
    }
    roff.control("PP", []);
    let node = if name == "[" { "test" } else { name };
    roff.text([roman(format!(
        "The manual of GNU coreutils 9.11, whose behaviour corelink follows: \
         https://www.gnu.org/software/coreutils/{node}"
    ))]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utilities::UTILITIES;
    use std::process::Command as Process;

    fn cut() -> String {
        let (name, cli, _) = UTILITIES.iter().find(|(name, ..)| *name == "cut").unwrap();
        String::from_utf8(page(name, &cli())).unwrap()
    }

    #[test]
    fn a_page_has_the_usual_sections() {
        let page = cut();
        let sections: Vec<&str> = page
            .lines()
            .filter_map(|l| l.strip_prefix(".SH "))
            .collect();
        assert_eq!(
            sections,
            [
                "NAME",
                "SYNOPSIS",
                "DESCRIPTION",
                "OPTIONS",
                "NOTES",
                "\"EXIT STATUS\"",
                "\"SEE ALSO\""
            ]
        );
        assert!(
            page.contains("cut \\- print selected parts of each line of each FILE\n"),
            "{page}"
        );
        assert!(
            page.contains("\\fB\\-b\\fR, \\fB\\-\\-bytes\\fR=\\fILIST\\fR\n"),
            "{page}"
        );
    }

    #[test]
    fn exit_statuses_are_split_off() {
        let notes = "A note.\n\nMore. The exit status is 3.";
        let expected = (
            "A note.\n\nMore.".to_owned(),
            "The exit status is 3.".to_owned(),
        );
        assert_eq!(status("ls", notes), expected);
        assert_eq!(status("cat", "A note.").1, DEFAULT_STATUS);
    }

    #[test]
    fn man_renders_every_page_without_warnings() {
        if Process::new("man").arg("--version").output().is_err() {
            testing::skip!("there is no man");
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, cli, _) in UTILITIES {
            let file = folder.path().join(format!("{name}.1"));
            std::fs::write(&file, page(name, &cli())).unwrap();
            let mut man = Process::new("man");
            man.args(["--warnings", "-E", "UTF-8", "-l"]).arg(&file);
            let output = man.env("MANWIDTH", "80").output().unwrap();
            let messages = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success() && messages.is_empty(),
                "{name}: {messages}"
            );
            assert!(!output.stdout.is_empty(), "{name}");
        }
    }

    #[test]
    fn mandoc_warns_of_nothing() {
        if Process::new("mandoc").arg("-h").output().is_err() {
            testing::skip!("there is no mandoc");
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, cli, _) in UTILITIES {
            let file = folder.path().join(format!("{name}.1"));
            std::fs::write(&file, page(name, &cli())).unwrap();
            // Not the remarks on style below that: lines are as long as sentences.
            let mut mandoc = Process::new("mandoc");
            let output = mandoc
                .args(["-T", "lint", "-W", "warning"])
                .arg(&file)
                .output();
            let output = output.unwrap();
            let messages = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && messages.is_empty(), "{messages}");
        }
    }
}
