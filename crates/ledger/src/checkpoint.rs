//! Checkpoints: what a log says of itself at one moment (C2SP tlog-checkpoint).

use crate::hash::Hash;
use crate::key::SecretKey;
use crate::note::{Note, WrongKind};
use crate::text::{Malformed, malformed, number};
use crate::tree::Tree;

/// The text of a checkpoint, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Its tree.
    pub tree: Tree,
    /// Further lines, of which nothing here knows a meaning.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// What a log of that name says of its tree.
    #[must_use]
    pub fn new(origin: &str, tree: Tree) -> Checkpoint {
        Checkpoint {
            origin: origin.to_owned(),
            tree,
            extensions: Vec::new(),
        }
    }

    /// Reads the text of a note; only the one spelling that [`Display`](std::fmt::Display) writes.
    ///
    /// # Errors
    /// When it is no checkpoint.
    pub fn parse(text: &str) -> Result<Checkpoint, Malformed> {
        let body = text.strip_suffix('\n');
        let body = body.ok_or(malformed(1, "the text does not end with a line end"))?;
        let mut lines = body.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty());
        let origin = origin.ok_or(malformed(1, "the name of the log is missing"))?;
        let size = lines.next().and_then(number);
        let size = size.ok_or(malformed(2, "the number of entries is no whole number"))?;
        let root = lines.next().and_then(Hash::from_base64);
        let root = root.ok_or(malformed(3, "the root is not base64 of 32 bytes"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if let Some((line, _)) = (4..).zip(&extensions).find(|(_, text)| text.is_empty()) {
            return Err(malformed(line, "a further line is empty"));
        }
        Ok(Checkpoint {
            origin: origin.to_owned(),
            tree: Tree { size, root },
            extensions,
        })
    }

    /// The checkpoint that a note is of.
    ///
    /// # Errors
    /// When it is of something else.
    pub fn of(note: &Note) -> Result<Checkpoint, Malformed> {
        Checkpoint::parse(note.text())
    }

    /// The note that a log signs.
    ///
    /// # Errors
    /// When the text cannot be that of a note, or the key is that of a witness.
    pub fn sign(&self, key: &SecretKey) -> Result<Note, SignFault> {
        let mut note = Note::new(self.to_string()).map_err(SignFault::Text)?;
        Checkpoint::of(&note).map_err(SignFault::Text)?;
        note.sign(key).map_err(SignFault::Key)?;
        Ok(note)
    }
}

impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tree { size, root } = self.tree;
        write!(f, "{}\n{size}\n{root}\n", self.origin)?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint that cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignFault {
    /// Its text would be read as something else.
    Text(Malformed),
    /// The key is of the wrong kind.
    Key(WrongKind),
}

impl std::fmt::Display for SignFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SignFault::Text(fault) => fault.fmt(f),
            SignFault::Key(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for SignFault {}
