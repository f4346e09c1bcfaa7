//! tail -F of a name that somebody else exchanges for a symbolic link, over and over.

use std::fs::{self, File};
use std::thread;
use std::time::Duration;
use testing::{Dir, in_each_set, tries};

/// Between looking at the name and looking whether it is a link, it may become one and be replaced
/// again. That is no reason to follow the next one.
#[test]
fn no_link_that_replaces_a_file_for_a_moment_is_followed() {
    let dir = Dir::new();
    dir.file("log", "first\n").file("secret", "top-secret\n");
    let output = File::create(dir.join("output")).unwrap();
    let mut tail = testing::command(testing::bin_dir().join("tail"))
        .args(["-s.001", "-F", "log"])
        .current_dir(dir.path())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap();
    let printed = || fs::read_to_string(dir.join("output")).unwrap();
    while !printed().contains("first") {
        thread::sleep(Duration::from_millis(1));
    }
    for _ in 0..tries(in_each_set(2000)) {
        dir.symlink("secret", "link");
        fs::rename(dir.join("link"), dir.join("log")).unwrap();
        thread::sleep(Duration::from_micros(200));
        dir.file("new", "line\n");
        fs::rename(dir.join("new"), dir.join("log")).unwrap();
        thread::sleep(Duration::from_micros(200));
    }
    thread::sleep(Duration::from_millis(50));
    assert!(tail.try_wait().unwrap().is_none(), "{}", printed());
    tail.kill().unwrap();
    tail.wait().unwrap();
    let printed = printed();
    assert!(!printed.contains("top-secret"), "{printed}");
    assert!(printed.contains("line\n"), "{printed}");
}
