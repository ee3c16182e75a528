//! Oracles for reach: random networks, a brute force, a second language, laws, proofs, and networks by hand.
//!
//! Every property runs on a few hundred small networks by default, the same ones each time, and on ten times
//! as many fresh ones with `cargo test -p keyholder-reach -- --ignored`.

mod brief;
mod by_hand;
mod certificates;
mod datalog;
mod edits;
mod engine;
mod large;
mod laws;
mod meddle;
mod naive;
mod naming;
mod random;
mod standing;
mod tighten;

use keyholder_property::property;
