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
use shared::prelude::*;
use source::Source;

pub fn run(args: Args) -> Result {
    let (settings, files) = Settings::parse(args.parse(cli))?;
    let mut source = Source::new(files);
    if source.is_empty() {
        return Ok(());
    }
    source.skip(settings.skip)?;
    source.limit = settings.limit;
    match settings.strings {
        Some(shortest) => {
            // GNU warns about an invalid width although strings have none.
            dump::line_width(&settings);
            strings::dump(&settings, &mut source, shortest)
        }
        None => dump::dump(&settings, &mut source),
    }
}

pub fn cli() -> Command {
    cli::utility(
        "od",
        "[OPTION]... [FILE]...\n  \
         or:  od [-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]\n  \
         or:  od --traditional [OPTION]... [FILE] [[+]OFFSET[.][b] [+][LABEL][.][b]]",
        "Print the bytes of all FILEs together, as octal numbers of two bytes or as TYPE says.",
    )
    .args([
        value(
            "-A, --address-radix",
            "RADIX",
            "how to write offsets: d, o, x (decimal, octal, hexadecimal) or n (none)",
        ),
        value(
            "--endian",
            "{big|little}",
            "read numbers of several bytes in this order",
        ),
        value("-j, --skip-bytes", "BYTES", "skip BYTES of input first"),
        value("-N, --read-bytes", "BYTES", "dump at most BYTES of input"),
        value(
            "-S",
            "BYTES",
            "print strings of at least BYTES printable characters that end in NUL",
        ),
        optional("--strings", "BYTES", "the same; 3 where BYTES is left out"),
        value("-t, --format", "TYPE", "print as TYPE, see below"),
        flag(
            "-v, --output-duplicates",
            "print equal lines too, rather than '*' for them",
        ),
        optional(
            "-w, --width",
            "BYTES",
            "dump BYTES in each line; 32 where BYTES is left out",
        ),
        flag("--traditional", "take offset and label as operands"),
        flag("-a", "same as -t a: named characters"),
        flag("-b", "same as -t o1: octal bytes"),
        flag("-c", "same as -t c: characters or C escapes"),
        flag("-d", "same as -t u2: unsigned decimal numbers of two bytes"),
        flag("-f", "same as -t fF: floats"),
        flag("-i", "same as -t dI: decimal ints"),
        flag("-l", "same as -t dL: decimal longs"),
        flag("-o", "same as -t o2: octal numbers of two bytes"),
        flag("-s", "same as -t d2: decimal numbers of two bytes"),
        flag("-x", "same as -t x2: hexadecimal numbers of two bytes"),
    ])
    .args(["-B", "-D", "-e", "-F", "-h", "-H", "-I", "-L", "-O", "-X"].map(|name| flag(name, "")))
    .after_help(
        "TYPE is one or several of these, where SIZE is in bytes:\n\
         a          named characters, without their high bit\n\
         c          printable characters or C escapes\n\
         d[SIZE]    signed decimal\n\
         f[SIZE]    floating point\n\
         o[SIZE]    octal\n\
         u[SIZE]    unsigned decimal\n\
         x[SIZE]    hexadecimal\n\
         For d, o, u, x, SIZE may be C, S, I, L (char, short, int, long); for f, it may be\n\
         B (bfloat16), H (half), F, D, L (float, double, long double).\n\
         A z behind a type shows the printable characters at the end of each line.\n\n\
         BYTES may be octal (0...) or hexadecimal (0x...), with a suffix: b 512, kB 1000,\n\
         K 1024, MB 1000^2, M 1024^2, and so on for G, T, P, E, Z, Y, R, Q; KiB is K.",
    )
}
