//! Links in the documents: the files and headings that they lead to exist, pages of the book lead
//! to nothing outside of it, and every page is in its table of contents.

use crate::model::workspace;
use anyhow::Result;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The folder of the book.
const BOOK: &str = "docs";

/// The links of a document that lead nowhere, with their lines.
pub(super) fn findings(text: &str, document: &Path, root: &Path) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (event, at) in Parser::new(text).into_offset_iter() {
        let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) =
            event
        else {
            continue;
        };
        if let Some(why) = wrong(&dest_url, text, document, root) {
            found.push((1 + text[..at.start].matches('\n').count(), why));
        }
    }
    found
}

/// Says what is wrong with the target of a link.
fn wrong(link: &str, text: &str, document: &Path, root: &Path) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let folder = document.parent().unwrap_or(root);
    let target = match file {
        "" => document.to_owned(),
        _ => normal(&folder.join(file)),
    };
    if !target.exists() {
        return Some(format!("there is no {file}"));
    }
    let book = root.join(BOOK);
    if document.starts_with(&book) && !target.starts_with(&book) {
        return Some(format!(
            "{file} is not part of the book: name it in place of a link"
        ));
    }
    let of_target = match file {
        "" => text.to_owned(),
        _ => fs::read_to_string(&target).unwrap_or_default(),
    };
    let known = heading.is_empty() || headings(&of_target).contains(heading);
    (!known).then(|| format!("there is no heading #{heading} in {}", named(&target)))
}

/// The path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::CurDir => {}
            part => found.push(part),
        }
    }
    found
}

fn named(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The names by which links reach the headings of a document, as mdBook and hosting sites make them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    *heading += &part;
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let name = slug(&heading.take().unwrap_or_default());
                let mut names = (0..).map(|n| match n {
                    0 => name.clone(),
                    n => format!("{name}-{n}"),
                });
                found.extend(names.find(|name| !found.contains(name)));
            }
            _ => {}
        }
    }
    found
}

fn slug(heading: &str) -> String {
    let keep = |c: char| match c {
        c if c.is_whitespace() => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    heading.trim().chars().filter_map(keep).collect()
}

/// Those of the documents that are pages of the book and that its table of contents leaves out.
///
/// # Errors
/// The table of contents can't be read.
pub(super) fn forgotten(root: &Path, documents: &[PathBuf]) -> Result<Vec<String>> {
    let summary = root.join(BOOK).join("SUMMARY.md");
    if !summary.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&summary)?;
    let mut listed = BTreeSet::from([summary.clone()]);
    for event in Parser::new(&text) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            listed.insert(root.join(BOOK).join(&*dest_url));
        }
    }
    let is_page = |page: &&PathBuf| page.starts_with(root.join(BOOK));
    let pages = documents.iter().filter(is_page);
    let pages = pages.filter(|page| !listed.contains(*page));
    let name = workspace::relative(root, &summary);
    Ok(pages
        .map(|page| format!("{name}: has no line for {}", named(page)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_and_headings_of_the_book() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("README.md"), "# Top\n").unwrap();
        let page = "# `A`, b_c and set-user-ID\n\n## Same\n\n## Same\n";
        fs::write(root.join("docs/page.md"), page).unwrap();
        let text = "[a](page.md#a-b_c-and-set-user-id) [b](page.md#same-1) [c](#here)\n\
                    [d](https://e/f#g) ![e](page.md)\n\n# Here\n\n\
                    [f](page.md#same-2)\n[g](gone.md)\n[h](../README.md)\n[i](#there)\n`[j](k)`\n";
        let document = root.join("docs/text.md");
        fs::write(&document, text).unwrap();
        let expected = [
            (6, "there is no heading #same-2 in page.md"),
            (7, "there is no gone.md"),
            (
                8,
                "../README.md is not part of the book: name it in place of a link",
            ),
            (9, "there is no heading #there in text.md"),
        ];
        assert_eq!(
            findings(text, &document, root),
            expected.map(|(line, why)| (line, why.to_owned()))
        );
        // Other documents may lead into the book.
        let outside = findings("[a](docs/page.md#same)\n", &root.join("README.md"), root);
        assert_eq!(outside, []);
    }

    #[test]
    fn pages_are_in_the_table_of_contents() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let pages = ["README.md", "docs/SUMMARY.md", "docs/one.md", "docs/two.md"];
        let pages = pages.map(|name| root.join(name));
        assert_eq!(forgotten(root, &pages).unwrap(), [""; 0]);
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("docs/SUMMARY.md"), "- [One](one.md)\n").unwrap();
        assert_eq!(
            forgotten(root, &pages).unwrap(),
            ["docs/SUMMARY.md: has no line for two.md"]
        );
    }
}
