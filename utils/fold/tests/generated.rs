//! fold on generated lines, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_lines() {
    let mut chance = Chance::seeded(14);
    for _ in 0..250 {
        let mut args = chance.some(3, &["-s", "-b"]);
        args.push(chance.pick(&["-w1", "-w7", "-w20", "-w80"]));
        let parts = [
            "\t",
            "\x08",
            "\r",
            " ",
            "\n",
            "word",
            "x",
            "many words in one",
        ];
        let text = chance.text(80, &parts);
        utility("fold").args(args).stdin(text).like_gnu();
    }
}

/// Printable characters of one to three bytes and one or two columns, and newlines. Compared with
/// a plain implementation, because GNU 9.1 counts bytes.
#[test]
fn generated_characters() {
    let mut chance = Chance::seeded(15);
    let parts = [
        "a", "b", "\u{e9}", "\u{436}", "\u{20ac}", "\u{4e2d}", "\u{304b}", "\n",
    ];
    let columns = |part: char| {
        if matches!(part, '\u{4e2d}' | '\u{304b}') {
            2
        } else {
            1
        }
    };
    for _ in 0..150 {
        let text = chance.text(400, &parts);
        for width in [2, 9, 80] {
            let (mut want, mut column) = (String::new(), 0);
            for part in text.chars() {
                if part == '\n' {
                    column = 0;
                } else if column + columns(part) > width {
                    want.push('\n');
                    column = columns(part);
                } else {
                    column += columns(part);
                }
                want.push(part);
            }
            let case = utility("fold").utf8().args(["-w", &width.to_string()]);
            case.stdin(&text).prints(want);
        }
    }
}

/// Tables, whose lines are wrapped a row of 64 bytes at a time.
#[test]
fn lines_with_many_tabs_are_wrapped_like_gnu() {
    let mut chance = Chance::seeded(19);
    for _ in 0..60 {
        let text = chance.text(
            60,
            &["a", "word", "long words", "\t", "\t\t", " ", "\n", "\u{8}"],
        );
        let width = ["-w1", "-w7", "-w8", "-w20", "-w80"][chance.below(5)];
        utility("fold").args([width]).stdin(&text).like_gnu();
        utility("fold").args(["-s", width]).stdin(&text).like_gnu();
    }
}
