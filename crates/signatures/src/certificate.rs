//! Certificates (X.509), read as they are: what they say, and the bytes that were signed.

use jiff::Timestamp;
use sha2_signed::{Digest as _, Sha256};

use crate::algorithms::{Algorithm, Fault, Message, SubjectKey};
use crate::armour::to_hex;
use crate::names::{self, Canonical};
use crate::pinned::key_id;
use crate::times;
use crate::tlv::{Reader, Tlv, only};
use crate::trust::Rules;

/// Largest certificate that is read, bytes.
pub(crate) const CERTIFICATE_BYTES_MAX: usize = 64 << 10;

/// Most extensions of a certificate.
const EXTENSIONS_MAX: usize = 64;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// All of it, DER.
    pub der: Vec<u8>,
    /// Whose it says it is.
    pub subject: String,
    /// Who it says has signed it.
    pub issuer: String,
    /// Its number, hexadecimal.
    pub serial: String,
    /// 1, 2 or 3.
    pub version: u8,
    /// The first moment that it holds.
    pub not_before: Timestamp,
    /// The last moment that it holds.
    pub not_after: Timestamp,
    /// SHA-256 of all of it, hexadecimal.
    pub sha256: String,
    /// Its key: `sha256:` and the digest of the SPKI.
    pub key: String,
    /// Whether it says that it may sign other certificates.
    pub is_authority: bool,
    /// Its public key, SPKI in DER.
    pub spki: Vec<u8>,
    pub(crate) tbs: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) serial_bytes: Vec<u8>,
    pub(crate) subject_der: Vec<u8>,
    pub(crate) subject_name: Canonical,
    pub(crate) issuer_name: Canonical,
    pub(crate) extensions: Vec<Extension>,
    /// Whether the algorithm is named in the same way inside and outside of what was signed.
    pub(crate) algorithm_agrees: bool,
}

/// An extension of a certificate or revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extension {
    /// Its name, as the bytes of an object identifier.
    pub(crate) oid: Vec<u8>,
    /// Whether nobody may go on who does not know it.
    pub(crate) critical: bool,
    /// What is in it.
    pub(crate) value: Vec<u8>,
}

/// `id-ce` with one more number, as bytes.
pub(crate) const fn id_ce(last: u8) -> [u8; 3] {
    [0x55, 0x1d, last]
}

/// How a certificate may be used, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyUsage(u8);

impl KeyUsage {
    /// Signatures over anything but certificates and lists.
    pub(crate) fn signs(self) -> bool {
        self.0 & 0xc0 != 0
    }

    /// Signatures over certificates.
    pub(crate) fn signs_certificates(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// Signatures over revocation lists.
    pub(crate) fn signs_lists(self) -> bool {
        self.0 & 0x02 != 0
    }
}

impl Certificate {
    /// Reads one certificate, DER and nothing after it.
    ///
    /// # Errors
    /// When it is none; in words that go on after "the certificate".
    pub fn read(der: &[u8]) -> Result<Certificate, String> {
        if der.len() > CERTIFICATE_BYTES_MAX {
            return Err(format!("is larger than {CERTIFICATE_BYTES_MAX} bytes"));
        }
        parse(der).ok_or_else(|| "cannot be read as X.509".to_owned())
    }

    /// Whether the key of another certificate has signed this one.
    pub(crate) fn signed_by(&self, issuer: &Certificate, rules: &Rules) -> Result<String, Fault> {
        let algorithm = Algorithm::named(&self.algorithm, None)?;
        SubjectKey::read(&issuer.spki)?.verify(
            algorithm,
            Message::Bytes(&self.tbs),
            &self.signature,
            rules,
        )
    }

    /// Whether it names itself as its issuer.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject_name == self.issuer_name
    }

    /// An extension by the last number of its name.
    pub(crate) fn extension(&self, last: u8) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|extension| extension.oid == id_ce(last))
    }

    /// Whether it may sign certificates, and how many authorities may stand below; nothing when it does not say.
    pub(crate) fn constraints(&self) -> Option<Result<(bool, Option<u32>), ()>> {
        self.extension(19)
            .map(|extension| basic_constraints(&extension.value).ok_or(()))
    }

    /// How it may be used; nothing when it does not say.
    pub(crate) fn key_usage(&self) -> Option<Result<KeyUsage, ()>> {
        self.extension(15).map(|extension| {
            let bits = only(&extension.value, 0x03).ok_or(())?.value;
            Ok(KeyUsage(*bits.get(1).unwrap_or(&0)))
        })
    }

    /// For what it may be used, as bytes of object identifiers; nothing when it does not say.
    pub(crate) fn extended_usage(&self) -> Option<Result<Vec<Vec<u8>>, ()>> {
        self.extension(37).map(|extension| {
            let parts = only(&extension.value, 0x30)
                .and_then(|usages| usages.parts(EXTENSIONS_MAX))
                .ok_or(())?;
            Ok(parts.iter().map(|usage| usage.value.to_vec()).collect())
        })
    }

    /// The short name of its key, as it says itself.
    pub(crate) fn subject_key(&self) -> Option<&[u8]> {
        only(&self.extension(14)?.value, 0x04).map(|tlv| tlv.value)
    }

    /// The short name of its issuer's key, as it says itself.
    pub(crate) fn authority_key(&self) -> Option<&[u8]> {
        only(&self.extension(35)?.value, 0x30)?
            .inside()
            .optional(0x80)
            .map(|tlv| tlv.value)
    }

    /// Whether some certificate can be the issuer, as far as names say.
    pub(crate) fn names_as_issuer(&self, other: &Certificate) -> bool {
        self.issuer_name == other.subject_name
            && match (self.authority_key(), other.subject_key()) {
                (Some(asked), Some(has)) => asked == has,
                _ => true,
            }
    }
}

fn basic_constraints(value: &[u8]) -> Option<(bool, Option<u32>)> {
    let mut reader = only(value, 0x30)?.inside();
    let authority = match reader.optional(0x01) {
        None => false,
        Some(tlv) => match tlv.value {
            [0x00] => false,
            [0xff] => true,
            _ => return None,
        },
    };
    let depth = match reader.optional(0x02) {
        None => None,
        Some(tlv) if tlv.value.is_empty() || tlv.value.len() > 4 || tlv.value[0] >= 0x80 => {
            return None;
        }
        Some(tlv) => Some(
            tlv.value
                .iter()
                .fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)),
        ),
    };
    reader.is_empty().then_some((authority, depth))
}

fn parse(der: &[u8]) -> Option<Certificate> {
    let mut outer = only(der, 0x30)?.inside();
    let tbs = outer.take(0x30)?;
    let algorithm = outer.take(0x30)?;
    let signature = outer.take(0x03)?;
    if !outer.is_empty() {
        return None;
    }
    let mut inner = tbs.inside();
    let version = match inner.optional(0xa0) {
        None => 1,
        Some(version) => match only(version.value, 0x02)?.value {
            [number @ 0..=2] => number + 1,
            _ => return None,
        },
    };
    let serial = inner.take(0x02)?.value;
    let algorithm_inside = inner.take(0x30)?;
    let issuer = inner.take(0x30)?.whole;
    let mut validity = inner.take(0x30)?.inside();
    let not_before = times::moment(&validity.read()?)?;
    let not_after = times::moment(&validity.read()?)?;
    let subject = inner.take(0x30)?.whole;
    let spki = inner.take(0x30)?.whole;
    let _ = inner.optional(0x81);
    let _ = inner.optional(0x82);
    let extensions = match inner.optional(0xa3) {
        None => Vec::new(),
        Some(list) => extensions(&only(list.value, 0x30)?)?,
    };
    if !inner.is_empty() || !validity.is_empty() {
        return None;
    }
    let mut certificate = Certificate {
        der: der.to_vec(),
        subject: names::shown(subject),
        issuer: names::shown(issuer),
        serial: to_hex(serial),
        version,
        not_before,
        not_after,
        sha256: to_hex(&Sha256::digest(der)),
        key: key_id(spki),
        is_authority: false,
        spki: spki.to_vec(),
        tbs: tbs.whole.to_vec(),
        algorithm: algorithm.whole.to_vec(),
        signature: signature
            .value
            .split_first()
            .filter(|(unused, _)| **unused == 0)?
            .1
            .to_vec(),
        serial_bytes: serial.to_vec(),
        subject_der: subject.to_vec(),
        subject_name: names::canonical(subject)?,
        issuer_name: names::canonical(issuer)?,
        extensions,
        algorithm_agrees: algorithm.whole == algorithm_inside.whole,
    };
    certificate.is_authority = matches!(certificate.constraints(), Some(Ok((true, _))));
    Some(certificate)
}

/// Extensions, as certificates, revocation lists and their entries have them.
pub(crate) fn extensions(list: &Tlv<'_>) -> Option<Vec<Extension>> {
    list.parts(EXTENSIONS_MAX)?
        .iter()
        .map(|part| {
            let mut reader = Reader::new(only(part.whole, 0x30)?.value);
            let oid = reader.take(0x06)?.value.to_vec();
            let critical = reader.optional(0x01).is_some_and(|flag| flag.value != [0]);
            let value = reader.take(0x04)?.value.to_vec();
            reader.is_empty().then_some(Extension {
                oid,
                critical,
                value,
            })
        })
        .collect()
}
