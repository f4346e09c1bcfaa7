//! nl on generated lines, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_lines() {
    let mut chance = Chance::seeded(17);
    for _ in 0..200 {
        let styles = ["-ba", "-bt", "-bn", "-bpab", "-bp^a", "-bpa.c", "-bpB 1"];
        let mut args = vec![chance.pick(&styles)];
        args.extend(chance.some(
            4,
            &["-hpa", "-w2", "-v5", "-s:", "-nln", "-nrz", "-p", "-l2"],
        ));
        let parts = [
            "a", "ab", "abc", "B 1", "\n", "\n", "\n", "\\:\\:\n", "\\:\n", "xabx",
        ];
        let text = chance.text(60, &parts);
        utility("nl").args(args).stdin(text).like_gnu();
    }
}
