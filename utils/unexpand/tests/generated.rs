//! unexpand on generated lines, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_lines() {
    let mut chance = Chance::seeded(13);
    for _ in 0..250 {
        let args = chance.some(
            5,
            &["-a", "--first-only", "-t4", "-t3,7,20", "-t5,/8", "-t2,+6"],
        );
        let parts = [
            "\t",
            "\t",
            " ",
            "  ",
            "\n",
            "word",
            "x",
            "\x08",
            "\0",
            "a long run of text",
        ];
        let text = chance.text(120, &parts);
        utility("unexpand").args(args).stdin(text).like_gnu();
    }
}
