//! Verdicts on small networks: which evidence counts for whom, and the laws that must hold.

mod laws;
mod small;

use keyholder_diag::Code;
use keyholder_supply::Share;
use keyholder_trust::Verdict;
use keyholder_verdicts::{Standing, notices};

use small::{DAY, Small, item};

#[test]
fn nothing_held_is_cannot_tell() {
    let small = Small::new();
    let all = small.verdicts();
    assert!(all.suppliers.len() >= 3);
    assert!(
        all.suppliers
            .iter()
            .all(|s| s.verdict == Verdict::CannotTell)
    );
    // All of them have the same evidence: none. It is weighed once.
    assert_eq!(all.judged.len(), 1);
}

#[test]
fn good_evidence_on_everything_is_trusted_and_ends_some_day() {
    let small = Small::new().with(&small::everything("maker", "XB", ""));
    let verdict = small.of("maker", "core");
    assert_eq!(verdict.verdict, Verdict::Trusted);
    let ends = verdict.expires.expect("documents fade");
    assert!(ends > DAY);
    assert_eq!(small.of("other", "core").verdict, Verdict::CannotTell);
    // Good practice does not pay for what nobody says about control.
    let practice = small::everything("maker", "", "");
    let half = Small::new().with(&practice);
    assert_eq!(half.of("maker", "core").verdict, Verdict::CannotTell);
}

#[test]
fn evidence_about_one_release_counts_for_no_other() {
    let old = item("t1", "tested", "release:suite@1.0", "for", "");
    let new = item("t2", "tested", "release:suite@1.1", "for", "");
    let small = Small::new().with(&format!("{old}{new}"));
    // Of four elements in the core that run something of the maker, three run 1.1; nobody runs 1.0.
    let verdict = small.of("maker", "core");
    let standing = |id: &str| small.standing(&verdict, id);
    assert_eq!(standing("t1"), Some(Standing::NotInService));
    let three_of_four = Share::from_percent(75.0).expect("a share");
    assert_eq!(standing("t2"), Some(Standing::Counts(three_of_four)));
    let told = notices(&small.net, &small.yardstick, Some(DAY));
    let about_old: Vec<&str> = told
        .iter()
        .filter(|d| d.code == Code::KH0804)
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(
        about_old,
        ["`t1` is about `suite@1.0`, which no element runs; in service are `suite@1.1`"]
    );
}

#[test]
fn what_is_told_against_a_release_counts_in_full_where_it_runs() {
    let small = Small::new().with(&item(
        "f",
        "update-integrity",
        "release:suite@1.1",
        "against",
        "",
    ));
    let verdict = small.of("maker", "core");
    assert_eq!(
        small.standing(&verdict, "f"),
        Some(Standing::Counts(Share::ALL))
    );
}

#[test]
fn what_speaks_for_a_country_counts_only_when_control_is_known() {
    let text = item("c", "judicial-review", "country:XB", "for", "");
    let against = item("d", "legal-compulsion", "country:XB", "against", "");
    let small = Small::new().with(&format!("{text}{against}"));
    let maker = small.of("maker", "core");
    assert_eq!(
        small.standing(&maker, "c"),
        Some(Standing::Counts(Share::ALL))
    );
    assert_eq!(
        small.standing(&maker, "d"),
        Some(Standing::Counts(Share::ALL))
    );
    // Half of its owners are not stated: another country may control it.
    let open = Small::with_owners("maker", "[[owner]]\ncountry = \"XB\"\npercent = 40\n");
    let open = open.with(&format!("{text}{against}"));
    let maker = open.of("maker", "core");
    assert!(maker.control_open);
    assert_eq!(open.standing(&maker, "c"), Some(Standing::CountryOpen));
    assert_eq!(
        open.standing(&maker, "d"),
        Some(Standing::Counts(Share::ALL))
    );
}

#[test]
fn of_two_countries_the_weaker_word_counts() {
    let two = "[[owner]]\ncountry = \"XC\"\npercent = 60\n";
    let good = item("b", "judicial-review", "country:XB", "for", "");
    let weak = item(
        "c",
        "judicial-review",
        "country:XC",
        "for",
        "strength_percent = 50\n",
    );
    let small = Small::with_owners("maker", two).with(&good);
    let maker = small.of("maker", "core");
    assert_eq!(maker.countries.len(), 2);
    // The other country has nothing to show.
    assert_eq!(small.standing(&maker, "b"), Some(Standing::CountryOpen));
    let small = Small::with_owners("maker", two).with(&format!("{good}{weak}"));
    let maker = small.of("maker", "core");
    assert_eq!(small.standing(&maker, "b"), Some(Standing::CountryOpen));
    assert_eq!(
        small.standing(&maker, "c"),
        Some(Standing::Counts(Share::ALL))
    );
}

#[test]
fn expired_later_and_superseded_items_are_shown_and_do_not_count() {
    let text = [
        item(
            "e",
            "certified",
            "party:maker",
            "for",
            "expires = 2025-12-31\n",
        ),
        item("l", "certified", "party:maker", "for", "").replace("2026-01-01", "2027-01-01"),
        item("s", "certified", "party:maker", "against", ""),
        item(
            "n",
            "certified",
            "party:maker",
            "for",
            "supersedes = \"s\"\n",
        ),
        item("x", "no-such-thing", "party:maker", "for", ""),
    ];
    let small = Small::new().with(&text.concat());
    let maker = small.of("maker", "core");
    assert_eq!(small.standing(&maker, "e"), Some(Standing::Expired));
    assert_eq!(small.standing(&maker, "l"), Some(Standing::NotYet));
    assert_eq!(small.standing(&maker, "s"), Some(Standing::Superseded));
    assert_eq!(
        small.standing(&maker, "n"),
        Some(Standing::Counts(Share::ALL))
    );
    assert_eq!(small.standing(&maker, "x"), Some(Standing::NoCriterion));
    let told = notices(&small.net, &small.yardstick, Some(DAY));
    let codes: Vec<Code> = told.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::KH0803, Code::KH0802]);
}

#[test]
fn contradictions_are_told_once() {
    let text = [
        item("y", "certified", "party:maker", "for", ""),
        item("z", "certified", "party:maker", "against", ""),
    ];
    let small = Small::new().with(&text.concat());
    let told = notices(&small.net, &small.yardstick, Some(DAY));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].code, Code::KH0806);
}
