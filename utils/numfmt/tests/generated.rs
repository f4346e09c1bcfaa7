//! numfmt on generated numbers, compared with GNU's.

use testing::{Chance, utility};

#[test]
fn generated_numbers() {
    let mut chance = Chance::seeded(18);
    for _ in 0..150 {
        let mut args = vec!["--invalid=warn"];
        args.push(chance.pick(&["--to=iec", "--to=iec-i", "--to=none", "--from=iec"]));
        args.extend(chance.some(
            4,
            &[
                "--round=up",
                "--round=down",
                "--round=from-zero",
                "--round=towards-zero",
                "--round=nearest",
                "--format=%.3f",
                "--format=%012.1f",
                "--padding=-15",
                "--to-unit=7",
            ],
        ));
        let mut numbers = String::new();
        for _ in 0..30 {
            let digits = chance.below(22) + 1;
            numbers += chance.pick(&["", "-"]);
            for _ in 0..digits {
                numbers += chance.pick(&["0", "1", "4", "5", "9", "9"]);
            }
            numbers += chance.pick(&["", "", ".5", ".499", "K", "M", "T"]);
            numbers.push('\n');
        }
        utility("numfmt").args(args).stdin(numbers).like_gnu();
    }
}
