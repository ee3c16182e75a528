//! Certificates and keys inside, what is known to be bad, and how long the release is supported.

use jiff::civil::Date;
use keyholder_packages::{FoundCertificate, FoundKey};
use keyholder_signatures::Digests;
use keyholder_supply::gate::CheckState::{Failed, NotDone, Passed};
use keyholder_supply::gate::{Answer, GateCheck, Said, first_moment};

use crate::world::{BYTES, DAY, World, signer};

const CERTIFICATES: GateCheck = GateCheck::EmbeddedCertificates;

/// 365 days, as the tier of critical functions asks.
fn planned() -> Date {
    DAY.checked_add(jiff::Span::new().days(365)).expect("a day")
}

fn certificate(ends: Date) -> FoundCertificate {
    FoundCertificate {
        path: "etc/peer.pem".to_owned(),
        subject: "CN=peer".to_owned(),
        sha256: format!("{:0<64}", "cd"),
        not_before: 0,
        not_after: first_moment(ends).expect("a moment").as_second(),
        is_authority: false,
    }
}

fn ends(day: Date) -> World {
    World::with(|w| w.package.certificates.push(certificate(day)))
}

#[test]
fn certificates_that_last_to_the_very_day() {
    World::new().expect(CERTIFICATES, Passed, "no certificate lies inside");
    ends(planned()).expect(
        CERTIFICATES,
        Passed,
        "the one certificate inside lasts beyond 2027-11-24",
    );
    let before = planned().yesterday().expect("a day");
    let words = "the certificate of `CN=peer` ends on 2027-11-23, before 2027-11-24 @ etc/peer.pem";
    ends(before).expect(CERTIFICATES, Failed, words);
    // What ends today has not ended.
    ends(DAY).expect(CERTIFICATES, Failed, "ends on 2026-11-24");
    ends(DAY.yesterday().expect("a day")).expect(CERTIFICATES, Failed, "ended on 2026-11-23");
}

#[test]
fn the_certificate_of_the_signer_is_not_one_of_the_release() {
    let own = World::with(|w| {
        let found = certificate(DAY);
        w.package.signers[0].certificate = Some(found.sha256.clone());
        w.package.certificates.push(found);
    });
    own.expect(CERTIFICATES, Passed, "no certificate lies inside");
}

#[test]
fn many_certificates_are_told_in_part() {
    let many = World::with(|w| {
        w.package.certificates = (0..30).map(|_| certificate(DAY)).collect();
        for (n, found) in w.package.certificates.iter_mut().enumerate() {
            found.path = format!("{n:02}.pem");
        }
    });
    many.expect(CERTIFICATES, Failed, "and 10 more");
}

#[test]
fn private_keys() {
    World::new().expect(
        GateCheck::EmbeddedKeys,
        Passed,
        "no private key lies inside",
    );
    let key = World::with(|w| {
        w.package.keys.push(FoundKey {
            path: "etc/key.pem".to_owned(),
            what: "PRIVATE KEY".to_owned(),
        });
    });
    key.expect(
        GateCheck::EmbeddedKeys,
        Failed,
        "(PRIVATE KEY) @ etc/key.pem",
    );
}

#[test]
fn of_an_archive_that_cannot_be_trusted_nothing_is_said() {
    let doubtful = World::with(|w| {
        w.package.answers[0] = Answer::failed(GateCheck::Archive, Said::new("a name twice"));
    });
    for check in [CERTIFICATES, GateCheck::EmbeddedKeys] {
        doubtful.expect(
            check,
            NotDone,
            "the archive is not sound, so what lies inside is not sure",
        );
    }
}

#[test]
fn what_was_not_looked_into_is_not_clean() {
    let part = |change: fn(&mut World)| {
        World::with(|w| {
            w.package.unread = vec![Said::new("is encrypted").at("etc/inner.zip")];
            change(w);
        })
    };
    for check in [
        CERTIFICATES,
        GateCheck::EmbeddedKeys,
        GateCheck::KnownWeaknesses,
    ] {
        part(|_| {}).expect(check, NotDone, "etc/inner.zip");
    }
    // What was found is found even so.
    part(|w| w.package.certificates.push(certificate(DAY))).expect(CERTIFICATES, Failed, "ends on");
}

fn bad(block: &str) -> World {
    World::with(|w| {
        w.gate.push_str(&format!(
            "[[known_bad]]\nid = \"B-2\"\n{block}\nwhy = \"it opens a door\"\n"
        ));
    })
}

#[test]
fn known_to_be_bad() {
    let check = GateCheck::KnownWeaknesses;
    World::new().expect(check, Passed, "nothing inside is among the 1 entries");
    let of = |bytes: &[u8]| format!("sha256 = \"{}\"", Digests::of(bytes).hex());
    let words = "`B-2` is known to be bad: it opens a door";
    bad(&of(BYTES)).expect(check, Failed, &format!("{words} @ the package itself"));
    bad(&of(b"etc")).expect(check, Failed, &format!("{words} @ etc"));
    bad("purl = \"pkg:generic/tls@3.2\"").expect(
        check,
        Failed,
        &format!("{words} @ part `tls` 3.2"),
    );
    bad("purl = \"pkg:generic/tls@3.1\"").expect(check, Passed, "2 entries");
    let hash = format!("sha256 = \"{:0<64}\"", "cc");
    bad(&hash).expect(check, Failed, &format!("{words} @ part `tls` 3.2"));
    // Without a list of parts the files are looked at even so.
    let mut world = bad(&of(b"bin"));
    world.after = Err("none".to_owned());
    world.expect(check, Failed, words);
}

#[test]
fn without_a_list_nothing_is_said() {
    let none = World::with(|w| {
        let at = w.gate.find("[[known_bad]]").expect("a block");
        w.gate.truncate(at);
    });
    none.expect(
        GateCheck::KnownWeaknesses,
        NotDone,
        "has no list of what is known to be bad",
    );
}

#[test]
fn without_a_list_of_parts_no_part_was_looked_at() {
    let world = World::with(|w| w.after = Err("none lies inside".to_owned()));
    let (state, said) = world.said(GateCheck::KnownWeaknesses);
    assert_eq!(state, NotDone, "{said}");
}

#[test]
fn support() {
    let ends = |line: &str| World::with(|w| w.releases[1] = format!("version = \"1.1\"\n{line}\n"));
    let check = GateCheck::Support;
    World::new().expect(check, Passed, "it is supported until 2030-01-01");
    ends("support_ends = 2027-11-24").expect(check, Passed, "until 2027-11-24");
    ends("support_ends = 2027-11-23").expect(
        check,
        Failed,
        "support ends on 2027-11-23, before 2027-11-24",
    );
    ends("").expect(
        check,
        NotDone,
        "it is not stated how long `suite@1.1` is supported",
    );
    let other = World::with(|w| {
        w.releases[1] = w.releases[1].replace("1.1", "1.2");
    });
    other.expect(
        check,
        NotDone,
        "write `support_ends` in its [[release]] in components/suite.toml",
    );
}

#[test]
fn continuity_is_by_key() {
    // Another certificate over the same key is the same signer.
    let world = World::with(|w| {
        let mut again = signer(Some("maker-key"), 1);
        again.certificate = Some("another".to_owned());
        w.package.signers = vec![again];
    });
    world.expect(
        GateCheck::SignerContinuity,
        Passed,
        "signed by the key that signed `1.0`",
    );
}
