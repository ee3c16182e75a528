//! Everything that follows, for all actors in one pass.

use keyholder_supply::{Network, PoolId};
use keyholder_witness::{Actor, Claim, View};

use crate::Rows;
use crate::alike::PlaceKinds;
use crate::answers::{Question, answer};
use crate::compile::Extra;
use crate::control::control;
use crate::effects::{Desk, Effects};

/// The least fixpoint of the rules of reach under one view, for many actors.
#[derive(Clone, Debug)]
pub struct Closure {
    /// The question that was asked.
    pub view: View,
    /// Rows of parties: who controls it.
    pub parties: Rows,
    /// Rows of routes: who can use it.
    pub routes: Rows,
    /// Rows of releases: who can bring out a changed one.
    pub releases: Rows,
    /// The same over routes that are not rolled out in waves.
    pub unstaged: Rows,
    /// Rows of classes: who can change its elements.
    pub classes: Rows,
    /// Rows of pools: who can leave it with too few.
    pub pools: Rows,
    /// Rows of places: who can look into it.
    pub sees: Rows,
    /// Rows of places: who can stop it.
    pub stops: Rows,
}

impl Closure {
    /// Whether a claim holds for the actor with that position.
    #[must_use]
    pub fn has(&self, actor: usize, claim: Claim) -> bool {
        match claim {
            Claim::Controls(id) => self.parties.get(id.index(), actor),
            Claim::Uses(id) => self.routes.get(id.index(), actor),
            Claim::Changes(id) => self.releases.get(id.index(), actor),
            Claim::ChangesUnstaged(id) => self.unstaged.get(id.index(), actor),
            Claim::Alters(id) => self.classes.get(id.index(), actor),
            Claim::Breaks(id) => self.pools.get(id.index(), actor),
            Claim::Sees(id) => self.sees.get(id.index(), actor),
            Claim::Stops(id) => self.stops.get(id.index(), actor),
        }
    }
}

/// Computes the closure of every actor under a view.
#[must_use]
pub fn close(net: &Network, actors: &[Actor], view: View) -> Closure {
    let columns = actors.len();
    let parties = control(net, actors, view.bound);
    let question = Question {
        view,
        extra: Extra::None,
        columns,
    };
    let answers = answer(net, question, &parties);
    let kinds = PlaceKinds::new(net);
    let mut desk = Desk::default();
    let mut effects = Effects::new(
        net,
        view.bound,
        &kinds,
        &answers.classes,
        columns,
        &mut desk,
    );
    let mut pools = Rows::new(net.pools.len(), columns);
    for n in 0..net.pools.len() {
        pools.or_from(n, effects.broken(PoolId::from(n)));
    }
    let mut sees = Rows::new(net.places.len(), columns);
    let mut stops = Rows::new(net.places.len(), columns);
    for (kind, first) in kinds.first.iter().enumerate() {
        effects.sees(kind, sees.row_mut(first.index()));
        effects.stops(kind, stops.row_mut(first.index()));
    }
    spread(&mut sees, &kinds);
    spread(&mut stops, &kinds);
    Closure {
        view,
        parties,
        routes: answers.routes,
        releases: answers.releases,
        unstaged: answers.unstaged,
        classes: answers.classes,
        pools,
        sees,
        stops,
    }
}

/// Gives each place the row of the first of its kind.
fn spread(rows: &mut Rows, kinds: &PlaceKinds) {
    for (n, kind) in kinds.of.iter().enumerate() {
        let first = kinds.first[*kind as usize].index();
        if first != n {
            rows.copy(first, n);
        }
    }
}
