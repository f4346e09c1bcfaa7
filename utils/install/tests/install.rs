//! Integration tests of install: each run is made with GNU's install too where that is
//! present, in a folder of its own, and what both leave behind is compared.

use testing::{Dir, bad_name, gnu, is_root, utility};

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
fn like_gnu(arguments: &[&str]) {
    let run = |case: testing::Case| {
        let dir = Dir::new();
        shell(&dir, TREE);
        let outcome = case.args(arguments).cwd(&dir).run();
        let list = r"find . -printf '%p %M %U:%G %n %l %TY\n' | sort; \
                     find . -type f -exec cksum {} + | sort";
        (outcome, shell(&dir, list))
    };
    let Some(theirs) = gnu("install") else { return };
    assert_eq!(
        run(utility("install")),
        run(theirs),
        "install {arguments:?}"
    );
}

#[test]
fn files_are_installed_as_gnu_does() {
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
        like_gnu(&arguments.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn directories_are_made_as_gnu_does() {
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
        like_gnu(&arguments.split(' ').collect::<Vec<_>>());
    }
    like_gnu(&["-d", ""]);
}

#[test]
fn owners_are_set() {
    if is_root() {
        for arguments in [
            "-o 3 -g 4 a x",
            "-o daemon -m 6755 a x",
            "-g 7 a b",
            "-d -o 3 -g 4 x/y",
            "-Cv -o 3 a same",
        ] {
            like_gnu(&arguments.split(' ').collect::<Vec<_>>());
        }
    }
}

#[test]
fn mistakes_are_gnus() {
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
        "-C -p a x",
        "-C -s a x",
        "--backup=x a b",
        "--no-such-option",
    ] {
        like_gnu(&arguments.split(' ').collect::<Vec<_>>());
    }
    like_gnu(&[]);
    like_gnu(&["-o", "", "a", "x"]);
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
fn a_full_disk_is_told_of() {
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
fn a_link_to_a_directory_stands_for_it() {
    if !is_root() {
        testing::skip!("only root may do this");
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
fn no_third_operand_where_the_last_is_no_directory() {
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
