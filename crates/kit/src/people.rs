//! The people of the operator, and others who sign: their keys are not secret, for tests alone.

use crate::keys::{Key, seed};

/// The operator of the story.
pub const OPERATOR: &str = "valley-telecom";
/// Its network.
pub const NETWORK: &str = "valley-5g";
/// Who may approve there.
pub const PEOPLE: [&str; 3] = ["ines.moreau", "tomas.lind", "petra.novak"];

/// The seed of the Ed25519 key of a person, a builder or an operator, by id.
#[must_use]
pub fn seed_of(id: &str) -> [u8; 32] {
    seed(&format!("person {id}"))
}

/// The Ed25519 key of a person, a builder or an operator, by id.
#[must_use]
pub fn key_of(id: &str) -> Key {
    Key::ed25519(&format!("person {id}"))
}

/// The key with which the operator counter-signs.
#[must_use]
pub fn operator() -> Key {
    key_of(OPERATOR)
}

/// The key of the builder that the project pins.
#[must_use]
pub fn builder() -> Key {
    key_of("arden-builder")
}

/// The key of a builder that nobody pinned.
#[must_use]
pub fn other_builder() -> Key {
    key_of("garage-builder")
}

/// The key with which Arden Networks signs plain files.
#[must_use]
pub fn arden_plain() -> Key {
    key_of("arden-plain")
}
