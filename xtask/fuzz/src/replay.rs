//! `replay TARGET FILE...`: runs a target on inputs that are kept. `replay` lists the targets.

use fuzz::stage::Stage;
use fuzz::targets::TARGETS;
use std::io::{Error, Result, Write};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        let names = TARGETS.iter().map(|target| format!("{}\n", target.name));
        return std::io::stdout().write_all(names.collect::<String>().as_bytes());
    };
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.ok_or_else(|| Error::other("no such target"))?;
    let inputs: Vec<Vec<u8>> = arguments.map(std::fs::read).collect::<Result<_>>()?;
    let stage = Stage::new()?;
    for input in &inputs {
        stage.run(target, input);
    }
    Ok(())
}
