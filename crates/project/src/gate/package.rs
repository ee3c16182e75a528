//! A package as a file, and the small files that lie beside it.

use std::fs::{File, Metadata};
use std::io::Result as IoResult;
use std::path::{Path, PathBuf};

use keyholder_packages::{Beside, ReadSeek, Source};

use crate::load::bytes;

/// The largest file beside a package, bytes.
const BESIDE_BYTES_MAX: u64 = 32 << 20;
/// Most files beside a package.
const BESIDE_MAX: usize = 64;

/// Why a package cannot be looked at.
#[derive(Debug)]
pub enum PackageError {
    /// The system refused.
    Io(PathBuf, std::io::Error),
    /// It is no file.
    NotAFile(PathBuf),
    /// It changed while it was read.
    Changed(PathBuf),
    /// A file beside it is too large.
    TooLarge(PathBuf, u64),
    /// There are too many files beside it.
    TooMany(usize),
}

impl std::fmt::Display for PackageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PackageError::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            PackageError::NotAFile(path) => write!(
                f,
                "`{}` is no file; an image layout in a folder is packed with `tar` first",
                path.display()
            ),
            PackageError::Changed(path) => write!(
                f,
                "`{}` changed while it was read; copy it to a place where nobody writes, and check again",
                path.display()
            ),
            PackageError::TooLarge(path, most) => {
                write!(
                    f,
                    "`{}` has more than {most} bytes; beside a package lie small files",
                    path.display()
                )
            }
            PackageError::TooMany(most) => write!(f, "more than {most} files beside the package"),
        }
    }
}

impl std::error::Error for PackageError {}

/// A package in the file system.
#[derive(Debug)]
pub struct PackageFile {
    path: PathBuf,
    seen: Metadata,
}

impl PackageFile {
    /// Looks at the file, without reading it.
    ///
    /// # Errors
    /// When it is not there, or is no file.
    pub fn new(path: &Path) -> Result<PackageFile, PackageError> {
        let seen = std::fs::metadata(path).map_err(|e| PackageError::Io(path.to_owned(), e))?;
        if !seen.is_file() {
            return Err(PackageError::NotAFile(path.to_owned()));
        }
        Ok(PackageFile {
            path: path.to_owned(),
            seen,
        })
    }

    /// Its name, without folders.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.file_name();
        name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// How long it is.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.seen.len()
    }

    /// Whether it is still the file that was looked at first.
    ///
    /// # Errors
    /// When it is another, or of another length or time.
    pub fn unchanged(&self) -> Result<(), PackageError> {
        let io = |error| PackageError::Io(self.path.clone(), error);
        let now = std::fs::metadata(&self.path).map_err(io)?;
        let same = now.len() == self.seen.len()
            && now.modified().ok() == self.seen.modified().ok()
            && number(&now) == number(&self.seen);
        match same {
            true => Ok(()),
            false => Err(PackageError::Changed(self.path.clone())),
        }
    }
}

/// The number of a file in its file system, where there is one.
#[cfg(unix)]
fn number(of: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    // Whoever sets the time of a file cannot set the time of its change.
    [
        of.dev().cast_signed(),
        of.ino().cast_signed(),
        of.ctime(),
        of.ctime_nsec(),
    ]
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> [i64; 4] {
    [0; 4]
}

impl Source for PackageFile {
    fn open(&self) -> IoResult<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(File::open(&self.path)?))
    }
}

/// A file beside a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// Its name and bytes.
    pub file: Beside,
}

/// The files beside a package: those in its folder whose name begins with its own name or its name without ending
/// and a dot, and those that are named.
///
/// # Errors
/// When one cannot be read.
pub fn beside(package: &Path, named: &[PathBuf]) -> Result<Vec<Found>, PackageError> {
    let mut paths: Vec<PathBuf> = named.to_vec();
    let folder = package.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = package
        .file_name()
        .map(|n| n.to_string_lossy().into_owned());
    if let Some(name) = name {
        let lead = format!("{name}.");
        let entries =
            std::fs::read_dir(folder).map_err(|e| PackageError::Io(folder.to_owned(), e))?;
        for entry in entries {
            let entry = entry.map_err(|e| PackageError::Io(folder.to_owned(), e))?;
            let found = entry.file_name().to_string_lossy().into_owned();
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && found.starts_with(&lead) {
                paths.push(folder.join(found));
            }
        }
    }
    paths.sort();
    paths.dedup();
    if paths.len() > BESIDE_MAX {
        return Err(PackageError::TooMany(BESIDE_MAX));
    }
    let mut found: Vec<Found> = paths.into_iter().map(one).collect::<Result<_, _>>()?;
    // The same file may be named in two ways; where it lies says nothing.
    found.sort_by(|a, b| (&a.file.name, &a.file.bytes).cmp(&(&b.file.name, &b.file.bytes)));
    found.dedup_by(|a, b| a.file == b.file);
    Ok(found)
}

fn one(path: PathBuf) -> Result<Found, PackageError> {
    let (_, bytes) =
        bytes(&path, BESIDE_BYTES_MAX).map_err(|e| PackageError::Io(path.clone(), e))?;
    let bytes = bytes.ok_or_else(|| PackageError::TooLarge(path.clone(), BESIDE_BYTES_MAX))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    Ok(Found {
        path,
        file: Beside { name, bytes },
    })
}
