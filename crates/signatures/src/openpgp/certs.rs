//! Pinned OpenPGP certificates: which key made a signature, and whether it may sign, then and now.

use jiff::Timestamp;
use pgp::composed::{Deserializable as _, SignedPublicKey, SignedPublicSubKey};
use pgp::packet::{Signature, SignatureType, SignatureVersion, SubpacketData};
use pgp::types::{EcdsaPublicParams, KeyDetails, KeyVersion, PublicParams, Tag, VerifyingKey};
use rsa::traits::PublicKeyParts as _;

use super::hash::{allowed, understood};
use crate::{Anchor, AnchorKey, Purpose, Rules, Trust, armour, pins};

/// The longest file of certificates.
const CERTIFICATES_BYTES_MAX: usize = 16 << 20;
/// The label of armoured certificates.
const LABEL: &str = "PGP PUBLIC KEY BLOCK";

/// A time of OpenPGP.
pub(super) fn time(time: pgp::types::Timestamp) -> Option<Timestamp> {
    Timestamp::from_second(i64::from(time.as_secs())).ok()
}

/// So long after.
pub(super) fn after(start: Timestamp, long: pgp::types::Duration) -> Option<Timestamp> {
    Timestamp::from_second(start.as_second() + i64::from(long.as_secs())).ok()
}

/// The fingerprint of a certificate, after `openpgp:`.
pub(super) fn name(key: &SignedPublicKey) -> String {
    format!("openpgp:{}", armour::to_hex(key.fingerprint().as_bytes()))
}

/// All certificates of a file.
pub(super) fn read(file: &[u8]) -> Result<Vec<SignedPublicKey>, String> {
    if file.len() > CERTIFICATES_BYTES_MAX {
        return Err(format!("it has {} bytes, which is too many", file.len()));
    }
    let blocks = if armour::is_armoured(file, LABEL) {
        armour::blocks_anywhere(file, LABEL)?
    } else {
        vec![file.to_vec()]
    };
    let mut found = Vec::new();
    for block in &blocks {
        let keys = SignedPublicKey::from_bytes_many(block.as_slice())
            .map_err(|_| "it holds no OpenPGP certificate".to_owned())?;
        for key in keys {
            found.push(key.map_err(|_| "an OpenPGP certificate in it is damaged".to_owned())?);
        }
    }
    if found.is_empty() {
        return Err("it holds no OpenPGP certificate".to_owned());
    }
    Ok(found)
}

/// A pinned certificate.
struct Cert<'a> {
    key: SignedPublicKey,
    anchor: &'a Anchor,
    counts: Result<(), String>,
}

/// All pinned certificates.
pub(super) struct Certs<'a> {
    list: Vec<Cert<'a>>,
    /// Pins that cannot be read.
    pub(super) unreadable: Vec<String>,
}

impl<'a> Certs<'a> {
    /// Those of a trust; those that count stand first.
    pub(super) fn of(trust: &'a Trust, purpose: Purpose, now: Timestamp) -> Certs<'a> {
        let mut certs = Certs {
            list: Vec::new(),
            unreadable: Vec::new(),
        };
        for anchor in &trust.anchors {
            let AnchorKey::OpenPgp(bytes) = &anchor.key else {
                continue;
            };
            match read(bytes) {
                Ok(keys) => certs.list.extend(keys.into_iter().map(|key| Cert {
                    key,
                    anchor,
                    counts: pins::counts(anchor, purpose, now),
                })),
                Err(why) => certs
                    .unreadable
                    .push(format!("the pin `{}` cannot be read: {why}", anchor.id)),
            }
        }
        certs.list.sort_by(|a, b| {
            (a.counts.is_err(), &a.anchor.id).cmp(&(b.counts.is_err(), &b.anchor.id))
        });
        certs
    }

    /// The keys that may have made a signature, by what it says of its issuer.
    pub(super) fn candidates(&self, signature: &Signature) -> Vec<Candidate<'_>> {
        let mut found = Vec::new();
        for cert in &self.list {
            if names(signature, &cert.key.primary_key) {
                found.push(Candidate { cert, subkey: None });
            }
            for subkey in &cert.key.public_subkeys {
                if names(signature, &subkey.key) {
                    found.push(Candidate {
                        cert,
                        subkey: Some(subkey),
                    });
                }
            }
        }
        found
    }
}

/// Whether a signature names a key as its issuer, or names nobody.
fn names(signature: &Signature, key: &impl KeyDetails) -> bool {
    let (prints, ids) = (signature.issuer_fingerprint(), signature.issuer_key_id());
    (prints.is_empty() && ids.is_empty())
        || prints.iter().any(|it| **it == key.fingerprint())
        || ids.iter().any(|it| **it == key.legacy_key_id())
}

/// A key that may have made a signature: the first of a certificate, or a further one.
pub(super) struct Candidate<'c> {
    cert: &'c Cert<'c>,
    subkey: Option<&'c SignedPublicSubKey>,
}

impl Candidate<'_> {
    /// The fingerprint of the certificate.
    pub(super) fn certificate(&self) -> String {
        name(&self.cert.key)
    }

    /// Whose certificate it says that it is.
    pub(super) fn subject(&self) -> String {
        let users = &self.cert.key.details.users;
        users
            .iter()
            .find(|user| user.is_primary())
            .or_else(|| users.first())
            .map_or_else(
                || self.certificate(),
                |user| String::from_utf8_lossy(user.id.id()).into_owned(),
            )
    }

    /// The id of the pin.
    pub(super) fn anchor(&self) -> &str {
        &self.cert.anchor.id
    }

    /// Whether the pin counts.
    pub(super) fn counts(&self) -> Result<(), String> {
        self.cert.counts.clone()
    }

    /// Whether a signature with this digest was made by this key.
    pub(super) fn holds(
        &self,
        signature: &Signature,
        digest: &[u8],
        rules: &Rules,
    ) -> Result<(), String> {
        match self.subkey {
            Some(subkey) => holds(signature, digest, &subkey.key, rules),
            None => holds(signature, digest, &self.cert.key.primary_key, rules),
        }
    }

    /// Whether certificate or key were revoked, and how that was said. A revocation counts whatever digest it uses
    /// and whatever reason it gives: nobody but the signer says when a signature was made.
    pub(super) fn revoked(&self) -> Option<String> {
        let primary = &self.cert.key.primary_key;
        let whole = self
            .cert
            .key
            .details
            .revocation_signatures
            .iter()
            .find(|it| it.verify_key(primary).is_ok());
        if let Some(revocation) = whole {
            return Some(format!("its certificate was revoked{}", on(revocation)));
        }
        let subkey = self.subkey?;
        subkey
            .signatures
            .iter()
            .filter(|it| it.typ() == Some(SignatureType::SubkeyRevocation))
            .find(|it| it.verify_subkey_binding(primary, &subkey.key).is_ok())
            .map(|revocation| format!("its key was revoked{}", on(revocation)))
    }

    /// Whether the key may sign, at the time that it says and now. Gives back when it expires.
    pub(super) fn stands(
        &self,
        signed: Timestamp,
        now: Timestamp,
        rules: &Rules,
    ) -> Result<Option<Timestamp>, String> {
        let primary = &self.cert.key.primary_key;
        strong(primary.public_params(), rules)?;
        let own = newest(self.own_signatures(), now).ok_or_else(|| {
            "its certificate carries no signature of its own that holds by an allowed digest"
                .to_owned()
        })?;
        let mut expires = expiry(primary, own);
        within(primary, expires, signed, now, "its certificate")?;
        match self.subkey {
            None => {
                if flags(own).is_some_and(|sign| !sign) {
                    return Err("its certificate says that this key does not sign".to_owned());
                }
            }
            Some(subkey) => {
                let binding = newest(
                    subkey.signatures.iter().filter(|it| {
                        it.typ() == Some(SignatureType::SubkeyBinding)
                            && it.verify_subkey_binding(primary, &subkey.key).is_ok()
                    }),
                    now,
                )
                .ok_or_else(|| {
                    "its key is not bound to its certificate by an allowed digest".to_owned()
                })?;
                if flags(binding) != Some(true) {
                    return Err("its certificate says that this key does not sign".to_owned());
                }
                let back = binding.embedded_signature().is_some_and(|back| {
                    back.hash_alg().is_some_and(allowed)
                        && back
                            .verify_primary_key_binding(&subkey.key, primary)
                            .is_ok()
                });
                if !back {
                    return Err(
                        "its key does not say that it belongs to its certificate".to_owned()
                    );
                }
                let end = expiry(&subkey.key, binding);
                within(&subkey.key, end, signed, now, "its key")?;
                expires = match (expires, end) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
            }
        }
        Ok(expires)
    }

    /// What the certificate says of itself, as far as it holds.
    fn own_signatures(&self) -> impl Iterator<Item = &Signature> {
        let primary = &self.cert.key.primary_key;
        let details = &self.cert.key.details;
        let direct = details.direct_signatures.iter().filter(move |it| {
            it.typ() == Some(SignatureType::Key) && it.verify_key(primary).is_ok()
        });
        let named = details.users.iter().flat_map(move |user| {
            user.signatures.iter().filter(move |it| {
                it.typ() != Some(SignatureType::CertRevocation)
                    && it
                        .verify_certification(primary, Tag::UserId, &user.id)
                        .is_ok()
            })
        });
        direct.chain(named)
    }
}

/// Whether a signature with this digest was made by a key.
fn holds(
    signature: &Signature,
    digest: &[u8],
    key: &impl VerifyingKey,
    rules: &Rules,
) -> Result<(), String> {
    strong(key.public_params(), rules)?;
    let changed = || "it does not hold: the bytes were changed".to_owned();
    let damaged = || "it is damaged".to_owned();
    let config = signature.config().ok_or_else(damaged)?;
    let six = (
        config.version() == SignatureVersion::V6,
        key.version() == KeyVersion::V6,
    );
    if config.pub_alg != key.algorithm() || six.0 != six.1 {
        return Err("it is not of the kind of its key".to_owned());
    }
    let head = signature.signed_hash_value().ok_or_else(damaged)?;
    if !digest.starts_with(&head) {
        return Err(changed());
    }
    let value = signature.signature().ok_or_else(damaged)?;
    key.verify(config.hash_alg, digest, value)
        .map_err(|_| changed())
}

/// Whether a key is of a kind and length that is allowed.
fn strong(key: &PublicParams, rules: &Rules) -> Result<(), String> {
    match key {
        PublicParams::RSA(rsa) => {
            let bits = rsa.key.n().bits();
            if u32::try_from(bits).is_ok_and(|bits| bits < rules.rsa_bits_min) {
                return Err(format!(
                    "its RSA key has {bits} bits, and at least {} are asked for",
                    rules.rsa_bits_min
                ));
            }
            Ok(())
        }
        PublicParams::ECDSA(
            EcdsaPublicParams::P256 { .. }
            | EcdsaPublicParams::P384 { .. }
            | EcdsaPublicParams::P521 { .. },
        )
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => Ok(()),
        _ => Err("its kind of key is not allowed".to_owned()),
    }
}

/// The newest of several signatures that counts now.
fn newest<'a>(
    signatures: impl Iterator<Item = &'a Signature>,
    now: Timestamp,
) -> Option<&'a Signature> {
    signatures
        .filter(|it| {
            let Some(created) = it.created().and_then(time) else {
                return false;
            };
            let ended = it
                .signature_expiration_time()
                .filter(|long| long.as_secs() != 0)
                .and_then(|long| after(created, long))
                .is_some_and(|end| end <= now);
            let critical = it.config().is_some_and(|config| {
                config
                    .hashed_subpackets()
                    .any(|it| it.is_critical && !understood(&it.data))
            });
            it.hash_alg().is_some_and(allowed) && created <= now && !ended && !critical
        })
        .max_by_key(|it| it.created().map(pgp::types::Timestamp::as_secs))
}

/// Whether a key may sign, if that is said.
fn flags(signature: &Signature) -> Option<bool> {
    signature
        .config()?
        .hashed_subpackets()
        .find_map(|it| match &it.data {
            SubpacketData::KeyFlags(flags) => Some(flags.sign()),
            _ => None,
        })
}

/// When a key expires.
fn expiry(key: &impl KeyDetails, own: &Signature) -> Option<Timestamp> {
    let long = own.key_expiration_time().filter(|it| it.as_secs() != 0)?;
    after(time(key.created_at())?, long)
}

/// Whether a key was there when it signed, and is there now.
fn within(
    key: &impl KeyDetails,
    expires: Option<Timestamp>,
    signed: Timestamp,
    now: Timestamp,
    what: &str,
) -> Result<(), String> {
    if let Some(created) = time(key.created_at())
        && signed < created
    {
        return Err(format!(
            "{what} was made on {created}, after the signature says that it signed"
        ));
    }
    match expires {
        Some(expires) if expires <= now => Err(format!("{what} expired on {expires}")),
        _ => Ok(()),
    }
}

/// When, if that is said.
fn on(signature: &Signature) -> String {
    signature
        .created()
        .and_then(time)
        .map_or_else(String::new, |at| format!(" on {at}"))
}
