//! The same bytes every time.

use std::collections::BTreeMap;

use keyholder_kit::digest::sha256_hex;

/// Those that a library compressed; another version of it may pack them otherwise.
const COMPRESSED: [&str; 3] = ["genuine-deflated", "zip-bomb", "inner-bomb"];

fn digests() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, bytes) in keyholder_kit::sample_files() {
        let folder = path.split('/').next().unwrap_or_default();
        if !COMPRESSED.contains(&folder) {
            all.insert(format!("samples/{path}"), sha256_hex(&bytes));
        }
    }
    for (path, bytes) in keyholder_kit::files() {
        all.insert(format!("tonight/{path}"), sha256_hex(&bytes));
    }
    all
}

#[test]
fn every_byte_is_the_same_as_ever() {
    let lines = digests().into_iter();
    let now: String = lines
        .map(|(path, hex)| format!("{hex}  {path}\n"))
        .collect();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/digests.txt");
    if std::env::var("KEYHOLDER_BLESS").is_ok_and(|word| word == "1") {
        std::fs::write(golden, &now).expect("the file can be written");
    }
    let then = std::fs::read_to_string(golden).unwrap_or_default();
    let changed: Vec<&str> = now.lines().filter(|line| !then.contains(line)).collect();
    assert!(
        now == then,
        "these are new or changed; KEYHOLDER_BLESS=1 accepts them:\n{}",
        changed.join("\n")
    );
}
