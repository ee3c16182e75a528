//! Oracles for principles: all shipped cases, networks by hand, and laws that hold whatever the network is.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the shipped catalogue"
)]

mod by_hand;
mod docs;
mod laws;
mod random;
mod shipped;
mod verify;
mod world;
