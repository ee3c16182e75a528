//! What each route opens by itself, which actors use it, and what hangs on each unknown.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, RouteId, RouteKind, UnknownId};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use super::{ActorResult, MapFlow, RouteUse};
use crate::Rows;
use crate::closure::run;
use crate::compile::{Extra, compile};
use crate::control::control;
use crate::rows::ones;

/// For each route, the classes that whoever can use it can change.
fn by_route(net: &Network, bound: Bound) -> Rows {
    let view = View {
        bound,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    };
    let nobody: Rows = Rows::new(net.parties.len(), net.routes.len());
    forward(net, view, Extra::Routes, &nobody, net.routes.len())
}

/// Runs the gates with one column for each route or unknown.
fn forward(net: &Network, view: View, extra: Extra, parties: &Rows, columns: usize) -> Rows {
    let mut input = Rows::new(net.parties.len() + columns, columns);
    for party in 0..net.parties.len() {
        input.or_from(party, parties.row(party));
    }
    (0..columns).for_each(|column| input.set(net.parties.len() + column, column));
    run(&compile(net, view, extra), &input, columns).3
}

pub(super) fn routes(net: &Network, users: &BTreeMap<Bound, Rows>, results: &mut [ActorResult]) {
    let (Some(sure), Some(possible)) = (users.get(&Bound::Surely), users.get(&Bound::Possibly))
    else {
        return;
    };
    let reach = [
        (true, by_route(net, Bound::Surely)),
        (false, by_route(net, Bound::Possibly)),
    ];
    let classes: [Vec<Vec<ClassId>>; 2] = [
        transpose(&reach[0].1, net.routes.len()),
        transpose(&reach[1].1, net.routes.len()),
    ];
    for (actor, result) in results.iter_mut().enumerate() {
        let mut flows: BTreeMap<(RouteKind, bool), BTreeSet<ClassId>> = BTreeMap::new();
        for (route, stated) in net
            .routes
            .iter()
            .enumerate()
            .filter(|(n, _)| possible.get(*n, actor))
        {
            let surely = sure.get(route, actor) && !classes[0][route].is_empty();
            let reached = &classes[usize::from(!surely)][route];
            flows
                .entry((stated.kind, surely))
                .or_default()
                .extend(reached);
            result.routes.push(RouteUse {
                route: RouteId::from(route),
                surely,
                elements: reached.iter().map(|c| net.classes[c.index()].size).sum(),
                classes: function_classes(net, reached.iter().copied()),
            });
        }
        result
            .routes
            .sort_by_key(|r| (std::cmp::Reverse(r.elements), !r.surely, r.route));
        result.flows = flows
            .into_iter()
            .filter(|(_, classes)| !classes.is_empty())
            .map(|((kind, surely), classes)| MapFlow {
                kind,
                surely,
                classes: classes.into_iter().collect(),
            })
            .collect();
    }
}

/// For each column, the rows in which its bit is set.
fn transpose(rows: &Rows, columns: usize) -> Vec<Vec<ClassId>> {
    let mut out = vec![Vec::new(); columns];
    for row in 0..rows.len() {
        for column in ones(rows.row(row)) {
            out[column].push(ClassId::from(row));
        }
    }
    out
}

fn function_classes(net: &Network, classes: impl Iterator<Item = ClassId>) -> Vec<FunctionClass> {
    let found: BTreeSet<FunctionClass> = classes
        .filter_map(|c| net.classes[c.index()].function)
        .map(|f| net.functions[f.index()].class)
        .collect();
    found.into_iter().collect()
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
    let reached = transpose(
        &forward(net, view, Extra::Unknowns, &parties, columns),
        columns,
    );
    let mut all: Vec<BTreeSet<ClassId>> = reached.into_iter().map(BTreeSet::from_iter).collect();
    for pool in &net.pools {
        for unknown in pool.needed.unknown.iter().chain(&pool.serves_unknown) {
            all[unknown.index()].extend(pool.members.iter().map(|(class, _)| *class));
        }
    }
    let count =
        |classes: &BTreeSet<ClassId>| classes.iter().map(|c| net.classes[c.index()].size).sum();
    all.iter()
        .map(|classes| {
            (
                count(classes),
                function_classes(net, classes.iter().copied()),
            )
        })
        .collect()
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
