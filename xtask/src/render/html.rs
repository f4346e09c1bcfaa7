//! The report as one self-contained HTML page: the summary and a chart that shows it at a glance,
//! then a section per measure, then the report in words and what was measured.

use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::{Panel, Width, glance};
use super::explain::heading;
use super::figures::{self, Figure};
use super::report::Report;
use super::special::{self, SUMMARY};
use super::table::{Table, number};
use super::{chart, conclusions, prose, tables};
use crate::measure::MEASURES;
use crate::measure::bench::Measure;
use crate::measure::view::Value;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("sort.js");

/// A measure with what the report shows of it.
struct Section {
    measure: &'static Measure,
    figures: Vec<Figure>,
    tables: Vec<Table>,
}

/// Renders the page.
pub(crate) fn render(report: &Report) -> Result<String> {
    let sections = sections(report)?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "One source tree, linked several ways" }
                style { (PreEscaped(chart::PALETTE)) (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#summary" { "Skip to the summary" }
                header { h1 { "One source tree, linked several ways" } }
                main {
                    (opening(report))
                    (contents(report, &sections))
                    @for section in &sections { (section.shown(report)) }
                    (others(report))
                    (words(report))
                    (measured(report))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(page.into_string())
}

/// Returns the measures of which the report has figures, in the order of their first tables.
fn sections(report: &Report) -> Result<Vec<Section>> {
    let mut all = tables::tables(report);
    let mut sections = Vec::new();
    for measure in MEASURES.iter().copied() {
        let of_measure = all.extract_if(.., |table| table.measure == measure.name);
        let tables: Vec<Table> = of_measure.collect();
        let figures = figures::some(report, measure.charts.iter())?;
        if !tables.is_empty() || !figures.is_empty() {
            sections.push(Section {
                measure,
                figures,
                tables,
            });
        }
    }
    sections.sort_by_key(|section| {
        let tables = section.tables.iter().map(|table| table.name);
        let place = tables.map(special::place_of_table).min();
        place.unwrap_or(usize::MAX)
    });
    Ok(sections)
}

/// Renders what answers the question: the conclusions, the chart and the summary.
fn opening(report: &Report) -> Markup {
    html! {
        section id="summary" aria-label="Summary" {
            ul.conclusions {
                // A figure and its sign stay on one line.
                @for sentence in conclusions::sentences(report) {
                    li { (sentence.replace(" %", "\u{a0}%")) }
                }
            }
            (at_a_glance(report))
            (grid(&tables::summary(report)))
            p.note { "The small figures are ratios to " (report.baseline) "." }
            @if !report.sets.is_empty() { (grid(&tables::of_peers(report))) }
            @if let Some(cached) = conclusions::cached(report) { p.note { (cached) } }
        }
    }
}

/// Renders the summary over the names of each peer that lacks some.
fn others(report: &Report) -> Markup {
    html! {
        @if !report.sets.is_empty() {
            section id="others" aria-labelledby="others-heading" {
                h2 id="others-heading" { "Other coreutils" (link("others")) }
                p.note { "All trees, on the names that each of these has." }
                @for (place, table) in tables::of_sets(report).iter().enumerate() {
                    (grid_at(table, &format!("table-set-{}", place + 1)))
                }
            }
        }
    }
}

/// Renders the links to the sections.
fn contents(report: &Report, sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Sections" {
            ul {
                @for section in sections {
                    li { a href={ "#" (section.measure.name) } { (section.measure.name) } }
                }
                @if !report.sets.is_empty() { li { a href="#others" { "other coreutils" } } }
                li { a href="#words" { "in words" } }
                li { a href="#measured" { "what was measured" } }
            }
        }
    }
}

/// Renders the ratios of all trees to the baseline, for each dimension of the summary.
fn at_a_glance(report: &Report) -> Markup {
    let base = report.baseline.as_str();
    let trees = report.trees.iter().map(|tree| tree.label.clone());
    let trees: Vec<String> = trees.filter(|tree| tree != base).collect();
    let values = SUMMARY.values().iter();
    let panels: Vec<Panel> = values.filter_map(|v| panel(report, &trees, v)).collect();
    if panels.is_empty() || trees.is_empty() {
        return html! {};
    }
    let titles = |panel: &Panel| {
        let titles: Vec<&str> = panel.bars.iter().map(|(_, title)| title.as_str()).collect();
        titles.join("; ")
    };
    let described = panels.iter().map(titles).collect::<Vec<_>>().join(". ");
    html! {
        figure id="at-a-glance" {
            figcaption {
                "At a glance" (link("at-a-glance"))
                p.how {
                    "Each tree as a multiple of " (base) ", on a logarithmic axis. A bar to the left \
                     of the line takes less than " (base) ", a bar to the right more."
                }
            }
            div.screen { (glance(Width::Wide, &trees, &panels, &described)) }
            div.phone { (glance(Width::Narrow, &trees, &panels, &described)) }
        }
    }
}

/// Returns a dimension of the summary, if the baseline has a figure.
fn panel(report: &Report, trees: &[String], value: &Value<'_>) -> Option<Panel> {
    let base = report.figure(&report.baseline, value);
    let base = base.filter(|base| *base > 0.0)?;
    let heading = value.heading;
    let (name, unit) = heading.split_once(", ").unwrap_or((heading, ""));
    let bar = |tree: &String| {
        let figure = report.figure(tree, value);
        let ratio = figure.map(|figure| figure / base);
        let ratio = ratio.filter(|ratio| *ratio > 0.0);
        let mut title = format!("{tree}, {name}: ");
        title += &figure.map_or("no figure".to_owned(), |figure| {
            format!("{} {unit}", number(figure / value.unit, value.decimals))
        });
        if let Some(ratio) = ratio {
            title += &format!(", {} of {}", number(ratio, 2), report.baseline);
        }
        (ratio, title)
    };
    Some(Panel {
        name: name.to_owned(),
        bars: trees.iter().map(bar).collect(),
    })
}

impl Section {
    fn shown(&self, report: &Report) -> Markup {
        let name = self.measure.name;
        html! {
            section id=(name) aria-labelledby={ (name) "-heading" } {
                h2 id={ (name) "-heading" } { (heading(self.measure)) (link(name)) }
                p.how { (self.measure.how) }
                @for figure in &self.figures { (drawn(figure, &format!("chart-{}", figure.name))) }
                @for table in &self.tables { (grid(table)) }
                @if !self.tables.is_empty() {
                    p.note { "The small figures are ratios to " (report.baseline) "." }
                }
            }
        }
    }
}

/// Renders a link to a place, for sharing it.
fn link(id: &str) -> Markup {
    html! { " " a.link href={ "#" (id) } aria-label="Link to this place" { "#" } }
}

/// Renders a chart in two widths, of which the style sheet shows one.
fn drawn(figure: &Figure, id: &str) -> Markup {
    let svg = |drawing: &str| {
        let hidden = drawing.replacen("<svg ", "<svg aria-hidden=\"true\" ", 1);
        PreEscaped(hidden)
    };
    html! {
        figure id=(id) {
            figcaption { (figure.caption) (link(id)) }
            div.screen role="img" aria-label=(figure.words) { (svg(&figure.wide)) }
            div.phone role="img" aria-label=(figure.words) { (svg(&figure.narrow)) }
        }
        @if let Some(close_up) = &figure.close_up {
            (drawn(close_up, &format!("{id}-close-up")))
        }
    }
}

fn words(report: &Report) -> Markup {
    html! {
        section id="words" aria-labelledby="words-heading" {
            h2 id="words-heading" { "In words" (link("words")) }
            @for paragraph in prose::paragraphs(report) { p { (paragraph) } }
        }
    }
}

fn measured(report: &Report) -> Markup {
    let peers = report.sets.iter().map(|set| &set.peer);
    html! {
        section id="measured" aria-labelledby="measured-heading" {
            h2 id="measured-heading" { "What was measured" (link("measured")) }
            dl {
                @for tree in report.trees.iter().chain(peers) {
                    dt { (tree.label) } dd { (tree.description) }
                }
                dt { "utilities" } dd { (report.utilities.join(", ")) }
                @for (name, fact) in &report.machine { dt { (name) } dd { (fact) } }
            }
            @for note in &report.notes { p { (note) } }
        }
    }
}

/// Renders a table, which scrolls by itself where it is wider than the page.
fn grid(table: &Table) -> Markup {
    grid_at(table, &format!("table-{}", table.name))
}

fn grid_at(table: &Table, id: &str) -> Markup {
    html! {
        div.wide id=(id) role="region" tabindex="0" aria-label=(table.title) {
            table {
                caption { span { (table.title) (link(id)) } }
                thead {
                    tr {
                        th scope="col" { span.hidden { "name" } }
                        @for column in &table.columns { th scope="col" { (column) } }
                    }
                }
                tbody {
                    @for (name, cells) in &table.rows {
                        tr {
                            th scope="row" { (name) }
                            @for cell in cells {
                                td { (cell.figure) @if let Some(ratio) = &cell.ratio { " " small { (ratio) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::example;
    use super::*;

    #[test]
    fn the_page_stands_alone_and_escapes() {
        let page = render(&example::report()).unwrap();
        assert_eq!(page.matches("<figure ").count(), 11);
        assert_eq!(page.matches("<svg").count(), 22);
        assert!(page.contains("static &lt;linking&gt;") && page.contains("a &amp; b"));
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        for reference in ["http:", "https:", "src=", "<link", "@import"] {
            assert!(!outside.contains(reference), "{reference}");
        }
    }

    #[test]
    fn the_summary_comes_first_and_every_measure_says_how() {
        let report = example::report();
        let page = render(&report).unwrap();
        let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
        let order = [
            "id=\"summary\"",
            "id=\"at-a-glance\"",
            "id=\"table-summary\"",
            "id=\"table-peers\"",
            "<nav ",
            "id=\"disk\"",
            "id=\"startup\"",
            "id=\"table-set-1\"",
            "id=\"words\"",
            "id=\"measured\"",
        ];
        assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
        for section in sections(&report).unwrap() {
            let how = html! { (section.measure.how) }.into_string();
            assert!(page.contains(&how), "{}", section.measure.name);
        }
    }

    #[test]
    fn identifiers_are_unique_and_links_lead_to_them() {
        let page = render(&example::report()).unwrap();
        let all = |before: &str| -> Vec<String> {
            let parts = page.split(before).skip(1);
            let ends = parts.filter_map(|rest| Some(rest.split('"').next()?.to_owned()));
            ends.collect()
        };
        let ids = all(" id=\"");
        let distinct: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        let targets = all("href=\"#");
        assert!(targets.len() > 20);
        assert!(targets.iter().all(|target| ids.contains(target)));
    }
}
