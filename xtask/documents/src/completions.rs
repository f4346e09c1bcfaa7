//! Completions for shells, by clap_complete.

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
pub(crate) fn script(name: &'static str, cli: &Command, of: &Completions) -> (String, String) {
    let file = match of.shell {
        Shell::Zsh => format!("_{name}"),
        Shell::Fish => format!("{name}.fish"),
        _ => name.to_owned(),
    };
    let mut stated = stated(name, cli);
    if of.shell != Shell::Bash {
        // In bash, files are completed by default, and this would be a word to complete.
        let operands = Arg::new("operands").num_args(0..);
        stated = stated.arg(operands.value_hint(ValueHint::AnyPath));
    }
    let mut text = Vec::new();
    clap_complete::generate(of.shell, &mut stated, name, &mut text);
    let text = String::from_utf8(text).expect("options have names in ASCII");
    match of.shell {
        Shell::Bash => (file, completing_files(&text)),
        _ => (file, text),
    }
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
/// names of values decide what they complete to.
fn stated(name: &'static str, cli: &Command) -> Command {
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
            if takes_value {
                arg.value_hint(hint)
            } else {
                arg
            }
        })
    });
    Command::new(name)
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

    fn bash(name: &str, words: &[&str]) -> Option<Vec<String>> {
        let (name, cli) = UTILITIES.iter().find(|(known, _)| *known == name)?;
        let (_, script) = script(name, &cli(), &SHELLS[0]);
        let last = words.len();
        let (word, before) = words.split_last()?;
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let asked = format!(
            "{script}\nCOMP_WORDS=({name} {}); COMP_CWORD={last}\n\
             _{name} {name} '{word}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            quoted.join(" "),
            before.last().unwrap_or(name),
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
        let (_, script) = script("arch", &UTILITIES[1].1(), &SHELLS[0]);
        assert!(script.contains("-o default"));
    }

    #[test]
    fn hidden_options_are_not_completed() {
        for shell in SHELLS {
            for (name, cli) in UTILITIES {
                let (file, text) = script(name, &cli(), shell);
                assert!(file.contains(name));
                assert!(!text.contains("presume-input"), "{text}");
                assert!(text.contains("version"), "{text}");
            }
        }
    }
}
