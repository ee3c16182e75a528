//! Judgements against brute force, against hand calculation, and against the laws that they promise to keep.
//!
//! Every property runs on some hundred small cases by default, the same ones each time, and on ten times as
//! many fresh ones with `cargo test -p keyholder-trust -- --ignored`.

mod by_hand;
mod ends;
mod flips;
mod laws;
mod made;
mod naive;
mod refused;
mod sampled;
mod time;
mod words;

use keyholder_property::property;
