//! RFC 6962, section 2.1, once more and as it is written there, and logs to try things on.

use std::collections::BTreeMap;

use keyholder_ledger::{Hash, Tree};

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The root over entries.
pub(crate) fn mth(entries: &[Vec<u8>]) -> Hash {
    match entries {
        [] => Hash::empty(),
        [one] => Hash::leaf(one),
        more => {
            let (left, right) = more.split_at(half(more.len()));
            Hash::node(mth(left), mth(right))
        }
    }
}

/// The same over hashes of entries.
pub(crate) fn over(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(half(more.len()));
            Hash::node(over(left), over(right))
        }
    }
}

/// PATH(m, D).
pub(crate) fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = half(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, last) = if m < k {
        (path(m, left), over(right))
    } else {
        (path(m - k, right), over(left))
    };
    path.push(last);
    path
}

/// SUBPROOF(m, D, whole).
pub(crate) fn subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![over(leaves)]
        };
    }
    let k = half(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, last) = if m <= k {
        (subproof(m, left, whole), over(right))
    } else {
        (subproof(m - k, right, false), over(left))
    };
    proof.push(last);
    proof
}

fn half(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// An entry that follows from its index.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

pub(crate) fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(entry).collect()
}

/// Appends to a log in memory; nothing that the tree stands on may be written again.
pub(crate) fn grow(files: &mut Files, tree: Tree, to: u64) -> Tree {
    let grown = tree
        .append(files, &entries(tree.size, to))
        .expect("appended");
    assert_eq!(grown.first, tree.size);
    for (path, bytes) in grown.files {
        assert!(files.insert(path.clone(), bytes).is_none(), "{path} twice");
    }
    grown.tree
}

/// A log of that size, made at once.
pub(crate) fn log(size: u64) -> (Files, Tree) {
    let mut files = Files::new();
    let tree = grow(&mut files, Tree::empty(), size);
    (files, tree)
}

/// A small source of chance that is the same every time.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}
