//! The faults of `examples/broken`, each told as its expectation says, and never to the network's favour;
//! and what the machine and the keyboard do to files.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the examples, writes copies aside and runs the binary"
)]

mod codes;
mod expected;
mod folders;
mod fuzz;
mod machine;
mod safer;
