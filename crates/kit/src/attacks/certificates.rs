//! Attacks on the way from the signer to the pinned root.

use keyholder_supply::gate::GateCheck;

use super::{Expect, Sample, amf, fails, option_1, undone};
use crate::authority::{Identity, authority};
use crate::cms::{Signing, Stamp};
use crate::csar::Csar;
use crate::moments::{DAY, SIGNED_4_2_1, year};
use crate::release::Release;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = strangers();
    all.extend(dates());
    all.extend(fields());
    all.extend(revocation());
    all.extend(time());
    all
}

fn signed(name: &'static str, expect: Expect, words: &'static str, by: &Identity) -> Sample {
    let signer = Signing::by(by, SIGNED_4_2_1).stamped(&authority().time, SIGNED_4_2_1 + 60);
    option_1(name, expect, words, amf().option_1(&[signer]))
}

fn path(name: &'static str, words: &'static str, by: &Identity) -> Sample {
    signed(name, fails(GateCheck::CertificatePath), words, by)
}

fn strangers() -> Vec<Sample> {
    let all = authority();
    vec![
        path(
            "stranger-same-names",
            "signed with a self-made certificate that carries the supplier's name, its issuer's, and its number",
            &all.stranger,
        ),
        path(
            "stranger-same-chain",
            "made a whole chain with the supplier's names up to the root, and own keys",
            &all.stranger_chain,
        ),
        path(
            "other-suppliers-authority",
            "signed with a good certificate of another supplier, whose root is pinned for its own packages",
            &all.tern,
        ),
        path(
            "by-end-entity",
            "let a certificate that may not issue any issue one",
            &all.by_end_entity,
        ),
        path(
            "path-too-deep",
            "let an authority below the last allowed one issue the certificate",
            &all.too_deep,
        ),
        path(
            "outside-names",
            "let an authority for partners issue a certificate in the supplier's name",
            &all.outside_names,
        ),
    ]
}

/// The release as it would have been made at some moment.
fn at(made: i64) -> Csar {
    Csar::of(&Release {
        made,
        ..Release::amf_4_2_1()
    })
}

fn dates() -> Vec<Sample> {
    let all = authority();
    let before_end = year(2026) + 140 * DAY;
    let after_end = year(2026) + 200 * DAY;
    let unproved = Signing::by(&all.expired, before_end);
    let too_late = Signing::by(&all.expired, before_end).stamped(&all.time, after_end);
    let check = fails(GateCheck::CertificatePath);
    vec![
        option_1(
            "expired",
            check,
            "signed with a certificate that has ended, and says that it was before",
            at(before_end).option_1(&[unproved]),
        ),
        option_1(
            "expired-proved-too-late",
            check,
            "signed with a certificate that had ended already by the proof of time",
            at(after_end).option_1(&[too_late]),
        ),
        path(
            "not-yet-valid",
            "signed with a certificate that begins next year",
            &all.not_yet_valid,
        ),
    ]
}

fn fields() -> Vec<Sample> {
    let all = authority();
    vec![
        path(
            "v1-certificate",
            "signed with a certificate in the form of 1988, which cannot say what it may be used for",
            &all.v1,
        ),
        path(
            "not-for-code",
            "signed with a certificate that is for servers",
            &all.for_servers,
        ),
        path(
            "not-for-signing",
            "signed with a certificate whose key may only encrypt",
            &all.not_for_signing,
        ),
        path(
            "unknown-critical-extension",
            "signed with a certificate that must be understood, and is not",
            &all.unknown_extension,
        ),
        path(
            "certificate-by-sha1",
            "signed with a certificate that its issuer signed over SHA-1",
            &all.by_sha1,
        ),
    ]
}

fn revocation() -> Vec<Sample> {
    let all = authority();
    vec![
        signed(
            "revoked",
            fails(GateCheck::Revocation),
            "signed with a key that was stolen, and whose certificate is revoked since (KEY.EXPOSURE)",
            &all.revoked,
        ),
        signed(
            "revocation-list-stale",
            undone(GateCheck::Revocation),
            "keeps fresh revocation lists of this authority away, so that the last one is old (freeze)",
            &all.stale,
        ),
        signed(
            "revocation-list-missing",
            undone(GateCheck::Revocation),
            "signed with a certificate of an authority for which there is no revocation list",
            &all.unlisted,
        ),
    ]
}

fn time() -> Vec<Sample> {
    let all = authority();
    let by = |who: &'static Identity, when| {
        Signing::by(&all.arden_p256, SIGNED_4_2_1).stamped(who, when)
    };
    let unknown = by(&all.unknown_time, SIGNED_4_2_1 + 60);
    let mut other = by(&all.time, SIGNED_4_2_1 + 60);
    other.stamp = Some(Stamp {
        by: &all.time,
        at: SIGNED_4_2_1 + 60,
        for_others: true,
    });
    let not_for_time = by(&all.arden_second, SIGNED_4_2_1 + 60);
    let check = undone(GateCheck::Timestamp);
    vec![
        option_1(
            "time-by-unknown",
            check,
            "had the time proved by an authority that nobody pinned",
            amf().option_1(&[unknown]),
        ),
        option_1(
            "time-of-another-signature",
            fails(GateCheck::Timestamp),
            "took the proof of time from another signature",
            amf().option_1(&[other]),
        ),
        option_1(
            "time-by-code-certificate",
            check,
            "had the time proved by a certificate that is for code",
            amf().option_1(&[not_for_time]),
        ),
    ]
}
