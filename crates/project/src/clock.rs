//! The clock, asked in this one place.

use std::time::{SystemTime, UNIX_EPOCH};

/// This moment, in whole seconds. Whoever asks for a verdict may name another one; the record states which it was.
#[must_use]
pub fn now() -> jiff::Timestamp {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let seconds = i64::try_from(seconds).unwrap_or(0);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// Today's date in UTC. Only new projects need it; no result depends on it.
#[must_use]
pub fn today() -> jiff::civil::Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let days = i32::try_from(seconds / 86_400).unwrap_or(0);
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(epoch)
}
