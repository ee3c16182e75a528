//! How an actor gets to what matters most, and what would stop it.

use std::collections::BTreeSet;

use keyholder_reach::{
    ActorResult, Amount, Assessment, Cut, Explainer, Explanation, PlaceKinds, Rows, ScopeKind,
    Stages, Ways,
};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, PlaceId};
use keyholder_witness::{Bound, Certificate, Claim, Means, Stage, View};

use super::{Given, steps};
use crate::wire;

/// Cuts that are listed; the number is always told.
const CUTS_LISTED: usize = 8;

/// A question, with how the answer was found.
struct Question {
    words: String,
    flags: String,
    targets: Vec<Claim>,
    /// Asked about when no target is reached: of many places only some are targets.
    others: Vec<Claim>,
    view: View,
}

/// One chain for the most critical function class reached, one for each effect.
pub(crate) fn chains(
    given: &Given<'_>,
    results: &Assessment,
    (kinds, about): (&PlaceKinds, &Explainer<'_>),
    n: usize,
) -> Vec<wire::Chain> {
    let net = given.net;
    let result = &results.actors[n];
    let mut questions: Vec<Question> = Vec::new();
    let mut seen: BTreeSet<FunctionClass> = BTreeSet::new();
    for (at, scope) in results.scopes.iter().enumerate() {
        let ScopeKind::Class(class) = scope.kind else {
            continue;
        };
        if seen.len() == 1 {
            break;
        }
        if let Some(view) = strongest(&result.reach[at].elements) {
            seen.insert(class);
            questions.push(Question {
                words: format!("change an element of class {}", class.word()),
                flags: format!("--function {}", class.word()),
                targets: class_targets(net, |f| net.functions[f.index()].class == class),
                others: Vec::new(),
                view,
            });
        }
    }
    // One place stands for all that the same pools serve.
    let places = &results.places;
    if let Some(view) = strongest(&result.intercept_places) {
        let (asked, which) = widest_places(kinds, places.intercept.get(&view.bound), n);
        questions.push(Question {
            words: format!("intercept at a place{which}"),
            flags: "--effect intercept".to_owned(),
            targets: asked.into_iter().map(Claim::Sees).collect(),
            others: kinds.first.iter().copied().map(Claim::Sees).collect(),
            view,
        });
    }
    if let Some(view) = strongest(&result.disrupt_places) {
        let (asked, which) = widest_places(kinds, places.disrupt.get(&view.bound), n);
        questions.push(Question {
            words: format!("disrupt a place{which}"),
            flags: "--effect disrupt".to_owned(),
            targets: asked.into_iter().map(Claim::Stops).collect(),
            others: kinds.first.iter().copied().map(Claim::Stops).collect(),
            view,
        });
    }
    questions
        .iter()
        .map(|q| chain(given, about, result, q))
        .collect()
}

/// Kinds of place that questions are about, where there are more.
const PLACES_ASKED: usize = 200;

/// The kinds of place with most subscribers of those that an actor reaches with parts, and the words for it
/// when these are not all kinds.
fn widest_places(
    kinds: &PlaceKinds,
    reached: Option<&Rows>,
    actor: usize,
) -> (Vec<PlaceId>, String) {
    if kinds.first.len() <= PLACES_ASKED {
        return (kinds.first.clone(), String::new());
    }
    let there = |n: &usize| reached.is_none_or(|rows| rows.get(*n, actor));
    let mut order: Vec<usize> = (0..kinds.first.len()).filter(there).collect();
    order.sort_by_key(|n| (std::cmp::Reverse(kinds.subscribers[*n]), *n));
    order.truncate(PLACES_ASKED);
    let which = format!(", one of the {PLACES_ASKED} kinds of place with most subscribers");
    (order.into_iter().map(|n| kinds.first[n]).collect(), which)
}

/// The surest and most direct view under which anything is reached in the end.
fn strongest(ways: &Ways) -> Option<View> {
    let view = |bound, means| {
        Some(View {
            bound,
            means,
            stage: Stage::InTheEnd,
        })
    };
    let end = |stages: &Stages| -> Amount { stages.in_the_end };
    match (end(&ways.keys), end(&ways.with_parts)) {
        (keys, _) if keys.surely > 0 => view(Bound::Surely, Means::Keys),
        (_, parts) if parts.surely > 0 => view(Bound::Surely, Means::Upstream),
        (keys, _) if keys.possibly > 0 => view(Bound::Possibly, Means::Keys),
        (_, parts) if parts.possibly > 0 => view(Bound::Possibly, Means::Upstream),
        _ => None,
    }
}

fn class_targets(
    net: &Network,
    wanted: impl Fn(keyholder_supply::FunctionId) -> bool,
) -> Vec<Claim> {
    let classes = net
        .classes
        .iter()
        .enumerate()
        .filter(|(_, c)| c.function.is_some_and(&wanted));
    classes
        .map(|(n, _)| Claim::Alters(ClassId::from(n)))
        .collect()
}

fn chain(
    given: &Given<'_>,
    about: &Explainer<'_>,
    result: &ActorResult,
    question: &Question,
) -> wire::Chain {
    let net = given.net;
    let actor = &result.actor.actor;
    let mut targets = &question.targets;
    let mut explanation = about.explain(actor, question.view, targets);
    let reached = |e: &Explanation| matches!(e.certificate, Certificate::Reached(_));
    // Reached with parts is not reached by keys: those that are may be among the rest.
    if !reached(&explanation) && !question.others.is_empty() {
        targets = &question.others;
        explanation = about.explain(actor, question.view, targets);
    }
    let told = steps::tell(net, given.sources, actor, &explanation);
    let cuts = about.fewest_cuts(actor, question.view, targets);
    let mut words: Vec<String> = cuts.cuts.iter().map(|c| cut_words(net, *c)).collect();
    let total = words.len();
    words.truncate(CUTS_LISTED);
    let cuts_note = match (cuts.possible, cuts.exact) {
        (false, _) => {
            "no safeguard on a route would cut it: a way leads through what is not known".to_owned()
        }
        (true, true) if total > CUTS_LISTED => {
            format!("{total} safeguards, and no fewer would do; the first {CUTS_LISTED} are listed")
        }
        (true, true) if total == 1 => {
            "one safeguard, by a party that the actor does not control, would cut every way"
                .to_owned()
        }
        (true, true) => format!(
            "{total} safeguards, by parties that the actor does not control, would cut every way; no fewer would do"
        ),
        (true, false) => format!(
            "{total} safeguards would cut every way; perhaps fewer would do, the search was stopped"
        ),
    };
    let reached = reached(&explanation);
    wire::Chain {
        target: question.words.clone(),
        certainty: if question.view.bound == Bound::Surely {
            wire::Certainty::Surely
        } else {
            wire::Certainty::Possibly
        },
        through_parts: reached && told.through_parts,
        steps: told.steps,
        cuts: words,
        cuts_note,
        command: format!(
            "keyholder explain {} --actor {} {} --verify",
            given.folder,
            result.actor.id(net),
            question.flags
        ),
    }
}

/// A cut in words.
pub(crate) fn cut_words(net: &Network, cut: Cut) -> String {
    match cut {
        Cut::Route(route) => {
            let route = &net.routes[route.index()];
            format!(
                "a safeguard that blocks on route `{}` ({})",
                route.id,
                route.kind.word().replace('-', " ")
            )
        }
        Cut::Pipeline(component) => {
            let component = &net.components[component.index()];
            format!(
                "the pipeline of `{}` no longer signs what it pulls in unseen",
                component.id
            )
        }
    }
}
