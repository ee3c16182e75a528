//! Shares with their totals.

use keyholder_reach::{ActorResult, Assessment, Ways};
use keyholder_supply::Network;

use crate::wire;

/// Totals over all places.
pub(crate) struct Totals {
    subscribers: u64,
    places: u64,
}

impl Totals {
    pub(crate) fn new(net: &Network, _results: &Assessment) -> Self {
        Totals {
            subscribers: net.places.iter().filter_map(|p| p.subscribers).sum(),
            places: net.places.len() as u64,
        }
    }

    pub(crate) fn reach(
        &self,
        net: &Network,
        results: &Assessment,
        result: &ActorResult,
        at: usize,
    ) -> wire::Reach {
        let scope = &results.scopes[at];
        let counted = &result.reach[at];
        wire::Reach {
            scope: super::scope_id(net, scope.kind),
            elements: ways(&counted.elements, scope.elements),
            subscribers: ways(&counted.subscribers, scope.subscribers),
            criticality: ways(&counted.criticality, scope.criticality),
        }
    }

    pub(crate) fn effect(&self, subscribers: &Ways, places: &Ways) -> wire::Effect {
        wire::Effect {
            subscribers: ways(subscribers, self.subscribers),
            places: ways(places, self.places),
        }
    }
}

pub(crate) fn ways(ways: &Ways, of: u64) -> wire::Ways {
    let amount = |a: &keyholder_reach::Amount| wire::Amount {
        surely: a.surely,
        possibly: a.possibly,
        at_most: a.at_most,
        of,
    };
    let stages = |s: &keyholder_reach::Stages| wire::Stages {
        one_action: amount(&s.one_action),
        in_the_end: amount(&s.in_the_end),
    };
    wire::Ways {
        keys: stages(&ways.keys),
        with_parts: stages(&ways.with_parts),
    }
}
