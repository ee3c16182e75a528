//! Keys of logs and witnesses, as C2SP signed-note writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// What the signatures of a key look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// A log signs the text of its checkpoint.
    Log,
    /// A witness signs the time and the text of a checkpoint of somebody else.
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            KeyKind::Log => 0x01,
            KeyKind::Witness => 0x04,
        }
    }

    fn of(byte: u8) -> Option<KeyKind> {
        [KeyKind::Log, KeyKind::Witness]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It has not the parts of a key.
    Form,
    /// Its name is empty, or has a space, a control character or a plus.
    Name,
    /// Its kind is none that is known here.
    Kind,
    /// Its number does not follow from name and key: something was changed.
    Id,
    /// Its bytes are no point of the curve that can sign.
    Point,
}

impl std::fmt::Display for KeyFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            KeyFault::Form => "it is not `name+number+key`",
            KeyFault::Name => "its name is empty, or has a space, a control character or a plus",
            KeyFault::Kind => "it is neither an Ed25519 key of a log nor one of a witness",
            KeyFault::Id => "its number does not follow from its name and its bytes",
            KeyFault::Point => "its bytes are no key that can sign",
        })
    }
}

impl std::error::Error for KeyFault {}

/// A key to verify with: name, kind and bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl PublicKey {
    /// Reads the text that [`Display`](std::fmt::Display) writes (a "vkey").
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<PublicKey, KeyFault> {
        let (name, id, kind, bytes) = parts(text)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyFault::Point)?;
        if key.is_weak() {
            return Err(KeyFault::Point);
        }
        let name = name.to_owned();
        let public = PublicKey { name, kind, key };
        match id == hex(public.id()) {
            true => Ok(public),
            false => Err(KeyFault::Id),
        }
    }

    /// The name under which it signs: for a log, the origin of its checkpoints.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose it is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The number that tells it from others of the same name. It is short, and proves nothing.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', self.kind.byte()]);
        hash.update(self.key.as_bytes());
        let [a, b, c, d, ..]: [u8; 32] = hash.finalize().into();
        [a, b, c, d]
    }

    /// The number as keys write it.
    #[must_use]
    pub fn id_text(&self) -> String {
        hex(self.id())
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Whether a signature of this key holds: its time, where the kind has one.
    pub(crate) fn holds(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        match self.kind {
            KeyKind::Log => {
                let signature = Ed25519::from_slice(signature).ok()?;
                self.key.verify_strict(text.as_bytes(), &signature).ok()?;
                Some(None)
            }
            KeyKind::Witness => {
                let (time, signature) = signature.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                i64::try_from(time).ok()?;
                let signature = Ed25519::from_slice(signature).ok()?;
                let message = cosigned(text, time);
                self.key
                    .verify_strict(message.as_bytes(), &signature)
                    .ok()?;
                Some(Some(time))
            }
        }
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = encoded(self.kind, self.key.as_bytes());
        write!(f, "{}+{}+{key}", self.name, self.id_text())
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A key to sign with. Its bytes are wiped when it goes, and shown by nothing but [`SecretKey::text`].
#[derive(Clone)]
pub struct SecretKey {
    name: String,
    kind: KeyKind,
    key: SigningKey,
}

const PRIVATE: &str = "PRIVATE+KEY+";

impl SecretKey {
    /// A key from 32 bytes that nobody else can know: chance is the caller's to bring.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub fn new(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<SecretKey, KeyFault> {
        if !is_name(name) {
            return Err(KeyFault::Name);
        }
        Ok(SecretKey {
            name: name.to_owned(),
            kind,
            key: SigningKey::from_bytes(seed),
        })
    }

    /// Reads the text that [`SecretKey::text`] writes (a "skey").
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<SecretKey, KeyFault> {
        let rest = text.strip_prefix(PRIVATE).ok_or(KeyFault::Form)?;
        let (name, id, kind, bytes) = parts(rest)?;
        let secret = SecretKey::new(name, kind, &bytes)?;
        match id == secret.public().id_text() {
            true => Ok(secret),
            false => Err(KeyFault::Id),
        }
    }

    /// The secret itself, as a text to keep.
    #[must_use]
    pub fn text(&self) -> String {
        let key = encoded(self.kind, self.key.as_bytes());
        let id = self.public().id_text();
        format!("{PRIVATE}{}+{id}+{key}", self.name)
    }

    /// What others verify with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey {
            name: self.name.clone(),
            kind: self.kind,
            key: self.key.verifying_key(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose it is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Bytes of a signature; a witness states the time in it, in seconds since 1970.
    pub(crate) fn sign(&self, text: &str, time: u64) -> Vec<u8> {
        match self.kind {
            KeyKind::Log => self.key.sign(text.as_bytes()).to_vec(),
            KeyKind::Witness => {
                let signature = self.key.sign(cosigned(text, time).as_bytes());
                [time.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
        }
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

/// What a witness signs (C2SP tlog-cosignature, version 1).
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// Whether a name can stand in a key and in a line of a signature.
pub(crate) fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && !name.contains(bad)
}

fn encoded(kind: KeyKind, bytes: &[u8; 32]) -> String {
    STANDARD.encode([&[kind.byte()], bytes.as_slice()].concat())
}

fn parts(text: &str) -> Result<(&str, &str, KeyKind, [u8; 32]), KeyFault> {
    // The base64 of the key may itself have a plus; name and number have none.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyFault::Form);
    };
    if !is_name(name) {
        return Err(KeyFault::Name);
    }
    let bytes = STANDARD.decode(key).map_err(|_| KeyFault::Form)?;
    let (kind, bytes) = bytes.split_first().ok_or(KeyFault::Form)?;
    let kind = KeyKind::of(*kind).ok_or(KeyFault::Kind)?;
    let bytes = bytes.try_into().map_err(|_| KeyFault::Form)?;
    Ok((name, id, kind, bytes))
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}
