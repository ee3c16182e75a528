//! Moments as ASN.1 writes them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::tlv::Tlv;

#[cfg(test)]
mod tests;

/// How far a clock may be wrong, seconds.
pub(crate) const CLOCK_SECONDS: i64 = 300;

/// The moment in a `UTCTime` or `GeneralizedTime`; fractions of seconds may stand there.
pub(crate) fn moment(tlv: &Tlv<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(tlv.value).ok()?.strip_suffix('Z')?;
    let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !text
        .bytes()
        .chain(fraction.bytes())
        .all(|byte| byte.is_ascii_digit())
        || fraction.len() > 9
    {
        return None;
    }
    let (year, rest) = match (tlv.tag, text.len()) {
        (0x17, 12) => {
            let year: i16 = text[..2].parse().ok()?;
            (
                if year < 50 { 2000 + year } else { 1900 + year },
                &text[2..],
            )
        }
        (0x18, 14) => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let two = |at: usize| rest[at..at + 2].parse::<i8>().ok();
    let nanoseconds = if fraction.is_empty() {
        0
    } else {
        format!("{fraction:0<9}").parse::<i32>().ok()?
    };
    let civil = DateTime::new(
        year,
        two(0)?,
        two(2)?,
        two(4)?,
        two(6)?,
        two(8)?,
        nanoseconds,
    )
    .ok()?;
    // The end of time as certificates write it lies a day after the last moment that we can hold.
    Some(TimeZone::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX))
}

/// A moment, some seconds later.
pub(crate) fn later(moment: Timestamp, seconds: i64) -> Timestamp {
    let second = moment.as_second().saturating_add(seconds);
    Timestamp::from_second(second).unwrap_or(if seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
