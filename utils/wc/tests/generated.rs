//! wc on generated text, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_text() {
    let mut chance = Chance::seeded(16);
    for _ in 0..250 {
        let args = chance.some(2, &["-l", "-w", "-c", "-m", "-L"]);
        let ascii = [
            "a",
            "bc",
            " ",
            "\t",
            "\n",
            "\x0b",
            "\x0c",
            "\r",
            "  ",
            "some words",
        ];
        let text = chance.text(150, &ascii);
        utility("wc").args(&args).stdin(text).like_gnu();
        let any = [
            "a", " ", "\n", "\u{e9}", "\u{20ac}", "\u{3000}", "\u{2003}", "\u{4e2d}", "x y",
        ];
        let text = chance.text(150, &any);
        utility("wc").utf8().args(&args).stdin(text).like_gnu();
    }
}
