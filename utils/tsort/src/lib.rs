//! tsort: topological sort of items, by pairs of an item and a later one. GNU manual node
//! "tsort invocation"; POSIX tsort.

mod graph;
mod items;

use graph::Graph;
use items::Items;
use shared::input::files::Input;
use shared::memchr::memchr;
use shared::prelude::*;
use shared::program::cli::Options;

/// How many bytes are read at once.
const BLOCK: usize = 128 * 1024;

/// Output is written when it reaches this size.
const FULL: usize = 64 * 1024;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    parse(&mut options)?;
    let operands = options.operands();
    let name = match operands[..] {
        [] => OsStr::new("-"),
        [name] => name,
        [_, extra, ..] => return Err(cli::extra_operand(extra)),
    };
    let text = read(name)?;
    let mut items = Items::default();
    let mut relations = Vec::new();
    let mut first = None;
    for token in tokens(&text) {
        let item = items.number(token);
        match first.take() {
            None => first = Some(item),
            Some(first) if first != item => relations.push((first, item)),
            Some(_) => {}
        }
    }
    if first.is_some() {
        let message = "input contains an odd number of tokens";
        return Err(Error::new(format!("{}: {message}", quotef(name))));
    }
    sort(&items, &relations, name)
}

pub fn cli() -> Cli {
    cli::utility(
        "tsort",
        "[OPTION] [FILE]",
        "Sort topologically: FILE contains pairs of items, and the first item of each pair \
         is printed before the second.",
    )
    .options(options![flag("-w", "(ignored)")])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

fn parse(options: &mut Options) -> Result {
    while let Some(option) = options.next()? {
        match option.name {
            // POSIX wants the number of loops as exit status. GNU ignores the option.
            "w" => {}
            _ => option.unhandled(),
        }
    }
    Ok(())
}

fn read(name: &'static OsStr) -> Result<Vec<u8>> {
    let input = Input::open(name).map_err(|e| Error::io(quotef(name), &e))?;
    let mut text = Vec::new();
    loop {
        text.reserve(BLOCK);
        match input.read_more(&mut text) {
            Ok(0) => return Ok(text),
            Ok(_) => {}
            Err(e) => return Err(Error::io(format!("{}: read error", quotef(name)), &e)),
        }
    }
}

fn tokens(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    // GNU's tsort handles tokens as C strings, which end at a NUL.
    text.split(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
        .filter(|token| !token.is_empty())
        .map(|token| memchr(0, token).map_or(token, |len| &token[..len]))
}

/// Prints the items in order. If the rest is in loops, reports one and breaks it.
fn sort(items: &Items, relations: &[(u32, u32)], name: &OsStr) -> Result {
    let mut graph = Graph::new(items.len(), relations);
    let mut out = Vec::with_capacity(FULL);
    let mut left = items.len();
    let mut roots = graph.roots();
    // Items without predecessors are printed in the order of their bytes.
    items.sort(&mut roots);
    let mut order = Vec::new();
    loop {
        left -= graph.print_from(roots, &mut |item| {
            out.extend_from_slice(items.name(item));
            out.push(b'\n');
            if out.len() >= FULL {
                stdout().write_all(&out)?;
                out.clear();
            }
            Ok(())
        })?;
        if left == 0 {
            break;
        }
        stdout().write_all(&out)?;
        out.clear();
        diagnostics::error(&format!("{}: input contains a loop:", quotef(name)));
        if order.is_empty() {
            order.extend(0..items.len() as u32);
            items.sort(&mut order);
        }
        for item in graph.break_loop(&order) {
            diagnostics::warning_bytes(items.name(item));
        }
        roots = order.clone();
        roots.retain(|&item| graph.is_free(item));
    }
    Ok(stdout().write_all(&out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = parse(&mut options);
        });
    }
}
