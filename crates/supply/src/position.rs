//! Where something stands on earth, exactly: whole millionths of a degree, so that nothing is rounded twice.

use std::fmt::Write;

/// A point in WGS 84, the datum of satellite navigation and of most open maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// North of the equator, in millionths of a degree.
    pub latitude: i32,
    /// East of Greenwich, in millionths of a degree.
    pub longitude: i32,
}

impl Position {
    /// The pole, in millionths of a degree.
    pub const LATITUDE_MAX: i32 = 90_000_000;
    /// Half way round, in millionths of a degree.
    pub const LONGITUDE_MAX: i32 = 180_000_000;

    /// A point; none where the globe has no such place.
    ///
    /// ```
    /// use keyholder_supply::Position;
    /// assert!(Position::new(48_208_174, 16_373_819).is_some());
    /// assert!(Position::new(90_000_001, 0).is_none());
    /// ```
    #[must_use]
    pub fn new(latitude: i32, longitude: i32) -> Option<Self> {
        let on_globe = latitude.unsigned_abs() <= Self::LATITUDE_MAX.unsigned_abs()
            && longitude.unsigned_abs() <= Self::LONGITUDE_MAX.unsigned_abs();
        on_globe.then_some(Position {
            latitude,
            longitude,
        })
    }

    /// Decimal degrees as people write them, in millionths; further decimals are cut off, they are less than
    /// a hand's breadth. None for anything else.
    ///
    /// ```
    /// use keyholder_supply::Position;
    /// assert_eq!(Position::degrees("-0.5"), Some(-500_000));
    /// assert_eq!(Position::degrees("48.2081743"), Some(48_208_174));
    /// assert_eq!(Position::degrees("48° 12′"), None);
    /// ```
    #[must_use]
    pub fn degrees(text: &str) -> Option<i32> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
            return None;
        }
        let mut millionths: i32 = match whole {
            "" => 0,
            _ => whole.parse().ok()?,
        };
        let decimals = part.bytes().chain(std::iter::repeat(b'0')).take(6);
        for digit in decimals {
            millionths = millionths
                .checked_mul(10)?
                .checked_add(i32::from(digit - b'0'))?;
        }
        Some(if negative { -millionths } else { millionths })
    }

    /// The latitude in decimal degrees.
    #[must_use]
    pub fn latitude_text(self) -> String {
        text(self.latitude)
    }

    /// The longitude in decimal degrees.
    #[must_use]
    pub fn longitude_text(self) -> String {
        text(self.longitude)
    }
}

/// Six decimals without the zeros at the end.
fn text(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let most = millionths.unsigned_abs();
    let mut out = format!("{sign}{}", most / 1_000_000);
    let part = most % 1_000_000;
    if part > 0 {
        // Writing to a string does not fail.
        let _written = write!(out, ".{part:06}");
        out.truncate(out.trim_end_matches('0').len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_as_what_it_was() {
        for n in [
            0,
            1,
            -1,
            500_000,
            -500_000,
            48_208_174,
            -179_999_999,
            180_000_000,
        ] {
            assert_eq!(Position::degrees(&text(n)), Some(n), "{}", text(n));
        }
        assert_eq!(text(-500_000), "-0.5");
        assert_eq!(text(7_000_000), "7");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for wrong in [
            "",
            "-",
            ".",
            "1e3",
            "1.2.3",
            "12,5",
            "--1",
            "99999999999",
            "١",
        ] {
            assert_eq!(Position::degrees(wrong), None, "{wrong}");
        }
        assert_eq!(Position::degrees("+.5"), Some(500_000));
        assert_eq!(Position::degrees("5."), Some(5_000_000));
    }
}
