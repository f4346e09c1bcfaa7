//! The options, one after the other, and what they come to together.

use shared::copy::{Follow, Making, Options, Reflink, Sparse};
use shared::fs::backup::Request;
use shared::fs::selinux;
use shared::fs::update::Update;
use shared::prelude::*;

/// What was asked for, as far as it was read.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) target: Option<&'static OsStr>,
    pub(crate) no_target: bool,
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

/// What can be preserved, and its number.
const ATTRIBUTES: [(&str, usize); 7] = [
    ("mode", 0),
    ("timestamps", 1),
    ("ownership", 2),
    ("links", 3),
    ("context", 4),
    ("xattr", 5),
    ("all", 6),
];

impl Settings {
    /// Takes an option.
    pub(crate) fn set(&mut self, name: &str, value: Option<&'static OsStr>) -> Result {
        let options = &mut self.options;
        match name {
            "archive" => {
                self.follow = Some(Follow::Never);
                options.recursive = true;
                self.preserve(6, true);
                self.options.preserve.xattr_quietly = true;
                self.options.preserve.required = true;
            }
            "attributes-only" => options.contents = false,
            "backup" | "b" => self.backup.ask(value),
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
            "p" => self.preserve_list(None, "--preserve", true)?,
            "preserve" => self.preserve_list(value, "--preserve", true)?,
            "no-preserve" => self.preserve_list(value, "--no-preserve", false)?,
            "parents" => self.parents = true,
            "recursive" | "r" => options.recursive = true,
            "reflink" => options.reflink = reflink(value)?,
            "remove-destination" => options.remove_first = true,
            "sparse" => options.sparse = sparse(value.unwrap_or_default())?,
            "strip-trailing-slashes" => self.strip_slashes = true,
            "symbolic-link" => self.symbolic_links = true,
            "suffix" => self.backup.suffix(value.unwrap_or_default()),
            "target-directory" if self.target.is_some() => {
                return Err(Error::new("multiple target directories specified"));
            }
            "target-directory" => self.target = value,
            "no-target-directory" => self.no_target = true,
            "update" | "u" => options.update = Update::parse(value)?,
            "verbose" => options.verbose = true,
            "keep-directory-symlink" => options.keep_directory_symlink = true,
            "one-file-system" => options.one_file_system = true,
            _ => self.context(value)?, // -Z, --context
        }
        Ok(())
    }

    /// `--context[=CTX]`.
    fn context(&mut self, context: Option<&OsStr>) -> Result {
        match context {
            _ if selinux::is_enabled() => {
                self.context_set = true;
                if let Some(context) = context {
                    selinux::set_of_created(context.as_bytes()).map_err(|e| {
                        let what = "failed to set default file creation context to";
                        Error::io(format!("{what} {}", quote(context)), &e)
                    })?;
                }
            }
            Some(_) => diagnostics::warning(
                "warning: ignoring --context; it requires an SELinux-enabled kernel",
            ),
            None => {}
        }
        Ok(())
    }

    fn preserve_list(&mut self, list: Option<&OsStr>, option: &str, on: bool) -> Result {
        let default = OsStr::new("mode,ownership,timestamps");
        for word in list.unwrap_or(default).as_bytes().split(|&b| b == b',') {
            let attribute = keyword(option, OsStr::from_bytes(word), &ATTRIBUTES)?;
            self.preserve(attribute, on);
            match attribute {
                4 => self.context_required = on,
                5 => self.options.preserve.xattr_required = on,
                _ => {}
            }
        }
        self.options.preserve.required |= on;
        Ok(())
    }

    fn preserve(&mut self, attribute: usize, on: bool) {
        let all = attribute == 6;
        let preserve = &mut self.options.preserve;
        if all || attribute == 0 {
            preserve.mode = Some(on);
        }
        for (number, kept) in [
            (1, &mut preserve.timestamps),
            (2, &mut preserve.ownership),
            (3, &mut preserve.links),
            (5, &mut preserve.xattr),
        ] {
            if all || attribute == number {
                *kept = on;
            }
        }
        if attribute == 4 || all && selinux::is_enabled() {
            preserve.context = on;
        }
    }

    /// All options together.
    pub(crate) fn finish(mut self) -> Result<Options> {
        if self.hard_links && self.symbolic_links {
            return Err(Error::usage("cannot make both hard and symbolic links"));
        }
        let mut options = self.options;
        if self.no_clobber {
            options.update = Update::None;
        }
        let spares = self.no_clobber || options.update == Update::NoneFail;
        if self.backup.is_made() && spares {
            return Err(Error::usage(
                "--backup is mutually exclusive with -n or --update=none-fail",
            ));
        }
        if options.reflink == Reflink::Always && options.sparse != Sparse::Auto {
            return Err(Error::usage(
                "--reflink can be used only with --sparse=auto",
            ));
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

fn reflink(value: Option<&OsStr>) -> Result<Reflink> {
    let Some(value) = value else {
        return Ok(Reflink::Always);
    };
    let words = [("auto", 0), ("always", 1), ("never", 2)];
    let number = keyword("--reflink", value, &words)?;
    Ok([Reflink::Auto, Reflink::Always, Reflink::Never][number])
}

fn sparse(value: &OsStr) -> Result<Sparse> {
    let words = [("never", 0), ("auto", 1), ("always", 2)];
    let number = keyword("--sparse", value, &words)?;
    Ok([Sparse::Never, Sparse::Auto, Sparse::Always][number])
}
