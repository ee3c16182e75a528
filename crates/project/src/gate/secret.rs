//! Private keys: made from the chance of the system, and written so that their owner alone reads them.

use std::io::Write;
use std::path::Path;

use crate::write::WriteError;

/// Thirty-two bytes from the system's source of chance.
///
/// # Errors
/// When the system has none.
pub fn seed() -> Result<[u8; 32], String> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("the system gives no chance: {error}"))?;
    Ok(seed)
}

/// Writes a private key to a file that is not there yet.
///
/// # Errors
/// When it is there, or the system refuses.
pub fn write_secret(path: &Path, text: &str) -> Result<(), WriteError> {
    let fault = |source| WriteError {
        path: path.to_owned(),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)
}
