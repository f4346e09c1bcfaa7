//! Integration tests of install. Recordings hold the outcome of GNU's install, and which files it
//! changed.

use testing::{Dir, bad_name, is_root, skip, utility};

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
