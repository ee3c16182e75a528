//! Where files come from, and tiles and bundles read from there.

use std::collections::BTreeMap;

use crate::bundle::{self, BundleFault};
use crate::hash::{HASH_BYTES, Hash};
use crate::place::Place;

/// The files of a log, by their paths below its folder.
pub trait Tiles {
    /// The bytes of a file, or none when there is no such file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

impl Tiles for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.get(path).cloned()
    }
}

/// A tile or a bundle that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileFault {
    /// Its path.
    pub path: String,
    /// Why not.
    pub why: WhyNot,
}

/// Why a tile or a bundle cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It is not there, or could not be read.
    Missing,
    /// It has this many bytes, and should have that many.
    Length(usize, usize),
    /// It is no bundle of its width.
    Bundle(BundleFault),
    /// It does not agree with the checkpoint, or with what lies beside it.
    Disagrees,
}

impl std::fmt::Display for TileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}", self.path, self.why)
    }
}

impl std::error::Error for TileFault {}

impl std::fmt::Display for WhyNot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WhyNot::Missing => f.write_str("it is missing"),
            WhyNot::Length(found, wanted) => {
                write!(f, "it has {found} bytes and not {wanted}")
            }
            WhyNot::Bundle(fault) => fault.fmt(f),
            WhyNot::Disagrees => f.write_str("it does not lead to the root of the checkpoint"),
        }
    }
}

pub(crate) fn fault(place: &Place, why: WhyNot) -> TileFault {
    TileFault {
        path: place.path(),
        why,
    }
}

/// The hashes of a tile of just this width.
pub(crate) fn hashes(tiles: &impl Tiles, place: &Place) -> Result<Vec<Hash>, TileFault> {
    let bytes = (tiles.read(&place.path())).ok_or_else(|| fault(place, WhyNot::Missing))?;
    let wanted = place.bytes_max();
    if bytes.len() != wanted {
        return Err(fault(place, WhyNot::Length(bytes.len(), wanted)));
    }
    let (chunks, _) = bytes.as_chunks::<HASH_BYTES>();
    Ok(chunks.iter().map(|chunk| Hash(*chunk)).collect())
}

/// The bytes of a bundle and the hashes of its entries.
pub(crate) fn leaves(tiles: &impl Tiles, place: &Place) -> Result<(Vec<u8>, Vec<Hash>), TileFault> {
    let bytes = (tiles.read(&place.path())).ok_or_else(|| fault(place, WhyNot::Missing))?;
    let leaves = match bundle::entries(&bytes, place.width) {
        Ok(entries) => entries.into_iter().map(Hash::leaf).collect(),
        Err(why) => return Err(fault(place, WhyNot::Bundle(why))),
    };
    Ok((bytes, leaves))
}

/// The file that a tree needs, or the full one in its place: partial files may go once that is there.
pub(crate) fn either<T>(
    place: &Place,
    mut read: impl FnMut(&Place) -> Result<T, TileFault>,
) -> Result<T, TileFault> {
    match read(place) {
        Err(TileFault {
            why: WhyNot::Missing,
            path,
        }) => read(&place.filled()).map_err(|full| match full.why {
            WhyNot::Missing => TileFault {
                path,
                why: WhyNot::Missing,
            },
            _ => full,
        }),
        found => found,
    }
}
