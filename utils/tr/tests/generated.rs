//! tr on generated strings, compared with GNU's.

use testing::{Chance, utility};

const PARTS: &[&str] = &[
    "a",
    "b",
    "z",
    "A",
    "Z",
    "0",
    "9",
    "-",
    "[",
    "]",
    ":",
    "=",
    "*",
    "\\",
    "\\n",
    "\\0",
    "\\12",
    "\\377",
    "[:upper:]",
    "[:lower:]",
    "[:digit:]",
    "[:alpha:]",
    "[=a=]",
    "[x*]",
    "[y*3]",
    "[z*04]",
    "a-z",
    "A-Z",
    "0-9",
    "\\a-\\r",
    " ",
    ".",
    "[:",
    "[=",
    "*]",
];

#[test]
fn generated_strings() {
    let mut chance = Chance::seeded(1);
    let mut text: Vec<u8> = (0..=255).collect();
    text.extend_from_slice(b"aabbzzAABB  \n\nhello World 0099 [:x*=-]\\");
    for _ in 0..250 {
        let args = chance.some(4, &["-c", "-d", "-s", "-t"]);
        let strings: Vec<String> = (0..1 + chance.below(5).min(1))
            .map(|_| chance.text(5, PARTS))
            .collect();
        let case = utility("tr")
            .args(args)
            .args(["--"])
            .args(strings)
            .stdin(&text);
        case.like_gnu();
    }
}
