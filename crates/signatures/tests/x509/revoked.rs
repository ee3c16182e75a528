//! Revocation lists: fresh, stale, partial, forged, and what they list.

use keyholder_signatures::{Trust, certificates_of};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::lab::{Asked, CA, CONTENT, LEAF, Lab, ours, said, state};

const SIGNER: &str = "-signer leaf.pem -inkey leaf.key";

/// A root that signs the leaf itself.
fn small() -> Option<Lab> {
    let lab = Lab::new()?;
    lab.issue(&Asked::new("root", None, CA));
    lab.issue(&Asked::new("leaf", Some("root"), LEAF));
    Some(lab)
}

pub(crate) fn serial(lab: &Lab, name: &str) -> String {
    let certificate = certificates_of(&lab.bytes(&format!("{name}.pem"))).expect("a certificate");
    certificate[0].serial.to_uppercase()
}

/// Makes a list, with a line for the leaf if it is to be on it: date and reason as the index of `openssl` writes them.
pub(crate) fn list(
    lab: &Lab,
    issuer: &str,
    entry: Option<(&str, &str)>,
    from: &str,
    until: &str,
    extra: &str,
) -> Vec<u8> {
    let index = entry.map_or_else(String::new, |(name, when)| {
        let serial = serial(lab, name);
        let even = if serial.len().is_multiple_of(2) {
            serial
        } else {
            format!("0{serial}")
        };
        format!(
            "R\t400101000000Z\t{when}\t{}\tunknown\t/CN=x\n",
            even.strip_prefix("00").unwrap_or(&even)
        )
    });
    lab.write(&format!("{issuer}.index"), index.as_bytes());
    lab.write(&format!("{issuer}.crlnumber"), b"01\n");
    lab.write(
        "list.cnf",
        format!(
            "[ca]\ndefault_ca=own\n[own]\ndatabase={}\ndefault_md=sha256\nunique_subject=no\ncrl_extensions=ext\n[ext]\nauthorityKeyIdentifier=keyid\n{extra}\n",
            lab.path(&format!("{issuer}.index"))
        )
        .as_bytes(),
    );
    lab.run(&format!(
        "ca -gencrl -config list.cnf -keyfile {issuer}.key -cert {issuer}.pem -crl_lastupdate {from} -crl_nextupdate {until} -out list.pem"
    ));
    lab.bytes("list.pem")
}

const FRESH: (&str, &str) = ("20291220000000Z", "20300120000000Z");

fn with(lab: &Lab, crls: Vec<Vec<u8>>) -> Trust {
    Trust {
        crls,
        ..lab.trust(&["root"])
    }
}

#[test]
fn lists_are_held_against_the_other_verifier() {
    let Some(lab) = small() else { return };
    let blob = lab.sign("a.der", SIGNER);
    let other = "290101000000Z,superseded";
    for (name, entry, from, until, expected, agrees) in [
        ("fresh", None, FRESH.0, FRESH.1, CheckState::Passed, true),
        (
            "revoked",
            Some(("leaf", "290101000000Z,keyCompromise")),
            FRESH.0,
            FRESH.1,
            CheckState::Failed,
            true,
        ),
        (
            "revoked without reason",
            Some(("leaf", "290101000000Z")),
            FRESH.0,
            FRESH.1,
            CheckState::Failed,
            true,
        ),
        (
            "superseded",
            Some(("leaf", other)),
            FRESH.0,
            FRESH.1,
            CheckState::Failed,
            true,
        ),
        (
            "another is revoked",
            Some(("root", other)),
            FRESH.0,
            FRESH.1,
            CheckState::Passed,
            true,
        ),
        (
            "to be replaced by now",
            None,
            "20291220000000Z",
            "20291230000000Z",
            CheckState::NotDone,
            true,
        ),
        (
            "too old by our rule",
            None,
            "20291001000000Z",
            "20310101000000Z",
            CheckState::NotDone,
            false,
        ),
        (
            "of tomorrow",
            None,
            "20300201000000Z",
            "20310101000000Z",
            CheckState::NotDone,
            true,
        ),
        (
            "stale, and revoked",
            Some(("leaf", other)),
            "20290601000000Z",
            "20290701000000Z",
            CheckState::Failed,
            true,
        ),
    ] {
        let pem = list(&lab, "root", entry, from, until, "");
        lab.write("with.pem", &[lab.bytes("root.pem"), pem.clone()].concat());
        let verified = ours(&blob, CONTENT, &[], &with(&lab, vec![pem]));
        assert_eq!(
            state(&verified, GateCheck::Revocation),
            expected,
            "{name}\n{}",
            said(&verified)
        );
        let oracle = lab.oracle(&blob, CONTENT, "-CAfile with.pem -crl_check");
        let same = oracle.is_ok() == (expected == CheckState::Passed);
        assert_eq!(same, agrees, "{name}: {oracle:?}");
        assert_eq!(
            verified.signers[0].anchor.is_none(),
            expected == CheckState::Failed,
            "{name}"
        );
    }
}

#[test]
fn lists_that_do_not_speak() {
    let Some(lab) = small() else { return };
    let blob = lab.sign("a.der", SIGNER);
    let (from, until) = FRESH;
    let delta = list(
        &lab,
        "root",
        None,
        from,
        until,
        "2.5.29.27=critical,DER:020100",
    );
    let ask = |crls: Vec<Vec<u8>>| ours(&blob, CONTENT, &[], &with(&lab, crls));
    let silent = |name: &str, crls: Vec<Vec<u8>>, because: &str| {
        let verified = ask(crls);
        let all = said(&verified);
        assert_eq!(
            state(&verified, GateCheck::Revocation),
            CheckState::NotDone,
            "{name}\n{all}"
        );
        assert!(all.contains(because), "{name}\n{all}");
    };
    silent(
        "none",
        Vec::new(),
        "no revocation list of `CN=root,O=Lab` was supplied",
    );
    silent("changes only", vec![delta], "lists changes only");
    for (name, scope) in [
        ("some reasons", "onlysomereasons:keyCompromise"),
        ("authorities only", "onlyCA:TRUE"),
    ] {
        let extra = format!(
            "issuingDistributionPoint=critical,@idp\n[idp]\n{}",
            scope.replace(':', "=")
        );
        silent(
            name,
            vec![list(&lab, "root", None, from, until, &extra)],
            "only a part",
        );
    }
    let others = "issuingDistributionPoint=critical,@idp\n[idp]\nindirectCRL=TRUE";
    let entry = Some(("leaf", "290101000000Z,superseded"));
    let others = list(&lab, "root", entry, from, until, others);
    silent(
        "other issuers too",
        vec![others],
        "certificates of others too",
    );
    let scope = "issuingDistributionPoint=critical,@idp\n[idp]\nonlyuser=TRUE";
    let users = list(&lab, "root", None, from, until, scope);
    assert_eq!(
        state(&ask(vec![users]), GateCheck::Revocation),
        CheckState::Passed
    );
    silent(
        "unknown and critical",
        vec![list(
            &lab,
            "root",
            None,
            from,
            until,
            "1.2.3.4=critical,DER:0500",
        )],
        "must be understood",
    );
    silent(
        "no list at all",
        vec![b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n".to_vec()],
        "no revocation list",
    );

    let Some(fake) = small() else { return };
    silent(
        "forged",
        vec![list(&fake, "root", None, from, until, "")],
        "does not count",
    );
    let bad = list(
        &lab,
        "root",
        Some(("leaf", "290101000000Z,superseded")),
        from,
        until,
        "2.5.29.27=critical,DER:020100",
    );
    assert_eq!(
        state(&ask(vec![bad]), GateCheck::Revocation),
        CheckState::Failed
    );
}

#[test]
fn every_certificate_on_the_way_is_looked_up() {
    let Some(lab) = Lab::new() else { return };
    lab.family();
    let blob = lab.sign(
        "a.der",
        "-signer leaf.pem -inkey leaf.key -certfile middle.pem",
    );
    let of_root = list(&lab, "root", None, FRESH.0, FRESH.1, "");
    let of_middle = list(&lab, "middle", None, FRESH.0, FRESH.1, "");
    let half = ours(&blob, CONTENT, &[], &with(&lab, vec![of_root.clone()]));
    assert_eq!(state(&half, GateCheck::Revocation), CheckState::NotDone);
    let whole = ours(
        &blob,
        CONTENT,
        &[],
        &with(&lab, vec![[of_root, of_middle.clone()].concat()]),
    );
    assert_eq!(
        state(&whole, GateCheck::Revocation),
        CheckState::Passed,
        "{}",
        said(&whole)
    );
    let revoked = list(
        &lab,
        "root",
        Some(("middle", "290101000000Z,CACompromise")),
        FRESH.0,
        FRESH.1,
        "",
    );
    let bad = ours(&blob, CONTENT, &[], &with(&lab, vec![revoked, of_middle]));
    assert_eq!(
        state(&bad, GateCheck::Revocation),
        CheckState::Failed,
        "{}",
        said(&bad)
    );
    assert!(
        said(&bad).contains("`CN=middle,O=Lab` was revoked on 2029-01-01"),
        "{}",
        said(&bad)
    );
}

#[test]
fn an_authority_that_may_not_sign_lists_says_nothing() {
    let Some(lab) = Lab::new() else { return };
    lab.issue(&Asked::new(
        "root",
        None,
        "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n",
    ));
    lab.issue(&Asked::new("leaf", Some("root"), LEAF));
    let blob = lab.sign("a.der", SIGNER);
    let crl = list(&lab, "root", None, FRESH.0, FRESH.1, "");
    let verified = ours(&blob, CONTENT, &[], &with(&lab, vec![crl]));
    assert_eq!(state(&verified, GateCheck::Revocation), CheckState::NotDone);
    assert!(said(&verified).contains("cRLSign"), "{}", said(&verified));
}
