//! Reads an assessment: what an actor can do in a scope, also where nothing stated leads to it.

use crate::wire::{Actor, ActorKind, Amount, Assessment, Stages, Ways};

/// What an actor can change in a scope, weighted by elements.
///
/// Where nothing stated leads there, it is what anybody could who fills the blanks: never a bare zero.
pub(crate) fn element_ways(a: &Assessment, actor: &Actor, scope: &str) -> Ways {
    let stated = actor.reach.iter().find(|reach| reach.scope == scope);
    stated.map_or_else(|| nothing_stated(a, scope), |reach| reach.elements)
}

fn nothing_stated(a: &Assessment, scope: &str) -> Ways {
    let Some(scope) = a.scopes.iter().find(|known| known.id == scope) else {
        return Ways::default();
    };
    let amount = Amount {
        surely: 0,
        possibly: 0,
        at_most: scope.anybody,
        of: scope.elements,
    };
    let stages = Stages {
        one_action: amount,
        in_the_end: amount,
    };
    Ways {
        keys: stages,
        with_parts: stages,
    }
}

/// The word for what an actor is.
pub(crate) fn kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Party => "party",
        ActorKind::Country => "country",
        ActorKind::Presence => "presence",
        ActorKind::Group => "group",
    }
}
