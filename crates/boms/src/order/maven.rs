//! Versions of Maven, as its POM reference describes their order.

use std::cmp::Ordering;

use super::{digits, is_number};

/// A piece with the separator before it.
#[derive(Clone, Debug)]
struct Token {
    hyphen: bool,
    text: String,
}

/// Splits at dots, hyphens and where digits and letters meet; then drops what means nothing at every end.
fn parse(text: &str) -> Option<Vec<Token>> {
    if !text.is_ascii() || text.contains(char::is_whitespace) {
        return None;
    }
    let mut tokens = Vec::new();
    let mut hyphen = false;
    let mut piece = String::new();
    for c in text.to_ascii_lowercase().chars() {
        if matches!(c, '.' | '-' | '_') {
            push(&mut tokens, hyphen, &mut piece);
            hyphen = c != '.';
            continue;
        }
        let last = piece.chars().last();
        if last.is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit()) {
            let number_follows = c.is_ascii_digit();
            if number_follows {
                spell_out(&mut piece);
            }
            push(&mut tokens, hyphen, &mut piece);
            hyphen = true;
        }
        piece.push(c);
    }
    push(&mut tokens, hyphen, &mut piece);
    trim(&mut tokens);
    Some(tokens)
}

fn push(tokens: &mut Vec<Token>, hyphen: bool, piece: &mut String) {
    let text = std::mem::take(piece);
    let text = if text.is_empty() {
        "0".to_owned()
    } else {
        text
    };
    tokens.push(Token { hyphen, text });
}

/// One letter right before a number is short for a word.
fn spell_out(piece: &mut String) {
    let word = match piece.as_str() {
        "a" => "alpha",
        "b" => "beta",
        "m" => "milestone",
        _ => return,
    };
    word.clone_into(piece);
}

fn is_null(token: &Token) -> bool {
    matches!(token.text.as_str(), "" | "final" | "ga" | "release")
        || (is_number(&token.text) && digits(&token.text, "0").is_eq())
}

/// Drops null pieces from the end, before every hyphen, and before every word, which counts as after a hyphen:
/// `1.0.RC2` is before `1.0-RC3`.
fn trim(tokens: &mut Vec<Token>) {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        if token.hyphen || !is_number(&token.text) {
            while kept.len() > 1 && kept.last().is_some_and(is_null) {
                kept.pop();
            }
        }
        kept.push(token);
    }
    while kept.len() > 1 && kept.last().is_some_and(is_null) {
        kept.pop();
    }
    *tokens = kept;
}

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    for at in 0..a.len().max(b.len()) {
        let (this, that) = match (a.get(at), b.get(at)) {
            (Some(this), Some(that)) => (this.clone(), that.clone()),
            (Some(this), None) => (this.clone(), padding(this)),
            (None, Some(that)) => (padding(that), that.clone()),
            (None, None) => break,
        };
        let order = token(&this, &that);
        if order.is_ne() {
            return Some(order);
        }
    }
    Some(Ordering::Equal)
}

/// Nothing, in the form of what it is held against.
fn padding(other: &Token) -> Token {
    let text = if is_number(&other.text) { "0" } else { "" };
    Token {
        hyphen: other.hyphen,
        text: text.to_owned(),
    }
}

fn token(a: &Token, b: &Token) -> Ordering {
    match (is_number(&a.text), is_number(&b.text)) {
        // A number after a dot is newer than one after a hyphen.
        (true, true) => b
            .hyphen
            .cmp(&a.hyphen)
            .then_with(|| digits(&a.text, &b.text)),
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let (rank_a, rank_b) = (rank(&a.text), rank(&b.text));
            let unknown = rank_a == UNKNOWN && rank_b == UNKNOWN;
            rank_a.cmp(&rank_b).then_with(|| {
                if unknown {
                    a.text.cmp(&b.text)
                } else {
                    Ordering::Equal
                }
            })
        }
    }
}

const UNKNOWN: u8 = 8;

fn rank(word: &str) -> u8 {
    match word {
        "alpha" => 1,
        "beta" => 2,
        "milestone" => 3,
        "rc" | "cr" => 4,
        "snapshot" => 5,
        "" | "final" | "ga" | "release" => 6,
        "sp" => 7,
        _ => UNKNOWN,
    }
}
