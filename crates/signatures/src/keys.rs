//! Private keys of people and of tests: Ed25519, from the files that people have.

use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::armour;
use crate::public::PublicKey;
use crate::wire::{Wire, put};

/// What stands before the seed in PKCS#8 without the public key: the form that every program reads.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// How the file of an OpenSSH key begins.
const OPENSSH: &[u8] = b"openssh-key-v1\0";
/// What SSH calls Ed25519.
pub(crate) const SSH_ED25519: &str = "ssh-ed25519";

/// An Ed25519 private key. It never shows itself: `Debug` prints the public half.
#[derive(Clone)]
pub struct PrivateKey {
    key: SigningKey,
    comment: String,
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PrivateKey").field(&self.id()).finish()
    }
}

impl PrivateKey {
    /// From a seed that the caller drew.
    #[must_use]
    pub fn generate(seed: [u8; 32]) -> PrivateKey {
        PrivateKey {
            key: SigningKey::from_bytes(&seed),
            comment: String::new(),
        }
    }

    /// From the bytes of a file: PKCS#8 in PEM, an OpenSSH private key without passphrase, or 32 bytes in base64.
    ///
    /// # Errors
    /// Why it cannot be read, in words, and what to do.
    pub fn read(bytes: &[u8]) -> Result<PrivateKey, String> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| "a private key is a text file, and this is not text".to_owned())?;
        if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            return Err(
                "the private key is encrypted: write it out without passphrase first, to a place that only you read"
                    .to_owned(),
            );
        }
        if text.contains("-----BEGIN OPENSSH PRIVATE KEY-----") {
            return openssh(&armour::block(bytes, "OPENSSH PRIVATE KEY")?)
                .map_err(|why| format!("the OpenSSH private key cannot be read: {why}"));
        }
        if text.contains("-----BEGIN PRIVATE KEY-----") {
            let der = armour::block(bytes, "PRIVATE KEY")?;
            return SigningKey::from_pkcs8_der(&der)
                .map(|key| PrivateKey {
                    key,
                    comment: String::new(),
                })
                .map_err(|_| {
                    "the private key is not an Ed25519 key, the only kind that signs here"
                        .to_owned()
                });
        }
        if text.contains("-----BEGIN") {
            return Err(
                "the private key is neither in PKCS#8 nor in the form of OpenSSH: make one with `openssl genpkey -algorithm ed25519` or `ssh-keygen -t ed25519`"
                    .to_owned(),
            );
        }
        let seed = armour::base64(text.trim())
            .ok()
            .and_then(|seed| <[u8; 32]>::try_from(seed).ok())
            .ok_or_else(|| "the private key is neither PEM nor 32 bytes in base64".to_owned())?;
        Ok(PrivateKey::generate(seed))
    }

    /// PKCS#8 in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let mut der = PKCS8_HEAD.to_vec();
        der.extend_from_slice(self.key.as_bytes());
        armour::write(&der, "PRIVATE KEY")
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::Ed25519(self.key.verifying_key())
    }

    /// The public key as SPKI in DER, as it is pinned.
    #[must_use]
    pub fn public_spki(&self) -> Vec<u8> {
        self.public().to_spki()
    }

    /// The public key as SPKI in PEM.
    #[must_use]
    pub fn public_pem(&self) -> String {
        armour::write(&self.public_spki(), "PUBLIC KEY")
    }

    /// The public key as a line of OpenSSH.
    #[must_use]
    pub fn public_openssh(&self) -> String {
        let blob = armour::to_base64(&self.ssh_blob());
        let line = format!("{SSH_ED25519} {blob} {}", self.comment);
        line.trim_end().to_owned()
    }

    /// The public key as SSH writes it in binary.
    pub(crate) fn ssh_blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        put(&mut blob, SSH_ED25519.as_bytes());
        put(&mut blob, self.key.verifying_key().as_bytes());
        blob
    }

    /// `sha256:` and the digest of the public key.
    #[must_use]
    pub fn id(&self) -> String {
        self.public().id()
    }

    /// Signs bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

/// The file of an OpenSSH private key.
fn openssh(bytes: &[u8]) -> Result<PrivateKey, String> {
    let mut file = Wire::new(bytes);
    if file.take(OPENSSH.len())? != OPENSSH {
        return Err("it does not begin as one".to_owned());
    }
    if (file.text()?, file.text()?) != ("none", "none") {
        return Err(
            "it is encrypted: write it out without passphrase first (`ssh-keygen -p` on a copy)"
                .to_owned(),
        );
    }
    file.bytes()?;
    if file.number()? != 1 {
        return Err("it holds several keys".to_owned());
    }
    let public = file.bytes()?;
    let private = file.bytes()?;
    file.end()?;
    let mut private = Wire::new(private);
    if private.number()? != private.number()? {
        return Err("its two check numbers differ".to_owned());
    }
    let kind = private.text()?;
    if kind != SSH_ED25519 {
        return Err(format!(
            "its kind is `{kind}`, and `{SSH_ED25519}` is the only one that signs here"
        ));
    }
    let public_inside = private.bytes()?;
    let pair = private.bytes()?;
    let comment = private.text()?.to_owned();
    for (expected, byte) in (1_u8..).zip(private.rest()) {
        if *byte != expected {
            return Err("its filling is damaged".to_owned());
        }
    }
    let pair = <&[u8; 64]>::try_from(pair).map_err(|_| "its key has a wrong length".to_owned())?;
    let key = SigningKey::from_keypair_bytes(pair)
        .map_err(|_| "its two halves do not belong together".to_owned())?;
    let read = PrivateKey { key, comment };
    if read.ssh_blob() != public || read.key.verifying_key().as_bytes() != public_inside {
        return Err("its two halves do not belong together".to_owned());
    }
    Ok(read)
}
