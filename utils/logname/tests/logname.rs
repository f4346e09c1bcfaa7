//! Integration tests of logname.

use testing::{Terminal, gnu, utility};

#[test]
fn prints_who_logged_in() {
    utility("logname").like_gnu();
    let terminal = Terminal::new();
    if let Some(gnu) = gnu("logname") {
        let ours = utility("logname").run_from(&terminal.near);
        assert_eq!(ours, gnu.run_from(&terminal.near));
    }
}

#[test]
fn takes_no_operands() {
    utility("logname").args(["x"]).recorded();
    utility("logname").args(["-x"]).recorded();
}
