//! Somebody else's code for the same texts reads what ours writes, and ours what it writes.

use keyholder_ledger::{Checkpoint, KeyKind, Note, Prover, PublicKey, SecretKey, Tree};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::{Tile, TileHashReader, TileReader};

use crate::oracle::{Files, entry, log};

struct Reader<'a>(&'a Files);

impl TileReader for Reader<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::tlog::Error> {
        let path = |tile: &Tile| tile.path().replace("tile/8/", "tile/");
        let bytes = |tile: &Tile| self.0.get(&path(tile)).cloned();
        let all: Option<Vec<_>> = tiles.iter().map(bytes).collect();
        all.ok_or(tlog_tiles::tlog::Error::InvalidTile)
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

#[test]
fn another_reader_of_tiles_makes_the_same_proofs() {
    for size in [1, 2, 100, 255, 256, 257, 600, 66_000_u64] {
        let (files, tree) = log(size);
        let prover = Prover::new(&files, size);
        let reader = Reader(&files);
        let root = tlog_tiles::Hash(tree.root.0);
        let hashes = TileHashReader::new(size, root, &reader);
        let theirs = tlog_tiles::tree_hash(size, &hashes).expect("a root");
        assert_eq!(theirs.0, tree.root.0);
        for at in [0, size / 3, size / 2, size - 1] {
            let theirs = tlog_tiles::prove_record(size, at, &hashes).expect("a proof");
            let ours = prover.inclusion(at, size).expect("a proof");
            let ours: Vec<_> = ours.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect();
            assert_eq!(ours, theirs);
            let leaf = tlog_tiles::record_hash(&entry(at));
            tlog_tiles::check_record(&ours, size, root, at, leaf).expect("shown");
            let old = at + 1;
            let past = prover.root(old).expect("a root");
            let ours = prover.consistency(old, size).expect("a proof");
            let ours: Vec<_> = ours.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect();
            let past = tlog_tiles::Hash(past.0);
            tlog_tiles::check_tree(&ours, size, root, old, past).expect("shown");
        }
    }
}

#[test]
fn another_reader_of_notes_takes_ours_and_we_take_its() {
    let key = SecretKey::new("example.com/log", KeyKind::Log, &[3; 32]).expect("a key");
    let checkpoint = Checkpoint::new("example.com/log", Tree::empty());
    let ours = checkpoint.sign(&key).expect("signed");
    let vkey = key.public().to_string();
    let verifier = StandardVerifier::new(&vkey).expect("a key");
    let known = VerifierList::new(vec![Box::new(verifier)]);
    let theirs = signed_note::Note::from_bytes(ours.to_string().as_bytes()).expect("a note");
    let (held, others) = theirs.verify(&known).expect("held");
    assert_eq!((held.len(), others.len()), (1, 0));
    let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).expect("a checkpoint");
    assert_eq!(read.origin(), "example.com/log");

    let signer = StandardSigner::new(&key.text()).expect("a key");
    let text = b"some text\n\nand more\n";
    let mut theirs = signed_note::Note::new(text, &[]).expect("a note");
    theirs.add_sigs(&[&signer]).expect("signed");
    let read = Note::parse(&theirs.to_bytes()).expect("a note");
    let held = read.verify(&[key.public()]).expect("held");
    assert_eq!(held.len(), 1);
    assert_eq!(read.to_string().as_bytes(), theirs.to_bytes());
    assert_eq!(
        SecretKey::parse(&key.text()).expect("a key").text(),
        key.text()
    );
    assert_eq!(PublicKey::parse(&vkey), Ok(key.public()));
}

#[test]
fn paths_are_those_of_others() {
    use keyholder_ledger::{Holds, Place};
    for (level, index, width) in [(0, 0, 256), (1, 1_234_067, 256), (0, 1000, 17), (2, 5, 1)] {
        let theirs = Tile::new(8, level, index, width, false).path();
        let ours = Place {
            holds: Holds::Hashes(level),
            index,
            width: u16::try_from(width).expect("small"),
        };
        assert_eq!(ours.path(), theirs.replace("tile/8/", "tile/"));
    }
}
