//! The readers of our own TOML files: strict, with every fault at once.
//!
//! Each takes a text and gives facts with their places. An unknown key, a value of the wrong
//! type or a broken line costs itself or its block, and the message says which. What cannot be
//! read never makes a statement look better: it counts as not stated, or as wide as it can be.

pub(crate) mod block;
mod component;
mod evidence;
mod gate;
mod imports;
mod lists;
mod party;
mod policy;
mod reply;
mod route;
pub(crate) mod scan;
pub mod schema;
mod settings;
pub(crate) mod syntax;
mod value;
mod yardstick;

pub use component::component;
pub use evidence::evidence;
pub use gate::gate;
pub use imports::{aliases, import_map};
pub use lists::{functions, groups, publishers};
pub use party::party;
pub use policy::policy;
pub use route::{access_routes, unreadable_access_routes};
pub use settings::{FORMAT, settings};

use keyholder_diag::{FileId, Limits, Parsed};
use toml::de::DeTable;

pub use reply::{ReplyForm, SentReply, reply_form, with_reply};
pub use yardstick::yardstick;

use crate::sink::Sink;
use block::Block;
use schema::{SETTINGS, Schema};

/// The way of all readers: clean text, tree, walk.
pub(crate) fn read<T: Default>(
    file: FileId,
    text: &str,
    limits: &Limits,
    schema: &'static Schema,
    walk: impl FnOnce(Block<'_>, &mut Sink) -> T,
) -> Parsed<T> {
    let mut sink = Sink::new(file, limits);
    let Some(clean) = syntax::clean(text, &mut sink) else {
        return sink.finish(T::default());
    };
    let (tree, _) = DeTable::parse_recoverable(&clean.text);
    if std::ptr::eq(schema, &raw const SETTINGS)
        && let Some(newer) = settings::newer(tree.get_ref(), &sink)
    {
        sink.clear();
        sink.report(newer);
        return sink.finish(T::default());
    }
    let root = Block::root(tree.get_ref(), schema, &clean.lost, &mut sink);
    let value = walk(root, &mut sink);
    sink.finish(value)
}
