//! Measures a set beside static executables made of the same object files.
//!
//! | form | |
//! |---|---|
//! | `released` | executables from elsewhere, for example as their own packages build them |
//! | `alone` | as Cargo links them, without symbols |
//! | `lean` | static, from the changed object files and with the flags of the set |
//! | `set` | the closed set |
//!
//! `lean` separates what sharing saves from what the other changes save.

use crate::elf;
use crate::link::{Argument, Link, driver};
use crate::objects;
use crate::set::{SMALL, Set, Style, is_strip, run};
use crate::tree;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// The arguments of each start.
    pub arguments: Vec<String>,
    /// The programs.
    pub programs: Vec<Program>,
    /// The size of the set's library.
    pub library: u64,
    /// Sets of the first programs, from two to all.
    pub growth: Vec<Growth>,
    /// The memory of all programs at once, static and lean, in KiB.
    pub pss_lean: Option<u64>,
    /// The same, as a set.
    pub pss_set: Option<u64>,
    /// How long the set took to be closed, in seconds, without the compiler.
    pub seconds: f64,
}

/// A program in each form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub released: Option<u64>,
    /// Bytes.
    pub alone: u64,
    /// Bytes.
    pub lean: u64,
    /// Bytes.
    pub set: u64,
    /// Instructions in user space of a start, static and lean.
    pub instructions_lean: Option<u64>,
    /// The same in the set.
    pub instructions_set: Option<u64>,
}

impl Program {
    /// The part of the lean executable that is in the library of the set, in percent.
    pub fn shared(&self) -> f64 {
        100.0 * (1.0 - self.set as f64 / self.lean as f64)
    }
}

/// A set of the first programs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Growth {
    /// How many.
    pub programs: usize,
    /// The bytes of the static, lean executables.
    pub lean: u64,
    /// The bytes of the set.
    pub set: u64,
}

impl Growth {
    /// What the set saves, in percent.
    pub fn saved(&self) -> f64 {
        100.0 * (1.0 - self.set as f64 / self.lean as f64)
    }
}

/// What to measure.
pub struct Measurement<'a> {
    /// The links of the executables.
    pub links: Vec<Link>,
    /// How to link.
    pub style: Style,
    /// The arguments of each start: the program prints something, and ends.
    pub arguments: Vec<String>,
    /// Where executables from elsewhere are.
    pub released: Option<&'a Path>,
    /// The folder of intermediate files.
    pub folder: PathBuf,
}

impl Measurement<'_> {
    /// Makes all forms, and measures them.
    ///
    /// # Errors
    /// A form can't be made.
    pub fn take(&self) -> Result<Figures> {
        let whole = self.folder.join("set");
        let start = Instant::now();
        let set = self.set(self.links.len())?;
        let report = tree::make(&set, &whole, true)?;
        let seconds = start.elapsed().as_secs_f64();
        let lean = self.folder.join("lean");
        fs::create_dir_all(&lean)?;
        let mut programs = Vec::new();
        for (link, executable) in set.links.iter().zip(&report.executables) {
            let name = &link.name;
            let file = lean.join(name);
            link_alone(&set, link, &file)?;
            let released = self.released.map(|folder| folder.join(name));
            let released = released.filter(|file| file.is_file());
            programs.push(Program {
                name: name.clone(),
                released: released.map(|file| elf::loaded_size(&file)).transpose()?,
                alone: executable.alone,
                lean: fs::metadata(&file)?.len(),
                set: executable.bytes,
                instructions_lean: self.instructions(&file),
                instructions_set: self.instructions(&whole.join("bin").join(name)),
            });
        }
        Ok(Figures {
            arguments: self.arguments.clone(),
            growth: self.growth(&programs)?,
            pss_lean: self.memory(&lean)?,
            pss_set: self.memory(&whole.join("bin"))?,
            library: report.library.bytes,
            programs,
            seconds,
        })
    }

    /// The set of the first executables.
    fn set(&self, programs: usize) -> Result<Set> {
        let links = self.links[..programs].to_vec();
        let folder = self.folder.join(format!("work-{programs}"));
        Set::new("measured", links, self.style.clone(), folder)
    }

    fn growth(&self, all: &[Program]) -> Result<Vec<Growth>> {
        let mut growth = Vec::new();
        for programs in 2..=all.len() {
            let output = self.folder.join(format!("set-{programs}"));
            let report = tree::make(&self.set(programs)?, &output, true)?;
            growth.push(Growth {
                programs,
                lean: all[..programs].iter().map(|program| program.lean).sum(),
                set: report.bytes(),
            });
        }
        Ok(growth)
    }

    /// The instructions of a start, if Valgrind is installed and counts them.
    fn instructions(&self, program: &Path) -> Option<u64> {
        let done = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(&self.arguments)
            .env_remove("LD_LIBRARY_PATH")
            .stdout(Stdio::null())
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&done.stderr);
        let line = said
            .lines()
            .find_map(|line| line.split_once("Collected : "));
        line?.1.trim().parse().ok()
    }

    /// The memory of all programs in a folder when each is at its first output, in KiB: shared pages
    /// count in parts. Returns nothing if a program prints nothing.
    fn memory(&self, folder: &Path) -> Result<Option<u64>> {
        let mut running = Vec::new();
        for link in &self.links {
            running.push(Held::start(&folder.join(&link.name), &self.arguments)?);
        }
        let sum = running.iter().map(Held::memory).sum();
        running.into_iter().try_for_each(Held::end)?;
        Ok(sum)
    }
}

/// A program that waits in its first write: its standard output is a pipe that is full.
struct Held {
    child: Child,
    output: std::io::PipeReader,
}

/// The size of a new pipe (pipe(7)).
const PIPE: usize = 65536;

impl Held {
    fn start(program: &Path, arguments: &[String]) -> Result<Self> {
        let (output, mut input) = std::io::pipe()?;
        input.write_all(&[b'\n'; PIPE])?;
        let child = Command::new(program)
            .args(arguments)
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::null())
            .stdout(input)
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        Ok(Self { child, output })
    }

    fn memory(&self) -> Option<u64> {
        let process = PathBuf::from(format!("/proc/{}", self.child.id()));
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let place = fs::read_to_string(process.join("wchan")).ok()?;
            if place.contains("pipe_write") {
                break;
            }
            if Instant::now() > end {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let text = fs::read_to_string(process.join("smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse().ok()
    }

    fn end(mut self) -> Result<()> {
        drop(self.output);
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

/// Links an executable as a static one, from changed object files.
fn link_alone(set: &Set, link: &Link, output: &Path) -> Result<()> {
    let mut command = driver();
    let folder = set.own_folder(link);
    for argument in &link.arguments {
        match argument {
            Argument::Object(path) => drop(command.arg(set.object(path, &folder)?)),
            Argument::Archive(path) => drop(command.arg(set.archive(path)?)),
            Argument::Flag(flag) if is_strip(flag) => {}
            Argument::Flag(flag) if flag == "-lgcc_s" && !set.keeps_tables() => {
                command.arg("-lgcc_eh");
            }
            Argument::Flag(flag) => drop(command.arg(flag)),
        }
    }
    command.args(SMALL);
    command.args(["-Wl,--build-id=none", "-Wl,-s"]);
    run(command, output)?;
    ensure!(output.is_file(), "the linker made no {}", output.display());
    objects::without_sections(output)
}

impl Figures {
    /// The figures as tables in Markdown.
    pub fn tables(&self) -> String {
        let mut text = String::from(
            "| | released | as Cargo links it | static, lean | closed set | shared | \
             k instructions, lean | in the set |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
        );
        let optional = |value: Option<u64>| value.map_or("–".to_owned(), |v| v.to_string());
        let thousands = |value: Option<u64>| optional(value.map(|v| v / 1000));
        for program in &self.programs {
            text += &format!(
                "| {} | {} | {} | {} | {} | {:.0} % | {} | {} |\n",
                program.name,
                optional(program.released),
                program.alone,
                program.lean,
                program.set,
                program.shared(),
                thousands(program.instructions_lean),
                thousands(program.instructions_set),
            );
        }
        let sum = |of: fn(&Program) -> u64| self.programs.iter().map(of).sum::<u64>();
        text += &format!("| library | | | | {} | | | |\n", self.library);
        text += &format!(
            "| together | | {} | {} | {} | | | |\n\n",
            sum(|p| p.alone),
            sum(|p| p.lean),
            sum(|p| p.set) + self.library
        );
        text += "| programs | static, lean | closed set | saved |\n|---:|---:|---:|---:|\n";
        for growth in &self.growth {
            text += &format!(
                "| {} | {} | {} | {:.1} % |\n",
                growth.programs,
                growth.lean,
                growth.set,
                growth.saved()
            );
        }
        if let (Some(lean), Some(set)) = (self.pss_lean, self.pss_set) {
            text += &format!(
                "\nMemory of all at once (PSS): {lean} KiB static and lean, {set} KiB as a set.\n"
            );
        }
        text
    }
}
