//! cut on generated lists and lines, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_lists() {
    let mut chance = Chance::seeded(2);
    for _ in 0..250 {
        let mut list = Vec::new();
        for _ in 0..=chance.below(4) {
            let (first, last) = (chance.below(10), chance.below(10));
            list.push(match chance.below(5) {
                0 => format!("{first}-"),
                1 => format!("-{last}"),
                2 => format!("{first}-{last}"),
                _ => format!("{}", first + 1),
            });
        }
        let by = chance.pick(&["-b", "-c", "-f"]);
        let mut args = chance.some(5, &["--complement", "-z", "-n", "-O:", "-O<>", "-O"]);
        if args.last() == Some(&"-O") {
            args.push("");
        }
        // GNU 9.1 has only the long name.
        let args = args.into_iter().map(|arg| match arg {
            "-O" => "--output-delimiter".to_owned(),
            _ => arg.replace("-O", "--output-delimiter="),
        });
        let mut case = utility("cut").args(args).args([by, &list.join(",")]);
        if by == "-f" {
            case = case.args(chance.some(3, &["-d:", "-s"]));
        }
        let text = chance.text(400, &[":", "\t", "a", "b", " ", "\n", "\n", "\0", "\u{e9}"]);
        // With -z, GNU omits the end of a last line if its last byte is a newline.
        case.stdin(text + chance.pick(&["x", "\0"])).like_gnu();
    }
}

/// Compared with a plain implementation, because GNU 9.1 counts bytes.
#[test]
fn generated_characters() {
    let mut chance = Chance::seeded(3);
    for _ in 0..150 {
        let parts = [
            "a",
            "b",
            "\u{e9}",
            "\u{20ac}",
            "\u{1f600}",
            "\n",
            "a longer run of ASCII",
        ];
        let mut text = chance.text(200, &parts);
        text.push('\n');
        let (first, last) = (chance.below(90) + 1, chance.below(90) + 1);
        let (first, last) = (first.min(last), first.max(last));
        let want = |from: &dyn Fn(usize) -> bool| -> String {
            let line = |line: &str| {
                let kept = line.chars().enumerate().filter(|(i, _)| from(i + 1));
                kept.map(|(_, c)| c).collect::<String>() + "\n"
            };
            text.lines().map(line).collect()
        };
        for (list, wanted) in [
            (
                format!("{first}-{last}"),
                want(&|n| (first..=last).contains(&n)),
            ),
            (format!("{last}-"), want(&|n| n >= last)),
            (format!("1,{last}-"), want(&|n| n == 1 || n >= last)),
        ] {
            let case = utility("cut").utf8().args(["-c", &list]);
            case.stdin(&text).prints(wanted);
        }
    }
}
