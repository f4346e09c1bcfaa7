//! Which utilities of a tree are installed, and under which names.

use super::prefix::{BASH, FISH, MANUAL, ZSH};
use crate::link::build;
use crate::model::tree::LIBRARIES;
use crate::model::usage::Usage;
use crate::model::workspace::{self, MULTICALL};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of documents, and what their files have before and after the name of a utility.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    (MANUAL, "", ".1"),
    (BASH, "", ""),
    (ZSH, "_", ""),
    (FISH, "", ".fish"),
];

/// The options of a selection.
#[derive(clap::Args)]
pub struct Selection {
    /// Put this before the name of each utility, as in "gls"
    #[arg(long, value_name = "PREFIX", default_value = "")]
    program_prefix: String,

    /// Just these utilities, or `*` for all [default: those of Debian's coreutils]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub utils: Vec<String>,
}

/// A file or link to install.
pub struct Item {
    /// The path relative to the prefix.
    pub path: String,
    pub content: Content,
}

/// The content of a file or link.
pub enum Content {
    /// A copy of this file.
    File(PathBuf),
    /// A link to a file in the same folder.
    Link(String),
}

impl Selection {
    /// Checks the options.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<()> {
        if self.program_prefix.contains('/') {
            let given = &self.program_prefix;
            return Err(Usage(format!(
                "the program prefix '{given}' has a '/': give the first letters of names, as in \
                 --program-prefix g"
            ))
            .into());
        }
        Ok(())
    }

    /// The files and links of `tree` to install: shared objects, then executables, then links.
    ///
    /// # Errors
    /// A usage error if the tree lacks a utility, or an error if the folder is not a finished tree.
    pub fn of(&self, tree: &Path) -> Result<Vec<Item>> {
        let no_tree = || format!("{} is not a finished tree", tree.display());
        let mut programs = contents(&tree.join("bin")).with_context(no_tree)?;
        let selected = match self.utils.is_empty() {
            true => {
                let others = workspace::by_name_only()?;
                programs.retain(|name, _| !others.contains(name));
                None
            }
            false => Some(self.restrict(&mut programs)?),
        };
        let objects = contents(&tree.join(LIBRARIES)).unwrap_or_default();
        let wanted = |name: &str| {
            let of_one_utility = !name.contains('-');
            let chosen = |utility: &String| build::preload(utility) == name;
            let selected = selected.as_ref();
            !of_one_utility || selected.is_none_or(|names| names.iter().any(chosen))
        };
        let objects = objects.into_iter().filter(|(name, _)| wanted(name));
        let objects = objects.map(|(name, content)| Item {
            path: format!("{LIBRARIES}/{name}"),
            content,
        });
        let prefixed = |name: &str| format!("{}{name}", self.program_prefix);
        let programs = programs.into_iter().map(|(name, content)| Item {
            path: format!("bin/{}", prefixed(&name)),
            content: match content {
                Content::Link(target) => Content::Link(prefixed(&target)),
                file => file,
            },
        });
        let (files, links): (Vec<_>, Vec<_>) =
            programs.partition(|item| matches!(item.content, Content::File(_)));
        Ok(objects.chain(files).chain(links).collect())
    }

    /// The manual pages and completions in `share` for the executables among `items`. With a program
    /// prefix, there are no completions, since shells would load them under the wrong name.
    ///
    /// # Errors
    /// The folder has no manual pages.
    pub fn documents(&self, share: &Path, items: &[Item]) -> Result<Vec<Item>> {
        let prefix = self.program_prefix.as_str();
        let mut found = Vec::new();
        for (folder, before, after) in DOCUMENTS {
            if folder != MANUAL && !prefix.is_empty() {
                continue;
            }
            let all = contents(&share.join(folder));
            let all = all.context("`cargo xtask man` writes the documents")?;
            for (file, content) in all {
                let name = file
                    .strip_prefix(before)
                    .and_then(|f| f.strip_suffix(after));
                let Some(name) = name.map(|name| format!("{prefix}{name}")) else {
                    continue;
                };
                let executable = format!("bin/{name}");
                if items.iter().any(|item| item.path == executable) {
                    let path = format!("share/{folder}/{before}{name}{after}");
                    found.push(Item { path, content });
                }
            }
        }
        Ok(found)
    }

    /// Keeps the selected utilities and the files that they are links to. Returns the selected
    /// names.
    fn restrict(&self, programs: &mut BTreeMap<String, Content>) -> Result<Vec<String>> {
        let there: Vec<String> = programs.keys().cloned().collect();
        let selected = workspace::select(&self.utils, &there)?;
        let mut wanted = selected.clone();
        for name in &selected {
            if let Content::Link(target) = &programs[name] {
                wanted.push(target.clone());
            }
        }
        programs.retain(|name, _| wanted.contains(name));
        Ok(selected)
    }
}

/// The number of utilities among `items`.
pub fn utilities(items: &[Item]) -> usize {
    let is_utility = |item: &&Item| match &item.content {
        Content::Link(_) => true,
        Content::File(source) => {
            source
                .parent()
                .is_some_and(|folder| folder.ends_with("bin"))
                && !source.ends_with(MULTICALL)
        }
    };
    items.iter().filter(is_utility).count()
}

/// The files and links in a folder, by name.
fn contents(folder: &Path) -> Result<BTreeMap<String, Content>> {
    let mut found = BTreeMap::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let content = match fs::read_link(&path) {
            Ok(target) => Content::Link(name(&target)),
            Err(_) => Content::File(path.clone()),
        };
        found.insert(name(&path), content);
    }
    Ok(found)
}
