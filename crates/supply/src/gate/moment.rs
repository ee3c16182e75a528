//! Days and moments, in UTC: a verdict is given for a moment, and most of what it rests on for days.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// The day of a moment.
#[must_use]
pub fn day_of(moment: Timestamp) -> Date {
    Offset::UTC.to_datetime(moment).date()
}

/// The first moment of a day.
#[must_use]
pub fn first_moment(day: Date) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// The last whole second of a day.
#[must_use]
pub fn last_moment(day: Date) -> Option<Timestamp> {
    let next = first_moment(day.tomorrow().ok()?)?;
    next.checked_sub(SignedDuration::from_secs(1)).ok()
}
