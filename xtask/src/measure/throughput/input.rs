//! The inputs of the benchmarks. They have the same bytes on every machine, and are made when a
//! command first names them.

use crate::model::workspace;
use anyhow::{Context, Result};
use fastrand::Rng;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

type Make = fn(&Path, &mut Rng) -> io::Result<()>;

/// The inputs, by the words that name them in a command.
pub const INPUTS: &[(&str, Make)] = &[
    ("lines", |file, rng| text(file, rng, &ascii_word)),
    ("utf8", |file, rng| text(file, rng, &any_word)),
    ("sorted", |file, rng| sorted(file, rng, 0)),
    ("sorted2", |file, rng| sorted(file, rng, 1)),
    ("repeats", repeats),
    ("numbers", numbers),
    ("fields", fields),
    ("pairs", pairs),
    ("bytes", bytes),
    ("zeros", |file, _| File::create(file)?.set_len(64 << 20)),
    ("base64", base64),
    ("tree", |folder, rng| tree(folder, rng, 20_000)),
    ("forest", |folder, rng| tree(folder, rng, 100_000)),
    ("big", |file, rng| big(file, rng, 1 << 30)),
    ("huge", |file, rng| big(file, rng, 1 << 32)),
];

/// The approximate size of text inputs, in bytes.
const SIZE: usize = 32 << 20;

/// Makes the inputs that `command` names in `folder`, unless they exist.
///
/// # Errors
/// A file can't be written.
pub fn make(command: &str, folder: &Path) -> Result<()> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: BTreeSet<&str> = command.split(|c| !is_name(c)).collect();
    for (name, make) in INPUTS.iter().filter(|(name, _)| words.contains(name)) {
        let finished = folder.join(name);
        if finished.exists() {
            continue;
        }
        let new = folder.join(format!("{name}.new"));
        let _ = fs::remove_dir_all(&new).or_else(|_| fs::remove_file(&new));
        make(&new, &mut Rng::with_seed(42))
            .and_then(|()| fs::rename(&new, &finished))
            .with_context(|| format!("cannot make the input '{name}'"))?;
    }
    Ok(())
}

fn ascii_word(rng: &mut Rng) -> String {
    let length = rng.usize(1..10);
    (0..length).map(|_| letter(rng)).collect()
}

/// Returns a letter; as in a language, some are more frequent.
fn letter(rng: &mut Rng) -> char {
    char::from(b"etaoinshrdlucmfwypvbgkjqxz"[rng.usize(0..26).min(rng.usize(0..26))])
}

fn any_word(rng: &mut Rng) -> String {
    let other = ['é', 'ü', 'ß', 'д', 'ж', '中', '文', 'か', '€', 'ñ'];
    let length = rng.usize(1..10);
    (0..length)
        .map(|_| match rng.u8(0..4) {
            0 => other[rng.usize(0..other.len())],
            _ => letter(rng),
        })
        .collect()
}

fn text(file: &Path, rng: &mut Rng, word: &dyn Fn(&mut Rng) -> String) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut written = 0;
    while written < SIZE {
        let mut line = String::new();
        for _ in 0..rng.usize(1..24) {
            line += &word(rng);
            line.push(' ');
        }
        line.pop();
        line.push('\n');
        written += line.len();
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}

/// Writes words in byte order. Each of the two inputs shares half of its words with the other.
fn sorted(file: &Path, rng: &mut Rng, which: usize) -> io::Result<()> {
    let mut words = BTreeSet::new();
    for index in 0..2_000_000 {
        let word = format!("{}{}", ascii_word(rng), rng.u16(..));
        if index % 3 == 0 || index % 3 == 1 + which {
            words.insert(word);
        }
    }
    write_lines(file, words.iter().map(String::as_str))
}

fn repeats(file: &Path, rng: &mut Rng) -> io::Result<()> {
    let words: BTreeSet<String> = (0..400_000)
        .map(|_| format!("{} {}", ascii_word(rng), ascii_word(rng)))
        .collect();
    let mut counts = Rng::with_seed(7);
    let repeated = words
        .iter()
        .flat_map(|word| std::iter::repeat_n(word.as_str(), counts.usize(1..15)));
    write_lines(file, repeated)
}

fn numbers(file: &Path, rng: &mut Rng) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for _ in 0..1_000_000 {
        writeln!(out, "{}", rng.u64(..) >> rng.u8(0..64))?;
    }
    out.flush()
}

fn fields(file: &Path, rng: &mut Rng) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut written = 0;
    while written < SIZE {
        let words: Vec<String> = (0..8).map(|_| ascii_word(rng)).collect();
        let line = words.join("\t") + "\n";
        written += line.len();
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}

/// Writes pairs without cycles: the first number is always smaller.
fn pairs(file: &Path, rng: &mut Rng) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for _ in 0..500_000 {
        let (a, b) = (rng.u32(0..200_000), rng.u32(0..200_000));
        if a != b {
            writeln!(out, "n{} n{}", a.min(b), a.max(b))?;
        }
    }
    out.flush()
}

fn bytes(file: &Path, rng: &mut Rng) -> io::Result<()> {
    let mut block = vec![0; SIZE];
    rng.fill(&mut block);
    fs::write(file, block)
}

/// Writes random text in the format of base64, in lines of 76 letters.
fn base64(file: &Path, rng: &mut Rng) -> io::Result<()> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = BufWriter::new(File::create(file)?);
    for _ in 0..SIZE / 77 {
        let line: Vec<u8> = (0..76).map(|_| LETTERS[rng.usize(0..64)]).collect();
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Makes a tree of `files` small files: a hundred in each folder, and ten folders in each part.
fn tree(folder: &Path, rng: &mut Rng, files: usize) -> io::Result<()> {
    for index in 0..files / 100 {
        let folder = folder.join(format!("part{}/folder{index}", index / 10));
        fs::create_dir_all(&folder)?;
        for file in 0..100 {
            let mut content = String::new();
            for _ in 0..rng.usize(0..200) {
                let _ = write!(content, "{} ", ascii_word(rng));
            }
            fs::write(folder.join(format!("file{file}.txt")), content)?;
        }
    }
    Ok(())
}

/// Writes `size` random bytes, in blocks that repeat.
fn big(file: &Path, rng: &mut Rng, size: usize) -> io::Result<()> {
    let mut block = vec![0; SIZE];
    rng.fill(&mut block);
    let mut out = File::create(file)?;
    for _ in 0..size / SIZE {
        out.write_all(&block)?;
    }
    Ok(())
}

fn write_lines<'a>(file: &Path, lines: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for line in lines {
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Returns the folder of the inputs.
pub(crate) fn inputs() -> Result<PathBuf> {
    let folder = workspace::trees().join(".inputs");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_reproducible_and_made_once() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&one, &other] {
            make("sort <numbers >out", folder.path()).unwrap();
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
        let read = |folder: &tempfile::TempDir| fs::read(folder.path().join("numbers")).unwrap();
        assert!(read(&one) == read(&other));
        assert_eq!(read(&one).split(|&b| b == b'\n').count(), 1_000_001);
        fs::write(one.path().join("numbers"), "kept").unwrap();
        make("numbers", one.path()).unwrap();
        assert_eq!(read(&one), b"kept");
    }
}
