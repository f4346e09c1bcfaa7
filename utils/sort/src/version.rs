//! `-V`: forms of versions (GNU manual chapter "Version sort ordering").

use shared::text::version::without_suffix;

/// Ends a part. Only `~` sorts before it.
const END: u8 = 2;
/// Begins a number.
const DIGIT: u8 = 3;

/// Appends the form of `key`: its rank, its parts without the suffix, and its parts with it.
pub(crate) fn push(key: &[u8], form: &mut Vec<u8>) {
    let rank = match key {
        b"" => 0,
        b"." => 1,
        b".." => 2,
        [b'.', ..] => 3,
        _ => 4,
    };
    form.push(rank);
    if rank < 3 {
        return;
    }
    let stem = without_suffix(key);
    push_parts(stem, form);
    if stem.len() < key.len() {
        push_parts(key, form);
    } else {
        // A name without a suffix compares by its stem again.
        push_parts(stem, form);
    }
}

/// Appends other characters as their weights and numbers as their length and digits.
fn push_parts(mut text: &[u8], form: &mut Vec<u8>) {
    let ends_in_number = text.last().is_some_and(u8::is_ascii_digit);
    while let Some((&byte, rest)) = text.split_first() {
        if !byte.is_ascii_digit() {
            form.push(WEIGHTS[usize::from(byte)]);
            text = rest;
            continue;
        }
        let zeros = text.iter().take_while(|&&b| b == b'0').count();
        text = &text[zeros..];
        let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
        form.push(DIGIT);
        match u8::try_from(digits) {
            Ok(few) if few < u8::MAX => form.push(few),
            _ => {
                form.push(u8::MAX);
                form.extend_from_slice(&(digits as u64).to_be_bytes());
            }
        }
        form.extend_from_slice(&text[..digits]);
        text = &text[digits..];
    }
    if !ends_in_number {
        // An absent number equals 0.
        form.extend_from_slice(&[DIGIT, 0]);
    }
    form.push(END);
}

/// The order of bytes: `~`, [`END`], [`DIGIT`], letters, all others.
const WEIGHTS: [u8; 256] = {
    let mut weights = [0; 256];
    let mut next = DIGIT + 1;
    let mut pass = 0;
    while pass < 2 {
        let mut byte = 0;
        while byte < 256 {
            let b = byte as u8;
            let letter = b.is_ascii_alphabetic();
            if letter == (pass == 0) && !b.is_ascii_digit() && b != b'~' {
                weights[byte] = next;
                next += 1;
            }
            byte += 1;
        }
        pass += 1;
    }
    weights[b'~' as usize] = 1;
    weights
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_compare_like_versions() {
        let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
        let alphabet = b"ab.~019-\xff";
        let mut state = 7_u64;
        for _ in 0..400 {
            let mut text = Vec::new();
            for _ in 0..1 + state % 9 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text.push(alphabet[(state >> 33) as usize % alphabet.len()]);
            }
            texts.push(text);
        }
        let form = |text: &[u8]| {
            let mut form = Vec::new();
            push(text, &mut form);
            form
        };
        for a in &texts {
            for b in &texts {
                let expected = shared::text::version::compare(a, b);
                let shown = (a.escape_ascii().to_string(), b.escape_ascii().to_string());
                assert_eq!(form(a).cmp(&form(b)), expected, "{shown:?}");
            }
        }
    }
}
