//! `-S`: strings of printable characters that end in NUL.

use crate::settings::Settings;
use crate::source::Source;
use shared::prelude::*;
use shared::text::collation::printable_bytes;

/// Prints strings of at least `shortest` characters. `--read-bytes` ends a string too.
pub(crate) fn dump(settings: &Settings, source: &mut Source, shortest: u64) -> Result {
    let mut offset = settings.skip;
    let (mut block, mut found, mut out) = (Vec::new(), Vec::new(), Vec::new());
    let mut print = |end: u64, found: &[u8]| -> Result {
        if (found.len() as u64) < shortest {
            return Ok(());
        }
        out.clear();
        if !settings.address.is_none() {
            let start = end - found.len() as u64;
            settings.address.push(start, &mut out);
            out.push(b' ');
        }
        out.extend_from_slice(found);
        out.push(b'\n');
        Ok(stdout().write_all(&out)?)
    };
    let printable = printable_bytes();
    while source.read_more(&mut block) {
        let mut rest = block.as_slice();
        while !rest.is_empty() {
            let run = rest.iter().take_while(|b| printable[usize::from(**b)]);
            let (run, behind) = rest.split_at(run.count());
            offset += run.len() as u64;
            let Some((&end, behind)) = behind.split_first() else {
                found.extend_from_slice(run);
                break;
            };
            if end == 0 {
                found.extend_from_slice(run);
                print(offset, &found)?;
            }
            found.clear();
            offset += 1;
            rest = behind;
        }
        block.clear();
    }
    if source.limit == Some(0) && !found.is_empty() {
        print(offset, &found)?;
    }
    Ok(())
}
