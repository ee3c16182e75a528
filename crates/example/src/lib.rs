//! Nations that do not exist, made up from a seed: projects to measure and to practise on.
//!
//! A [`Nation`] gives texts by path, and rows of elements one after the other; it touches no file.
//! `docs/national.md` states every distribution.
//!
//! *Invariant:* the same wish gives the same bytes, on any machine: whole numbers only where it matters,
//! no clock, no order of memory.
//! *Invariant:* every text calls itself synthetic, and all names and countries are invented.

mod access;
mod centre;
mod dice;
mod geography;
mod group;
mod land;
mod local;
mod market;
mod names;
mod nation;
mod parties;
mod parts;
mod products;
mod readme;
mod rows;
#[cfg(test)]
mod tests;
mod text;
mod topology;

pub use nation::{ELEMENTS_MAX, ELEMENTS_MIN, Nation, SizeError, Wish};
pub use rows::{Rows, Tally, WIDTH, csv_line};
pub use topology::{Topology, TopologyError};
