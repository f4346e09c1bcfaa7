//! `cargo xtask build [VARIANT…]`: finished, relocatable trees under `target/corelink`.

use crate::link::tree;
use crate::model::variant::Variant;
use anyhow::Result;

#[derive(clap::Args)]
pub struct Options {
    /// The variants to build [default: all]
    variants: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    for variant in Variant::named(&options.variants)? {
        let tree = tree::build(variant)?;
        println!("{}", tree.display());
    }
    Ok(())
}
