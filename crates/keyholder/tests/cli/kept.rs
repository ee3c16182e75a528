//! What large tables were read as, kept between two runs: it changes no byte, and is never believed when the
//! tables are others.

use std::path::{Path, PathBuf};

use super::{keyholder, nation, said};

struct Nation {
    folder: tempfile::TempDir,
}

impl Nation {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let nation = Nation { folder };
        nation.make("3");
        nation
    }

    fn make(&self, seed: &str) {
        let _gone = std::fs::remove_dir_all(self.folder.path().join("nation"));
        nation(self.path(), seed);
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> PathBuf {
        self.path().join("kept/elements.kept")
    }

    fn assessed(&self, more: &[&str]) -> Vec<u8> {
        let assess = ["assess", "nation", "--format", "json", "--out", "out"];
        let output = keyholder(self.path(), &[&assess, more].concat());
        assert!(output.stdout.len() > 10_000, "{output:?}");
        output.stdout
    }

    /// What is said with and without, which must be the same.
    fn same(&self) -> Vec<u8> {
        let kept = self.assessed(&["--keep", "kept"]);
        assert!(
            kept == self.assessed(&[]),
            "what is kept changes the result"
        );
        kept
    }
}

#[test]
fn what_is_kept_changes_no_byte() {
    let nation = Nation::new();
    let first = nation.same();
    let kept = std::fs::read(nation.file()).expect("kept");
    let again = nation.same();
    assert!(first == again);
    assert!(kept == std::fs::read(nation.file()).expect("kept"));

    // A release changes: the tables are the same, and the result is not.
    let changed = one_component(&nation.path().join("nation/components"));
    let text = std::fs::read_to_string(&changed).expect("a file");
    let text = text.replacen("auto_sign = false", "auto_sign = true", 1);
    std::fs::write(&changed, text).expect("written");
    assert!(nation.same() != first);
    assert!(kept == std::fs::read(nation.file()).expect("kept"));

    // Other tables are read anew.
    nation.make("4");
    assert!(nation.same() != first);
    assert!(kept != std::fs::read(nation.file()).expect("kept"));
}

fn one_component(folder: &Path) -> PathBuf {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("one").path()).collect();
    paths.sort();
    let signs = |path: &PathBuf| {
        std::fs::read_to_string(path).is_ok_and(|text| text.contains("auto_sign = false"))
    };
    paths
        .into_iter()
        .find(signs)
        .expect("one that signs nothing")
}

#[test]
fn a_damaged_file_is_no_file() {
    let nation = Nation::new();
    nation.same();
    let kept = std::fs::read(nation.file()).expect("kept");
    let mut damaged = kept.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for other in [b"".as_slice(), b"keyholder", &kept[..200], &damaged] {
        std::fs::write(nation.file(), other).expect("written");
        nation.same();
        let now = std::fs::read(nation.file()).expect("kept");
        assert!(now == kept, "it is written anew");
    }
}

#[test]
fn faults_of_tables_are_kept_too() {
    let nation = Nation::new();
    let rows = "element,function\na,AMF\nb\n,UPF\n".to_owned() + &"c,AMF\n".repeat(6_000_000);
    std::fs::write(nation.path().join("nation/network/elements-2.csv"), rows).expect("written");
    let first = nation.same();
    let text = String::from_utf8_lossy(&first).into_owned();
    assert!(text.contains("elements-2.csv"));
    assert!(first == nation.same());
}

#[test]
fn where_nothing_can_be_kept_that_is_an_error() {
    let nation = Nation::new();
    std::fs::write(nation.path().join("file"), "").expect("written");
    let assess = ["assess", "nation", "--out", "out", "--keep", "file/kept"];
    let output = keyholder(nation.path(), &assess);
    let said = said(&output);
    assert!(
        said.contains("cannot write `file/kept/elements.kept`"),
        "{said}"
    );
    assert!(!nation.path().join("out").exists());
}
