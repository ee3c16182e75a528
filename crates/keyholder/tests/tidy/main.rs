//! The manners of the repository, kept by tests.
//!
//! Each module holds one promise of ARCHITECTURE.md, GLOSSARY.md or CONTRIBUTING.md. A test names every place
//! that breaks the promise, and what to do about it.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the files of the repository"
)]

mod codes;
mod crates;
mod docs;
mod glossary;
mod names;
mod sources;
mod tree;
