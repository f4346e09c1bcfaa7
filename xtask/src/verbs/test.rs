//! `cargo xtask test [--variant V] [UTILITY…]`: all unit tests once, and every utility's
//! integration tests against the executables of each variant.

use crate::link::tree;
use crate::model::variant::Variant;
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// Test the executables of this variant; may be given several times [default: all]
    #[arg(long = "variant", value_name = "VARIANT")]
    variants: Vec<String>,
    /// The utilities to test [default: all, and the project's own tools]
    utilities: Vec<String>,
}

/// A test executable that Cargo built.
struct Test {
    name: String,
    path: PathBuf,
    /// Where Cargo would run it.
    folder: PathBuf,
    /// Does it run a utility's executables, and so once a variant?
    of_utility: bool,
}

/// What the tests said at their ends, added up.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs the verb.
///
/// # Errors
/// A build or a test failed; its output was shown.
pub fn run(options: &Options, cli: &clap::Command) -> Result<()> {
    let variants = Variant::named(&options.variants)?;
    let mut utilities = workspace::utilities_named(&options.utilities)?;
    let mut trees = Vec::new();
    for variant in variants {
        trees.push((variant, tree::build(variant)?));
    }
    let mut count = Count::default();
    if options.utilities.is_empty() {
        utilities.push(workspace::MULTICALL.to_owned());
        check_tidiness(&mut count, cli)?;
    }
    let tests = compile(&utilities, options.utilities.is_empty())?;
    for test in tests.iter().filter(|t| !t.of_utility) {
        count.add(&run_test(test, "unit", None)?);
    }
    for (variant, tree) in &trees {
        for test in tests.iter().filter(|t| t.of_utility && t.suits(variant)) {
            count.add(&run_test(test, variant.name, Some(&tree.join("bin")))?);
        }
    }
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    );
    if count.failed > 0 {
        bail!("{} tests failed: see above", count.failed)
    } else {
        Ok(())
    }
}

/// The rules of the work tree count as one test.
fn check_tidiness(count: &mut Count, cli: &clap::Command) -> Result<()> {
    let findings = crate::verbs::tidy::check(cli)?;
    findings
        .iter()
        .for_each(|finding| println!("tidy: {finding}"));
    count.add(&match findings.is_empty() {
        true => Count {
            passed: 1,
            ..Count::default()
        },
        false => Count {
            failed: 1,
            ..Count::default()
        },
    });
    Ok(())
}

/// Lets Cargo build the tests, in its dev profile: unit tests want overflow checks.
fn compile(utilities: &[String], tools: bool) -> Result<Vec<Test>> {
    let mut cargo = toolchain::cargo();
    cargo
        .args([
            "test",
            "--no-run",
            "--message-format=json-render-diagnostics",
            "--target-dir",
        ])
        .arg(workspace::target())
        .current_dir(workspace::root())
        .stderr(Stdio::inherit());
    for utility in utilities {
        cargo.args(["--package", &workspace::package(utility)]);
    }
    if tools {
        cargo.args([
            "--package",
            "shared",
            "--package",
            "testing",
            "--package",
            "xtask",
        ]);
    }
    let built = cargo.output().context("cannot run cargo")?;
    if !built.status.success() {
        bail!("the tests were not built: see the messages above");
    }
    let mut tests: Vec<Test> = String::from_utf8_lossy(&built.stdout)
        .lines()
        .filter_map(|line| Test::from_message(&serde_json::from_str(line).ok()?))
        .collect();
    tests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tests)
}

impl Test {
    fn from_message(message: &Value) -> Option<Self> {
        let path = message["executable"]
            .as_str()
            .filter(|_| message["profile"]["test"] == true)?;
        let manifest = Path::new(message["manifest_path"].as_str()?);
        let integration = message["target"]["kind"][0] == "test";
        Some(Self {
            name: message["target"]["name"].as_str()?.to_owned(),
            path: path.into(),
            folder: manifest.parent()?.to_owned(),
            of_utility: integration && manifest.starts_with(workspace::root().join("utils")),
        })
    }

    /// The multicall executable exists in its own variants only.
    fn suits(&self, variant: &Variant) -> bool {
        use crate::model::variant::Executables::OneForAll;
        self.name != workspace::MULTICALL || variant.executables == OneForAll
    }
}

/// Runs one test executable, shows its output if it fails, and counts.
fn run_test(test: &Test, of: &str, bin: Option<&Path>) -> Result<Count> {
    let mut command = Command::new(&test.path);
    command.current_dir(&test.folder).stdin(Stdio::null());
    // Cargo's own folders would be searched before those that an executable names.
    command.env_remove("LD_LIBRARY_PATH");
    if let Some(bin) = bin {
        command.env("CORELINK_BIN", bin);
    }
    let done = command
        .output()
        .with_context(|| format!("cannot run {}", test.path.display()))?;
    let text = String::from_utf8_lossy(&done.stdout);
    let mut count = Count::read(&text);
    if !done.status.success() {
        println!("{text}{}", String::from_utf8_lossy(&done.stderr));
        // A test that ended before it could say so failed too.
        count.failed = count.failed.max(1);
    }
    println!(
        "{of:>14} {:<14} {} passed, {} failed",
        test.name, count.passed, count.failed
    );
    Ok(count)
}

impl Count {
    /// The figures of `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn read(text: &str) -> Self {
        let mut count = Self::default();
        for line in text.lines().filter(|line| line.starts_with("test result:")) {
            let words: Vec<_> = line.split_whitespace().collect();
            for pair in words.windows(2) {
                let Ok(number) = pair[0].parse::<u64>() else {
                    continue;
                };
                match pair[1] {
                    "passed;" => count.passed += number,
                    "failed;" => count.failed += number,
                    "ignored;" => count.skipped += number,
                    _ => {}
                }
            }
        }
        count
    }

    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_libtest_says() {
        let text = "running 3 tests\ntest result: FAILED. 2 passed; 1 failed; 4 ignored; 0 measured; \
                    0 filtered out; finished in 0.00s\n";
        assert_eq!(
            Count::read(text),
            Count {
                passed: 2,
                failed: 1,
                skipped: 4
            }
        );
        assert_eq!(Count::read("nothing of the kind"), Count::default());
    }
}
