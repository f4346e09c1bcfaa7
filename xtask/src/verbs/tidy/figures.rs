//! Figures in documents. Text between marks is generated from the reports in `docs/figures`, so that
//! documents always show measured figures:
//!
//! ```text
//! <!--= disk_bytes total dynamic-lean KiB -->2,501<!--/-->      a figure
//! <!--= startup_us p10_net dynamic-lean/gnu of=ls -->0.53<!--/-->   a ratio
//! <!--table disk static gnu-->                                  rows of a table
//! <!--/table-->
//! ![Disk](figures/disk.svg)                                     a chart: the file is generated
//! ```
//!
//! `of=NAME` selects the figure of a utility or of `mean`, and `at=NUMBER` that of a number of
//! utilities. `_` in the name of a tree stands for a space. Figures are in `KiB`, `MiB`, `k`
//! (thousands) or `ms` (from seconds). Ratios are in `%`, percent `less`, percent `more` or `times`.
//! `.1` sets the number of decimals. Files of `cargo closed-set measure` give figures and tables, too
//! (`programs.rs`).

use super::programs;
use crate::measure::MEASURES;
use crate::model::{sources, workspace};
use crate::render::report::Report;
use crate::render::table::{Table, number};
use crate::render::{chart, figures, json, markdown, tables};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the reports and charts.
const FOLDER: &str = "docs/figures";

/// A file and its new text.
type Page = (PathBuf, String);

/// What documents can show.
#[derive(Default)]
struct Shown {
    reports: Vec<Report>,
    tables: Vec<Table>,
}

impl Shown {
    fn add(&mut self, report: Report) {
        self.tables.extend(tables::tables(&report));
        self.tables.push(tables::of_peers(&report));
        self.reports.push(report);
    }

    /// Adds a file of `cargo closed-set measure`.
    fn add_programs(&mut self, name: &str, programs: &closed_set::measure::Figures) {
        self.tables.extend(programs::tables(name, programs));
        self.reports.push(programs::report(name, programs));
    }
}

/// The documents and charts below `root` that are out of date, with their new text, and a finding
/// for each mark that asks for something that no report has.
///
/// # Errors
/// A file can't be read, or is not a report.
pub(super) fn outdated(root: &Path) -> Result<(Vec<Page>, Vec<String>)> {
    let shown = shown(&root.join(FOLDER))?;
    let mut pages = Vec::new();
    let mut findings = Vec::new();
    for document in super::documents::documents(root) {
        let text = read(&document)?;
        let name = workspace::relative(root, &document);
        let filled = filled(&text, &shown, &mut |number, why| {
            findings.push(format!("{name}:{number}: {why}"));
        });
        pages.push((document, filled));
    }
    let mut charts = Vec::new();
    for report in &shown.reports {
        for figure in figures::figures(report)? {
            let link = format!("figures/{}.svg)", figure.name);
            if pages.iter().any(|(_, text)| text.contains(&link)) {
                let file = root.join(FOLDER).join(figure.name).with_extension("svg");
                charts.push((file, chart::standalone(&figure.wide)));
            }
        }
    }
    pages.extend(charts);
    let differs = |(file, text): &Page| fs::read(file).ok().as_deref() != Some(text.as_bytes());
    Ok((pages.into_iter().filter(differs).collect(), findings))
}

/// Says which figures of the reports are older than the sources that they depend on. The hashes in
/// the reports are compared with the sources, so that no history is needed.
///
/// # Errors
/// A file can't be read, or is not a report.
pub(super) fn old(root: &Path) -> Result<Vec<String>> {
    let sources = sources::hashes(root)?;
    let mut warnings = Vec::new();
    for file in files(&root.join(FOLDER)) {
        let name = workspace::relative(root, &file);
        let text = read(&file)?;
        if programs::read(&text).is_some() {
            // Programs from elsewhere: no source of this workspace is in them.
            continue;
        }
        let old = old_in(&report(text, &file)?, &sources);
        warnings.extend(old.into_iter().map(|words| format!("{name}: {words}")));
    }
    Ok(warnings)
}

/// Says which measures of a report were taken from other sources, a line for each list of parts that
/// have changed.
fn old_in(report: &Report, sources: &BTreeMap<String, String>) -> Vec<String> {
    let measured = MEASURES.iter().filter(|measure| {
        let mut figures = measure.figures.iter();
        figures.any(|figure| report.records.iter().any(|r| r.measure == figure.name))
    });
    let mut old: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for measure in measured {
        let of_measure = report.sources.get(measure.name);
        let why = match of_measure {
            None => "the report does not say of which sources".to_owned(),
            Some(known) => {
                let changed = sources
                    .iter()
                    .filter(|(part, hash)| known.get(*part) != Some(hash));
                let changed: Vec<&str> = changed.map(|(part, _)| part.as_str()).collect();
                if changed.is_empty() {
                    continue;
                }
                format!("changed since: {}", changed.join(", "))
            }
        };
        old.entry(why).or_default().push(measure.name);
    }
    let line = |(why, measures): (String, Vec<&str>)| {
        format!("figures that may be old: {} ({why})", measures.join(", "))
    };
    old.into_iter().map(line).collect()
}

/// What the files of a folder hold, by name; nothing if there is no folder.
fn shown(folder: &Path) -> Result<Shown> {
    let mut shown = Shown::default();
    for file in files(folder) {
        let text = read(&file)?;
        match programs::read(&text) {
            Some(figures) => {
                let name = file.file_stem().unwrap_or_default().to_string_lossy();
                shown.add_programs(&name, &figures);
            }
            None => shown.add(report(text, &file)?),
        }
    }
    Ok(shown)
}

fn report(text: String, file: &Path) -> Result<Report> {
    json::read(text).with_context(|| format!("{} is not a report", file.display()))
}

/// The files of the reports, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Replaces all text between marks. Marks that can't be resolved stay as they are, and are returned
/// with their lines.
fn filled(text: &str, shown: &Shown, complain: &mut dyn FnMut(usize, String)) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(place) = rest.find("<!--") {
        let (before, from) = rest.split_at(place);
        out += before;
        let number = out.matches('\n').count() + 1;
        match mark(from, shown) {
            Ok(Some((new, behind))) => {
                out += &new;
                rest = behind;
            }
            Ok(None) => {
                out += "<!--";
                rest = &from[4..];
            }
            Err(why) => {
                complain(number, format!("{why:#}"));
                out += "<!--";
                rest = &from[4..];
            }
        }
    }
    out + rest
}

/// A mark with its new content, and the text behind it; `None` if a comment is not a mark.
fn mark<'a>(from: &'a str, shown: &Shown) -> Result<Option<(String, &'a str)>> {
    let kinds: [(&str, &str, Fill); 2] = [
        ("<!--= ", "<!--/-->", inline),
        ("<!--table ", "<!--/table-->", rows),
    ];
    for (opening, closing, fill) in kinds {
        let Some(words) = from.strip_prefix(opening) else {
            continue;
        };
        let (words, content) = words.split_once("-->").context("a mark without an end")?;
        let Some((_, behind)) = content.split_once(closing) else {
            bail!("a mark '{}' without {closing}", words.trim());
        };
        let new = fill(words, shown).with_context(|| format!("'{}'", words.trim()))?;
        return Ok(Some((format!("{opening}{words}-->{new}{closing}"), behind)));
    }
    Ok(None)
}

/// The content for the words of a mark.
type Fill = fn(&str, &Shown) -> Result<String>;

/// Rows of a table, in Markdown.
fn rows(words: &str, shown: &Shown) -> Result<String> {
    let mut words = words.split_whitespace();
    let name = words.next().context("a table mark needs a name")?;
    let wanted: Vec<&str> = words.collect();
    let tables = shown.tables.iter();
    let mut tables = tables.filter(|table| table.name == name).peekable();
    tables.peek().context("no report has this table")?;
    // A summary is there for each peer that lacks names: the rows tell them apart.
    let mut missing = "";
    let table = tables.find(|table| {
        let has = |wanted: &&&str| table.rows.iter().any(|(name, _)| name == **wanted);
        let lacks = wanted.iter().find(|wanted| !has(wanted));
        missing = lacks.unwrap_or(&missing);
        lacks.is_none()
    });
    let mut table = table
        .cloned()
        .with_context(|| format!("no row '{missing}'"))?;
    if !wanted.is_empty() {
        let place = |name: &String| wanted.iter().position(|wanted| wanted == name);
        table.rows.retain(|(name, _)| place(name).is_some());
        table.rows.sort_by_key(|(name, _)| place(name));
    }
    Ok(format!("\n\n{}\n", markdown::grid(&table)))
}

/// One figure.
fn inline(words: &str, shown: &Shown) -> Result<String> {
    let mut words = words.split_whitespace();
    let mut next = |what: &str| words.next().with_context(|| format!("no {what}"));
    let asked = Asked {
        measure: next("measure")?,
        statistic: next("statistic")?,
        ..Asked::default()
    };
    let trees = next("tree")?;
    let (asked, form) = words.try_fold((asked, Form::default()), |(asked, form), word| {
        anyhow::Ok(match word.split_once('=') {
            Some(("of", utility)) => (
                Asked {
                    of: Some(utility),
                    ..asked
                },
                form,
            ),
            Some(("at", count)) => (
                Asked {
                    at: Some(count.parse()?),
                    ..asked
                },
                form,
            ),
            _ => (asked, form.with(word)?),
        })
    })?;
    let value = |tree: &str| {
        let tree = &tree.replace('_', " ");
        let found = shown
            .reports
            .iter()
            .find_map(|report| asked.of(report, tree));
        found.with_context(|| format!("no report has this figure for '{tree}'"))
    };
    match trees.split_once('/') {
        Some((tree, base)) => {
            let base = value(base)?;
            ensure!(base != 0.0, "the ratio's base is zero");
            form.ratio(value(tree)? / base)
        }
        None => form.figure(value(trees)?),
    }
}

/// A figure that a document asks for.
#[derive(Default)]
struct Asked<'a> {
    measure: &'a str,
    statistic: &'a str,
    of: Option<&'a str>,
    at: Option<usize>,
}

impl Asked<'_> {
    fn of(&self, report: &Report, tree: &str) -> Option<f64> {
        let (measure, statistic) = (self.measure, self.statistic);
        match (self.of, self.at) {
            (Some("mean"), _) => report.mean_at_start(tree, measure, statistic),
            (Some(utility), _) => report.value_of(tree, measure, statistic, utility),
            (None, Some(count)) => report.value_at(tree, measure, statistic, count),
            (None, None) => report.value(tree, measure, statistic),
        }
    }
}

/// The format of a figure.
#[derive(Default)]
struct Form<'a> {
    unit: &'a str,
    decimals: Option<usize>,
}

impl<'a> Form<'a> {
    fn with(self, word: &'a str) -> Result<Self> {
        Ok(match word.strip_prefix('.') {
            Some(decimals) => Self {
                decimals: Some(decimals.parse()?),
                ..self
            },
            None => Self { unit: word, ..self },
        })
    }

    fn figure(&self, value: f64) -> Result<String> {
        let (shown, decimals) = match self.unit {
            "" => (value, 0),
            "KiB" => (value / 1024.0, 0),
            "MiB" => (value / f64::from(1 << 20), 1),
            "k" => (value / 1000.0, 0),
            "ms" => (value * 1000.0, 1),
            unit => bail!("unknown format of a figure: '{unit}'"),
        };
        Ok(number(shown, self.decimals.unwrap_or(decimals)))
    }

    fn ratio(&self, ratio: f64) -> Result<String> {
        let (shown, decimals) = match self.unit {
            "" => (ratio, 2),
            "%" => (100.0 * ratio, 0),
            "less" => (100.0 - 100.0 * ratio, 0),
            "more" => (100.0 * ratio - 100.0, 0),
            "times" => (ratio, 1),
            unit => bail!("unknown format of a ratio: '{unit}'"),
        };
        Ok(number(shown, self.decimals.unwrap_or(decimals)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::example;

    fn fill(text: &str) -> (String, Vec<String>) {
        let mut said = Vec::new();
        let mut shown = Shown::default();
        shown.add(example::report());
        shown.add_programs("programs", &programs::example().unwrap());
        let filled = filled(text, &shown, &mut |line, why| {
            said.push(format!("{line}: {why}"));
        });
        (filled, said)
    }

    #[test]
    fn figures_come_from_the_report() {
        // Four executables of 20,000 bytes and a library of 900,000, compared with 4 of 60,000.
        for (words, shown) in [
            ("disk_bytes total dynamic", "980,000"),
            ("disk_bytes total dynamic KiB", "957"),
            ("disk_bytes total dynamic KiB .1", "957.0"),
            ("disk_bytes total dynamic/gnu", "4.08"),
            ("disk_bytes executables dynamic/gnu less", "67"),
            ("disk_bytes total dynamic/gnu more", "308"),
            ("scale_bytes total dynamic at=1", "920,000"),
        ] {
            let (text, said) = fill(&format!("a <!--= {words} -->old<!--/--> b"));
            assert_eq!(text, format!("a <!--= {words} -->{shown}<!--/--> b"));
            assert_eq!(said, [""; 0]);
        }
    }

    #[test]
    fn what_no_report_has_is_told_with_its_line_and_left() {
        for (mark, why) in [
            (
                "<!--= disk_bytes total x -->1<!--/-->",
                "no report has this figure for 'x'",
            ),
            (
                "<!--= disk_bytes total gnu miles -->1<!--/-->",
                "unknown format of a figure: 'miles'",
            ),
            ("<!--= disk_bytes total gnu -->1", "without <!--/-->"),
            (
                "<!--table none-->\n<!--/table-->",
                "no report has this table",
            ),
            ("<!--table disk none-->\n<!--/table-->", "no row 'none'"),
        ] {
            let (text, said) = fill(&format!("\n{mark}\n"));
            assert_eq!(text, format!("\n{mark}\n"));
            assert!(said.len() == 1 && said[0].starts_with("2: "), "{said:?}");
            assert!(said[0].contains(why), "{said:?}");
        }
    }

    #[test]
    fn figures_of_programs_have_the_name_of_their_file() {
        // 1000 + 1000 bytes; as a set 200, 300 and 500 in the library.
        for (words, shown) in [
            ("programs_bytes total set", "1,000"),
            ("programs_bytes total set/lean less", "50"),
            ("programs_bytes library set", "500"),
            ("programs_bytes program released of=a", "3,000"),
            ("programs_growth_bytes total lean at=2", "2,000"),
            ("programs_instructions program set/lean times of=a", "2.0"),
            ("programs_pss_kib all in_one", "40"),
            ("programs_lines run set", "7"),
            ("programs_lines differ in_one", "1"),
        ] {
            let (text, said) = fill(&format!("<!--= {words} -->old<!--/-->"));
            assert_eq!(text, format!("<!--= {words} -->{shown}<!--/-->"));
            assert_eq!(said, [""; 0]);
        }
        // Not all have a size as released, so there is no sum.
        let (_, said) = fill("<!--= programs_bytes total released -->old<!--/-->");
        assert_eq!(said.len(), 1);
        let (text, said) = fill("<!--table programs a together-->\n<!--/table-->");
        assert_eq!(said, [""; 0]);
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(
            lines,
            [
                "| | released | as Cargo links it | static, lean | closed set | shared | \
                 k instr., lean | in the set |",
                "|---|---:|---:|---:|---:|---:|---:|---:|",
                "| `a` | 3,000 | 1,500 | 1,000 | 200 | 80 % | 2 | 4 |",
                "| `together` | – | 3,000 | 2,000 | 1,000 | – | – | – |",
            ]
        );
        let (text, _) = fill("<!--table programs-growth-->\n<!--/table-->");
        assert!(
            text.contains("| `2 programs` | 2,000 | 1,000 | 50.0 % |"),
            "{text}"
        );
    }

    #[test]
    fn figures_of_other_sources_are_old() {
        let mut report = example::report();
        report
            .records
            .retain(|record| ["disk_bytes", "startup_us", "memory_kib"].contains(&record.measure));
        let hashes = |shared: &str| {
            let pairs = [("shared", shared), ("utils", "1")];
            let pairs = pairs.map(|(part, hash)| (part.to_owned(), hash.to_owned()));
            BTreeMap::from(pairs)
        };
        report.sources = [("disk", hashes("1")), ("startup", hashes("2"))]
            .map(|(measure, hashes)| (measure.to_owned(), hashes))
            .into();
        let expected = [
            "figures that may be old: disk (changed since: shared)",
            "figures that may be old: memory (the report does not say of which sources)",
        ];
        assert_eq!(old_in(&report, &hashes("2")), expected);
    }

    #[test]
    fn rows_of_a_table_are_those_named() {
        let (text, said) =
            fill("<!-- a comment -->\n<!--table disk gnu dynamic-->x<!--/table-->\n");
        assert_eq!(said, [""; 0]);
        let names: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split('`').nth(1))
            .collect();
        assert_eq!(names, ["gnu", "dynamic"]);
        assert_eq!(fill(&text).0, text);
        // The summary over all names has no row for a peer that lacks some.
        let (text, said) = fill("<!--table set busybox gnu-->\n<!--/table-->\n");
        assert_eq!(said, [""; 0]);
        assert!(
            text.contains("| `busybox` |") && !text.contains("`static`"),
            "{text}"
        );
    }
}
