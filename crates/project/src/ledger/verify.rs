//! Verifies a whole log on the disk: every file, every signature, and what was seen of it before.

use std::io::{Error, ErrorKind};
use std::path::Path;

use keyholder_ledger::{
    Checkpoint, FAULTS_MAX, Fault, Held, KeyKind, Note, Place, PublicKey, Standing, Tree, audit,
    older,
};

use super::error::LedgerError;
use super::files::{CHECKPOINT, Files, KEY, LOCK, TILE, WITNESS};
use super::keep::ASIDE;
use super::witness::own_path;

/// How deep folders of tiles may go: the level, and an index of twenty digits by threes.
const DEEP_MAX: usize = 9;

/// Something about a log that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFault {
    /// The file, below the folder of the log; or what was remembered of it.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do next.
    pub remedy: &'static str,
}

impl std::fmt::Display for LogFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}", self.path, self.what)
    }
}

/// What verifying a log gave.
#[derive(Clone, Debug, Default)]
pub struct LogReport {
    /// What the log says of itself, when that could be read.
    pub checkpoint: Option<Checkpoint>,
    /// Whose signatures on it hold.
    pub signed: Vec<Held>,
    /// How many entries were read and hashed.
    pub entries: u64,
    /// Witnesses whose signatures hold, with the size that each saw.
    pub witnessed: Vec<(Held, u64)>,
    /// Everything that is wrong.
    pub faults: Vec<LogFault>,
    /// What was not looked at, and why. It is not known to be good.
    pub not_done: Vec<String>,
    /// Files of an append that did not finish. They count for nothing and do no harm.
    pub left_over: Vec<String>,
    /// Files that are none of the log's.
    pub strange: Vec<String>,
}

const RESTORE: &str = "restore it from a copy of the log; if no copy agrees, history was changed";
const RIGHTS: &str = "mend the rights or the kind of that file, and verify again";
const KEYS: &str = "give the key that was pinned for this log";
const KEEP: &str = "keep both checkpoints: both are signed, so together they show what was done";

impl LogReport {
    /// Whether nothing that was looked at is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, path: &str, what: impl Into<String>, remedy: &'static str) {
        self.faults.push(LogFault {
            path: path.to_owned(),
            what: what.into(),
            remedy,
        });
    }

    fn error(&mut self, path: &str, error: &LedgerError) {
        let what = match error {
            LedgerError::None(_) => "it is missing".to_owned(),
            other => other.to_string(),
        };
        self.fault(path, what, error.remedy());
    }

    /// Takes over faults of files; what the system refused is told as that, not as missing.
    fn take(&mut self, files: &Files, faults: Vec<Fault>) {
        let refused = files.refused();
        for fault in faults {
            let cause = refused.iter().find(|(path, _)| *path == fault.path);
            match cause {
                Some((_, error)) => {
                    let what = format!("it cannot be read: {error}");
                    self.fault(&fault.path, what, RIGHTS);
                }
                None => self.fault(&fault.path, fault.what, RESTORE),
            }
        }
    }
}

/// Recomputes a log from its entries and compares everything in its folder with that: tiles, root, signatures,
/// checkpoints of witnesses, and the checkpoint that the caller remembers. `keys` are those that were pinned
/// for the log and its witnesses; the one that lies in the folder proves nothing.
#[must_use]
pub fn verify(folder: &Path, keys: &[PublicKey], remembered: Option<&Note>) -> LogReport {
    let files = Files::of(folder);
    let mut report = LogReport::default();
    kept_key(&files, keys, &mut report);
    match files.note(CHECKPOINT) {
        Err(error) => {
            report.error(CHECKPOINT, &error);
            let why =
                "tiles and entries: without a checkpoint there is nothing to compare them with";
            report.not_done.push(why.to_owned());
        }
        Ok((note, checkpoint)) => {
            signatures(&note, &checkpoint, keys, &mut report);
            let found = audit(&files, &checkpoint.tree);
            report.entries = found.entries;
            if !found.whole {
                let why = format!("the rest of the tiles: there are {FAULTS_MAX} faults already");
                report.not_done.push(why);
            }
            report.take(&files, found.faults);
            every_file(folder, &files, &checkpoint.tree, &mut report);
            witnesses(&files, &checkpoint, keys, &mut report);
            memory(&files, &checkpoint, keys, remembered, &mut report);
            report.checkpoint = Some(checkpoint);
        }
    }
    report
}

/// The key beside the log, which must be one of those that were pinned.
fn kept_key(files: &Files, keys: &[PublicKey], report: &mut LogReport) {
    match files.must(KEY) {
        Err(error) => report.error(KEY, &error),
        Ok(bytes) => {
            let same = |key: &PublicKey| format!("{key}\n").as_bytes() == bytes;
            if !keys.iter().any(same) {
                let what = "it is none of the keys that were given";
                report.fault(KEY, what, KEYS);
            }
        }
    }
}

fn signatures(note: &Note, checkpoint: &Checkpoint, keys: &[PublicKey], report: &mut LogReport) {
    let of_log: Vec<PublicKey> = log_keys(keys, &checkpoint.origin);
    match note.verify(&of_log) {
        Ok(held) => report.signed = held,
        Err(fault) => {
            let what = format!("{fault}, as the log `{}`", checkpoint.origin);
            report.fault(CHECKPOINT, what, KEYS);
        }
    }
}

/// The keys with which a log of this name may sign.
fn log_keys(keys: &[PublicKey], origin: &str) -> Vec<PublicKey> {
    let of_log = |key: &&PublicKey| key.kind() == KeyKind::Log && key.name() == origin;
    keys.iter().filter(of_log).cloned().collect()
}

/// Sorts every file of the folder: needed, needed once, left over, or strange.
fn every_file(folder: &Path, files: &Files, tree: &Tree, report: &mut LogReport) {
    let mut found = Vec::new();
    for name in list(folder, "", report) {
        match name.as_str() {
            CHECKPOINT | KEY | LOCK | WITNESS => {}
            TILE => below(folder, TILE, DEEP_MAX, &mut found, report),
            _ => found.push(name),
        }
    }
    let mut faults = Vec::new();
    for path in found {
        let name = path.rsplit('/').next().unwrap_or_default();
        match Place::parse(&path) {
            Some(place) => match place.standing(tree.size) {
                Standing::Current => {}
                Standing::Older => faults.extend(older(files, &place, tree.size)),
                Standing::Beyond => report.left_over.push(path),
            },
            None if name.starts_with(ASIDE) => report.left_over.push(path),
            None => report.strange.push(path),
        }
    }
    report.take(files, faults);
}

/// All files below a folder, by path.
fn below(folder: &Path, at: &str, deep: usize, found: &mut Vec<String>, report: &mut LogReport) {
    for name in list(folder, at, report) {
        let path = format!("{at}/{name}");
        let kind = std::fs::symlink_metadata(folder.join(&path));
        match kind.is_ok_and(|kind| kind.is_dir()) {
            // A tile is no folder: so whatever has its name is told as it is.
            true if deep > 0 && Place::parse(&path).is_none() => {
                below(folder, &path, deep - 1, found, report);
            }
            _ => found.push(path),
        }
    }
}

/// The names in a folder, sorted. One that is no text is none of ours.
fn list(folder: &Path, at: &str, report: &mut LogReport) -> Vec<String> {
    let names = || -> Result<Vec<String>, Error> {
        let entries = std::fs::read_dir(folder.join(at))?;
        let names = entries.map(|e| Ok(e?.file_name().to_string_lossy().into_owned()));
        names.collect()
    };
    match names() {
        Ok(mut names) => {
            names.sort();
            names
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            report.fault(at, format!("it cannot be listed: {error}"), RIGHTS);
            Vec::new()
        }
    }
}

/// What witnesses signed must be what the log has.
fn witnesses(files: &Files, now: &Checkpoint, keys: &[PublicKey], report: &mut LogReport) {
    let paths = match files.witnesses() {
        Ok(paths) => paths,
        Err(error) => return report.error(WITNESS, &error),
    };
    for path in paths {
        let (note, then) = match files.note(&path) {
            Ok(read) => read,
            Err(error) => {
                report.error(&path, &error);
                continue;
            }
        };
        if !same_log(&path, &note, &then, now, keys, report) {
            continue;
        }
        continues(files, &path, &then.tree, &now.tree, report);
        let given = |key: &&PublicKey| key.kind() == KeyKind::Witness && own_path(key) == path;
        match keys.iter().find(given) {
            None => {
                let why = format!("`{path}`: the key of that witness was not given");
                report.not_done.push(why);
            }
            Some(key) => match note.verify(std::slice::from_ref(key)) {
                Ok(held) => {
                    let held = held.into_iter().map(|held| (held, then.tree.size));
                    report.witnessed.extend(held);
                }
                Err(fault) => report.fault(&path, fault.to_string(), RESTORE),
            },
        }
    }
}

/// What the caller remembers must be what the log has.
fn memory(
    files: &Files,
    now: &Checkpoint,
    keys: &[PublicKey],
    remembered: Option<&Note>,
    report: &mut LogReport,
) {
    const PATH: &str = "the remembered checkpoint";
    let Some(note) = remembered else {
        let why = "whether the log only grew: no earlier checkpoint was given";
        report.not_done.push(why.to_owned());
        return;
    };
    match Checkpoint::of(note) {
        Err(fault) => report.fault(PATH, fault.to_string(), "give a checkpoint of this log"),
        Ok(then) => {
            if same_log(PATH, note, &then, now, keys, report) {
                continues(files, PATH, &then.tree, &now.tree, report);
            }
        }
    }
}

/// Whether a checkpoint is of the same log, and signed by it.
fn same_log(
    path: &str,
    note: &Note,
    then: &Checkpoint,
    now: &Checkpoint,
    keys: &[PublicKey],
    report: &mut LogReport,
) -> bool {
    if then.origin != now.origin {
        let what = format!(
            "it is of the log `{}`, and not of `{}`",
            then.origin, now.origin
        );
        report.fault(path, what, "give a checkpoint of this log");
        return false;
    }
    if let Err(fault) = note.verify(&log_keys(keys, &then.origin)) {
        report.fault(path, fault.to_string(), RESTORE);
        return false;
    }
    true
}

fn continues(files: &Files, path: &str, then: &Tree, now: &Tree, report: &mut LogReport) {
    match files.continues(|| format!("`{path}`"), then, now) {
        Ok(()) => {}
        Err(error @ (LedgerError::Forked(..) | LedgerError::RolledBack(..))) => {
            report.fault(path, error.to_string(), KEEP);
        }
        Err(error) => {
            let what = format!("whether the log continues it cannot be shown: {error}");
            report.fault(path, what, RESTORE);
        }
    }
}
