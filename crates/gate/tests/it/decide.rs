//! Decisions of people as statements that they sign, and why one does not count.

use jiff::Timestamp;
use keyholder_diag::{FileId, Limits};
use keyholder_documents::ours;
use keyholder_gate::{About, Decision, DecisionKind, envelope, read_decision};
use keyholder_signatures::dsse::sign;
use keyholder_signatures::statement::PAYLOAD_TYPE;
use keyholder_supply::gate::{GateCheck, GateFacts};
use proptest::prelude::*;

use crate::property;
use crate::world::{NOW, now, private};

/// People with keys of seeds 11, 12, 13; whoever is named twice in `more` as well.
pub(crate) fn people(more: &str) -> GateFacts {
    let person = |id: &str, role: &str, seed: u8, more: &str| {
        format!(
            "[[person]]\nid = \"{id}\"\nroles = [\"{role}\"]\nkey = \"{}\"\n{more}",
            private(seed).public_openssh()
        )
    };
    let text = [
        "network = \"home\"\noperator = \"op\"\n".to_owned(),
        person("ann", "change-manager", 11, ""),
        person("bob", "security", 12, ""),
        person(
            "cid",
            "planner",
            13,
            "party = \"second\"\nfrom = 2026-01-01\nuntil = 2026-11-24\n",
        ),
        more.to_owned(),
    ];
    let parsed = ours::gate(FileId(0), &text.concat(), &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.value
}

pub(crate) fn about() -> About {
    About {
        record: "r".repeat(64),
        package: "a".repeat(64),
        targets: "b".repeat(64),
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

pub(crate) fn decision(kind: DecisionKind, person: &str) -> Decision {
    Decision {
        kind,
        person: person.to_owned(),
        about: about(),
        acknowledges: Vec::new(),
        reason: "tested in the lab".to_owned(),
        at: time("2026-11-24T20:00:00Z"),
        until: time("2026-11-30T20:00:00Z"),
    }
}

fn signed(decision: &Decision, seed: u8) -> Vec<u8> {
    let mut envelope = envelope(decision);
    envelope.sign(&private(seed), None);
    envelope.to_json().into_bytes()
}

fn refused(bytes: &[u8], gate: &GateFacts, words: &str) {
    let why = read_decision(bytes, &gate.people, now()).expect_err("refused");
    assert!(why.contains(words), "{why}");
}

#[test]
fn what_was_signed_is_read_again() {
    let gate = people("");
    for kind in [
        DecisionKind::Approve,
        DecisionKind::Reject,
        DecisionKind::Review,
    ] {
        let mut one = decision(kind, "ann");
        one.acknowledges = vec![GateCheck::Support, GateCheck::ReachDifference];
        assert_eq!(
            read_decision(&signed(&one, 11), &gate.people, now()),
            Ok(one)
        );
    }
}

#[test]
fn by_another_key_or_none() {
    let gate = people("");
    let one = decision(DecisionKind::Approve, "ann");
    let words = "it is not signed with the key of `ann`";
    refused(&signed(&one, 12), &gate, words);
    refused(envelope(&one).to_json().as_bytes(), &gate, words);
    // Signed by both is signed by her.
    let mut both = envelope(&one);
    both.sign(&private(12), None);
    both.sign(&private(11), None);
    assert!(read_decision(both.to_json().as_bytes(), &gate.people, now()).is_ok());
}

#[test]
fn by_nobody_who_is_known_or_too_late() {
    let gate = people("");
    refused(
        &signed(&decision(DecisionKind::Approve, "eve"), 11),
        &gate,
        "nobody here is `eve`",
    );
    let mut one = decision(DecisionKind::Approve, "cid");
    assert!(read_decision(&signed(&one, 13), &gate.people, now()).is_ok());
    one.at = time("2026-11-25T00:00:00Z");
    refused(
        &signed(&one, 13),
        &gate,
        "`cid` cannot decide on 2026-11-25",
    );
    one.at = time("2025-12-31T23:59:59Z");
    refused(
        &signed(&one, 13),
        &gate,
        "`cid` cannot decide on 2025-12-31",
    );
}

#[test]
fn a_key_of_two_people_is_nobodys() {
    let key = private(11).public_openssh();
    let gate = people(&format!("[[person]]\nid = \"dan\"\nkey = \"{key}\"\n"));
    let words = "its key is also that of somebody else";
    refused(
        &signed(&decision(DecisionKind::Approve, "ann"), 11),
        &gate,
        words,
    );
    refused(
        &signed(&decision(DecisionKind::Approve, "dan"), 11),
        &gate,
        words,
    );
    // The same key written in another way.
    let pem = private(11).public_pem();
    let gate = people(&format!("[[person]]\nid = \"dan\"\nkey = '''{pem}'''\n"));
    refused(
        &signed(&decision(DecisionKind::Approve, "ann"), 11),
        &gate,
        words,
    );
}

#[test]
fn a_key_that_cannot_be_read() {
    let gate = people("[[person]]\nid = \"dan\"\nkey = \"ssh-ed25519 AAAA\"\n");
    let words = "the key of `dan` cannot be used";
    refused(
        &signed(&decision(DecisionKind::Approve, "dan"), 14),
        &gate,
        words,
    );
    // It spoils nobody else's.
    let ann = signed(&decision(DecisionKind::Approve, "ann"), 11);
    assert!(read_decision(&ann, &gate.people, now()).is_ok());
}

#[test]
fn of_two_blocks_for_one_person_neither_counts() {
    let key = private(14).public_openssh();
    let gate = people(&format!("[[person]]\nid = \"ann\"\nkey = \"{key}\"\n"));
    let one = decision(DecisionKind::Approve, "ann");
    for seed in [11, 14] {
        refused(&signed(&one, seed), &gate, "2 blocks describe the person");
    }
}

#[test]
fn who_left_since_does_not_count() {
    let gate = people("");
    let one = decision(DecisionKind::Approve, "cid");
    let bytes = signed(&one, 13);
    let later = time("2026-11-25T00:00:00Z");
    let why = read_decision(&bytes, &gate.people, later).expect_err("refused");
    assert_eq!(why, "`cid` cannot decide on 2026-11-25");
}

#[test]
fn what_is_no_decision() {
    let gate = people("");
    refused(b"", &gate, "it is not an envelope");
    refused(b"{}", &gate, "it is not an envelope");
    let text =
        |payload: &str| sign(PAYLOAD_TYPE, payload.as_bytes(), &private(11), None).into_bytes();
    refused(&text("[]"), &gate, "it is not a statement");
    let good = decision(DecisionKind::Approve, "ann").statement();
    let change = |from: &str, to: &str| {
        assert!(good.contains(from), "{good}");
        text(&good.replace(from, to))
    };
    refused(
        &change("/decision/v1", "/other/v1"),
        &gate,
        "it is no decision about an update",
    );
    refused(
        &change("\"approve\"", "\"maybe\""),
        &gate,
        "`maybe` is no decision",
    );
    refused(
        &change("\"sha256\"", "\"sha512\""),
        &gate,
        "it names no package",
    );
    refused(
        &change("2026-11-24T20:00:00Z", "today"),
        &gate,
        "`decidedAt` is no moment",
    );
    refused(
        &change("2026-11-30T20:00:00Z", "never"),
        &gate,
        "`expiresAt` is no moment",
    );
    for key in [
        "decision",
        "person",
        "record",
        "targets",
        "decidedAt",
        "expiresAt",
    ] {
        let gone = change(&format!("\"{key}\":"), &format!("\"x-{key}\":"));
        refused(&gone, &gate, &format!("`{key}` is missing"));
    }
    // A reason is not needed, and checks that nobody knows acknowledge nothing.
    let bare = good
        .replace("\"reason\":", "\"x\":")
        .replace("[]", "[\"no-such-check\"]");
    let read = read_decision(&text(&bare), &gate.people, now()).expect("a decision");
    assert_eq!((read.reason.as_str(), read.acknowledges.len()), ("", 0));
}

fn any_decision() -> impl Strategy<Value = Decision> {
    let kinds = [
        DecisionKind::Approve,
        DecisionKind::Reject,
        DecisionKind::Review,
    ];
    let checks = prop::sample::subsequence(GateCheck::ALL.to_vec(), 0..6);
    let seconds = 1_700_000_000..1_900_000_000_i64;
    (
        prop::sample::select(kinds.to_vec()),
        checks,
        ".{0,40}",
        "[0-9a-f]{64}",
        seconds.clone(),
        seconds,
    )
        .prop_map(|(kind, acknowledges, reason, record, at, until)| Decision {
            kind,
            person: "ann".to_owned(),
            about: About { record, ..about() },
            acknowledges,
            reason,
            at: Timestamp::from_second(at).expect("a moment"),
            until: Timestamp::from_second(until).expect("a moment"),
        })
}

property! {
    /// Whatever is decided is read as it was written, and no byte of it can be another.
    round_trip, 64, (any_decision(), any::<prop::sample::Index>(), any::<u8>()), |(one, at, byte)| {
        let gate = people("");
        let mut bytes = signed(&one, 11);
        prop_assert_eq!(read_decision(&bytes, &gate.people, now()), Ok(one.clone()));
        let at = at.index(bytes.len());
        if bytes[at] != byte {
            bytes[at] = byte;
            if let Ok(read) = read_decision(&bytes, &gate.people, now()) {
                prop_assert_eq!(read, one);
            }
        }
    }
}

property! {
    /// No bytes make it panic.
    any_bytes, 128, prop::collection::vec(any::<u8>(), 0..200), |bytes| {
        prop_assert!(read_decision(&bytes, &people("").people, now()).is_err());
    }
}

#[test]
fn the_moment_of_these_tests() {
    assert_eq!(now().to_string(), NOW);
}
