//! basename: strip directory and suffix from file names. GNU manual node "basename invocation";
//! POSIX basename.

use shared::fs::names::last_component;
use shared::prelude::*;

/// What the options ask for.
struct Settings {
    multiple: bool,
    suffix: &'static OsStr,
    end: u8,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse_leading(cli);
    let Settings {
        multiple,
        suffix,
        end,
    } = Settings::parse(&mut options)?;
    let operands = options.operands();
    match &*operands {
        [] => Err(cli::missing_operand(None)),
        names if multiple => print(names, suffix, end),
        [name] => print(&[name], suffix, end),
        [name, suffix] => print(&[name], suffix, end),
        [_, _, extra, ..] => Err(cli::extra_operand(extra)),
    }
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            multiple: false,
            suffix: OsStr::new(""),
            end: b'\n',
        };
        while let Some(option) = options.next()? {
            match option.name {
                "multiple" => settings.multiple = true,
                "suffix" => (settings.multiple, settings.suffix) = (true, option.value()),
                "zero" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "basename",
        "NAME [SUFFIX] | OPTION... NAME...",
        "Print each NAME without leading directories and, if it ends with SUFFIX, without \
         SUFFIX.",
    )
    .options(options![
        flag("-a, --multiple", "treat every operand as a NAME"),
        value(
            "-s, --suffix",
            "SUFFIX",
            "remove SUFFIX from each NAME; implies -a",
        ),
        flag("-z, --zero", "end lines with NUL instead of newline"),
    ])
}

fn print(names: &[&OsStr], suffix: &OsStr, end: u8) -> Result {
    let mut out = stdout();
    for name in names {
        let base = last_component(name.as_bytes());
        let stem = base.strip_suffix(suffix.as_bytes());
        // A name that equals the suffix is printed whole.
        out.write_all(stem.filter(|s| !s.is_empty()).unwrap_or(base))?;
        out.write_all(&[end])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
