//! Tests that the utilities of one digest each have in common: `sha1sum`, `sha256sum`, ….

use crate::{Case, Dir, utility};

/// The name of a utility that computes one digest.
#[derive(Clone, Copy, Debug)]
pub struct DigestUtility(pub &'static str);

impl DigestUtility {
    fn case(self, args: &[&str]) -> Case {
        utility(self.0).args(args)
    }

    /// Checks files whose lengths are around those of a block of the digest, which is at most 128
    /// bytes, and of a read, against recordings.
    pub fn files_of_many_lengths(self) {
        let dir = Dir::new();
        let bytes: Vec<u8> = (0..200_000_u32)
            .map(|i| (i.wrapping_mul(i) >> 7) as u8)
            .collect();
        let lengths = (0..140).chain([4095, 65_535, 65_536, 65_537, 200_000]);
        let names: Vec<String> = lengths.clone().map(|length| length.to_string()).collect();
        for (name, length) in names.iter().zip(lengths) {
            dir.file(name, &bytes[..length]);
        }
        for names in names.chunks(8) {
            utility(self.0).cwd(&dir).args(names).recorded();
        }
    }

    /// Checks that `-c` accepts what was printed, in each form.
    pub fn checks_what_it_printed(self) {
        let dir = Dir::new();
        dir.file("a", "hello\n").file("b", "");
        for form in [&[][..], &["--tag"], &["-b"]] {
            let print = || self.case(form).cwd(&dir).args(["a", "b", "gone"]);
            print().recorded();
            let list = print().run().stdout;
            let check = self.case(&["-c"]).cwd(&dir).stdin(list);
            check.prints("a: OK\nb: OK\n");
        }
    }

    /// Checks the warnings about lines of other digests, and lines of none.
    pub fn warns_about_lines_of_other_digests(self) {
        for list in ["MD5 (a) = b1946ac92492d2347c6235b4d2611184\n", "x\n"] {
            self.case(&["-cw"]).stdin(list).recorded();
        }
    }
}
