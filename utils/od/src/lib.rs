//! od: dump files in octal and other formats. GNU manual node "od invocation"; POSIX od.
//!
//! On machines other than x86-64, `-t fL` shows doubles: see `shared::sys::long_double`.

mod address;
mod dump;
mod field;
mod float;
mod obsolete;
mod source;
mod strings;
mod types;

use address::Address;
use shared::prelude::*;
use shared::values::human::{bad_size, parse_size};
use source::Source;
use types::Type;

/// Suffixes of sizes and places.
const SUFFIXES: &str = "bEGKkMmPQRTYZ0";

/// What is dumped, and how.
#[derive(Default)]
struct Od {
    types: Vec<Type>,
    address: Address,
    skip: u64,
    limit: Option<u64>,
    /// Bytes in a line, where they were chosen.
    width: Option<u64>,
    all_lines: bool,
    swap: bool,
    /// Only strings of so many characters or more.
    strings: Option<u64>,
}

/// Runs od.
pub fn run(args: Args) -> Result {
    let mut od = Od::default();
    let (mut traditional, mut modern) = (false, false);
    let mut good = true;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        let size = |default: u64| match option.optional() {
            None => Ok(default),
            Some(given) => parse_size(given.as_bytes(), SUFFIXES)
                .map_err(|mistake| bad_size(&option.spelling(), given, mistake)),
        };
        modern |= matches!(
            option.name,
            "address-radix" | "skip-bytes" | "read-bytes" | "strings" | "format"
        ) || matches!(option.name, "output-duplicates" | "width");
        match option.name {
            "address-radix" => od.address = Address::parse(option.value())?,
            "endian" => {
                let big = keyword("--endian", option.value(), &[("little", 0), ("big", 1)])?;
                od.swap = (big == 1) != cfg!(target_endian = "big");
            }
            "skip-bytes" => od.skip = size(0)?,
            "read-bytes" => od.limit = Some(size(0)?),
            // The letter takes a value; what is optional is that of the long name.
            "strings" | "S" => od.strings = Some(size(3)?),
            // The options behind it are read all the same, for what is wrong with them.
            "format" => match types::parse(option.value(), &mut od.types) {
                Ok(()) => {}
                Err(mistake) => {
                    mistake.emit();
                    good = false;
                }
            },
            "output-duplicates" => od.all_lines = true,
            "width" => od.width = Some(size(32)?),
            "traditional" => traditional = true,
            letter => types::parse(OsStr::new(types::of_letter(letter)), &mut od.types)?,
        }
        modern |= option.name == "S";
    }
    if !good {
        return Err(Error::exit(status::failure()));
    }
    if od.strings.is_some() && !od.types.is_empty() {
        let message = "no type may be specified when dumping strings";
        return Err(Error::new(message));
    }
    let mut files = options.operands();
    if !modern || traditional {
        let places = obsolete::take_places(&mut files, traditional)?;
        od.skip = places.skip.unwrap_or(od.skip);
        if let Some(label) = places.label.filter(|_| traditional) {
            od.address.add_label(label.wrapping_sub(od.skip));
        }
    }
    if od.limit.is_some_and(|n| n.checked_add(od.skip).is_none()) {
        return Err(Error::new("skip-bytes + read-bytes is too large"));
    }
    if od.types.is_empty() {
        types::parse(OsStr::new("oS"), &mut od.types)?;
    }
    let mut source = Source::new(files);
    if source.is_empty() {
        return Ok(());
    }
    source.skip(od.skip)?;
    source.limit = od.limit;
    match od.strings {
        Some(shortest) => {
            dump::width(&od); // for its warning
            strings::dump(&od, &mut source, shortest)
        }
        None => dump::dump(&od, &mut source),
    }
}

/// Its command line.
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
