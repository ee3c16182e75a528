//! The log as others read it: by the RFC, by the C2SP texts, and by somebody else's code.

mod audited;
mod forms;
mod grown;
mod notes;
mod oracle;
mod other;
mod proofs;
