//! How a log grows: known roots, any way to cut the same entries into appends, and what an append may write.

use keyholder_ledger::{
    AppendFault, Hash, Holds, Place, Prover, Standing, Tree, WhyNot, audit, check,
    entries as unbundle,
};

use crate::oracle::{Chance, Files, entries, entry, grow, log, mth, over};

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).expect("text"), 16).expect("hex"))
        .collect()
}

/// The entries and roots with which logs of certificates are tested.
#[test]
fn known_roots() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(Tree::empty().root.0.to_vec(), unhex(empty));
    let known = [
        (
            "",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        ),
        (
            "00",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        ),
        (
            "10",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ),
        (
            "2021",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
        (
            "3031",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        ),
        (
            "40414243",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        ),
        (
            "5051525354555657",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        ),
        (
            "606162636465666768696a6b6c6d6e6f",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ];
    let mut files = Files::new();
    let mut tree = Tree::empty();
    for (entry, root) in known {
        let grown = tree.append(&files, &[unhex(entry)]).expect("appended");
        files.extend(grown.files);
        tree = grown.tree;
        assert_eq!(
            tree.root.0.to_vec(),
            unhex(root),
            "of {} entries",
            tree.size
        );
    }
}

#[test]
fn one_by_one_is_all_at_once() {
    let mut files = Files::new();
    let mut tree = Tree::empty();
    let mut leaves = Vec::new();
    for size in 1..=600 {
        tree = grow(&mut files, tree, size);
        leaves.push(Hash::leaf(&entry(size - 1)));
        assert_eq!(tree.root, over(&leaves));
        assert_eq!(Prover::new(&files, size).root(size), Ok(tree.root));
    }
    assert_eq!(tree.root, mth(&entries(0, 600)));
    let (at_once, same) = log(600);
    assert_eq!(tree, same);
    for (path, bytes) in at_once {
        assert_eq!(files.get(&path), Some(&bytes), "{path}");
    }
    let report = audit(&files, &tree);
    assert_eq!((report.entries, report.faults), (600, Vec::new()));
}

#[test]
fn any_steps_give_the_same() {
    let mut chance = Chance(1);
    for _ in 0..20 {
        let mut files = Files::new();
        let mut tree = Tree::empty();
        while tree.size < 3000 {
            let step = match chance.below(3) {
                0 => chance.below(4),
                1 => 250 + chance.below(12),
                _ => chance.below(900),
            };
            let to = tree.size + step;
            tree = grow(&mut files, tree, to);
        }
        let (_, same) = log(tree.size);
        assert_eq!(tree, same);
        assert_eq!(audit(&files, &tree).faults, Vec::new());
    }
}

/// The example of the text: 70,000 entries.
#[test]
fn tiles_are_those_of_the_text() {
    let (files, tree) = log(70_000);
    let count = |start: &str, partial: bool| {
        let named = files.keys().filter(|path| path.starts_with(start));
        named.filter(|path| path.contains(".p/") == partial).count()
    };
    assert_eq!(count("tile/0/", false), 273);
    assert_eq!(count("tile/entries/", false), 273);
    assert_eq!(count("tile/1/", false), 1);
    assert_eq!(files.len(), 273 * 2 + 1 + 4);
    let width = |path: &str| files.get(path).map(|bytes| bytes.len() / 32);
    assert_eq!(width("tile/0/273.p/112"), Some(112));
    assert_eq!(width("tile/1/001.p/17"), Some(17));
    assert_eq!(width("tile/2/000.p/1"), Some(1));
    let prover = Prover::new(&files, 70_000);
    assert_eq!(prover.root(70_000), Ok(tree.root));
    let bundle = files.get("tile/entries/273.p/112").expect("a bundle");
    let last = unbundle(bundle, 112).expect("entries");
    assert_eq!(last.last().copied(), Some(entry(69_999).as_slice()));
    for index in [0, 255, 256, 65_535, 65_536, 69_999] {
        assert_eq!(prover.entry(index), Ok(entry(index)));
    }
}

#[test]
fn places_have_one_spelling() {
    let place = |holds, index, width| Place {
        holds,
        index,
        width,
    };
    let same = [
        (place(Holds::Hashes(0), 0, 256), "tile/0/000"),
        (
            place(Holds::Hashes(1), 1_234_067, 256),
            "tile/1/x001/x234/067",
        ),
        (place(Holds::Entries, 1067, 5), "tile/entries/x001/067.p/5"),
        (place(Holds::Hashes(63), 999, 255), "tile/63/999.p/255"),
    ];
    for (place, path) in same {
        assert_eq!(place.path(), path);
        assert_eq!(Place::parse(path), Some(place));
    }
    for bad in [
        "tile/0/0",
        "tile/0/x000/001",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/07",
        "tile/0/1000",
        "tile/0/+01",
        "tile/0/000/001",
        "tile/entries/000.p/",
        "tile/data/000",
        "checkpoint",
        "",
    ] {
        assert_eq!(Place::parse(bad), None, "{bad}");
    }
    let at = |path: &str| Place::parse(path).expect("a place").standing(300);
    assert_eq!(at("tile/0/001.p/44"), Standing::Current);
    assert_eq!(at("tile/0/001.p/43"), Standing::Older);
    assert_eq!(at("tile/0/000.p/43"), Standing::Older);
    assert_eq!(at("tile/0/001.p/45"), Standing::Beyond);
    assert_eq!(at("tile/0/001"), Standing::Beyond);
    assert_eq!(at("tile/1/000.p/1"), Standing::Current);
    assert_eq!(at("tile/2/000.p/1"), Standing::Beyond);
}

#[test]
fn long_and_empty_entries() {
    let longest = vec![7; 65_535];
    let (files, tree) = (Files::new(), Tree::empty());
    let grown = tree
        .append(&files, &[longest.clone(), Vec::new()])
        .expect("appended");
    let files: Files = grown.files.into_iter().collect();
    let prover = Prover::new(&files, 2);
    assert_eq!(prover.entry(0), Ok(longest));
    assert_eq!(prover.entry(1), Ok(Vec::new()));
    let fault = grown.tree.append(&files, &[vec![], vec![7; 65_536]]);
    assert_eq!(fault, Err(AppendFault::TooLong(1, 65_536)));
    let none: [Vec<u8>; 0] = [];
    let same = grown.tree.append(&files, &none).expect("nothing to do");
    assert_eq!((same.tree, same.files.len()), (grown.tree, 0));
}

#[test]
fn a_damaged_edge_does_not_grow() {
    for size in [1, 5, 255, 256, 257, 300] {
        let (files, tree) = log(size);
        for path in files.keys() {
            let place = Place::parse(path).expect("a place");
            if place.width == 256 {
                continue;
            }
            let mut harmed = files.clone();
            if let Some(byte) = harmed.get_mut(path).and_then(|b| b.last_mut()) {
                *byte ^= 1;
            }
            let fault = tree.append(&harmed, &[b"more"]).expect_err("refused");
            assert!(matches!(fault, AppendFault::Tile(t) if t.why == WhyNot::Disagrees));
            harmed.remove(path);
            let fault = tree.append(&harmed, &[b"more"]).expect_err("refused");
            assert!(matches!(fault, AppendFault::Tile(t) if t.why == WhyNot::Missing));
        }
    }
    let lie = Tree {
        size: 0,
        root: Hash([1; 32]),
    };
    lie.append(&Files::new(), &[b"x"])
        .expect_err("no such tree");
    let vast = Tree {
        size: u64::MAX,
        root: Hash([1; 32]),
    };
    vast.append(&Files::new(), &[b"x"]).expect_err("no room");
    check::inclusion(0, Hash::empty(), u64::MAX, Hash::empty(), &[]).expect_err("not shown");
}

/// Partial files may go when the full one is there: what needs them reads that.
#[test]
fn proofs_do_without_obsolete_files() {
    let mut files = Files::new();
    let mut tree = Tree::empty();
    let mut roots = vec![tree.root];
    while tree.size < 520 {
        let grown = tree.append(&files, &[entry(tree.size)]).expect("appended");
        files.extend(grown.files);
        for folder in grown.obsolete {
            files.retain(|path, _| !path.starts_with(&format!("{folder}/")));
        }
        tree = grown.tree;
        roots.push(tree.root);
    }
    for (size, root) in (0..).zip(&roots) {
        assert_eq!(Prover::new(&files, size).root(size), Ok(*root));
        assert_eq!(Prover::new(&files, 520).root(size), Ok(*root));
    }
    assert_eq!(Prover::new(&files, 10).entry(3), Ok(entry(3)));
    assert_eq!(audit(&files, &tree).faults, Vec::new());
}
