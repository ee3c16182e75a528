//! Boundaries to draw places on: lines on the globe, and where they came from.

use keyholder_supply::Position;

/// Boundaries of countries, coasts or regions, from open data that the user names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Where they came from, as the page says it: a file name and its digest.
    pub source: String,
    /// Closed lines; each ends where it began, or is closed.
    pub rings: Vec<Vec<Position>>,
}
