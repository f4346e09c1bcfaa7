//! Figures of `cargo closed-set measure`, as documents ask for them. A file `docs/figures/NAME.json` of
//! that command gives figures and tables whose names begin with `NAME`:
//!
//! ```text
//! <!--= NAME_bytes total set/lean less -->58<!--/-->      all programs, with the library
//! <!--= NAME_bytes program released of=rg -->5,000<!--/-->
//! <!--= NAME_growth_bytes total set at=8 -->9,000<!--/-->   a set of the first programs
//! <!--table NAME-->                                       a row for each program
//! <!--table NAME-growth-->
//! ```
//!
//! The forms take the place of trees: `released`, `alone`, `lean`, `set`, and `in one` for the executable that does
//! the work of all.

use crate::measure::record::Record;
use crate::render::report::Report;
use crate::render::table::{Cell, Table, number, plain};
#[cfg(test)]
use anyhow::Result;
use closed_set::measure::{Figures, Program};

/// The names of the columns that hold figures of a program.
const COLUMNS: [&str; 8] = [
    "released",
    "as Cargo links it",
    "static, lean",
    "closed set",
    "shared",
    "k instr., lean",
    "in the set",
    "in one file",
];

/// The form of an executable that does the work of all programs.
const IN_ONE: &str = "in one";

/// The figures in the text of a file, if it is one of these.
pub(super) fn read(text: &str) -> Option<Figures> {
    serde_json::from_str(text).ok()
}

/// The figures as records.
pub(super) fn report(name: &str, figures: &Figures) -> Report {
    let mut report = Report::default();
    let mut add = |record: Record| report.records.push(record);
    let [bytes, growth, instructions, pss, closing, line] = [
        "bytes",
        "growth_bytes",
        "instructions",
        "pss_kib",
        "closing",
        "lines",
    ]
    .map(|measure| &*format!("{name}_{measure}").leak());
    for program in &figures.programs {
        let mut of = |tree: &str, value: Option<u64>, measure: &'static str| {
            let value = value.map(|value| Record::new(tree, measure, "program", value as f64));
            value.into_iter().for_each(|r| add(r.of(&program.name)));
        };
        for (form, size) in SIZES {
            of(form, size(program), bytes);
        }
        of("lean", program.instructions_lean, instructions);
        of("set", program.instructions_set, instructions);
        of(IN_ONE, program.instructions_multicall, instructions);
    }
    let mut whole = |tree: &str, measure: &'static str, statistic, value: Option<u64>| {
        let value = value.map(|value| Record::new(tree, measure, statistic, value as f64));
        value.into_iter().for_each(&mut add);
    };
    for (form, size) in SIZES {
        whole(form, bytes, "executables", figures.sum(size));
        whole(form, bytes, "total", total(figures, form));
    }
    whole("set", bytes, "library", Some(figures.library));
    whole("lean", pss, "all", figures.pss_lean);
    whole("set", pss, "all", figures.pss_set);
    whole("set", pss, "programs", Some(figures.waiting as u64));
    whole("set", closing, "peak_kib", figures.peak);
    let programs = figures.programs.len() as u64;
    whole("set", bytes, "programs", Some(programs));
    if let Some(multicall) = &figures.multicall {
        whole(IN_ONE, bytes, "alone", Some(multicall.alone));
        whole(IN_ONE, bytes, "total", Some(multicall.lean));
        whole(IN_ONE, pss, "all", multicall.pss);
    }
    if let Some(lines) = &figures.lines {
        whole("set", line, "run", Some(lines.lines as u64));
        whole("set", line, "differ", Some(lines.set.len() as u64));
        let of_multicall = figures
            .multicall
            .as_ref()
            .map(|_| lines.multicall.len() as u64);
        whole(IN_ONE, line, "differ", of_multicall);
    }
    add(Record::new("set", closing, "seconds", figures.seconds));
    for of in &figures.growth {
        add(Record::new("lean", growth, "total", of.lean as f64).at(of.programs));
        add(Record::new("set", growth, "total", of.set as f64).at(of.programs));
    }
    report
}

/// The sizes of a program, by form.
type Size = fn(&Program) -> Option<u64>;
const SIZES: [(&str, Size); 4] = [
    ("released", |program| program.released),
    ("alone", |program| Some(program.alone)),
    ("lean", |program| Some(program.lean)),
    ("set", |program| Some(program.set)),
];

/// The size of all programs in a form, with the library.
fn total(figures: &Figures, form: &str) -> Option<u64> {
    let (_, size) = SIZES.iter().find(|(known, _)| *known == form)?;
    let library = if form == "set" { figures.library } else { 0 };
    Some(figures.sum(size)? + library)
}

/// The figures as tables.
pub(super) fn tables(name: &str, figures: &Figures) -> [Table; 2] {
    let table = |name: String, columns: &[&str], rows| Table {
        name: name.leak(),
        measure: "",
        title: String::new(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        rows,
    };
    let growth = figures.growth.iter().map(|growth| {
        let cells = [
            number(growth.lean as f64, 0),
            number(growth.set as f64, 0),
            format!("{:.1} %", growth.saved()),
        ];
        (
            format!("{} programs", growth.programs),
            cells.map(plain).into(),
        )
    });
    let mut programs = table(name.to_owned(), &COLUMNS, rows(figures));
    // What was not measured needs no column.
    let is_empty = |column: usize| {
        let mut rows = programs.rows.iter();
        rows.all(|(_, cells)| cells[column].figure == "–")
    };
    let kept: Vec<usize> = (0..COLUMNS.len()).filter(|&c| !is_empty(c)).collect();
    programs.columns = kept.iter().map(|&c| COLUMNS[c].to_owned()).collect();
    for (_, cells) in &mut programs.rows {
        *cells = kept.iter().map(|&c| cells[c].clone()).collect();
    }
    [
        programs,
        table(
            format!("{name}-growth"),
            &["static, lean", "closed set", "saved"],
            growth.collect(),
        ),
    ]
}

fn rows(figures: &Figures) -> Vec<(String, Vec<Cell>)> {
    let figure = |value: Option<u64>| value.map_or("–".to_owned(), |v| number(v as f64, 0));
    let thousands = |value: Option<u64>| figure(value.map(|v| v / 1000));
    let row =
        |name: &str, cells: [String; COLUMNS.len()]| (name.to_owned(), cells.map(plain).into());
    let none = || "–".to_owned();
    let programs = figures.programs.iter().map(|program| {
        let sizes = SIZES.map(|(_, size)| figure(size(program)));
        let [released, alone, lean, set] = sizes;
        let cells = [
            released,
            alone,
            lean,
            set,
            format!("{:.0} %", program.shared()),
            thousands(program.instructions_lean),
            thousands(program.instructions_set),
            thousands(program.instructions_multicall),
        ];
        row(&program.name, cells)
    });
    let mut rows: Vec<_> = programs.collect();
    let mut sizes = |name: &str, [released, alone, lean, set]: [Option<u64>; 4]| {
        let [released, alone, lean, set] = [released, alone, lean, set].map(figure);
        let cells = [released, alone, lean, set, none(), none(), none(), none()];
        rows.push(row(name, cells));
    };
    sizes("library", [None, None, None, Some(figures.library)]);
    if let Some(multicall) = &figures.multicall {
        sizes(
            &multicall.name,
            [None, Some(multicall.alone), Some(multicall.lean), None],
        );
    }
    sizes("together", SIZES.map(|(form, _)| total(figures, form)));
    rows
}

/// Reads a file of figures for a test.
///
/// # Errors
/// It is not one.
#[cfg(test)]
pub(super) fn example() -> Result<Figures> {
    Ok(serde_json::from_str(
        r#"{
 "compiler": "rustc 1", "arguments": ["--version"], "library": 500, "waiting": 2,
 "multicall": {"name": "all", "alone": 1200, "lean": 900, "pss": 40},
 "pss_lean": 100, "pss_set": 60, "seconds": 1.5, "peak": 2048,
 "lines": {"lines": 7, "set": [], "multicall": ["a x"]},
 "growth": [{"programs": 2, "lean": 2000, "set": 1000}],
 "programs": [
  {"name": "a", "released": 3000, "alone": 1500, "lean": 1000, "set": 200,
   "instructions_lean": 2000, "instructions_set": 4000, "instructions_multicall": null},
  {"name": "b", "released": null, "alone": 1500, "lean": 1000, "set": 300,
   "instructions_lean": null, "instructions_set": null, "instructions_multicall": null}
 ]
}"#,
    )?)
}
