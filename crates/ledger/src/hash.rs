//! Hashes of a tree: of an entry, and of two hashes under one node (RFC 6962, section 2.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A SHA-256 hash somewhere in a tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// How many bytes a hash takes.
pub const HASH_BYTES: usize = 32;

impl Hash {
    /// The root of the tree without entries.
    #[must_use]
    pub fn empty() -> Hash {
        Hash(Sha256::digest([]).into())
    }

    /// The hash of an entry. The byte before it keeps entries and nodes apart.
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        hash.update([0x00]);
        hash.update(entry);
        Hash(hash.finalize().into())
    }

    /// The hash over two neighbours.
    #[must_use]
    pub fn node(left: Hash, right: Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update([0x01]);
        hash.update(left.0);
        hash.update(right.0);
        Hash(hash.finalize().into())
    }

    /// Reads the one base64 text that [`Display`](std::fmt::Display) writes for a hash; no other spelling.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Hash> {
        let bytes = STANDARD.decode(text).ok()?;
        Some(Hash(bytes.try_into().ok()?))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}
