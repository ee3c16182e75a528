//! Proofs: made as the RFC says, checked, and refused when anything in them is changed.

use keyholder_ledger::{Hash, Prover, check};

use crate::oracle::{Chance, entry, log, over, path, subproof};

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|index| Hash::leaf(&entry(index))).collect()
}

#[test]
fn all_pairs_up_to_three_hundred() {
    let (files, _) = log(300);
    let prover = Prover::new(&files, 300);
    let leaves = leaves(300);
    let roots: Vec<Hash> = (0..=300).map(|n| over(&leaves[..n])).collect();
    for size in 1..=300_usize {
        let n = size as u64;
        for at in 0..size {
            let proof = prover.inclusion(at as u64, n).expect("a proof");
            if size > 292 || size % 41 == 0 {
                assert_eq!(proof, path(at, &leaves[..size]));
            }
            let shown = check::inclusion(at as u64, leaves[at], n, roots[size], &proof);
            assert_eq!(shown, Ok(()), "{at} of {size}");
        }
        for old in 0..=size {
            let proof = prover.consistency(old as u64, n).expect("a proof");
            if old > 0 && (size > 292 || size % 41 == 0) {
                assert_eq!(proof, subproof(old, &leaves[..size], true));
            }
            let shown = check::consistency(old as u64, roots[old], n, roots[size], &proof);
            assert_eq!(shown, Ok(()), "{old} to {size}");
        }
    }
}

#[test]
fn a_changed_proof_shows_nothing() {
    let (files, _) = log(130);
    let prover = Prover::new(&files, 130);
    let leaves = leaves(130);
    let roots: Vec<Hash> = (0..=130).map(|n| over(&leaves[..n])).collect();
    let other = Hash([9; 32]);
    for size in [1_usize, 2, 3, 7, 8, 64, 65, 127, 130] {
        let n = size as u64;
        for (at, leaf) in leaves.iter().copied().enumerate().take(size) {
            let proof = prover.inclusion(at as u64, n).expect("a proof");
            let try_it = |index: usize, leaf, size: u64, root, proof: &[Hash]| {
                check::inclusion(index as u64, leaf, size, root, proof)
            };
            let root = roots[size];
            for wrong in (0..size + 2).filter(|wrong| *wrong != at) {
                try_it(wrong, leaf, n, root, &proof).expect_err("another index");
            }
            try_it(at, other, n, root, &proof).expect_err("another entry");
            try_it(at, leaf, n, other, &proof).expect_err("another root");
            for changed in changes(&proof) {
                try_it(at, leaf, n, root, &changed).expect_err("another proof");
            }
        }
        for old in 1..=size {
            let proof = prover.consistency(old as u64, n).expect("a proof");
            let try_it =
                |old: u64, from, to, proof: &[Hash]| check::consistency(old, from, n, to, proof);
            let (o, from, to) = (old as u64, roots[old], roots[size]);
            try_it(o, other, to, &proof).expect_err("another past");
            try_it(o, from, other, &proof).expect_err("another present");
            for wrong in (1..=n + 1).filter(|wrong| *wrong != o) {
                try_it(wrong, from, to, &proof).expect_err("another size");
            }
            for changed in changes(&proof) {
                try_it(o, from, to, &changed).expect_err("another proof");
            }
        }
    }
    check::consistency(0, other, 5, roots[5], &[]).expect_err("the empty tree has one root");
    check::consistency(0, Hash::empty(), 5, roots[5], &[other]).expect_err("nothing to prove");
}

/// One hash changed, one fewer, one more.
fn changes(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut one = proof.to_vec();
        one[at].0[at % 32] ^= 0x40;
        all.push(one);
        let mut one = proof.to_vec();
        one.remove(at);
        all.push(one);
    }
    let mut longer = proof.to_vec();
    longer.push(Hash([5; 32]));
    all.push(longer.clone());
    longer.rotate_right(1);
    all.push(longer);
    all
}

fn around(size: u64, centre: u64, tries: u64) {
    let (files, tree) = log(size);
    let prover = Prover::new(&files, size);
    let leaves = leaves(size);
    let mut chance = Chance(size);
    let mut near = |end: u64| match chance.below(3) {
        0 => chance.below(end),
        _ => (centre.saturating_sub(3) + chance.below(7)).min(end - 1),
    };
    for _ in 0..tries {
        let to = 1 + near(size);
        let at = near(to);
        let old = 1 + near(to);
        let cut = &leaves[..usize::try_from(to).expect("small")];
        let root = over(cut);
        assert_eq!(prover.root(to), Ok(root));
        let proof = prover.inclusion(at, to).expect("a proof");
        let leaf = Hash::leaf(&entry(at));
        assert_eq!(check::inclusion(at, leaf, to, root, &proof), Ok(()));
        let proof = prover.consistency(old, to).expect("a proof");
        let past = over(&leaves[..usize::try_from(old).expect("small")]);
        assert_eq!(check::consistency(old, past, to, root, &proof), Ok(()));
        let proof = prover.consistency(to, size).expect("a proof");
        assert_eq!(
            check::consistency(to, root, size, tree.root, &proof),
            Ok(())
        );
    }
}

#[test]
fn around_the_first_tile() {
    around(800, 256, 300);
    around(800, 512, 300);
}

#[test]
#[ignore = "slow: sixty-five thousand entries, and roots over them"]
fn around_the_first_tile_of_the_second_row() {
    around(66_200, 65_536, 60);
}

#[test]
fn what_cannot_be_proved_is_said() {
    let (files, _) = log(10);
    let prover = Prover::new(&files, 10);
    prover.inclusion(10, 10).expect_err("no such entry");
    prover.inclusion(0, 0).expect_err("no entry at all");
    prover.consistency(11, 10).expect_err("backwards");
    prover
        .inclusion(3, 11)
        .expect_err("it never was that large");
    prover.entry(10).expect_err("no such entry");
    prover.entry(u64::MAX).expect_err("no such entry");
    for size in [11, u64::MAX] {
        let vast = Prover::new(&files, size);
        vast.inclusion(3, size).expect_err("no such tile");
        vast.consistency(3, size).expect_err("no such tile");
        vast.root(size).expect_err("no such tile");
        vast.entry(3).expect_err("no such bundle");
    }
}
