//! The moments at which everything here happens, seconds since 1970. Nothing looks at a clock.

/// When the gate is asked: 2026-11-24T22:00:00Z.
pub const NOW: i64 = 1_795_557_600;

/// When the revocation lists were made: 2026-11-20T06:00:00Z.
pub const CRL_MADE: i64 = 1_795_154_400;

/// When the stale revocation list was made: 2026-07-01T06:00:00Z.
pub const CRL_STALE: i64 = 1_782_885_600;

/// When 4.2.0 was signed: 2026-05-12T09:00:00Z.
pub const SIGNED_4_2_0: i64 = 1_778_576_400;

/// When 4.2.1 was signed: 2026-11-10T09:00:00Z.
pub const SIGNED_4_2_1: i64 = 1_794_301_200;

/// When the embedded certificate of the third package of the story ends: 2027-04-30T23:59:59Z.
pub const EMBEDDED_ENDS: i64 = 1_809_129_599;

/// A day.
pub const DAY: i64 = 86_400;

/// The first second of a year from 2015 to 2049.
pub(crate) fn year(year: i64) -> i64 {
    let leaps = (1970..year).filter(|y| y % 4 == 0).count();
    ((year - 1970) * 365 + i64::try_from(leaps).expect("a few")) * DAY
}
