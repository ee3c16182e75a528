//! The words of a supply chain as types, and the network made of them.
//!
//! [`facts`] is what files state, each statement with its place and provenance;
//! [`Network`] is the same with every name resolved, elements grouped into
//! classes that behave alike, and every gap counted as an [`Unknown`].
//!
//! *Invariant:* nothing here knows a file format, a clock, or any supplier or country by name.

pub mod bom;
pub mod country;
mod evidence;
pub mod facts;
pub mod function;
pub mod gate;
pub mod inventory;
mod network;
mod position;
pub mod principle;
mod resolve;
mod settings;
mod share;
mod word;
pub mod yardstick;

pub use evidence::{Evidence, Reply, Subject};
pub use network::{
    AutoSign, Class, ClassId, Component, ComponentId, Country, CountryId, Element, ElementId,
    Filled, FunctionId, Group, GroupId, Guard, HolderId, Holding, Needed, Network, Party, PartyId,
    Place, PlaceId, Pool, PoolId, Release, ReleaseId, Route, RouteId, Seat, StatedControl,
    Threshold, Unknown, UnknownId,
};
pub use position::Position;
pub use resolve::{Memory, resolve, resolve_again};
pub use share::{Share, ShareRange};
pub use word::{
    ComponentKind, ControlHow, Grade, Layer, PartyKind, PresenceKind, ReplyState, RouteKind,
    SafeguardKind, Side,
};
