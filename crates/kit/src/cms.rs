//! Detached signatures in CMS (RFC 5652) and proofs of time (RFC 3161), with any fault that is asked for.

use crate::authority::Identity;
use crate::certificates::key_id;
use crate::digest::Hash;
use crate::encode::{
    explicit, generalized_time, null, number, octets, oid, pem, seq, set, sorted, tlv, utc_time,
};
use crate::keys::Key;

const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const TIME_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.47";
const TIME_TOKEN: &str = "1.2.840.113549.1.9.16.2.14";

/// What one signer does.
#[derive(Clone, Debug)]
pub struct Signing<'a> {
    /// Who.
    pub by: &'a Identity,
    /// By which digest.
    pub hash: Hash,
    /// Whether anything but the content is signed at all.
    pub attributes: bool,
    /// Whether it says of which type the content is.
    pub content_type: bool,
    /// The digest of the content, if not the right one.
    pub message_digest: Option<Vec<u8>>,
    /// When it says that it signs.
    pub signed_at: Option<i64>,
    /// Whether the signature is spoilt afterwards.
    pub spoilt: bool,
    /// Whether it is found by the id of its key rather than by issuer and number.
    pub by_key_id: bool,
    /// Who proves the time.
    pub stamp: Option<Stamp<'a>>,
}

/// A proof of time.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// By whom.
    pub by: &'a Identity,
    /// Which time.
    pub at: i64,
    /// Whether it is for this signature, or for other bytes.
    pub for_others: bool,
}

impl<'a> Signing<'a> {
    /// As it should be.
    #[must_use]
    pub fn by(by: &'a Identity, signed_at: i64) -> Self {
        Signing {
            by,
            hash: by.key.usual_hash(),
            attributes: true,
            content_type: true,
            message_digest: None,
            signed_at: Some(signed_at),
            spoilt: false,
            by_key_id: false,
            stamp: None,
        }
    }

    /// With a proof of time by somebody.
    #[must_use]
    pub fn stamped(mut self, by: &'a Identity, at: i64) -> Self {
        self.stamp = Some(Stamp {
            by,
            at,
            for_others: false,
        });
        self
    }

    fn signer_info(&self, kind: &str, content: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
        let attributes = sorted(&self.signed_attributes(kind, content, more));
        let key = &self.by.key;
        let mut signature = if self.attributes {
            key.sign(self.hash, &tlv(0x31, &attributes))
        } else {
            key.sign(self.hash, content)
        };
        if self.spoilt {
            let last = signature.len() - 1;
            signature[last] ^= 0x55;
        }
        let (version, sid) = if self.by_key_id {
            (3, tlv(0x80, &key_id(key)))
        } else {
            (1, seq(&[&self.by.issuer, &self.by.serial_der()]))
        };
        let signed = if self.attributes {
            explicit(0, &attributes)
        } else {
            Vec::new()
        };
        let algorithm = match key {
            // As most tools write it: the digest is named beside.
            Key::Rsa(_) => seq(&[&oid("1.2.840.113549.1.1.1"), &null()]),
            _ => key.signature_algorithm(self.hash),
        };
        seq(&[
            &number(version),
            &sid,
            &self.hash.algorithm(),
            &signed,
            &algorithm,
            &octets(&signature),
            &self.unsigned_attributes(&signature),
        ])
    }

    fn signed_attributes(&self, kind: &str, content: &[u8], more: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let digest = self.message_digest.clone();
        let digest = digest.unwrap_or_else(|| self.hash.of(content));
        let mut all = vec![attribute(MESSAGE_DIGEST, octets(&digest))];
        if self.content_type {
            all.push(attribute(CONTENT_TYPE, oid(kind)));
        }
        if let Some(at) = self.signed_at {
            all.push(attribute(SIGNING_TIME, utc_time(at)));
        }
        all.extend(more.iter().cloned());
        all
    }

    fn unsigned_attributes(&self, signature: &[u8]) -> Vec<u8> {
        let Some(stamp) = self.stamp else {
            return Vec::new();
        };
        let of = if stamp.for_others {
            b"some other signature".as_slice()
        } else {
            signature
        };
        let token = time_token(stamp.by, of, stamp.at);
        explicit(1, &attribute(TIME_TOKEN, token))
    }
}

fn attribute(name: &str, value: Vec<u8>) -> Vec<u8> {
    seq(&[&oid(name), &set(&[value])])
}

/// What is in a signature beside the signers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// The certificates of signers, and of the authorities between them and the roots.
    Certificates,
    /// The certificates of authorities alone.
    Authorities,
    /// None.
    Nothing,
}

/// A detached signature over bytes, DER.
#[must_use]
pub fn detached(content: &[u8], signers: &[Signing<'_>], inside: Inside) -> Vec<u8> {
    let mut certificates = Vec::new();
    for signer in signers {
        if inside == Inside::Certificates {
            certificates.push(signer.by.certificate.clone());
        }
        if inside != Inside::Nothing {
            certificates.extend(signer.by.chain.iter().cloned());
        }
    }
    let infos: Vec<Vec<u8>> = signers
        .iter()
        .map(|signer| signer.signer_info(DATA, content, &[]))
        .collect();
    let hashes: Vec<Vec<u8>> = signers.iter().map(|s| s.hash.algorithm()).collect();
    let version = if signers.iter().any(|s| s.by_key_id) {
        3
    } else {
        1
    };
    let data = seq(&[&oid(DATA)]);
    signed_data(version, &data, certificates, hashes, &infos)
}

fn signed_data(
    version: u64,
    content: &[u8],
    mut certificates: Vec<Vec<u8>>,
    mut hashes: Vec<Vec<u8>>,
    infos: &[Vec<u8>],
) -> Vec<u8> {
    certificates.sort();
    certificates.dedup();
    hashes.sort();
    hashes.dedup();
    let certificates = if certificates.is_empty() {
        Vec::new()
    } else {
        explicit(0, &certificates.concat())
    };
    let body = seq(&[
        &number(version),
        &set(&hashes),
        content,
        &certificates,
        &set(infos),
    ]);
    seq(&[&oid(SIGNED_DATA), &explicit(0, &body)])
}

/// A proof that some bytes were there at a moment: a token by a time authority, DER.
#[must_use]
pub fn time_token(by: &Identity, of: &[u8], at: i64) -> Vec<u8> {
    let imprint = seq(&[&Hash::Sha256.algorithm(), &octets(&Hash::Sha256.of(of))]);
    let info = seq(&[
        &number(1),
        &oid("1.3.6.1.4.1.99999.8"),
        &imprint,
        &number(u64::try_from(at).expect("after 1970")),
        &generalized_time(at),
    ]);
    let certificate = seq(&[&octets(&Hash::Sha256.of(&by.certificate))]);
    let bound = attribute(SIGNING_CERTIFICATE, seq(&[&seq(&[&certificate])]));
    let signing = Signing::by(by, at);
    let signer = signing.signer_info(TIME_INFO, &info, &[bound]);
    let content = seq(&[&oid(TIME_INFO), &explicit(0, &octets(&info))]);
    let certificates = vec![by.certificate.clone()];
    let hashes = vec![Hash::Sha256.algorithm()];
    signed_data(3, &content, certificates, hashes, &[signer])
}

/// A signature between the lines that SOL004 asks for.
#[must_use]
pub fn cms_pem(der: &[u8]) -> Vec<u8> {
    pem("CMS", der)
}
