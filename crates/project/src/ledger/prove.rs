//! Proofs from a log on the disk. Each is checked against the checkpoint before it is given away.

use std::ops::Range;
use std::path::Path;

use keyholder_ledger::{
    Checkpoint, EntryProof, GrowthProof, Hash, Note, ProveFault, Prover, PublicKey, Tree, check,
};

use super::error::LedgerError;
use super::files::{CHECKPOINT, Files};

/// The checkpoint that a proof leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The newest one, with the signatures of the witnesses that saw just that.
    Newest,
    /// The newest one that a witness signed and that covers the entry.
    Witnessed,
}

/// The hashes between two sizes of one log, and both trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// The smaller tree.
    pub old: Tree,
    /// The larger tree.
    pub new: Tree,
    /// What shows that the larger begins with the smaller.
    pub hashes: Vec<Hash>,
}

/// The newest checkpoint, signed by that key.
///
/// # Errors
/// When there is none, it is not signed by the key, or the system refuses.
pub fn newest(folder: &Path, key: &PublicKey) -> Result<(Note, Checkpoint), LedgerError> {
    Files::of(folder).newest(key)
}

/// Shows offline that the entry at `index` is in the log.
///
/// # Errors
/// When there is no such entry, or it does not lead to the root of the checkpoint.
pub fn prove_entry(folder: &Path, index: u64, against: Against) -> Result<EntryProof, LedgerError> {
    let files = Files::of(folder);
    let (newest, checkpoint) = files.note(CHECKPOINT)?;
    let size = checkpoint.tree.size;
    if index >= size {
        return Err(LedgerError::Prove(ProveFault::NoEntry(index, size)));
    }
    let (note, tree) = match against {
        Against::Newest => (newest, checkpoint.tree),
        Against::Witnessed => witnessed(&files, index, size)?,
    };
    let prover = Prover::new(&files, size);
    let entry = prover.entry(index).map_err(|f| files.unproved(f))?;
    let proof = prover.inclusion(index, tree.size);
    let hashes = proof.map_err(|f| files.unproved(f))?;
    check::inclusion(index, Hash::leaf(&entry), tree.size, tree.root, &hashes)
        .map_err(|_| LedgerError::Damaged(folder.to_owned()))?;
    Ok(EntryProof {
        extra: None,
        index,
        hashes,
        checkpoint: with_witnesses(&files, note)?,
    })
}

/// Shows offline that the log only grew since it had `old` entries.
///
/// # Errors
/// When it never was that small, or its tiles do not lead to the root of the checkpoint.
pub fn prove_growth(folder: &Path, old: u64) -> Result<GrowthProof, LedgerError> {
    let files = Files::of(folder);
    let (note, checkpoint) = files.note(CHECKPOINT)?;
    let between = between(&files, folder, old, checkpoint.tree.size, &checkpoint.tree)?;
    Ok(GrowthProof {
        old,
        hashes: between.hashes,
        checkpoint: with_witnesses(&files, note)?,
    })
}

/// Shows that the log with `new` entries begins with that of `old`, both of which may be past.
///
/// # Errors
/// When it never had so many, or its tiles do not lead to the root of the checkpoint.
pub fn prove_consistency(folder: &Path, old: u64, new: u64) -> Result<Between, LedgerError> {
    let files = Files::of(folder);
    let (_, checkpoint) = files.note(CHECKPOINT)?;
    between(&files, folder, old, new, &checkpoint.tree)
}

fn between(
    files: &Files,
    folder: &Path,
    old: u64,
    new: u64,
    now: &Tree,
) -> Result<Between, LedgerError> {
    let prover = Prover::new(files, now.size);
    let prove = || {
        let hashes = prover.consistency(old, new)?;
        let onward = prover.consistency(new, now.size)?;
        Ok((hashes, onward, prover.root(old)?, prover.root(new)?))
    };
    let (hashes, onward, from, to) = prove().map_err(|f| files.unproved(f))?;
    let damaged = |_| LedgerError::Damaged(folder.to_owned());
    check::consistency(old, from, new, to, &hashes).map_err(damaged)?;
    check::consistency(new, to, now.size, now.root, &onward).map_err(damaged)?;
    Ok(Between {
        old: Tree {
            size: old,
            root: from,
        },
        new: Tree {
            size: new,
            root: to,
        },
        hashes,
    })
}

/// Entries of a range, each shown to be in the newest tree, with their indexes. The range may end beyond.
///
/// # Errors
/// When an entry is missing or does not lead to the root of the checkpoint.
pub fn entries(folder: &Path, range: Range<u64>) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
    let files = Files::of(folder);
    let (_, checkpoint) = files.note(CHECKPOINT)?;
    let Tree { size, root } = checkpoint.tree;
    let prover = Prover::new(&files, size);
    let mut all = Vec::new();
    for index in range.start..range.end.min(size) {
        let entry = prover.entry(index).map_err(|f| files.unproved(f))?;
        let proof = prover.inclusion(index, size);
        let proof = proof.map_err(|f| files.unproved(f))?;
        check::inclusion(index, Hash::leaf(&entry), size, root, &proof)
            .map_err(|_| LedgerError::Damaged(folder.to_owned()))?;
        all.push((index, entry));
    }
    Ok(all)
}

/// The largest checkpoint of a witness that covers an entry and is not beyond the log.
fn witnessed(files: &Files, index: u64, size: u64) -> Result<(Note, Tree), LedgerError> {
    let mut best: Option<(Note, Tree)> = None;
    for path in files.witnesses()? {
        let (note, checkpoint) = files.note(&path)?;
        let tree = checkpoint.tree;
        let larger = best.as_ref().is_none_or(|(_, b)| b.size < tree.size);
        if index < tree.size && tree.size <= size && larger {
            best = Some((note, tree));
        }
    }
    best.ok_or(LedgerError::NotWitnessed(index))
}

/// The note with the signatures of all witnesses that saw just this.
fn with_witnesses(files: &Files, mut note: Note) -> Result<Note, LedgerError> {
    for path in files.witnesses()? {
        let Ok((seen, _)) = files.note(&path) else {
            continue;
        };
        if seen.text() == note.text() {
            for signature in seen.signatures() {
                note.add(signature.clone());
            }
        }
    }
    Ok(note)
}
