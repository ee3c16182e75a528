//! The algorithms that are allowed, and whether a signature holds under one of them.
//!
//! *Invariant:* what does not stand on the list is refused by name; nothing is tried out.

use der::asn1::ObjectIdentifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2_signed::{Digest as _, Sha256, Sha384, Sha512};

use crate::digests::Digests;
use crate::public::{PublicKey, rsa_parts};
use crate::tlv::{Tlv, dotted, only};
use crate::trust::Rules;

#[cfg(test)]
mod tests;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = oid("1.3.132.0.34");
const ED25519: ObjectIdentifier = oid("1.3.101.112");

/// Digests that are allowed: their own names, with RSA, with ECDSA.
const HASHES: [(Hash, ObjectIdentifier, ObjectIdentifier, ObjectIdentifier); 3] = [
    (
        Hash::Sha256,
        oid("2.16.840.1.101.3.4.2.1"),
        oid("1.2.840.113549.1.1.11"),
        oid("1.2.840.10045.4.3.2"),
    ),
    (
        Hash::Sha384,
        oid("2.16.840.1.101.3.4.2.2"),
        oid("1.2.840.113549.1.1.12"),
        oid("1.2.840.10045.4.3.3"),
    ),
    (
        Hash::Sha512,
        oid("2.16.840.1.101.3.4.2.3"),
        oid("1.2.840.113549.1.1.13"),
        oid("1.2.840.10045.4.3.4"),
    ),
];

/// Algorithms that are not allowed, by the names that people know.
const REFUSED: [(ObjectIdentifier, &str); 20] = [
    (oid("1.3.14.3.2.26"), "SHA-1"),
    (oid("1.2.840.113549.2.2"), "MD2"),
    (oid("1.2.840.113549.2.5"), "MD5"),
    (oid("2.16.840.1.101.3.4.2.4"), "SHA-224"),
    (oid("2.16.840.1.101.3.4.2.8"), "SHA3-256"),
    (oid("2.16.840.1.101.3.4.2.9"), "SHA3-384"),
    (oid("2.16.840.1.101.3.4.2.10"), "SHA3-512"),
    (oid("1.2.840.113549.1.1.2"), "RSA with MD2"),
    (oid("1.2.840.113549.1.1.4"), "RSA with MD5"),
    (oid("1.2.840.113549.1.1.5"), "RSA with SHA-1"),
    (oid("1.3.14.3.2.29"), "RSA with SHA-1"),
    (oid("1.2.840.113549.1.1.14"), "RSA with SHA-224"),
    (oid("1.2.840.10045.4.1"), "ECDSA with SHA-1"),
    (oid("1.2.840.10045.4.3.1"), "ECDSA with SHA-224"),
    (oid("1.2.840.10040.4.1"), "DSA"),
    (oid("1.2.840.10040.4.3"), "DSA with SHA-1"),
    (oid("2.16.840.1.101.3.4.3.2"), "DSA with SHA-256"),
    (oid("1.3.132.0.35"), "the curve P-521"),
    (oid("1.3.132.0.10"), "the curve secp256k1"),
    (oid("1.3.101.113"), "Ed448"),
];

/// Why something is not allowed.
fn refused(bytes: &[u8]) -> Fault {
    let name = REFUSED
        .iter()
        .find(|(oid, _)| oid.as_bytes() == bytes)
        .map_or_else(
            || format!("`{}`", dotted(bytes)),
            |(_, name)| (*name).to_owned(),
        );
    Fault::Refused(format!("{name} is not an algorithm that is allowed"))
}

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Algorithm or key are not allowed.
    Refused(String),
    /// It was not made with this key over these bytes, or cannot be read.
    Wrong(String),
    /// It could not be decided with what was given.
    Undecided(String),
}

impl Fault {
    /// In words.
    pub(crate) fn words(&self) -> &str {
        match self {
            Fault::Refused(words) | Fault::Wrong(words) | Fault::Undecided(words) => words,
        }
    }
}

/// A digest that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// As printed.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        }
    }

    /// The digest that an `AlgorithmIdentifier` names.
    pub(crate) fn named(identifier: &[u8]) -> Result<Hash, Fault> {
        let (name, _) = split(identifier)?;
        HASHES
            .iter()
            .find(|(_, own, ..)| own.as_bytes() == name)
            .map(|(hash, ..)| *hash)
            .ok_or_else(|| refused(name))
    }

    /// The digest of bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// This one among digests that were computed before.
    pub(crate) fn among(self, digests: &Digests) -> Option<&[u8]> {
        match self {
            Hash::Sha256 => Some(&digests.sha256),
            Hash::Sha384 => digests.sha384.as_ref().map(<[u8; 48]>::as_slice),
            Hash::Sha512 => digests.sha512.as_ref().map(<[u8; 64]>::as_slice),
        }
    }
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSA, PKCS#1 v1.5.
    RsaPkcs1(Hash),
    /// RSA, PSS, with the same digest in its mask.
    RsaPss {
        /// The digest.
        hash: Hash,
        /// How long the salt is, bytes.
        salt: usize,
    },
    /// ECDSA; the signature is the DER of its two numbers.
    Ecdsa(Hash),
    /// Ed25519.
    Ed25519,
}

/// Splits an `AlgorithmIdentifier` into name and parameters.
fn split(identifier: &[u8]) -> Result<(&[u8], Option<Tlv<'_>>), Fault> {
    let unread = || Fault::Wrong("the name of an algorithm cannot be read".to_owned());
    let mut reader = only(identifier, 0x30).ok_or_else(unread)?.inside();
    let name = reader.take(0x06).ok_or_else(unread)?.value;
    let parameters = reader.read();
    if reader.is_empty() {
        Ok((name, parameters))
    } else {
        Err(unread())
    }
}

impl Algorithm {
    /// The algorithm that an `AlgorithmIdentifier` names. CMS names the digest apart: `hash`, and both must agree.
    ///
    /// # Errors
    /// When it is not allowed, or the two do not agree.
    pub(crate) fn named(identifier: &[u8], hash: Option<Hash>) -> Result<Algorithm, Fault> {
        let (name, parameters) = split(identifier)?;
        let is = |oid: ObjectIdentifier| oid.as_bytes() == name;
        let apart = || {
            hash.ok_or_else(|| {
                Fault::Wrong("a signature algorithm without a digest is named".to_owned())
            })
        };
        let algorithm = if is(RSA) {
            Algorithm::RsaPkcs1(apart()?)
        } else if is(EC) {
            Algorithm::Ecdsa(apart()?)
        } else if is(RSA_PSS) {
            pss(parameters)?
        } else if is(ED25519) {
            return Ok(Algorithm::Ed25519);
        } else if let Some((found, ..)) = HASHES.iter().find(|(_, _, rsa, _)| is(*rsa)) {
            Algorithm::RsaPkcs1(*found)
        } else if let Some((found, ..)) = HASHES.iter().find(|(_, _, _, ec)| is(*ec)) {
            Algorithm::Ecdsa(*found)
        } else {
            return Err(refused(name));
        };
        match (algorithm.hash(), hash) {
            (Some(own), Some(other)) if own != other => Err(Fault::Wrong(format!(
                "the signature is made over {}, but {} is named as its digest",
                own.word(),
                other.word()
            ))),
            _ => Ok(algorithm),
        }
    }

    /// The digest that is signed; Ed25519 signs the bytes themselves.
    pub(crate) fn hash(self) -> Option<Hash> {
        match self {
            Algorithm::RsaPkcs1(hash) | Algorithm::RsaPss { hash, .. } | Algorithm::Ecdsa(hash) => {
                Some(hash)
            }
            Algorithm::Ed25519 => None,
        }
    }
}

/// Parameters of RSA-PSS. What is left out means SHA-1 there, and is refused as such.
fn pss(parameters: Option<Tlv<'_>>) -> Result<Algorithm, Fault> {
    let unread = || Fault::Wrong("the parameters of RSA-PSS cannot be read".to_owned());
    let sha1 = || {
        Fault::Refused(
            "SHA-1 is not an algorithm that is allowed (RSA-PSS names no digest)".to_owned(),
        )
    };
    let mut reader = parameters
        .filter(|tlv| tlv.tag == 0x30)
        .ok_or_else(unread)?
        .inside();
    let hash = Hash::named(reader.optional(0xa0).ok_or_else(sha1)?.value)?;
    let (mask, mask_hash) = split(reader.optional(0xa1).ok_or_else(sha1)?.value)?;
    let mask_hash = mask_hash.ok_or_else(unread)?;
    if mask != MGF1.as_bytes() || Hash::named(mask_hash.whole)? != hash {
        return Err(Fault::Refused(
            "RSA-PSS with a mask of another digest is not an algorithm that is allowed".to_owned(),
        ));
    }
    let salt = match reader.optional(0xa2) {
        None => 20,
        Some(salt) => match only(salt.value, 0x02).ok_or_else(unread)?.value {
            [low] if *low < 0x80 => usize::from(*low),
            [high, low] if *high < 0x04 => usize::from(*high) << 8 | usize::from(*low),
            _ => return Err(unread()),
        },
    };
    if reader
        .optional(0xa3)
        .is_some_and(|trailer| trailer.value != [0x02, 0x01, 0x01])
        || !reader.is_empty()
    {
        return Err(unread());
    }
    Ok(Algorithm::RsaPss { hash, salt })
}

/// What was signed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Message<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// Bytes of which the digests are known.
    Digests(&'a Digests),
}

/// A public key as certificates carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SubjectKey {
    key: PublicKey,
    /// Whether it is RSA that may only be used with PSS.
    pss_only: bool,
}

impl SubjectKey {
    /// Reads a public key, SPKI in DER.
    ///
    /// # Errors
    /// When it is none, or of a kind that is not allowed.
    pub(crate) fn read(spki: &[u8]) -> Result<SubjectKey, Fault> {
        let unread = || Fault::Wrong("the public key cannot be read".to_owned());
        let mut reader = only(spki, 0x30).ok_or_else(unread)?.inside();
        let identifier = reader.take(0x30).ok_or_else(unread)?;
        let bits = reader.take(0x03).ok_or_else(unread)?.value;
        let bits = match bits.split_first() {
            Some((0, bits)) if reader.is_empty() => bits,
            _ => return Err(unread()),
        };
        let (name, parameters) = split(identifier.whole)?;
        let is = |oid: ObjectIdentifier| oid.as_bytes() == name;
        let key = if is(RSA) || is(RSA_PSS) {
            rsa_key(bits).ok_or_else(unread)?
        } else if is(ED25519) {
            PublicKey::from_ed25519(bits).map_err(|_| unread())?
        } else if is(EC) {
            // A curve that is spelled out instead of named could be made to fit any key.
            let curve = parameters
                .filter(|tlv| tlv.tag == 0x06)
                .ok_or_else(|| Fault::Refused("a curve without a name is not allowed".to_owned()))?
                .value;
            ec_key(curve, bits)?
        } else {
            return Err(refused(name));
        };
        Ok(SubjectKey {
            key,
            pss_only: is(RSA_PSS),
        })
    }

    /// As printed.
    pub(crate) fn word(&self) -> String {
        match &self.key {
            PublicKey::Rsa(key) => format!("RSA {}", key.n().bits()),
            other => other.kind().to_owned(),
        }
    }

    /// Whether the signature holds; if so, in which words to say how it was made.
    ///
    /// # Errors
    /// When key or algorithm are not allowed or do not fit, or the signature is wrong.
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        message: Message<'_>,
        signature: &[u8],
        rules: &Rules,
    ) -> Result<String, Fault> {
        let wrong =
            || Fault::Wrong("the signature does not hold for these bytes and this key".to_owned());
        let held = match (&self.key, algorithm) {
            (PublicKey::Rsa(key), Algorithm::RsaPkcs1(hash)) => {
                long_enough(key, rules)?;
                if self.pss_only {
                    return Err(Fault::Refused(
                        "this RSA key may only be used with PSS".to_owned(),
                    ));
                }
                key.verify(pkcs1(hash), &digest(hash, message)?, signature)
                    .is_ok()
            }
            (PublicKey::Rsa(key), Algorithm::RsaPss { hash, salt }) => {
                long_enough(key, rules)?;
                key.verify(pss_scheme(hash, salt), &digest(hash, message)?, signature)
                    .is_ok()
            }
            (PublicKey::P256(key), Algorithm::Ecdsa(hash)) => {
                let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| wrong())?;
                key.verify_prehash(&digest(hash, message)?, &signature)
                    .is_ok()
            }
            (PublicKey::P384(key), Algorithm::Ecdsa(hash)) => {
                let signature = p384::ecdsa::Signature::from_der(signature).map_err(|_| wrong())?;
                key.verify_prehash(&digest(hash, message)?, &signature)
                    .is_ok()
            }
            (PublicKey::Ed25519(key), Algorithm::Ed25519) => {
                let Message::Bytes(bytes) = message else {
                    return Err(Fault::Undecided(
                        "Ed25519 signs the bytes themselves, and here only their digest is at hand"
                            .to_owned(),
                    ));
                };
                let signature =
                    ed25519_dalek::Signature::from_slice(signature).map_err(|_| wrong())?;
                key.verify_strict(bytes, &signature).is_ok()
            }
            _ => {
                return Err(Fault::Wrong(format!(
                    "the key ({}) is of another kind than the signature",
                    self.word()
                )));
            }
        };
        if held {
            Ok(self.described(algorithm))
        } else {
            Err(wrong())
        }
    }

    fn described(&self, algorithm: Algorithm) -> String {
        let key = self.word();
        match algorithm {
            Algorithm::RsaPkcs1(hash) | Algorithm::Ecdsa(hash) => {
                format!("{key} with {}", hash.word())
            }
            Algorithm::RsaPss { hash, .. } => format!("{key} PSS with {}", hash.word()),
            Algorithm::Ed25519 => key,
        }
    }
}

fn rsa_key(der: &[u8]) -> Option<PublicKey> {
    let mut reader = only(der, 0x30)?.inside();
    let modulus = reader.take(0x02)?.value;
    let exponent = reader.take(0x02)?.value;
    // Arithmetic over an even modulus is not RSA, and a negative number is no modulus.
    let fits =
        |number: &[u8]| matches!(number, [first, .., last] if first & 0x80 == 0 && last & 1 == 1);
    let small = |number: &[u8]| matches!(number, [one] if one & 0x81 == 1);
    if !reader.is_empty()
        || !fits(modulus)
        || !(fits(exponent) || small(exponent))
        || modulus.len() < 64
    {
        return None;
    }
    rsa_parts(modulus, exponent).ok()
}

fn ec_key(curve: &[u8], point: &[u8]) -> Result<PublicKey, Fault> {
    let key = if curve == P256.as_bytes() {
        p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(PublicKey::P256)
    } else if curve == P384.as_bytes() {
        p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(PublicKey::P384)
    } else {
        return Err(refused(curve));
    };
    key.map_err(|_| Fault::Wrong("the public key is not a point of its curve".to_owned()))
}

fn long_enough(key: &RsaPublicKey, rules: &Rules) -> Result<(), Fault> {
    let bits = key.n().bits();
    if u32::try_from(bits).is_ok_and(|bits| bits < rules.rsa_bits_min) {
        return Err(Fault::Refused(format!(
            "the RSA key has {bits} bits, fewer than the {} that are asked for",
            rules.rsa_bits_min
        )));
    }
    Ok(())
}

fn digest(hash: Hash, message: Message<'_>) -> Result<Vec<u8>, Fault> {
    match message {
        Message::Bytes(bytes) => Ok(hash.of(bytes)),
        Message::Digests(digests) => hash.among(digests).map(<[u8]>::to_vec).ok_or_else(|| {
            Fault::Undecided(format!(
                "the {} of these bytes was not computed",
                hash.word()
            ))
        }),
    }
}

fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn pss_scheme(hash: Hash, salt: usize) -> Pss {
    match hash {
        Hash::Sha256 => Pss::new_with_salt::<Sha256>(salt),
        Hash::Sha384 => Pss::new_with_salt::<Sha384>(salt),
        Hash::Sha512 => Pss::new_with_salt::<Sha512>(salt),
    }
}
