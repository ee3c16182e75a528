//! What `ssh-keygen -Y sign` writes: a signature in armour, for one namespace, with the key inside.

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::Pkcs1v15Sign;
use sha2_signed::{Digest as _, Sha256, Sha384, Sha512};

use crate::armour;
use crate::keys::{PrivateKey, SSH_ED25519};
use crate::outcome::Outcome;
use crate::pins;
use crate::public::{PublicKey, rsa_parts};
use crate::wire::{Wire, put};
use crate::{Digests, Purpose, Rules, Scheme, Signer, Trust, Verified};

/// The label of the armour.
const LABEL: &str = "SSH SIGNATURE";
/// How the blob and what is signed begin.
const MAGIC: &[u8] = b"SSHSIG";
/// The longest file that is taken for a signature.
const SIGNATURE_BYTES_MAX: usize = 64 * 1024;

/// A public key as a line of `authorized_keys` or a `.pub` file.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn public_key(line: &str) -> Result<PublicKey, String> {
    let mut words = line.split_ascii_whitespace();
    let kind = words.next().unwrap_or_default();
    let blob = armour::base64(words.next().unwrap_or_default())?;
    let (found, key) = key_of(&blob)?;
    if found == kind {
        Ok(key)
    } else {
        Err(format!("it is called `{kind}`, and is `{found}`"))
    }
}

/// A public key in binary, with its kind.
fn key_of(blob: &[u8]) -> Result<(String, PublicKey), String> {
    let mut wire = Wire::new(blob);
    let kind = wire.text()?.to_owned();
    let key = match kind.as_str() {
        SSH_ED25519 => PublicKey::from_ed25519(wire.bytes()?)?,
        "ecdsa-sha2-nistp256" => {
            if wire.text()? != "nistp256" {
                return Err("its curve is not that of its kind".to_owned());
            }
            p256::ecdsa::VerifyingKey::from_sec1_bytes(wire.bytes()?)
                .map(PublicKey::P256)
                .map_err(|_| "it is not a point of P-256".to_owned())?
        }
        "ecdsa-sha2-nistp384" => {
            if wire.text()? != "nistp384" {
                return Err("its curve is not that of its kind".to_owned());
            }
            p384::ecdsa::VerifyingKey::from_sec1_bytes(wire.bytes()?)
                .map(PublicKey::P384)
                .map_err(|_| "it is not a point of P-384".to_owned())?
        }
        "ssh-rsa" => {
            let exponent = wire.bytes()?;
            rsa_parts(wire.bytes()?, exponent)?
        }
        other => return Err(format!("keys of kind `{other}` are not read")),
    };
    wire.end()?;
    Ok((kind, key))
}

/// A signature that was read.
struct SshSig {
    key: PublicKey,
    namespace: String,
    hash: String,
    algorithm: String,
    value: Vec<u8>,
}

/// Reads a signature.
fn read(file: &[u8]) -> Result<SshSig, String> {
    if file.len() > SIGNATURE_BYTES_MAX {
        return Err(format!("it has {} bytes, which is too many", file.len()));
    }
    let blob = armour::block(file, LABEL)?;
    let mut wire = Wire::new(&blob);
    if wire.take(MAGIC.len())? != MAGIC {
        return Err("it does not begin as one".to_owned());
    }
    let version = wire.number()?;
    if version != 1 {
        return Err(format!("its version {version} is not known"));
    }
    let (_, key) = key_of(wire.bytes()?)?;
    let namespace = wire.text()?.to_owned();
    wire.bytes()?;
    let hash = wire.text()?.to_owned();
    let mut signature = Wire::new(wire.bytes()?);
    wire.end()?;
    let algorithm = signature.text()?.to_owned();
    let value = signature.bytes()?.to_vec();
    signature.end()?;
    Ok(SshSig {
        key,
        namespace,
        hash,
        algorithm,
        value,
    })
}

/// What is signed: namespace and digest.
fn preimage(namespace: &str, hash: &str, digest: &[u8]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    put(&mut out, namespace.as_bytes());
    put(&mut out, b"");
    put(&mut out, hash.as_bytes());
    put(&mut out, digest);
    out
}

/// Whether the signature holds.
fn holds(sig: &SshSig, message: &[u8], rules: &Rules) -> Result<(), String> {
    sig.key.strong(rules)?;
    let bad = || "it does not hold: the bytes were changed".to_owned();
    let held = match (&sig.key, sig.algorithm.as_str()) {
        (PublicKey::Ed25519(_), SSH_ED25519) => {
            return sig
                .key
                .verify(message, &sig.value, rules)
                .map_err(|_| bad());
        }
        (PublicKey::P256(key), "ecdsa-sha2-nistp256") => {
            let mut wire = Wire::new(&sig.value);
            let (r, s) = (wire.filled::<32>()?, wire.filled::<32>()?);
            wire.end()?;
            p256::ecdsa::Signature::from_scalars(r, s)
                .is_ok_and(|it| key.verify_prehash(&Sha256::digest(message), &it).is_ok())
        }
        (PublicKey::P384(key), "ecdsa-sha2-nistp384") => {
            let mut wire = Wire::new(&sig.value);
            let (r, s) = (wire.filled::<48>()?, wire.filled::<48>()?);
            wire.end()?;
            p384::ecdsa::Signature::from_scalars(r, s)
                .is_ok_and(|it| key.verify_prehash(&Sha384::digest(message), &it).is_ok())
        }
        (PublicKey::Rsa(key), "rsa-sha2-256") => key
            .verify(
                Pkcs1v15Sign::new::<Sha256>(),
                &Sha256::digest(message),
                &sig.value,
            )
            .is_ok(),
        (PublicKey::Rsa(key), "rsa-sha2-512") => key
            .verify(
                Pkcs1v15Sign::new::<Sha512>(),
                &Sha512::digest(message),
                &sig.value,
            )
            .is_ok(),
        (_, other) => {
            return Err(format!(
                "its algorithm `{other}` is not allowed for its key"
            ));
        }
    };
    if held { Ok(()) } else { Err(bad()) }
}

/// Whether a signature of SSH over bytes with these digests holds, for this namespace, by a pinned key.
#[must_use]
pub fn verify(
    digests: &Digests,
    signature: &[u8],
    namespace: &str,
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> Verified {
    let sig = match read(signature) {
        Ok(sig) => sig,
        Err(why) => {
            return Outcome::unreadable(
                "the signature of SSH",
                &why,
                "put the `.sig` file that `ssh-keygen -Y sign` wrote beside the package",
            );
        }
    };
    let mut outcome = Outcome::default();
    let pins = pins::keys(trust, purpose, now);
    let pin = pins::pin_of(&pins, &sig.key);
    let judged = judge(&sig, digests, namespace, &trust.rules, &mut outcome);
    let signer = match (pin, judged) {
        (Some(pin), true) => {
            let subject = pin.anchor.id.clone();
            pins::held_by(&mut outcome, pin, Scheme::SshSig, subject, None)
        }
        (pin, _) => {
            let id = sig.key.id();
            if pin.is_none() {
                pins::not_pinned(&mut outcome, &id);
            }
            Signer {
                scheme: Scheme::SshSig,
                subject: pin.map_or_else(|| id.clone(), |pin| pin.anchor.id.clone()),
                key: id,
                certificate: None,
                anchor: None,
                signed_at: None,
                time_by: None,
                expires: None,
            }
        }
    };
    outcome.signer(signer);
    outcome.finish()
}

/// Looks at namespace, digest and signature; says what failed.
fn judge(
    sig: &SshSig,
    digests: &Digests,
    namespace: &str,
    rules: &Rules,
    outcome: &mut Outcome,
) -> bool {
    if sig.namespace != namespace {
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!(
                "the signature is for `{}` and not for `{namespace}`",
                sig.namespace
            ))
            .remedy(format!("sign with `ssh-keygen -Y sign -n {namespace}`")),
        );
        return false;
    }
    let digest: &[u8] = match (sig.hash.as_str(), &digests.sha512) {
        ("sha256", _) => &digests.sha256,
        ("sha512", Some(sha512)) => sha512,
        ("sha512", None) => {
            outcome.not_done(
                GateCheck::Signature,
                "the signature is over SHA-512, which was not computed",
            );
            return false;
        }
        (other, _) => {
            outcome.failed(
                GateCheck::Signature,
                Said::new(format!(
                    "the digest `{other}` of the signature is not allowed"
                ))
                .remedy("sign over SHA-256 or SHA-512"),
            );
            return false;
        }
    };
    let message = preimage(&sig.namespace, &sig.hash, digest);
    match holds(sig, &message, rules) {
        Ok(()) => {
            outcome.passed(
                GateCheck::Signature,
                format!("the signature for `{namespace}` holds by the key inside"),
            );
            true
        }
        Err(why) => {
            outcome.failed(
                GateCheck::Signature,
                Said::new(format!("the signature by `{}`: {why}", sig.key.id()))
                    .remedy("fetch the package again; if it stays, ask who signed"),
            );
            false
        }
    }
}

/// Signs bytes with these digests for a namespace, as `ssh-keygen -Y sign` does.
#[must_use]
pub fn sign(digests: &Digests, namespace: &str, key: &PrivateKey) -> String {
    let (hash, digest): (&str, &[u8]) = match &digests.sha512 {
        Some(sha512) => ("sha512", sha512),
        None => ("sha256", &digests.sha256),
    };
    let value = key.sign(&preimage(namespace, hash, digest));
    let mut signature = Vec::new();
    put(&mut signature, SSH_ED25519.as_bytes());
    put(&mut signature, &value);
    let mut blob = MAGIC.to_vec();
    blob.extend_from_slice(&1_u32.to_be_bytes());
    put(&mut blob, &key.ssh_blob());
    put(&mut blob, namespace.as_bytes());
    put(&mut blob, b"");
    put(&mut blob, hash.as_bytes());
    put(&mut blob, &signature);
    armour::write(&blob, LABEL)
}
