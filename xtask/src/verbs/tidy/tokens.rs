//! Rust files as trees of tokens. Comments are gone and a string is one token, so rules about code
//! need no parser of the language.

use anyhow::Result;
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

/// The tokens of a file.
///
/// # Errors
/// The text is not Rust.
pub fn of(text: &str) -> Result<Vec<TokenTree>> {
    let stream: TokenStream = text.parse().map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(stream.into_iter().collect())
}

/// The tokens without the items that are compiled for tests only.
pub fn without_tests(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut rest = tokens.iter();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Group(group) if is_test_attribute(group) => {
                // The `#` before it.
                kept.pop();
                for skipped in rest.by_ref() {
                    let ends = match skipped {
                        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                        other => is_punct(other, ';'),
                    };
                    if ends {
                        break;
                    }
                }
            }
            TokenTree::Group(group) => {
                let inside = without_tests(&inside(group));
                let mut new = Group::new(group.delimiter(), inside.into_iter().collect());
                new.set_span(group.span());
                kept.push(new.into());
            }
            other => kept.push(other.clone()),
        }
    }
    kept
}

fn is_test_attribute(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket && {
        let text = group.stream().to_string().replace(' ', "");
        text == "cfg(test)" || text == "test"
    }
}

/// The names of modules in other files that are compiled for tests only.
pub fn test_modules(tokens: &[TokenTree]) -> Vec<String> {
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        if is_test_attribute(group) {
            let mut item = tokens[at + 1..].iter();
            let item: Vec<_> = item.by_ref().take_while(|t| !is_punct(t, ';')).collect();
            if let [.., keyword, TokenTree::Ident(name)] = item.as_slice()
                && is_ident(keyword, "mod")
            {
                names.push(name.to_string());
            }
        }
    }
    names
}

/// Calls `visit` with the tokens of a file and then with those inside each group.
pub fn walk(tokens: &[TokenTree], visit: &mut dyn FnMut(&[TokenTree])) {
    visit(tokens);
    for token in tokens {
        if let TokenTree::Group(group) = token {
            walk(&inside(group), visit);
        }
    }
}

/// The tokens between a group's delimiters.
pub fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// Returns whether the token is this punctuation character.
pub fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

/// Returns whether the tokens start with two punctuation characters that belong together.
pub fn starts_with(tokens: &[TokenTree], first: char, second: char) -> bool {
    match tokens {
        [TokenTree::Punct(a), b, ..] => {
            a.as_char() == first && a.spacing() == Spacing::Joint && is_punct(b, second)
        }
        _ => false,
    }
}

/// The identifier that the token is, if it is one.
pub fn ident(token: &TokenTree) -> Option<&Ident> {
    match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    }
}

/// Returns whether the token is this identifier or keyword.
pub fn is_ident(token: &TokenTree, name: &str) -> bool {
    ident(token).is_some_and(|ident| ident == name)
}

/// The line that the token is on, from 1.
pub fn line(token: &TokenTree) -> usize {
    token.span().start().line
}

/// How often one of the methods is called.
pub fn calls(tokens: &[TokenTree], methods: &[&str]) -> usize {
    let mut count = 0;
    walk(tokens, &mut |tokens| {
        count += tokens
            .windows(3)
            .filter(|three| {
                is_punct(&three[0], '.')
                    && methods.iter().any(|name| is_ident(&three[1], name))
                    && matches!(&three[2], TokenTree::Group(g) if g.delimiter() == Delimiter::Parenthesis)
            })
            .count();
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_tests_is_left_out() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n#[cfg(test)]\nuse x;\nfn c() { #[cfg(test)] {} d() }";
        let left: TokenStream = without_tests(&of(text).unwrap()).into_iter().collect();
        let left = left.to_string().replace(' ', "");
        assert_eq!(left, "fna(){}fnc(){d()}");
    }

    #[test]
    fn modules_for_tests_are_listed() {
        let text = "#[cfg(test)]\npub(crate) mod example;\nmod a;\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(test_modules(&of(text).unwrap()), ["example"]);
    }

    #[test]
    fn calls_are_counted_at_any_depth_and_not_in_comments() {
        let text = "fn a() { b.is(1); { c.d().prints(\"\") } } // .is(2)\n";
        assert_eq!(calls(&of(text).unwrap(), &["is", "prints"]), 2);
    }
}
