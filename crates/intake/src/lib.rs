//! Exports of others, as proposals for our tables: spreadsheets, inventories, manifests.
//!
//! Every reader takes bytes and gives a [`Proposal`]: what the export says in the words of a project, and
//! what became of each of its rows. [`import()`] goes the whole way, from the bytes of files to the new texts
//! of the project's files. Nothing is merged silently and nothing is written here.
//!
//! *Invariant:* rows in = taken + refused + blank, for every table and list of the export.
//! *Invariant:* what could not be placed on a function stays without one: it is never guessed.
//! *Invariant:* the same export twice changes nothing.

pub mod columns;
pub mod foreign;
mod import;
pub mod merge;
pub mod parties;
mod proposal;
mod refused;
pub mod sheet;
mod take;
mod value;

pub use import::{Import, Input, Project, Request, Understood, Watch, import, refused_csv, total};
pub use proposal::{Proposal, Refused};
