//! Integration tests of install. Recordings hold the outcome of GNU's install, and which files it
//! changed.

use std::os::unix::fs::MetadataExt;
use testing::{
    Dir, bad_name, in_each_set, is_root, skip, survives, tries, utility, while_swapping,
};

const TREE: &str = "mkdir -p d e/f; echo a >a; echo b >b; echo a >same; chmod 755 same; \
                    touch -d 2001-01-01 a same; chmod 640 a; ln -s a link; ln -s nowhere dangling; \
                    printf '#!/bin/sh\\necho strip \"$@\"; echo x >>\"$1\"\\n' >strip; \
                    chmod +x strip; touch d/x e/x";

fn shell(dir: &Dir, script: &str) -> String {
    let output = testing::command("/bin/sh")
        .args(["-c", script])
        .current_dir(dir.path())
        .output();
    String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
}

#[track_caller]
fn recorded(arguments: &[&str]) {
    let dir = Dir::new();
    shell(&dir, TREE);
    let install = utility("install").args(arguments).cwd(&dir);
    install.recorded_with(&|| dir.listing());
}

#[test]
fn examples() {
    let dir = Dir::new();
    dir.file("f", "text\n");
    let install = |args: &[&str]| utility("install").cwd(&dir).args(args);
    install(&["-d", "bin", "etc/app"]).prints("");
    install(&["-v", "f", "bin"]).prints("'f' -> 'bin/f'\n");
    install(&["-m", "600", "f", "etc/app/secret"]).prints("");
    install(&["-D", "f", "usr/share/f"]).prints("");
    let listing = dir.listing();
    for line in [
        "bin/f: file 0755",
        "etc/app/secret: file 0600",
        "usr/share/f: file 0755",
    ] {
        assert!(listing.contains(line), "{listing}");
    }
}

#[test]
fn files_are_copied_with_their_attributes() {
    for arguments in [
        "a x",
        "-v a b",
        "a d",
        "-v a d/",
        "-T a d",
        "-v a b d",
        "-t d a b",
        "-t gone a",
        "-D a p/q/r",
        "-Dv a p/q/r",
        "-Dv -t p/q a b",
        "-D a a/x",
        "-m 4755 a x",
        "-m u=rw,g+r a x",
        "-m +x a x",
        "-p a x",
        "-pv a b",
        "-bv a b",
        "-S .o a b",
        "--backup=t -v a b",
        "gone x",
        "a gone/x",
        "d x",
        "a a",
        "a ./a",
        "a link",
        "link x",
        "dangling x",
        "a dangling",
        "-C a same",
        "-Cv a same",
        "-Cv -m 600 a same",
        "-Cv b same",
        "-C a x",
        "-C -m 4755 a same",
        "-s --strip-program=./strip a x",
        "-sp --strip-program=./strip a x",
        "-s --strip-program=false a x",
        "-s --strip-program=gone a x",
        "--strip-program=x a x",
        "/dev/null x",
        "-p /dev/null x",
        "d/x e/x e/f",
        "--backup=t d/x e/x e/f",
        "-c a x",
        "-Z a x",
        "--preserve-context a x",
        "--context=x a x",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn directories_are_made() {
    for arguments in [
        "-d x",
        "-dv x/y/z p",
        "-d -m 700 x/y d",
        "-d -m 2755 x",
        "-d -m g+s d",
        "-d a",
        "-d a/x",
        "-d d/. x/.",
        "-dv x//y//",
        "-d -m =,u+x x",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
    recorded(&["-d", ""]);
}

#[test]
fn owners_are_set() {
    if !is_root() {
        skip!("only root may give files away");
    }
    for arguments in [
        "-o 3 -g 4 a x",
        "-o daemon -m 6755 a x",
        "-g 7 a b",
        "-d -o 3 -g 4 x/y",
        "-Cv -o 3 a same",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn mistakes() {
    for arguments in [
        "a",
        "-t d",
        "-t d -t e a",
        "-T a b c",
        "-T -t d a",
        "-d",
        "-d -s x",
        "-d -t d x",
        "-m zz a x",
        "-o nobody-of-this-name a x",
        "-g nobody-of-this-name a x",
        "a b gone",
        "-C -s a x",
        "--backup=x a b",
        "--no-such-option",
    ] {
        recorded(&arguments.split(' ').collect::<Vec<_>>());
    }
    recorded(&[]);
    recorded(&["-o", "", "a", "x"]);
}

/// GNU 9.1 compares only regular files; later releases what a link leads to.
#[test]
fn what_a_link_leads_to_is_compared() {
    let dir = Dir::new();
    dir.file("a", "same").file("b", "same").symlink("a", "link");
    let install = |from: &str| utility("install").cwd(&dir).args(["-C", from, "b"]);
    install("a").prints("");
    // A second name tells whether the file is replaced.
    std::fs::hard_link(dir.join("b"), dir.join("held")).unwrap();
    let links = || std::fs::metadata(dir.join("held")).unwrap().nlink();
    install("a").prints("");
    install("link").prints("");
    assert_eq!(links(), 2);
    dir.file("a", "else");
    install("link").prints("");
    assert_eq!(links(), 1);
    assert_eq!(dir.read("b"), b"else");
}

/// Excluded each other before 9.11.
#[test]
fn timestamps_are_preserved_of_what_is_compared() {
    use std::time::{Duration, SystemTime};
    for old in ["same", "other"] {
        let dir = Dir::new();
        dir.file("a", "same").file("b", old);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = std::fs::File::options().write(true).open(dir.join("a"));
        file.unwrap().set_modified(time).unwrap();
        utility("install")
            .cwd(&dir)
            .args(["-C", "-p", "a", "b"])
            .prints("");
        let there = std::fs::metadata(dir.join("b")).unwrap();
        assert_eq!(there.modified().unwrap(), time, "{old}");
        assert_eq!(dir.read("b"), b"same");
    }
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    dir.file(bad_name(), "x");
    utility("install")
        .args(["-v".into(), bad_name(), "x".into()])
        .cwd(&dir)
        .prints("'bad'$'\\377\\376''name' -> 'x'\n");
    assert_eq!(dir.read("x"), b"x");
}

#[test]
fn a_full_disk_is_reported() {
    let dir = Dir::new();
    let script = "head -c 3000000 /dev/zero | tr '\\0' x >big; unshare -m sh -c 'mkdir m; \
                  mount -t tmpfs -o size=1m tmpfs m && echo mounted; \"$0\" big m/x; echo $?' \
                  \"$INSTALL\" 2>err; grep -c 'No space left' err; wc -c <big";
    let output = testing::command("sh")
        .args(["-c", script])
        .env("INSTALL", testing::bin_dir().join("install"))
        .current_dir(dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.starts_with("mounted") {
        assert_eq!(text, "mounted\n1\n1\n3000000\n");
    } else {
        testing::skip("nothing can be mounted here");
    }
}

#[test]
fn d_sets_the_owner_of_the_directory_behind_a_link() {
    if !is_root() {
        skip!("only root may do this");
    }
    let dir = Dir::new();
    dir.folder("d").symlink("d", "link");
    for (name, user) in [("link", 5), ("link/", 6)] {
        utility("install")
            .cwd(&dir)
            .args(["-o", &user.to_string(), "-d", name])
            .prints("");
        assert_eq!(shell(&dir, "stat -c %u d link"), format!("{user}\n0\n"));
    }
}

#[test]
fn a_third_operand_is_an_error_with_t_even_beside_d() {
    let dir = Dir::new();
    utility("install")
        .cwd(&dir)
        .args(["-Td", "a", "b", "c"])
        .fails(
            1,
            "install: extra operand 'c'\nTry 'install --help' for more information.\n",
        );
    assert!(!dir.join("a").exists());
}

/// Names that only root may read: a file, and a folder.
fn with_victims() -> Dir {
    let dir = Dir::new();
    dir.file("victim", "secret")
        .folder("vault")
        .file("src", "x");
    for (name, mode) in [("victim", 0o600), ("vault", 0o700)] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(dir.join(name), mode).unwrap();
    }
    dir
}

#[test]
fn a_link_that_replaces_a_new_directory_is_not_followed() {
    let dir = with_victims();
    for args in [&["-m755"][..], &["-m4777"], &["-m1777"], &["-o7"]] {
        if args == ["-o7"] && !is_root() {
            skip!("only root may give files away");
        }
        let install = || {
            let install = utility("install").cwd(&dir).args(["-d"]);
            install.args(args).args(["new"])
        };
        for victim in ["victim", "vault"] {
            survives(&dir, "new", victim, &|| {}, &|| drop(install().run()));
        }
    }
}

#[test]
fn a_link_that_replaces_an_old_directory_leads_to_no_file() {
    if !is_root() {
        skip!("only root may give files away");
    }
    let dir = with_victims();
    let prepare = || drop(std::fs::create_dir(dir.join("old")));
    survives(&dir, "old", "victim", &prepare, &|| {
        let install = utility("install").cwd(&dir);
        install.args(["-d", "-o7", "-m4777", "old"]).run();
    });
}

#[test]
fn a_link_that_replaces_an_installed_file_is_not_followed() {
    let dir = with_victims();
    for args in [&["-m4755"][..], &["-m4755", "-C"], &["-p"]] {
        survives(&dir, "new", "victim", &|| {}, &|| {
            let install = utility("install").cwd(&dir);
            install.args(args).args(["src", "new"]).run();
        });
    }
}

/// In a folder of others, what the program left there may be theirs.
#[test]
fn what_replaces_a_stripped_file_gets_no_attributes() {
    if !is_root() {
        skip!("the other user's file is made by root");
    }
    let dir = Dir::new();
    dir.file("src", "x\n").file("victim", "y\n");
    let other =
        "#!/bin/sh\nrm -f \"$1\"; echo theirs >\"$1\"; chown 65534 \"$1\"; chmod 755 \"$1\"\n";
    dir.file("theirs", other)
        .file("link", "#!/bin/sh\nln -f victim \"$1\"\n");
    dir.file("same", "#!/bin/sh\necho stripped >\"$1\"\n");
    dir.run("chmod 755 theirs link same; chmod 600 victim");
    let install = |program: &str| {
        let program = format!("--strip-program=./{program}");
        let install = utility("install").cwd(&dir);
        install.args(["-s", &program, "-m4711", "-o0", "src", "new"])
    };
    install("same").prints("");
    dir.run("stat -c '%a %u' new; cat new")
        .is("4711 0\nstripped\n", "", 0);
    let message = "install: 'new' was replaced while being installed\n";
    install("theirs").fails(1, message);
    dir.run("stat -c '%a %u' new").is("755 65534\n", "", 0);
    install("link").fails(1, message);
    dir.run("stat -c '%a %u' victim").is("600 0\n", "", 0);
}

/// A file of others may take the place of one that is installed already while that is compared.
#[test]
fn what_replaces_a_compared_file_gets_no_owner() {
    if !is_root() {
        skip!("the other user's file is made by root");
    }
    let dir = Dir::new();
    dir.file("src", "x\n");
    let pairs = [(dir.join("new"), dir.join("theirs"))];
    for _ in 0..tries(in_each_set(100)) {
        dir.run("rm -f new theirs; echo x >new; echo x >theirs; chmod 755 *; chown 65534 theirs");
        let theirs = std::fs::File::open(dir.join("theirs")).expect("it exists");
        while_swapping(&pairs, || {
            let install = utility("install").cwd(&dir);
            drop(install.args(["-C", "-o0", "src", "new"]).run());
        });
        assert_eq!(theirs.metadata().expect("it is open").uid(), 65534);
    }
}

#[test]
fn a_link_that_replaces_a_new_parent_is_not_followed() {
    let dir = with_victims();
    survives(&dir, "new", "vault", &|| {}, &|| {
        let install = utility("install").cwd(&dir);
        install.args(["-D", "src", "new/sub/file"]).run();
    });
    survives(&dir, "new", "vault", &|| {}, &|| {
        let install = utility("install").cwd(&dir);
        install.args(["-Dt", "new/sub", "src"]).run();
    });
}

/// No permission is given, not even for a moment, that was not asked for.
#[test]
fn directories_are_not_made_with_looser_modes() {
    let dir = Dir::new();
    for (mode, first) in [
        ("755", "0755"),
        ("1777", "01777"),
        ("2777", "0700"),
        ("4711", "0700"),
        ("3777", "01700"),
    ] {
        let path = testing::bin_dir().join("install");
        let Some(trace) = testing::traced(&dir, "mkdirat,mkdir", &path, &["-d", "-m", mode, mode])
        else {
            skip!("there is no strace, or it may not trace");
        };
        assert!(trace.contains(&format!("{first})")), "{mode}: {trace}");
    }
}

#[test]
fn the_type_of_backups_is_checked_before_operands() {
    let types = "Valid arguments are:\n  - 'none', 'off'\n  - 'simple', 'never'\n  \
                 - 'existing', 'nil'\n  - 'numbered', 't'\n";
    let message = format!(
        "install: invalid argument 'x' for 'backup type'\n{types}Try 'install --help' for more information.\n"
    );
    utility("install")
        .args(["--backup=x"])
        .fails(1, message.clone());
    utility("install")
        .args(["--backup=x", "a", "b", "c"])
        .fails(1, message);
}

#[test]
fn a_target_directory_with_d_is_refused_before_operands() {
    let message = "install: target directory not allowed when installing a directory\n";
    utility("install")
        .args(["-d", "-t", "gone"])
        .fails(1, message);
}

#[test]
fn owners_may_be_octal_or_hexadecimal_numbers() {
    if !is_root() {
        skip!("only root may give files away");
    }
    let dir = Dir::new();
    dir.file("a", "");
    for (given, id) in [("0x10", 16), ("010", 8), ("+9", 9)] {
        utility("install")
            .cwd(&dir)
            .args(["-o", given, "-g", given, "a", "b"])
            .prints("");
        let b = dir.join("b").metadata().unwrap();
        assert_eq!((b.uid(), b.gid()), (id, id), "{given}");
    }
}

#[test]
fn directories_behind_a_link_that_leads_nowhere() {
    let dir = Dir::new();
    dir.symlink("gone", "l");
    let install = |args: &[&str], message: &str| {
        utility("install").cwd(&dir).args(args).fails(1, message);
    };
    let permissions = "install: cannot change permissions of 'l': No such file or directory\n";
    install(&["-d", "l"], permissions);
    let above = "install: cannot create directory 'l': File exists\n";
    install(&["-d", "l/x"], above);
    dir.symlink("loop", "loop");
    let reason = "Too many levels of symbolic links";
    let permissions = format!("install: cannot change permissions of 'loop': {reason}\n");
    install(&["-d", "loop"], &permissions);
    let above = format!("install: cannot create directory 'loop': {reason}\n");
    install(&["-d", "loop/x"], &above);
    dir.file("f", "").symlink("f", "to-f");
    let exists = "install: cannot create directory 'to-f': File exists\n";
    install(&["-d", "to-f"], exists);
}

#[test]
fn a_directory_that_may_not_be_searched_is_named_itself() {
    let dir = Dir::new();
    dir.executable(&testing::bin_dir().join("install"));
    for args in ["-d closed/x/y", "-D f closed/x"] {
        let script = format!(
            "PATH=$PWD/bin:$PATH; mkdir w; cd w; mkdir -m 600 closed; echo >f; install {args}"
        );
        let message = "install: cannot create directory 'closed': Permission denied\n";
        dir.run_as_nobody(&script).is("", message, 1);
        dir.run("chmod 700 w/closed; rm -r w");
    }
}

#[test]
fn options_are_checked_for_directories_too() {
    let dir = Dir::new();
    let install = |args: &str| utility("install").cwd(&dir).args(args.split(' ')).run();
    let ignored = "install: the --compare (-C) option is ignored when you specify a mode with \
                   non-permission bits\n";
    let stripping =
        "install: WARNING: ignoring --strip-program option as -s option was not specified\n";
    install("-d -m7777 --compare a").is("", ignored, 0);
    install("-d -C -m g+s b").is("", ignored, 0);
    install("-d -C --strip-program=x -m 1755 c").is("", format!("{stripping}{ignored}"), 0);
    install("-d -C -m 755 d").is("", "", 0);
    let user = "install: invalid user 'no such user'\n";
    let owner = utility("install").cwd(&dir);
    let owner = owner
        .args(["-dC", "-m7777", "-o", "no such user", "e"])
        .run();
    owner.is("", format!("{ignored}{user}"), 1);
    install("-d -C -m x f").is("", "install: invalid mode 'x'\n", 1);
}

#[test]
fn nothing_is_made_before_options_are_checked() {
    let dir = Dir::new();
    dir.file("f", "");
    for (options, message) in [
        ("-m x", "install: invalid mode 'x'\n"),
        ("-o no+user", "install: invalid user 'no+user'\n"),
        ("-g no+group", "install: invalid group 'no+group'\n"),
    ] {
        let install = utility("install").cwd(&dir).args(options.split(' '));
        install.args(["-Dv", "-t", "new/er", "f"]).fails(1, message);
        assert!(!dir.join("new").exists(), "{options}");
    }
}

/// An ACL that the directory passes on would grant more than the mode says.
#[test]
fn no_rights_are_inherited_from_the_directory() {
    let dir = Dir::new();
    dir.file("f", "x").folder("inherits");
    let set = dir.run("setfacl -d -m u:7:rwx,o::rwx inherits && echo set");
    if set.stdout != b"set\n" {
        skip!("no setfacl, or no ACLs here");
    }
    let rights = "user::rw-\ngroup::r--\nother::---\n\n";
    for args in [&["f", "inherits/n"][..], &["-D", "f", "inherits/d/n"]] {
        utility("install")
            .args(["-m640"])
            .args(args)
            .cwd(&dir)
            .prints("");
        let name = args.last().unwrap();
        dir.run(&format!("getfacl -c {name}")).is(rights, "", 0);
    }
}
