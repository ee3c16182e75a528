//! The log of decisions on the disk: opened, appended to, verified, proved from, and witnessed.
//!
//! A log is a folder: `checkpoint`, `key.vkey`, tiles and bundles of entries under `tile/`, and under
//! `witness/` the checkpoints that outside witnesses signed, one file a witness. `lock` keeps writers apart.
//!
//! *Invariant:* the checkpoint is the commit point. Everything that it stands on is on the disk before it is
//! renamed into place; a file that a checkpoint stands on is never written again. A kill, a power cut or a
//! full disk at any moment leaves the old log or the new one.
//! *Invariant:* what lies beyond the checkpoint was left over, counts for nothing, and is overwritten.
//! *Invariant:* no checkpoint is signed over a tree whose right edge does not lead to the signed root before
//! it, nor when a witness has seen a larger one.

mod error;
mod files;
mod keep;
mod log;
mod prove;
mod verify;
mod witness;

pub use error::LedgerError;
pub use log::{Appended, Log};
pub use prove::{Against, Between, entries, newest, prove_consistency, prove_entry, prove_growth};
pub use verify::{LogFault, LogReport, verify};
pub use witness::{Witnessed, witness};
