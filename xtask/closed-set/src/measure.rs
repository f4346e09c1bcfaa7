//! Measures a set beside static executables made of the same object files.
//!
//! | form | |
//! |---|---|
//! | `released` | executables from elsewhere, for example as their own packages build them |
//! | `alone` | as Cargo links them, without symbols |
//! | `lean` | static, from the changed object files and with the flags of the set |
//! | `set` | the closed set |
//!
//! `lean` separates what sharing saves from what the other changes save. An executable that does the work of
//! all others (a multicall executable) can be linked as `lean` beside them.

mod lines;

use crate::cargo::compiler;
use crate::elf;
use crate::link::{Argument, Link, driver};
use crate::linked;
use crate::report;
use crate::set::{SMALL, Set, Style, is_strip, run};
use crate::tree;
use anyhow::{Context, Result, ensure};
pub use lines::Lines;
use lines::Programs;
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
    /// The compiler's name and version.
    pub compiler: String,
    /// The arguments of each start.
    pub arguments: Vec<String>,
    /// The programs.
    pub programs: Vec<Program>,
    /// The size of the set's library.
    pub library: u64,
    /// An executable that does the work of all programs.
    pub multicall: Option<Multicall>,
    /// Sets of the first programs.
    pub growth: Vec<Growth>,
    /// How many programs print something at their start. The memory is that of these, all at once.
    pub waiting: usize,
    /// Their memory, static and lean, in KiB.
    pub pss_lean: Option<u64>,
    /// The same, as a set.
    pub pss_set: Option<u64>,
    /// How long the set took to be closed, in seconds, without the compiler.
    pub seconds: f64,
    /// The largest memory of this program until then, in KiB, without the linker's.
    pub peak: Option<u64>,
    /// Whether command lines do the same.
    pub lines: Option<Lines>,
}

/// An executable that does the work of all programs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Multicall {
    /// Its name.
    pub name: String,
    /// Bytes, as Cargo links it.
    pub alone: u64,
    /// Bytes, from the changed object files.
    pub lean: u64,
    /// Its memory, as that of the programs.
    pub pss: Option<u64>,
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
    /// The same by the multicall executable, called with the name of the program.
    pub instructions_multicall: Option<u64>,
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

/// Where the forms are.
struct Forms {
    lean: PathBuf,
    set: PathBuf,
    /// The multicall executable, among the lean ones.
    multicall: Option<String>,
}

impl Forms {
    /// The multicall executable, called as a program.
    fn by_multicall(&self, name: &str) -> Option<Command> {
        let mut start = Command::new(self.lean.join(self.multicall.as_ref()?));
        start.arg(name);
        Some(start)
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
    /// Which of the links is that of a multicall executable.
    pub multicall: Option<&'a str>,
    /// Of how many programs sets are made to see how the saving grows: powers of two by default.
    pub at: Vec<usize>,
    /// A file of command lines that must do the same in each form.
    pub lines: Option<&'a Path>,
    /// The folder of intermediate files.
    pub folder: PathBuf,
}

impl Measurement<'_> {
    /// Makes all forms, and measures them.
    ///
    /// # Errors
    /// A form can't be made, or there is no such multicall executable.
    pub fn take(mut self) -> Result<Figures> {
        let multicall = self.take_multicall()?;
        let sizes = self.sizes()?;
        let lines = self.lines.map(lines::read).transpose()?;
        let whole = self.folder.join("set");
        let start = Instant::now();
        let set = self.set(self.links.len())?;
        let report = tree::make(&set, &whole, true)?;
        let (seconds, peak) = (start.elapsed().as_secs_f64(), peak());
        let forms = Forms {
            lean: self.folder.join("lean"),
            set: whole.join("bin"),
            multicall: multicall.as_ref().map(|link| link.name.clone()),
        };
        fs::create_dir_all(&forms.lean)?;
        for link in set.links.iter().chain(&multicall) {
            link_alone(&set, link, &forms.lean.join(&link.name))?;
        }
        let executables = report.executables.iter();
        let programs = executables.map(|executable| self.program(&forms, executable));
        let programs: Vec<Program> = programs.collect::<Result<_>>()?;
        let (waiting, pss_lean) = self.memory(|name| Command::new(forms.lean.join(name)))?;
        let (_, pss_set) = self.memory(|name| Command::new(forms.set.join(name)))?;
        let multicall = multicall.map(|link| self.multicall(&forms, link));
        Ok(Figures {
            compiler: compiler()?,
            arguments: self.arguments.clone(),
            growth: self.growth(&sizes, &programs, report.bytes())?,
            multicall: multicall.transpose()?,
            waiting,
            pss_lean,
            pss_set,
            library: report.library.bytes,
            programs,
            seconds,
            peak,
            lines: lines.map(|all| self.compare(&all, &forms)).transpose()?,
        })
    }

    /// Runs the command lines in each form.
    fn compare(&self, lines: &[String], forms: &Forms) -> Result<Lines> {
        let run = |program: &dyn Fn(&Link) -> PathBuf| {
            let programs = self.links.iter().map(|l| (l.name.clone(), program(l)));
            lines::run(lines, &Programs::new(programs), &self.folder)
        };
        let alone = run(&|link| link.executable.clone())?;
        let set = run(&|link| forms.set.join(&link.name))?;
        let multicall = match &forms.multicall {
            Some(name) => run(&|_| forms.lean.join(name))?,
            None => Vec::new(),
        };
        Ok(Lines {
            set: lines::differing(lines, &alone, &set),
            multicall: lines::differing(lines, &alone, &multicall),
            lines: lines.len(),
        })
    }

    /// Measures a program in all forms.
    fn program(&self, forms: &Forms, executable: &report::Executable) -> Result<Program> {
        let name = executable.name.clone();
        let lean = forms.lean.join(&name);
        let released = self.released.map(|folder| folder.join(&name));
        let released = released.filter(|file| file.is_file());
        let multicall = forms.by_multicall(&name);
        Ok(Program {
            released: released.map(|file| elf::loaded_size(&file)).transpose()?,
            alone: executable.alone,
            lean: fs::metadata(&lean)?.len(),
            set: executable.bytes,
            instructions_lean: self.instructions(&Command::new(lean)),
            instructions_set: self.instructions(&Command::new(forms.set.join(&name))),
            instructions_multicall: multicall.and_then(|start| self.instructions(&start)),
            name,
        })
    }

    fn multicall(&self, forms: &Forms, link: Link) -> Result<Multicall> {
        let (_, pss) = self.memory(|name| {
            let start = forms.by_multicall(name);
            start.unwrap_or_else(|| Command::new(name))
        })?;
        Ok(Multicall {
            alone: elf::loaded_size(&link.executable)?,
            lean: fs::metadata(forms.lean.join(&link.name))?.len(),
            pss,
            name: link.name,
        })
    }

    /// Takes the link of the multicall executable from the others.
    fn take_multicall(&mut self) -> Result<Option<Link>> {
        let Some(name) = self.multicall else {
            return Ok(None);
        };
        let place = self.links.iter().position(|link| link.name == name);
        let place = place.with_context(|| format!("there is no executable '{name}'"))?;
        let link = self.links.remove(place);
        ensure!(
            self.links.len() > 1,
            "there are fewer than two executables beside '{name}'"
        );
        Ok(Some(link))
    }

    /// Of how many programs sets are made.
    fn sizes(&self) -> Result<Vec<usize>> {
        let all = self.links.len();
        if self.at.is_empty() {
            let powers = (1..).map(|power| 1 << power);
            return Ok(powers.take_while(|&n| n < all).chain([all]).collect());
        }
        for &programs in &self.at {
            ensure!(
                (2..=all).contains(&programs),
                "a set of {programs} cannot be made of {all} executables"
            );
        }
        Ok(self.at.clone())
    }

    /// The set of the first executables.
    fn set(&self, programs: usize) -> Result<Set> {
        let links = self.links[..programs].to_vec();
        let folder = self.folder.join(format!("work-{programs}"));
        Set::new("measured", links, self.style.clone(), folder)
    }

    fn growth(&self, sizes: &[usize], all: &[Program], whole: u64) -> Result<Vec<Growth>> {
        let mut growth = Vec::new();
        for &programs in sizes {
            let set = if programs == all.len() {
                whole
            } else {
                let output = self.folder.join(format!("set-{programs}"));
                tree::make(&self.set(programs)?, &output, true)?.bytes()
            };
            growth.push(Growth {
                programs,
                lean: all[..programs].iter().map(|program| program.lean).sum(),
                set,
            });
        }
        Ok(growth)
    }

    /// The instructions of a start, if Valgrind is installed and counts them.
    fn instructions(&self, start: &Command) -> Option<u64> {
        let done = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(start.get_program())
            .args(start.get_args())
            .args(&self.arguments)
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&done.stderr);
        let line = said
            .lines()
            .find_map(|line| line.split_once("Collected : "));
        line?.1.trim().parse().ok()
    }

    /// The memory of all programs when each is at its first output, in KiB: shared pages count in
    /// parts. Also how many these are: programs that print nothing are left out.
    fn memory(&self, program: impl Fn(&str) -> Command) -> Result<(usize, Option<u64>)> {
        let mut running = Vec::new();
        for link in &self.links {
            running.push(Held::start(program(&link.name), &self.arguments)?);
        }
        // A page is shared with those that have started, so all must have.
        for held in &mut running {
            held.wait()?;
        }
        let waiting = || running.iter().filter(|held| held.waits);
        let sum = waiting().map(Held::memory).sum();
        let count = waiting().count();
        running.into_iter().try_for_each(Held::end)?;
        Ok((count, sum))
    }
}

/// The largest memory of this process so far, in KiB.
fn peak() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    kib(&text, "VmHWM:")
}

/// The figure of a line that begins with `name`, in a file of proc(5).
fn kib(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// A program that waits in its first write: its standard output is a pipe that is full.
struct Held {
    child: Child,
    output: std::io::PipeReader,
    /// Whether it has come to its first write.
    waits: bool,
}

/// The size of a new pipe (pipe(7)).
const PIPE: usize = 65536;

impl Held {
    fn start(mut program: Command, arguments: &[String]) -> Result<Self> {
        let (output, mut input) = std::io::pipe()?;
        input.write_all(&[b'\n'; PIPE])?;
        let child = program
            .args(arguments)
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::null())
            .stdout(input)
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {}", program.get_program().display()))?;
        Ok(Self {
            child,
            output,
            waits: false,
        })
    }

    /// Waits until it writes, or ends without.
    fn wait(&mut self) -> Result<()> {
        let place = format!("/proc/{}/wchan", self.child.id());
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end && self.child.try_wait()?.is_none() {
            let place = fs::read_to_string(&place).unwrap_or_default();
            self.waits = place.contains("pipe_write");
            if self.waits {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn memory(&self) -> Option<u64> {
        let file = format!("/proc/{}/smaps_rollup", self.child.id());
        kib(&fs::read_to_string(file).ok()?, "Pss:")
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
    linked::finish(output)
}

impl Figures {
    /// The sum of a size over all programs, if all have it.
    pub fn sum(&self, of: impl Fn(&Program) -> Option<u64>) -> Option<u64> {
        self.programs.iter().map(of).sum()
    }

    /// The figures as JSON, with a line for each program.
    ///
    /// # Errors
    /// There are none.
    pub fn json(&self) -> Result<String> {
        report::json(self)
    }

    /// The figures as tables in Markdown.
    pub fn tables(&self) -> String {
        let mut text = self.table_of_programs();
        text += "\n| programs | static, lean | closed set | saved |\n|---:|---:|---:|---:|\n";
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
                "\nMemory of {} at once (PSS): {lean} KiB static and lean, {set} KiB as a set",
                self.waiting
            );
            let multicall = self.multicall.as_ref().and_then(|multicall| multicall.pss);
            text += &multicall.map_or(".\n".to_owned(), |pss| format!(", {pss} KiB multicall.\n"));
        }
        if let Some(lines) = &self.lines {
            let differ = |what: &str, lines: &[String]| {
                let lines = lines.iter().map(|line| format!("    {line}\n"));
                format!("{} {what}.\n{}", lines.len(), lines.collect::<String>())
            };
            text += &format!("\nOf {} command lines, ", lines.lines);
            text += &differ("differ in the set", &lines.set);
            if self.multicall.is_some() {
                text += &differ("differ by the multicall executable", &lines.multicall);
            }
        }
        text
    }

    fn table_of_programs(&self) -> String {
        let mut text = String::from(
            "| | released | as Cargo links it | static, lean | closed set | shared | \
             k instructions, lean | in the set | multicall |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        );
        let optional = |value: Option<u64>| value.map_or("–".to_owned(), |v| v.to_string());
        let thousands = |value: Option<u64>| optional(value.map(|v| v / 1000));
        for program in &self.programs {
            text += &format!(
                "| {} | {} | {} | {} | {} | {:.0} % | {} | {} | {} |\n",
                program.name,
                optional(program.released),
                program.alone,
                program.lean,
                program.set,
                program.shared(),
                thousands(program.instructions_lean),
                thousands(program.instructions_set),
                thousands(program.instructions_multicall),
            );
        }
        text += &format!("| library | | | | {} | | | | |\n", self.library);
        text += &format!(
            "| together | {} | {} | {} | {} | | | | |\n",
            optional(self.sum(|p| p.released)),
            optional(self.sum(|p| Some(p.alone))),
            optional(self.sum(|p| Some(p.lean))),
            optional(self.sum(|p| Some(p.set)).map(|sum| sum + self.library)),
        );
        if let Some(multicall) = &self.multicall {
            text += &format!(
                "| multicall: {} | | {} | {} | | | | | |\n",
                multicall.name, multicall.alone, multicall.lean
            );
        }
        text
    }
}
