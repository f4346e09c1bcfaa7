//! Completions for shells, by clap_complete.

use crate::keywords;
use crate::utilities::Row;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::Shell;

/// A shell, and where its completions are installed below PREFIX/share.
pub(crate) struct Completions {
    shell: Shell,
    pub(crate) folder: &'static str,
}

pub(crate) const SHELLS: &[Completions] = &[
    Completions {
        shell: Shell::Bash,
        folder: "bash-completion/completions",
    },
    Completions {
        shell: Shell::Zsh,
        folder: "zsh/site-functions",
    },
    Completions {
        shell: Shell::Fish,
        folder: "fish/vendor_completions.d",
    },
];

/// Returns the name and the text of a utility's completions.
pub(crate) fn script(row: &Row, of: &Completions) -> (String, String) {
    let name = row.0;
    let file = match of.shell {
        Shell::Zsh => format!("_{name}"),
        Shell::Fish => format!("{name}.fish"),
        _ => name.to_owned(),
    };
    let mut stated = stated(row);
    let optional = with_optional_values(&stated);
    if of.shell != Shell::Bash {
        // In bash, files are completed by default, and this would be a word to complete.
        let operands = Arg::new("operands").num_args(0..);
        stated = stated.arg(operands.value_hint(ValueHint::AnyPath));
    }
    let mut text = Vec::new();
    clap_complete::generate(of.shell, &mut stated, name, &mut text);
    let text = String::from_utf8(text).expect("options have names in ASCII");
    let text = match of.shell {
        Shell::Bash => values_after_equals_sign(&completing_files(&text), &optional),
        Shell::Zsh => optional.iter().fold(text, |text, long| {
            text.replace(&format!("--{long}=["), &format!("--{long}=-["))
        }),
        _ => not_required(&text, &optional),
    };
    (file, text)
}

/// Returns the long names of options whose values may be omitted. `--color auto` is such an option
/// and an operand.
fn with_optional_values(stated: &Command) -> Vec<String> {
    let options = stated.get_arguments().filter(|arg| {
        let values = arg.get_num_args();
        matches!(arg.get_action(), ArgAction::Append)
            && values.is_some_and(|values| values.min_values() == 0)
    });
    let names = options.filter_map(Arg::get_long_and_visible_aliases);
    names.flatten().map(str::to_owned).collect()
}

/// Changes a script for bash so that it completes values after an equals sign. Bash takes
/// `--color=au` as three words, and `--color=` as two of which it completes none.
fn values_after_equals_sign(script: &str, optional: &[String]) -> String {
    let previous = "    prev=\"$3\"\n";
    let mut more = String::from(previous);
    more.push_str(
        "    if [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then\n        \
             cur=\"\" prev=${COMP_WORDS[COMP_CWORD-1]}\n    \
         elif [[ $COMP_CWORD -ge 2 && ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then\n        \
             prev=${COMP_WORDS[COMP_CWORD-2]}\n",
    );
    if !optional.is_empty() {
        let names = optional.join(" --");
        more.push_str(&format!(
            "    elif [[ \" --{names} \" == *\" $prev \"* ]]; then\n        prev=\"\"\n"
        ));
    }
    more.push_str("    fi\n");
    script.replacen(previous, &more, 1)
}

/// Changes a script for fish so that values which may be omitted are only completed after an equals
/// sign.
fn not_required(script: &str, optional: &[String]) -> String {
    let lines = script.lines().map(|line| {
        let mut words = line.split(' ').skip_while(|word| *word != "-l").skip(1);
        let long = words.next().unwrap_or_default();
        match optional.iter().any(|name| name == long) {
            true => line.replacen(" -r", "", 1) + "\n",
            false => line.to_owned() + "\n",
        }
    });
    lines.collect()
}

/// Changes a script for bash so that only words with a dash complete to options. clap_complete
/// expects subcommands elsewhere. Bash then completes the names of files.
fn completing_files(script: &str) -> String {
    let all_options = "COMPREPLY=( $(compgen -W \"${opts}\" -- \"${cur}\") )\n";
    let condition = "if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then";
    let script = script.replace(condition, "if [[ ${cur} == -* ]] ; then");
    match script.rfind(all_options) {
        Some(at) => script[..at].to_owned() + "COMPREPLY=()\n" + &script[at + all_options.len()..],
        None => script,
    }
}

/// Returns the options of a utility as clap_complete can take them: hidden ones are left out, and
/// keywords or the names of values decide what they complete to.
fn stated(row: &Row) -> Command {
    let cli = Command::from(&row.1());
    let options = cli.get_arguments().filter_map(|arg| {
        let mut arg = arg.clone();
        if let Some(primary) = arg.get_help_heading() {
            // A second option in the entry of another one has the description of that one.
            let mut all = cli.get_arguments();
            let primary = all.find(|other| other.get_long() == Some(primary))?;
            let help = primary.get_help().cloned().unwrap_or_default();
            arg = arg.help_heading(None).help(help).hide(false);
        }
        let hint = hint(&arg);
        let takes_value = matches!(arg.get_action(), ArgAction::Append);
        (!arg.is_hide_set()).then(|| {
            if !takes_value {
                return arg;
            }
            let keywords = match hint {
                ValueHint::Other => keywords::of(row, &arg),
                _ => Vec::new(),
            };
            if keywords.is_empty() {
                arg.value_hint(hint)
            } else {
                let arg = arg.value_hint(ValueHint::Unknown);
                arg.value_parser(PossibleValuesParser::new(keywords))
            }
        })
    });
    Command::new(row.0)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(options)
}

fn hint(arg: &Arg) -> ValueHint {
    let value = arg.get_value_names().and_then(|names| names.first());
    match value.map_or("", |name| name.as_str()) {
        "FILE" | "RFILE" | "DATEFILE" | "F" => ValueHint::FilePath,
        "DIR" | "DIRECTORY" => ValueHint::DirPath,
        "PROG" | "PROGRAM" => ValueHint::CommandName,
        "COMMAND" => ValueHint::CommandString,
        "USER" | "OWNER" => ValueHint::Username,
        _ => ValueHint::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utilities::UTILITIES;
    use std::process::Command as Process;

    fn row(name: &str) -> &'static Row {
        UTILITIES.iter().find(|row| row.0 == name).unwrap()
    }

    fn bash(name: &str, words: &[&str]) -> Option<Vec<String>> {
        let (_, script) = script(row(name), &SHELLS[0]);
        let last = words.len();
        let (word, before) = words.split_last()?;
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let asked = format!(
            "{script}\ncompopt() {{ :; }}; COMP_WORDS=({name} {}); COMP_CWORD={last}\n\
             _{name} {name} '{word}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            quoted.join(" "),
            before.last().unwrap_or(&name),
        );
        let output = Process::new("bash").args(["--norc", "-c", &asked]).output();
        let output = output.ok()?;
        assert!(output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        Some(text.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn bash_completes_options() {
        let Some(found) = bash("ls", &["--cl"]) else {
            testing::skip!("there is no bash");
        };
        assert_eq!(found, ["--classify"]);
        assert_eq!(
            bash("date", &["-u", "--rf"]).unwrap(),
            ["--rfc-email", "--rfc-3339"]
        );
        let letters = bash("ls", &["-"]).unwrap();
        assert!(letters.iter().any(|word| word == "-F"), "{letters:?}");
        assert!(letters.iter().any(|word| word == "--version"));
    }

    #[test]
    fn bash_completes_files_where_no_option_is_begun() {
        let Some(found) = bash("ls", &[""]) else {
            testing::skip!("there is no bash");
        };
        assert!(found.is_empty(), "{found:?}");
        assert!(bash("ls", &["-l", ""]).unwrap().is_empty());
        let (_, script) = script(row("arch"), &SHELLS[0]);
        assert!(script.contains("-o default"));
    }

    #[test]
    fn hidden_options_are_not_completed() {
        for shell in SHELLS {
            for row in UTILITIES {
                let (file, text) = script(row, shell);
                assert!(file.contains(row.0));
                assert!(!text.contains("presume-input"), "{text}");
                assert!(text.contains("version"), "{text}");
            }
        }
    }

    #[test]
    fn bash_completes_keywords_behind_an_equals_sign() {
        // An equals sign is a word of its own, and the word behind it may be missing.
        let Some(found) = bash("ls", &["--color", "="]) else {
            testing::skip!("there is no bash");
        };
        assert_eq!(found, ["always", "never", "auto"]);
        assert_eq!(
            bash("ls", &["--color", "=", "a"]).unwrap(),
            ["always", "auto"]
        );
        assert_eq!(bash("ls", &["--sort", "=", "si"]).unwrap(), ["size"]);
        assert_eq!(bash("ls", &["--sort", "si"]).unwrap(), ["size"]);
        assert!(bash("ls", &["--color", "a"]).unwrap().is_empty());
        assert!(bash("cp", &["--target-directory", "="]).unwrap().is_empty());
    }

    #[test]
    fn zsh_completes_options_and_keywords() {
        if Process::new("zsh").arg("--version").output().is_err() {
            testing::skip!("there is no zsh");
        }
        assert_eq!(zsh("ls --color=nev"), "ls --color=never ");
        assert_eq!(zsh("ls --sort=si"), "ls --sort=size ");
        assert_eq!(zsh("cp --backup=num"), "cp --backup=numbered ");
        assert_eq!(zsh("ls --rever"), "ls --reverse ");
        assert_eq!(zsh("ls --color nev"), "ls --color never-a-keyword ");
    }

    /// Returns what the tabulator key makes of a line, in a folder with one file.
    fn zsh(line: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("never-a-keyword"), "").unwrap();
        let scripts = tempfile::tempdir().unwrap();
        let name = line.split(' ').next().unwrap();
        let (file, text) = script(row(name), &SHELLS[1]);
        std::fs::write(scripts.path().join(file), text).unwrap();
        let outer = format!(
            "zmodload zsh/zpty; zpty shell 'TERM=dumb zsh -f -i'\n\
             zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; fpath=({} $fpath)'\n\
             zpty -w shell 'autoload -Uz compinit; compinit -u -D'\n\
             zpty -w shell 'show() {{ print -r -- \"<<$BUFFER>>\"; exit }}; zle -N show'\n\
             zpty -w shell 'bindkey \"^X\" show; echo rea\"\"dy'\n\
             zpty -r -m shell text '*ready*'\n\
             zpty -w -n shell $'{line}\\t\\x18'\n\
             zpty -r -m shell text '*<<*>>*'\n\
             print -r -- \"$text\"",
            scripts.path().display(),
        );
        let mut zsh = Process::new("zsh");
        zsh.args(["-f", "-c", &outer]).current_dir(&folder);
        let output = zsh.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let shown = text
            .rsplit_once("<<")
            .and_then(|(_, rest)| rest.split_once(">>"));
        shown.unwrap_or_else(|| panic!("{output:?}")).0.to_owned()
    }

    #[test]
    fn fish_completes_options_and_keywords() {
        if Process::new("fish").arg("--version").output().is_err() {
            testing::skip!("there is no fish");
        }
        assert_eq!(
            fish("ls --color="),
            ["--color=always", "--color=auto", "--color=never"]
        );
        assert_eq!(fish("ls --sort=si"), ["--sort=size"]);
        assert_eq!(fish("ls --sort si"), ["size"]);
        assert_eq!(fish("cp --backup=num"), ["--backup=numbered"]);
        assert_eq!(fish("ls --rever"), ["--reverse"]);
        assert_eq!(fish("ls --color nev"), ["never-a-keyword"]);
    }

    /// Returns what fish offers for a line, in a folder with one file.
    fn fish(line: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("never-a-keyword"), "").unwrap();
        let name = line.split(' ').next().unwrap();
        let (_, text) = script(row(name), &SHELLS[2]);
        // Instead of those that fish has itself.
        let asked = format!("complete -e -c {name}\n{text}\ncomplete -C '{line}'");
        let mut fish = Process::new("fish");
        fish.args(["--no-config", "-c", &asked])
            .current_dir(&folder);
        let output = fish.env("HOME", folder.path()).output().unwrap();
        assert!(output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let words = text.lines().filter_map(|line| line.split('\t').next());
        words.map(str::to_owned).collect()
    }
}
