//! od: dump files in octal and other formats. GNU manual node "od invocation"; POSIX od.
//!
//! On machines other than x86-64, `-t fL` shows doubles: see `shared::sys::long_double`.

mod address;
mod dump;
mod field;
mod float;
mod obsolete;
mod settings;
mod source;
mod strings;
mod types;

use settings::Settings;
use shared::input::files::close_stdin_named;
use shared::prelude::*;
use source::Source;

pub fn run(args: Args) -> Result {
    let (settings, files) = Settings::parse(args.parse(cli))?;
    let mut source = Source::new(files.clone());
    if source.is_empty() {
        return Ok(());
    }
    source.skip(settings.skip)?;
    source.limit = settings.limit;
    match settings.strings {
        Some(shortest) => {
            // GNU warns about an invalid width although strings have none.
            dump::line_width(&settings);
            strings::dump(&settings, &mut source, shortest)?;
        }
        None => dump::dump(&settings, &mut source)?,
    }
    close_stdin_named(&files, "standard input")
}

pub fn cli() -> Cli {
    cli::utility(
        "od",
        "[OPTION]... [FILE]...\n  \
         or:  od [-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]\n  \
         or:  od --traditional [OPTION]... [FILE] [[+]OFFSET[.][b] [+][LABEL][.][b]]",
        "Print the bytes of all FILEs, concatenated, as octal numbers of two bytes or in \
         another TYPE.",
    )
    .options(options![
        value(
            "-A, --address-radix",
            "RADIX",
            "print offsets in decimal (d), octal (o), hexadecimal (x) or not at all (n)",
        ),
        value(
            "--endian",
            "{big|little}",
            "read multibyte numbers in this byte order",
        ),
        value(
            "-j, --skip-bytes",
            "BYTES",
            "skip the first BYTES of the input",
        ),
        value(
            "-N, --read-bytes",
            "BYTES",
            "read at most BYTES of the input",
        ),
        value("-S", "BYTES", "").shown_with("strings"),
        optional(
            "--strings",
            "BYTES",
            "print strings of at least BYTES (3) printable characters that end in NUL",
        ),
        value("-t, --format", "TYPE", "print in this TYPE, see below"),
        flag(
            "-v, --output-duplicates",
            "print repeated lines instead of *",
        ),
        optional(
            "-w, --width",
            "BYTES",
            "print BYTES per line (16; 32 if BYTES is left out)",
        ),
        flag("--traditional", "accept offset and label as operands"),
        flag("-a", "the same as -t a: named characters"),
        flag("-b", "the same as -t o1: octal bytes"),
        flag("-c", "the same as -t c: characters or C escapes"),
        flag("-d", "the same as -t u2: unsigned decimal, two bytes"),
        flag("-f", "the same as -t fF: float"),
        flag("-i", "the same as -t dI: decimal int"),
        flag("-l", "the same as -t dL: decimal long"),
        flag("-o", "the same as -t o2: octal, two bytes"),
        flag("-s", "the same as -t d2: decimal, two bytes"),
        flag("-x", "the same as -t x2: hexadecimal, two bytes"),
    ])
    .options(options![
        flag("-B", ""),
        flag("-D", ""),
        flag("-e", ""),
        flag("-F", ""),
        flag("-h", ""),
        flag("-H", ""),
        flag("-I", ""),
        flag("-L", ""),
        flag("-O", ""),
        flag("-X", ""),
    ])
    .notes(
        "\
TYPE is one or more of these, where SIZE is in bytes:
  a          named characters, ignoring the high bit
  c          printable characters or C escapes
  d[SIZE]    signed decimal
  f[SIZE]    floating point
  o[SIZE]    octal
  u[SIZE]    unsigned decimal
  x[SIZE]    hexadecimal

For d, o, u and x, SIZE may be C, S, I or L (char, short, int, long); for f, it may be B \
(bfloat16), H (half), F, D or L (float, double, long double). A z after a type adds the \
printable characters at the end of each line.

BYTES is decimal, hexadecimal with 0x, or octal with a leading 0, and may have a suffix: b \
512, kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for G, T, P, E, Z, Y, R, Q. KiB \
means K, MiB means M, and so on.",
    )
}
