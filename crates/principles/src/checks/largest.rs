//! Answers on shares: the largest holder decides, and every one above the limit has to go below.

use std::cmp::Reverse;

use keyholder_supply::Share;
use keyholder_supply::principle::{Measure, Outcome};

use crate::finding::{Change, ChangeKind, Flip, Missing};
use crate::tally::{MISSING_MAX, Measured};
use crate::words;

/// What one actor holds.
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) surely: u64,
    pub(super) at_most: u64,
}

/// The whole of which shares are taken.
pub(super) struct Whole {
    pub(super) of: u64,
    pub(super) not_placed: u64,
}

/// How an answer on shares is worded.
pub(super) struct Phrase {
    /// One, and many.
    pub(super) unit: [&'static str; 2],
    pub(super) verb: &'static str,
    pub(super) part: String,
    pub(super) kind: ChangeKind,
}

impl Phrase {
    /// "5 elements of the core".
    fn amount(&self, number: u64) -> String {
        let [one, many] = self.unit;
        let unit = if number == 1 { one } else { many };
        format!("{number} {unit} of {}", self.part)
    }
}

/// The answer for some holders.
pub(super) fn measured(
    whole: &Whole,
    mut holders: Vec<Holder>,
    limit: Share,
    phrase: &Phrase,
) -> Measured {
    holders.sort_by(|a, b| {
        let key = |h: &Holder| Reverse((h.surely, h.at_most));
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    let surely = holders.iter().map(|h| h.surely).max().unwrap_or(0);
    let at_most = holders.iter().map(|h| h.at_most).max().unwrap_or(0);
    let total = u128::from(whole.of) + u128::from(whole.not_placed);
    let allowed = total * u128::from(limit.0) / u128::from(Share::ALL.0);
    let allowed = u64::try_from(allowed).unwrap_or(u64::MAX);
    let measure = Measure::Share {
        surely,
        at_most,
        of: whole.of,
        not_placed: whole.not_placed,
    };
    let mut answer = Measured::new(measure, sentence(whole, &holders, allowed, phrase));
    answer.flips = flips(&holders, whole, allowed, phrase);
    if at_most > surely && at_most + whole.not_placed > allowed {
        answer.missing.push(Missing {
            what: format!(
                "who holds {} is not stated in full",
                phrase.amount(at_most - surely)
            ),
            remedy: "fill the blanks that the report lists under what is not known".to_owned(),
        });
    }
    if whole.not_placed > 0 {
        let [one, many] = phrase.unit;
        let unit = if whole.not_placed == 1 { one } else { many };
        let (number, part) = (whole.not_placed, &phrase.part);
        answer.missing.push(Missing {
            what: format!("function or operator of {number} {unit} that may belong to {part}"),
            remedy: "state function and operator of every element".to_owned(),
        });
    }
    answer
}

fn sentence(whole: &Whole, holders: &[Holder], allowed: u64, phrase: &Phrase) -> String {
    let (verb, all) = (phrase.verb, phrase.amount(whole.of));
    let largest = match holders {
        [first, ..] if first.surely > 0 || first.at_most > 0 => {
            let most = if holders.len() > 1 { " most" } else { "" };
            let amount = words::range(first.surely, first.at_most);
            format!("{} {verb}{most}: {amount} of {all}", first.label)
        }
        [only] => format!("{} {verb} none of {all}", only.label),
        _ => format!("nobody beside the operators {verb} any of {all}"),
    };
    let first = holders.first().map_or(0, |h| h.at_most);
    let room = holders
        .iter()
        .max_by_key(|h| h.at_most)
        .filter(|h| h.at_most > first);
    let room = room.map_or(String::new(), |h| {
        format!(", blanks leave room for {} with {}", h.at_most, h.label)
    });
    let open = match whole.not_placed {
        0 => String::new(),
        n => format!(", and {n} more may belong to it"),
    };
    format!("{largest}{room}{open}; the limit allows {allowed}.")
}

/// The elements that would have to go, for each holder above the limit; or those that would break it.
fn flips(holders: &[Holder], whole: &Whole, allowed: u64, phrase: &Phrase) -> Vec<Flip> {
    let above = |h: &&Holder| h.at_most + whole.not_placed > allowed;
    let mut above: Vec<&Holder> = holders.iter().filter(above).collect();
    above.sort_by(|a, b| {
        (Reverse(a.surely), Reverse(a.at_most), &a.id).cmp(&(
            Reverse(b.surely),
            Reverse(b.at_most),
            &b.id,
        ))
    });
    let too_many = |h: &Holder| (h.at_most + whole.not_placed - allowed).min(h.at_most);
    let mut flips = Vec::new();
    if !above.is_empty() {
        let each = above
            .iter()
            .map(|h| leaves(h, too_many(h), allowed, phrase));
        let each: Vec<String> = each.collect();
        flips.push(Flip {
            to: Outcome::Met,
            words: format!(
                "{}{}",
                words::some(&each, 3),
                placed(whole, allowed, phrase)
            ),
            changes: above
                .iter()
                .take(MISSING_MAX)
                .map(|h| Change {
                    kind: phrase.kind,
                    amount: too_many(h),
                    of: h.id.clone(),
                })
                .collect(),
        });
    }
    // Elements that may belong to the whole would water a breach down, so it has to exceed the larger whole.
    let first = holders.iter().max_by_key(|h| h.surely);
    if let Some(first) = first.filter(|h| h.surely <= allowed && whole.of > allowed) {
        let more = allowed + 1 - first.surely;
        flips.push(Flip {
            to: Outcome::NotMet,
            words: format!("{} more for {}", phrase.amount(more), first.label),
            changes: vec![Change {
                kind: phrase.kind,
                amount: more,
                of: first.id.clone(),
            }],
        });
    }
    flips
}

/// What is not placed may be too much by itself.
fn placed(whole: &Whole, allowed: u64, phrase: &Phrase) -> String {
    match whole.not_placed.saturating_sub(allowed) {
        0 => String::new(),
        n => format!(
            "; and {n} that may belong to {} would have to be placed",
            phrase.part
        ),
    }
}

fn leaves(holder: &Holder, amount: u64, allowed: u64, phrase: &Phrase) -> String {
    // What is surely held beyond the limit has to go in fact; the rest may turn out to be outside.
    let surely = holder.surely.saturating_sub(allowed);
    let shown = match amount.saturating_sub(surely) {
        0 => String::new(),
        n => format!(" ({n} of them may only have to be shown to be outside)"),
    };
    let (what, whom) = (phrase.amount(amount), &holder.label);
    match phrase.kind {
        ChangeKind::Supply => format!("{what} would need another supplier than {whom}{shown}"),
        _ => format!("{what} would have to leave the reach of {whom}{shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::share;

    fn outcome(limit: Share, holder: (u64, u64), whole: &Whole) -> Outcome {
        share(limit, holder.0, holder.1, whole.of, whole.not_placed)
    }

    fn allowed(limit: Share, whole: &Whole) -> u64 {
        (whole.of + whole.not_placed) * u64::from(limit.0) / u64::from(Share::ALL.0)
    }

    /// The change that a flip names is enough, and one element less is not.
    #[test]
    fn flips_are_the_nearest() {
        let phrase = Phrase {
            unit: ["element", "elements"],
            verb: "can change",
            part: "the core".to_owned(),
            kind: ChangeKind::Reach,
        };
        for of in 1..12 {
            for (not_placed, percent) in [(0, 0), (0, 35), (1, 35), (2, 50), (1, 66)] {
                let limit = Share(percent * 10_000);
                let whole = Whole { of, not_placed };
                for at_most in 0..=of {
                    for surely in 0..=at_most {
                        one(limit, (surely, at_most), &whole, &phrase);
                    }
                }
            }
        }
    }

    fn one(limit: Share, (surely, at_most): (u64, u64), whole: &Whole, phrase: &Phrase) {
        let holder = Holder {
            id: "party:x".to_owned(),
            label: "X".to_owned(),
            surely,
            at_most,
        };
        let answer = measured(whole, vec![holder], limit, phrase);
        for flip in answer.flips {
            let amount = flip.changes[0].amount;
            match flip.to {
                Outcome::Met if amount > 0 && whole.not_placed <= allowed(limit, whole) => {
                    let less = |n: u64| (surely.min(at_most - n), at_most - n);
                    assert_eq!(outcome(limit, less(amount), whole), Outcome::Met);
                    assert_ne!(outcome(limit, less(amount - 1), whole), Outcome::Met);
                }
                Outcome::NotMet => {
                    let more = |n: u64| (surely + n, (surely + n).max(at_most));
                    assert_eq!(outcome(limit, more(amount), whole), Outcome::NotMet);
                    assert_ne!(outcome(limit, more(amount - 1), whole), Outcome::NotMet);
                }
                // Where even nothing held leaves too much that is not placed, that has to be placed.
                _ => assert!(whole.not_placed > 0),
            }
        }
    }
}
