//! The example profiles of the book, as AppArmor's own parser reads them.

use std::path::Path;
use std::process::Command;

#[test]
fn profiles_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/apparmor");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let profile = entry.unwrap().path();
        let mut parser = Command::new("apparmor_parser");
        parser
            .args(["--skip-kernel-load", "--skip-cache"])
            .arg(&profile);
        let Ok(done) = parser.output() else {
            testing::skip!("there is no apparmor_parser");
        };
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{}: {said}", profile.display());
        count += 1;
    }
    assert_eq!(count, 3);
}
