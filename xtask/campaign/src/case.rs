//! A case: what is run, on which files.

use testing::text;

/// A case, before it is run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// The utility's name.
    pub(crate) utility: &'static str,
    /// Whether the locale is C.UTF-8 instead of C.
    pub(crate) utf8: bool,
    /// Further environment variables.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// What follows the utility's name.
    pub(crate) arguments: Vec<Argument>,
    /// Standard input.
    pub(crate) input: Input,
    /// The files of the folder that the case is run in.
    pub(crate) tree: Vec<Node>,
    /// Whether the utility may change the tree, so that each run needs its own.
    pub(crate) changes: bool,
}

/// An argument.
#[derive(Clone, Debug, Default)]
pub(crate) struct Argument {
    /// The argument as it is given.
    pub(crate) text: Vec<u8>,
    /// The names of the options in it.
    pub(crate) options: Vec<String>,
}

/// What a case has on standard input.
#[derive(Clone, Debug, Default)]
pub(crate) enum Input {
    /// Nothing.
    #[default]
    Empty,
    /// Bytes from a pipe. They must fit in it.
    Pipe(Vec<u8>),
    /// Bytes from a file.
    File(Vec<u8>),
}

/// A file, of any type.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Its path, which has no `..`.
    pub(crate) path: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// The last twelve bits of its mode.
    pub(crate) mode: u32,
}

/// What a file of the tree is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A regular file with its content.
    File(Vec<u8>),
    /// A regular file that starts with a hole of this size.
    Sparse(u64, Vec<u8>),
    /// A folder.
    Folder,
    /// A folder that passes an ACL on to what is made in it.
    Inherits,
    /// A symbolic link.
    Link(String),
    /// Another name of a file.
    Hard(String),
    /// A FIFO.
    Fifo,
}

impl Input {
    /// Returns the bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Empty => &[],
            Self::Pipe(bytes) | Self::File(bytes) => bytes,
        }
    }

    /// Returns the same kind of input with other bytes.
    pub(crate) fn with(&self, bytes: Vec<u8>) -> Self {
        match self {
            Self::Empty => Self::Empty,
            Self::Pipe(_) => Self::Pipe(bytes),
            Self::File(_) => Self::File(bytes),
        }
    }
}

impl Node {
    /// Returns a regular file.
    pub(crate) fn file(path: &str, content: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            kind: Kind::File(content),
            mode: 0o644,
        }
    }

    /// Returns a folder.
    pub(crate) fn folder(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            kind: Kind::Folder,
            mode: 0o755,
        }
    }
}

impl Case {
    /// Returns the names of the options that are given.
    pub(crate) fn options(&self) -> impl Iterator<Item = &str> {
        let all = self.arguments.iter().flat_map(|a| &a.options);
        all.map(String::as_str)
    }

    /// Returns the input and the content of all files.
    pub(crate) fn content(&self) -> Vec<u8> {
        let mut all = self.input.bytes().to_vec();
        for node in &self.tree {
            if let Kind::File(content) = &node.kind {
                all.extend_from_slice(content);
            }
        }
        all
    }

    /// Returns whether the case, a part of one that was made, may be run: it does not set the
    /// clock, and shows nothing that differs from run to run.
    pub(crate) fn is_safe(&self) -> bool {
        let has = |name: &str| self.options().any(|option| option == name);
        let operands = || self.arguments.iter().filter(|a| a.options.is_empty());
        let set = |name: &str| self.variables.iter().any(|(other, _)| *other == name);
        if set("LC_ALL") && !set("LANGUAGE") {
            // Messages would be translated.
            return false;
        }
        match self.utility {
            "date" => {
                let is_harmless = |a: &Argument| matches!(a.text.first(), Some(b'+' | b'-'));
                has("date") && self.arguments.iter().all(is_harmless)
            }
            // It writes random bytes otherwise.
            "shred" => has("iterations") && !has("mistake") && self.variables.is_empty(),
            "df" => self
                .arguments
                .iter()
                .any(|argument| argument.text.starts_with(b"--output=")),
            "shuf" if has("echo") => operands().count() < 2,
            // Its report has the time, unless the last word on it is none or noxfer.
            "dd" => operands()
                .rfind(|argument| argument.text.starts_with(b"status="))
                .is_some_and(|argument| argument.text.starts_with(b"status=no")),
            // It writes all that the machine has in memory otherwise.
            "sync" => {
                operands().any(|argument| argument.text.first().is_some_and(|byte| *byte != b'-'))
            }
            // An option behind an operand is an operand under POSIXLY_CORRECT.
            "stat" => (has("format") || has("printf")) && !set("POSIXLY_CORRECT"),
            // What looks like a width may be an operand, which GNU would get changed.
            "fmt" => !set("POSIXLY_CORRECT"),
            // Without LANGUAGE, GNU's messages are translated.
            "env" => !set("LC_ALL"),
            // GNU's sort spills even short input.
            "sort" => !set("TMPDIR"),
            "pr" => operands().count() > 0,
            _ => true,
        }
    }

    /// Returns the arguments for GNU 9.1, whose `fmt` counts the newline as a column.
    pub(crate) fn for_gnu(&self) -> Vec<Vec<u8>> {
        let plain = |argument: &Argument| {
            let width = argument
                .text
                .strip_prefix(b"-w")
                .filter(|_| self.utility == "fmt");
            let width =
                width.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok());
            match width {
                Some(width) => format!("-w{}", width + 1).into_bytes(),
                None => argument.text.clone(),
            }
        };
        self.arguments.iter().map(plain).collect()
    }

    /// Adds an operand.
    pub(crate) fn operand(&mut self, text: impl Into<Vec<u8>>) {
        self.arguments.push(Argument {
            text: text.into(),
            options: Vec::new(),
        });
    }

    /// Returns the case as lines for a shell, which make the files and run the utility.
    pub(crate) fn script(&self) -> String {
        let mut script = String::new();
        for node in &self.tree {
            script.push_str(&node.command());
        }
        if let Input::File(bytes) = &self.input {
            script.push_str(&format!("{}>../input\n", print(bytes)));
        }
        if let Input::Pipe(bytes) = &self.input {
            script.push_str(&format!("{}| ", print(bytes)));
        }
        script.push_str(if self.utf8 {
            "LC_ALL=C.UTF-8 "
        } else {
            "LC_ALL=C "
        });
        for (name, value) in &self.variables {
            script.push_str(&format!("{name}={} ", quoted(value.as_bytes())));
        }
        script.push_str(self.utility);
        for argument in &self.arguments {
            script.push(' ');
            script.push_str(&quoted(&argument.text));
        }
        script.push_str(match self.input {
            Input::Empty => " </dev/null\n",
            Input::Pipe(_) => "\n",
            Input::File(_) => " <../input\n",
        });
        script
    }
}

impl Node {
    fn command(&self) -> String {
        let path = quoted(self.path.as_bytes());
        let made = match &self.kind {
            Kind::File(content) => format!("{}>{path}", print(content)),
            Kind::Sparse(size, content) => {
                format!("truncate -s {size} {path}; {}>>{path}", print(content))
            }
            Kind::Folder => format!("mkdir {path}"),
            Kind::Inherits => format!("mkdir {path}; setfacl -d -m u:0:rwx,o::rwx {path}"),
            Kind::Link(target) => return format!("ln -s {} {path}\n", quoted(target.as_bytes())),
            Kind::Hard(other) => return format!("ln {} {path}\n", quoted(other.as_bytes())),
            Kind::Fifo => format!("mkfifo {path}"),
        };
        match (&self.kind, self.mode) {
            (Kind::Folder | Kind::Inherits, 0o755) | (Kind::File(_) | Kind::Sparse(..), 0o644) => {
                made + "\n"
            }
            _ => format!("{made}; chmod {:o} {path}\n", self.mode),
        }
    }
}

fn quoted(argument: &[u8]) -> String {
    let mut text = String::new();
    text::quote(argument, &mut text);
    text
}

/// Returns a command that prints the bytes.
fn print(bytes: &[u8]) -> String {
    let mut escaped = String::new();
    text::escape(bytes, &mut escaped);
    let escaped = escaped.replace('\'', "\\x27").replace('%', "%%");
    format!("printf '{escaped}' ")
}
