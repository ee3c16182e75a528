//! Whatever text comes in, and every published document at hand.

mod formats;
mod fuzz;
mod laws;
mod published;
mod versions;
