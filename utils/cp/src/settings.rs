//! What the options of cp ask for.

use shared::copy::{Follow, Making, Options, Reflink, Sparse};
use shared::fs::backup::Request;
use shared::fs::selinux;
use shared::fs::target::Choice;
use shared::fs::update::Update;
use shared::prelude::*;
use shared::program::cli::Given;
use shared::text::words::{Table, table};

/// The options so far. [`Settings::finish`] checks them against each other.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) target: Choice,
    pub(crate) parents: bool,
    pub(crate) strip_slashes: bool,
    options: Options,
    follow: Option<Follow>,
    backup: Request,
    no_clobber: bool,
    copy_contents: bool,
    hard_links: bool,
    symbolic_links: bool,
    context_required: bool,
    context_set: bool,
}

/// What `--preserve` can keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Mode,
    Timestamps,
    Ownership,
    Links,
    Context,
    Xattr,
    All,
}

const ATTRIBUTES: Table<Attribute> = table![
    ("mode", Attribute::Mode),
    ("timestamps", Attribute::Timestamps),
    ("ownership", Attribute::Ownership),
    ("links", Attribute::Links),
    ("context", Attribute::Context),
    ("xattr", Attribute::Xattr),
    ("all", Attribute::All),
];

/// What `-p` and `--preserve` keep where no list is given.
const USUAL_ATTRIBUTES: &str = "mode,ownership,timestamps";

const REFLINKS: Table<Reflink> = table![
    ("auto", Reflink::Auto),
    ("always", Reflink::Always),
    ("never", Reflink::Never),
];

const SPARSES: Table<Sparse> = table![
    ("never", Sparse::Never),
    ("auto", Sparse::Auto),
    ("always", Sparse::Always),
];

impl Settings {
    pub(crate) fn parse(given: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(option) = given.next()? {
            settings.set(&option)?;
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given) -> Result {
        let options = &mut self.options;
        match option.name {
            "archive" => {
                self.follow = Some(Follow::Never);
                options.recursive = true;
                options.preserve.xattr_quietly = true;
                options.preserve.required = true;
                self.preserve(Attribute::All, true);
            }
            "attributes-only" => options.contents = false,
            "backup" | "b" => self.backup.ask(option.optional()),
            "copy-contents" => self.copy_contents = true,
            "d" => {
                self.follow = Some(Follow::Never);
                options.preserve.links = true;
            }
            "debug" => (options.debug, options.verbose) = (true, true),
            "force" => options.force = true,
            "interactive" => (options.ask, self.no_clobber) = (true, false),
            "H" => self.follow = Some(Follow::Operands),
            "link" => self.hard_links = true,
            "dereference" => self.follow = Some(Follow::Always),
            "no-clobber" => (options.ask, self.no_clobber) = (false, true),
            "no-dereference" => self.follow = Some(Follow::Never),
            "p" => self.preserve_list(OsStr::new(USUAL_ATTRIBUTES), "--preserve", true)?,
            "preserve" => {
                let list = option.optional().unwrap_or(OsStr::new(USUAL_ATTRIBUTES));
                self.preserve_list(list, "--preserve", true)?;
            }
            "no-preserve" => self.preserve_list(option.value(), "--no-preserve", false)?,
            "parents" => self.parents = true,
            "recursive" | "r" => options.recursive = true,
            "reflink" => {
                options.reflink = match option.optional() {
                    Some(_) => option.keyword(&REFLINKS)?,
                    None => Reflink::Always,
                }
            }
            "remove-destination" => options.remove_first = true,
            "sparse" => options.sparse = option.keyword(&SPARSES)?,
            "strip-trailing-slashes" => self.strip_slashes = true,
            "symbolic-link" => self.symbolic_links = true,
            "suffix" => self.backup.suffix(option.value()),
            "target-directory" => self.target.set_directory(option.value())?,
            "no-target-directory" => self.target.none = true,
            "update" | "u" => options.update = Update::parse(option.optional())?,
            "verbose" => options.verbose = true,
            "keep-directory-symlink" => options.keep_directory_symlink = true,
            "one-file-system" => options.one_file_system = true,
            "Z" | "context" => self.context(option.optional())?,
            _ => option.unhandled(),
        }
        Ok(())
    }

    /// `-Z` and `--context[=CTX]`.
    fn context(&mut self, context: Option<&OsStr>) -> Result {
        if !selinux::is_enabled() {
            if context.is_some() {
                diagnostics::warning(
                    "warning: ignoring --context; it requires an SELinux-enabled kernel",
                );
            }
            return Ok(());
        }
        self.context_set = true;
        if let Some(context) = context {
            selinux::set_of_created(context.as_bytes()).map_err(|e| {
                let what = "failed to set default file creation context to";
                Error::io(format!("{what} {}", quote(context)), &e)
            })?;
        }
        Ok(())
    }

    /// Handles the list of `option`, which keeps its attributes (`on`) or does not.
    fn preserve_list(&mut self, list: &OsStr, option: &str, on: bool) -> Result {
        for word in list.as_bytes().split(|&b| b == b',') {
            let attribute = keyword(option, OsStr::from_bytes(word), &ATTRIBUTES)?;
            self.preserve(attribute, on);
            // What is named must be kept; with `all` it is kept where possible.
            match attribute {
                Attribute::Context => self.context_required = on,
                Attribute::Xattr => self.options.preserve.xattr_required = on,
                _ => {}
            }
        }
        self.options.preserve.required |= on;
        Ok(())
    }

    fn preserve(&mut self, attribute: Attribute, on: bool) {
        let preserve = &mut self.options.preserve;
        match attribute {
            Attribute::Mode => preserve.mode = Some(on),
            Attribute::Timestamps => preserve.timestamps = on,
            Attribute::Ownership => preserve.ownership = on,
            Attribute::Links => preserve.links = on,
            Attribute::Context => preserve.context = on,
            Attribute::Xattr => preserve.xattr = on,
            Attribute::All => {
                preserve.mode = Some(on);
                preserve.timestamps = on;
                preserve.ownership = on;
                preserve.links = on;
                preserve.xattr = on;
                if selinux::is_enabled() {
                    preserve.context = on;
                }
            }
        }
    }

    /// Checks what goes together.
    ///
    /// # Errors
    /// Options that exclude each other, or an unknown type of backups.
    pub(crate) fn check(&self) -> Result {
        if self.hard_links && self.symbolic_links {
            return Err(Error::usage("cannot make both hard and symbolic links"));
        }
        let spares =
            self.no_clobber || matches!(self.options.update, Update::None | Update::NoneFail);
        if self.backup.is_made() && spares {
            return Err(Error::usage(
                "--backup is mutually exclusive with -n or --update=none-fail",
            ));
        }
        if self.options.reflink == Reflink::Always && self.options.sparse != Sparse::Auto {
            return Err(Error::usage(
                "--reflink can be used only with --sparse=auto",
            ));
        }
        self.backup.settle().map(drop)
    }

    /// Returns how to copy, after [`Self::check`].
    ///
    /// # Errors
    /// A security context that cannot be kept.
    pub(crate) fn finish(mut self) -> Result<Options> {
        let mut options = self.options;
        if self.no_clobber {
            options.update = Update::None;
        }
        options.backup = self.backup.settle()?;
        if self.context_set && self.context_required {
            return Err(Error::new("cannot set target context and preserve it"));
        }
        if self.context_required && !selinux::is_enabled() {
            return Err(Error::new(
                "cannot preserve security context without an SELinux-enabled kernel",
            ));
        }
        options.preserve.context &= !self.context_set;
        options.making = match (self.hard_links, self.symbolic_links) {
            (true, _) => Making::HardLinks,
            (_, true) => Making::SymbolicLinks,
            _ => Making::Copies,
        };
        options.follow = self.follow.take().unwrap_or(
            if options.recursive && options.making != Making::HardLinks {
                Follow::Never
            } else {
                Follow::Always
            },
        );
        options.special_as_regular = !options.recursive || self.copy_contents;
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
