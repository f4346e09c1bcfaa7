//! od: types, widths, floating-point numbers, skipping, strings, offsets as operands.

use std::process::Stdio;
use testing::{Case, Dir, bad_name, utility};

/// Runs od in a folder with `f`, the alphabet, and `r`: all bytes, random ones, zeros, strings.
fn od(dir: &Dir, args: &[&str]) -> Case {
    let mut mixed: Vec<u8> = (0..=255).collect();
    let mut number = 1u32;
    for _ in 0..2_000 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        mixed.push((number >> 24) as u8);
    }
    mixed.extend([0; 100]);
    mixed.extend(b"hello\0world\0ab\0\x07xyz\n\0end");
    dir.file("f", "abcdefghijklmnopqrstuvwxyz").file("r", mixed);
    utility("od").cwd(dir).args(args)
}

#[test]
fn dumps() {
    let od = |args: &[&str]| utility("od").args(args).stdin("hello, world\n");
    let octal = "0000000 062550 066154 026157 073440 071157 062154 000012\n0000015\n";
    od(&["--endian=little"]).prints(octal);
    od(&["-An", "-tx1"]).prints(" 68 65 6c 6c 6f 2c 20 77 6f 72 6c 64 0a\n");
    od(&["-An", "-c"]).prints("   h   e   l   l   o   ,       w   o   r   l   d  \\n\n");
    od(&["-Ad", "-tx1z", "-N4"])
        .prints("0000000 68 65 6c 6c                                      >hell<\n0000004\n");
    od(&["-j7", "-N5", "-An", "-ta"]).prints("   w   o   r   l   d\n");
}

/// The last bytes before 256, and random ones: a part that recordings show in full.
const PART: [&str; 3] = ["-j224", "-N96", "r"];

#[test]
fn prints_all_types() {
    let dir = Dir::new();
    od(&dir, &PART).recorded();
    for letter in "abcDdeFfHXiILlOoBshxv".chars() {
        od(&dir, &[&format!("-{letter}")]).args(PART).recorded();
    }
    for kind in [
        "a", "c", "d", "o", "u", "x", "f", "dC", "uS", "oI", "xL", "fF", "fD", "fL",
    ] {
        od(&dir, &["-t", kind]).args(PART).recorded();
        let trailer = format!("{kind}z");
        let big = od(&dir, &["-t", &trailer, "--endian=big"]);
        big.args(PART).recorded();
    }
    for size in ["1", "2", "4", "8"] {
        for kind in ["d", "o", "u", "x"] {
            let kind = format!("{kind}{size}");
            od(&dir, &["-t", &kind]).args(PART).recorded();
        }
    }
    // Every byte.
    for kind in ["a", "c", "d1", "o1", "u1", "x1", "x1z"] {
        od(&dir, &["-N256", "-t", kind, "r"]).recorded();
    }
    // Many blocks.
    od(&dir, &["-v", "r"]).recorded();
}

#[test]
fn aligns_types_of_all_sizes() {
    let dir = Dir::new();
    for types in [
        "x1zfL", "x1d1", "cx8d2z", "x8x2zu4z", "fFzfD", "fDo1", "afF",
    ] {
        for width in ["1", "2", "4", "7", "8", "16", "24", "32", "64"] {
            let width = format!("-w{width}");
            let part = ["-j250", "-N40", "r"];
            od(&dir, &["-t", types, &width]).args(part).recorded();
        }
    }
    od(&dir, &["-w", "-tx1", "-ta", "-to1", "f"]).recorded();
}

#[test]
fn prints_the_shortest_numbers() {
    let dir = Dir::new();
    let mut singles = Vec::new();
    let mut doubles = Vec::new();
    for exponent in 0..256_u32 {
        for fraction in [0, 1, 0x7f_ffff, 0x40_0000, 0x12_3456] {
            singles.extend((exponent << 23 | fraction).to_ne_bytes());
        }
    }
    for exponent in 0..2048_u64 {
        for fraction in [0, 1, (1 << 52) - 1, 0x8_1234_5678_9abc] {
            doubles.extend((1 << 63 | exponent << 52 | fraction).to_ne_bytes());
        }
    }
    // Numbers whose last decimal digit is a 5, and others.
    for value in [
        316_497.0_f32 / 16.0,
        -9_619_909.0 / 4.0,
        0.1,
        1e6,
        123_456.0,
        1e5,
        -0.0,
    ] {
        singles.extend(value.to_ne_bytes());
    }
    doubles.extend((-4_452_712_482_368_009.0_f64 / 4.0).to_ne_bytes());
    // Extended numbers of the x87: the largest, and those with an invalid first bit.
    let mut extended = Vec::new();
    for exponent in [0_u16, 1, 2, 0x3fff, 0x7ffe, 0x7fff] {
        for mantissa in [0, 1, 1 << 63, 3 << 62, u64::MAX, u64::MAX >> 1] {
            extended.extend(mantissa.to_le_bytes());
            extended.extend(exponent.to_le_bytes());
            extended.extend([0; 6]);
        }
    }
    dir.file("singles", singles)
        .file("doubles", doubles)
        .file("extended", extended);
    od(&dir, &["-v", "-tfF", "singles"]).recorded();
    od(&dir, &["-v", "-tfD", "doubles"]).recorded();
    od(&dir, &["-v", "-tfL", "doubles"]).recorded();
    od(&dir, &["-v", "-tfL", "extended"]).recorded();
}

#[test]
fn knows_half_precision() {
    let dir = Dir::new();
    // 1, -2, 65504, the least and the most subnormal one, infinities, NaN, 0.1.
    let halves = b"\x00\x3c\x00\xc0\xff\x7b\x01\x00\xff\x03\x00\x7c\x00\xfc\x00\x7e";
    for kind in ["fH", "f2"] {
        od(&dir, &["--endian=little", "-An", "-w8", "-t", kind])
            .stdin(halves)
            .prints(
                "               1              -2           65504   5.9604645e-08\n    \
                  6.097555e-05             inf            -inf             nan\n",
            );
    }
    od(&dir, &["--endian=big", "-An", "-tfB"])
        .stdin(b"\x3f\x80\xc0\x00\x3d\xcd\x00\x01\x7f\x80")
        .prints(
            "               1              -2     0.100097656      9.1835e-41             inf\n",
        );
}

#[test]
fn skips_and_stops() {
    let dir = Dir::new();
    for args in [
        &["-j3", "f"][..],
        &["-j26", "f"],
        &["-j27", "f"],
        &["-j30", "f", "f"],
        &["-j2300", "r", "f"],
        &["-j2", "-"],
        &["-N0x5", "-tx1", "f"],
        &["-N010", "f"],
        &["-An", "-N0", "f"],
        &["-j0x10", "-N1K", "-Ax", "r"],
        &["-j1b", "-N1kB", "-Ad", "-c", "r"],
        &["--skip-bytes=1x", "f"],
        &["-Nx", "f"],
        &["-j99999999999999999999999", "f"],
        &["-j18446744073709551615", "-N1", "f"],
    ] {
        od(&dir, args).stdin("standard input").recorded();
    }
    // Input after the limit is left for the next process.
    od(&dir, &[]); // writes the file
    let script = "{ \"$OD\" -An -c -N2; cat; } <f";
    let shown = testing::command("sh")
        .args(["-c", script])
        .env("OD", testing::bin_dir().join("od"))
        .current_dir(dir.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(shown.stdout, b"   a   b\ncdefghijklmnopqrstuvwxyz");
}

#[test]
fn replaces_equal_lines_by_a_star() {
    let dir = Dir::new();
    dir.file("z", vec![0; 200_000]);
    for args in [
        &["z"][..],
        &["-v", "-N4000", "z"],
        &["-w3", "-tx1", "z"],
        &["z", "f"],
    ] {
        od(&dir, args).recorded();
    }
}

#[test]
fn prints_strings() {
    let dir = Dir::new();
    for args in [
        &["-S3", "r"][..],
        &["-S2", "-An", "r"],
        &["-S0", "r"],
        &["--strings", "-Ax", "-j2300", "r"],
        &["--strings=5", "r"],
        &["-S3", "f"],
        &["-S3", "-tx1", "f"],
        &["-S3", "-w3", "r"],
        &["-Sx", "f"],
    ] {
        od(&dir, args).recorded();
    }
    // The limit ends a string, with the right offset.
    od(&dir, &["-S3", "-N4", "f"]).prints("0000000 abcd\n");
}

#[test]
fn offsets_as_operands() {
    let dir = Dir::new();
    for args in [
        &["f", "+3"][..],
        &["f", "3"],
        &["f", "0x2"],
        &["f", "+1b"],
        &["f", "x"],
        &["+3"],
        &["3"],
        &["-c", "f", "+3"],
        &["-An", "f", "+3"],
        &["--traditional", "f", "1", "2"],
        &["--traditional", "-tx1", "-tc", "f", "1", "2"],
        &["--traditional", "-An", "f", "1", "2"],
        &["--traditional", "3"],
        &["--traditional", "1", "0x20"],
        &["--traditional", "f", "g"],
        &["--traditional", "f", "1", "2", "3"],
    ] {
        od(&dir, args).stdin("standard input").recorded();
    }
    // The point is in GNU's manual, but GNU 9.1 rejects it.
    od(&dir, &["f", "+10."])
        .prints("0000012 066153 067155 070157 071161 072163 073165 074167 075171\n0000032\n");
}

#[test]
fn mistakes() {
    let dir = Dir::new();
    for args in [
        &["-tf3"][..],
        &["-tx3"],
        &["-tq"],
        &["-tx99999999999999999999999"],
        &["-tfD8"],
        &["-tdF"],
        &["-tz"],
        &["-t", ""],
        &["-tq", "-tx3", "nofile"],
        &["-tq", "-S1", "-jx", "-tx3"],
        &["-Aq"],
        &["--endian=x"],
        &["-w-1"],
        &["-wx"],
        &["-w3", "-tx2", "f"],
        &["nofile"],
        &["--no-such-option"],
    ] {
        od(&dir, args).stdin("x").recorded();
    }
    utility("od").args([bad_name()]).recorded();
    od(&dir, &["f", "nofile", "f"]).recorded();
    let full = od(&dir, &["f"]).run_into("/dev/full");
    full.is("", "od: write error: No space left on device\n", 1);
    let closed = od(&dir, &["f"]).closed(1).run();
    closed.is("", "od: write error: Bad file descriptor\n", 1);
}

/// What GNU changed in 9.8 and 9.11.
#[test]
fn newer_mistakes() {
    let od = |args: &[&str]| utility("od").args(args).stdin("x");
    od(&["-w0"]).fails(1, "od: invalid -w argument '0'\n");
    od(&["--width=0"]).fails(1, "od: invalid --width argument '0'\n");
    for offset in [
        "99999999999999999999999",
        "99999999999999999999999.",
        "0xfffffffffffffffffffffff",
    ] {
        let message = format!("od: {offset}: Numerical result out of range\n");
        od(&["-", offset]).fails(1, message);
    }
    // After a read error there is no offset at the end.
    od(&["-N1", "."]).fails(1, "od: .: Is a directory\n");
    od(&["-j1", "."]).fails(1, "od: .: Is a directory\n");
    od(&["-N0", "."]).prints("0000000\n");
    od(&["-j1", "/dev/null"]).prints("0000001\n");
}

#[test]
fn a_width_is_a_decimal_number_without_a_suffix() {
    let od = |width: &str| {
        utility("od")
            .args(["-An", "-tx1", width])
            .stdin("123456789")
    };
    od("-w010").prints(" 31 32 33 34 35 36 37 38 39\n");
    for width in ["0x10", "1KiB", "1b", "1k", "4x"] {
        let message = format!("od: invalid suffix in -w argument '{width}'\n");
        od(&format!("-w{width}")).fails(1, message);
    }
}
