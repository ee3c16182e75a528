//! Authorities of invented suppliers, and everybody to whom they gave a certificate, well or badly.

use std::sync::OnceLock;

use crate::certificates::{Certificate, Extension, name, revocation_list};
use crate::digest::Hash;
use crate::encode::number;
use crate::keys::Key;
use crate::moments::{CRL_MADE, CRL_STALE, DAY, SIGNED_4_2_1, year};

/// The supplier of the packages.
pub const ARDEN: &str = "Arden Networks";
/// Another supplier, just as well known to the project.
pub const TERN: &str = "Tern Mobile";
/// Who proves the time.
pub const MERIDIAN: &str = "Meridian Time";

/// To sign.
const SIGN: u8 = 0b1000_0000;
/// To encrypt keys, and nothing else.
const ENCRYPT: u8 = 0b0010_0000;
/// To sign certificates and revocation lists.
const ISSUE: u8 = 0b0000_0110;

/// Somebody with a key and a certificate, and the certificates between it and the root.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The private key.
    pub key: Key,
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// The certificates of the authorities between, DER, the nearest first, without the root.
    pub chain: Vec<Vec<u8>>,
    /// Its name, DER.
    pub subject: Vec<u8>,
    /// The name of its issuer, DER.
    pub issuer: Vec<u8>,
    /// Its number at the issuer.
    pub serial: u64,
}

impl Identity {
    /// The number, DER.
    pub(crate) fn serial_der(&self) -> Vec<u8> {
        number(self.serial)
    }
}

/// How a certificate differs from a good one for code.
struct Wanted {
    subject: Vec<u8>,
    serial: u64,
    key: Key,
    from: i64,
    until: i64,
    v1: bool,
    extensions: Vec<Extension>,
    hash: Option<Hash>,
}

impl Wanted {
    /// A good certificate for signing code.
    fn code(organisation: &str, common: &str, serial: u64, key: Key) -> Wanted {
        Wanted {
            subject: name(organisation, common),
            serial,
            key,
            from: year(2026),
            until: year(2029),
            v1: false,
            extensions: vec![
                Extension::end(),
                Extension::usage(SIGN),
                Extension::purpose(3),
            ],
            hash: None,
        }
    }

    /// A good certificate of an authority.
    fn issuing(common: &str, serial: u64, below_max: Option<u64>) -> Wanted {
        Wanted {
            from: year(2024),
            until: year(2034),
            extensions: vec![Extension::authority(below_max), Extension::usage(ISSUE)],
            ..Wanted::code(ARDEN, common, serial, Key::p256(common))
        }
    }

    fn by(self, issuer: &Identity, is_root: bool) -> Identity {
        let certificate = Certificate {
            subject: self.subject.clone(),
            issuer: issuer.subject.clone(),
            serial: self.serial,
            from: self.from,
            until: self.until,
            key: &self.key,
            v1: self.v1,
            extensions: self.extensions,
            hash: self.hash,
        };
        let certificate = certificate.signed(&issuer.key);
        let mut chain = Vec::new();
        if !is_root {
            chain.push(issuer.certificate.clone());
            chain.extend(issuer.chain.iter().cloned());
        }
        Identity {
            certificate,
            chain,
            issuer: issuer.subject.clone(),
            subject: self.subject,
            serial: self.serial,
            key: self.key,
        }
    }
}

/// A root that signs itself.
fn root(organisation: &str, common: &str, key: Key) -> Identity {
    let subject = name(organisation, common);
    let certificate = Certificate {
        subject: subject.clone(),
        issuer: subject.clone(),
        serial: 1,
        from: year(2020),
        until: year(2045),
        key: &key,
        v1: false,
        extensions: vec![Extension::authority(None), Extension::usage(ISSUE)],
        hash: None,
    };
    let certificate = certificate.signed(&key);
    Identity {
        certificate,
        chain: Vec::new(),
        issuer: subject.clone(),
        subject,
        serial: 1,
        key,
    }
}

/// Everybody. Who is not called otherwise has a good certificate of Arden Networks.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the names say it, and the code that makes them says more"
)]
pub struct Authority {
    pub arden_root: Identity,
    pub arden_ca: Identity,
    /// Who signs releases in the story: RSA, 3072 bits.
    pub arden: Identity,
    /// Who signs most samples: P-256.
    pub arden_p256: Identity,
    pub arden_p384: Identity,
    pub arden_rsa_2048: Identity,
    /// A second pair of eyes at the same supplier.
    pub arden_second: Identity,
    /// Good in every way, and never seen before for this product.
    pub arden_unseen: Identity,
    pub expired: Identity,
    pub not_yet_valid: Identity,
    pub v1: Identity,
    pub by_end_entity: Identity,
    pub for_servers: Identity,
    pub not_for_signing: Identity,
    pub too_deep: Identity,
    pub rsa_1024: Identity,
    pub by_sha1: Identity,
    pub revoked: Identity,
    pub stale: Identity,
    pub unlisted: Identity,
    pub outside_names: Identity,
    pub unknown_extension: Identity,
    /// Self-made, with the names of `arden_p256` and its issuer.
    pub stranger: Identity,
    /// A whole chain with the names of the real one, and keys of a stranger.
    pub stranger_chain: Identity,
    pub tern_root: Identity,
    pub tern: Identity,
    pub time_root: Identity,
    pub time: Identity,
    /// Proves time, says it, and nobody knows it.
    pub unknown_time: Identity,
    pub unknown_time_root: Identity,
    /// Revocation lists, DER.
    pub crls: Vec<Vec<u8>>,
}

/// Everybody, made once.
#[must_use]
pub fn authority() -> &'static Authority {
    static MADE: OnceLock<Authority> = OnceLock::new();
    MADE.get_or_init(make)
}

fn make() -> Authority {
    let arden_root = root(ARDEN, "Arden Networks Test Root", Key::p384("arden root"));
    let arden_ca = Wanted::issuing("Arden Networks Test Signing CA", 11, Some(0));
    let arden_ca = arden_ca.by(&arden_root, true);
    let good = |common: &str, serial, key| {
        let wanted = Wanted::code(ARDEN, common, serial, key);
        wanted.by(&arden_ca, false)
    };
    let arden_p256 = good("Arden Software Signing P", 102, Key::p256("arden leaf"));
    let tern_root = root(TERN, "Tern Mobile Test Root", Key::p256("tern root"));
    let tern = Wanted::code(TERN, "Tern Software Signing", 21, Key::p256("tern leaf"));
    let [time_root, time] = time_authority(MERIDIAN, "meridian");
    let [unknown_time_root, unknown_time] = time_authority("Gnomon Time", "gnomon");
    let bad = Bad::make(&arden_root, &arden_ca, &arden_p256);
    let crls = vec![
        list(&arden_root, CRL_MADE, &[]),
        // Revoked before anything that matters here was signed with it.
        list(&arden_ca, CRL_MADE, &[(REVOKED, SIGNED_4_2_1 - 30 * DAY)]),
        list(&bad.partners, CRL_MADE, &[]),
        list(&bad.stale_ca, CRL_STALE, &[]),
        list(&tern_root, CRL_MADE, &[]),
        list(&time_root, CRL_MADE, &[]),
    ];
    Authority {
        arden: good("Arden Software Signing", 101, Key::rsa(3_072)),
        arden_p384: good("Arden Software Signing Q", 103, Key::p384("arden leaf")),
        arden_rsa_2048: good("Arden Software Signing R", 104, Key::rsa(2_048)),
        arden_second: good("Arden Release Board", 105, Key::p256("arden board")),
        arden_unseen: good("Arden Software Signing X", 106, Key::p256("arden unseen")),
        rsa_1024: good("Arden Software Signing W", 107, Key::rsa(1_024)),
        revoked: good(
            "Arden Software Signing V",
            REVOKED,
            Key::p256("arden revoked"),
        ),
        tern: tern.by(&tern_root, true),
        expired: bad.expired,
        not_yet_valid: bad.not_yet_valid,
        v1: bad.v1,
        by_end_entity: bad.by_end_entity,
        for_servers: bad.for_servers,
        not_for_signing: bad.not_for_signing,
        too_deep: bad.too_deep,
        by_sha1: bad.by_sha1,
        stale: bad.stale,
        unlisted: bad.unlisted,
        outside_names: bad.outside_names,
        unknown_extension: bad.unknown_extension,
        stranger: bad.stranger,
        stranger_chain: bad.stranger_chain,
        arden_root,
        arden_ca,
        arden_p256,
        tern_root,
        time_root,
        time,
        unknown_time_root,
        unknown_time,
        crls,
    }
}

/// The number of the certificate that was revoked.
const REVOKED: u64 = 108;

/// Certificates with one fault each.
struct Bad {
    expired: Identity,
    not_yet_valid: Identity,
    v1: Identity,
    by_end_entity: Identity,
    for_servers: Identity,
    not_for_signing: Identity,
    too_deep: Identity,
    by_sha1: Identity,
    stale_ca: Identity,
    partners: Identity,
    stale: Identity,
    unlisted: Identity,
    outside_names: Identity,
    unknown_extension: Identity,
    stranger: Identity,
    stranger_chain: Identity,
}

impl Bad {
    fn make(root_of_all: &Identity, ca: &Identity, honest: &Identity) -> Bad {
        let code = |label: &str, serial| {
            let common = format!("Arden Software Signing {label}");
            Wanted::code(ARDEN, &common, serial, Key::p256(label))
        };
        let end = Extension::end;
        let mut expired = code("2024", 201);
        (expired.from, expired.until) = (year(2024), year(2026) + 180 * DAY);
        let mut not_yet_valid = code("2027", 202);
        not_yet_valid.from = year(2027);
        let mut v1 = code("old form", 203);
        v1.v1 = true;
        let mut for_servers = code("server", 205);
        for_servers.extensions = vec![end(), Extension::usage(SIGN), Extension::purpose(1)];
        let mut not_for_signing = code("encryption", 206);
        not_for_signing.extensions = vec![end(), Extension::usage(ENCRYPT), Extension::purpose(3)];
        let mut by_sha1 = code("short digest", 208);
        by_sha1.hash = Some(Hash::Sha1);
        let mut unknown_extension = code("extension", 212);
        unknown_extension.extensions.push(Extension::unknown());
        let below = Wanted::issuing("Arden Networks Test Sub CA", 207, None).by(ca, false);
        let other = |common: &str, serial| Wanted::issuing(common, serial, Some(0));
        let stale_ca = other("Arden Networks Test CA 2", 12).by(root_of_all, true);
        let unlisted_ca = other("Arden Networks Test CA 3", 13).by(root_of_all, true);
        let mut partners = other("Arden Networks Test Partner CA", 14);
        let names = Extension::only_names_of("Arden Partners");
        partners.extensions.push(names);
        let partners = partners.by(root_of_all, true);
        Bad {
            expired: expired.by(ca, false),
            not_yet_valid: not_yet_valid.by(ca, false),
            v1: v1.by(ca, false),
            by_end_entity: code("by a colleague", 204).by(honest, false),
            for_servers: for_servers.by(ca, false),
            not_for_signing: not_for_signing.by(ca, false),
            too_deep: code("too deep", 1).by(&below, false),
            by_sha1: by_sha1.by(ca, false),
            stale: code("stale", 2).by(&stale_ca, false),
            unlisted: code("unlisted", 3).by(&unlisted_ca, false),
            outside_names: code("partner", 4).by(&partners, false),
            partners,
            unknown_extension: unknown_extension.by(ca, false),
            stranger: stranger(honest),
            stranger_chain: stranger_chain(honest, ca, root_of_all),
            stale_ca,
        }
    }
}

/// A certificate with the names and number of an honest one, signed with its own key.
fn stranger(honest: &Identity) -> Identity {
    let key = Key::p256("stranger");
    let issuer = Identity {
        key: key.clone(),
        subject: honest.issuer.clone(),
        ..honest.clone()
    };
    let mut wanted = Wanted::code("", "", honest.serial, key);
    wanted.subject = honest.subject.clone();
    wanted.by(&issuer, true)
}

/// The same with the whole chain, name by name.
fn stranger_chain(honest: &Identity, ca: &Identity, top: &Identity) -> Identity {
    let mut false_root = root("", "", Key::p384("stranger root"));
    false_root.subject = top.subject.clone();
    let mut false_ca = Wanted::issuing("stranger", ca.serial, Some(0));
    false_ca.subject = ca.subject.clone();
    let false_ca = false_ca.by(&false_root, true);
    let key = Key::p256("stranger leaf");
    let mut wanted = Wanted::code("", "", honest.serial, key);
    wanted.subject = honest.subject.clone();
    wanted.by(&false_ca, false)
}

fn time_authority(organisation: &str, label: &str) -> [Identity; 2] {
    let top = format!("{organisation} Test Root");
    let top = root(organisation, &top, Key::p256(&format!("{label} root")));
    let common = format!("{organisation} Test Stamping");
    let key = Key::p256(&format!("{label} leaf"));
    let mut wanted = Wanted::code(organisation, &common, 31, key);
    wanted.extensions[2] = Extension::purpose(8);
    wanted.from = year(2024);
    let stamping = wanted.by(&top, true);
    [top, stamping]
}

/// The revocation list of one authority.
fn list(of: &Identity, made: i64, revoked: &[(u64, i64)]) -> Vec<u8> {
    revocation_list(&of.subject, &of.key, 7, made, revoked)
}
