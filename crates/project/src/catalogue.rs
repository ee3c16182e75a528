//! The catalogue that ships with the program: functions, yardstick, policy of the gate; and whether it is the one that a project
//! demands.

use std::collections::BTreeSet;

use keyholder_diag::{Code, Diagnostic, Limits, Sources};
use keyholder_documents::countries::CountryFiles;
use keyholder_supply::country::CountryFacts;
use keyholder_supply::facts::{Name, Pinned};
use keyholder_supply::function::Catalogue;
use keyholder_supply::gate::{PermitRule, PolicyFact};
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

/// The files with facts about countries.
const COUNTRIES: CountryFiles<'_> = CountryFiles {
    names: include_str!("../../../catalogue/countries/names.csv"),
    lists: include_str!("../../../catalogue/countries/lists.toml"),
    members: include_str!("../../../catalogue/countries/members.csv"),
    indicators: include_str!("../../../catalogue/countries/indicators.csv"),
    laws: include_str!("../../../catalogue/countries/laws.csv"),
};

/// What is known of countries.
///
/// # Panics
/// When the shipped files are faulty, which a test excludes.
#[must_use]
pub fn country_facts() -> CountryFacts {
    match keyholder_documents::countries::countries(COUNTRIES) {
        Ok(facts) => facts,
        Err(fault) => panic!("the shipped facts about countries are faulty: {fault}"),
    }
}

const POLICY: &str = include_str!("../../../catalogue/gate/policy.toml");
const PERMITS: &str = include_str!("../../../catalogue/gate/permits.toml");

/// The policy of the gate that ships, and its digest.
///
/// # Panics
/// When the shipped file is faulty, which a test excludes.
#[must_use]
pub fn policy() -> (PolicyFact, String) {
    let mut sources = Sources::default();
    let file = sources.add("catalogue/gate/policy.toml", POLICY);
    let parsed = keyholder_documents::ours::policy(file, POLICY, &Limits::default());
    let faults = parsed.diagnostics;
    match parsed.value {
        Some(policy) => (policy, crate::digest_text(POLICY)),
        None => panic!("the shipped policy is faulty: {faults:?}"),
    }
}

/// Countries whose rules on updates were looked at, and the rules.
///
/// # Panics
/// When the shipped file is faulty, which a test excludes.
#[must_use]
pub fn permits() -> (BTreeSet<String>, Vec<PermitRule>) {
    match keyholder_documents::permits::permits(PERMITS) {
        Ok(permits) => permits,
        Err(fault) => panic!("the shipped rules on updates are faulty: {fault}"),
    }
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

/// What a catalogue is: the SHA-256 of the list of its files, each as `sha256  path` and a line end, in the order of paths.
/// So `sha256sum` gives the same.
pub(crate) fn digest_of_list<'t>(files: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut lines: Vec<(&str, String)> = files
        .map(|(path, text)| (path, crate::digest_text(text)))
        .collect();
    lines.sort();
    let list: String = lines
        .iter()
        .map(|(path, sha256)| format!("{sha256}  {path}\n"))
        .collect();
    crate::digest_text(&list)
}

/// Version and digest of all that ships: functions, yardstick, frameworks and principles.
#[must_use]
pub fn shipped() -> (String, String) {
    let own = [
        ("functions.toml", FUNCTIONS),
        ("gate/permits.toml", PERMITS),
        ("gate/policy.toml", POLICY),
        ("yardstick.toml", YARDSTICK),
    ];
    let all = own
        .into_iter()
        .chain(crate::principles::SHIPPED.iter().copied());
    (catalogue().version, digest_of_list(all))
}

/// What a project demands and does not get. `folder` is the digest of a catalogue of one's own, when there is one;
/// with `asked`, there should be one when the project demands it.
#[must_use]
pub fn not_as_pinned(pinned: &Pinned, folder: Option<&str>, asked: bool) -> Vec<Diagnostic> {
    let (version, digest) = shipped();
    let mut faults = Vec::new();
    let mut compare = |wanted: &Option<Name>, found: &str, what: &str| {
        let Some(wanted) = wanted.as_ref().filter(|wanted| wanted.text != found) else {
            return;
        };
        let message = format!(
            "the project demands {what} `{}`, and this one is `{found}`",
            wanted.text
        );
        let help = "judge with the catalogue that is demanded; or, if another is wanted from now on, write what it is here, and say why";
        faults.push(Diagnostic::new(Code::KH0860, wanted.span, message).help(help));
    };
    compare(&pinned.catalogue, &version, "the catalogue of version");
    compare(&pinned.catalogue_sha256, &digest, "the catalogue");
    match folder {
        Some(folder) => compare(&pinned.folder_sha256, folder, "the catalogue of one's own"),
        None if asked => compare(&pinned.folder_sha256, "none", "the catalogue of one's own"),
        None => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_catalogue_reads_without_a_word() {
        assert!(super::catalogue().functions.len() > 50);
        assert!(super::yardstick().criteria.len() > 20);
        assert_eq!(super::policy().0.tiers.len(), 4);
        assert!(super::permits().1.len() > 3);
        let countries = super::country_facts();
        assert_eq!(countries.names.len(), 249);
        let yardstick = super::yardstick();
        for list in &countries.lists {
            let known = |id: &String| yardstick.position(id).is_some();
            assert!(list.criterion.as_ref().is_none_or(known), "{}", list.id);
            assert!(!list.licence.is_empty());
        }
    }
}
