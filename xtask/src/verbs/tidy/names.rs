//! Variants are named in their records alone: other code asks a record for its role.

use super::tokens;
use crate::model::variant::{HALF_WAY, VARIANTS};
use proc_macro2::TokenTree;

/// Where the records are.
const RECORDS: &str = "xtask/src/model/variant.rs";

/// The quoted names of variants in a file of `xtask/src` that does not hold the records.
pub fn findings(name: &str, code: &[TokenTree]) -> Vec<String> {
    if !name.starts_with("xtask/src/") || name == RECORDS {
        return Vec::new();
    }
    let mut found = Vec::new();
    tokens::walk(code, &mut |tokens| {
        for token in tokens {
            if let TokenTree::Literal(literal) = token
                && is_variant(literal.to_string().trim_matches('"'))
            {
                let line = tokens::line(token);
                found.push(format!(
                    "{name}:{line}: {literal} is named outside of {RECORDS}: ask for a role"
                ));
            }
        }
    });
    found
}

fn is_variant(text: &str) -> bool {
    VARIANTS
        .iter()
        .chain([HALF_WAY])
        .any(|variant| variant.name == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_variant_is_found_outside_of_its_record() {
        let code =
            "// \"static\"\nfn f() -> &str {\n concat(\"dynamic-lean\", \"a dynamic one\")\n}";
        let code = tokens::of(code).unwrap();
        let found = findings("xtask/src/render/prose.rs", &code);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("xtask/src/render/prose.rs:3: \"dynamic-lean\""));
        assert_eq!(findings(RECORDS, &code), [""; 0]);
        assert_eq!(findings("utils/ls/src/lib.rs", &code), [""; 0]);
    }

    #[test]
    fn tests_may_name_variants() {
        let code = "#[cfg(test)]\nmod tests { const A: &str = \"static\"; }";
        let code = tokens::without_tests(&tokens::of(code).unwrap());
        assert_eq!(findings("xtask/src/render/prose.rs", &code), [""; 0]);
    }
}
