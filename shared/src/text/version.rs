//! Version order: `file9` before `file10` (manual chapter "Version sort ordering").

use std::cmp::Ordering;

/// Compares as `ls -v` and `sort -V` do. Different names may be equal: `a1` and `a01`.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    // Empty, `.`, `..`, other names with a leading dot, all other names.
    let rank = |name: &[u8]| match name {
        b"" => 0,
        b"." => 1,
        b".." => 2,
        [b'.', ..] => 3,
        _ => 4,
    };
    match (rank(a), rank(b)) {
        (3, 3) | (4, 4) => {}
        (x, y) => return x.cmp(&y),
    }
    let (stem_a, stem_b) = (without_suffix(a), without_suffix(b));
    compare_parts(stem_a, stem_b).then_with(|| {
        if stem_a.len() == a.len() && stem_b.len() == b.len() {
            Ordering::Equal
        } else {
            compare_parts(a, b)
        }
    })
}

/// Removes the suffix `(\.[A-Za-z~][A-Za-z0-9~]*)*`, but never the whole name.
pub fn without_suffix(name: &[u8]) -> &[u8] {
    let mut stem = name.len();
    let mut end = name.len();
    while let Some(dot) = name[..end].iter().rposition(|&b| b == b'.') {
        let extension = &name[dot + 1..end];
        let suffix = extension
            .first()
            .is_some_and(|&b| b.is_ascii_alphabetic() || b == b'~')
            && extension
                .iter()
                .all(|&b| b.is_ascii_alphanumeric() || b == b'~');
        if dot == 0 || !suffix {
            break;
        }
        stem = dot;
        end = dot;
    }
    &name[..stem]
}

/// Compares runs of non-digits and numbers alternately.
fn compare_parts(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        while at_text(a) || at_text(b) {
            match weight(a).cmp(&weight(b)) {
                Ordering::Equal => (a, b) = (&a[1..], &b[1..]),
                order => return order,
            }
        }
        if a.is_empty() && b.is_empty() {
            return Ordering::Equal;
        }
        let (number_a, number_b);
        (number_a, a) = take_number(a);
        (number_b, b) = take_number(b);
        let order = (number_a.len().cmp(&number_b.len())).then_with(|| number_a.cmp(number_b));
        if order.is_ne() {
            return order;
        }
    }
}

/// Returns whether text other than a digit follows. The end counts as the number 0.
fn at_text(rest: &[u8]) -> bool {
    rest.first().is_some_and(|b| !b.is_ascii_digit())
}

/// Returns the rank of the first byte: `~` before the end, then digits, letters, all others.
fn weight(text: &[u8]) -> i32 {
    match text.first() {
        Some(b'~') => -2,
        None => -1,
        Some(b'0'..=b'9') => 0,
        Some(&b) if b.is_ascii_alphabetic() => i32::from(b),
        Some(&b) => i32::from(b) + 256,
    }
}

/// Takes the leading digits, without leading zeros. Returns them and the rest.
fn take_number(text: &[u8]) -> (&[u8], &[u8]) {
    let zeros = text.iter().take_while(|&&b| b == b'0').count();
    let text = &text[zeros..];
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    text.split_at(digits)
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering::{self, Equal, Greater, Less};

    #[test]
    fn orders_as_sort_v_does() {
        // The results are those of GNU's `sort -V -s`.
        let cases: &[(&str, &str, Ordering)] = &[
            ("file9", "file10", Less),
            ("a", "a0", Equal),
            ("a1", "a01", Equal),
            ("~", "~00", Equal),
            ("-", "-0", Equal),
            ("0~A0", " ", Less),
            ("0~A", "~", Greater),
            ("_0", "_.b9", Less),
            (".b", "00", Less),
            ("01.~", "1", Greater),
            ("1.0", "1..a1", Less),
            ("A00", "A.b", Less),
            ("~.~a1", "~0", Greater),
            ("a.tar.gz", "a1.tar", Less),
        ];
        for &(a, b, order) in cases {
            assert_eq!(compare(a.as_bytes(), b.as_bytes()), order, "{a:?} {b:?}");
            assert_eq!(
                compare(b.as_bytes(), a.as_bytes()),
                order.reverse(),
                "{b:?} {a:?}"
            );
        }
    }
}
