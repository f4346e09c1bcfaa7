//! factor: numbers of any size as operands and on standard input, factors as powers.

use testing::{bad_name, utility};

#[test]
fn prints_the_prime_factors() {
    let factor = |operands: &[&str]| utility("factor").args(operands);
    factor(&["1", "7", "12"]).prints("1:\n7: 7\n12: 2 2 3\n");
    factor(&["--exponents", "360"]).prints("360: 2^3 3^2 5\n");
    factor(&[])
        .stdin("6 10\n15")
        .prints("6: 2 3\n10: 2 5\n15: 3 5\n");
    let message = "factor: 'x' is not a valid positive integer\n";
    factor(&["x"]).fails(1, message);
}

#[test]
fn operands() {
    for operands in [
        &["0", "1", "2", "4", "12"][..],
        &["+5", " 6", "  +7", "007", "+0", "000"],
        &[
            "x", "12", "7 ", "1x", "1.5", "0x10", "++5", "+", "", "5\n", "\t5", "1 2",
        ],
        &["--", "-1", "3"],
        &["-1"],
        &["--no-such-option"],
        &["18446744073709551616", "00018446744073709551617"],
        &["340282366920938463463374607431768211455"],
        &["115792089237316195423570985008687907853269984665640564039457584007913129639936"],
    ] {
        utility("factor").args(operands).recorded();
        utility("factor").utf8().args(operands).recorded();
    }
    utility("factor").args([bad_name()]).recorded();
}

#[test]
fn words_of_standard_input() {
    let long = format!("{} 12\n", "1".repeat(40));
    for input in [
        "1 2  3\nx\t4\n\n-5 6",
        "12",
        "",
        "\n\n",
        "+7 é\n",
        "12\r\n",
        "7\u{b}8\n",
        &long,
    ] {
        utility("factor").stdin(input).recorded();
    }
}

#[test]
fn repeated_factors_as_powers() {
    for option in ["-h", "--exponents", "--exp"] {
        let operands = [
            "0",
            "1",
            "7",
            "8",
            "360",
            "340282366920938463463374607431768211456",
        ];
        utility("factor").args([option]).args(operands).prints(
            "0:\n1:\n7: 7\n8: 2^3\n360: 2^3 3^2 5\n\
             340282366920938463463374607431768211456: 2^128\n",
        );
    }
    // Four times the square of a prime of forty digits.
    let (square, prime) = (
        "400000000000000000000000000000000000009680000000000000000000000000000000000058564",
        "10000000000000000000000000000000000000121",
    );
    utility("factor")
        .args(["-h", square])
        .prints(format!("{square}: 2^2 {prime}^2\n"));
}

#[test]
fn every_small_number() {
    let numbers: String = (0..20_000).map(|n| format!("{n}\n")).collect();
    utility("factor").stdin(numbers).recorded();
}

#[test]
fn numbers_around_powers() {
    let numbers: String = (20..70)
        .flat_map(|bits| {
            let power = 1_u128 << bits;
            (power - 9..power + 9).map(|n| format!("{n}\n"))
        })
        .collect();
    utility("factor").stdin(numbers).recorded();
}

/// Ten numbers of each length from 1 to 80 bits, from a fixed generator.
#[test]
fn numbers_of_every_length() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u128;
    let mut numbers = String::new();
    for bits in 1..=80 {
        for _ in 0..10 {
            state = state.wrapping_mul(0x2d99_787d_ca21_4c25_59a3_1cd2_7ba7_5a2d) ^ state >> 59;
            numbers.push_str(&format!("{}\n", state >> (128 - bits)));
        }
    }
    utility("factor").stdin(numbers).recorded();
}

#[test]
fn products_of_two_primes() {
    for line in [
        // The smallest that trial division does not split.
        "24990001: 4999 4999",
        "25030009: 5003 5003",
        "25060027: 5003 5009",
        "750902522700810: 2 3 5 5003 5003 1000003",
        // 64 bits
        "18446743979220271189: 4294967279 4294967291",
        // Squares and cubes
        "18446743927680663841: 4294967279 4294967279",
        "22085760803401: 4699549 4699549",
        "79228161794841320690261424731: 4294967279 4294967279 4294967291",
        // 128 bits, from GNU's tests
        "170141183460469225450570946617781744489: 9223372036854775421 18446744073709551709",
        // 150, 240 and 330 bits
        "848703361371818967919408769239970129739375073: 868709958512113 922670342202391 1058850292747831",
        "721771996920338261015941285540435522261795445830573200544533228631000597: 880608832249 882275583689 938796789773 945466298737 987490665229 1059893144413",
        "1705586504779083366494754059024326003861614192712346160100597216665010185575231746425641180936422327: 61812592451 63189463093 67097718773 6507952467012803541398805036817179500729116637635529137789537381093",
    ] {
        let number = line.split(':').next().unwrap();
        utility("factor").args([number]).prints(format!("{line}\n"));
    }
}

/// Strong pseudoprimes to the bases up to 5, 7, 11, … pass some primality tests.
#[test]
fn pseudoprimes_are_split() {
    for line in [
        "2152302898747: 6763 10627 29947",
        "3474749660383: 1303 16927 157543",
        "341550071728321: 10670053 32010157",
        "3825123056546413051: 149491 747451 34233211",
        "318665857834031151167461: 399165290221 798330580441",
        "3317044064679887385961981: 1287836182261 2575672364521",
    ] {
        let number = line.split(':').next().unwrap();
        utility("factor").args([number]).prints(format!("{line}\n"));
    }
}

#[test]
fn a_word_ends_at_a_nul() {
    utility("factor").stdin(b"12\x005 \x004\n6").recorded();
}

#[test]
fn primes_of_any_size() {
    for exponent in [61_u32, 89, 107, 127] {
        let prime = ((1_u128 << exponent) - 1).to_string();
        utility("factor")
            .args([&prime])
            .prints(format!("{prime}: {prime}\n"));
    }
    // 2^521 - 1, and ten times it
    let prime = "686479766013060971498190079908139321726943530014330540939446345918554318339765\
                 6052122559640661454554977296311391480858037121987999716643812574028291115057151";
    utility("factor")
        .args([prime])
        .prints(format!("{prime}: {prime}\n"));
    utility("factor")
        .args([format!("{prime}0")])
        .prints(format!("{prime}0: 2 5 {prime}\n"));
}

#[test]
fn reports_a_full_output_and_a_closed_input() {
    let full = "factor: write error: No space left on device\n";
    utility("factor")
        .args(["12"])
        .run_into("/dev/full")
        .is("", full, 1);
    utility("factor")
        .closed(0)
        .fails(1, "factor: error reading input: Bad file descriptor\n");
}

#[test]
fn a_mistake_is_reported_before_output_that_is_still_collected() {
    let mistake = "factor: 'gone' is not a valid positive integer\n";
    let full = "factor: write error: No space left on device\n";
    utility("factor")
        .args(["6", "gone", "7"])
        .run_into("/dev/full")
        .is("", format!("{mistake}{full}"), 1);
}

/// GNU's hidden option, which its own tests use.
#[test]
fn debugging_changes_nothing_on_standard_output() {
    utility("factor")
        .args(["---debug", "12"])
        .prints("12: 2 2 3\n");
}
