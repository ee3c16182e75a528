//! Rules of law that make an update a legal event, as far as the catalogue has them.

use std::collections::BTreeSet;

use keyholder_supply::gate::PermitRule;

/// What is known of law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits {
    /// Countries whose law was looked at, with or without a rule in it.
    pub countries: BTreeSet<String>,
    /// The rules.
    pub rules: Vec<PermitRule>,
}
