//! Which countries decide for a supplier: surely, and at most.

use keyholder_reach::control;
use keyholder_supply::{CountryId, HolderId, Network, PartyId};
use keyholder_witness::{Actor, Bound};

/// For each party, the countries that control it.
pub(crate) struct Countries {
    surely: Vec<Vec<CountryId>>,
    open: Vec<bool>,
}

impl Countries {
    pub(crate) fn new(net: &Network) -> Self {
        let all: Vec<CountryId> = (0..net.countries.len()).map(CountryId::from).collect();
        let mut actors: Vec<Actor> = all
            .iter()
            .map(|country| Actor::one(HolderId::Country(*country)))
            .collect();
        // Somebody of whom nothing is stated: what a blank leaves to anybody, it leaves to this one.
        let anybody = actors.len();
        actors.push(Actor {
            holders: Vec::new(),
            presence: false,
        });
        let [sure, most] = [Bound::Surely, Bound::AtMost].map(|b| control(net, &actors, b));
        let of = |rows: &keyholder_reach::Rows, party: usize| -> Vec<CountryId> {
            let those = all.iter().filter(|c| rows.get(party, c.index()));
            those.copied().collect()
        };
        let parties = 0..net.parties.len();
        let surely: Vec<Vec<CountryId>> = parties.clone().map(|p| of(&sure, p)).collect();
        Countries {
            open: parties
                .map(|p| most.get(p, anybody) || of(&most, p) != surely[p])
                .collect(),
            surely,
        }
    }

    /// Those that surely control it.
    pub(crate) fn of(&self, party: PartyId) -> &[CountryId] {
        &self.surely[party.index()]
    }

    /// Whether others might as well: a blank about its owners, its seat or who manages it.
    pub(crate) fn is_open(&self, party: PartyId) -> bool {
        self.open[party.index()]
    }
}
