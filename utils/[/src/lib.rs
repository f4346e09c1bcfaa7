//! [: evaluate a conditional expression, which must end with `]`. GNU manual node "test
//! invocation"; POSIX test.

use shared::condition;
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    status::set_failure(2);
    match args.raw() {
        [condition @ .., close] if *close == "]" => condition::run(condition, Some(close)),
        [only] if *only == "--help" || *only == "--version" => {
            args.parse(cli).next()?;
            Ok(())
        }
        _ => {
            let close = quote(OsStr::new("]"));
            Err(Error::new(format!("missing {close}")))
        }
    }
}

pub fn cli() -> Cli {
    condition::cli("[", "[EXPRESSION] ]")
}
