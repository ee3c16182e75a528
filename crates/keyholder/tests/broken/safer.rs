//! A fault never makes the network look safer: whoever surely reaches something in the sound project
//! reaches it possibly in each broken one.

use std::collections::BTreeMap;
use std::path::Path;

use keyholder_diag::Limits;
use keyholder_project::{catalogue, load};
use keyholder_reach::{Amount, Ways, assess};

use crate::folders::{faults, keyholder, root, text};

/// What each actor reaches, by a name of what is counted.
type Reached = BTreeMap<String, BTreeMap<String, Amount>>;

/// Folders whose tables lose elements or places: fewer are counted, the counts of rows tell it, and shares of
/// what is left cannot be compared with shares of the whole.
const FEWER: &[&str] = &[
    "column-missing",
    "empty-table",
    "function-not-described",
    "quote-in-table-not-closed",
    "row-too-short",
    "semicolon-csv",
    "utf16-file",
    // A second row for `amf-1` stands where that of `amf-2` was.
    "duplicate-element",
];

/// Folders that state something else than the sound one, and state it well: the tool can only ask whether it was
/// meant. A route that leads to functions which this network does not have leads nowhere here, and a part that the
/// supplier marks as not inside is not inside on the supplier's word.
const OTHERWISE: &[&str] = &["bom-part-excluded", "selector-matches-nothing"];

fn reached(folder: &Path) -> (usize, Reached) {
    let loaded = load(folder, &Limits::default()).expect("read");
    let net = keyholder_supply::resolve(loaded.facts, &catalogue()).value;
    let results = assess(&net);
    let whole = results
        .scopes
        .iter()
        .position(|s| s.kind == keyholder_reach::ScopeKind::Network);
    let whole = whole.expect("the network as a whole");
    let mut all = Reached::new();
    for result in &results.actors {
        let mut counts = BTreeMap::new();
        let mut put = |what: &str, ways: &Ways| {
            for (kind, stages) in [("by keys", ways.keys), ("with parts", ways.with_parts)] {
                counts.insert(format!("{what}, {kind}, at one action"), stages.one_action);
                counts.insert(format!("{what}, {kind}, in the end"), stages.in_the_end);
            }
        };
        put("elements", &result.reach[whole].elements);
        put("places to look into", &result.intercept_places);
        put("places to stop", &result.disrupt_places);
        all.insert(result.actor.id(&net), counts);
    }
    (net.elements.len(), all)
}

#[test]
fn a_fault_never_makes_the_network_look_safer() {
    let broken = root().join("examples/broken");
    let (elements, sound) = reached(&broken.join("sound"));
    let surely: u64 = sound
        .values()
        .flat_map(BTreeMap::values)
        .map(|a| a.surely)
        .sum();
    assert!(
        surely > 0,
        "nobody reaches anything, so nothing could get lost"
    );
    let mut faulty = Vec::new();
    let mut compared = 0;
    for fault in faults() {
        let (left, now) = reached(&broken.join(&fault));
        let fewer = FEWER.contains(&fault.as_str());
        assert!(fewer || left == elements, "{fault}: {left} elements");
        if fewer || OTHERWISE.contains(&fault.as_str()) {
            continue;
        }
        for (actor, counts) in &sound {
            // An actor whose own file is gone is not asked about; what it held is anybody's.
            let Some(counts_now) = now.get(actor) else {
                continue;
            };
            for (what, was) in counts {
                let is = counts_now[what];
                compared += 1;
                if is.at_most < was.surely {
                    faulty.push(format!(
                        "{fault}: {actor} reached {} {what}, and now at most {}",
                        was.surely, is.at_most
                    ));
                }
            }
        }
    }
    assert!(compared > 5_000, "only {compared} numbers compared");
    assert!(faulty.is_empty(), "{}", faulty.join("\n"));
}

/// What stands in a table that is lost, or in a refused row, is in no number; the first sentence says so, and where
/// nothing is left it says nothing else.
#[test]
fn the_first_sentence_tells_what_is_in_no_number() {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().to_string_lossy().into_owned();
    let headline = |name: &str| {
        let folder = root().join("examples/broken").join(name);
        let folder = folder.to_string_lossy().into_owned();
        let said = keyholder(&["assess", &folder, "--out", &out]);
        let said = text(&said.stdout).replace("\n  ", " ");
        let sentence = said.lines().nth(2).unwrap_or_default().trim().to_owned();
        (sentence, said)
    };
    let lost = "1 table of elements could not be read: who can change what cannot be said.";
    let (sentence, said) = headline("utf16-file");
    assert_eq!(sentence, lost);
    assert!(!said.contains("Who can change what, in the end"), "{said}");
    let refused = "8 rows of elements were refused: who can change what cannot be said.";
    assert_eq!(headline("semicolon-csv").0, refused);
    let (some, said) = headline("row-too-short");
    assert!(
        some.ends_with("all 7 elements were placed; 1 row of elements was refused."),
        "{some}"
    );
    assert!(said.contains("Who can change what, in the end"), "{said}");
    assert!(headline("sound").0.ends_with("all 8 elements were placed."));
}
