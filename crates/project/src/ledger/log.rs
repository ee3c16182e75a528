//! Creates, opens and appends to a log.

use std::path::Path;

use keyholder_ledger::{Checkpoint, KeyKind, Note, SecretKey, SignFault, Tree};

use super::error::LedgerError;
use super::files::{CHECKPOINT, Files, KEY, LOCK, TILE, signed};
use super::keep::{Keeper, lock, make_folder, names};

/// A log that can grow.
pub struct Log {
    files: Files,
    keeper: Keeper,
    key: SecretKey,
    /// The tree as this one last saw it.
    seen: Tree,
}

/// What an append did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The index of the first new entry; the others follow it.
    pub first: u64,
    /// The checkpoint that stands now.
    pub checkpoint: Checkpoint,
    /// The same with its signature.
    pub note: Note,
}

impl Log {
    /// Makes a log without entries. The name of the key is that of the log.
    ///
    /// # Errors
    /// When there is a log, or the rest of one, or the system refuses.
    pub fn create(folder: &Path, key: SecretKey) -> Result<Log, LedgerError> {
        let (note, checkpoint) = sign(folder, &key, Tree::empty())?;
        make_folder(folder)?;
        let _held = lock(&folder.join(LOCK))?;
        let files = Files::of(folder);
        if files.path(CHECKPOINT).symlink_metadata().is_ok() {
            return Err(LedgerError::Exists(folder.to_owned()));
        }
        if !names(&files.path(TILE))?.is_empty() {
            return Err(LedgerError::NoCheckpoint(folder.to_owned()));
        }
        let mut keeper = Keeper::of(folder);
        let vkey = format!("{}\n", key.public());
        let files_before = [(KEY.to_owned(), vkey.into_bytes())];
        keeper.commit(&files_before, (CHECKPOINT, note.to_string().as_bytes()))?;
        Ok(Log {
            files,
            keeper,
            key,
            seen: checkpoint.tree,
        })
    }

    /// Opens a log that this key signs, after looking whether it still is what its witnesses saw.
    ///
    /// # Errors
    /// When there is none, it is of another key, it was rolled back or forked, or the system refuses.
    pub fn open(folder: &Path, key: SecretKey) -> Result<Log, LedgerError> {
        let files = Files::of(folder);
        let public = key.public();
        let (_, checkpoint) = files.note(CHECKPOINT)?;
        let kept = files.must(KEY)?;
        let kept = String::from_utf8_lossy(&kept);
        if kept.trim_end() != public.to_string() {
            let has = kept.trim_end().to_owned();
            return Err(LedgerError::OtherKey(public.to_string(), has));
        }
        files.newest(&public)?;
        let log = Log {
            files,
            keeper: Keeper::of(folder),
            key,
            seen: checkpoint.tree,
        };
        log.beside_witnesses(&checkpoint.tree, true)?;
        Ok(log)
    }

    /// Appends entries, all or none, in their order. When this returns, they are on the disk.
    ///
    /// # Errors
    /// When an entry is too long, the log is not what it was, or the system refuses. The log then is as it
    /// was, but for [`LedgerError::Unsure`].
    pub fn append(&mut self, entries: &[impl AsRef<[u8]>]) -> Result<Appended, LedgerError> {
        let _held = lock(&self.files.path(LOCK))?;
        let (note, checkpoint) = self.files.newest(&self.key.public())?;
        let tree = checkpoint.tree;
        if tree != self.seen {
            let who = || "this run".to_owned();
            self.files.continues(who, &self.seen, &tree)?;
            self.seen = tree;
        }
        self.beside_witnesses(&tree, false)?;
        let grown = tree.append(&self.files, entries);
        let grown = grown.map_err(|fault| self.files.cause(LedgerError::Append(fault)))?;
        if grown.tree == tree {
            return Ok(Appended {
                first: tree.size,
                checkpoint,
                note,
            });
        }
        let (note, checkpoint) = sign(&self.files.path(CHECKPOINT), &self.key, grown.tree)?;
        self.keeper.sweep(&grown.files, tree.size)?;
        let text = note.to_string();
        self.keeper
            .commit(&grown.files, (CHECKPOINT, text.as_bytes()))?;
        self.seen = grown.tree;
        self.keeper.remove(&grown.obsolete);
        Ok(Appended {
            first: grown.first,
            checkpoint,
            note,
        })
    }

    /// The tree as it was when this log was opened, or last appended to.
    #[must_use]
    pub fn tree(&self) -> Tree {
        self.seen
    }

    /// Whether the tree is at least as large as every witness saw it, and, when asked, continues what it saw.
    fn beside_witnesses(&self, now: &Tree, fully: bool) -> Result<(), LedgerError> {
        let key = self.key.public();
        for path in self.files.witnesses()? {
            // Only what the log itself signed can say anything of it.
            let Ok((note, checkpoint)) = self.files.note(&path) else {
                continue;
            };
            if signed(&self.files.path(&path), &note, &checkpoint, &key).is_err() {
                continue;
            }
            let then = checkpoint.tree;
            if fully || then.size >= now.size {
                self.files.continues(|| format!("`{path}`"), &then, now)?;
            }
        }
        Ok(())
    }
}

fn sign(path: &Path, key: &SecretKey, tree: Tree) -> Result<(Note, Checkpoint), LedgerError> {
    if key.kind() != KeyKind::Log {
        return Err(LedgerError::WrongKind(key.name().to_owned()));
    }
    let checkpoint = Checkpoint::new(key.name(), tree);
    let note = checkpoint.sign(key).map_err(|fault| match fault {
        SignFault::Text(fault) => LedgerError::Text(path.to_owned(), fault),
        SignFault::Key(_) => LedgerError::WrongKind(key.name().to_owned()),
    })?;
    Ok((note, checkpoint))
}
