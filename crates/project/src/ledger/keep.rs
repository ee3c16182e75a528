//! Brings files to the disk so that they are still there after a power cut, and keeps writers apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use keyholder_ledger::Place;
use tempfile::NamedTempFile;

use crate::write::aside;

use super::error::LedgerError;

/// How names begin under which files are written before they are renamed.
pub(super) const ASIDE: &str = ".keyholder-";

/// How often, and how many times, a lock that somebody else holds is tried for: ten seconds.
const PAUSE: Duration = Duration::from_millis(5);
const TRIES: u32 = 2000;

/// How many files are brought to the disk at a time.
const AT_ONCE: usize = 8;

/// Holds the lock of a log, or of a witness, until it goes. The system takes it back from who was killed.
pub(super) struct Held(#[expect(dead_code, reason = "the lock goes with the file")] File);

pub(super) fn lock(path: &Path) -> Result<Held, LedgerError> {
    let refused = |error| LedgerError::system("lock", path)(error);
    let mut options = File::options();
    let opened = options.create(true).truncate(false).write(true).open(path);
    let file = opened.map_err(refused)?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Held(file)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
    }
    Err(LedgerError::Busy(path.to_owned()))
}

/// A folder whose files are kept.
pub(super) struct Keeper {
    folder: PathBuf,
    /// Folders that are known to be on the disk, with their names in those above.
    settled: BTreeSet<PathBuf>,
}

impl Keeper {
    pub(super) fn of(folder: &Path) -> Keeper {
        Keeper {
            folder: folder.to_owned(),
            settled: BTreeSet::new(),
        }
    }

    /// Removes what an append that did not finish left where a log of `size` entries will now grow. Nothing
    /// that a checkpoint stands on is touched. Only who holds the lock may do this.
    pub(super) fn sweep(
        &mut self,
        files: &[(String, Vec<u8>)],
        size: u64,
    ) -> Result<(), LedgerError> {
        let mut folders = BTreeMap::from([(self.folder.clone(), None)]);
        for place in files.iter().filter_map(|(path, _)| Place::parse(path)) {
            let path = self.folder.join(place.path());
            folders.extend(path.parent().map(|above| (above.to_owned(), None)));
            let there = Place::of(place.holds, place.index, size).map_or(0, |now| now.width);
            folders.insert(self.folder.join(place.partials()), Some(there));
        }
        for (folder, there) in folders {
            let beyond = |name: &str| {
                let width = name.parse::<u16>().ok().zip(there);
                name.starts_with(ASIDE) || width.is_some_and(|(width, there)| width > there)
            };
            // What lies behind a link is not ours to remove.
            self.check_way(&folder.join(ASIDE))?;
            let names = names(&folder)?;
            for name in names.iter().filter(|name| beyond(name)) {
                let path = folder.join(name);
                std::fs::remove_file(&path).map_err(LedgerError::system("remove", &path))?;
            }
            if names.iter().any(|name| beyond(name)) {
                sync(&folder).map_err(LedgerError::system("write", &folder))?;
            }
        }
        Ok(())
    }

    /// Writes files, and then the one that makes them count: when that is renamed into place, everything before
    /// it is on the disk, names of folders included. When this fails before, none of them counts.
    pub(super) fn commit(
        &mut self,
        files: &[(String, Vec<u8>)],
        last: (&str, &[u8]),
    ) -> Result<(), LedgerError> {
        let files = files.iter().map(|(name, bytes)| (name.as_str(), &**bytes));
        let mut wanted = Vec::new();
        for (name, bytes) in files.chain([last]) {
            let path = self.folder.join(name);
            self.check_way(&path)?;
            wanted.push((path, bytes));
        }
        // Written, and on the disk, under names that nobody looks for.
        let ready = together(&wanted, |(path, bytes)| {
            aside(path, bytes).map_err(|e| LedgerError::system("write", &e.path)(e.source))
        })?;
        let mut ready: Vec<_> = ready.into_iter().zip(wanted).collect();
        let last = ready.pop();
        let mut changed = BTreeSet::new();
        for (aside, (path, _)) in ready {
            place(aside, &path)?;
            self.unsettled(path.parent(), &mut changed);
        }
        let changed: Vec<PathBuf> = changed.into_iter().collect();
        together(&changed, |folder| {
            sync(folder).map_err(LedgerError::system("write", folder))
        })?;
        self.settled.extend(changed);
        let Some((aside, (path, _))) = last else {
            return Ok(());
        };
        place(aside, &path)?;
        let above = path.parent().unwrap_or(&self.folder);
        sync(above).map_err(|source| LedgerError::Unsure {
            path: above.to_owned(),
            source,
        })
    }

    /// A folder that changed, and those above it whose names may not be on the disk, up to the log itself.
    fn unsettled(&self, folder: Option<&Path>, found: &mut BTreeSet<PathBuf>) {
        let mut at = folder;
        while let Some(folder) = at {
            let known = self.settled.contains(folder);
            found.insert(folder.to_owned());
            if known || folder == self.folder {
                return;
            }
            at = folder.parent();
        }
    }

    /// No folder between the log and a file may be a link, nor a file.
    fn check_way(&self, path: &Path) -> Result<(), LedgerError> {
        let mut at = path.parent();
        while let Some(folder) = at.filter(|folder| *folder != self.folder) {
            let why = match std::fs::symlink_metadata(folder) {
                Ok(found) if found.is_symlink() => "it is a link",
                Ok(found) if !found.is_dir() => "it is no folder",
                _ => "",
            };
            if !why.is_empty() {
                return Err(LedgerError::system("write", folder)(Error::other(why)));
            }
            at = folder.parent();
        }
        match path.is_dir() {
            true => Err(LedgerError::system("write", path)(Error::other(
                "it is a folder",
            ))),
            false => Ok(()),
        }
    }

    /// Removes folders of partial files that full ones have replaced. It may fail: they do no harm.
    pub(super) fn remove(&self, folders: &[String]) {
        for folder in folders {
            let path = self.folder.join(folder);
            if self.check_way(&path.join("any")).is_ok() {
                let _done_or_not = std::fs::remove_dir_all(&path);
            }
        }
    }
}

/// Makes a folder, and brings its name to the disk.
pub(super) fn make_folder(folder: &Path) -> Result<(), LedgerError> {
    let refused = || LedgerError::system("write", folder);
    std::fs::create_dir_all(folder).map_err(refused())?;
    let above = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty());
    sync(above.unwrap_or(Path::new("."))).map_err(refused())
}

/// The names in a folder, as far as they are texts; none when there is no such folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, LedgerError> {
    let refused = |error| LedgerError::system("read", folder)(error);
    let list = match std::fs::read_dir(folder) {
        Ok(list) => list,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(refused(error)),
    };
    let mut names = Vec::new();
    for entry in list {
        names.extend(entry.map_err(refused)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}

fn place(aside: NamedTempFile, path: &Path) -> Result<(), LedgerError> {
    let placed = aside.persist(path);
    placed.map_err(|e| LedgerError::system("write", path)(e.error))?;
    Ok(())
}

/// Does one thing to each, several at a time: a disk takes many requests at once for the price of one.
fn together<T: Sync, R: Send>(
    all: &[T],
    each: impl Fn(&T) -> Result<R, LedgerError> + Sync,
) -> Result<Vec<R>, LedgerError> {
    let share = all.len().div_ceil(AT_ONCE).max(1);
    let run = |part: &[T]| part.iter().map(&each).collect::<Result<Vec<R>, _>>();
    let parts: Vec<Result<Vec<R>, LedgerError>> = std::thread::scope(|scope| {
        let mut parts = all.chunks(share);
        let first = parts.next();
        let others: Vec<_> = parts.map(|part| scope.spawn(|| run(part))).collect();
        let first = first.map(run).into_iter();
        let ended = others.into_iter().map(|part| match part.join() {
            Ok(done) => done,
            Err(bug) => std::panic::resume_unwind(bug),
        });
        first.chain(ended).collect()
    });
    let parts: Result<Vec<Vec<R>>, LedgerError> = parts.into_iter().collect();
    Ok(parts?.into_iter().flatten().collect())
}

#[cfg(unix)]
fn sync(folder: &Path) -> Result<(), Error> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> Result<(), Error> {
    Ok(())
}
