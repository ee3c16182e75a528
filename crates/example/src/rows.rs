//! The rows of elements, one after the other, in memory that does not grow with their number.

use std::collections::BTreeMap;

use crate::group::{CELLS, Group, Hole, cell, number_into};
use crate::nation::Nation;
use crate::text::csv_row;

/// Columns of a row: the id, then those of a kind.
pub const WIDTH: usize = 1 + CELLS;

/// What has been handed out so far: counts, and what is missing on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Rows by function as written; blank ones under the empty text.
    pub functions: BTreeMap<String, u64>,
    /// Rows whose host is not stated. The old inventory is counted apart, here and below.
    pub without_host: u64,
    /// Rows whose manager is not stated.
    pub without_manager: u64,
    /// Rows whose firmware is not stated.
    pub without_firmware: u64,
    /// Rows that are updated in waves and do not say in which.
    pub without_wave: u64,
    /// Rows whose function is misspelt.
    pub misspelt: u64,
    /// Rows of an old inventory: no function, no place, nothing.
    pub old: u64,
}

/// Adds a row to a CSV text. No cell of an invented nation needs quotes.
pub fn csv_line(out: &mut String, row: [Option<&str>; WIDTH]) {
    csv_row(out, row.map(Option::unwrap_or_default));
}

/// Hands out rows; see [`Nation::rows`].
pub struct Rows<'a> {
    nation: &'a Nation,
    counts: Box<dyn Iterator<Item = (usize, u64)> + 'a>,
    groups: std::vec::IntoIter<Group>,
    group: Option<Group>,
    /// Of the group, how many were handed out.
    given: usize,
    id: String,
    host: String,
    ended: bool,
    tally: Tally,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(nation: &'a Nation) -> Self {
        Rows {
            nation,
            counts: Box::new(nation.counts()),
            groups: Vec::new().into_iter(),
            group: None,
            given: 0,
            id: String::new(),
            host: String::new(),
            ended: false,
            tally: Tally::default(),
        }
    }

    /// What was handed out.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The next row: the cells in the order of the table, `None` for a blank one.
    ///
    /// A row is lent, not given, so that ten million of them need no memory of their own.
    pub fn next_row(&mut self) -> Option<[Option<&str>; WIDTH]> {
        while self.group.as_ref().is_none_or(|g| self.given == g.count) {
            self.next_group()?;
        }
        let group = self.group.as_ref()?;
        number_into(&mut self.id, &group.stem, group.first + self.given);
        if let Some((stem, count)) = &group.hosts {
            let nth = (group.first - 1 + self.given) % count + 1;
            number_into(&mut self.host, stem, nth);
        }
        self.given += 1;
        let hosted = group.hosts.is_some();
        Some(std::array::from_fn(|n| {
            let text = match n.checked_sub(1) {
                None => self.id.as_str(),
                Some(cell::HOST) if hosted => self.host.as_str(),
                Some(n) => group.cells[n].as_str(),
            };
            (!text.is_empty()).then_some(text)
        }))
    }

    /// Goes on to the next group, and to the next place when there is none.
    fn next_group(&mut self) -> Option<()> {
        loop {
            if let Some(group) = self.groups.next() {
                self.count(&group);
                self.group = Some(group);
                self.given = 0;
                return Some(());
            }
            self.groups = self.next_place()?.into_iter();
        }
    }

    fn next_place(&mut self) -> Option<Vec<Group>> {
        if let Some((place, count)) = self.counts.next() {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let mut groups = self.nation.local(place, count);
            if let Some(central) = self.nation.central.get(&place) {
                groups.extend(central.iter().cloned());
                groups.sort_by(|a, b| (&a.stem, a.first).cmp(&(&b.stem, b.first)));
            }
            return Some(groups);
        }
        if self.ended {
            return None;
        }
        self.ended = true;
        Some(self.nation.old_inventory())
    }

    fn count(&mut self, group: &Group) {
        let count = group.count as u64;
        let tally = &mut self.tally;
        tally.rows += count;
        let function = group.cells[cell::FUNCTION].clone();
        *tally.functions.entry(function).or_default() += count;
        match group.hole {
            None => {}
            Some(Hole::Host) => tally.without_host += count,
            Some(Hole::Manager) => tally.without_manager += count,
            Some(Hole::Firmware) => tally.without_firmware += count,
            Some(Hole::Wave) => tally.without_wave += count,
            Some(Hole::Misspelt) => tally.misspelt += count,
            Some(Hole::Old) => tally.old += count,
        }
    }
}
