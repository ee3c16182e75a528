//! Faults that cases show: `KH0854` and `KH0855`.

use keyholder_diag::{Code, Diagnostics};
use keyholder_principles::verify;

use crate::world::asking;

fn codes(faults: &Diagnostics) -> Vec<&str> {
    faults.iter().map(|fault| fault.code.as_str()).collect()
}

#[test]
fn an_outcome_without_a_case_is_told() {
    let catalogue = asking(
        "network",
        "[[check]]\nkind = \"every\"\nhas = \"release-bom\"\ncases = [{ yes = 1, gives = \"met\" }]\n",
    );
    let faults = verify(&catalogue);
    assert_eq!(codes(&faults), ["KH0854"; 3]);
    assert_eq!(faults.iter().next().map(|f| f.code), Some(Code::KH0854));
}

#[test]
fn a_case_that_comes_out_otherwise_is_told_with_its_place() {
    let catalogue = asking(
        "network",
        "[[check]]\nkind = \"share-below\"\nheld = \"supply\"\nwho = \"party\"\nlimit_percent = 35\ncases = [\n\
         { surely = 35, of = 100, gives = \"not-met\" },\n\
         { surely = 36, of = 100, gives = \"not-met\" },\n\
         { at_most = 36, of = 100, gives = \"unknown\" },\n\
         { of = 0, gives = \"not-applicable\" },\n]\n",
    );
    let faults = verify(&catalogue);
    assert_eq!(codes(&faults), ["KH0855"], "{faults:#?}");
    let message = faults.iter().next().map(|f| f.message.clone());
    assert_eq!(
        message.as_deref(),
        Some("this case gives `met`, not `not-met`")
    );
}
