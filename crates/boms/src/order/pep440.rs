//! Versions of Python packages.

use std::cmp::Ordering;

use super::{digits, is_number, split_while};

#[derive(Debug, Default)]
struct Version<'a> {
    epoch: &'a str,
    release: Vec<&'a str>,
    pre: Option<(char, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<Vec<&'a str>>,
}

/// Reads a version in lower case; `None` when it is none.
fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (public, local) = match text.split_once('+') {
        Some((public, local)) => (public, Some(local)),
        None => (text, None),
    };
    let (epoch, mut rest) = match public.split_once('!') {
        Some((epoch, rest)) => (is_number(epoch).then_some(epoch)?, rest),
        None => ("0", public),
    };
    let mut version = Version {
        epoch,
        ..Version::default()
    };
    loop {
        let (number, after) = split_while(rest, |c| c.is_ascii_digit());
        if number.is_empty() {
            return None;
        }
        version.release.push(number);
        rest = after;
        let next = rest.strip_prefix('.');
        match next.filter(|next| next.starts_with(|c: char| c.is_ascii_digit())) {
            Some(next) => rest = next,
            None => break,
        }
    }
    while version.release.len() > 1
        && version
            .release
            .last()
            .is_some_and(|n| digits(n, "0").is_eq())
    {
        version.release.pop();
    }
    suffixes(rest, &mut version)?;
    if let Some(local) = local {
        let pieces: Vec<&str> = local.split(['.', '-', '_']).collect();
        let good =
            |piece: &&str| !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_alphanumeric());
        version.local = Some(pieces.iter().all(good).then_some(pieces)?);
    }
    Some(version)
}

/// `rc1`, `.post2`, `.dev3`, each at most once and in this order.
fn suffixes<'a>(mut rest: &'a str, version: &mut Version<'a>) -> Option<()> {
    while !rest.is_empty() {
        let separated = rest.trim_start_matches(['.', '-', '_']);
        if rest.len() - separated.len() > 1 {
            return None;
        }
        let (word, after) = split_while(separated, |c| c.is_ascii_alphabetic());
        let unseparated = after.strip_prefix(['.', '-', '_']).unwrap_or(after);
        let (number, left) = split_while(unseparated, |c| c.is_ascii_digit());
        // A separator belongs to what comes next where no number follows.
        let left = if number.is_empty() { after } else { left };
        let late = version.post.is_some() || version.dev.is_some();
        match word {
            "a" | "alpha" if !late && version.pre.is_none() => version.pre = Some(('a', number)),
            "b" | "beta" if !late && version.pre.is_none() => version.pre = Some(('b', number)),
            "rc" | "c" | "pre" | "preview" if !late && version.pre.is_none() => {
                version.pre = Some(('r', number));
            }
            "post" | "rev" | "r" if !late => version.post = Some(number),
            // `1.0-1` is short for `1.0.post1`.
            "" if !late && rest.starts_with('-') && !number.is_empty() => {
                version.post = Some(number)
            }
            "dev" if version.dev.is_none() => version.dev = Some(number),
            _ => return None,
        }
        rest = left;
    }
    Some(())
}

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let (a, b) = (parse(&a)?, parse(&b)?);
    let order = digits(a.epoch, b.epoch)
        .then_with(|| rows(&a.release, &b.release))
        .then_with(|| pre(&a).cmp(&pre(&b)))
        .then_with(|| optional(a.pre.map(|p| p.1), b.pre.map(|p| p.1)))
        // Without a `post` comes before with one; without a `dev` after.
        .then_with(|| optional(a.post, b.post))
        .then_with(|| a.dev.is_none().cmp(&b.dev.is_none()))
        .then_with(|| optional(a.dev, b.dev))
        .then_with(|| match (&a.local, &b.local) {
            (Some(a), Some(b)) => locals(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
    Some(order)
}

/// What comes before the release itself: `dev` alone, then `a`, `b`, `rc`.
fn pre(version: &Version<'_>) -> u8 {
    match version.pre {
        Some(('a', _)) => 1,
        Some(('b', _)) => 2,
        Some(_) => 3,
        None if version.post.is_none() && version.dev.is_some() => 0,
        None => 4,
    }
}

fn rows(a: &[&str], b: &[&str]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| digits(a, b));
    pairs
        .fold(Ordering::Equal, Ordering::then)
        .then(a.len().cmp(&b.len()))
}

fn optional(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => digits(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Numbers after words, and the longer row after its own beginning.
fn locals(a: &[&str], b: &[&str]) -> Ordering {
    let piece = |(a, b): (&&str, &&str)| match (is_number(a), is_number(b)) {
        (true, true) => digits(a, b),
        (false, false) => a.cmp(b),
        (a, b) => a.cmp(&b),
    };
    let pairs = a.iter().zip(b).map(piece);
    pairs
        .fold(Ordering::Equal, Ordering::then)
        .then(a.len().cmp(&b.len()))
}
