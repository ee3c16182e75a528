//! What each route opens by itself, which actors use it, and what hangs on each unknown.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, RouteId, RouteKind, UnknownId};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use super::{ActorResult, MapFlow, RouteUse};
use crate::Rows;
use crate::answers::{Answers, Before, Question, answer, answer_again};
use crate::change::Change;
use crate::compile::{Extra, numbers};
use crate::control::control;
use crate::rows::ones;

/// For each route, the classes that whoever can use it can change; surely and possibly.
pub(super) struct Opened {
    answers: [Answers; 2],
}

/// Who can use which route: rows of routes, columns of actors; surely and possibly.
pub(super) type Users<'a> = [&'a Rows; 2];

/// What a change makes of routes and of those who use them.
pub(super) struct Differing {
    /// Routes that open something else than before, or that say something else.
    pub(super) routes: Vec<bool>,
    /// Whether every route has to be told anew.
    pub(super) all: bool,
}

const BOUNDS: [Bound; 2] = [Bound::Surely, Bound::Possibly];

fn question(net: &Network, bound: Bound) -> Question {
    let view = View {
        bound,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    Question {
        view,
        extra: Extra::Routes,
        columns: net.routes.len(),
    }
}

/// No party does anything here but by its routes.
fn nobody(net: &Network) -> Rows {
    Rows::new(net.parties.len(), net.routes.len())
}

impl Opened {
    pub(super) fn new(net: &Network) -> Self {
        let nobody = nobody(net);
        Opened {
            answers: BOUNDS.map(|bound| answer(net, question(net, bound), &nobody)),
        }
    }

    /// The same after a change; which routes differ.
    pub(super) fn again(
        &mut self,
        net: &Network,
        change: &Change,
        layout_holds: bool,
    ) -> Differing {
        // Columns are routes: with others, every row is another.
        if !change.routes.in_place || !layout_holds {
            *self = Opened::new(net);
            return Differing {
                routes: Vec::new(),
                all: true,
            };
        }
        let mut differing: Vec<bool> = (0..net.routes.len())
            .map(|n| change.route_says_other(n))
            .collect();
        let nobody = nobody(net);
        for (bound, answers) in BOUNDS.into_iter().zip(&mut self.answers) {
            let before = Before {
                answers,
                parties: &nobody,
                change,
            };
            let again = answer_again(net, question(net, bound), &nobody, before);
            for n in numbers(&again.differing) {
                let pairs = again
                    .answers
                    .classes
                    .row(n)
                    .iter()
                    .zip(answers.classes.row(n));
                let moved: Vec<u64> = pairs.map(|(new, old)| new ^ old).collect();
                ones(&moved).for_each(|route| differing[route] = true);
            }
            *answers = again.answers;
        }
        Differing {
            routes: differing,
            all: false,
        }
    }
}

/// What a route opens, in the form in which it is told.
struct Told {
    /// Bits of classes.
    reached: Rows,
    elements: Vec<u64>,
    classes: Vec<Vec<FunctionClass>>,
}

impl Told {
    fn new(net: &Network, opened: &Rows) -> Self {
        let reached = opened.turned(net.routes.len());
        let each = |n: usize| ones(reached.row(n)).map(|class| &net.classes[class]);
        Told {
            elements: (0..net.routes.len())
                .map(|n| each(n).map(|class| class.size).sum())
                .collect(),
            classes: (0..net.routes.len())
                .map(|n| {
                    let functions: BTreeSet<_> = each(n).filter_map(|c| c.function).collect();
                    let classes = functions
                        .into_iter()
                        .map(|f| net.functions[f.index()].class);
                    let classes: BTreeSet<FunctionClass> = classes.collect();
                    classes.into_iter().collect()
                })
                .collect(),
            reached,
        }
    }
}

/// Notes routes and flows of the actors that are asked for.
pub(super) fn note(
    net: &Network,
    opened: &Opened,
    [sure, possible]: Users<'_>,
    wanted: &[bool],
    results: &mut [ActorResult],
) {
    if !wanted.contains(&true) {
        return;
    }
    let told = [0, 1].map(|n| Told::new(net, &opened.answers[n].classes));
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); results.len()];
    for route in 0..net.routes.len() {
        ones(possible.row(route)).for_each(|actor| uses[actor].push(route));
    }
    for (actor, result) in results.iter_mut().enumerate().filter(|(n, _)| wanted[*n]) {
        let mut flows: BTreeMap<(RouteKind, bool), Rows> = BTreeMap::new();
        result.routes.clear();
        for route in uses[actor].iter().copied() {
            let surely = sure.get(route, actor) && told[0].elements[route] > 0;
            let told = &told[usize::from(!surely)];
            flows
                .entry((net.routes[route].kind, surely))
                .or_insert_with(|| Rows::new(1, net.classes.len()))
                .or_from(0, told.reached.row(route));
            result.routes.push(RouteUse {
                route: RouteId::from(route),
                surely,
                elements: told.elements[route],
                classes: told.classes[route].clone(),
            });
        }
        result
            .routes
            .sort_by_key(|r| (std::cmp::Reverse(r.elements), !r.surely, r.route));
        let flow = |((kind, surely), classes): ((RouteKind, bool), Rows)| MapFlow {
            kind,
            surely,
            classes: ones(classes.row(0)).map(ClassId::from).collect(),
        };
        let flows = flows.into_iter().map(flow);
        result.flows = flows.filter(|flow| !flow.classes.is_empty()).collect();
    }
}

/// For each unknown, the elements whose answer hangs on it.
pub(super) fn hangs_on(net: &Network) -> Vec<(u64, Vec<FunctionClass>)> {
    let columns = net.unknowns.len();
    let parties = unknown_control(net);
    let view = View {
        bound: Bound::Surely,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let question = Question {
        view,
        extra: Extra::Unknowns,
        columns,
    };
    let mut reached = answer(net, question, &parties).classes.turned(columns);
    for pool in &net.pools {
        for unknown in pool.needed.unknown.iter().chain(&pool.serves_unknown) {
            let members = pool.members.iter();
            members.for_each(|(class, _)| reached.set(unknown.index(), class.index()));
        }
    }
    let of_unknown = |n: usize| {
        let classes = || ones(reached.row(n)).map(|class| &net.classes[class]);
        let functions: BTreeSet<_> = classes().filter_map(|c| c.function).collect();
        let functions = functions.into_iter();
        let function_classes: BTreeSet<FunctionClass> =
            functions.map(|f| net.functions[f.index()].class).collect();
        let elements = classes().map(|class| class.size).sum();
        (elements, function_classes.into_iter().collect())
    };
    (0..columns).map(of_unknown).collect()
}

/// Whoever is behind an unknown seat or holding controls the party, and all that it controls.
fn unknown_control(net: &Network) -> Rows {
    let holders: Vec<Actor> = (0..net.parties.len())
        .map(|p| Actor::one(keyholder_supply::HolderId::Party(p.into())))
        .collect();
    let by_party = control(net, &holders, Bound::Surely);
    let mut rows = Rows::new(net.parties.len(), net.unknowns.len());
    for (holder, party) in net.parties.iter().enumerate() {
        let unknowns: Vec<UnknownId> = party
            .seat_unknown
            .into_iter()
            .chain(party.owners_unknown)
            .collect();
        for controlled in
            (0..net.parties.len()).filter(|p| !unknowns.is_empty() && by_party.get(*p, holder))
        {
            unknowns
                .iter()
                .for_each(|u| rows.set(controlled, u.index()));
        }
    }
    rows
}
