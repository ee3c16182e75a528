//! Versions of Debian packages.

use std::cmp::Ordering;

use super::{digits, is_number, split_while};

/// Epoch, upstream version, revision.
fn parse(text: &str) -> Option<(&str, &str, &str)> {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    let known = |c: char| c.is_ascii_alphanumeric() || ".+-~:".contains(c);
    let good =
        !rest.ends_with('-') && is_number(epoch) && !upstream.is_empty() && rest.chars().all(known);
    good.then_some((epoch, upstream, revision))
}

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    let order = digits(a.0, b.0);
    Some(
        order
            .then_with(|| part(a.1, b.1))
            .then_with(|| part(a.2, b.2)),
    )
}

/// Text and numbers by turns.
fn part(mut a: &str, mut b: &str) -> Ordering {
    while !(a.is_empty() && b.is_empty()) {
        let (words_a, rest_a) = split_while(a, |c| !c.is_ascii_digit());
        let (words_b, rest_b) = split_while(b, |c| !c.is_ascii_digit());
        let order = words(words_a, words_b);
        if order.is_ne() {
            return order;
        }
        let (number_a, rest_a) = split_while(rest_a, |c| c.is_ascii_digit());
        let (number_b, rest_b) = split_while(rest_b, |c| c.is_ascii_digit());
        let order = digits(number_a, number_b);
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    Ordering::Equal
}

/// `~` before the end, the end before letters, letters before all else.
fn words(a: &str, b: &str) -> Ordering {
    let rank = |c: Option<char>| match c {
        Some('~') => (0, '~'),
        None => (1, ' '),
        Some(c) if c.is_ascii_alphabetic() => (2, c),
        Some(c) => (3, c),
    };
    let (mut a, mut b) = (a.chars(), b.chars());
    loop {
        let (next_a, next_b) = (a.next(), b.next());
        let order = rank(next_a).cmp(&rank(next_b));
        if order.is_ne() || next_a.is_none() {
            return order;
        }
    }
}
