//! The catalogue of functions that ships with the program.

use keyholder_diag::{Limits, Sources};
use keyholder_supply::function::Catalogue;
use keyholder_supply::yardstick::Yardstick;

const YARDSTICK: &str = include_str!("../../../catalogue/yardstick.toml");

/// The yardstick for suppliers.
///
/// # Panics
/// When the shipped file is faulty, which a test excludes.
#[must_use]
pub fn yardstick() -> Yardstick {
    let mut sources = Sources::default();
    let file = sources.add("catalogue/yardstick.toml", YARDSTICK);
    let parsed = keyholder_documents::ours::yardstick(file, YARDSTICK, &Limits::default());
    let faults = parsed.diagnostics;
    assert!(
        faults.is_empty(),
        "the shipped yardstick is faulty: {faults:?}"
    );
    parsed.value.unwrap_or_default()
}

const FUNCTIONS: &str = include_str!("../../../catalogue/functions.toml");

/// The catalogue of functions.
///
/// # Panics
/// When the shipped file is faulty, which a test excludes.
#[must_use]
pub fn catalogue() -> Catalogue {
    let mut sources = Sources::default();
    let file = sources.add("catalogue/functions.toml", FUNCTIONS);
    let parsed = keyholder_documents::catalogue::read(file, FUNCTIONS, &Limits::default());
    assert!(
        parsed.diagnostics.is_empty(),
        "the shipped catalogue is faulty: {:?}",
        parsed.diagnostics
    );
    parsed.value
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_catalogue_reads_without_a_word() {
        assert!(super::catalogue().functions.len() > 50);
        assert!(super::yardstick().criteria.len() > 20);
    }
}
