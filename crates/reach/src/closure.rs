//! Everything that follows, for all actors in one pass.

use std::collections::BTreeMap;

use keyholder_supply::function::Need;
use keyholder_supply::{Network, PlaceId, Pool, PoolId};
use keyholder_witness::{Actor, Bound, Claim, View};

use crate::Rows;
use crate::alike::PlaceKinds;
use crate::compile::{Extra, Program, compile};
use crate::control::control;
use crate::rows::at_least;

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
    close_with(net, actors, view, &PlaceKinds::new(net))
}

/// The same, with places grouped before.
pub(crate) fn close_with(
    net: &Network,
    actors: &[Actor],
    view: View,
    kinds: &PlaceKinds,
) -> Closure {
    let parties = control(net, actors, view.bound);
    let program = compile(net, view, Extra::None);
    let (routes, releases, unstaged, classes) = run(&program, &parties, actors.len());
    let pools = pools(net, view.bound, &classes, actors.len());
    let open = open_to(net, view.bound, &classes, actors.len());
    let sees = sees(net, view.bound, &classes, &open, kinds, actors.len());
    let stops = stops(net, view.bound, &pools, &open, kinds, actors.len());
    Closure {
        view,
        parties,
        routes,
        releases,
        unstaged,
        classes,
        pools,
        sees,
        stops,
    }
}

/// Rows of routes, releases, releases by unstaged routes, and classes.
pub(crate) fn run(program: &Program, input: &Rows, columns: usize) -> (Rows, Rows, Rows, Rows) {
    let keep = [
        &program.routes,
        &program.releases,
        &program.unstaged,
        &program.classes,
    ];
    // A second thread pays from some hundred million gate words on.
    let heavy = program.gates.edges().saturating_mul(columns) > 50_000_000;
    let threads = if heavy { 2 } else { 1 };
    let plan = program.gates.plan();
    let [routes, releases, unstaged, classes] =
        plan.run(input, columns, keep.map(Vec::as_slice), threads);
    (routes, releases, unstaged, classes)
}

fn doubts(bound: Bound) -> bool {
    bound != Bound::Surely
}

fn pools(net: &Network, bound: Bound, classes: &Rows, columns: usize) -> Rows {
    let mut rows = Rows::new(net.pools.len(), columns);
    for (n, pool) in net.pools.iter().enumerate() {
        let needed = if doubts(bound) {
            pool.needed.high
        } else {
            pool.needed.low
        };
        if pool.size == 0 || needed == 0 || needed > pool.size {
            continue;
        }
        let members: Vec<(&[u64], u32)> = pool
            .members
            .iter()
            .map(|(class, count)| (classes.row(class.index()), *count))
            .collect();
        at_least(&members, u64::from(pool.size - needed) + 1, rows.row_mut(n));
    }
    rows
}

/// A pool of which it is not stated what it serves counts as possible, not as sure.
pub(crate) fn serves(pool: &Pool, bound: Bound) -> bool {
    pool.serves_unknown.is_none() || doubts(bound)
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

fn sees(
    net: &Network,
    bound: Bound,
    classes: &Rows,
    open: &Rows,
    kinds: &PlaceKinds,
    columns: usize,
) -> Rows {
    let mut of_pools = Rows::new(net.pools.len(), columns);
    for (n, pool) in net.pools.iter().enumerate() {
        if serves(pool, bound) && net.functions[pool.function.index()].intercepts() {
            pool.members
                .iter()
                .for_each(|(class, _)| of_pools.or_from(n, classes.row(class.index())));
        }
    }
    let mut rows = Rows::new(net.places.len(), columns);
    for first in &kinds.first {
        let n = first.index();
        for pool in &net.places[n].pools {
            rows.or_from(n, of_pools.row(pool.index()));
        }
        rows.or_from(n, open.row(usize::from(!net.places[n].gaps.is_empty())));
    }
    spread(&mut rows, kinds);
    rows
}

/// Who may look into and stop any place, as far as known. Row 0: by elements of which nobody knows what they
/// do. Row 1: by a function that nobody described, which is anybody. Both are blank below "at most".
fn open_to(net: &Network, bound: Bound, classes: &Rows, columns: usize) -> Rows {
    let mut rows = Rows::new(2, columns);
    if bound != Bound::AtMost {
        return rows;
    }
    for (n, _) in net
        .classes
        .iter()
        .enumerate()
        .filter(|(_, c)| c.function.is_none())
    {
        rows.or_from(0, classes.row(n));
    }
    (0..columns).for_each(|column| rows.set(1, column));
    rows
}

/// Pools of a place by what it cannot do without: a function, or functions that stand in for each other.
pub(crate) fn units(net: &Network, place: PlaceId) -> BTreeMap<&str, Vec<PoolId>> {
    let mut units: BTreeMap<&str, Vec<PoolId>> = BTreeMap::new();
    for id in &net.places[place.index()].pools {
        let pool = &net.pools[id.index()];
        let function = &net.functions[pool.function.index()];
        match &function.need {
            _ if pool.size == 0 => {}
            Need::Not => {}
            Need::WhenPresent => units.entry(&function.name).or_default().push(*id),
            Need::OneOf(group) => units.entry(group).or_default().push(*id),
        }
    }
    units
}

fn stops(
    net: &Network,
    bound: Bound,
    pools: &Rows,
    open: &Rows,
    kinds: &PlaceKinds,
    columns: usize,
) -> Rows {
    let mut of_units = Rows::new(kinds.units.len(), columns);
    for (n, unit) in kinds.units.iter().enumerate() {
        let counted = |id: &&PoolId| serves(&net.pools[id.index()], bound);
        if doubts(bound) {
            unit.iter()
                .for_each(|id| of_units.or_from(n, pools.row(id.index())));
        } else if unit.iter().filter(counted).count() == unit.len() {
            let mut all = pools.row(unit[0].index()).to_vec();
            for id in &unit[1..] {
                all.iter_mut()
                    .zip(pools.row(id.index()))
                    .for_each(|(word, less)| *word &= less);
            }
            of_units.or_from(n, &all);
        }
    }
    let mut rows = Rows::new(net.places.len(), columns);
    for (first, needs) in kinds.first.iter().zip(&kinds.needs) {
        let n = first.index();
        needs
            .iter()
            .for_each(|unit| rows.or_from(n, of_units.row(*unit as usize)));
        rows.or_from(n, open.row(usize::from(!net.places[n].gaps.is_empty())));
    }
    spread(&mut rows, kinds);
    rows
}
