//! What is pinned: which keys of whom, for what, and until when.

use jiff::Timestamp;

/// For what a pinned key counts. A key for one thing counts for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Packages of a supplier.
    Packages,
    /// Attestations of how something was built or tested.
    Provenance,
    /// Proofs of time (RFC 3161).
    Time,
    /// Statements of the operator about a package.
    CounterSignature,
    /// Transparency logs of others.
    Log,
}

/// A public key or certificate that was pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnchorKey {
    /// A certificate, DER. As a root, or as the signer's own.
    X509(Vec<u8>),
    /// An OpenPGP certificate (public key), as bytes, armoured or not.
    OpenPgp(Vec<u8>),
    /// A public key alone, SPKI in DER: Ed25519, ECDSA P-256 or P-384, RSA.
    Spki(Vec<u8>),
}

/// A pinned key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Its id in the project.
    pub id: String,
    /// What it is.
    pub key: AnchorKey,
    /// For what.
    pub purpose: Purpose,
    /// From when it counts.
    pub from: Option<Timestamp>,
    /// Until when it counts.
    pub until: Option<Timestamp>,
}

/// An exception for one old certificate (X.509 v1) without the fields that say what it may be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyLeaf {
    /// SHA-256 of the certificate in DER, hexadecimal.
    pub certificate: String,
    /// The id of the exception in the project.
    pub id: String,
    /// Until when it holds.
    pub until: Timestamp,
}

/// How strict to be, where a policy may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Shortest RSA key that is allowed, bits.
    pub rsa_bits_min: u32,
    /// How old a revocation list may be, seconds since its `thisUpdate`.
    pub crl_age_seconds_max: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            rsa_bits_min: 2_048,
            crl_age_seconds_max: 30 * 24 * 3_600,
        }
    }
}

/// Everything against which signatures are held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Pinned keys.
    pub anchors: Vec<Anchor>,
    /// Revocation lists, DER or PEM.
    pub crls: Vec<Vec<u8>>,
    /// Named exceptions.
    pub legacy: Vec<LegacyLeaf>,
    /// How strict.
    pub rules: Rules,
}
