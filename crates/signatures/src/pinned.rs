//! Reads what people pin: certificates and public keys in the forms in which they are handed over.

use sha2_signed::{Digest as _, Sha256};

use crate::algorithms::SubjectKey;
use crate::armour::to_hex;
use crate::find::certificates_of;
use crate::pem;
use crate::public::PublicKey;
use crate::tlv::only;
use crate::trust::AnchorKey;

/// The name of a key: `sha256:` and the digest of its SPKI.
#[must_use]
pub fn key_id(spki_der: &[u8]) -> String {
    format!("sha256:{}", to_hex(&Sha256::digest(spki_der)))
}

/// Reads a certificate or public key: certificates and SPKI in PEM or DER, lines of OpenSSH, keys of minisign and
/// signify, OpenPGP keys with or without armour.
///
/// # Errors
/// When it is none of them, holds several, or is a private key.
pub fn read_key(bytes: &[u8]) -> Result<AnchorKey, String> {
    let text = std::str::from_utf8(bytes)
        .map(str::trim)
        .unwrap_or_default();
    if text.contains("PRIVATE KEY")
        || text.contains("untrusted comment: minisign encrypted secret key")
    {
        return Err(
            "this is a private key: pin the public one, and keep this one away from here"
                .to_owned(),
        );
    }
    if text.contains("-----BEGIN PGP PUBLIC KEY BLOCK-----") {
        return open_pgp(text.as_bytes());
    }
    if let Some(first) = bytes.first()
        && first & 0x80 != 0
    {
        return open_pgp(bytes);
    }
    if bytes.first() == Some(&0x30) && text.is_empty() {
        return der(bytes);
    }
    let blocks = pem::blocks(text.as_bytes());
    match blocks.as_slice() {
        [] if only(bytes, 0x30).is_some() => der(bytes),
        [] => PublicKey::read(text.as_bytes())
            .map(|key| AnchorKey::Spki(key.to_spki()))
            .map_err(|why| {
                format!("no certificate and no public key of a form that is known: {why}")
            }),
        [block] => {
            let inside = block
                .der
                .as_deref()
                .ok_or_else(|| format!("the block `{}` is not base64", block.label))?;
            match block.label.as_str() {
                "PUBLIC KEY" => spki(inside),
                "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" | "PKCS7" | "CMS" => {
                    one_certificate(text.as_bytes())
                }
                other => Err(format!(
                    "a block `{other}` is neither a certificate nor a public key"
                )),
            }
        }
        several => Err(format!(
            "{} blocks are in it: pin each key on its own",
            several.len()
        )),
    }
}

fn der(bytes: &[u8]) -> Result<AnchorKey, String> {
    spki(bytes).or_else(|_| one_certificate(bytes))
}

fn spki(der: &[u8]) -> Result<AnchorKey, String> {
    SubjectKey::read(der).map_err(|fault| fault.words().to_owned())?;
    Ok(AnchorKey::Spki(der.to_vec()))
}

fn one_certificate(bytes: &[u8]) -> Result<AnchorKey, String> {
    match certificates_of(bytes)?.as_slice() {
        [one] => Ok(AnchorKey::X509(one.der.clone())),
        several => Err(format!(
            "{} certificates are in it: pin each one on its own",
            several.len()
        )),
    }
}

fn open_pgp(bytes: &[u8]) -> Result<AnchorKey, String> {
    use pgp::composed::{Deserializable as _, SignedPublicKey};
    let read = if bytes.starts_with(b"-----") {
        SignedPublicKey::from_armor_single(bytes).map(|_| ())
    } else {
        SignedPublicKey::from_bytes(bytes).map(|_| ())
    };
    read.map_err(|error| format!("the OpenPGP key cannot be read: {error}"))?;
    Ok(AnchorKey::OpenPgp(bytes.to_vec()))
}
