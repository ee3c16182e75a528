//! An append-only log that cannot be quietly rewritten: tiles, checkpoints and proofs.
//!
//! The log is that of C2SP tlog-tiles: entries in bundles, their hashes in tiles of 256, and a checkpoint
//! (a signed note) over all of them. [`Tree::append`] says which files to write; whoever writes them writes
//! the checkpoint last, and so commits. [`Prover`] makes proofs, [`check`] checks them and depends on nothing
//! of it; [`EntryProof`] and [`GrowthProof`] are proofs as texts. [`audit`] recomputes all from the entries.
//!
//! *Invariant:* no files, no clock: bytes come through [`Tiles`], time is an argument.
//! *Invariant:* no file of a tree is ever in the list of files to write for a larger one.
//! *Invariant:* a log grows only from a right edge that leads to its root.

mod audit;
mod bundle;
pub mod check;
mod checkpoint;
mod hash;
mod key;
mod note;
mod offline;
mod place;
mod prove;
mod text;
mod tiles;
mod tree;

pub use audit::{Audit, FAULTS_MAX, Fault, audit, older};
pub use bundle::{BundleFault, ENTRY_BYTES_MAX, entries};
pub use checkpoint::{Checkpoint, SignFault};
pub use hash::{HASH_BYTES, Hash};
pub use key::{KeyFault, KeyKind, PublicKey, SecretKey};
pub use note::{Held, NOTE_BYTES_MAX, NotHeld, Note, Signature, WrongKind};
pub use offline::{EntryProof, GrowthProof, NotProved};
pub use place::{FULL, Holds, Place, Standing};
pub use prove::{ProveFault, Prover};
pub use text::Malformed;
pub use tiles::{TileFault, Tiles, WhyNot};
pub use tree::{AppendFault, Grown, Tree};
