//! One certificate or revocation list, as its issuer writes it, with any fault that is asked for.

use crate::digest::{Hash, sha1};
use crate::encode::{
    bits, explicit, integer, number, octets, oid, pem, seq, set, tlv, utc_time, utf8, yes,
};
use crate::keys::Key;

/// The name of a certificate: an organisation and what it is for.
#[must_use]
pub fn name(organisation: &str, common: &str) -> Vec<u8> {
    let part = |attribute, text| set(&[seq(&[&oid(attribute), &utf8(text)])]);
    let parts = [part("2.5.4.10", organisation), part("2.5.4.3", common)];
    seq(&[&parts[0], &parts[1]])
}

/// An extension.
#[derive(Clone, Debug)]
pub struct Extension {
    name: &'static str,
    critical: bool,
    value: Vec<u8>,
}

impl Extension {
    /// May sign certificates, with so many authorities below at most.
    #[must_use]
    pub fn authority(below_max: Option<u64>) -> Extension {
        let below = below_max.map(number).unwrap_or_default();
        Extension::critical("2.5.29.19", seq(&[&yes(), &below]))
    }

    /// May not sign certificates.
    #[must_use]
    pub fn end() -> Extension {
        Extension::critical("2.5.29.19", seq(&[]))
    }

    /// What the key may do: a bit each, the first of them is to sign.
    #[must_use]
    pub fn usage(first: u8) -> Extension {
        let unused = u8::try_from(first.trailing_zeros()).expect("at most eight");
        Extension::critical("2.5.29.15", tlv(0x03, &[unused, first]))
    }

    /// For what, by the last arc of the purpose: 1 servers, 3 code, 8 time.
    #[must_use]
    pub fn purpose(arc: u8) -> Extension {
        let purpose = oid(&format!("1.3.6.1.5.5.7.3.{arc}"));
        Extension {
            critical: arc == 8,
            ..Extension::plain("2.5.29.37", seq(&[&purpose]))
        }
    }

    /// Certificates below may name this organisation alone.
    #[must_use]
    pub fn only_names_of(organisation: &str) -> Extension {
        let part = set(&[seq(&[&oid("2.5.4.10"), &utf8(organisation)])]);
        let base = explicit(4, &seq(&[&part]));
        let permitted = explicit(0, &seq(&[&base]));
        Extension::critical("2.5.29.30", seq(&[&permitted]))
    }

    /// An extension that nobody knows, and that must be understood.
    #[must_use]
    pub fn unknown() -> Extension {
        Extension::critical("1.3.6.1.4.1.99999.7", seq(&[]))
    }

    fn critical(name: &'static str, value: Vec<u8>) -> Extension {
        Extension {
            critical: true,
            ..Extension::plain(name, value)
        }
    }

    fn plain(name: &'static str, value: Vec<u8>) -> Extension {
        Extension {
            name,
            critical: false,
            value,
        }
    }

    fn der(&self) -> Vec<u8> {
        let critical = if self.critical { yes() } else { Vec::new() };
        seq(&[&oid(self.name), &critical, &octets(&self.value)])
    }
}

/// The key id that goes into certificates: SHA-1 of the public key.
pub(crate) fn key_id(key: &Key) -> Vec<u8> {
    sha1(&key.public()).to_vec()
}

/// What goes into a certificate.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// Whose.
    pub subject: Vec<u8>,
    /// From whom.
    pub issuer: Vec<u8>,
    /// Its number at the issuer.
    pub serial: u64,
    /// First moment.
    pub from: i64,
    /// Last moment.
    pub until: i64,
    /// The key.
    pub key: &'a Key,
    /// Without version and extensions, as in 1988.
    pub v1: bool,
    /// Extensions beside the key ids.
    pub extensions: Vec<Extension>,
    /// The digest that the issuer signs over; the usual one of its key if none.
    pub hash: Option<Hash>,
}

impl Certificate<'_> {
    /// Signed by an issuer, DER.
    #[must_use]
    pub fn signed(&self, issuer: &Key) -> Vec<u8> {
        let hash = self.hash.unwrap_or_else(|| issuer.usual_hash());
        let algorithm = issuer.signature_algorithm(hash);
        let validity = seq(&[&utc_time(self.from), &utc_time(self.until)]);
        let (version, extensions) = if self.v1 {
            (Vec::new(), Vec::new())
        } else {
            (explicit(0, &number(2)), self.extensions(issuer))
        };
        let body = seq(&[
            &version,
            &number(self.serial),
            &algorithm,
            &self.issuer,
            &validity,
            &self.subject,
            &self.key.spki(),
            &extensions,
        ]);
        sealed(&body, &algorithm, &issuer.sign(hash, &body))
    }

    fn extensions(&self, issuer: &Key) -> Vec<u8> {
        let mut all: Vec<u8> = self.extensions.iter().flat_map(Extension::der).collect();
        let own = Extension::plain("2.5.29.14", octets(&key_id(self.key)));
        all.extend(own.der());
        all.extend(authority_key(issuer).der());
        explicit(3, &tlv(0x30, &all))
    }
}

fn authority_key(issuer: &Key) -> Extension {
    Extension::plain("2.5.29.35", seq(&[&tlv(0x80, &key_id(issuer))]))
}

fn sealed(body: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    seq(&[body, algorithm, &bits(signature)])
}

/// A list of revoked certificates, DER: their numbers, and since when.
#[must_use]
pub fn revocation_list(
    issuer: &[u8],
    key: &Key,
    number_of_list: u64,
    made: i64,
    revoked: &[(u64, i64)],
) -> Vec<u8> {
    let hash = key.usual_hash();
    let algorithm = key.signature_algorithm(hash);
    let entry = |(serial, since): &(u64, i64)| {
        // Because the key was exposed.
        let reason = Extension::plain("2.5.29.21", tlv(0x0a, &[1]));
        let serial = integer(&serial.to_be_bytes());
        seq(&[&serial, &utc_time(*since), &seq(&[&reason.der()])])
    };
    let entries: Vec<u8> = revoked.iter().flat_map(entry).collect();
    let entries = if entries.is_empty() {
        entries
    } else {
        tlv(0x30, &entries)
    };
    let counter = Extension::plain("2.5.29.20", number(number_of_list));
    let extensions = explicit(0, &seq(&[&authority_key(key).der(), &counter.der()]));
    let body = seq(&[
        &number(1),
        &algorithm,
        issuer,
        &utc_time(made),
        &utc_time(made + 30 * crate::moments::DAY),
        &entries,
        &extensions,
    ]);
    sealed(&body, &algorithm, &key.sign(hash, &body))
}

/// A certificate between the lines of PEM.
#[must_use]
pub fn certificate_pem(der: &[u8]) -> Vec<u8> {
    pem("CERTIFICATE", der)
}
