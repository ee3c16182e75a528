//! Sums over classes and places under one view: elements, subscribers, effects; and their differences.

use keyholder_supply::{FunctionId, Network};
use keyholder_witness::{Bound, View};

use super::layout::Layout;
use super::{ActorResult, Scope};
use crate::Rows;
use crate::alike::PlaceKinds;
use crate::compile::numbers;
use crate::effects::{Desk, Effects};
use crate::shares::{Weight, criticality_weight, element_sums};

/// Sums of one view, for all actors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Elements by function; the last of each actor's numbers is what is not placed.
    elements: Vec<u64>,
    /// Subscribers by scope.
    subscribers: Vec<u64>,
    /// Subscribers and places looked into, and the same stopped.
    effects: Vec<u64>,
}

/// What a tally is of; without `chosen`, of everything.
pub(super) struct Of<'a> {
    pub(super) net: &'a Network,
    pub(super) layout: &'a Layout,
    pub(super) view: View,
    pub(super) classes: &'a Rows,
    pub(super) actors: usize,
    pub(super) chosen: Option<&'a Chosen>,
}

/// What is counted, by number.
pub(super) struct Chosen {
    pub(super) classes: Vec<bool>,
    pub(super) kinds: Vec<bool>,
}

/// Who can look into and stop places: a row for each kind that was chosen, in order.
pub(super) struct Reached {
    pub(super) intercept: Rows,
    pub(super) disrupt: Rows,
}

/// Room to work in, for one view after the other.
#[derive(Default)]
pub(super) struct Room {
    sets: Rows,
    desk: Desk,
}

impl Of<'_> {
    pub(super) fn count(&self, room: &mut Room) -> (Tally, Reached) {
        let (effects, reached) = self.effects(&mut room.desk);
        let tally = Tally {
            elements: self.elements(),
            subscribers: self.subscribers(&mut room.sets),
            effects,
        };
        (tally, reached)
    }

    fn elements(&self) -> Vec<u64> {
        let groups = self.net.functions.len() + 1;
        let all = self.net.classes.iter().enumerate();
        let counted = all.filter(|(n, _)| self.chosen.is_none_or(|c| c.classes[*n]));
        let weights = counted.map(|(n, class)| Weight {
            class: n,
            group: class.function.map_or(groups - 1, FunctionId::index),
            amount: class.size,
        });
        let weights: Vec<Weight> = weights.collect();
        element_sums(self.classes, &weights, groups, self.actors)
    }

    /// Subscribers of a place count for a scope when some element of the scope that serves the place is changed.
    fn subscribers(&self, room: &mut Rows) -> Vec<u64> {
        let served = &self.layout.served[usize::from(self.view.bound != Bound::Surely)];
        let sets = self.chosen.map(|chosen| served.with(&chosen.classes));
        let size = (self.layout.scopes.len(), self.actors);
        served.subscribers(self.classes, sets.as_deref(), size, room)
    }

    fn effects(&self, desk: &mut Desk) -> (Vec<u64>, Reached) {
        let kinds = &self.layout.kinds;
        let which: Vec<usize> = match self.chosen {
            Some(chosen) => numbers(&chosen.kinds).collect(),
            None => (0..kinds.first.len()).collect(),
        };
        let mut reached = Reached {
            intercept: Rows::new(which.len(), self.actors),
            disrupt: Rows::new(which.len(), self.actors),
        };
        let (net, bound) = (self.net, self.view.bound);
        let mut effects = Effects::new(net, bound, kinds, self.classes, self.actors, desk);
        for (n, kind) in which.iter().enumerate() {
            effects.sees(*kind, reached.intercept.row_mut(n));
            effects.stops(*kind, reached.disrupt.row_mut(n));
        }
        let weights = weights(kinds, &which);
        let sees = element_sums(&reached.intercept, &weights, 2, self.actors);
        let stops = element_sums(&reached.disrupt, &weights, 2, self.actors);
        let both = sees.as_chunks::<2>().0.iter().zip(stops.as_chunks::<2>().0);
        let sums = both.flat_map(|(sees, stops)| [sees[0], sees[1], stops[0], stops[1]]);
        (sums.collect(), reached)
    }
}

fn weights(kinds: &PlaceKinds, which: &[usize]) -> Vec<Weight> {
    let of = |(n, kind): (usize, &usize)| {
        let amounts = [kinds.subscribers[*kind], kinds.places[*kind]];
        let weight = |(group, amount)| Weight {
            class: n,
            group,
            amount,
        };
        amounts
            .into_iter()
            .enumerate()
            .map(weight)
            .collect::<Vec<_>>()
    };
    which.iter().enumerate().flat_map(of).collect()
}

impl Tally {
    /// What it is once some of it is counted anew: `less` is what that came to before, `more` what it comes to now.
    /// Tells the actors whose sums move.
    pub(super) fn adjust(&mut self, less: &Tally, more: &Tally, actors: usize) -> Vec<bool> {
        let mut moved = vec![false; actors];
        let parts = [
            (&mut self.elements, &less.elements, &more.elements),
            (&mut self.subscribers, &less.subscribers, &more.subscribers),
            (&mut self.effects, &less.effects, &more.effects),
        ];
        for (sums, less, more) in parts {
            let each = sums.len() / actors.max(1);
            let changes = sums.iter_mut().zip(less).zip(more).enumerate();
            for (n, ((sum, less), more)) in changes.filter(|(_, ((_, less), more))| less != more) {
                // What is taken away was counted before, so no sum falls below nothing.
                *sum = *sum - less + more;
                moved[n / each] = true;
            }
        }
        moved
    }

    /// Puts the sums of the actors that are wanted where results show them.
    pub(super) fn note(
        &self,
        net: &Network,
        layout: &Layout,
        view: View,
        wanted: &[bool],
        results: &mut [ActorResult],
    ) {
        let groups = net.functions.len() + 1;
        let function = |f: usize| (f + 1 < groups).then(|| FunctionId::from(f));
        let weights: Vec<u64> = (0..groups)
            .map(|f| criticality_weight(net, function(f)))
            .collect();
        let scopes = layout.scopes.len();
        for n in numbers(wanted) {
            let result = &mut results[n];
            let elements = &self.elements[n * groups..(n + 1) * groups];
            let subscribers = &self.subscribers[n * scopes..(n + 1) * scopes];
            for (scope, functions) in layout.functions.iter().enumerate() {
                let counted = &mut result.reach[scope];
                *counted.elements.slot(view) = functions.iter().map(|f| elements[*f]).sum();
                *counted.criticality.slot(view) =
                    functions.iter().map(|f| elements[*f] * weights[*f]).sum();
                *counted.subscribers.slot(view) = subscribers[scope];
            }
            let [seen_by, seen, stopped_for, stopped] = self.effects.as_chunks::<4>().0[n];
            *result.intercept_subscribers.slot(view) = seen_by;
            *result.intercept_places.slot(view) = seen;
            *result.disrupt_subscribers.slot(view) = stopped_for;
            *result.disrupt_places.slot(view) = stopped;
        }
    }

    /// For a tally of one actor, its elements in each scope.
    pub(super) fn note_anybody(&self, layout: &Layout, scopes: &mut [Scope]) {
        for (scope, functions) in scopes.iter_mut().zip(&layout.functions) {
            scope.anybody = functions.iter().map(|f| self.elements[*f]).sum();
        }
    }
}
