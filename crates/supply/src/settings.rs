//! What `keyholder.toml` says: the project, from when on a share is control, and by which rules it is judged.

use jiff::civil::Date;

use crate::Share;
use crate::facts::Name;

/// `keyholder.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name of the project.
    pub name: String,
    /// The day for which it is assessed.
    pub as_of: Option<Date>,
    /// Whether the data are made up, which every output then says.
    pub synthetic: bool,
    /// Control is held above this share of votes.
    pub control_threshold: Share,
    /// Whether exactly the threshold is enough (a "10 percent or more" rule).
    pub control_threshold_inclusive: bool,
    /// The catalogue by which it is to be judged, and by no other.
    pub pinned: Pinned,
    /// The nations or unions whose rules bind it. Not stated: those of all are asked.
    pub rules: Option<Vec<Name>>,
}

/// Which catalogue a project demands. What is absent is not demanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pinned {
    /// The version of the catalogue that ships.
    pub catalogue: Option<Name>,
    /// Its SHA-256, hexadecimal.
    pub catalogue_sha256: Option<Name>,
    /// The SHA-256 of the folder with a catalogue of one's own.
    pub folder_sha256: Option<Name>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            name: String::new(),
            as_of: None,
            synthetic: false,
            control_threshold: Share(500_000),
            control_threshold_inclusive: false,
            pinned: Pinned::default(),
            rules: None,
        }
    }
}
