//! What was found in a package.

use keyholder_signatures::{Digests, Signer};
use keyholder_supply::gate::{Answer, Said};

use crate::format::Format;

/// A file inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileInside {
    /// Its path, with `/`; of a file in an inner archive: the archive, `!`, and the path in it.
    pub path: String,
    /// How long.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// What a package says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// Who supplies it.
    Supplier,
    /// What it is.
    Product,
    /// Which version.
    Version,
    /// The id of its descriptor.
    Descriptor,
    /// When it was released.
    Released,
}

/// One statement of a package about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// About what.
    pub kind: ClaimKind,
    /// As written.
    pub value: String,
    /// Where it stands.
    pub place: String,
}

/// A file that is kept whole: a bill of materials, an attestation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// Its path inside, or its name beside.
    pub path: String,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Whether it lies beside the package, where no signature over the package covers it.
    pub beside: bool,
}

/// A certificate that lies in some file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundCertificate {
    /// In which file.
    pub path: String,
    /// Whose it says it is.
    pub subject: String,
    /// SHA-256 of the certificate, hexadecimal.
    pub sha256: String,
    /// The first moment that it holds, seconds since 1970.
    pub not_before: i64,
    /// The last moment that it holds, seconds since 1970.
    pub not_after: i64,
    /// Whether it may sign other certificates.
    pub is_authority: bool,
}

/// A private key that lies in some file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundKey {
    /// In which file.
    pub path: String,
    /// What kind, as its first line says.
    pub what: String,
}

/// An image or chart that a descriptor names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Image {
    /// As named.
    pub name: String,
    /// Where it is named.
    pub place: String,
    /// Digest, if it is named by one.
    pub digest: Option<String>,
}

/// A package as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// What kind.
    pub format: Format,
    /// Digests of the whole file.
    pub digests: Digests,
    /// All files inside, sorted by path; empty when it is no archive.
    pub files: Vec<FileInside>,
    /// What it says of itself.
    pub claims: Vec<Claim>,
    /// Everybody who signed the whole package, in any way.
    pub signers: Vec<Signer>,
    /// The answers to the checks of genuineness, one for each check, in the order of the checks.
    pub answers: Vec<Answer>,
    /// Bills of materials.
    pub boms: Vec<Document>,
    /// Attestations: envelopes with statements about the package.
    pub attestations: Vec<Document>,
    /// Certificates inside.
    pub certificates: Vec<FoundCertificate>,
    /// Private keys inside.
    pub keys: Vec<FoundKey>,
    /// Images that it names.
    pub images: Vec<Image>,
    /// What was not looked into, and why: too deep, too large, damaged, encrypted.
    pub unread: Vec<Said>,
}
