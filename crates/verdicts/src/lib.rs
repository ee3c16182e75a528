//! Suppliers judged: which evidence counts for whom on which functions, and what the method makes of it.
//!
//! [`judge`] goes from a network, its evidence and a yardstick to verdicts; [`notices`] says what is wrong with
//! the evidence. The method itself is `keyholder-trust`, which knows nothing of networks.
//!
//! *Invariants:* no name of a party, a country or a component decides anything; evidence about one release
//! counts for that release alone; what is not known about who controls a supplier takes away what speaks for
//! its country, and nothing else.

mod countries;
mod held;
mod judged;
mod method;
mod notices;
mod service;

pub use held::{Held, Standing};
pub use judged::{Judged, SupplierVerdict, Verdicts, judge};
pub use method::{MethodFault, method};
pub use notices::notices;
pub use service::{Service, services};
