//! `documents DIR`: writes the manual page and the completions of each utility below DIR.
//! `documents --options`: prints a table of all options (see `options`).
//!
//! All of them come from the utilities' `cli()`, which is why the utilities are linked in. This is
//! a package of its own so that `xtask` does not depend on them. `cargo xtask man` runs it.
//!
//! The folders in DIR are those that PREFIX/share has: `man/man1`, `bash-completion/completions`,
//! `zsh/site-functions` and `fish/vendor_completions.d`.

mod completions;
mod keywords;
mod manual;
mod options;
mod utilities;

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};
use utilities::UTILITIES;

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("usage: documents DIR|--options");
        return ExitCode::from(2);
    };
    if folder == "--options" {
        for (name, cli, _) in UTILITIES {
            print!("{}", options::table(name, &cli()));
        }
        return ExitCode::SUCCESS;
    }
    match write_all(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: cannot write below {}: {e}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write_all(folder: &Path) -> io::Result<()> {
    let _quiet = keywords::Quiet::new()?;
    for row in UTILITIES {
        let (name, cli, _) = row;
        write(
            &folder.join("man/man1"),
            &format!("{name}.1"),
            &manual::page(name, &cli()),
        )?;
        for shell in completions::SHELLS {
            // `[` ends with an operand, and shells complete it themselves.
            if *name != "[" {
                let (file, text) = completions::script(row, shell);
                write(&folder.join(shell.folder), &file, text.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn write(folder: &Path, file: &str, text: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(file), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::program::cli::help;

    #[test]
    fn help_pages_fit_on_80_columns_and_name_the_manual() {
        for (name, cli, _) in UTILITIES {
            let page = help(&cli(), false);
            let usage = format!("Usage: {name} ");
            assert!(page.starts_with(&usage), "{page}");
            let wide = page.lines().find(|line| line.chars().count() > 79);
            assert_eq!(wide, None, "{name}");
            let last = page.lines().last().unwrap_or_default();
            assert!(last.starts_with("GNU coreutils manual: <"), "{page}");
        }
    }

    #[test]
    fn options_share_an_entry_with_one_that_exists() {
        for (name, cli, _) in UTILITIES {
            let cli = cli();
            for primary in cli.all().filter_map(|option| option.shown_with()) {
                let found = cli
                    .all()
                    .any(|option| option.longs().next() == Some(primary));
                assert!(found, "{name}: {primary}");
            }
        }
    }
}
