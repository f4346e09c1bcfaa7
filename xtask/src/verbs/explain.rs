//! `cargo xtask explain [VARIANT] [UTILITY]`: shows the origin of each byte of an executable and its
//! library, its largest functions, the generic functions whose instances take most bytes, and for a
//! whole tree the functions that several executables hold.

mod functions;
mod image;
mod origin;
pub(super) mod twin;

use crate::link::tree;
use crate::model::variant::{self, Variant};
use crate::model::workspace;
use crate::render;
use crate::render::table::{Cell, Table, number};
use anyhow::Result;
use closed_set::{output, say};
use image::{Function, Image};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The variant to explain
    #[arg(default_value = variant::HEADLINE)]
    variant: String,
    /// The utility to explain [default: the whole tree]
    utility: Option<String>,
    /// What is printed: table, markdown or json
    #[arg(long, default_value = "table", value_parser = ["table", "markdown", "json"])]
    format: String,
}

/// The bytes of some files by origin.
#[derive(Serialize)]
struct Explanation {
    /// What the files are.
    title: String,
    /// Bytes by origin. Their sum is the size of the files.
    origins: BTreeMap<String, u64>,
    total: u64,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let variant = Variant::named(std::slice::from_ref(&options.variant))?[0];
    let all = workspace::utilities()?;
    let chosen = match &options.utility {
        Some(utility) => workspace::utilities_named(std::slice::from_ref(utility))?,
        None => all.clone(),
    };
    let tree = tree::build(variant)?;
    let files = twin::files(variant, &tree, &all, &chosen)?;
    let (mut explanations, mut executables, mut libraries) = (Vec::new(), Vec::new(), Vec::new());
    for (title, pairs) in [
        ("executables", &files.executables),
        ("libraries", &files.libraries),
    ] {
        let mut explanation = Explanation {
            title: format!("{}: {title}", variant.name),
            origins: BTreeMap::new(),
            total: 0,
        };
        for pair in pairs {
            let image = Image::open(&pair.installed, &pair.twin)?;
            explanation.add(&image);
            match title {
                "executables" => executables.push(image.code),
                _ => libraries.push(image.code),
            }
        }
        if !pairs.is_empty() {
            explanations.push(explanation);
        }
    }
    let repeated = functions::repeated(&executables);
    let all: Vec<&Function> = executables.iter().chain(&libraries).flatten().collect();
    let (largest, instantiated) = (functions::largest(&all), functions::instantiated(&all));
    match options.format.as_str() {
        "json" => {
            let all = serde_json::json!({
                "files": explanations,
                "largest": largest,
                "instantiated": instantiated,
                "repeated": repeated,
            });
            say!("{}", serde_json::to_string_pretty(&all)?);
        }
        format => {
            for explanation in &explanations {
                show(&explanation.table(), format);
            }
            show(&functions::table_of_largest(&largest), format);
            show(&functions::table_of_instantiated(&instantiated), format);
            if options.utility.is_none() && executables.len() > 1 {
                show(
                    &functions::table_of_repeated(&repeated, executables.len()),
                    format,
                );
            }
        }
    }
    Ok(())
}

fn show(table: &Table, format: &str) {
    match format {
        "markdown" => output::text(format_args!(
            "### {}\n\n{}\n",
            table.title,
            render::markdown::grid(table)
        )),
        _ => say!(
            "{}\n{}\n",
            table.title,
            render::terminal::grid(table, "", usize::MAX)
        ),
    }
}

impl Explanation {
    fn add(&mut self, image: &Image) {
        for (origin, bytes) in &image.origins {
            *self.origins.entry(origin.clone()).or_default() += bytes;
            self.total += bytes;
        }
    }

    fn table(&self) -> Table {
        let mut origins: Vec<_> = self.origins.iter().collect();
        origins.sort_by_key(|(_, bytes)| std::cmp::Reverse(**bytes));
        let row = |name: &str, bytes: u64| {
            let share = 100.0 * bytes as f64 / self.total.max(1) as f64;
            (name.to_owned(), vec![cell(bytes as f64, 0), cell(share, 1)])
        };
        let mut rows: Vec<_> = origins
            .iter()
            .map(|(name, bytes)| row(name, **bytes))
            .collect();
        rows.push(row("total, the sizes of the files", self.total));
        Table {
            name: "explain",
            measure: "",
            title: self.title.clone(),
            columns: vec!["bytes".to_owned(), "%".to_owned()],
            rows,
        }
    }
}

fn cell(figure: f64, decimals: usize) -> Cell {
    Cell {
        figure: number(figure, decimals),
        ratio: None,
    }
}
