//! cut on generated lists and lines, beside GNU's.

use testing::{Chance, utility};

#[test]
fn generated_lists() {
    let mut chance = Chance(2);
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
        // GNU's of 9.1 knows the long name only.
        let args = args.into_iter().map(|arg| match arg {
            "-O" => "--output-delimiter".to_owned(),
            _ => arg.replace("-O", "--output-delimiter="),
        });
        let mut case = utility("cut").args(args).args([by, &list.join(",")]);
        if by == "-f" {
            case = case.args(chance.some(3, &["-d:", "-s"]));
        }
        let text = chance.text(80, &[":", "\t", "a", "b", " ", "\n", "\n", "\0", "\u{e9}"]);
        // With -z, GNU's leaves out the end of a last line whose last byte is a newline.
        case.stdin(text + chance.pick(&["x", "\0"])).like_gnu();
    }
}
