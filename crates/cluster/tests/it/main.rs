//! The engine against a plain loop, here and on a cluster of real processes; nodes that die on the way.
//!
//! All in one binary: each that holds the engine is half a gigabyte.

mod faults;
mod here;
mod made;
mod measure;
mod nodes;
mod plain;
mod spread;
