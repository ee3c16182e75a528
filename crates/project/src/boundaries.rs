//! Boundaries for the map of places: a file that the user names, outside the project or in it.

use std::fmt;
use std::path::{Path, PathBuf};

use keyholder_diag::Limits;
use keyholder_documents::boundaries::{self, BoundariesError};
use keyholder_supply::Position;
use sha2::{Digest, Sha256};

use crate::load::{bytes, hex};

/// Boundaries and where they came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundaries {
    /// The name of the file, without its folders: the same file gives the same page wherever it lies.
    pub name: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Rings of its polygons.
    pub rings: Vec<Vec<Position>>,
}

/// Why there are no boundaries.
#[derive(Debug)]
pub enum MapError {
    /// The file could not be read.
    Io(PathBuf, std::io::Error),
    /// It is larger than documents may be, in bytes.
    TooLarge(PathBuf, u64),
    /// It is not UTF-8.
    NotText(PathBuf),
    /// It holds no boundaries.
    Content(PathBuf, BoundariesError),
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            Self::TooLarge(path, most) => write!(
                f,
                "`{}` is larger than {most} bytes; take boundaries of a coarser scale",
                path.display()
            ),
            Self::NotText(path) => write!(f, "`{}` is not UTF-8", path.display()),
            Self::Content(path, error) => {
                write!(f, "`{}` cannot be drawn on: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for MapError {}

/// Reads boundaries.
///
/// # Errors
/// [`MapError`].
pub fn read_boundaries(path: &Path) -> Result<Boundaries, MapError> {
    let most = Limits::default().document_bytes_max;
    let (_, bytes) = bytes(path, most).map_err(|e| MapError::Io(path.to_owned(), e))?;
    let bytes = bytes.ok_or_else(|| MapError::TooLarge(path.to_owned(), most))?;
    let sha256 = hex(&Sha256::digest(&bytes));
    let text = String::from_utf8(bytes).map_err(|_| MapError::NotText(path.to_owned()))?;
    let rings = boundaries::read(&text).map_err(|e| MapError::Content(path.to_owned(), e))?;
    let name = path.file_name().unwrap_or_default();
    Ok(Boundaries {
        name: name.to_string_lossy().into_owned(),
        sha256,
        rings,
    })
}
