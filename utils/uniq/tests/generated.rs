//! uniq compared with GNU's on generated lines.

use testing::{Chance, utility};

#[test]
fn generated_lines() {
    let mut chance = Chance::seeded(3);
    for _ in 0..250 {
        let options = [
            "-c",
            "-d",
            "-u",
            "-D",
            "-i",
            "-z",
            "-f1",
            "-s1",
            "-w2",
            "-f2",
            "--group",
            "--all-repeated=separate",
            "--all-repeated=prepend",
            "--group=both",
            "--group=append",
            "-1",
            "+1",
        ];
        let args = chance.some(8, &options);
        let text = chance.text(60, &["a", "A", "b", " ", "\t", "\n", "\n", "\n", "\0"]);
        utility("uniq").args(args).stdin(text).like_gnu();
    }
}
