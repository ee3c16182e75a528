//! Public keys that stand alone, and what they have signed.

use der::Decode as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, Pss};
use sha2_signed::{Digest as _, Sha256, Sha384, Sha512};
use spki::{DecodePublicKey as _, EncodePublicKey as _, SubjectPublicKeyInfoRef};

use crate::armour::{self, to_hex};
use crate::{Digests, Rules};

/// The longest RSA key that is looked at; checking costs time that grows with its length.
pub(crate) const RSA_BITS_MAX: usize = 8_192;

/// A public key: Ed25519, ECDSA over P-256 or P-384, RSA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// Ed25519.
    Ed25519(ed25519_dalek::VerifyingKey),
    /// ECDSA over P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// ECDSA over P-384.
    P384(p384::ecdsa::VerifyingKey),
    /// RSA.
    Rsa(rsa::RsaPublicKey),
}

impl PublicKey {
    /// From SPKI in DER.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn from_spki(der: &[u8]) -> Result<PublicKey, String> {
        let spki = SubjectPublicKeyInfoRef::from_der(der)
            .map_err(|_| "it is not a public key".to_owned())?;
        match spki.algorithm.oid.to_string().as_str() {
            "1.3.101.112" => {
                let key = ed25519_dalek::VerifyingKey::from_public_key_der(der)
                    .map_err(|_| "it is not a point of Ed25519".to_owned())?;
                if key.is_weak() {
                    return Err("it is a weak Ed25519 key, by which anything holds".to_owned());
                }
                Ok(PublicKey::Ed25519(key))
            }
            "1.2.840.10045.2.1" => p256::ecdsa::VerifyingKey::from_public_key_der(der)
                .map(PublicKey::P256)
                .or_else(|_| {
                    p384::ecdsa::VerifyingKey::from_public_key_der(der).map(PublicKey::P384)
                })
                .map_err(|_| "it is neither a point of P-256 nor of P-384".to_owned()),
            "1.2.840.113549.1.1.1" => rsa_key(&spki),
            other => Err(format!("its algorithm `{other}` is not known")),
        }
    }

    /// From an Ed25519 key of 32 bytes.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn from_ed25519(bytes: &[u8]) -> Result<PublicKey, String> {
        let bytes =
            <[u8; 32]>::try_from(bytes).map_err(|_| "an Ed25519 key has 32 bytes".to_owned())?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes)
            .map_err(|_| "it is not a point of Ed25519".to_owned())?;
        if key.is_weak() {
            return Err("it is a weak Ed25519 key, by which anything holds".to_owned());
        }
        Ok(PublicKey::Ed25519(key))
    }

    /// From what people write: PEM, a line of `authorized_keys`, a minisign or signify key, or base64 of 32 bytes.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(text: &[u8]) -> Result<PublicKey, String> {
        if armour::is_armoured(text, "PUBLIC KEY") {
            return PublicKey::from_spki(&armour::block(text, "PUBLIC KEY")?);
        }
        let words = std::str::from_utf8(text).map_err(|_| "it is not text".to_owned())?;
        let words = words.trim();
        if words.starts_with("ssh-") || words.starts_with("ecdsa-sha2-") {
            return crate::sshsig::public_key(words);
        }
        if words.starts_with("untrusted comment:") || words.len() == 56 {
            return crate::minisign::public_key(words);
        }
        let bytes = armour::base64(words)?;
        if bytes.len() == 32 {
            PublicKey::from_ed25519(&bytes)
        } else {
            PublicKey::from_spki(&bytes)
        }
    }

    /// SPKI in DER.
    #[must_use]
    pub fn to_spki(&self) -> Vec<u8> {
        let document = match self {
            PublicKey::Ed25519(key) => key.to_public_key_der(),
            PublicKey::P256(key) => key.to_public_key_der(),
            PublicKey::P384(key) => key.to_public_key_der(),
            PublicKey::Rsa(key) => key.to_public_key_der(),
        };
        document.map(|der| der.into_vec()).unwrap_or_default()
    }

    /// `sha256:` and the digest of the SPKI.
    #[must_use]
    pub fn id(&self) -> String {
        format!("sha256:{}", to_hex(&Sha256::digest(self.to_spki())))
    }

    /// What kind, in words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            PublicKey::Ed25519(_) => "Ed25519",
            PublicKey::P256(_) => "ECDSA P-256",
            PublicKey::P384(_) => "ECDSA P-384",
            PublicKey::Rsa(_) => "RSA",
        }
    }

    /// Whether it is strong enough for the rules.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn strong(&self, rules: &Rules) -> Result<(), String> {
        if let PublicKey::Rsa(key) = self {
            let bits = key.n().bits();
            if u32::try_from(bits).is_ok_and(|bits| bits < rules.rsa_bits_min) {
                return Err(format!(
                    "its RSA key has {bits} bits, and at least {} are asked for",
                    rules.rsa_bits_min
                ));
            }
        }
        Ok(())
    }

    /// Whether a signature over bytes holds: Ed25519 over themselves, ECDSA (in DER) and RSA over their digest.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn verify(&self, message: &[u8], signature: &[u8], rules: &Rules) -> Result<(), String> {
        if let PublicKey::Ed25519(key) = self {
            let signature = ed25519_dalek::Signature::from_slice(signature)
                .map_err(|_| "an Ed25519 signature has 64 bytes".to_owned())?;
            return key
                .verify_strict(message, &signature)
                .map_err(|_| "it does not hold".to_owned());
        }
        self.verify_digests(&Digests::of(message), signature, rules)
    }

    /// Whether a signature over digests holds; never for Ed25519, which signs bytes and not digests.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn verify_digests(
        &self,
        digests: &Digests,
        signature: &[u8],
        rules: &Rules,
    ) -> Result<(), String> {
        self.strong(rules)?;
        let held = match self {
            PublicKey::Ed25519(_) => return Err("Ed25519 signs bytes and not digests".to_owned()),
            // In DER, or both numbers side by side, as the specification of DSSE has them.
            PublicKey::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .or_else(|_| p256::ecdsa::Signature::from_slice(signature))
                .is_ok_and(|signature| key.verify_prehash(&digests.sha256, &signature).is_ok()),
            PublicKey::P384(key) => {
                let read = p384::ecdsa::Signature::from_der(signature)
                    .or_else(|_| p384::ecdsa::Signature::from_slice(signature));
                read.is_ok_and(|signature| {
                    digests
                        .sha384
                        .is_some_and(|digest| key.verify_prehash(&digest, &signature).is_ok())
                        || key.verify_prehash(&digests.sha256, &signature).is_ok()
                })
            }
            PublicKey::Rsa(key) => rsa_holds(key, digests, signature),
        };
        if held {
            Ok(())
        } else {
            Err("it does not hold".to_owned())
        }
    }

    /// Whether a signature holds as JSON Web Signatures write them (RFC 7518, RFC 8037).
    ///
    /// # Errors
    /// Why not, in words.
    pub fn verify_jws(
        &self,
        algorithm: &str,
        message: &[u8],
        signature: &[u8],
        rules: &Rules,
    ) -> Result<(), String> {
        self.strong(rules)?;
        let held = match (self, algorithm) {
            (PublicKey::Ed25519(_), "EdDSA") => return self.verify(message, signature, rules),
            (PublicKey::P256(key), "ES256") => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|it| key.verify_prehash(&Sha256::digest(message), &it).is_ok()),
            (PublicKey::P384(key), "ES384") => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|it| key.verify_prehash(&Sha384::digest(message), &it).is_ok()),
            (PublicKey::Rsa(key), "PS256") => key
                .verify(Pss::new::<Sha256>(), &Sha256::digest(message), signature)
                .is_ok(),
            (PublicKey::Rsa(key), "PS384") => key
                .verify(Pss::new::<Sha384>(), &Sha384::digest(message), signature)
                .is_ok(),
            (PublicKey::Rsa(key), "PS512") => key
                .verify(Pss::new::<Sha512>(), &Sha512::digest(message), signature)
                .is_ok(),
            _ => {
                return Err(format!(
                    "the algorithm `{algorithm}` is not one for {} keys that is allowed",
                    self.kind()
                ));
            }
        };
        if held {
            Ok(())
        } else {
            Err("it does not hold".to_owned())
        }
    }
}

/// An RSA key, bounded in length.
fn rsa_key(spki: &SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, String> {
    let bad = || "it is not an RSA key".to_owned();
    let bits = spki.subject_public_key.as_bytes().ok_or_else(bad)?;
    let parts = Vec::<der::asn1::UintRef<'_>>::from_der(bits).map_err(|_| bad())?;
    let [modulus, exponent] = parts.as_slice() else {
        return Err(bad());
    };
    rsa_parts(modulus.as_bytes(), exponent.as_bytes())
}

/// An RSA key from its numbers, bounded in length.
pub(crate) fn rsa_parts(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, String> {
    if modulus.len() * 8 > RSA_BITS_MAX + 8 {
        return Err(format!("its RSA key has more than {RSA_BITS_MAX} bits"));
    }
    rsa::RsaPublicKey::new_with_max_size(
        rsa::BigUint::from_bytes_be(modulus),
        rsa::BigUint::from_bytes_be(exponent),
        RSA_BITS_MAX,
    )
    .map(PublicKey::Rsa)
    .map_err(|_| "it is not an RSA key".to_owned())
}

/// RSA by either filling, over any digest that is there.
fn rsa_holds(key: &rsa::RsaPublicKey, digests: &Digests, signature: &[u8]) -> bool {
    let by_256 = key
        .verify(Pkcs1v15Sign::new::<Sha256>(), &digests.sha256, signature)
        .is_ok()
        || key
            .verify(Pss::new::<Sha256>(), &digests.sha256, signature)
            .is_ok();
    let by_384 = || {
        digests.sha384.is_some_and(|digest| {
            key.verify(Pkcs1v15Sign::new::<Sha384>(), &digest, signature)
                .is_ok()
                || key.verify(Pss::new::<Sha384>(), &digest, signature).is_ok()
        })
    };
    let by_512 = || {
        digests.sha512.is_some_and(|digest| {
            key.verify(Pkcs1v15Sign::new::<Sha512>(), &digest, signature)
                .is_ok()
                || key.verify(Pss::new::<Sha512>(), &digest, signature).is_ok()
        })
    };
    by_256 || by_384() || by_512()
}
