//! The only hands: folders, files, the clock.
//!
//! [`load`] reads a project folder and reports every fault at once; [`create`] makes a new one;
//! [`write_aside`] writes a file so that it is either the old or the new one, never half of it.
//!
//! *Invariants:* received documents are never rewritten; nothing outside the project folder is read
//! (links are not followed); the catalogue is part of the program.
#![expect(
    clippy::disallowed_methods,
    reason = "this crate is the one that touches files and the clock"
)]

mod boundaries;
mod catalogue;
mod clock;
mod create;
mod example;
mod format;
pub mod gate;
mod import;
mod kept;
mod large;
pub mod ledger;
mod load;
mod look;
mod principles;
mod results;
mod text;
mod write;

pub use keyholder_documents::ours::{
    SentReply, evidence as read_evidence, reply_form as read_reply_form, with_reply,
};

pub use boundaries::{Boundaries, MapError, read_boundaries};
pub use catalogue::{catalogue, country_facts, not_as_pinned, permits, policy, shipped, yardstick};
pub use clock::{now, today};
pub use create::{CreateError, create, create_catalogue};
pub use example::{ElementsTable, ExampleError, read_topology, write_nation};
pub use format::{FormatOutcome, Formatted, format};
pub use import::{Exports, Lock, complete, exports, lock, remove_stale, texts, write_import};
pub use large::{Elsewhere, Reader, Remembered, Tables, There};
pub use load::{InputFile, LoadError, Loaded, load, load_with};
pub use look::Look;
pub use principles::{CatalogueError, ReadPrinciples, principles};
pub use results::{remove_parts, write_results};
pub use text::{digest_file, digest_text, read_policy, read_text};
pub use write::{WriteError, write_aside, write_together};
