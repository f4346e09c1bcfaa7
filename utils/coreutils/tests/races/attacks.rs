//! The command lines that are attacked.

use Before::{File, Folder, Nothing, Source, SourceFile, Tree};

/// What is at the target before each try.
#[derive(Clone, Copy)]
pub enum Before {
    Nothing,
    File,
    Folder,
    /// A folder with files and a folder, to which everyone may write.
    Tree,
    /// Nothing, but a folder of this name in another file system.
    Source,
    /// Nothing, but a file of this name in another file system.
    SourceFile,
}

/// A command line and the name that is exchanged.
pub struct Row {
    /// Words, separated by single spaces. `ELSEWHERE` is a folder in another file system.
    pub line: &'static str,
    pub target: &'static str,
    /// `victim`, a file, or `vault`, a folder.
    pub victim: &'static str,
    pub before: Before,
    /// Whether it makes `copy`, which must not contain what is in the vault.
    pub copies: bool,
    /// The kind of fault, where it has a number.
    pub fault: &'static str,
}

const fn row(
    fault: &'static str,
    line: &'static str,
    target: &'static str,
    victim_and_before: (&'static str, Before),
) -> Row {
    let (victim, before) = victim_and_before;
    Row {
        line,
        target,
        victim,
        before,
        copies: false,
        fault,
    }
}

const fn copying(line: &'static str) -> Row {
    let row = row("", line, "att/d", ("vault", Tree));
    Row {
        copies: true,
        ..row
    }
}

pub const ATTACKS: &[Row] = &[
    row("1.1", "install -d -m755 new", "new", ("victim", Nothing)),
    row("1.1", "install -d -m755 new", "new", ("vault", Nothing)),
    row("1.1", "install -d -m4777 new", "new", ("victim", Nothing)),
    row("1.1", "install -d -m1777 new", "new", ("vault", Nothing)),
    row("1.1", "mkdir -m2777 new", "new", ("victim", Nothing)),
    row("1.1", "mkdir -m2777 new/", "new", ("vault", Nothing)),
    row(
        "1.2",
        "install -d -o7 -m4777 new",
        "new",
        ("victim", Folder),
    ),
    row("1.3", "cp -r srcdir new", "new", ("victim", Nothing)),
    row("1.3", "cp -r srcdir new", "new", ("vault", Nothing)),
    row("1.3", "cp -a srcdir new/", "new", ("vault", Nothing)),
    row("1.3", "mv ELSEWHERE/new .", "new", ("victim", Source)),
    row("1.3", "mv ELSEWHERE/new .", "new", ("vault", Source)),
    row(
        "1.4",
        "cp -a --parents a/b/f to",
        "to/a",
        ("vault", Nothing),
    ),
    row("1.6", "install -m4755 src new", "new", ("victim", Nothing)),
    row(
        "1.6",
        "install -m4755 -C src new",
        "new",
        ("victim", Nothing),
    ),
    row("1.6", "install -p src new", "new", ("victim", Nothing)),
    row(
        "1.6",
        "install -D src new/sub/file",
        "new",
        ("vault", Nothing),
    ),
    row("1.6", "install -Dt new/sub src", "new", ("vault", Nothing)),
    row("1.6", "cp -a fifo new", "new", ("victim", Nothing)),
    row("1.6", "mkdir -p new/sub/more", "new", ("vault", Nothing)),
    row("1.6", "mkfifo -m777 new", "new", ("victim", Nothing)),
    row("1.6", "mknod -m777 new p", "new", ("victim", Nothing)),
    row("", "mkdir new", "new", ("vault", Nothing)),
    row("", "mkdir -pm1777 -v new/sub", "new", ("vault", Nothing)),
    row("", "mknod -m777 new c 1 3", "new", ("victim", Nothing)),
    row(
        "",
        "cp --remove-destination src new",
        "new",
        ("victim", File),
    ),
    row("", "cp -lf src new", "new", ("victim", File)),
    row("", "cp -sf src new", "new", ("victim", File)),
    row("", "cp -al srcdir new", "new", ("victim", Nothing)),
    row("", "cp -dp src new", "new", ("victim", Nothing)),
    row("", "mv ELSEWHERE/new .", "new", ("victim", SourceFile)),
    row("", "mv -f ELSEWHERE/new new", "new", ("victim", SourceFile)),
    row("", "ln -f src new", "new", ("victim", File)),
    row("", "ln -sf src new", "new", ("victim", File)),
    row("", "ln -sfn src new", "new", ("victim", File)),
    row("", "install -b -S.old src new", "new", ("victim", File)),
    row("", "rm -r att/d", "att/d", ("vault", Tree)),
    row("", "rm -rf att", "att/d", ("vault", Tree)),
    row("", "rm new", "new", ("victim", File)),
    row("", "unlink new", "new", ("victim", File)),
    row("", "rmdir -p att/d", "att/d", ("vault", Folder)),
    row("", "chmod -R 777 att", "att/d", ("vault", Tree)),
    row("", "chmod -h 777 new", "new", ("victim", File)),
    row("", "chown -R 7:8 att", "att/d", ("vault", Tree)),
    row("", "chown -h 7 new", "new", ("victim", File)),
    row("", "chgrp -R 8 att", "att/d", ("vault", Tree)),
    row("", "chgrp -h 8 new", "new", ("victim", File)),
    row("", "touch -h -d @5 new", "new", ("victim", File)),
    copying("cp -r att copy"),
    copying("cp -a att copy"),
    copying("ls -R att"),
    copying("ls -lR att"),
    copying("dir -R att"),
    copying("vdir -R att"),
    copying("du -a att"),
    copying("chmod -Rv 755 att"),
    copying("chown -Rv 7 att"),
    copying("chgrp -Rv 7 att"),
];

/// A command line with many operands: `*` stands for a hundred numbers.
pub struct Batch {
    pub fault: &'static str,
    pub line: &'static str,
    pub target: &'static str,
    /// `victim`, a file, or `vault`, a folder. There is one for each number.
    pub victim: &'static str,
    pub before: Before,
}

const fn batch(
    fault: &'static str,
    line: &'static str,
    target: &'static str,
    victim_and_before: (&'static str, Before),
) -> Batch {
    let (victim, before) = victim_and_before;
    Batch {
        fault,
        line,
        target,
        victim,
        before,
    }
}

pub const BATCHES: &[Batch] = &[
    batch(
        "1.1",
        "install -d -m755 to/n*",
        "to/n*",
        ("victim", Nothing),
    ),
    batch("1.1", "install -d -m755 to/n*", "to/n*", ("vault", Nothing)),
    batch(
        "1.1",
        "install -d -m4777 to/n*",
        "to/n*",
        ("victim", Nothing),
    ),
    batch(
        "1.1",
        "install -d -m1777 to/n*",
        "to/n*",
        ("vault", Nothing),
    ),
    batch("1.1", "mkdir -m2777 to/n*", "to/n*", ("victim", Nothing)),
    batch("1.1", "mkdir -m2777 to/n*/", "to/n*", ("vault", Nothing)),
    batch(
        "1.2",
        "install -d -o7 -m4777 to/n*",
        "to/n*",
        ("victim", Folder),
    ),
    batch("1.3", "cp -r in/d* to", "to/d*", ("victim", Nothing)),
    batch("1.3", "cp -a in/d* to", "to/d*", ("vault", Nothing)),
    batch("1.3", "mv ELSEWHERE/d* to", "to/d*", ("victim", Source)),
    batch("1.3", "mv ELSEWHERE/d* to", "to/d*", ("vault", Source)),
    batch(
        "1.4",
        "cp -a --parents a*/b/f to",
        "to/a*",
        ("vault", Nothing),
    ),
    batch(
        "1.6",
        "install -m4755 in/f* to",
        "to/f*",
        ("victim", Nothing),
    ),
    batch(
        "1.6",
        "install -m4755 -C in/f* to",
        "to/f*",
        ("victim", Nothing),
    ),
    batch("1.6", "install -p in/f* to", "to/f*", ("victim", Nothing)),
    batch("1.6", "cp -a in/p* to", "to/p*", ("victim", Nothing)),
    batch(
        "1.6",
        "mkdir -p to/n*/sub/more",
        "to/n*",
        ("vault", Nothing),
    ),
    batch("1.6", "mkfifo -m777 to/n*", "to/n*", ("victim", Nothing)),
];
