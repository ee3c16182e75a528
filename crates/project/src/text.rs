//! Single texts that lie outside of projects, and digests of texts.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::load::{LoadError, bytes, hex};

/// A text of at most so many bytes.
///
/// # Errors
/// A file that is not there, is larger, or is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> Result<String, LoadError> {
    let fault = |said: String| LoadError::Io(path.to_owned(), std::io::Error::other(said));
    let (size, bytes) = bytes(path, most).map_err(|e| LoadError::Io(path.to_owned(), e))?;
    let bytes =
        bytes.ok_or_else(|| fault(format!("it has {size} bytes; at most {most} are read")))?;
    String::from_utf8(bytes).map_err(|_| fault("it is not UTF-8 text".to_owned()))
}

/// The SHA-256 of a text, hexadecimal.
#[must_use]
pub fn digest_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
