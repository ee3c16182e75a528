//! Digests of bytes that pass by: those that somebody will ask for, and no others, as each costs time.

use keyholder_signatures::Digests;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Which digests are wanted besides SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// SHA-384.
    pub(crate) sha384: bool,
    /// SHA-512.
    pub(crate) sha512: bool,
}

/// The name of SHA-384 as signatures write it, in DER.
const OID_SHA384: [u8; 9] = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
/// The same of SHA-512.
const OID_SHA512: [u8; 9] = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

impl Asked {
    /// All of them.
    pub(crate) const ALL: Asked = Asked {
        sha384: true,
        sha512: true,
    };

    /// Those that a signature names, DER. One too many costs a moment and nothing else.
    pub(crate) fn by_signature(der: &[u8]) -> Asked {
        let names = |oid: &[u8]| memchr::memmem::find(der, oid).is_some();
        Asked {
            sha384: names(&OID_SHA384),
            sha512: names(&OID_SHA512),
        }
    }

    /// Those that either wants.
    pub(crate) fn or(self, other: Asked) -> Asked {
        Asked {
            sha384: self.sha384 || other.sha384,
            sha512: self.sha512 || other.sha512,
        }
    }
}

/// Digests on the way.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    bytes: u64,
    sha256: Sha256,
    sha384: Option<Sha384>,
    sha512: Option<Sha512>,
}

impl Sums {
    /// SHA-256 and what is asked besides.
    pub(crate) fn new(asked: Asked) -> Sums {
        Sums {
            bytes: 0,
            sha256: Sha256::new(),
            sha384: asked.sha384.then(Sha384::new),
            sha512: asked.sha512.then(Sha512::new),
        }
    }

    /// Takes more bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.sha256.update(bytes);
        if let Some(sha384) = &mut self.sha384 {
            sha384.update(bytes);
        }
        if let Some(sha512) = &mut self.sha512 {
            sha512.update(bytes);
        }
    }

    /// How many bytes so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digests.
    pub(crate) fn finish(self) -> Digests {
        Digests {
            bytes: self.bytes,
            sha256: self.sha256.finalize().into(),
            sha384: self.sha384.map(|sha384| sha384.finalize().into()),
            sha512: self.sha512.map(|sha512| sha512.finalize().into()),
        }
    }
}

/// Bytes as hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
