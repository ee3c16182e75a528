//! How much of what: shares by elements, subscribers and criticality.

mod sums;

pub use sums::{Weight, element_sums};

use keyholder_supply::Network;
use keyholder_witness::{Bound, Means, Stage, View};

/// An interval of an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount {
    /// By what is stated.
    pub surely: u64,
    /// If every doubt that names the actor is so.
    pub possibly: u64,
    /// If every blank is filled by the actor.
    pub at_most: u64,
}

/// At one action, and in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stages {
    /// Before anybody could stop a staged rollout.
    pub one_action: Amount,
    /// All waves.
    pub in_the_end: Amount,
}

/// By which kinds of way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ways {
    /// Holding a key, an account or a contract.
    pub keys: Stages,
    /// Also publishing a part that a pipeline builds in.
    pub with_parts: Stages,
}

impl Ways {
    /// The place for the answer of one view.
    pub(crate) fn slot(&mut self, view: View) -> &mut u64 {
        let stages = match view.means {
            Means::Keys => &mut self.keys,
            Means::Upstream => &mut self.with_parts,
        };
        let amount = match view.stage {
            Stage::OneAction => &mut stages.one_action,
            Stage::InTheEnd => &mut stages.in_the_end,
        };
        match view.bound {
            Bound::Surely => &mut amount.surely,
            Bound::Possibly => &mut amount.possibly,
            Bound::AtMost => &mut amount.at_most,
        }
    }

    /// The widest view but for blanks: parts included, in the end.
    #[must_use]
    pub fn widest(&self) -> Amount {
        self.with_parts.in_the_end
    }
}

/// One share by three weights; totals stand with the scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Elements.
    pub elements: Ways,
    /// Subscribers, each counted once.
    pub subscribers: Ways,
    /// Criticality points.
    pub criticality: Ways,
}

/// Weight of a class in the share by criticality, for each of its elements.
pub(crate) fn criticality_weight(
    net: &Network,
    function: Option<keyholder_supply::FunctionId>,
) -> u64 {
    function.map_or(0, |f| {
        u64::from(net.weights[net.functions[f.index()].criticality as usize])
    })
}
