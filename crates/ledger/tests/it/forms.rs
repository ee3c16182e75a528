//! Any bytes at all: readers never panic, and read nothing that they would not write just so.

use keyholder_ledger::{
    Checkpoint, EntryProof, GrowthProof, Hash, Holds, KeyKind, Note, Place, Prover, PublicKey,
    SecretKey, Tree, audit, check, entries,
};
use proptest::prelude::*;

use crate::oracle::{Files, log};

/// Whatever is read is written the same.
fn try_all(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
        let _ = note.verify(&keys());
        if let Ok(checkpoint) = Checkpoint::of(&note) {
            assert_eq!(checkpoint.to_string(), note.text());
        }
    }
    if let Ok(proof) = EntryProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        let _ = proof.check(b"entry 3", &keys()[0], &keys()[1..], 1);
    }
    if let Ok(proof) = GrowthProof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        let _ = proof.check(&Tree::empty(), &keys()[0]);
    }
    if let Ok(checkpoint) = Checkpoint::parse(&text) {
        assert_eq!(checkpoint.to_string(), text);
    }
    if let Ok(key) = PublicKey::parse(&text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = SecretKey::parse(&text) {
        assert_eq!(key.text(), text);
    }
    if let Some(place) = Place::parse(&text) {
        assert_eq!(place.path(), text);
    }
    for width in [0, 1, 2, 255, 256, u16::MAX] {
        if let Ok(found) = entries(bytes, width) {
            assert_eq!(found.len(), usize::from(width));
        }
    }
}

fn key(kind: KeyKind) -> SecretKey {
    SecretKey::new("example.com/log", kind, &[1; 32]).expect("a key")
}

fn keys() -> Vec<PublicKey> {
    vec![key(KeyKind::Log).public(), key(KeyKind::Witness).public()]
}

/// One of each kind of text.
fn good() -> Vec<Vec<u8>> {
    let (files, tree) = log(20);
    let prover = Prover::new(&files, 20);
    let checkpoint = Checkpoint::new("example.com/log", tree);
    let mut note = checkpoint.sign(&key(KeyKind::Log)).expect("signed");
    note.cosign(&key(KeyKind::Witness), 77).expect("signed");
    let entry = EntryProof {
        extra: Some(vec![1, 2, 3]),
        index: 3,
        hashes: prover.inclusion(3, 20).expect("a proof"),
        checkpoint: note.clone(),
    };
    let growth = GrowthProof {
        old: 7,
        hashes: prover.consistency(7, 20).expect("a proof"),
        checkpoint: note.clone(),
    };
    let texts = [
        note.to_string(),
        checkpoint.to_string(),
        entry.to_string(),
        growth.to_string(),
        key(KeyKind::Log).public().to_string(),
        key(KeyKind::Witness).text(),
        "tile/1/x001/x234/067.p/5".to_owned(),
    ];
    let mut all: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    all.extend(files.get("tile/entries/000.p/20").cloned());
    all
}

#[test]
fn good_ones_are_read() {
    good().iter().for_each(|bytes| try_all(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        try_all(&bytes);
    }

    #[test]
    fn harmed_texts(
        which in 0_usize..8,
        harm in proptest::collection::vec((any::<u16>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let mut bytes = good().swap_remove(which);
        for (at, byte, how) in harm {
            let at = usize::from(at) % (bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => if let Some(there) = bytes.get_mut(at) { *there = byte },
            }
        }
        try_all(&bytes);
    }

    #[test]
    fn any_proof(
        index in any::<u64>(), old in any::<u64>(), size in any::<u64>(),
        hashes in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash).collect();
        let root = Hash([0; 32]);
        prop_assert!(check::inclusion(index, root, size, root, &hashes).is_err());
        let shown = check::consistency(old, Hash([1; 32]), size, root, &hashes);
        prop_assert!(shown.is_err());
    }

    #[test]
    fn any_files(
        size in prop_oneof![0_u64..700, any::<u64>()],
        level in 0_u8..3,
        index in 0_u64..3,
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut files = Files::new();
        let places = [Holds::Entries, Holds::Hashes(level)];
        for place in places.into_iter().filter_map(|holds| Place::of(holds, index, size)) {
            files.insert(place.path(), bytes.clone());
        }
        let tree = Tree { size, root: Hash([7; 32]) };
        prop_assert!(!audit(&files, &tree).faults.is_empty());
        prop_assert!(tree.append(&files, &[b"x"]).is_err());
        let prover = Prover::new(&files, size);
        let _ = prover.inclusion(index, size);
        let _ = prover.consistency(index, size);
        let _ = prover.entry(index);
    }
}
