//! Makes what `examples/update-tonight` needs and nobody writes by hand: packages, keys and bills of materials.
//!
//! The rest of the example, with its story, is written by hand.

use std::io;
use std::path::{Path, PathBuf};

use keyholder_kit::{boms, files};

/// Where the example stands in this checkout.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/update-tonight")
}

/// Every made file, by path in the example.
fn made() -> Vec<(String, Vec<u8>)> {
    let mut made = Vec::new();
    for (path, bytes) in files() {
        let (kind, name) = path.split_once('/').unwrap_or(("", path.as_str()));
        // A stale list is for attacks, which are not part of the story.
        let path = match kind {
            _ if name.contains("stale") => continue,
            "inbox" => format!("inbox/{name}"),
            "keys" | "revocations" => format!("valley-5g/gate/keys/{name}"),
            "people" => format!("people/{name}"),
            // What runs is here by its digest and its parts alone.
            _ => continue,
        };
        made.push((path, bytes));
    }
    let boms = boms().into_iter();
    made.extend(boms.map(|(name, bytes)| (format!("valley-5g/documents/{name}"), bytes)));
    made.sort();
    made
}

/// Writes them anew. Returns how many there are.
pub(crate) fn write() -> io::Result<usize> {
    let made = made();
    for (path, bytes) in &made {
        let path = folder().join(path);
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(made.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_example_is_what_would_be_written() {
        for (path, bytes) in super::made() {
            let there = std::fs::read(super::folder().join(&path));
            assert!(
                there.is_ok_and(|there| there == bytes),
                "{path} is another; run `cargo xtask update-tonight`"
            );
        }
    }
}
