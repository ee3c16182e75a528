//! Single texts that lie outside of projects, and digests of texts.

use std::io::Read;
use std::path::Path;

use keyholder_diag::{Limits, Sources};
use keyholder_supply::gate::PolicyFact;
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

/// The SHA-256 of a file, hexadecimal; it may be large.
///
/// # Errors
/// When it cannot be read.
pub fn digest_file(path: &Path) -> Result<String, LoadError> {
    let io = |error| LoadError::Io(path.to_owned(), error);
    let mut file = std::fs::File::open(path).map_err(io)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).map_err(io)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&buffer[..read]),
        }
    }
}

/// Reads the text of a policy.
///
/// # Errors
/// Every fault, a line each.
pub fn read_policy(text: &str) -> Result<PolicyFact, String> {
    let mut sources = Sources::default();
    let file = sources.add("policy.toml", text);
    let parsed = keyholder_documents::ours::policy(file, text, &Limits::default());
    let faults = parsed.diagnostics.iter().map(|fault| {
        let place = fault
            .span
            .map(|span| sources.place(span))
            .unwrap_or_default();
        format!("{}: {place}: {}", fault.code.as_str(), fault.message)
    });
    let faults: Vec<String> = faults.collect();
    parsed.value.ok_or_else(|| faults.join("\n"))
}
