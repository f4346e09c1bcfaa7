//! Integration tests of ln: each run is made with GNU's ln too where that is present, in a
//! folder of its own, and what both leave behind is compared.

use testing::{Dir, bad_name, gnu, utility};

const TREE: &str = "mkdir -p d/sub e; echo a >a; echo b >b; echo f >d/f; ln a hard; \
                    echo f >e/f; ln -s a link; ln -s d dlink; ln -s nowhere dangling";

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
        let outcome = case.args(arguments).cwd(&dir).stdin("y\n").run();
        let list = r"find . -printf '%p %y %n %l\n' | sort; find . -type f -exec cksum {} + | sort";
        (outcome, shell(&dir, list))
    };
    let Some(theirs) = gnu("ln") else { return };
    assert_eq!(run(utility("ln")), run(theirs), "ln {arguments:?}");
}

#[test]
fn links_are_gnus() {
    for arguments in [
        "a x",
        "-v a x",
        "a b",
        "a",
        "d/f",
        "-s d/f",
        "-sv a x",
        "-s a b",
        "-s d x",
        "d x",
        "-d d x",
        "-F d x",
        "a d",
        "-v a b d",
        "-t d a b",
        "-sv ../a d",
        "-s gone x",
        "gone x",
        "-s a gone/x",
        "a gone/x",
        "link x",
        "-L link x",
        "-P link x",
        "-L dangling x",
        "dangling x",
        "-T a d",
        "-sT a d",
        "-sfT a d",
        "-n a dlink",
        "-sfn a dlink",
        "-sf a dlink",
        "-f a b",
        "-f a a",
        "-f a hard",
        "-sf a a",
        "-sf a b",
        "-fv b a",
        "-i a b",
        "-si a b",
        "-b a b",
        "-bv a b",
        "-sb a b",
        "-S .o -sv a b",
        "--backup=numbered -v a b",
        "--backup=none a b",
        "-bf a a",
        "-sr a d/sub/x",
        "-srv d/f e",
        "-sr d/sub x",
        "-sr gone/x d/y",
        "-srf a link",
        "-r a x",
        "-f d/f e/f b x",
        "-f d/f e/f d/sub",
        "-sf d/f e/f d/sub",
        "-f --backup=t d/f e/f d/sub",
        "a/ x",
        "-s a/ d",
        "-s d/ x",
        "-sf a d/",
        "a x/",
    ] {
        like_gnu(&arguments.split(' ').collect::<Vec<_>>());
    }
}

#[test]
fn mistakes_are_gnus() {
    for arguments in [
        "-T a",
        "-T a b c",
        "-T -t d a",
        "-t gone a",
        "-t a b",
        "-t d -t e a",
        "a b gone",
        "--backup=x a b",
        "--no-such-option",
        "-n -t dlink a",
    ] {
        like_gnu(&arguments.split(' ').collect::<Vec<_>>());
    }
    like_gnu(&[]);
    like_gnu(&["-s", "", "x"]);
    like_gnu(&["", "x"]);
}

#[test]
fn a_declined_question_is_a_failure() {
    let dir = Dir::new();
    dir.file("a", "a").file("b", "b");
    utility("ln")
        .args(["-i", "a", "b"])
        .stdin("n\n")
        .cwd(&dir)
        .fails(1, "ln: replace 'b'? ");
    assert_eq!(dir.read("b"), b"b");
}

#[test]
fn names_of_any_bytes() {
    let dir = Dir::new();
    utility("ln")
        .args(["-sv".into(), bad_name(), "x".into()])
        .cwd(&dir)
        .prints("'x' -> 'bad'$'\\377\\376''name'\n");
}

/// Whoever looks meanwhile always finds something at the name.
#[test]
fn links_are_replaced_at_once() {
    let dir = Dir::new();
    dir.symlink("0", "x");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looks = scope.spawn(|| {
            let mut always = true;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                always &= dir.join("x").is_symlink();
            }
            always
        });
        for i in 0..50 {
            utility("ln")
                .args(["-sf", &i.to_string(), "x"])
                .cwd(&dir)
                .run();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(looks.join().unwrap());
    });
}
