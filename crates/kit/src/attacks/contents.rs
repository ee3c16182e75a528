//! Packages that are genuine, and still must not go in: seen only with the project around them.

use keyholder_supply::gate::GateCheck;

use super::{Sample, amf, fails, good, made, option_1};
use crate::authority::authority;
use crate::bom::Part;
use crate::cms::Signing;
use crate::csar::Csar;
use crate::keys::{Key, ec_private_pem};
use crate::moments::{DAY, NOW, SIGNED_4_2_0, SIGNED_4_2_1};
use crate::release::Release;

pub(super) fn samples() -> Vec<Sample> {
    let mut all = versions();
    all.extend(parts());
    all.extend(inside());
    all
}

/// A release signed as it was made.
fn of(
    name: &'static str,
    check: GateCheck,
    words: &'static str,
    release: &Release,
    signer: Signing<'_>,
) -> Sample {
    let bytes = Csar::of(release).option_1(&[signer]);
    Sample {
        file: format!("{}.csar", release.stem()),
        ..option_1(name, fails(check), words, bytes)
    }
}

fn versions() -> Vec<Sample> {
    let all = authority();
    let at = SIGNED_4_2_0 - 90 * DAY;
    let older = Release {
        version: "4.1.9",
        descriptor: "1f0e3dad-9990-5834-8f7e-3a5c1be2a419",
        made: at,
        ..Release::amf_4_2_0()
    };
    let mut rebuilt = Release::amf_4_2_0();
    rebuilt.parts[3].build = "rebuilt";
    rebuilt.made = SIGNED_4_2_1;
    let other = Release {
        product: "arden-smf",
        function: "SMF",
        descriptor: "2f0e3dad-9990-5834-8f7e-3a5c1be2a421",
        ..Release::amf_4_2_1()
    };
    let later = Release {
        made: NOW + 20 * DAY,
        ..Release::amf_4_2_1()
    };
    let by = |who, at| Signing::by(who, at).stamped(&all.time, at + 60);
    let now = SIGNED_4_2_1;
    vec![
        of(
            "rollback",
            GateCheck::VersionOrder,
            "sent a genuine older release, whose holes are known (IMG.EXPIRED)",
            &older,
            by(&all.arden_p256, at),
        ),
        of(
            "same-version-rebuilt",
            GateCheck::VersionOrder,
            "sent other bytes under the version that runs already",
            &rebuilt,
            by(&all.arden_p256, now),
        ),
        of(
            "rebuilt-by-second-certificate",
            GateCheck::SignerContinuity,
            "signed an old release again with another valid certificate of the supplier (2018, by its update server)",
            &Release::amf_4_2_0(),
            by(&all.arden_unseen, now),
        ),
        of(
            "released-in-the-future",
            GateCheck::VersionOrder,
            "dated the release after tonight, so that it outranks what is still to come",
            &later,
            by(&all.arden_p256, now),
        ),
        Sample {
            file: "arden-amf-4.2.1.csar".to_owned(),
            ..of(
                "other-product-sent",
                GateCheck::Identity,
                "sent a genuine package of another function where the AMF was asked for (IMG.INCOMPATIBLE)",
                &other,
                by(&all.arden_p256, now),
            )
        },
        of(
            "signer-never-seen",
            GateCheck::SignerContinuity,
            "signed with a certificate that the supplier's authority was made to issue, never seen before",
            &Release::amf_4_2_1(),
            by(&all.arden_unseen, now),
        ),
    ]
}

fn with_parts(
    name: &'static str,
    words: &'static str,
    change: impl FnOnce(&mut Vec<Part>),
) -> Sample {
    let mut release = Release::amf_4_2_1();
    change(&mut release.parts);
    of(name, GateCheck::BomDifference, words, &release, good())
}

fn parts() -> Vec<Sample> {
    let newcomer = Part::new("flat-stream", "0.1.1", "Quiet Hands");
    vec![
        with_parts(
            "part-same-version-other-hash",
            "changed a part of others without changing its version, as in 2020 and 2023",
            |parts| parts[2].build = "changed",
        ),
        with_parts(
            "part-new-by-unknown",
            "brought in a new part by a maintainer that nobody knows, as in 2018",
            |parts| parts.push(newcomer),
        ),
        of(
            "part-known-bad",
            GateCheck::KnownWeaknesses,
            "brought in a release of a part that is known to hold a back door, as in 2024",
            &known_bad(),
            good(),
        ),
        with_parts(
            "part-downgraded",
            "put an older version of a part back in, whose holes are known",
            |parts| parts[2].version = "1.7.4",
        ),
        with_parts(
            "part-changed-supplier",
            "took a part of the same name from somebody else, as after a maintainer was replaced in 2024",
            |parts| {
                parts[3].supplier = "Harbor Revival";
                parts[3].version = "0.8.3";
            },
        ),
    ]
}

/// A release with the part that [`crate::KNOWN_BAD`] names.
fn known_bad() -> Release {
    let mut release = Release::amf_4_2_1();
    release.parts[3].version = "0.9.1";
    release
}

/// A list of parts that says next to nothing about them.
const SAYS_LITTLE: &[u8] = b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\
\"metadata\":{\"component\":{\"type\":\"application\",\"name\":\"arden-amf\",\"version\":\"4.2.1\"}},\
\"components\":[{\"type\":\"library\",\"name\":\"tls\"},{\"type\":\"library\",\"name\":\"json\"}]}\n";

fn inside() -> Vec<Sample> {
    let ends = Release {
        certificate_ends: NOW + 20 * DAY,
        ..Release::amf_4_2_1()
    };
    let key = Key::p256("left behind");
    let private = ec_private_pem(&key).unwrap_or_default();
    let key = amf().with("Artifacts/Config/peer.key", &private);
    let mut without = amf();
    let gone = "Files/Sbom/arden-amf.cdx.json";
    without.files.retain(|(path, _)| path != gone);
    without.listed.retain(|listed| listed.source != gone);
    let broken = amf().with(gone, b"{\"bomFormat\": \"CycloneDX\", ");
    let mut other = Release::amf_4_2_1().bom();
    other.product = "arden-smf".to_owned();
    vec![
        of(
            "embedded-certificate-ends",
            GateCheck::EmbeddedCertificates,
            "left a certificate inside that ends in twenty days, as stopped networks of eleven countries in 2018",
            &ends,
            good(),
        ),
        made(
            "embedded-private-key",
            fails(GateCheck::EmbeddedKeys),
            "left a private key inside that everybody who has the package now knows (KEY.EXPOSURE)",
            &key,
        ),
        made(
            "bom-missing",
            super::undone(GateCheck::BillOfMaterials),
            "left the bill of materials out, so that nobody sees what changed",
            &without,
        ),
        made(
            "bom-broken",
            fails(GateCheck::BillOfMaterials),
            "cut the bill of materials off, so that it is there and says nothing",
            &broken,
        ),
        made(
            "bom-says-little",
            fails(GateCheck::BomQuality),
            "delivered a bill of materials with bare names: no versions, suppliers or digests",
            &amf().with(gone, SAYS_LITTLE),
        ),
        made(
            "bom-of-other-product",
            fails(GateCheck::Identity),
            "put the bill of materials of another product into the package",
            &amf().with(gone, &other.cyclonedx()),
        ),
    ]
}
