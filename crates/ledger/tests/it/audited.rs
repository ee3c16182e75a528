//! Recomputing a log names every file that was changed.

use keyholder_ledger::{FAULTS_MAX, Hash, Place, Standing, Tree, audit, older};

use crate::oracle::{Files, entries, entry, grow, log};

fn named(files: &Files, tree: &Tree) -> Vec<String> {
    let report = audit(files, tree);
    report.faults.into_iter().map(|fault| fault.path).collect()
}

#[test]
fn any_changed_byte_names_its_file_and_no_other() {
    for size in [1, 3, 255, 256, 257, 520] {
        let (files, tree) = log(size);
        for path in files.keys() {
            let length = files.get(path).map_or(0, Vec::len);
            for at in (0..length).step_by(if size < 10 { 1 } else { 97 }) {
                let mut harmed = files.clone();
                harmed.get_mut(path).expect("there")[at] ^= 0x10;
                assert_eq!(
                    named(&harmed, &tree),
                    [path.as_str()],
                    "{size}: {path} {at}"
                );
            }
        }
    }
}

#[test]
fn a_byte_of_the_higher_rows_too() {
    let (files, tree) = log(65_536 + 256 + 7);
    for path in [
        "tile/0/000",
        "tile/0/256",
        "tile/0/257.p/7",
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/entries/077",
        "tile/entries/257.p/7",
    ] {
        let mut harmed = files.clone();
        harmed.get_mut(path).expect(path)[40 % (files[path].len())] ^= 0x10;
        assert_eq!(named(&harmed, &tree), [path]);
        harmed.remove(path);
        assert_eq!(named(&harmed, &tree), [path]);
    }
}

#[test]
fn cut_and_missing_files_are_named() {
    let (files, tree) = log(600);
    for path in files.keys() {
        let mut harmed = files.clone();
        harmed.get_mut(path).expect("there").pop();
        assert_eq!(named(&harmed, &tree), [path.as_str()]);
        harmed.remove(path);
        assert_eq!(named(&harmed, &tree), [path.as_str()]);
    }
    let mut harmed = files.clone();
    let some = ["tile/entries/000", "tile/0/001", "tile/1/000.p/2"];
    for path in some {
        harmed.remove(path);
    }
    assert_eq!(named(&harmed, &tree).len(), 3, "every fault at once");
}

#[test]
fn swapped_entries_are_noticed() {
    let (files, tree) = log(300);
    let mut swapped = entries(0, 300);
    swapped.swap(3, 4);
    let other = Tree::empty()
        .append(&Files::new(), &swapped)
        .expect("appended");
    let other: Files = other.files.into_iter().collect();
    // Only the bundle; then bundle and tile; then everything but the checkpoint.
    let mut harmed = files.clone();
    let put = |harmed: &mut Files, path: &str| harmed.insert(path.into(), other[path].clone());
    put(&mut harmed, "tile/entries/000");
    assert_eq!(named(&harmed, &tree), ["tile/entries/000"]);
    put(&mut harmed, "tile/0/000");
    assert_eq!(named(&harmed, &tree), ["tile/0/000"]);
    put(&mut harmed, "tile/1/000.p/1");
    assert_eq!(named(&harmed, &tree), ["checkpoint"]);
}

#[test]
fn a_vast_size_ends_soon() {
    let tree = Tree {
        size: u64::MAX,
        root: Hash::empty(),
    };
    let report = audit(&Files::new(), &tree);
    assert!(!report.whole && report.faults.len() <= FAULTS_MAX + 2);
    let none = audit(&Files::new(), &Tree::empty());
    assert!(none.whole && none.faults.is_empty());
    let lie = Tree {
        size: 0,
        root: Hash([1; 32]),
    };
    assert_eq!(named(&Files::new(), &lie), ["checkpoint"]);
}

#[test]
fn older_partial_files_still_begin_the_newer() {
    let mut files = Files::new();
    let mut tree = Tree::empty();
    for size in [3, 10, 300, 301] {
        tree = grow(&mut files, tree, size);
    }
    let places = || {
        files
            .keys()
            .map(|path| Place::parse(path).expect("a place"))
    };
    let old: Vec<Place> = places()
        .filter(|place| place.standing(301) == Standing::Older)
        .collect();
    assert_eq!(old.len(), 6);
    for place in old {
        assert_eq!(older(&files, &place, 301), None);
        let mut harmed = files.clone();
        harmed.get_mut(&place.path()).expect("there")[5] ^= 1;
        let fault = older(&harmed, &place, 301).expect("noticed");
        assert_eq!(fault.path, place.path());
        harmed.insert(place.path(), Vec::new());
        older(&harmed, &place, 301).expect("noticed");
        harmed.remove(&place.path());
        older(&harmed, &place, 301).expect("noticed");
    }
    assert_eq!(entry(0), b"entry 0");
}
