//! An authority of our own, made with openssl, and signers with its certificates.

use std::path::Path;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;

use super::{has, must, read, write};

/// The account in the certificate of the signer.
pub(crate) const ACCOUNT: &str = "builder@example.com";
/// Who vouches for it.
pub(crate) const ISSUER: &str = "https://accounts.example.com";

/// A root and a signer, whose certificates live a thousand days.
pub(crate) struct Authority {
    pub(crate) root: Vec<u8>,
    pub(crate) leaf: Vec<u8>,
    key: SigningKey,
}

impl Authority {
    /// None where openssl is absent.
    pub(crate) fn new() -> Option<Authority> {
        if !has("openssl") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let root = [
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
            "-days",
            "3000",
            "-subj",
            "/O=Authority",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ];
        must(at, "openssl", &root);
        write(
            at,
            "leaf.cnf",
            format!(
                "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n\
                 subjectAltName=critical,email:{ACCOUNT}\n1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:{ISSUER}\n"
            ),
        );
        must(
            at,
            "openssl",
            &[
                "genpkey",
                "-algorithm",
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-out",
                "leaf.key",
            ],
        );
        must(
            at,
            "openssl",
            &[
                "req",
                "-new",
                "-key",
                "leaf.key",
                "-out",
                "leaf.csr",
                "-subj",
                "/O=Signer",
            ],
        );
        let leaf = [
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "1000",
            "-extfile",
            "leaf.cnf",
            "-out",
            "leaf.pem",
        ];
        must(at, "openssl", &leaf);
        let pem = String::from_utf8(read(at, "leaf.key")).unwrap();
        Some(Authority {
            root: der(at, "root.pem"),
            leaf: der(at, "leaf.pem"),
            key: SigningKey::from_pkcs8_pem(&pem).unwrap(),
        })
    }

    /// A signature by the signer.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.key.sign(message)
    }
}

fn der(at: &Path, name: &str) -> Vec<u8> {
    must(
        at,
        "openssl",
        &["x509", "-in", name, "-outform", "DER", "-out", "der"],
    );
    read(at, "der")
}
