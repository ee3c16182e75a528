//! Who signed these bytes, and does the signature lead to a key that was pinned?
//!
//! Every way to sign answers the same questions with [`Answer`]s: does the signature hold, where does the
//! certificate come from, does it lead to a pinned key, was it revoked, is the time of signing proved.
//! What was not looked at is `not done`; nothing here turns that into passed.
//!
//! *Invariant:* nothing is read but what is given, and time is an argument.
//! *Invariant:* bytes of others never panic, whatever they are (fuzzing tests).

mod algorithms;
mod armour;
mod ber;
mod certificate;
mod certified;
mod cms;
mod crl;
mod digests;
pub mod dsse;
mod envelope;
mod find;
pub mod keys;
pub mod minisign;
mod moments;
mod names;
pub mod notation;
pub mod openpgp;
mod outcome;
mod path;
mod pem;
mod pinned;
mod pins;
mod public;
pub mod raw;
pub mod sigstore;
pub mod sshsig;
pub mod statement;
mod subtrees;
mod times;
mod timestamp;
mod tlv;
mod trust;
mod usage;
mod wire;

pub use crate::cms::cms;
pub use certificate::Certificate;
pub use crl::revocation;
pub use digests::{Digests, Hashing};
pub use find::{certificates_in, certificates_of};
pub use keys::PrivateKey;
pub use path::{Led, Moment, lead};
pub use pinned::{key_id, read_key};
pub use public::PublicKey;
pub use timestamp::{Timed, timestamp};
pub use trust::{Anchor, AnchorKey, LegacyLeaf, Purpose, Rules, Trust};

use jiff::Timestamp;
use keyholder_supply::gate::{Answer, GateCheck};

/// How something was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// CMS (RFC 5652), as ETSI GS NFV-SOL 004 asks for.
    Cms,
    /// OpenPGP (RFC 9580 and before it 4880).
    OpenPgp,
    /// Ed25519 over the bytes themselves (RFC 8032).
    Ed25519,
    /// ECDSA or RSA over a digest, alone in a file.
    Detached,
    /// What `ssh-keygen -Y sign` writes.
    SshSig,
    /// What `minisign` and `signify` write.
    Minisign,
    /// An envelope with a statement inside (DSSE).
    Dsse,
    /// A Sigstore bundle.
    Sigstore,
    /// A Notary Project signature.
    Notation,
}

impl Scheme {
    /// As printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Scheme::Cms => "CMS",
            Scheme::OpenPgp => "OpenPGP",
            Scheme::Ed25519 => "Ed25519",
            Scheme::Detached => "detached",
            Scheme::SshSig => "SSH",
            Scheme::Minisign => "minisign",
            Scheme::Dsse => "DSSE",
            Scheme::Sigstore => "Sigstore",
            Scheme::Notation => "Notation",
        }
    }
}

/// Somebody whose signature was found. That it stands here does not mean that it holds: the answers say so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer {
    /// How.
    pub scheme: Scheme,
    /// Name of the certificate or key, as it says of itself.
    pub subject: String,
    /// The key: `sha256:` and the digest of its public key (SPKI in DER), or an OpenPGP fingerprint after `openpgp:`.
    pub key: String,
    /// SHA-256 of the certificate, if there is one.
    pub certificate: Option<String>,
    /// The pinned key to which it leads, by id; only when its signature and its whole path hold.
    pub anchor: Option<String>,
    /// When it says that it signed.
    pub signed_at: Option<Timestamp>,
    /// Who proves that time: the pinned time authority, by id.
    pub time_by: Option<String>,
    /// The last moment of its certificate or key.
    pub expires: Option<Timestamp>,
}

/// What became of one signature or of several over the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Everybody who signed.
    pub signers: Vec<Signer>,
    /// The answers, one for each check at most.
    pub answers: Vec<Answer>,
}

impl Verified {
    /// Joins what became of another signature over the same bytes. One that does not hold spoils the answer: who
    /// signs must sign well.
    #[must_use]
    pub fn merge(mut self, other: Verified) -> Verified {
        self.signers.extend(other.signers);
        for answer in other.answers {
            match self
                .answers
                .iter()
                .position(|known| known.check == answer.check)
            {
                Some(at) => {
                    let known = self.answers.remove(at);
                    self.answers.insert(at, known.join(answer));
                }
                None => self.answers.push(answer),
            }
        }
        self.answers.sort_by_key(|answer| answer.check);
        self
    }

    /// The answer to a check, if there is one.
    #[must_use]
    pub fn answer(&self, check: GateCheck) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.check == check)
    }
}
