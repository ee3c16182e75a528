//! Proofs as texts, to be checked by somebody who has nothing but the text and the keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::check::{self, NotShown};
use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::key::{KeyKind, PublicKey};
use crate::note::{Held, NotHeld, Note};
use crate::text::{Malformed, malformed, number};
use crate::tree::Tree;

const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// The most hashes that any proof needs.
const HASHES_MAX: usize = 64;

/// One entry is in a log: index, hashes and checkpoint (C2SP tlog-proof).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryProof {
    /// Bytes for whoever reads it. Nothing vouches for them.
    pub extra: Option<Vec<u8>>,
    /// The index of the entry.
    pub index: u64,
    /// The hashes from the entry up to the root.
    pub hashes: Vec<Hash>,
    /// The checkpoint, with all its signatures.
    pub checkpoint: Note,
}

/// A log only grew, from a size that is known to its checkpoint (the request of C2SP tlog-witness).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrowthProof {
    /// The older size.
    pub old: u64,
    /// The hashes.
    pub hashes: Vec<Hash>,
    /// The newer checkpoint, with all its signatures.
    pub checkpoint: Note,
}

/// A proof that does not prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotProved {
    /// Its checkpoint is of no known form.
    Checkpoint(Malformed),
    /// Its checkpoint is of another log: the one it names.
    OtherLog(String),
    /// Its checkpoint is not signed by the log, or a signature does not hold.
    Signature(NotHeld),
    /// Fewer witnesses signed it than were asked for: how many did, and were asked for.
    Witnesses(usize, usize),
    /// Its hashes do not show it.
    Hashes(NotShown),
    /// It starts from another size than the tree that is known.
    OtherStart(u64),
}

impl std::fmt::Display for NotProved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotProved::Checkpoint(fault) => write!(f, "its checkpoint: {fault}"),
            NotProved::OtherLog(name) => write!(f, "its checkpoint is of the log `{name}`"),
            NotProved::Signature(fault) => write!(f, "its checkpoint: {fault}"),
            NotProved::Witnesses(found, wanted) => {
                write!(f, "{found} of {wanted} witnesses signed its checkpoint")
            }
            NotProved::Hashes(fault) => fault.fmt(f),
            NotProved::OtherStart(size) => write!(f, "it starts from {size} entries"),
        }
    }
}

impl std::error::Error for NotProved {}

impl EntryProof {
    /// Reads what [`Display`](std::fmt::Display) writes.
    ///
    /// # Errors
    /// When it is no proof of an entry.
    pub fn parse(bytes: &[u8]) -> Result<EntryProof, Malformed> {
        let (before, note) = halves(bytes)?;
        let mut lines = (1..).zip(before.split('\n')).peekable();
        if lines.next().is_none_or(|(_, line)| line != HEAD) {
            return Err(malformed(
                1,
                "the first line is not `c2sp.org/tlog-proof@v1`",
            ));
        }
        let extra = lines.next_if(|(_, line)| line.starts_with("extra "));
        let extra = match extra.and_then(|(n, line)| Some((n, line.strip_prefix("extra ")?))) {
            Some((n, base64)) => {
                let fault = malformed(n, "what follows `extra` is no base64");
                Some(STANDARD.decode(base64).map_err(|_| fault)?)
            }
            None => None,
        };
        let line = 2 + usize::from(extra.is_some());
        let index = lines.next().and_then(|(_, line)| {
            let digits = line.strip_prefix("index ")?;
            number(digits)
        });
        let index = index.ok_or(malformed(line, "the line is not `index` and a number"))?;
        let hashes = hashes(lines)?;
        Ok(EntryProof {
            extra,
            index,
            hashes,
            checkpoint: checkpoint(note, before)?,
        })
    }

    /// Whether this shows that `entry` is in the log of that key, and that at least `quorum` of the witnesses
    /// saw the checkpoint. Who signed comes back.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(
        &self,
        entry: &[u8],
        log: &PublicKey,
        witnesses: &[PublicKey],
        quorum: usize,
    ) -> Result<Vec<Held>, NotProved> {
        let (tree, held) = signed(&self.checkpoint, log, witnesses, quorum)?;
        let leaf = Hash::leaf(entry);
        check::inclusion(self.index, leaf, tree.size, tree.root, &self.hashes)
            .map_err(NotProved::Hashes)?;
        Ok(held)
    }
}

impl std::fmt::Display for EntryProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{HEAD}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl GrowthProof {
    /// Reads what [`Display`](std::fmt::Display) writes.
    ///
    /// # Errors
    /// When it is no proof of growth.
    pub fn parse(bytes: &[u8]) -> Result<GrowthProof, Malformed> {
        let (before, note) = halves(bytes)?;
        let mut lines = (1..).zip(before.split('\n')).peekable();
        let old = lines.next().and_then(|(_, line)| {
            let digits = line.strip_prefix("old ")?;
            number(digits)
        });
        let old = old.ok_or(malformed(1, "the line is not `old` and a number"))?;
        let hashes = hashes(lines)?;
        Ok(GrowthProof {
            old,
            hashes,
            checkpoint: checkpoint(note, before)?,
        })
    }

    /// Whether this shows that the log of that key only grew since `known`. Its newer tree comes back.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self, known: &Tree, log: &PublicKey) -> Result<Tree, NotProved> {
        let (tree, _) = signed(&self.checkpoint, log, &[], 0)?;
        if self.old != known.size {
            return Err(NotProved::OtherStart(self.old));
        }
        check::consistency(known.size, known.root, tree.size, tree.root, &self.hashes)
            .map_err(NotProved::Hashes)?;
        Ok(tree)
    }
}

impl std::fmt::Display for GrowthProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.hashes
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The tree of a checkpoint that the log, and enough witnesses, signed.
fn signed(
    note: &Note,
    log: &PublicKey,
    witnesses: &[PublicKey],
    quorum: usize,
) -> Result<(Tree, Vec<Held>), NotProved> {
    let keys: Vec<PublicKey> = [std::slice::from_ref(log), witnesses].concat();
    let held = note.verify(&keys).map_err(NotProved::Signature)?;
    if held.iter().all(|one| one.key != *log) {
        return Err(NotProved::Signature(NotHeld::Nobody));
    }
    let checkpoint = Checkpoint::of(note).map_err(NotProved::Checkpoint)?;
    if checkpoint.origin != log.name() {
        return Err(NotProved::OtherLog(checkpoint.origin));
    }
    // A key counts once, under however many names it is given.
    let seen = held.iter().filter(|one| one.key.kind() == KeyKind::Witness);
    let mut seen: Vec<[u8; 32]> = seen.map(|one| one.key.bytes()).collect();
    seen.sort_unstable();
    seen.dedup();
    match seen.len() >= quorum {
        true => Ok((checkpoint.tree, held)),
        false => Err(NotProved::Witnesses(seen.len(), quorum)),
    }
}

/// The lines before the first blank one, and what follows it.
fn halves(bytes: &[u8]) -> Result<(&str, &[u8]), Malformed> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n");
    let parts = end.and_then(|at| Some((bytes.get(..at)?, bytes.get(at + 2..)?)));
    let what = "no blank line parts the proof from its checkpoint";
    let (lines, note) = parts.ok_or(malformed(1, what))?;
    let lines = std::str::from_utf8(lines).map_err(|_| malformed(1, "it is not UTF-8"))?;
    Ok((lines, note))
}

fn hashes<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Result<Vec<Hash>, Malformed> {
    let mut all = Vec::new();
    for (n, line) in lines {
        if all.len() == HASHES_MAX {
            return Err(malformed(n, "no proof needs that many hashes"));
        }
        let fault = malformed(n, "the line is not base64 of 32 bytes");
        all.push(Hash::from_base64(line).ok_or(fault)?);
    }
    Ok(all)
}

/// The checkpoint behind the lines of a proof and the blank one.
fn checkpoint(note: &[u8], before: &str) -> Result<Note, Malformed> {
    let lines = before.split('\n').count() + 1;
    let below = |fault: Malformed| Malformed {
        line: fault.line + lines,
        ..fault
    };
    let note = Note::parse(note).map_err(below)?;
    Checkpoint::of(&note).map_err(below)?;
    Ok(note)
}
