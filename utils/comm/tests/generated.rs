//! comm compared with GNU's on generated files.

use testing::{Chance, Dir, utility};

/// Lines that are mostly in order.
fn lines(chance: &mut Chance) -> String {
    let count = chance.below(9);
    let line = |chance: &mut Chance| chance.text(5, &["a", "b", " ", "c"]);
    let mut lines: Vec<String> = (0..count).map(|_| line(chance)).collect();
    if !chance.one_in(3) {
        lines.sort_unstable();
    }
    lines.join("\n") + chance.pick(&["", "\n"])
}

#[test]
fn generated_files() {
    let mut chance = Chance::seeded(4);
    let dir = Dir::new();
    for _ in 0..250 {
        dir.file("a", lines(&mut chance))
            .file("b", lines(&mut chance));
        let options = [
            "-1",
            "-2",
            "-3",
            "--check-order",
            "--nocheck-order",
            "--total",
            "-z",
            "--output-delimiter=xx",
        ];
        let args = chance.some(7, &options);
        utility("comm")
            .cwd(&dir)
            .args(args)
            .args(["a", "b"])
            .like_gnu();
    }
}
