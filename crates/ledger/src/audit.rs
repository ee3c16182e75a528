//! Recomputes a whole log from its entries, and says of every file that does not agree.
//!
//! Entries give the hashes of the lowest row, full tiles those of the row above, and the rests of all rows
//! the root. Where a file and what is computed for it differ, a third says which of both was changed: the
//! tile above, or, at the right edge, the root that was signed.

use crate::bundle;
use crate::hash::Hash;
use crate::place::{Holds, Place, Standing, WIDE};
use crate::tiles::{TileFault, Tiles, WhyNot, hashes, leaves};
use crate::tree::{Tree, over, over_rows};

/// The most faults that are told; with more, the rest is not looked at.
pub const FAULTS_MAX: usize = 1000;

/// Something that is not as the log says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}", self.path, self.what)
    }
}

/// What recomputing a log gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// How many entries were read and hashed.
    pub entries: u64,
    /// Everything that does not agree, in the order of the log.
    pub faults: Vec<Fault>,
    /// Whether all was looked at: with too many faults, the rest is not.
    pub whole: bool,
}

/// Recomputes the tree from the bundles of entries: every tile, and the root.
#[must_use]
pub fn audit(tiles: &impl Tiles, tree: &Tree) -> Audit {
    let mut work = Work {
        tiles,
        tree: *tree,
        rows: Vec::new(),
        edge: Vec::new(),
        faults: Vec::new(),
        entries: 0,
    };
    for index in 0..tree.size.div_ceil(WIDE) {
        work.bundle(index);
        if work.faults.len() >= FAULTS_MAX {
            break;
        }
    }
    let whole = work.faults.len() < FAULTS_MAX;
    if whole {
        work.rest();
    }
    Audit {
        entries: work.entries,
        faults: work.faults,
        whole,
    }
}

/// Says of a partial file that a smaller tree stood on whether it still begins the one that took its place.
#[must_use]
pub fn older(tiles: &impl Tiles, place: &Place, size: u64) -> Option<Fault> {
    let now = Place::of(place.holds, place.index, size)?;
    if place.standing(size) != Standing::Older {
        return None;
    }
    let fault = |what: String| {
        Some(Fault {
            path: place.path(),
            what,
        })
    };
    let Some(old) = tiles.read(&place.path()) else {
        return fault(WhyNot::Missing.to_string());
    };
    let right = match place.holds {
        Holds::Hashes(_) => old.len() == place.bytes_max(),
        Holds::Entries => bundle::entries(&old, place.width).is_ok(),
    };
    if !right {
        return fault("it has not the length of its width".to_owned());
    }
    // When the wider file is missing, that is told of it.
    let begins = tiles.read(&now.path()).is_none_or(|b| b.starts_with(&old));
    match begins {
        true => None,
        false => fault(format!("it does not begin `{}`", now.path())),
    }
}

/// One row, as it is computed from the row below and as its tile has it.
struct Pair {
    place: Place,
    made: Vec<Option<Hash>>,
    read: Option<Vec<Hash>>,
}

impl Pair {
    /// The first position in which both differ.
    fn differs(&self) -> Option<usize> {
        let read = self.read.as_ref()?;
        let mut both = self.made.iter().zip(read);
        both.position(|(made, read)| made.is_some_and(|made| made != *read))
    }

    /// What is computed, with the tile where nothing could be.
    fn made_first(&self) -> Option<Vec<Hash>> {
        let read = |at: usize| self.read.as_ref().and_then(|row| row.get(at).copied());
        let made = self.made.iter().enumerate();
        made.map(|(at, hash)| hash.or_else(|| read(at))).collect()
    }

    /// The tile, with what is computed where there is none.
    fn read_first(&self) -> Option<Vec<Hash>> {
        self.read.clone().or_else(|| self.made_first())
    }
}

struct Work<'a, T> {
    tiles: &'a T,
    tree: Tree,
    /// The row of each level above the lowest that is being filled.
    rows: Vec<Vec<Option<Hash>>>,
    /// The partial rows, the lowest first.
    edge: Vec<Pair>,
    faults: Vec<Fault>,
    entries: u64,
}

impl<T: Tiles> Work<'_, T> {
    fn fault(&mut self, path: String, what: String) {
        self.faults.push(Fault { path, what });
    }

    /// Keeps what could be read, and tells what could not.
    fn told<R>(&mut self, read: Result<R, TileFault>) -> Option<R> {
        read.map_err(|fault| self.fault(fault.path, fault.why.to_string()))
            .ok()
    }

    fn bundle(&mut self, index: u64) {
        let Some(place) = Place::of(Holds::Entries, index, self.tree.size) else {
            return;
        };
        let found = leaves(self.tiles, &place);
        let made = match self.told(found) {
            Some((_, leaves)) => {
                self.entries += u64::from(place.width);
                leaves.into_iter().map(Some).collect()
            }
            None => vec![None; usize::from(place.width)],
        };
        self.row(0, index, made);
    }

    /// A row is complete: compares it with its tile, and goes up when it is full.
    fn row(&mut self, level: u8, index: u64, made: Vec<Option<Hash>>) {
        let Some(place) = Place::of(Holds::Hashes(level), index, self.tree.size) else {
            return;
        };
        let tile = hashes(self.tiles, &place);
        let pair = Pair {
            place,
            made,
            read: self.told(tile),
        };
        if u64::from(place.width) < WIDE {
            self.edge.push(pair);
            return;
        }
        let up = self.settle(&pair);
        let above = usize::from(level);
        if self.rows.len() == above {
            self.rows.push(Vec::new());
        }
        let Some(row) = self.rows.get_mut(above) else {
            return;
        };
        row.push(up);
        if u64::try_from(row.len()) == Ok(WIDE) {
            let full = std::mem::take(row);
            self.row(level.saturating_add(1), index / WIDE, full);
        }
    }

    /// The hash over a full tile; where row and tile differ, that to which the tile above agrees.
    fn settle(&mut self, pair: &Pair) -> Option<Hash> {
        let made = pair.made_first().map(|row| over(&row));
        let Some(at) = pair.differs() else {
            return made;
        };
        let read = pair.read_first().map(|row| over(&row));
        let above = self.above(&pair.place);
        let (tile, below) = match above {
            Some(above) if Some(above) == made => (true, false),
            Some(above) if Some(above) == read => (false, true),
            _ => (true, true),
        };
        self.blame(pair, at, tile, below);
        above.or(made)
    }

    /// The hash of a full tile, as the tile above has it.
    fn above(&self, place: &Place) -> Option<Hash> {
        let Holds::Hashes(level) = place.holds else {
            return None;
        };
        let holds = Holds::Hashes(level.checked_add(1)?);
        let above = Place::of(holds, place.index / WIDE, self.tree.size)?;
        let row = hashes(self.tiles, &above).ok()?;
        row.get(usize::try_from(place.index % WIDE).ok()?).copied()
    }

    /// Names the file or files that were changed.
    fn blame(&mut self, pair: &Pair, at: usize, tile: bool, below: bool) {
        let path = pair.place.path();
        let under = pair.place.index * WIDE + u64::try_from(at).unwrap_or(0);
        let (lower, what) = match pair.place.holds {
            Holds::Hashes(level @ 1..) => (
                Place::of(Holds::Hashes(level - 1), under, self.tree.size),
                "hash",
            ),
            _ => {
                let place = Place::of(Holds::Entries, pair.place.index, self.tree.size);
                (place, "entry")
            }
        };
        let lower = lower.map_or_else(|| "tile".to_owned(), |place| place.path());
        if tile {
            let what = format!("its hash {at} is not that of `{lower}`");
            self.fault(path.clone(), what);
        }
        if below {
            let what = match what {
                "entry" => format!("its entry {at} ({under} of the log) is not that of `{path}`"),
                _ => format!("it is not what hash {at} of `{path}` is of"),
            };
            self.fault(lower, what);
        }
    }

    /// The partial rows, and the root.
    fn rest(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        for (level, row) in (1..).zip(rows) {
            let full = self.tree.size.checked_shr(u32::from(level) * 8 + 8);
            if !row.is_empty() {
                self.row(level, full.unwrap_or(0), row);
            }
        }
        let edge = std::mem::take(&mut self.edge);
        let root = |rows: Option<Vec<Vec<Hash>>>| {
            let rows = rows?;
            Some(over_rows(rows.iter().map(Vec::as_slice)))
        };
        let made = root(edge.iter().map(Pair::made_first).collect());
        let read = root(edge.iter().map(Pair::read_first).collect());
        let signed = Some(self.tree.root);
        let (tile, below) = match (made == signed, read == signed) {
            (true, _) => (true, false),
            (false, true) => (false, true),
            (false, false) => (true, true),
        };
        for pair in &edge {
            if let Some(at) = pair.differs() {
                self.blame(pair, at, tile, below);
            }
        }
        if made != signed && read != signed {
            let what = match made {
                Some(_) => "its root is not that of the entries",
                None => "its root cannot be computed: files are missing",
            };
            self.fault("checkpoint".to_owned(), what.to_owned());
        }
    }
}
