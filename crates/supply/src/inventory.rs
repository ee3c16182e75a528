//! Large tables of elements, grouped: the core sees kinds of rows, never ten million rows.
//!
//! Rows that say the same in every column but the id are one [`Kind`]. Whoever reads the tables, on one
//! machine or on many, hands over the same [`Inventory`]: it is sorted, so order of rows, files and
//! machines changes nothing.

use std::collections::{BTreeMap, BTreeSet};

/// Columns that make a kind, in order: those of `network/elements*` without the id.
pub const KIND_COLUMNS: [&str; 11] = [
    "function",
    "operator",
    "place",
    "pool",
    "host",
    "manager",
    "hardware",
    "firmware",
    "platform",
    "application",
    "wave",
];

/// How many columns make a kind.
pub const KIND_WIDTH: usize = KIND_COLUMNS.len();

/// Rows that say the same in every column but the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// For each column of [`KIND_COLUMNS`], the position of its cell in [`Inventory::texts`].
    pub cells: [u32; KIND_WIDTH],
    /// How many rows, at least 1.
    pub rows: u64,
    /// The least of their ids in the order of bytes; it stands for all in explanations.
    pub least: String,
}

/// An element that something else names: as host, as manager, in a route, or in a question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// The position of its kind in [`Inventory::kinds`].
    pub kind: u32,
}

/// Rows that become one element of the network: those of a kind, or one row of it that stands apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit<'a> {
    /// The position of its kind in [`Inventory::kinds`].
    pub kind: usize,
    /// The id that stands for it.
    pub id: &'a str,
    /// How many rows.
    pub rows: u64,
}

const HOST: usize = 4;
const MANAGER: usize = 5;

/// Rows of large tables of elements, grouped into kinds.
///
/// *Invariant:* texts are sorted and each once; every text is used; kinds are sorted by their cells and
/// each once; named elements are sorted by id. So equal tables give equal inventories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// For each column of [`KIND_COLUMNS`], its distinct cells, trimmed. A blank cell is the empty text.
    pub texts: [Vec<String>; KIND_WIDTH],
    /// Kinds of rows.
    pub kinds: Vec<Kind>,
    /// Elements that are named as host or manager by some row, or that the reader was asked for.
    pub named: Vec<Named>,
    /// Ids that stand in more than one row, sorted, each once, at most [`Inventory::TWICE_MAX`] of them.
    pub twice: Vec<String>,
    /// How many ids stand in more than one row.
    pub twice_count: u64,
}

impl Inventory {
    /// Ids given twice that are listed one by one; the rest are counted.
    pub const TWICE_MAX: usize = 1_000;

    /// Puts kinds, given over any dictionaries, into the one form.
    ///
    /// `texts[c]` may be in any order, with repetitions and with texts that no kind uses. `named` pairs an
    /// id with the position of its kind in `kinds`.
    #[must_use]
    pub fn new(texts: [Vec<String>; KIND_WIDTH], kinds: Vec<Kind>, named: Vec<Named>) -> Self {
        Self::numbered(texts, kinds, named).0
    }

    /// The same, and for each kind as given its position in [`Inventory::kinds`].
    #[must_use]
    pub fn numbered(
        texts: [Vec<String>; KIND_WIDTH],
        kinds: Vec<Kind>,
        named: Vec<Named>,
    ) -> (Self, Vec<u32>) {
        let mut used: [Vec<bool>; KIND_WIDTH] =
            std::array::from_fn(|c| vec![false; texts[c].len()]);
        for kind in &kinds {
            for (c, cell) in kind.cells.iter().enumerate() {
                used[c][*cell as usize] = true;
            }
        }
        let mut column = 0;
        let mut renumbered: [Vec<u32>; KIND_WIDTH] = Default::default();
        let texts = texts.map(|texts| {
            let (sorted, numbers) = sort_texts(texts, &used[column]);
            renumbered[column] = numbers;
            column += 1;
            sorted
        });
        let mut order: Vec<(usize, Kind)> = kinds
            .into_iter()
            .map(|mut kind| {
                for (c, cell) in kind.cells.iter_mut().enumerate() {
                    *cell = renumbered[c][*cell as usize];
                }
                kind
            })
            .enumerate()
            .collect();
        order.sort_by_key(|(_, kind)| kind.cells);
        let mut place = vec![0_u32; order.len()];
        let mut kinds: Vec<Kind> = Vec::with_capacity(order.len());
        for (old, kind) in order {
            match kinds.last_mut().filter(|last| last.cells == kind.cells) {
                Some(last) => {
                    last.rows += kind.rows;
                    if kind.least < last.least {
                        last.least = kind.least;
                    }
                }
                None => kinds.push(kind),
            }
            place[old] = u32::try_from(kinds.len() - 1).unwrap_or(u32::MAX);
        }
        let mut named: Vec<Named> = named
            .into_iter()
            .map(|n| Named {
                kind: place[n.kind as usize],
                id: n.id,
            })
            .collect();
        named.sort();
        named.dedup();
        let inventory = Inventory {
            texts,
            kinds,
            named,
            twice: Vec::new(),
            twice_count: 0,
        };
        (inventory, place)
    }

    /// The units in the order in which they become elements: first one for each kind, then the rows that stand apart;
    /// and for each of [`Inventory::named`] its unit.
    ///
    /// A row stands apart when its id is among `apart`, for it may be reached or meant where its like are not, or
    /// when it may be its own host or manager.
    #[must_use]
    pub fn units(&self, apart: &BTreeSet<&str>) -> (Vec<Unit<'_>>, Vec<usize>) {
        let kinds = self.kinds.iter().enumerate();
        let mut units: Vec<Unit<'_>> = kinds
            .map(|(kind, k)| Unit {
                kind,
                id: k.least.as_str(),
                rows: k.rows,
            })
            .collect();
        let mut of_named = Vec::with_capacity(self.named.len());
        for named in &self.named {
            let kind = named.kind as usize;
            let id = named.id.as_str();
            let alone = apart.contains(id) || self.may_carry_itself(kind, id);
            if alone && units[kind].rows > 1 {
                units[kind].rows -= 1;
                of_named.push(units.len());
                units.push(Unit { kind, id, rows: 1 });
            } else {
                of_named.push(kind);
            }
        }
        (units, of_named)
    }

    /// Whether an element of a kind may be its own host, by way of others or not, or its own manager. Its like
    /// have the same cells and are not.
    fn may_carry_itself(&self, kind: usize, id: &str) -> bool {
        let cell = |column| self.cell(&self.kinds[kind], column);
        let carried = !matches!(cell(HOST), "" | "?" | "none");
        carried || cell(MANAGER).split(';').any(|name| name.trim() == id)
    }

    /// Rows in all.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.kinds.iter().map(|k| k.rows).sum()
    }

    /// The cell of a kind.
    #[must_use]
    pub fn cell(&self, kind: &Kind, column: usize) -> &str {
        &self.texts[column][kind.cells[column] as usize]
    }
}

/// Sorted texts, each once and only those used, and for each old position the new one.
fn sort_texts(texts: Vec<String>, used: &[bool]) -> (Vec<String>, Vec<u32>) {
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for (text, _) in texts.iter().zip(used).filter(|(_, used)| **used) {
        numbers.insert(text, 0);
    }
    for (n, number) in numbers.values_mut().enumerate() {
        *number = u32::try_from(n).unwrap_or(u32::MAX);
    }
    let renumbered = texts
        .iter()
        .map(|text| numbers.get(text.as_str()).copied().unwrap_or(0))
        .collect();
    let sorted = numbers.keys().map(|text| (*text).to_owned()).collect();
    (sorted, renumbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(function: u32, rows: u64, least: &str) -> Kind {
        let mut cells = [0; KIND_WIDTH];
        cells[0] = function;
        Kind {
            cells,
            rows,
            least: least.to_owned(),
        }
    }

    #[test]
    fn equal_tables_give_equal_inventories() {
        let mut texts: [Vec<String>; KIND_WIDTH] = std::array::from_fn(|_| vec![String::new()]);
        texts[0] = ["UPF", "AMF", "UPF", "unused"].map(str::to_owned).to_vec();
        let named = |kind| {
            vec![Named {
                id: "b".to_owned(),
                kind,
            }]
        };
        let one = Inventory::new(
            texts.clone(),
            vec![kind(0, 2, "b"), kind(1, 1, "a"), kind(2, 3, "ab")],
            named(0),
        );
        texts[0] = ["AMF", "UPF"].map(str::to_owned).to_vec();
        let other = Inventory::new(texts, vec![kind(1, 5, "ab"), kind(0, 1, "a")], named(0));
        assert_eq!(one, other);
        assert_eq!(one.texts[0], ["AMF", "UPF"]);
        assert_eq!(
            (one.rows(), one.kinds[1].rows, one.named[0].kind),
            (6, 5, 1)
        );
        assert_eq!(one.cell(&one.kinds[0], 0), "AMF");
    }
}
