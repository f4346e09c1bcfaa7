//! Options are matched by name, each in an arm of its own: a catch-all arm would give the meaning
//! of one option to a typo and to every option that is added later.

use super::tokens;
use proc_macro2::{Delimiter, TokenTree};

/// The catch-all arms of `match option.name` that are not unreachable.
pub fn findings(name: &str, code: &[TokenTree]) -> Vec<String> {
    let mut found = Vec::new();
    tokens::walk(code, &mut |tokens| {
        for (at, _) in tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| tokens::is_ident(token, "match"))
        {
            let rest = &tokens[at + 1..];
            let body = rest.iter().position(
                |token| matches!(token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace),
            );
            if let Some(body) = body
                && names_option(&rest[..body])
                && let TokenTree::Group(group) = &rest[body]
            {
                let lines = catch_all(&tokens::inside(group));
                found.extend(lines.into_iter().map(|line| {
                    format!(
                        "{name}:{line}: a catch-all arm for options: name each, end in option.unhandled()"
                    )
                }));
            }
        }
    });
    found
}

/// Returns whether `option.name` occurs in what is matched.
fn names_option(scrutinee: &[TokenTree]) -> bool {
    let mut found = false;
    tokens::walk(scrutinee, &mut |tokens| {
        found |= tokens.windows(3).any(|three| {
            tokens::is_ident(&three[0], "option")
                && tokens::is_punct(&three[1], '.')
                && tokens::is_ident(&three[2], "name")
        });
    });
    found
}

/// The lines of the arms that match anything and do something about it.
fn catch_all(arms: &[TokenTree]) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut rest = arms;
    while let Some(arrow) = (0..rest.len()).find(|&at| tokens::starts_with(&rest[at..], '=', '>')) {
        let (pattern, body) = (&rest[..arrow], &rest[arrow + 2..]);
        if !pattern.is_empty() && matches_anything(pattern) && !is_unreachable(body) {
            lines.push(tokens::line(&pattern[0]));
        }
        rest = &body[length(body)..];
    }
    lines
}

/// Returns whether a pattern has neither a literal nor a path nor a guard in it.
fn matches_anything(pattern: &[TokenTree]) -> bool {
    pattern.iter().all(|token| match token {
        TokenTree::Ident(ident) => {
            let text = ident.to_string();
            let is_binding = text.starts_with(|c: char| c.is_lowercase() || c == '_');
            is_binding && !["true", "false", "if"].contains(&text.as_str())
        }
        TokenTree::Group(group) => matches_anything(&tokens::inside(group)),
        TokenTree::Punct(punct) => [',', '_', '@', '&'].contains(&punct.as_char()),
        TokenTree::Literal(_) => false,
    })
}

fn is_unreachable(body: &[TokenTree]) -> bool {
    match body.first() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            is_unreachable(&tokens::inside(group))
        }
        Some(token) if tokens::is_ident(token, "unreachable") => true,
        // `option.unhandled()`, which contains the `unreachable!`.
        Some(token) => {
            tokens::is_ident(token, "option")
                && body.get(1).is_some_and(|dot| tokens::is_punct(dot, '.'))
                && body
                    .get(2)
                    .is_some_and(|name| tokens::is_ident(name, "unhandled"))
        }
        None => false,
    }
}

/// The number of tokens of an arm's expression, with the comma behind it.
fn length(body: &[TokenTree]) -> usize {
    let is_comma = |token: &TokenTree| tokens::is_punct(token, ',');
    if let Some(TokenTree::Group(group)) = body.first()
        && group.delimiter() == Delimiter::Brace
    {
        return 1 + usize::from(body.get(1).is_some_and(is_comma));
    }
    let comma = body.iter().position(is_comma);
    comma.map_or(body.len(), |comma| comma + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(arms: &str) -> Vec<String> {
        let text = format!("fn f() {{\n match option.name {{\n {arms}\n }}\n}}");
        findings("a.rs", &tokens::of(&text).unwrap())
    }

    #[test]
    fn a_catch_all_arm_is_found() {
        for bad in [
            "\"a\" => x = 1, _ => y = 2,",
            "\"a\" => { x = 1 } _ => { y = unreachable() }",
            "name => y = name,",
            "\"a\" | \"b\" => if x { 1 } else { 2 }, other @ _ => {}",
        ] {
            let found = found(bad);
            assert_eq!(found.len(), 1, "{bad}");
            assert!(found[0].starts_with("a.rs:3: "), "{found:?}");
        }
    }

    #[test]
    fn arms_that_name_options_are_not_found() {
        for good in [
            "\"a\" => match x { _ => 1 }, _ => unreachable!(\"{}\", 1),",
            "\"a\" => f(|_| 1), _ if x => 2, _ => { unreachable!() }",
            "LONG => 1, name if name.len() == 1 => 2, _ => unreachable!(),",
            "\"a\" => 1, _ => option.unhandled(),",
        ] {
            assert_eq!(found(good), [""; 0], "{good}");
        }
        let other = "fn f() { match option.value() { _ => 1 } }";
        assert_eq!(findings("a.rs", &tokens::of(other).unwrap()), [""; 0]);
    }
}
