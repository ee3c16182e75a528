//! Where a tile or a bundle of entries lies, as C2SP tlog-tiles names it.

use crate::hash::HASH_BYTES;

/// How many hashes, or entries, a full tile holds.
pub const FULL: u16 = 256;

/// The same, for counting with.
pub(crate) const WIDE: u64 = 256;

/// The highest row of tiles that a path can name, and more than any log will have.
const LEVEL_MAX: u8 = 63;

/// What a file under `tile/` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// Entries themselves.
    Entries,
    /// Hashes of a row: of entries at level 0, of full tiles one level below at the others.
    Hashes(u8),
}

/// A tile, or a bundle of entries, full or partial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What it holds.
    pub holds: Holds,
    /// The how manieth of its row.
    pub index: u64,
    /// How many hashes or entries it holds: 256, or 1 to 255 when it is partial.
    pub width: u16,
}

/// Which checkpoint needs a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The tree of this size stands on it.
    Current,
    /// A smaller tree stood on it; a wider file has taken its place.
    Older,
    /// Only a larger tree would: it was left over by an append that did not finish.
    Beyond,
}

impl Place {
    /// The file of that index in its row, as a tree of `size` entries has it.
    #[must_use]
    pub fn of(holds: Holds, index: u64, size: u64) -> Option<Place> {
        let full = u64::from(FULL);
        let row = row_length(holds, size);
        let rest = row.checked_sub(index.checked_mul(full)?)?;
        let width = u16::try_from(rest.min(full)).ok().filter(|w| *w > 0)?;
        Some(Place {
            holds,
            index,
            width,
        })
    }

    /// The same file when it is full.
    #[must_use]
    pub fn filled(self) -> Place {
        Place {
            width: FULL,
            ..self
        }
    }

    /// Its path, below the folder of the log.
    #[must_use]
    pub fn path(&self) -> String {
        let stem = self.stem();
        match self.width {
            FULL => stem,
            width => format!("{stem}.p/{width}"),
        }
    }

    /// The folder with its partial forms, which may go once it is full.
    #[must_use]
    pub fn partials(&self) -> String {
        format!("{}.p", self.stem())
    }

    fn stem(&self) -> String {
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        let row = match self.holds {
            Holds::Entries => "entries".to_owned(),
            Holds::Hashes(level) => level.to_string(),
        };
        format!("tile/{row}/{}", groups.join("/"))
    }

    /// Reads a path back; only the one spelling that [`Place::path`] gives.
    #[must_use]
    pub fn parse(path: &str) -> Option<Place> {
        let (row, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let holds = match row {
            "entries" => Holds::Entries,
            level => Holds::Hashes(level.parse().ok().filter(|l| *l <= LEVEL_MAX)?),
        };
        let (stem, width) = match rest.split_once(".p/") {
            Some((stem, width)) => (stem, width.parse().ok()?),
            None => (rest, FULL),
        };
        let mut index: u64 = 0;
        for group in stem.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let place = Place {
            holds,
            index,
            width,
        };
        let known = (1..=FULL).contains(&width) && place.path() == path;
        known.then_some(place)
    }

    /// What it is to the tree of `size` entries.
    #[must_use]
    pub fn standing(&self, size: u64) -> Standing {
        match Place::of(self.holds, self.index, size) {
            Some(now) if self.width == now.width => Standing::Current,
            Some(now) if self.width < now.width => Standing::Older,
            _ => Standing::Beyond,
        }
    }

    /// The longest that its file can be, in bytes.
    #[must_use]
    pub fn bytes_max(&self) -> usize {
        let width = usize::from(self.width);
        match self.holds {
            Holds::Entries => width * (2 + crate::bundle::ENTRY_BYTES_MAX),
            Holds::Hashes(_) => width * HASH_BYTES,
        }
    }
}

/// How many hashes, or entries, the whole row has in a tree of `size` entries.
pub(crate) fn row_length(holds: Holds, size: u64) -> u64 {
    match holds {
        Holds::Entries => size,
        Holds::Hashes(level) => size.checked_shr(u32::from(level) * 8).unwrap_or(0),
    }
}
