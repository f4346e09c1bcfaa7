//! `cargo xtask build [VARIANT…]`: finished, relocatable trees under `target/corelink`.

use crate::link::tree;
use crate::model::usage::Usage;
use crate::model::variant::Variant;
use crate::model::workspace;
use anyhow::Result;
use closed_set::say;

#[derive(clap::Args)]
pub struct Options {
    /// The variants to build [default: all]
    variants: Vec<String>,

    /// Just these utilities, in a tree below target/corelink/subset [default: all]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    utils: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    let some = chosen(&options.utils, &workspace::utilities()?)?;
    for variant in Variant::named(&options.variants)? {
        let tree = match some.as_slice() {
            [] => tree::build(variant)?,
            some => tree::build_some(variant, some)?,
        };
        say!("{}", tree.display());
    }
    Ok(())
}

/// Returns the chosen utilities in the order of all, without duplicates.
fn chosen(names: &[String], all: &[String]) -> Result<Vec<String>> {
    if let Some(unknown) = names.iter().find(|name| !all.contains(name)) {
        return Err(Usage(format!("--utils: there is no utility '{unknown}'")).into());
    }
    let chosen = all.iter().filter(|name| names.contains(name));
    Ok(chosen.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utilities_are_chosen_once_and_by_their_names() {
        let owned = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let all = owned(&["cat", "cut", "ls"]);
        let some = chosen(&owned(&["ls", "cat", "ls"]), &all).unwrap();
        assert_eq!(some, ["cat", "ls"]);
        assert_eq!(chosen(&[], &all).unwrap(), [""; 0]);
        let error = chosen(&owned(&["cat", "dog"]), &all).unwrap_err();
        assert!(error.is::<Usage>());
        assert_eq!(error.to_string(), "--utils: there is no utility 'dog'");
    }
}
