//! Who can look into and stop places, by kind of place: of all kinds, or of those that are asked about.

use std::collections::BTreeMap;

use keyholder_supply::function::Need;
use keyholder_supply::{Network, PlaceId, Pool, PoolId};
use keyholder_witness::Bound;

use crate::Rows;
use crate::alike::PlaceKinds;
use crate::rows::at_least;

/// Rows that are worked out when they are first asked for, and kept until the next question.
#[derive(Default)]
struct Kept {
    rows: Rows,
    there: Vec<bool>,
}

impl Kept {
    fn renew(&mut self, rows: usize, columns: usize) {
        if self.there.len() != rows || self.rows.words() != columns.div_ceil(64) {
            self.rows = Rows::new(rows, columns);
        }
        self.there.clear();
        self.there.resize(rows, false);
    }

    /// The row to fill, clear, when it is not there yet.
    fn missing(&mut self, row: usize) -> Option<&mut [u64]> {
        if std::mem::replace(&mut self.there[row], true) {
            return None;
        }
        let row = self.rows.row_mut(row);
        row.fill(0);
        Some(row)
    }
}

/// Room to work in, for one question after the other: clearing it costs less than asking for it anew.
#[derive(Default)]
pub(crate) struct Desk {
    seen_by: Kept,
    broken: Kept,
    units: Kept,
}

/// What pools and places follow from: who can change which classes.
pub(crate) struct Effects<'a> {
    net: &'a Network,
    bound: Bound,
    kinds: &'a PlaceKinds,
    classes: &'a Rows,
    /// See [`open_to`].
    open: Rows,
    desk: &'a mut Desk,
}

impl<'a> Effects<'a> {
    pub(crate) fn new(
        net: &'a Network,
        bound: Bound,
        kinds: &'a PlaceKinds,
        classes: &'a Rows,
        columns: usize,
        desk: &'a mut Desk,
    ) -> Self {
        desk.seen_by.renew(net.pools.len(), columns);
        desk.broken.renew(net.pools.len(), columns);
        desk.units.renew(kinds.units.len(), columns);
        let open = open_to(net, bound, classes, columns);
        Effects {
            net,
            bound,
            kinds,
            classes,
            open,
            desk,
        }
    }

    /// Who can look into places of a kind. The row must be clear.
    pub(crate) fn sees(&mut self, kind: usize, row: &mut [u64]) {
        let net = self.net;
        for pool in &net.places[self.kinds.first[kind].index()].pools {
            or(row, self.seen_by(*pool));
        }
        or(row, self.open.row(self.gaps(kind)));
    }

    /// Who can stop them. The row must be clear.
    pub(crate) fn stops(&mut self, kind: usize, row: &mut [u64]) {
        let kinds = self.kinds;
        for unit in &kinds.needs[kind] {
            or(row, self.unit(*unit as usize));
        }
        or(row, self.open.row(self.gaps(kind)));
    }

    /// Who can leave a pool with too few members.
    pub(crate) fn broken(&mut self, id: PoolId) -> &[u64] {
        let pool = &self.net.pools[id.index()];
        if let Some(row) = self.desk.broken.missing(id.index()) {
            breaks(pool, self.bound, self.classes, row);
        }
        self.desk.broken.rows.row(id.index())
    }

    /// The row of [`open_to`] that counts for a kind.
    fn gaps(&self, kind: usize) -> usize {
        let first = &self.net.places[self.kinds.first[kind].index()];
        usize::from(!first.gaps.is_empty())
    }

    fn seen_by(&mut self, id: PoolId) -> &[u64] {
        let pool = &self.net.pools[id.index()];
        if let Some(row) = self.desk.seen_by.missing(id.index()) {
            let function = &self.net.functions[pool.function.index()];
            if serves(pool, self.bound) && function.intercepts() {
                let members = pool.members.iter();
                members.for_each(|(class, _)| or(row, self.classes.row(class.index())));
            }
        }
        self.desk.seen_by.rows.row(id.index())
    }

    /// Who can take away one thing that a place cannot do without.
    fn unit(&mut self, number: usize) -> &[u64] {
        let kinds = self.kinds;
        let pools = &kinds.units[number];
        if self.desk.units.missing(number).is_some() {
            let doubts = self.bound != Bound::Surely;
            let counts = |id: &PoolId| serves(&self.net.pools[id.index()], self.bound);
            let mut all: Vec<u64> = Vec::new();
            if doubts || pools.iter().all(counts) {
                all.extend_from_slice(self.broken(pools[0]));
                for id in &pools[1..] {
                    let words = all.iter_mut().zip(self.broken(*id));
                    match doubts {
                        true => words.for_each(|(word, more)| *word |= more),
                        false => words.for_each(|(word, less)| *word &= less),
                    }
                }
            }
            or(self.desk.units.rows.row_mut(number), &all);
        }
        self.desk.units.rows.row(number)
    }
}

fn or(row: &mut [u64], more: &[u64]) {
    row.iter_mut()
        .zip(more)
        .for_each(|(word, more)| *word |= more);
}

fn breaks(pool: &Pool, bound: Bound, classes: &Rows, row: &mut [u64]) {
    let needed = match bound {
        Bound::Surely => pool.needed.low,
        _ => pool.needed.high,
    };
    if pool.size == 0 || needed == 0 || needed > pool.size {
        return;
    }
    let members: Vec<(&[u64], u32)> = pool
        .members
        .iter()
        .map(|(class, count)| (classes.row(class.index()), *count))
        .collect();
    at_least(&members, u64::from(pool.size - needed) + 1, row);
}

/// A pool of which it is not stated what it serves counts as possible, not as sure.
pub(crate) fn serves(pool: &Pool, bound: Bound) -> bool {
    pool.serves_unknown.is_none() || bound != Bound::Surely
}

/// Who may look into and stop any place, as far as known. Row 0: by elements of which nobody knows what they
/// do. Row 1: by a function that nobody described, which is anybody. Both are blank below "at most".
fn open_to(net: &Network, bound: Bound, classes: &Rows, columns: usize) -> Rows {
    let mut rows = Rows::new(2, columns);
    if bound != Bound::AtMost {
        return rows;
    }
    for (n, class) in net.classes.iter().enumerate() {
        if class.function.is_none() {
            rows.or_from(0, classes.row(n));
        }
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
