//! Signatures of other tools over plain files: minisign, and `ssh-keygen -Y sign`. All with Ed25519.

use crate::digest::{Hash, blake2b};
use crate::encode::{base64, pem};
use crate::keys::Key;

/// The number that minisign gives to a key.
fn minisign_id(key: &Key) -> Vec<u8> {
    Hash::Sha256.of(&key.public())[..8].to_vec()
}

/// What minisign writes, for an Ed25519 key.
#[must_use]
pub fn minisign(key: &Key, bytes: &[u8], comment: &str) -> Vec<u8> {
    let signed = key.sign(Hash::Sha512, &blake2b(bytes));
    let body = [b"ED", minisign_id(key).as_slice(), &signed].concat();
    let all = key.sign(Hash::Sha512, &[&signed, comment.as_bytes()].concat());
    format!(
        "untrusted comment: signature of a test key\n{}\ntrusted comment: {comment}\n{}\n",
        base64(&body),
        base64(&all)
    )
    .into_bytes()
}

/// The public key as minisign writes it.
#[must_use]
pub fn minisign_public(key: &Key) -> Vec<u8> {
    let body = [b"Ed", minisign_id(key).as_slice(), &key.public()].concat();
    format!("untrusted comment: test key\n{}\n", base64(&body)).into_bytes()
}

fn wire(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        let length = u32::try_from(part.len()).expect("test data are small");
        out.extend(length.to_be_bytes());
        out.extend(*part);
    }
    out
}

fn ssh_blob(key: &Key) -> Vec<u8> {
    wire(&[b"ssh-ed25519", &key.public()])
}

/// What `ssh-keygen -Y sign -n NAMESPACE` writes, for an Ed25519 key.
#[must_use]
pub fn ssh_signature(key: &Key, namespace: &str, bytes: &[u8]) -> Vec<u8> {
    let digest = Hash::Sha512.of(bytes);
    let of = wire(&[namespace.as_bytes(), b"", b"sha512", &digest]);
    let signed = key.sign(Hash::Sha512, &[b"SSHSIG", of.as_slice()].concat());
    let signature = wire(&[b"ssh-ed25519", &signed]);
    let mut out = b"SSHSIG\0\0\0\x01".to_vec();
    out.extend(wire(&[
        &ssh_blob(key),
        namespace.as_bytes(),
        b"",
        b"sha512",
        &signature,
    ]));
    pem("SSH SIGNATURE", &out)
}

/// The public key as a line of OpenSSH.
#[must_use]
pub fn ssh_public(key: &Key, comment: &str) -> String {
    format!("ssh-ed25519 {} {comment}\n", base64(&ssh_blob(key)))
}
