//! Makes proofs from tiles. What it makes is checked by `check`, which does not depend on it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::hash::Hash;
use crate::place::{Holds, Place, WIDE};
use crate::tiles::{TileFault, Tiles, WhyNot, either, fault, hashes, leaves};
use crate::tree::over;

/// No proof was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProveFault {
    /// The tree has no such entry: its index, and the size of the tree.
    NoEntry(u64, u64),
    /// The older tree is larger than the newer: their sizes.
    Backwards(u64, u64),
    /// The log never was that large: the size asked for, and its own.
    TooLarge(u64, u64),
    /// A tile cannot be used.
    Tile(TileFault),
}

impl std::fmt::Display for ProveFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ProveFault::NoEntry(index, size) => write!(
                f,
                "there is no entry {index} among {size}; the first has the index 0"
            ),
            ProveFault::Backwards(old, new) => write!(
                f,
                "a tree of {old} entries is not older than one of {new}: a log never shrinks"
            ),
            ProveFault::TooLarge(asked, size) => {
                write!(f, "the log has {size} entries, and not {asked}")
            }
            ProveFault::Tile(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for ProveFault {}

impl From<TileFault> for ProveFault {
    fn from(fault: TileFault) -> Self {
        ProveFault::Tile(fault)
    }
}

/// The most tiles that are kept while proofs are made: some 512 KiB.
const KEPT_MAX: usize = 64;

/// Makes proofs for a log: for its tree as it is, and as it was at any smaller size.
pub struct Prover<'a, T> {
    tiles: &'a T,
    size: u64,
    read: RefCell<BTreeMap<(u8, u64), Vec<Hash>>>,
}

impl<'a, T: Tiles> Prover<'a, T> {
    /// For a log that has `size` entries now.
    #[must_use]
    pub fn new(tiles: &'a T, size: u64) -> Self {
        Prover {
            tiles,
            size,
            read: RefCell::default(),
        }
    }

    /// The hashes that show that the entry at `index` is in the tree of the first `size` entries (RFC 6962,
    /// section 2.1.1).
    ///
    /// # Errors
    /// When there is no such entry, or a tile is missing or too short.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, ProveFault> {
        self.known(size)?;
        if index >= size {
            return Err(ProveFault::NoEntry(index, size));
        }
        let (mut from, mut to) = (0, size);
        let mut proof = Vec::new();
        while to - from > 1 {
            let middle = from + half(to - from);
            if index < middle {
                proof.push(self.over(middle, to)?);
                to = middle;
            } else {
                proof.push(self.over(from, middle)?);
                from = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The hashes that show that the tree of the first `new` entries begins with that of the first `old`
    /// (RFC 6962, section 2.1.2). None are needed when the older has no entries, or as many.
    ///
    /// # Errors
    /// When the older is larger, or a tile is missing or too short.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, ProveFault> {
        self.known(new)?;
        if old > new {
            return Err(ProveFault::Backwards(old, new));
        }
        if old == 0 || old == new {
            return Ok(Vec::new());
        }
        let (mut from, mut to) = (0, new);
        let mut proof = Vec::new();
        while to != old {
            let middle = from + half(to - from);
            if old <= middle {
                proof.push(self.over(middle, to)?);
                to = middle;
            } else {
                proof.push(self.over(from, middle)?);
                from = middle;
            }
        }
        // The older tree itself, when it is one whole subtree, is known to who asks.
        if from != 0 {
            proof.push(self.over(from, to)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The root of the first `size` entries.
    ///
    /// # Errors
    /// When there are not so many, or a tile is missing or too short.
    pub fn root(&self, size: u64) -> Result<Hash, ProveFault> {
        self.known(size)?;
        Ok(self.over(0, size)?)
    }

    /// One entry, as its bundle holds it.
    ///
    /// # Errors
    /// When there is no such entry, or its bundle is missing or damaged.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, ProveFault> {
        let none = ProveFault::NoEntry(index, self.size);
        let place = Place::of(Holds::Entries, index / WIDE, self.size);
        let place = place.ok_or_else(|| none.clone())?;
        let (bytes, width) = either(&place, |place| {
            leaves(self.tiles, place).map(|(bytes, _)| (bytes, place.width))
        })?;
        let entries = crate::bundle::entries(&bytes, width)
            .map_err(|why| fault(&place, WhyNot::Bundle(why)))?;
        let at = usize::try_from(index % WIDE).ok();
        let found = at.filter(|_| index < self.size);
        let found = found.and_then(|at| entries.get(at));
        found.map(|entry| entry.to_vec()).ok_or(none)
    }

    fn known(&self, size: u64) -> Result<(), ProveFault> {
        match size <= self.size {
            true => Ok(()),
            false => Err(ProveFault::TooLarge(size, self.size)),
        }
    }

    /// The root over entries `from..to`, where `from` is a multiple of a power of two that `to - from` does
    /// not exceed: all that a proof asks for.
    fn over(&self, from: u64, to: u64) -> Result<Hash, TileFault> {
        let mut wholes = Vec::new();
        let mut at = from;
        while at < to {
            let bits = (to - at).ilog2();
            wholes.push(self.whole(at, bits)?);
            at += 1 << bits;
        }
        let mut right = wholes.pop();
        while let (Some(hash), Some(left)) = (right, wholes.pop()) {
            right = Some(Hash::node(left, hash));
        }
        Ok(right.unwrap_or_else(Hash::empty))
    }

    /// The hash over `2^bits` entries from `at` on: a part of one tile.
    fn whole(&self, at: u64, bits: u32) -> Result<Hash, TileFault> {
        let level = u8::try_from(bits / 8).unwrap_or(u8::MAX);
        let first = at >> (u32::from(level) * 8);
        let index = first / WIDE;
        let start = usize::try_from(first % WIDE).unwrap_or(usize::MAX);
        let end = start.saturating_add(1 << (bits % 8));
        let missing = || TileFault {
            path: format!("tile/{level}"),
            why: WhyNot::Missing,
        };
        if let Some(tile) = self.read.borrow().get(&(level, index)) {
            return tile.get(start..end).map(over).ok_or_else(missing);
        }
        let place = Place::of(Holds::Hashes(level), index, self.size).ok_or_else(missing)?;
        let tile = either(&place, |place| hashes(self.tiles, place))?;
        let part = tile.get(start..end).map(over).ok_or_else(missing);
        let mut read = self.read.borrow_mut();
        if read.len() >= KEPT_MAX {
            read.clear();
        }
        read.insert((level, index), tile);
        part
    }
}

/// The largest power of two below `width`, which is more than one.
fn half(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}
