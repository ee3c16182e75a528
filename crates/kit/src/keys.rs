//! Keys that are the same every time, and what they sign. Not secret, for tests alone.

use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::PublicKeyParts as _;

use crate::digest::Hash;
use crate::encode::{bits, explicit, integer, null, number, octets, oid, pem, seq, unbase64};
use crate::rsa_keys::{TEST_RSA_1024, TEST_RSA_2048, TEST_RSA_3072};

/// A private key.
#[derive(Clone)]
pub enum Key {
    /// RSA with the padding of PKCS #1 1.5.
    Rsa(Box<rsa::RsaPrivateKey>),
    /// ECDSA over P-256, by RFC 6979.
    P256(Box<p256::ecdsa::SigningKey>),
    /// ECDSA over P-384, by RFC 6979.
    P384(Box<p384::ecdsa::SigningKey>),
    /// Ed25519.
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

/// The seed that a label stands for: its SHA-256.
#[must_use]
pub fn seed(label: &str) -> [u8; 32] {
    let digest = Hash::Sha256.of(format!("keyholder test seed: {label}").as_bytes());
    digest.try_into().expect("32 bytes")
}

impl Key {
    /// The RSA key of 1024, 2048 or 3072 bits.
    ///
    /// # Panics
    /// For any other size.
    #[must_use]
    pub fn rsa(bits: u32) -> Key {
        let text = match bits {
            1_024 => TEST_RSA_1024,
            2_048 => TEST_RSA_2048,
            3_072 => TEST_RSA_3072,
            _ => panic!("there is no test key of {bits} bits"),
        };
        let lines = text.lines().filter(|line| !line.starts_with('-'));
        let der = unbase64(&lines.collect::<String>());
        let key = rsa::RsaPrivateKey::from_pkcs8_der(&der);
        Key::Rsa(Box::new(key.expect("our own constant is good")))
    }

    /// The key on P-256 that a label stands for.
    #[must_use]
    pub fn p256(label: &str) -> Key {
        let key = p256::ecdsa::SigningKey::from_slice(&seed(label));
        Key::P256(Box::new(key.expect("below the order of the curve")))
    }

    /// The key on P-384 that a label stands for.
    #[must_use]
    pub fn p384(label: &str) -> Key {
        let key = p384::ecdsa::SigningKey::from_slice(&Hash::Sha384.of(&seed(label)));
        Key::P384(Box::new(key.expect("below the order of the curve")))
    }

    /// The Ed25519 key that a label stands for.
    #[must_use]
    pub fn ed25519(label: &str) -> Key {
        Key::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed(
            label,
        ))))
    }

    /// The algorithm and the key, as certificates carry them (SPKI, DER).
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        seq(&[&self.kind(), &bits(&self.public())])
    }

    /// The same between the lines of PEM.
    #[must_use]
    pub fn public_pem(&self) -> Vec<u8> {
        pem("PUBLIC KEY", &self.spki())
    }

    /// The private key between the lines of PEM.
    #[must_use]
    pub fn private_pem(&self) -> Vec<u8> {
        let secret = match self {
            Key::Rsa(key) => {
                use rsa::pkcs1::EncodeRsaPrivateKey as _;
                let der = key.to_pkcs1_der().expect("our own constant is good");
                der.as_bytes().to_vec()
            }
            Key::P256(key) => seq(&[&number(1), &octets(&key.to_bytes())]),
            Key::P384(key) => seq(&[&number(1), &octets(&key.to_bytes())]),
            Key::Ed25519(key) => octets(&key.to_bytes()),
        };
        pem(
            "PRIVATE KEY",
            &seq(&[&number(0), &self.kind(), &octets(&secret)]),
        )
    }

    /// The public key alone: a point, 32 bytes, or modulus and exponent.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        match self {
            Key::Rsa(key) => {
                let (n, e) = (key.n().to_bytes_be(), key.e().to_bytes_be());
                seq(&[&integer(&n), &integer(&e)])
            }
            Key::P256(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                point.as_bytes().to_vec()
            }
            Key::P384(key) => {
                let point = key.verifying_key().to_encoded_point(false);
                point.as_bytes().to_vec()
            }
            Key::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
        }
    }

    fn kind(&self) -> Vec<u8> {
        let curve = |name| seq(&[&oid("1.2.840.10045.2.1"), &oid(name)]);
        match self {
            Key::Rsa(_) => seq(&[&oid("1.2.840.113549.1.1.1"), &null()]),
            Key::P256(_) => curve("1.2.840.10045.3.1.7"),
            Key::P384(_) => curve("1.3.132.0.34"),
            Key::Ed25519(_) => seq(&[&oid("1.3.101.112")]),
        }
    }

    /// The name of a signature by this key over that digest.
    pub(crate) fn signature_algorithm(&self, hash: Hash) -> Vec<u8> {
        let rsa = |arc: u8| seq(&[&oid(&format!("1.2.840.113549.1.1.{arc}")), &null()]);
        let ecdsa = |arc: u8| seq(&[&oid(&format!("1.2.840.10045.4.3.{arc}"))]);
        match (self, hash) {
            (Key::Ed25519(_), _) => seq(&[&oid("1.3.101.112")]),
            (Key::Rsa(_), Hash::Sha1) => rsa(5),
            (Key::Rsa(_), Hash::Sha256) => rsa(11),
            (Key::Rsa(_), Hash::Sha384) => rsa(12),
            (Key::Rsa(_), Hash::Sha512) => rsa(13),
            (_, Hash::Sha1) => seq(&[&oid("1.2.840.10045.4.1")]),
            (_, Hash::Sha256) => ecdsa(2),
            (_, Hash::Sha384) => ecdsa(3),
            (_, Hash::Sha512) => ecdsa(4),
        }
    }

    /// The digest that goes with the key unless another is asked for.
    #[must_use]
    pub fn usual_hash(&self) -> Hash {
        match self {
            Key::Rsa(_) | Key::P256(_) => Hash::Sha256,
            Key::P384(_) => Hash::Sha384,
            Key::Ed25519(_) => Hash::Sha512,
        }
    }

    /// Signs bytes; ECDSA in DER.
    #[must_use]
    pub fn sign(&self, hash: Hash, bytes: &[u8]) -> Vec<u8> {
        match self {
            Key::Rsa(key) => {
                let scheme = rsa::Pkcs1v15Sign::new_unprefixed();
                let signed = key.sign(scheme, &hash.info(bytes));
                signed.expect("the key is longer than the digest")
            }
            Key::P256(key) => {
                let signed = key.sign_prehash(&hash.of(bytes));
                let signed: p256::ecdsa::Signature = signed.expect("a digest is long enough");
                signed.to_der().as_bytes().to_vec()
            }
            Key::P384(key) => {
                // A digest shorter than half of the field is refused, which ours never are but for SHA-1.
                let signed = key.sign_prehash(&hash.of(bytes));
                let signed: p384::ecdsa::Signature = signed.expect("a digest is long enough");
                signed.to_der().as_bytes().to_vec()
            }
            Key::Ed25519(key) => key.sign(bytes).to_bytes().to_vec(),
        }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self {
            Key::Rsa(_) => "RSA",
            Key::P256(_) => "P-256",
            Key::P384(_) => "P-384",
            Key::Ed25519(_) => "Ed25519",
        };
        write!(f, "test key ({word})")
    }
}

/// What EC keys need inside the private key, and others do not; kept for readers that insist.
#[must_use]
pub fn ec_private_pem(key: &Key) -> Option<Vec<u8>> {
    let (curve, secret) = match key {
        Key::P256(key) => ("1.2.840.10045.3.1.7", key.to_bytes().to_vec()),
        Key::P384(key) => ("1.3.132.0.34", key.to_bytes().to_vec()),
        Key::Rsa(_) | Key::Ed25519(_) => return None,
    };
    let public = explicit(1, &bits(&key.public()));
    let curve = explicit(0, &oid(curve));
    let der = seq(&[&number(1), &octets(&secret), &curve, &public]);
    Some(pem("EC PRIVATE KEY", &der))
}
