//! The tree of a log, and how it grows: files to write, in an order that can stop anywhere.

use crate::bundle::{self, ENTRY_BYTES_MAX};
use crate::hash::Hash;
use crate::place::{FULL, Holds, Place, WIDE, row_length};
use crate::tiles::{TileFault, Tiles, WhyNot, fault, hashes, leaves};

/// How large a tree is, and its root: all that a checkpoint says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// How many entries.
    pub size: u64,
    /// The hash over all of them.
    pub root: Hash,
}

/// What an append makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grown {
    /// The index of the first new entry.
    pub first: u64,
    /// The tree afterwards.
    pub tree: Tree,
    /// Files to write, by path. None of them belongs to the tree as it was.
    pub files: Vec<(String, Vec<u8>)>,
    /// Folders of partial files whose full file is among these. They may go, once the new checkpoint is there.
    pub obsolete: Vec<String>,
}

/// Nothing was appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppendFault {
    /// An entry is too long: its position among the new ones, and its bytes.
    TooLong(usize, usize),
    /// The log has more entries than can be counted.
    Full,
    /// What is there cannot be built upon.
    Tile(TileFault),
}

impl std::fmt::Display for AppendFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AppendFault::TooLong(at, bytes) => write!(
                f,
                "new entry {at} has {bytes} bytes, and no more than {ENTRY_BYTES_MAX} fit"
            ),
            AppendFault::Full => f.write_str("the log has more entries than can be counted"),
            AppendFault::Tile(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for AppendFault {}

impl From<TileFault> for AppendFault {
    fn from(fault: TileFault) -> Self {
        AppendFault::Tile(fault)
    }
}

impl Tree {
    /// The tree without entries.
    #[must_use]
    pub fn empty() -> Tree {
        Tree {
            size: 0,
            root: Hash::empty(),
        }
    }

    /// What it takes to append entries behind those that are there. The right edge of the tree is read, and
    /// must lead to its root: a log that was damaged there does not grow.
    ///
    /// # Errors
    /// When an entry is too long, or the edge is damaged. Then there is nothing to write.
    pub fn append(
        &self,
        tiles: &impl Tiles,
        entries: &[impl AsRef<[u8]>],
    ) -> Result<Grown, AppendFault> {
        let sizes = entries.iter().map(|entry| entry.as_ref().len());
        if let Some((at, bytes)) = (sizes.enumerate()).find(|(_, n)| *n > ENTRY_BYTES_MAX) {
            return Err(AppendFault::TooLong(at, bytes));
        }
        let more = u64::try_from(entries.len()).map_err(|_| AppendFault::Full)?;
        let size = self.size.checked_add(more).ok_or(AppendFault::Full)?;
        let mut edge = Edge::read(tiles, self)?;
        let mut bundle = edge.bundle(tiles)?;
        let mut made = Made::default();
        for entry in entries {
            let entry = entry.as_ref();
            if !bundle::push(&mut bundle, entry) {
                return Err(AppendFault::TooLong(0, entry.len()));
            }
            edge.push(Hash::leaf(entry), &mut made);
            if edge.size.is_multiple_of(WIDE) {
                let whole = std::mem::take(&mut bundle);
                made.full(Holds::Entries, edge.size / WIDE - 1, whole);
            }
        }
        made.partial(self.size, size, &bundle, &edge);
        Ok(Grown {
            first: self.size,
            tree: edge.tree(),
            files: made.files,
            obsolete: made.obsolete,
        })
    }

    /// Whether the right edge of the tiles leads to this root. It reads a file for each row.
    ///
    /// # Errors
    /// When it does not, or cannot be read.
    pub fn stands_on(&self, tiles: &impl Tiles) -> Result<(), TileFault> {
        Edge::read(tiles, self).map(|_| ())
    }
}

/// The root over hashes in a row: of a whole tree, or of a subtree.
pub(crate) fn over(row: &[Hash]) -> Hash {
    match row {
        [] => Hash::empty(),
        [one] => *one,
        more => {
            let half = more.len().next_power_of_two() / 2;
            let (left, right) = more.split_at(half);
            Hash::node(over(left), over(right))
        }
    }
}

/// The root over partial rows, the lowest first: each is on the right of all rows above it.
pub(crate) fn over_rows<'a>(rows: impl Iterator<Item = &'a [Hash]>) -> Hash {
    let mut right: Option<Hash> = None;
    for row in rows {
        let mut end = row.len();
        let mut width = 1;
        while width <= end {
            // The whole subtrees of a row are as wide as the bits of its length; the narrowest stands last.
            if row.len() & width != 0 {
                let whole = over(row.get(end - width..end).unwrap_or_default());
                right = Some(right.map_or(whole, |right| Hash::node(whole, right)));
                end -= width;
            }
            width *= 2;
        }
    }
    right.unwrap_or_else(Hash::empty)
}

/// The right edge: the partial tile of each row, which is all that growing needs.
struct Edge {
    size: u64,
    rows: Vec<Vec<Hash>>,
}

impl Edge {
    fn read(tiles: &impl Tiles, tree: &Tree) -> Result<Edge, TileFault> {
        let mut rows = Vec::new();
        let mut lowest = None;
        for level in 0.. {
            let holds = Holds::Hashes(level);
            let row = row_length(holds, tree.size);
            if row == 0 {
                break;
            }
            let place = Place::of(holds, row / WIDE, tree.size);
            rows.push(match &place {
                Some(place) => hashes(tiles, place)?,
                None => Vec::new(),
            });
            lowest = lowest.or(place);
        }
        let edge = Edge {
            size: tree.size,
            rows,
        };
        if edge.tree() == *tree {
            return Ok(edge);
        }
        Err(match lowest {
            Some(place) => fault(&place, WhyNot::Disagrees),
            None => TileFault {
                path: "checkpoint".to_owned(),
                why: WhyNot::Disagrees,
            },
        })
    }

    fn tree(&self) -> Tree {
        Tree {
            size: self.size,
            root: over_rows(self.rows.iter().map(Vec::as_slice)),
        }
    }

    /// The entries of the partial bundle, which must be those of the partial tile.
    fn bundle(&self, tiles: &impl Tiles) -> Result<Vec<u8>, TileFault> {
        let Some(place) = Place::of(Holds::Entries, self.size / WIDE, self.size) else {
            return Ok(Vec::new());
        };
        let (bytes, found) = leaves(tiles, &place)?;
        match self.rows.first() {
            Some(row) if *row == found => Ok(bytes),
            _ => Err(fault(&place, WhyNot::Disagrees)),
        }
    }

    fn push(&mut self, leaf: Hash, made: &mut Made) {
        self.size += 1;
        let mut up = leaf;
        let mut length = self.size;
        for level in 0.. {
            if self.rows.len() == usize::from(level) {
                self.rows.push(Vec::new());
            }
            let Some(row) = self.rows.get_mut(usize::from(level)) else {
                return;
            };
            row.push(up);
            if row.len() < usize::from(FULL) {
                return;
            }
            let whole = std::mem::take(row);
            length /= WIDE;
            made.full(Holds::Hashes(level), length - 1, bytes(&whole));
            up = over(&whole);
        }
    }
}

fn bytes(row: &[Hash]) -> Vec<u8> {
    row.iter().flat_map(|hash| hash.0).collect()
}

/// Files that an append makes.
#[derive(Default)]
struct Made {
    files: Vec<(String, Vec<u8>)>,
    obsolete: Vec<String>,
}

impl Made {
    fn full(&mut self, holds: Holds, index: u64, bytes: Vec<u8>) {
        let place = Place {
            holds,
            index,
            width: FULL,
        };
        self.files.push((place.path(), bytes));
        self.obsolete.push(place.partials());
    }

    /// The partial file at the end of each row that got longer.
    fn partial(&mut self, before: u64, after: u64, bundle: &[u8], edge: &Edge) {
        let mut put = |holds: Holds, bytes: &dyn Fn() -> Vec<u8>| {
            let row = row_length(holds, after);
            if row > row_length(holds, before)
                && let Some(place) = Place::of(holds, row / WIDE, after)
            {
                self.files.push((place.path(), bytes()));
            }
        };
        put(Holds::Entries, &|| bundle.to_vec());
        for (level, row) in (0..).zip(&edge.rows) {
            put(Holds::Hashes(level), &|| bytes(row));
        }
    }
}
