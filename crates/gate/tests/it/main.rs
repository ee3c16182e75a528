//! The gate: each check on small projects, the policy that ships, and the laws that hold whatever the project is.

mod after;
mod audience;
mod decide;
mod identity;
mod inside;
mod keyholders;
mod laws;
mod mended;
mod parts;
mod permit;
mod policy;
mod reach;
mod status;
mod supplier;
mod targets;
mod whole;
mod world;

use keyholder_property::property;
