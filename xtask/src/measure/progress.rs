//! Progress on standard error: what is being done, how far it is, and what is left. On a terminal,
//! this is a bar; elsewhere, a line every ten seconds.

use closed_set::note;
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, HumanDuration, ProgressBar, ProgressState, ProgressStyle};

/// The time between two lines.
const PAUSE: Duration = Duration::from_secs(10);

/// What is being done and what is left, for bars and lines.
static WORK: Mutex<Work> = Mutex::new(Work::new());

struct Work {
    /// The stages that have not begun.
    left: Vec<String>,
    /// The number of all stages.
    stages: usize,
    /// The stage of the plan that has begun.
    planned: String,
    /// The stage or a part of it, and when that began.
    stage: Option<(String, Instant)>,
    bar: Option<ProgressBar>,
    /// Whether a thread writes lines.
    has_lines: bool,
}

/// Says what will be done, in this order.
pub(crate) fn plan(stages: Vec<String>) {
    let mut work = work();
    work.stages = stages.len();
    work.left = stages;
    work.stage = None;
    if !work.has_lines && !std::io::stderr().is_terminal() {
        work.has_lines = true;
        thread::spawn(|| {
            loop {
                thread::sleep(PAUSE);
                if let Some(line) = self::work().line() {
                    note!("{line}");
                }
            }
        });
    }
}

/// Begins a stage of the plan, or a part of the stage that has begun. Earlier stages are done.
pub(crate) fn stage(name: &str) {
    work().begin(name);
}

/// Ends the last stage.
pub(crate) fn end() {
    let mut work = work();
    *work = Work {
        has_lines: work.has_lines,
        ..Work::new()
    };
}

/// Makes a bar that shows what is measured, the number of steps, and the estimated time left.
pub(crate) fn bar(what: &'static str, steps: usize) -> ProgressBar {
    let mut work = work();
    let bar = ProgressBar::new(steps as u64).with_prefix(work.prefix(what));
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:>12} {wide_bar} {pos}/{len} {msg:<28!} {left:>13}")
    {
        let left = |state: &ProgressState, out: &mut dyn Write| {
            // Before the first step there is nothing to estimate from.
            if state.pos() > 0 {
                let _ = write!(out, "{} left", FormattedDuration(state.eta()));
            }
        };
        bar.set_style(style.with_key("left", left).progress_chars("=> "));
    }
    work.bar = Some(bar.clone());
    bar
}

fn work() -> MutexGuard<'static, Work> {
    WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work {
    const fn new() -> Self {
        Self {
            left: Vec::new(),
            stages: 0,
            planned: String::new(),
            stage: None,
            bar: None,
            has_lines: false,
        }
    }

    fn begin(&mut self, name: &str) {
        let shown = match self.left.iter().position(|left| left == name) {
            Some(place) => {
                self.left.drain(..=place);
                name.clone_into(&mut self.planned);
                name.to_owned()
            }
            None if self.planned.is_empty() => name.to_owned(),
            None => format!("{}, {name}", self.planned),
        };
        self.stage = Some((shown, Instant::now()));
        self.bar = None;
    }

    /// Returns the words before a bar, with the number of the stage if there is a plan.
    fn prefix(&self, what: &str) -> String {
        match self.stages {
            0 => what.to_owned(),
            stages => format!("{}/{stages} {what}", stages - self.left.len()),
        }
    }

    /// Returns a line on what is being done, if anything is.
    fn line(&self) -> Option<String> {
        let (stage, begun) = self.stage.as_ref()?;
        let mut line = format!("{}: ", self.prefix(stage));
        match self.bar.as_ref().filter(|bar| !bar.is_finished()) {
            Some(bar) => line += &steps(bar),
            None => line += &format!("for {}", HumanDuration(begun.elapsed())),
        }
        if !self.left.is_empty() {
            line += &format!("; then {}", self.left.join(", "));
        }
        Some(line)
    }
}

/// Returns how far a bar is, and the time that the rest takes at the same pace.
fn steps(bar: &ProgressBar) -> String {
    let (done, all) = (bar.position(), bar.length().unwrap_or_default());
    let mut text = format!("{done} of {all}");
    let message = bar.message();
    if !message.is_empty() {
        text += &format!(" ({message})");
    }
    if done > 0 {
        let rest = bar.elapsed().as_secs_f64() / done as f64 * all.saturating_sub(done) as f64;
        let rest = Duration::from_secs_f64(rest.round());
        text += &format!(", about {} left", HumanDuration(rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_last_stage_nothing_is_said() {
        stage("any");
        assert!(work().line().is_some());
        end();
        assert_eq!(work().line(), None);
    }

    #[test]
    fn a_line_says_what_is_done_and_what_is_left() {
        let mut work = Work::new();
        assert_eq!(work.line(), None);
        work.stages = 4;
        work.left = ["disk", "startup", "memory", "scale"]
            .map(str::to_owned)
            .into();
        work.begin("disk");
        work.begin("startup");
        let line = work.line().unwrap();
        assert!(
            line.starts_with("2/4 startup: for 0 seconds; then memory, scale"),
            "{line}"
        );

        let bar = ProgressBar::hidden().with_message("static");
        bar.set_length(100);
        bar.set_position(30);
        work.bar = Some(bar.with_elapsed(Duration::from_secs(30)));
        work.left.clear();
        let line = work.line().unwrap();
        assert_eq!(
            line,
            "4/4 startup: 30 of 100 (static), about 70 seconds left"
        );
    }
}
