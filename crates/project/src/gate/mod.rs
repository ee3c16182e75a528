//! The hands of the gate: pinned keys, packages and what lies beside them, records and decisions.

mod keys;
mod package;
mod readback;
mod secret;
mod store;
#[cfg(test)]
mod tests;

pub use keys::{ReadKeys, keys, trust_key};
pub use package::{Found, PackageError, PackageFile, beside};
pub use readback::{BackRow, BackTable, read_back};
pub use secret::{seed, write_secret};
pub use store::{
    NamedText, StoredRecord, decisions, forget_record, record, records, write_decision,
    write_record,
};
