//! Exports of others, as proposals for our tables: spreadsheets, inventories, manifests.
//!
//! Every reader takes bytes and gives a [`Proposal`]: what the export says in the words of a project, and
//! what became of each of its rows. Nothing is merged silently and nothing is written here.
//!
//! *Invariant:* rows in = taken + refused + blank, for every table and list of the export.
//! *Invariant:* what could not be placed on a function stays without one: it is never guessed.

pub mod foreign;
mod proposal;

pub use proposal::{Proposal, Refused};
