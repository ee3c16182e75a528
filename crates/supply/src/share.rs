//! Shares of ownership, exact to a millionth.

/// A share in parts per million: 50 % is `500_000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Share(pub u32);

impl Share {
    /// Nothing.
    pub const ZERO: Share = Share(0);
    /// The whole.
    pub const ALL: Share = Share(1_000_000);

    /// From a percentage, rounded to the nearest millionth; `None` outside 0 to 100.
    #[must_use]
    pub fn from_percent(percent: f64) -> Option<Share> {
        if !(0.0..=100.0).contains(&percent) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "range checked above"
        )]
        let ppm = (percent * 10_000.0).round() as u32;
        Some(Share(ppm))
    }

    /// As a percentage.
    #[must_use]
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

/// A share that is known to lie between two bounds, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShareRange {
    /// At least.
    pub low: Share,
    /// At most.
    pub high: Share,
}

impl ShareRange {
    /// A share known exactly.
    #[must_use]
    pub fn exactly(share: Share) -> Self {
        ShareRange {
            low: share,
            high: share,
        }
    }
}
