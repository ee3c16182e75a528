//! Versions of RPM packages.

use std::cmp::Ordering;

use super::{digits, is_number, split_while};

/// Epoch, version, and release if there is one.
fn parse(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (version, release) = match rest.rsplit_once('-') {
        Some((version, release)) => (version, Some(release)),
        None => (rest, None),
    };
    let good = is_number(epoch) && !version.is_empty() && text.is_ascii();
    good.then_some((epoch, version, release))
}

/// A version without a release stands for all its releases.
pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (parse(a)?, parse(b)?);
    let order = digits(a.0, b.0).then_with(|| part(a.1, b.1));
    Some(order.then_with(|| match (a.2, b.2) {
        (Some(a), Some(b)) => part(a, b),
        _ => Ordering::Equal,
    }))
}

/// Rows of digits and rows of letters; everything else only separates.
fn part(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let separates = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '~' | '^'));
        a = a.trim_start_matches(separates);
        b = b.trim_start_matches(separates);
        if a.starts_with('~') || b.starts_with('~') {
            match (a.strip_prefix('~'), b.strip_prefix('~')) {
                (Some(rest_a), Some(rest_b)) => (a, b) = (rest_a, rest_b),
                (Some(_), None) => return Ordering::Less,
                _ => return Ordering::Greater,
            }
            continue;
        }
        if a.starts_with('^') || b.starts_with('^') {
            match (a.strip_prefix('^'), b.strip_prefix('^')) {
                (Some(rest_a), Some(rest_b)) => (a, b) = (rest_a, rest_b),
                // After the plain version, before any longer one.
                (Some(_), None) if b.is_empty() => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
                (None, _) if a.is_empty() => return Ordering::Less,
                (None, _) => return Ordering::Greater,
            }
            continue;
        }
        if a.is_empty() || b.is_empty() {
            return (!a.is_empty()).cmp(&!b.is_empty());
        }
        let is_digit = a.starts_with(|c: char| c.is_ascii_digit());
        if is_digit != b.starts_with(|c: char| c.is_ascii_digit()) {
            // A number is newer than a word.
            return is_digit.cmp(&!is_digit);
        }
        let order;
        if is_digit {
            let (this, rest_a) = split_while(a, |c| c.is_ascii_digit());
            let (that, rest_b) = split_while(b, |c| c.is_ascii_digit());
            order = digits(this, that);
            (a, b) = (rest_a, rest_b);
        } else {
            let (this, rest_a) = split_while(a, |c| c.is_ascii_alphabetic());
            let (that, rest_b) = split_while(b, |c| c.is_ascii_alphabetic());
            order = this.cmp(that);
            (a, b) = (rest_a, rest_b);
        }
        if order.is_ne() {
            return order;
        }
    }
}
