//! Versions whose rules nobody wrote down.

use std::cmp::Ordering;

use super::{digits, split_while};

/// A row of digits or of letters, with what separates it from the one before.
#[derive(Debug)]
struct Token<'a> {
    separator: &'a str,
    text: &'a str,
    is_number: bool,
}

fn tokens(mut text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    loop {
        let (separator, rest) = split_while(text, |c| !c.is_alphanumeric());
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
        let (piece, rest) = if is_number {
            split_while(rest, |c| c.is_ascii_digit())
        } else {
            split_while(rest, |c| c.is_alphanumeric() && !c.is_ascii_digit())
        };
        if piece.is_empty() {
            return tokens;
        }
        tokens.push(Token {
            separator,
            text: piece,
            is_number,
        });
        text = rest;
    }
}

/// A digest of a commit says nothing of the order.
fn is_digest(text: &str) -> bool {
    text.len() >= 7
        && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    if is_digest(a) || is_digest(b) {
        return None;
    }
    let (row_a, row_b) = (tokens(a), tokens(b));
    for (at, (this, that)) in row_a.iter().zip(&row_b).enumerate() {
        if this.is_number != that.is_number {
            // `1.14-rc1` is before `1.14-1` and `1.14.0`; of other words nobody knows.
            let word = if this.is_number { that } else { this };
            before(&word.text.to_lowercase())?;
            return Some(this.is_number.cmp(&that.is_number));
        }
        if this.separator != that.separator {
            return None;
        }
        let order = if this.is_number {
            digits(this.text, that.text)
        } else {
            letters(this.text, that.text, at == 0)?
        };
        if order.is_ne() {
            return Some(order);
        }
    }
    let shared = row_a.len().min(row_b.len());
    match (row_a.get(shared), row_b.get(shared)) {
        (None, None) => Some(Ordering::Equal),
        (Some(_), _) => longer(&row_a[shared..]),
        (_, Some(_)) => longer(&row_b[shared..]).map(Ordering::reverse),
    }
}

/// Where letters differ: revisions `A` and `B`, then `Z` and `AA`; or words before a release.
/// Other letters at the beginning are another series, and other words are not ordered.
fn letters(a: &str, b: &str, first: bool) -> Option<Ordering> {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if a == b {
        return Some(Ordering::Equal);
    }
    if let (Some(a), Some(b)) = (before(&a), before(&b)) {
        return Some(a.cmp(&b));
    }
    let is_revision = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    let ordered = !first && is_revision(&a) && is_revision(&b);
    ordered.then(|| a.len().cmp(&b.len()).then_with(|| a.cmp(&b)))
}

/// The place of a word among those that announce a release.
fn before(word: &str) -> Option<u8> {
    Some(match word {
        "dev" | "snapshot" | "nightly" => 0,
        "alpha" => 1,
        "beta" => 2,
        "pre" | "preview" => 3,
        "rc" | "cr" => 4,
        _ => return None,
    })
}

/// What it means that one version goes on where the other ends.
fn longer(rest: &[Token<'_>]) -> Option<Ordering> {
    let more = rest.first()?;
    if more.separator.contains('~') {
        return Some(Ordering::Less);
    }
    if more.is_number {
        return Some(Ordering::Greater);
    }
    let word = more.text.to_lowercase();
    if before(&word).is_some() {
        return Some(Ordering::Less);
    }
    let later = [
        "ep", "fix", "hf", "hotfix", "p", "patch", "post", "sp", "u", "update",
    ];
    // `1.1.1k` is after `1.1.1`; of `1.1b2` one cannot know whether the letter is a patch or a beta.
    let is_letter = rest.len() == 1 && word.len() == 1 && word.is_ascii();
    (is_letter || later.contains(&word.as_str())).then_some(Ordering::Greater)
}

/// An order of all texts, for choosing which versions to pair when a list has several of one package. It
/// decides nothing else.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SortKey(Vec<(bool, usize, String)>, String);

impl SortKey {
    pub(crate) fn of(version: &str) -> Self {
        let piece = |token: Token<'_>| {
            let text = if token.is_number {
                token.text.trim_start_matches('0')
            } else {
                token.text
            };
            let length = if token.is_number { text.len() } else { 0 };
            (token.is_number, length, text.to_owned())
        };
        SortKey(
            tokens(version).into_iter().map(piece).collect(),
            version.to_owned(),
        )
    }
}
