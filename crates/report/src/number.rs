//! Numbers as people read them: shares that never round to none or all, and grouped digits.

use crate::wire::Amount;

/// Stands between digit groups and before the percent sign on paper and in pages.
pub const THIN: char = '\u{202f}';

/// What is printed where there is nothing to measure.
pub const NOTHING: &str = "–";

/// `amount` of `of` in percent, without the sign: at most one decimal; something is never `0`, a rest is never `100`.
#[must_use]
pub fn share(amount: u64, of: u64) -> String {
    if of == 0 {
        return NOTHING.to_owned();
    }
    if amount == 0 {
        return "0".to_owned();
    }
    if amount >= of {
        return "100".to_owned();
    }
    match per_mille(amount, of) {
        0 => "<0.1".to_owned(),
        1000 => ">99.9".to_owned(),
        tenths if tenths.is_multiple_of(10) => (tenths / 10).to_string(),
        tenths => format!("{}.{}", tenths / 10, tenths % 10),
    }
}

/// Thousandths, rounded half up.
fn per_mille(amount: u64, of: u64) -> u128 {
    let (amount, of) = (u128::from(amount), u128::from(of));
    (amount * 2000 + of) / (of * 2)
}

/// `amount` of `of` in percent with a narrow space before the sign; see [`share`].
#[must_use]
pub fn percent(amount: u64, of: u64) -> String {
    if of == 0 {
        return NOTHING.to_owned();
    }
    format!("{}{THIN}%", share(amount, of))
}

/// A whole number with narrow spaces between groups of three: `1 234 567`.
#[must_use]
pub fn count(number: u64) -> String {
    grouped(number, THIN)
}

/// A whole number with ordinary spaces between groups of three, for terminals.
#[must_use]
pub fn plain_count(number: u64) -> String {
    grouped(number, ' ')
}

fn grouped(number: u64, between: char) -> String {
    let digits = number.to_string();
    // Four digits read well unbroken in text, but columns align only when all are grouped alike.
    let mut out = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: `1 element`, `2 000 elements`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Where a share stands on the scale of tints: 0 none, 1 below 10 %, 2 below 25 %, 3 below 50 %, 4 below 75 %, 5 above.
#[must_use]
pub fn step(amount: u64, of: u64) -> u8 {
    let (amount, of) = (u128::from(amount) * 100, u128::from(of));
    match amount {
        0 => 0,
        _ if amount < of * 10 => 1,
        _ if amount < of * 25 => 2,
        _ if amount < of * 50 => 3,
        _ if amount < of * 75 => 4,
        _ => 5,
    }
}

/// The three ends of an amount as percentages, the equal ones left out: surely, possibly, at most.
#[must_use]
pub fn ends(amount: Amount) -> (String, Option<String>, Option<String>) {
    let surely = percent(amount.surely, amount.of);
    let possibly = Some(percent(amount.possibly, amount.of))
        .filter(|text| amount.possibly > amount.surely && *text != surely);
    let before = possibly.as_ref().unwrap_or(&surely);
    let at_most = Some(percent(amount.at_most, amount.of))
        .filter(|text| amount.at_most > amount.possibly && text != before);
    (surely, possibly, at_most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_never_nothing_and_a_rest_never_all() {
        let plain = |amount, of| percent(amount, of).replace(THIN, " ");
        assert_eq!(plain(0, 10), "0 %");
        assert_eq!(plain(4, 10_000), "<0.1 %");
        assert_eq!(plain(6, 10_000), "0.1 %");
        assert_eq!(plain(9_996, 10_000), ">99.9 %");
        assert_eq!(plain(9_994, 10_000), "99.9 %");
        assert_eq!(plain(10, 10), "100 %");
        assert_eq!(plain(1, 8), "12.5 %");
        assert_eq!(plain(12, 100), "12 %");
        assert_eq!(plain(2, 3), "66.7 %");
        assert_eq!(plain(1, u64::MAX), "<0.1 %");
        assert_eq!(plain(u64::MAX - 1, u64::MAX), ">99.9 %");
        assert_eq!(plain(3, 0), "–");
    }

    #[test]
    fn digits_are_grouped_from_the_right() {
        assert_eq!(plain_count(0), "0");
        assert_eq!(plain_count(999), "999");
        assert_eq!(plain_count(1_234), "1 234");
        assert_eq!(plain_count(u64::MAX), "18 446 744 073 709 551 615");
        assert_eq!(count(1_000_000), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn equal_ends_are_said_once() {
        let all = |surely, possibly, at_most| {
            ends(Amount {
                surely,
                possibly,
                at_most,
                of: 1_000_000,
            })
        };
        assert_eq!(all(5, 5, 5).1, None);
        assert_eq!(all(5, 6, 7), ("<0.1\u{202f}%".into(), None, None));
        let (_, possibly, at_most) = all(100_000, 200_000, 200_000);
        assert_eq!(possibly.as_deref(), Some("20\u{202f}%"));
        assert_eq!(at_most, None);
    }

    #[test]
    fn tints_follow_the_share() {
        assert_eq!(
            [0, 1, 10, 25, 50, 75, 100].map(|n| step(n, 100)),
            [0, 1, 2, 3, 4, 5, 5]
        );
        assert_eq!(step(3, 0), 5);
    }
}
