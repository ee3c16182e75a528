//! Semantic versions, leniently: a leading `v`, and one to four numbers.

use std::cmp::Ordering;

use super::{digits, is_number};

/// Most numbers before the pre-release; NuGet has four.
const NUMBERS_MAX: usize = 4;

struct Version<'a> {
    numbers: Vec<&'a str>,
    pre: Option<&'a str>,
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    // What is built from it says nothing of the order.
    let text = text.split('+').next().unwrap_or(text);
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (text, None),
    };
    let numbers: Vec<&str> = core.split('.').collect();
    let good = numbers.len() <= NUMBERS_MAX && numbers.iter().all(|number| is_number(number));
    let good_pre = pre.is_none_or(|pre| pre.split('.').all(|piece| !piece.is_empty()));
    (good && good_pre).then_some(Version { numbers, pre })
}

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    for at in 0..NUMBERS_MAX {
        let order = digits(
            a.numbers.get(at).copied().unwrap_or("0"),
            b.numbers.get(at).copied().unwrap_or("0"),
        );
        if order.is_ne() {
            return Some(order);
        }
    }
    Some(match (a.pre, b.pre) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => pre(a, b),
    })
}

/// Piece by piece: numbers before words, numbers as numbers, and the longer row after its own beginning.
fn pre(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (is_number(a), is_number(b)) {
                (true, true) => digits(a, b),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}
