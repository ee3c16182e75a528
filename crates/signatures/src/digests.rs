//! Digests of some bytes, all in one pass.

use sha2_signed::{Digest, Sha256, Sha384, Sha512};

/// The digests of some bytes, as far as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// SHA-384, if it was asked for.
    pub sha384: Option<[u8; 48]>,
    /// SHA-512, if it was asked for.
    pub sha512: Option<[u8; 64]>,
}

impl Digests {
    /// All digests of bytes in memory.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digests {
        let mut hashing = Hashing::all();
        hashing.update(bytes);
        hashing.finish()
    }

    /// SHA-256, hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        self.sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Digests on the way.
#[derive(Clone, Debug)]
pub struct Hashing {
    bytes: u64,
    sha256: Sha256,
    sha384: Option<Sha384>,
    sha512: Option<Sha512>,
}

impl Hashing {
    /// SHA-256 alone.
    #[must_use]
    pub fn sha256() -> Hashing {
        Hashing {
            bytes: 0,
            sha256: Sha256::new(),
            sha384: None,
            sha512: None,
        }
    }

    /// SHA-256, SHA-384 and SHA-512.
    #[must_use]
    pub fn all() -> Hashing {
        Hashing {
            sha384: Some(Sha384::new()),
            sha512: Some(Sha512::new()),
            ..Hashing::sha256()
        }
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.sha256.update(bytes);
        if let Some(sha384) = &mut self.sha384 {
            sha384.update(bytes);
        }
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    /// The digests.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests {
            bytes: self.bytes,
            sha256: self.sha256.finalize().into(),
            sha384: self.sha384.map(|sha384| sha384.finalize().into()),
            sha512: self.sha512.map(|sha512| sha512.finalize().into()),
        }
    }
}
