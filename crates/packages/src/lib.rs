//! Update packages: what is inside, who signed it, and whether every byte is covered.
//!
//! *Invariant:* what kind a package is follows from what is in it, never from its name.
//! *Invariant:* every check is answered once; what was not looked at is not done, and never passed.
//! *Invariant:* bytes of others never panic, and no more of them is kept or unpacked than the bounds allow.

mod answers;
mod ar;
mod archive;
mod compress;
mod contents;
mod csar;
mod deb;
mod examine;
mod format;
mod helm;
mod kinds;
mod made;
mod names;
mod oci;
mod oran;
mod package;
mod plain;
mod rpm;
mod schemes;
mod signed;
mod source;
mod sums;
mod tar;
#[cfg(test)]
mod testing;
mod walk;
mod yaml;
mod zip;

pub use examine::examine;
pub use format::Format;
pub use package::{
    Claim, ClaimKind, Document, FileInside, FoundCertificate, FoundKey, Image, Package,
};
pub use source::{Beside, Bounds, Given, ReadSeek, Source};
