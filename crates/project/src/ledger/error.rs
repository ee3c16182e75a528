//! Why something was not done with a log, and what to do next.

use std::path::{Path, PathBuf};

use keyholder_ledger::{AppendFault, KeyFault, Malformed, NotHeld, ProveFault};

/// Nothing was done; the log is as it was.
#[derive(Debug)]
pub enum LedgerError {
    /// The system refused to do something with a file or a folder.
    System {
        /// What was tried: `read`, `write`, `remove` or `lock`.
        doing: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The new checkpoint was put in place, and the system did not confirm that it will stay there.
    /// The entries may be in the log: look before appending them again.
    Unsure {
        /// Which folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Somebody else writes to the log, and did not end in time.
    Busy(PathBuf),
    /// There is a log already.
    Exists(PathBuf),
    /// There is no log.
    None(PathBuf),
    /// There are tiles and no checkpoint.
    NoCheckpoint(PathBuf),
    /// A file is not in its form.
    Text(PathBuf, Malformed),
    /// A file holds no key.
    Key(PathBuf, KeyFault),
    /// The log is of another key: that which was given, and that of the log.
    OtherKey(String, String),
    /// The key is of the other kind: logs are signed by keys of logs, witnesses have their own.
    WrongKind(String),
    /// A note is not signed as it must be.
    NotHeld(PathBuf, NotHeld),
    /// A checkpoint is of another log: its file, the name in it, and the one that was wanted.
    OtherLog(PathBuf, String, String),
    /// The log cannot grow.
    Append(AppendFault),
    /// A proof cannot be made.
    Prove(ProveFault),
    /// A proof that was made does not hold against the checkpoint: a tile or an entry was changed.
    Damaged(PathBuf),
    /// The log is smaller than somebody saw it: who, the size then, and the size now.
    RolledBack(String, u64, u64),
    /// The log does not continue what somebody saw of it: who, and the size then.
    Forked(String, u64),
    /// No witness has signed a checkpoint that covers this entry.
    NotWitnessed(u64),
}

impl LedgerError {
    /// What to do next.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            LedgerError::System { .. } => {
                "free space, or mend the rights or the kind of that file or folder, and try again"
            }
            LedgerError::Unsure { .. } => "look at the newest entries before appending them again",
            LedgerError::Busy(_) => "wait until the other run has ended, and try again",
            LedgerError::Exists(_) => "open it, or name another folder",
            LedgerError::None(_) => "create the log first, or name its folder",
            LedgerError::NoCheckpoint(_) => {
                "restore `checkpoint` from a copy or from what a witness keeps; nothing was begun anew"
            }
            LedgerError::Text(..) | LedgerError::Damaged(_) | LedgerError::NotHeld(..) => {
                "verify the log, and restore what was changed from a copy"
            }
            LedgerError::Key(..) | LedgerError::OtherKey(..) => "give the key of this log",
            LedgerError::WrongKind(_) => "give a key of the right kind",
            LedgerError::OtherLog(..) => "name the folder of that log, or give the key of this one",
            LedgerError::Append(AppendFault::TooLong(..)) => {
                "log a digest, and keep the bytes elsewhere"
            }
            LedgerError::Append(_) => "verify the log, and restore what was changed from a copy",
            LedgerError::Prove(_) => "ask for what the log has, or verify it",
            LedgerError::RolledBack(..) => {
                "restore the newer state from a copy; if nobody has one, entries are lost, and that is to be said"
            }
            LedgerError::Forked(..) => {
                "keep both checkpoints: both are signed, so together they show that history was changed"
            }
            LedgerError::NotWitnessed(_) => {
                "have a witness sign the newest checkpoint, or prove without one"
            }
        }
    }

    pub(super) fn system(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| LedgerError::System {
            doing,
            path,
            source,
        }
    }
}

impl std::fmt::Display for LedgerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LedgerError::System {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} `{}`: {source}", path.display()),
            LedgerError::Unsure { path, source } => write!(
                f,
                "the new checkpoint stands in `{}`, but whether it will stay is not sure: {source}",
                path.display()
            ),
            LedgerError::Busy(path) => {
                write!(f, "somebody else writes to `{}`", path.display())
            }
            LedgerError::Exists(path) => {
                write!(f, "there is a log in `{}` already", path.display())
            }
            LedgerError::None(path) => write!(f, "there is no log in `{}`", path.display()),
            LedgerError::NoCheckpoint(path) => {
                write!(f, "`{}` has tiles and no checkpoint", path.display())
            }
            LedgerError::Text(path, fault) => write!(f, "`{}`: {fault}", path.display()),
            LedgerError::Key(path, fault) => write!(f, "`{}`: {fault}", path.display()),
            LedgerError::OtherKey(given, has) => {
                write!(f, "the log is of the key `{has}`, and not of `{given}`")
            }
            LedgerError::WrongKind(name) => {
                write!(f, "the key `{name}` is not of the kind that signs here")
            }
            LedgerError::NotHeld(path, fault) => write!(f, "`{}`: {fault}", path.display()),
            LedgerError::OtherLog(path, found, wanted) => write!(
                f,
                "`{}` is of the log `{found}`, and not of `{wanted}`",
                path.display()
            ),
            LedgerError::Append(fault) => fault.fmt(f),
            LedgerError::Prove(fault) => fault.fmt(f),
            LedgerError::Damaged(path) => write!(
                f,
                "`{}` does not lead to the root of its checkpoint: something in it was changed",
                path.display()
            ),
            LedgerError::RolledBack(who, then, now) => write!(
                f,
                "the log was rolled back: {who} saw {then} entries, and now it has {now}"
            ),
            LedgerError::Forked(who, size) => write!(
                f,
                "the log was forked: its first {size} entries are not those that {who} saw"
            ),
            LedgerError::NotWitnessed(index) => {
                write!(
                    f,
                    "no witness has signed a checkpoint that covers entry {index}"
                )
            }
        }
    }
}

impl std::error::Error for LedgerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LedgerError::System { source, .. } | LedgerError::Unsure { source, .. } => Some(source),
            LedgerError::Text(_, fault) => Some(fault),
            LedgerError::Key(_, fault) => Some(fault),
            LedgerError::NotHeld(_, fault) => Some(fault),
            LedgerError::Append(fault) => Some(fault),
            LedgerError::Prove(fault) => Some(fault),
            _ => None,
        }
    }
}
