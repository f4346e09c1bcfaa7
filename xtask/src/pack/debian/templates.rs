//! The texts of packages: control files and maintainer scripts, from `xtask/debian`.

use super::Facts;
use std::collections::BTreeMap;

const CONTROL: &str = include_str!("../../../debian/control");
const LIBRARY: &str = include_str!("../../../debian/control.library");
const CHANGELOG: &str = include_str!("../../../debian/changelog");
const COPYRIGHT: &str = include_str!("../../../debian/copyright");
const REPLACE: &str = include_str!("../../../debian/replace.sh");

/// The maintainer scripts of the executables' package.
const SCRIPTS: [(&str, &str); 4] = [
    ("preinst", include_str!("../../../debian/corelink.preinst")),
    (
        "postinst",
        include_str!("../../../debian/corelink.postinst"),
    ),
    ("prerm", include_str!("../../../debian/corelink.prerm")),
    ("postrm", include_str!("../../../debian/corelink.postrm")),
];

/// Fills in what differs from build to build.
pub(super) struct Template<'a> {
    facts: &'a Facts,
    build: &'a str,
}

impl<'a> Template<'a> {
    pub(super) fn new(facts: &'a Facts, build: &'a str) -> Self {
        Self { facts, build }
    }

    /// `debian/changelog`.
    pub(super) fn changelog(&self) -> String {
        let date = chrono::DateTime::from_timestamp(self.facts.time, 0).unwrap_or_default();
        CHANGELOG
            .replace("#VERSION#", &self.facts.version)
            .replace("#BUILD#", self.build)
            .replace("#VARIANT#", &self.facts.variant)
            .replace("#MAINTAINER#", &self.facts.maintainer)
            .replace("#DATE#", &date.to_rfc2822())
    }

    /// `debian/control`, with a paragraph for each library.
    pub(super) fn control(&self, libraries: &BTreeMap<String, String>) -> String {
        let mut paragraphs = String::from("\n");
        for package in libraries.keys() {
            let filled = LIBRARY.replace("#PACKAGE#", package);
            paragraphs += filled.replace("#BUILD#", self.build).trim();
            paragraphs += "\n\n";
        }
        CONTROL
            .replace("#MAINTAINER#", &self.facts.maintainer)
            .replace("#LIBRARIES#\n", &paragraphs)
    }

    /// The copyright file, from the licence: a title, a copyright line and the text.
    pub(super) fn copyright(license: &str) -> String {
        let paragraphs: Vec<&str> = license.trim().split("\n\n").collect();
        let holder = paragraphs.get(1).copied().unwrap_or_default();
        let holder = holder.trim_start_matches("Copyright (c) ");
        let text: Vec<String> = paragraphs
            .iter()
            .skip(2)
            .map(|paragraph| format!(" {}\n", paragraph.replace('\n', "\n ")))
            .collect();
        let filled = format!("Copyright: {holder}\nLicense: Expat\n{}", text.join(" .\n"));
        COPYRIGHT.replace("#LICENSE#\n", &filled)
    }
}

/// Maintainer scripts by their names.
pub(super) fn scripts() -> impl Iterator<Item = (&'static str, String)> {
    SCRIPTS
        .map(|(name, text)| (name, with_functions(text)))
        .into_iter()
}

/// The script that administrators and packages of libraries call.
pub(super) fn replace() -> String {
    with_functions(include_str!("../../../debian/replace"))
}

fn with_functions(script: &str) -> String {
    script.replace("#REPLACE#\n", REPLACE)
}

/// The script that runs before the package of the library `file` is removed.
pub(super) fn library_script(file: &str) -> String {
    include_str!("../../../debian/library.prerm").replace("#LIBRARY#", file)
}

/// lintian's findings that don't apply to a package, each with the reason.
pub(super) fn overrides(package: &str) -> String {
    let mut text = include_str!("../../../debian/lintian-overrides").to_owned();
    if package == super::MAIN {
        text += include_str!("../../../debian/corelink.lintian-overrides");
    }
    text.replace("#PACKAGE#", package)
}
