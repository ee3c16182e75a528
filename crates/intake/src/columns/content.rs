//! What stands in a column, compared with what is known: functions, parties, places.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::facts::Facts;
use keyholder_supply::function::Catalogue;

use crate::sheet::Sheet;
use crate::value::{Day, DayOrder, day, key, stated};

/// Rows of which a column is judged.
const LOOKED_AT: usize = 2_000;

/// Names that are known, each under a key without case, blanks and punctuation.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Functions; `None` where two have the same key.
    functions: BTreeMap<String, Option<String>>,
    parties: BTreeSet<String>,
    places: BTreeSet<String>,
}

impl Known {
    /// What catalogue and project know.
    #[must_use]
    pub fn new(facts: &Facts, catalogue: &Catalogue) -> Self {
        let mut known = Known::default();
        let own = facts.function_overrides.iter().map(|f| f.name.as_str());
        let own = own.filter(|name| catalogue.find(name).is_none());
        let names = catalogue.functions.iter().flat_map(|f| {
            let aliases = f.aliases.iter().map(String::as_str);
            std::iter::once(f.name.as_str())
                .chain(aliases)
                .map(|word| (word, f.name.as_str()))
        });
        for (word, name) in names.chain(own.map(|name| (name, name))) {
            let slot = known.functions.entry(key(word));
            slot.and_modify(|known| {
                if known.as_deref() != Some(name) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(name.to_owned()));
        }
        for party in &facts.parties {
            known
                .parties
                .extend([key(&party.id.text), key(&party.name)]);
        }
        for place in &facts.places {
            known.places.insert(key(&place.id.text));
            known.places.extend(place.name.as_deref().map(key));
        }
        known
    }

    /// The function of that name or alias, as the catalogue writes it. Only the whole name counts: a part
    /// of it, or something like it, is no function.
    #[must_use]
    pub fn function(&self, text: &str) -> Option<&str> {
        self.functions.get(&key(text))?.as_deref()
    }
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content {
    /// Cells that say something.
    pub(super) stated: usize,
    /// Cells that are blank.
    pub(super) blank: usize,
    /// Different cells.
    pub(super) distinct: usize,
    /// Cells that are functions.
    pub(super) functions: usize,
    /// Cells that are parties.
    pub(super) parties: usize,
    /// Cells that are places.
    pub(super) places: usize,
    /// Cells that are days.
    pub(super) days: usize,
    /// Cells that are numbers.
    pub(super) numbers: usize,
}

impl Content {
    pub(super) fn of(sheet: &Sheet, header: usize, column: usize, known: &Known) -> Self {
        let mut content = Content::default();
        let mut seen = BTreeSet::new();
        for row in header + 1..sheet.rows().min(header + 1 + LOOKED_AT) {
            let Some(cell) = stated(sheet.cell(row, column)) else {
                content.blank += 1;
                continue;
            };
            content.stated += 1;
            seen.insert(cell);
            let key = key(cell);
            content.functions += usize::from(known.function(cell).is_some());
            content.parties += usize::from(known.parties.contains(&key));
            content.places += usize::from(known.places.contains(&key));
            content.days += usize::from(!matches!(day(cell, DayOrder::default()), Day::Not));
            content.numbers += usize::from(
                cell.bytes()
                    .all(|b| b.is_ascii_digit() || b",. ".contains(&b)),
            );
        }
        content.distinct = seen.len();
        content
    }

    /// Whether a count is at least this share of what is stated.
    pub(super) fn mostly(&self, count: usize, percent: usize) -> bool {
        self.stated > 0 && count * 100 >= self.stated * percent
    }

    /// Whether nearly every row has one of its own, so that it can name the row.
    pub(super) fn names_rows(&self) -> bool {
        self.mostly(self.distinct, 95) && self.blank * 10 <= self.stated
    }
}

/// The first cell of a column that says something.
pub(super) fn example(sheet: &Sheet, header: usize, column: usize) -> String {
    (header + 1..sheet.rows().min(header + 1 + LOOKED_AT))
        .find_map(|row| stated(sheet.cell(row, column)))
        .map(|cell| cell.chars().take(40).collect())
        .unwrap_or_default()
}
