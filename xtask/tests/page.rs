//! The page of `cargo xtask compare --html`, laid out by a browser: no label is clipped or covers
//! another, charts have words and hover values, tables have captions and can be sorted, and
//! everything is reached by the keyboard. Skipped with a message if Chromium is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

const CHECKS: &str = include_str!("page.js");

/// Widths of a phone, of a tablet and of a screen, in CSS pixels.
const WIDTHS: [u32; 3] = [360, 768, 1280];

#[test]
fn the_page_is_readable_at_every_width_and_by_every_reader() {
    let Some(browser) = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
    else {
        testing::skip!("there is no Chromium");
    };
    let folder = tempfile::tempdir().unwrap();
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/figures/compare.json");
    let made = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["compare", "--report"])
        .arg(report)
        .arg("--html")
        .arg(folder.path().join("page.html"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    for width in WIDTHS {
        let said = laid_out(browser, folder.path(), width);
        let count = |name: &str| -> usize {
            let found = said.lines().find_map(|line| line.split_once(name));
            let (_, count) = found.unwrap_or_else(|| panic!("no checks ran: {said}"));
            count.parse().unwrap()
        };
        let (labels, titles) = (count("labels: "), count("titles: "));
        assert!(labels > 100, "{labels} labels at {width}");
        assert!(titles > 200, "{titles} hover values at {width}");
        let findings: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with("finding: "))
            .collect();
        assert!(findings.is_empty(), "at {width}: {findings:#?}");
    }
}

/// Returns what the checks report about the page in a frame of that width.
fn laid_out(browser: &str, folder: &Path, width: u32) -> String {
    let frame = format!(
        "<!doctype html><body><iframe src=page.html width={width} height=900 \
         style=border:0></iframe><script>{CHECKS}</script>"
    );
    let file = folder.join("frame.html");
    fs::write(&file, frame).unwrap();
    // The browser uses neither the user's profile nor a network.
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--allow-file-access-from-files",
            "--window-size=1400,1000",
            "--virtual-time-budget=10000",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
