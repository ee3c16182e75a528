//! An outside witness: remembers what it saw of a log, and signs only what continues it.
//!
//! What it remembers is a file of its own, out of reach of who keeps the log: the last checkpoint that it
//! signed. The same is put into the log under `witness/`, not into `checkpoint`: so it still tells of the size
//! that was seen when the log has grown, needs no part in the commit, and shows the log when it was rolled
//! back.

use std::path::{Path, PathBuf};

use keyholder_ledger::{Checkpoint, KeyKind, Note, PublicKey, SecretKey, Tree};

use super::error::LedgerError;
use super::files::{Files, WITNESS, signed};
use super::keep::{Keeper, lock, make_folder};

/// What a witness did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// What it had seen before; none when it saw this log for the first time, and so took it as it was.
    pub before: Option<Tree>,
    /// What it signed.
    pub now: Checkpoint,
    /// The checkpoint with its signature.
    pub note: Note,
    /// Where that stands in the log.
    pub path: PathBuf,
}

/// Looks at a log as an outside witness, and signs its checkpoint at the time `now`, in seconds since 1970.
/// First what it saw is kept in `state`, then its signature is put into the log.
///
/// # Errors
/// When the checkpoint is not signed by the log, was rolled back or forked since the witness last saw it, when
/// the state is not its own, or the system refuses. Then nothing is signed.
pub fn witness(
    folder: &Path,
    log: &PublicKey,
    state: &Path,
    key: &SecretKey,
    now: u64,
) -> Result<Witnessed, LedgerError> {
    let wrong = |name: &str| LedgerError::WrongKind(name.to_owned());
    if log.kind() != KeyKind::Log {
        return Err(wrong(log.name()));
    }
    if key.kind() != KeyKind::Witness {
        return Err(wrong(key.name()));
    }
    let (above, file) = placed(state)?;
    make_folder(&above)?;
    let _held = lock(&above.join(format!("{file}.lock")))?;
    let files = Files::of(folder);
    let (mut note, checkpoint) = files.newest(log)?;
    let tree = checkpoint.tree;
    let own = own_path(&key.public());
    let remembered = remembered(&Files::of(&above), &file, log, key)?;
    let signed_before = remembered_in_log(&files, &own, log, key);
    let before = [remembered, signed_before];
    let before = before.into_iter().flatten().max_by_key(|tree| tree.size);
    for then in [remembered, signed_before].into_iter().flatten() {
        let who = || format!("the witness `{}`", key.name());
        files.continues(who, &then, &tree)?;
    }
    tree.stands_on(&files)
        .map_err(|fault| files.unproved(fault.into()))?;
    note.cosign(key, now).map_err(|_| wrong(key.name()))?;
    let text = note.to_string();
    Keeper::of(&above).commit(&[], (&file, text.as_bytes()))?;
    make_folder(&files.path(WITNESS))?;
    Keeper::of(folder).commit(&[], (&own, text.as_bytes()))?;
    Ok(Witnessed {
        before,
        now: checkpoint,
        note,
        path: files.path(&own),
    })
}

/// The folder and the name of a state file.
fn placed(state: &Path) -> Result<(PathBuf, String), LedgerError> {
    let name = state.file_name().and_then(|name| name.to_str());
    let fault = || std::io::Error::other("it has no name that is text");
    let name = name.ok_or_else(|| LedgerError::system("write", state)(fault()))?;
    let above = state.parent().filter(|above| !above.as_os_str().is_empty());
    Ok((above.unwrap_or(Path::new(".")).to_owned(), name.to_owned()))
}

/// What the witness last saw, by its own file. That file must be signed by log and witness.
fn remembered(
    state: &Files,
    file: &str,
    log: &PublicKey,
    key: &SecretKey,
) -> Result<Option<Tree>, LedgerError> {
    match state.note(file) {
        Err(LedgerError::None(_) | LedgerError::NoCheckpoint(_)) => Ok(None),
        Err(error) => Err(error),
        Ok((note, checkpoint)) => {
            let path = state.path(file);
            signed(&path, &note, &checkpoint, log)?;
            let held = note.verify(&[key.public()]);
            held.map_err(|fault| LedgerError::NotHeld(path, fault))?;
            Ok(Some(checkpoint.tree))
        }
    }
}

/// What the witness signed of this log, as it stands there: it knows its own signature again.
fn remembered_in_log(files: &Files, own: &str, log: &PublicKey, key: &SecretKey) -> Option<Tree> {
    let (note, checkpoint) = files.note(own).ok()?;
    signed(&files.path(own), &note, &checkpoint, log).ok()?;
    note.verify(&[key.public()]).ok()?;
    Some(checkpoint.tree)
}

/// Where the signatures of a witness stand in a log.
pub(super) fn own_path(key: &PublicKey) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let name = key.name().trim_start_matches('.').chars().take(100);
    let name: String = name.map(|c| if plain(c) { c } else { '_' }).collect();
    format!("{WITNESS}/{name}-{}", key.id_text())
}
