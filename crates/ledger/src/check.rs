//! The two checks on which everything rests, to be read by hand: an entry is in a tree, and a tree only grew.
//!
//! They are the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2, over the hashes of RFC 6962. They use
//! [`Hash::node`] and nothing else of this crate: whoever trusts them need not trust what made the proof.
//!
//! Both walk from the bottom of the tree to its root. `at` is the position of the node in its row, `last`
//! that of the last node of the row; halving both goes up a row. A node has a neighbour on its left when its
//! position is odd. The last node of a row with an even position has none: it goes up unchanged, as often as
//! that holds.

use crate::hash::Hash;

/// What a proof does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// The entry is said to stand behind the end of the tree.
    OutOfTree,
    /// The older tree is said to be larger than the newer.
    Backwards,
    /// The proof has more or fewer hashes than these sizes need.
    Length,
    /// The hashes lead to another root.
    OtherRoot,
    /// The hashes lead to another older root: history was changed.
    OtherPast,
}

impl std::fmt::Display for NotShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotShown::OutOfTree => "the entry stands behind the end of the tree",
            NotShown::Backwards => "the older tree is larger than the newer",
            NotShown::Length => "the proof does not have as many hashes as these sizes need",
            NotShown::OtherRoot => "the proof leads to another root",
            NotShown::OtherPast => {
                "the proof leads to another older root: what was there is not what is there"
            }
        })
    }
}

impl std::error::Error for NotShown {}

/// Is the entry with this hash the one at `index` in the tree of `size` entries with this `root`?
///
/// # Errors
/// When the proof does not show it.
pub fn inclusion(
    index: u64,
    leaf: Hash,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> Result<(), NotShown> {
    if index >= size {
        return Err(NotShown::OutOfTree);
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf;
    for beside in proof {
        if last == 0 {
            return Err(NotShown::Length);
        }
        if at % 2 == 1 || at == last {
            hash = Hash::node(*beside, hash);
            while at.is_multiple_of(2) && at != 0 {
                at /= 2;
                last /= 2;
            }
        } else {
            hash = Hash::node(hash, *beside);
        }
        at /= 2;
        last /= 2;
    }
    match (last, hash == root) {
        (0, true) => Ok(()),
        (0, false) => Err(NotShown::OtherRoot),
        _ => Err(NotShown::Length),
    }
}

/// Are the first entries of the newer tree those of the older, all of them and in their order?
///
/// # Errors
/// When the proof does not show it.
pub fn consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), NotShown> {
    if old_size > new_size {
        return Err(NotShown::Backwards);
    }
    // Equal trees, and the tree without entries, need no proof: and so none is taken.
    if old_size == new_size || old_size == 0 {
        let past = if old_size == 0 {
            Hash::empty()
        } else {
            new_root
        };
        return match (proof.is_empty(), old_root == past) {
            (false, _) => Err(NotShown::Length),
            (true, false) => Err(NotShown::OtherPast),
            (true, true) => Ok(()),
        };
    }
    // An older tree that is one whole subtree of the newer is its own first hash.
    let mut rest = proof.iter();
    let first = if old_size.is_power_of_two() {
        old_root
    } else {
        *rest.next().ok_or(NotShown::Length)?
    };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at % 2 == 1 {
        at /= 2;
        last /= 2;
    }
    let (mut old, mut new) = (first, first);
    for beside in rest {
        if last == 0 {
            return Err(NotShown::Length);
        }
        if at % 2 == 1 || at == last {
            old = Hash::node(*beside, old);
            new = Hash::node(*beside, new);
            while at.is_multiple_of(2) && at != 0 {
                at /= 2;
                last /= 2;
            }
        } else {
            new = Hash::node(new, *beside);
        }
        at /= 2;
        last /= 2;
    }
    if last != 0 {
        return Err(NotShown::Length);
    }
    if old != old_root {
        return Err(NotShown::OtherPast);
    }
    if new != new_root {
        return Err(NotShown::OtherRoot);
    }
    Ok(())
}
