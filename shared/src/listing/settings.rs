//! The settings of a listing, from options and environment.

use super::dates::Dates;
use super::environment::{environment_tab_size, line_width, tab_size, terminal_width};
use super::utility::Program;
use super::words::{
    FORMATS, Follow, Format, INDICATORS, Indicators, SORTS, Sort, TIMES, Time, strict, when,
};
use crate::program::cli::{Given, Options};
use crate::program::error::{Error, Result};
use crate::program::output;
use crate::sys::c_string;
use crate::text::quoting::{Quoting, STYLES, Style, quotef};
use crate::values::human::Sizes;
use crate::values::quoting_style;
use rustix::termios::isatty;
use std::env::var_os;
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;

/// Which names are omitted, in addition to those that match patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dots {
    /// Names that start with a dot, and those that match `--hide`.
    Hidden,
    /// `.` and `..`.
    AlmostShown,
    Shown,
}

/// The settings of a listing.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) format: Format,
    pub(super) sort: Sort,
    pub(super) reverse: bool,
    pub(super) directories_first: bool,
    pub(super) time: Time,
    pub(super) indicators: Indicators,
    pub(super) follow: Follow,
    pub(super) recursive: bool,
    /// `-d`.
    pub(super) immediate: bool,
    pub(super) inode: bool,
    pub(super) blocks: bool,
    pub(super) context: bool,
    pub(super) owner: bool,
    pub(super) group: bool,
    pub(super) author: bool,
    pub(super) numeric_ids: bool,
    pub(super) color: bool,
    pub(super) hyperlink: bool,
    pub(super) dired: bool,
    pub(super) end_of_line: u8,
    /// Number of columns in a line. 0 is no limit.
    pub(super) width: usize,
    pub(super) tab_size: usize,
    pub(super) names: Quoting,
    pub(super) headings: Quoting,
    /// Align unquoted names with the first character inside the quotes of others.
    pub(super) align_quotes: bool,
    /// Show `?` instead of characters that are not printable.
    pub(super) question_marks: bool,
    /// The unit of allocated sizes.
    pub(super) block_sizes: Sizes,
    /// The unit of file sizes.
    pub(super) file_sizes: Sizes,
    pub(super) dates: Option<Dates>,
    dots: Dots,
    ignored: Vec<CString>,
    hidden: Vec<CString>,
}

/// Options without a fixed default, while the command line is being read.
#[derive(Default)]
struct Draft {
    format: Option<Format>,
    sort: Option<Sort>,
    sizes: Option<(Sizes, Sizes)>,
    kibibytes: bool,
    time_given: bool,
    time_style: Option<Vec<u8>>,
    follow: Option<Follow>,
    style: Option<Style>,
    question_marks: Option<bool>,
    width: Option<usize>,
    tab_size: Option<usize>,
}

impl Settings {
    pub(super) fn read(options: &mut Options, program: Program) -> Result<Self> {
        let mut draft = Draft::default();
        let mut settings = Self {
            format: Format::OnePerLine,
            sort: Sort::Name,
            reverse: false,
            directories_first: false,
            time: Time::Modification,
            indicators: Indicators::Nothing,
            follow: Follow::Never,
            recursive: false,
            immediate: false,
            inode: false,
            blocks: false,
            context: false,
            owner: true,
            group: true,
            author: false,
            numeric_ids: false,
            color: false,
            hyperlink: false,
            dired: false,
            end_of_line: b'\n',
            width: 80,
            tab_size: 8,
            names: Quoting::new(Style::Literal),
            headings: Quoting::new(Style::Literal),
            align_quotes: false,
            question_marks: false,
            block_sizes: Sizes::blocks(1024),
            file_sizes: Sizes::blocks(1),
            dates: None,
            dots: Dots::Hidden,
            ignored: Vec::new(),
            hidden: Vec::new(),
        };
        while let Some(option) = options.next()? {
            settings.take(option, &mut draft)?;
        }
        settings.complete(draft, program)?;
        Ok(settings)
    }

    fn take(&mut self, option: Given, draft: &mut Draft) -> Result {
        match option.name {
            "all" => self.dots = Dots::Shown,
            "almost-all" => self.dots = Dots::AlmostShown,
            "author" => self.author = true,
            "escape" => draft.style = Some(Style::Escape),
            "block-size" => {
                let sizes = Sizes::from_option("--block-size", option.value())?;
                draft.sizes = Some((sizes, sizes));
            }
            "ignore-backups" => self.ignored.extend([c"*~".into(), c".*~".into()]),
            "c" => self.count(Time::Change, draft),
            "C" => draft.format = Some(Format::Columns),
            "color" => self.color = when(option)?,
            "directory" => self.immediate = true,
            "dired" => {
                draft.format = Some(Format::Long);
                self.hyperlink = false;
                self.dired = true;
            }
            "f" => {
                self.dots = Dots::Shown;
                draft.sort = Some(Sort::Nothing);
            }
            "F" => self.indicators = Indicators::Classify,
            "classify" => {
                if when(option)? {
                    self.indicators = Indicators::Classify;
                }
            }
            "file-type" => self.indicators = Indicators::FileType,
            "format" => draft.format = Some(strict(option.keyword(&FORMATS))?),
            "full-time" => {
                draft.format = Some(Format::Long);
                draft.time_style = Some(b"full-iso".to_vec());
            }
            "g" => {
                draft.format = Some(Format::Long);
                self.owner = false;
            }
            "group-directories-first" => self.directories_first = true,
            "no-group" => self.group = false,
            "human-readable" => draft.sizes = Some((Sizes::human(), Sizes::human())),
            "si" => draft.sizes = Some((Sizes::si(), Sizes::si())),
            "dereference-command-line" => draft.follow = Some(Follow::Operands),
            "dereference-command-line-symlink-to-dir" => {
                draft.follow = Some(Follow::OperandsToDirectories);
            }
            "hide" => self.hidden.push(pattern(option)?),
            "hyperlink" => self.hyperlink = when(option)?,
            "indicator-style" => self.indicators = strict(option.keyword(&INDICATORS))?,
            "inode" => self.inode = true,
            "ignore" => self.ignored.push(pattern(option)?),
            "kibibytes" => draft.kibibytes = true,
            "l" => draft.format = Some(Format::Long),
            "dereference" => draft.follow = Some(Follow::Always),
            "m" => draft.format = Some(Format::Commas),
            "numeric-uid-gid" => {
                draft.format = Some(Format::Long);
                self.numeric_ids = true;
            }
            "literal" => draft.style = Some(Style::Literal),
            "o" => {
                draft.format = Some(Format::Long);
                self.group = false;
            }
            "p" => self.indicators = Indicators::Slash,
            "hide-control-chars" => draft.question_marks = Some(true),
            "show-control-chars" => draft.question_marks = Some(false),
            "quote-name" => draft.style = Some(Style::C),
            "quoting-style" => draft.style = Some(strict(option.keyword(&STYLES))?),
            "reverse" => self.reverse = true,
            "recursive" => self.recursive = true,
            "size" => self.blocks = true,
            "S" => draft.sort = Some(Sort::Size),
            "sort" => draft.sort = Some(strict(option.keyword(&SORTS))?),
            "time" => self.count(strict(option.keyword(&TIMES))?, draft),
            "time-style" => draft.time_style = Some(option.value().as_bytes().to_vec()),
            "t" => draft.sort = Some(Sort::Time),
            "tabsize" => draft.tab_size = Some(tab_size(option.value())?),
            "u" => self.count(Time::Access, draft),
            "U" => draft.sort = Some(Sort::Nothing),
            "v" => draft.sort = Some(Sort::Version),
            "width" => draft.width = Some(line_width(option.value())?),
            "x" => draft.format = Some(Format::Across),
            "X" => draft.sort = Some(Sort::Extension),
            "context" => self.context = true,
            "zero" => {
                self.end_of_line = 0;
                draft.question_marks = Some(false);
                one_per_line(&mut draft.format);
                self.color = false;
                draft.style = Some(Style::Literal);
            }
            "1" => one_per_line(&mut draft.format),
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn count(&mut self, time: Time, draft: &mut Draft) {
        self.time = time;
        draft.time_given = true;
    }

    /// Sets the defaults of options that were not given. Most depend on the environment.
    fn complete(&mut self, draft: Draft, program: Program) -> Result {
        let terminal = || program == Program::Ls && isatty(output::descriptor());
        self.format = draft.format.unwrap_or_else(|| match program {
            Program::Vdir => Format::Long,
            Program::Dir => Format::Columns,
            Program::Ls if terminal() => Format::Columns,
            Program::Ls => Format::OnePerLine,
        });
        let long = self.format == Format::Long;
        let lines = matches!(
            self.format,
            Format::Columns | Format::Across | Format::Commas
        );
        if lines || self.color {
            self.width = draft.width.unwrap_or_else(terminal_width);
        }
        if lines {
            self.tab_size = draft.tab_size.unwrap_or_else(environment_tab_size);
        }
        self.complete_quoting(draft.style, &terminal, program);
        self.question_marks = draft.question_marks.unwrap_or_else(terminal)
            && matches!(
                self.names.style(),
                Style::Literal | Style::Shell | Style::ShellAlways
            );
        self.sort = draft.sort.unwrap_or(if draft.time_given && !long {
            Sort::Time
        } else {
            Sort::Name
        });
        self.follow = draft.follow.unwrap_or(
            if self.immediate || self.indicators == Indicators::Classify || long {
                Follow::Never
            } else {
                Follow::OperandsToDirectories
            },
        );
        if long || self.blocks {
            self.complete_sizes(draft.sizes, draft.kibibytes);
        }
        self.dired &= long && !self.hyperlink;
        if self.dired && self.end_of_line == 0 {
            return Err(Error::new("--dired and --zero are incompatible"));
        }
        if long {
            self.dates = Dates::of_style(draft.time_style)?;
        }
        Ok(())
    }

    fn complete_quoting(
        &mut self,
        style: Option<Style>,
        terminal: &dyn Fn() -> bool,
        program: Program,
    ) {
        let style = style
            .or_else(quoting_style::from_environment)
            .unwrap_or_else(|| {
                if program != Program::Ls {
                    Style::Escape
                } else if terminal() {
                    Style::ShellEscape
                } else {
                    Style::Literal
                }
            });
        let indicators: &[u8] = match self.indicators {
            Indicators::FileType => b"*=>@|",
            Indicators::Classify => b"=>@|",
            _ => b"",
        };
        let blank: &[u8] = if style == Style::Escape { b" " } else { b"" };
        self.names = Quoting::new(style).and(indicators).and(blank);
        self.headings = Quoting::new(style).and(b":");
        let columns = matches!(self.format, Format::Columns | Format::Across) && self.width > 0;
        self.align_quotes = (self.format == Format::Long || columns)
            && matches!(style, Style::Shell | Style::ShellEscape | Style::CMaybe);
    }

    fn complete_sizes(&mut self, given: Option<(Sizes, Sizes)>, kibibytes: bool) {
        if let Some((blocks, files)) = given {
            (self.block_sizes, self.file_sizes) = (blocks, files);
            return;
        }
        self.block_sizes = Sizes::from_environment("LS_BLOCK_SIZE");
        if var_os("LS_BLOCK_SIZE").is_some() || var_os("BLOCK_SIZE").is_some() {
            self.file_sizes = self.block_sizes;
        }
        if kibibytes {
            self.block_sizes = Sizes::blocks(1024);
        }
    }

    /// Returns whether an entry of this name is omitted.
    pub(super) fn ignores(&self, name: &[u8]) -> bool {
        let hidden = self.dots == Dots::Hidden;
        if name[0] == b'.' && self.dots != Dots::Shown && (hidden || name == b"." || name == b"..")
        {
            return true;
        }
        if self.ignored.is_empty() && (self.hidden.is_empty() || !hidden) {
            return false;
        }
        let Ok(name) = c_string(name) else {
            return false; // Names in directories contain no NUL.
        };
        let matched = |p: &CString| crate::sys::fnmatch::matches_listed(p, &name);
        hidden && self.hidden.iter().any(matched) || self.ignored.iter().any(matched)
    }
}

fn one_per_line(format: &mut Option<Format>) {
    if *format != Some(Format::Long) {
        *format = Some(Format::OnePerLine);
    }
}

fn pattern(option: Given) -> Result<CString> {
    c_string(option.value().as_bytes()).map_err(|e| Error::io(quotef(option.value()), &e.into()))
}
