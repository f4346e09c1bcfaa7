//! Reading options and operands in order, for the obsolete keys `+1 -2` and for POSIX.

use crate::arguments::{Settings, reread_size};
use crate::cli;
use crate::keys::Key;
use shared::prelude::{Args, OsStr, OsStrExt, Result};
use shared::program::posix;

/// The conventions that the environment asks for.
#[derive(Clone, Copy)]
struct Conventions {
    /// Options end at the first operand.
    strict: bool,
    /// `+1` may be a key.
    plus_options: bool,
}

impl Settings {
    /// Reads options and operands one by one, because an operand may be an obsolete key.
    pub(crate) fn take_in_order(&mut self, args: Args) -> Result {
        let strict = posix::is_strict();
        let plus_options = posix::allows_plus_options();
        let conventions = Conventions {
            strict,
            plus_options,
        };
        // The next argument is the last element.
        let mut rest: Vec<&'static OsStr> = args.raw().to_vec();
        rest.reverse();
        while let Some(&next) = rest.last() {
            let bytes = next.as_bytes();
            let ended = strict && !self.files.is_empty() && {
                // `-o FILE` may follow the operands all the same.
                let output = bytes.starts_with(b"-o") && (bytes.len() > 2 || rest.len() > 1);
                !(plus_options && self.check.is_none() && output)
            };
            if next == "--" || ended {
                rest.truncate(rest.len() - usize::from(next == "--" && !ended));
                rest.reverse();
                self.files.append(&mut rest);
            } else if bytes.len() > 1 && bytes[0] == b'-' {
                self.take_leading_options(&args, &mut rest, strict)?;
            } else {
                rest.pop();
                self.take_operand(next, &mut rest, conventions)?;
            }
        }
        Ok(())
    }

    /// Reads the options up to the next operand. `rest` is reversed.
    fn take_leading_options(
        &mut self,
        args: &Args,
        rest: &mut Vec<&'static OsStr>,
        strict: bool,
    ) -> Result {
        let raw: Vec<_> = rest.iter().rev().copied().collect();
        let mut options = args.clone().with_raw(raw).parse_leading(cli);
        let only_operands_follow = loop {
            let dashes = options.peek().is_some_and(|next| next == "--");
            match options.next()? {
                Some(given) => {
                    self.take(given)?;
                    reread_size(&mut options, &given);
                }
                None => break dashes,
            }
            // After an operand, each option needs the check in `take_in_order`.
            if strict && !self.files.is_empty() {
                options.stop();
                break false;
            }
        };
        *rest = options.operands();
        if only_operands_follow {
            self.files.append(rest);
        }
        rest.reverse();
        Ok(())
    }

    /// Takes `operand` as a file or as an obsolete key. The end of the key is the next element
    /// of `rest`, which is reversed.
    fn take_operand(
        &mut self,
        operand: &'static OsStr,
        rest: &mut Vec<&'static OsStr>,
        conventions: Conventions,
    ) -> Result {
        let end = rest.last().copied().filter(|end| {
            let end = end.as_bytes();
            end.len() > 1 && end[0] == b'-' && end[1].is_ascii_digit()
        });
        let allowed = conventions.plus_options || (end.is_some() && !conventions.strict);
        let Some(mut key) = Key::parse_obsolete(operand).filter(|_| allowed) else {
            self.files.push(operand);
            return Ok(());
        };
        if let Some(end) = end {
            rest.pop();
            key.end_obsolete(end)?;
        }
        self.keys.push(key);
        Ok(())
    }
}
