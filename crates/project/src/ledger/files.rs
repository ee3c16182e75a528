//! Reads files of a log: bounded, never through a link, and remembers what the system refused.

use std::cell::RefCell;
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};

use keyholder_ledger::{
    Checkpoint, NOTE_BYTES_MAX, NotHeld, Note, Place, ProveFault, PublicKey, Tiles, Tree, check,
};

use super::error::LedgerError;
use super::keep::names;

/// The files of one log.
pub(super) struct Files {
    folder: PathBuf,
    refused: RefCell<Vec<(String, Error)>>,
}

/// The names of files and folders of a log.
pub(super) const CHECKPOINT: &str = "checkpoint";
pub(super) const KEY: &str = "key.vkey";
pub(super) const LOCK: &str = "lock";
pub(super) const TILE: &str = "tile";
pub(super) const WITNESS: &str = "witness";

impl Tiles for Files {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match self.get(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.refused.borrow_mut().push((path.to_owned(), error));
                None
            }
        }
    }
}

impl Files {
    pub(super) fn of(folder: &Path) -> Files {
        Files {
            folder: folder.to_owned(),
            refused: RefCell::default(),
        }
    }

    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.folder.join(below)
    }

    /// A file, none when there is none, or why it cannot be read. No more is read than it may have.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let longest = Place::parse(path).map_or(NOTE_BYTES_MAX, |place| place.bytes_max());
        let Some(file) = open(&self.folder, path)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let bound = u64::try_from(longest).unwrap_or(u64::MAX);
        file.take(bound.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// What the system refused so far, and forgets it.
    pub(super) fn refused(&self) -> Vec<(String, Error)> {
        std::mem::take(&mut self.refused.borrow_mut())
    }

    /// The cause rather than the consequence: what the system refused, where something is missing by that.
    pub(super) fn cause(&self, consequence: LedgerError) -> LedgerError {
        match self.refused().into_iter().next() {
            Some((path, source)) => LedgerError::System {
                doing: "read",
                path: self.path(&path),
                source,
            },
            None => consequence,
        }
    }

    /// A file that must be there.
    pub(super) fn must(&self, path: &str) -> Result<Vec<u8>, LedgerError> {
        let found = self.get(path);
        let found = found.map_err(LedgerError::system("read", &self.path(path)))?;
        found.ok_or_else(|| match (path, self.path(TILE).exists()) {
            (CHECKPOINT, true) => LedgerError::NoCheckpoint(self.folder.clone()),
            _ => LedgerError::None(self.folder.clone()),
        })
    }

    /// A note and the checkpoint that it is of, whoever signed it.
    pub(super) fn note(&self, path: &str) -> Result<(Note, Checkpoint), LedgerError> {
        let bytes = self.must(path)?;
        let fault = |fault| LedgerError::Text(self.path(path), fault);
        let note = Note::parse(&bytes).map_err(fault)?;
        let checkpoint = Checkpoint::of(&note).map_err(fault)?;
        Ok((note, checkpoint))
    }

    /// The newest checkpoint, signed by this key.
    pub(super) fn newest(&self, key: &PublicKey) -> Result<(Note, Checkpoint), LedgerError> {
        let (note, checkpoint) = self.note(CHECKPOINT)?;
        signed(&self.path(CHECKPOINT), &note, &checkpoint, key)?;
        Ok((note, checkpoint))
    }

    /// The names of files under `witness/`, sorted.
    pub(super) fn witnesses(&self) -> Result<Vec<String>, LedgerError> {
        // What is being written has a name with a point before it.
        let names = names(&self.path(WITNESS))?.into_iter();
        let names = names.filter(|name| !name.starts_with('.'));
        Ok(names.map(|name| format!("{WITNESS}/{name}")).collect())
    }

    /// Whether the tree, which is the newest, continues one that somebody saw.
    pub(super) fn continues(
        &self,
        who: impl Fn() -> String,
        then: &Tree,
        now: &Tree,
    ) -> Result<(), LedgerError> {
        if then.size > now.size {
            return Err(LedgerError::RolledBack(who(), then.size, now.size));
        }
        let proof = keyholder_ledger::Prover::new(self, now.size).consistency(then.size, now.size);
        let proof = proof.map_err(|fault| self.cause(LedgerError::Prove(fault)))?;
        check::consistency(then.size, then.root, now.size, now.root, &proof)
            .map_err(|_| LedgerError::Forked(who(), then.size))
    }

    pub(super) fn unproved(&self, fault: ProveFault) -> LedgerError {
        self.cause(LedgerError::Prove(fault))
    }
}

/// Opens a plain file below a folder: nothing on the way, nor itself, may be a link.
fn open(folder: &Path, path: &str) -> Result<Option<std::fs::File>, Error> {
    let mut whole = folder.to_owned();
    let mut kind = None;
    for part in path.split('/') {
        whole.push(part);
        kind = match std::fs::symlink_metadata(&whole) {
            Ok(found) if found.is_symlink() => return Err(Error::other("it leads over a link")),
            Ok(found) => Some(found),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
    }
    match kind {
        Some(found) if found.is_file() => Ok(Some(std::fs::File::open(&whole)?)),
        Some(found) if found.is_dir() => Err(Error::other("it is a folder")),
        _ => Err(Error::other("it is no plain file")),
    }
}

/// Whether a log signed its checkpoint.
pub(super) fn signed(
    path: &Path,
    note: &Note,
    checkpoint: &Checkpoint,
    key: &PublicKey,
) -> Result<(), LedgerError> {
    let held = note.verify(std::slice::from_ref(key));
    held.map_err(|fault: NotHeld| LedgerError::NotHeld(path.to_owned(), fault))?;
    if checkpoint.origin != key.name() {
        let (found, wanted) = (checkpoint.origin.clone(), key.name().to_owned());
        return Err(LedgerError::OtherLog(path.to_owned(), found, wanted));
    }
    Ok(())
}
