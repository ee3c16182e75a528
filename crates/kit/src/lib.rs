//! Signed update packages of invented suppliers, and attacks on them, made with keys of their own: for tests and
//! examples alone. Nothing of this crate is part of the program.
//!
//! Every byte follows from constants: the same call gives the same bytes on every machine, today and next year.
//! Encodings are written by hand, so that what a verifier reads does not come from the library it reads with.
//!
//! *Invariant:* none of these keys is secret, and none signs anything that is installed anywhere.
//! *Invariant:* one sample, one fault: everything else about it is as in the genuine ones.

pub mod archives;
pub mod attacks;
pub mod authority;
pub mod bom;
pub mod certificates;
pub mod cms;
pub mod csar;
pub mod digest;
mod encode;
mod json;
pub mod keys;
pub mod moments;
pub mod openpgp;
pub mod others;
pub mod people;
pub mod plain_signatures;
pub mod release;
mod rsa_keys;
pub mod statement;
pub mod tonight;
pub mod trust;

pub use attacks::{Expect, Sample, running, samples};
pub use bom::KNOWN_BAD;
pub use moments::NOW;
pub use others::Delivered;
pub use tonight::{Tonight, boms, files, running_tonight, sample_files, tonight};
pub use trust::{Pin, anchors, crls, tern_anchors};
