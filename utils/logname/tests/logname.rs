//! logname: printing the login name.

use testing::{Terminal, gnu, utility};

#[test]
fn prints_the_login_name() {
    utility("logname").like_gnu();
    let terminal = Terminal::new();
    if let Some(gnu) = gnu("logname") {
        let ours = utility("logname").run_from(&terminal.near);
        assert_eq!(ours, gnu.run_from(&terminal.near));
    }
}

/// The kernel keeps the number of the user who logged in.
#[test]
fn a_process_may_have_no_login() {
    let user = std::fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    let unset = u32::MAX.to_string();
    if !user.is_empty() && user != unset {
        testing::skip!("this process has a login name");
    }
    // Without a terminal either, nothing else has the name.
    utility("logname").fails(1, "logname: no login name\n");
}

#[test]
fn takes_no_operands() {
    utility("logname").args(["x"]).recorded();
    utility("logname").args(["-x"]).recorded();
}
