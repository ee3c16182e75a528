//! The catalogue of functions that ships with the program.

use keyholder_diag::{Limits, Sources};
use keyholder_supply::function::Catalogue;

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
    }
}
