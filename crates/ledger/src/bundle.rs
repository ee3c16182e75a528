//! Bundles: entries behind each other, each after its length.

use crate::place::FULL;

/// The longest entry, in bytes: its length is written as two.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// Bytes that are no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// It ends within the entry of this position, counted from the first of the bundle.
    Torn(usize),
    /// It has another number of entries.
    Count(usize),
    /// It goes on behind its last entry.
    Longer,
}

impl std::fmt::Display for BundleFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BundleFault::Torn(at) => write!(f, "it ends within its entry {at}"),
            BundleFault::Count(found) => write!(f, "it holds {found} entries"),
            BundleFault::Longer => f.write_str("it goes on behind its last entry"),
        }
    }
}

impl std::error::Error for BundleFault {}

/// Writes an entry behind those that are there. An entry that is too long is not written, and said so.
#[must_use]
pub(crate) fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> bool {
    let Ok(length) = u16::try_from(entry.len()) else {
        return false;
    };
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    true
}

/// The entries of a bundle that shall hold `width` of them.
///
/// # Errors
/// When it does not hold just that.
pub fn entries(bundle: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleFault> {
    let mut rest = bundle;
    let mut all = Vec::with_capacity(usize::from(width.min(FULL)));
    while !rest.is_empty() {
        if all.len() == usize::from(width) {
            return Err(BundleFault::Longer);
        }
        let torn = BundleFault::Torn(all.len());
        let (length, behind) = rest.split_first_chunk::<2>().ok_or(torn)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, behind) = behind.split_at_checked(length).ok_or(torn)?;
        all.push(entry);
        rest = behind;
    }
    match all.len() == usize::from(width) {
        true => Ok(all),
        false => Err(BundleFault::Count(all.len())),
    }
}
