//! Bytes to facts: our own files strictly, foreign documents leniently and counted.
//!
//! [`ours`] reads the TOML files of a project folder, [`tables`] its CSV tables, and
//! [`fmt`] writes both in one canonical form. [`catalogue`] reads the catalogue of functions,
//! [`principles`] that of principles, and [`boundaries`] lines to draw a map on. Every reader returns
//! what it could take and every fault at once.
//!
//! *Invariant:* nothing here opens a file, asks a clock, or reaches a network.

pub mod boundaries;
pub mod catalogue;
pub mod countries;
pub mod fmt;
mod form;
pub mod ours;
pub mod permits;
mod plain;
pub mod principles;
mod sink;
pub mod tables;

pub use ours::schema::FileKind;
pub use plain::utf8;
