//! How an actor gets to what matters most, and what would stop it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use keyholder_reach::{
    ActorResult, Amount, Assessment, Cut, Cuts, Explainer, Explanation, PlaceKinds, Rows,
    ScopeKind, Stages, Ways,
};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, PlaceId};
use keyholder_witness::{Actor, Bound, Certificate, Claim, Means, Stage, View};

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
    why: &Why<'_>,
    n: usize,
) -> Vec<wire::Chain> {
    let net = given.net;
    let kinds = &results.places.kinds;
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
        .map(|q| chain(given, why, (n, result), q))
        .collect()
}

/// Answers to questions about chains, kept for one who comes again.
#[derive(Default)]
pub struct Chains(Mutex<HashMap<Asked, Arc<Found>>>);

/// Which question of which actor.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    actor: usize,
    view: View,
    targets: Vec<Claim>,
    others: Vec<Claim>,
}

/// The way to a target, and what would cut all ways.
struct Found {
    explanation: Explanation,
    cuts: Cuts,
}

impl Chains {
    /// Forgets what may be another by now, given whether something is derived otherwise for an actor under a view.
    pub fn forget(&self, is_other: impl Fn(usize, View) -> bool) {
        self.kept()
            .retain(|asked, _| !is_other(asked.actor, asked.view));
    }

    /// What is kept. A thread that failed left whole answers behind, or none.
    fn kept(&self) -> MutexGuard<'_, HashMap<Asked, Arc<Found>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who finds chains: found before, or looked for in the network. Only what is asked for now is kept on.
pub(crate) struct Why<'a> {
    net: &'a Network,
    explainer: OnceLock<Explainer<'a>>,
    before: HashMap<Asked, Arc<Found>>,
    chains: &'a Chains,
}

impl<'a> Why<'a> {
    pub(crate) fn new(net: &'a Network, chains: &'a Chains) -> Self {
        Why {
            net,
            explainer: OnceLock::new(),
            before: std::mem::take(&mut *chains.kept()),
            chains,
        }
    }

    fn find(&self, actor: &Actor, asked: Asked) -> Arc<Found> {
        let found = match self.before.get(&asked) {
            Some(known) => Arc::clone(known),
            None => {
                let explainer = self.explainer.get_or_init(|| Explainer::new(self.net));
                Arc::new(found(explainer, actor, &asked))
            }
        };
        self.chains.kept().insert(asked, Arc::clone(&found));
        found
    }
}

fn found(about: &Explainer<'_>, actor: &Actor, asked: &Asked) -> Found {
    let mut targets = &asked.targets;
    let mut explanation = about.explain(actor, asked.view, targets);
    // Reached with parts is not reached by keys: those that are may be among the rest.
    if !reached(&explanation) && !asked.others.is_empty() {
        targets = &asked.others;
        explanation = about.explain(actor, asked.view, targets);
    }
    let cuts = about.fewest_cuts(actor, asked.view, targets);
    Found { explanation, cuts }
}

fn reached(explanation: &Explanation) -> bool {
    matches!(explanation.certificate, Certificate::Reached(_))
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
    why: &Why<'_>,
    (n, result): (usize, &ActorResult),
    question: &Question,
) -> wire::Chain {
    let net = given.net;
    let actor = &result.actor.actor;
    let asked = Asked {
        actor: n,
        view: question.view,
        targets: question.targets.clone(),
        others: question.others.clone(),
    };
    let found = why.find(actor, asked);
    let (explanation, cuts) = (&found.explanation, &found.cuts);
    let told = steps::tell(net, given.sources, actor, explanation);
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
    let reached = reached(explanation);
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
