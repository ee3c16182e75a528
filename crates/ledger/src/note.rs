//! Signed notes: a text, a blank line, and lines of signatures (C2SP signed-note).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyKind, PublicKey, SecretKey, is_name};
use crate::text::{Malformed, malformed};

/// The longest note that is read, in bytes.
pub const NOTE_BYTES_MAX: usize = 1 << 20;

/// The most signatures that a note may have.
const SIGNATURES_MAX: usize = 100;

const DASH: &str = "\u{2014} ";

/// A text and who signed it. That a signature stands here does not mean that it holds: [`Note::verify`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A line of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// Its number.
    pub id: [u8; 4],
    bytes: Vec<u8>,
}

/// A signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// By which of the keys that were given.
    pub key: PublicKey,
    /// When a witness says that it signed, in seconds since 1970.
    pub time: Option<u64>,
}

/// A note that is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotHeld {
    /// A signature says that it is by this key, and is not.
    Broken(String),
    /// No signature is by any of the keys that were given.
    Nobody,
}

impl std::fmt::Display for NotHeld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotHeld::Broken(name) => {
                write!(f, "the signature of `{name}` does not fit the text")
            }
            NotHeld::Nobody => f.write_str("it is signed by none of the keys that were given"),
        }
    }
}

impl std::error::Error for NotHeld {}

impl Note {
    /// A note without signatures so far.
    ///
    /// # Errors
    /// When the text does not end with a line, or has control characters.
    pub fn new(text: String) -> Result<Note, Malformed> {
        plain(&text)?;
        if !text.ends_with('\n') || text.len() > NOTE_BYTES_MAX {
            return Err(malformed(1, "the text does not end with a line end"));
        }
        Ok(Note {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads what [`Display`](std::fmt::Display) writes.
    ///
    /// # Errors
    /// When it is no note.
    pub fn parse(bytes: &[u8]) -> Result<Note, Malformed> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(malformed(1, "it is too long for a note"));
        }
        let whole = std::str::from_utf8(bytes).map_err(|fault| {
            let before = bytes.get(..fault.valid_up_to()).unwrap_or_default();
            malformed(line_of(before), "it is not UTF-8")
        })?;
        plain(whole)?;
        let end = whole.rfind("\n\n").ok_or(malformed(
            line_of(bytes),
            "no blank line parts the text from its signatures",
        ))?;
        let (text, rest) = whole.split_at(end + 1);
        let first = line_of(text.as_bytes()) + 1;
        let lines = rest.strip_prefix('\n').and_then(|r| r.strip_suffix('\n'));
        let lines = lines.ok_or(malformed(first, "no line with a signature ends here"))?;
        let mut note = Note::new(text.to_owned())?;
        for (line, text) in (first..).zip(lines.split('\n')) {
            if note.signatures.len() == SIGNATURES_MAX {
                return Err(malformed(line, "it has more than 100 signatures"));
            }
            let what = "it is not a dash, a name, and a signature in base64";
            let signature = Signature::parse(text).ok_or(malformed(line, what))?;
            note.signatures.push(signature);
        }
        Ok(note)
    }

    /// What is signed, with the end of its last line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Who is said to have signed.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Signs with a key of a log.
    ///
    /// # Errors
    /// When the key is that of a witness: the key comes back.
    pub fn sign(&mut self, key: &SecretKey) -> Result<(), WrongKind> {
        match key.kind() {
            KeyKind::Log => self.put(key, 0),
            KeyKind::Witness => return Err(WrongKind),
        }
        Ok(())
    }

    /// Signs with a key of a witness, at a time in seconds since 1970.
    ///
    /// # Errors
    /// When the key is that of a log, or the time is none.
    pub fn cosign(&mut self, key: &SecretKey, time: u64) -> Result<(), WrongKind> {
        match (key.kind(), i64::try_from(time)) {
            (KeyKind::Witness, Ok(_)) => self.put(key, time),
            _ => return Err(WrongKind),
        }
        Ok(())
    }

    fn put(&mut self, key: &SecretKey, time: u64) {
        let bytes = key.sign(&self.text, time);
        self.add(Signature {
            name: key.name().to_owned(),
            id: key.public().id(),
            bytes,
        });
    }

    /// Adds a signature, in the place of an earlier one by the same key.
    pub fn add(&mut self, signature: Signature) {
        let same = |s: &Signature| s.name == signature.name && s.id == signature.id;
        self.signatures.retain(|s| !same(s));
        self.signatures.push(signature);
    }

    /// Which of the keys signed this. Signatures by others count for nothing.
    ///
    /// # Errors
    /// When none of them did, or a signature in the name of one does not hold.
    pub fn verify(&self, keys: &[PublicKey]) -> Result<Vec<Held>, NotHeld> {
        let mut held: Vec<Held> = Vec::new();
        for signature in &self.signatures {
            let mut named = keys.iter().filter(|key| signature.is_by(key)).peekable();
            if named.peek().is_none() {
                continue;
            }
            // Numbers are short: two keys may share name and number, and one of them is enough.
            let found = named.find_map(|key| {
                let time = key.holds(&self.text, &signature.bytes)?;
                let key = key.clone();
                Some(Held { key, time })
            });
            match found {
                Some(one) if held.iter().any(|h| h.key == one.key) => {}
                Some(one) => held.push(one),
                None => return Err(NotHeld::Broken(signature.name.clone())),
            }
        }
        match held.is_empty() {
            true => Err(NotHeld::Nobody),
            false => Ok(held),
        }
    }
}

/// The key is of the other kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongKind;

impl std::fmt::Display for WrongKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("logs sign with keys of logs, and witnesses with keys of witnesses and a time")
    }
}

impl std::error::Error for WrongKind {}

impl Signature {
    fn parse(line: &str) -> Option<Signature> {
        let (name, base64) = line.strip_prefix(DASH)?.split_once(' ')?;
        let bytes = STANDARD.decode(base64).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        (is_name(name) && !bytes.is_empty()).then(|| Signature {
            name: name.to_owned(),
            id: *id,
            bytes: bytes.to_vec(),
        })
    }

    /// Whether it says that it is by this key.
    #[must_use]
    pub fn is_by(&self, key: &PublicKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }
}

impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let base64 = STANDARD.encode([self.id.as_slice(), &self.bytes].concat());
        writeln!(f, "{DASH}{} {base64}", self.name)
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|s| s.fmt(f))
    }
}

/// The line in which some text ends.
fn line_of(before: &[u8]) -> usize {
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

fn plain(text: &str) -> Result<(), Malformed> {
    let bad = text.bytes().position(|b| b < 0x20 && b != b'\n');
    match bad.and_then(|at| text.as_bytes().get(..at)) {
        Some(before) => Err(malformed(line_of(before), "it has a control character")),
        None => Ok(()),
    }
}
