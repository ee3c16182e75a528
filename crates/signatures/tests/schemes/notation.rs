//! Signatures of the Notary Project, whole and broken.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use keyholder_signatures::notation::{self, Target};
use keyholder_signatures::{AnchorKey, Purpose, Trust, Verified};
use keyholder_supply::gate::GateCheck;
use serde_json::{Value, json};

use super::authority::Authority;
use super::{answer, bad, good, pinned};

fn image() -> Target {
    Target {
        digest: format!("sha256:{}", "ab".repeat(32)),
        size: 7,
    }
}

fn head() -> Value {
    json!({
        "alg": "ES256",
        "cty": "application/vnd.cncf.notary.payload.v1+json",
        "crit": ["io.cncf.notary.signingScheme"],
        "io.cncf.notary.signingScheme": "notary.x509",
        "io.cncf.notary.signingTime": Timestamp::now().to_string(),
    })
}

fn envelope(by: &Authority, head: &Value, image: &Target) -> Value {
    let payload = json!({"targetArtifact": {
        "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": image.digest, "size": image.size,
    }});
    let protected = URL_SAFE_NO_PAD.encode(head.to_string());
    let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
    let signature = by.sign(format!("{protected}.{payload}").as_bytes());
    json!({
        "payload": payload, "protected": protected, "signature": URL_SAFE_NO_PAD.encode(signature.to_bytes()),
        "header": {"x5c": [STANDARD.encode(&by.leaf), STANDARD.encode(&by.root)]},
    })
}

fn check(envelope: &Value, trust: &Trust) -> Verified {
    let now = Timestamp::now() + jiff::SignedDuration::from_secs(5);
    notation::verify(
        envelope.to_string().as_bytes(),
        &image(),
        trust,
        Purpose::Packages,
        now,
    )
}

#[test]
fn holds_and_fails_for_its_reason() {
    let (Some(one), Some(other)) = (Authority::new(), Authority::new()) else {
        return;
    };
    let trust = pinned(AnchorKey::X509(one.root.clone()));
    let whole = envelope(&one, &head(), &image());
    good(&check(&whole, &trust), "supplier");
    let changed = |key: &str, value: Value| {
        let mut head = head();
        head[key] = value;
        check(&envelope(&one, &head, &image()), &trust)
    };
    let signature = GateCheck::Signature;
    bad(
        &changed("io.cncf.notary.expiry", json!("2020-01-01T00:00:00Z")),
        signature,
        "expired on",
    );
    bad(
        &changed("io.cncf.notary.signingTime", json!("2100-01-01T00:00:00Z")),
        signature,
        "has not come yet",
    );
    bad(
        &changed("io.cncf.notary.signingScheme", json!("other")),
        signature,
        "signing scheme `other`",
    );
    bad(
        &changed("crit", json!([])),
        signature,
        "not marked as critical",
    );
    let plugin = json!([
        "io.cncf.notary.signingScheme",
        "io.cncf.notary.verificationPlugin"
    ]);
    bad(&changed("crit", plugin), signature, "verificationPlugin");
    bad(
        &changed("alg", json!("none")),
        signature,
        "`none` is not one",
    );
    bad(
        &changed("alg", json!("HS256")),
        signature,
        "`HS256` is not one",
    );
    bad(
        &changed("cty", json!("text/plain")),
        signature,
        "its payload is",
    );
    let target = Target { size: 8, ..image() };
    bad(
        &check(&envelope(&one, &head(), &target), &trust),
        signature,
        "of 8 bytes",
    );
    let mut swapped = whole.clone();
    swapped["header"]["x5c"] = json!([STANDARD.encode(&other.leaf)]);
    bad(&check(&swapped, &trust), signature, "does not hold");
    let mut payload = whole.clone();
    payload["payload"] = json!(
        URL_SAFE_NO_PAD.encode(
            json!({"targetArtifact": {"mediaType": "x", "digest": image().digest, "size": 7}})
                .to_string()
        )
    );
    bad(&check(&payload, &trust), signature, "does not hold");
    let stranger = envelope(&other, &head(), &image());
    bad(
        &check(&stranger, &trust),
        GateCheck::CertificatePath,
        "pinned",
    );
    let mut token = whole.clone();
    token["header"]["io.cncf.notary.timestampSignature"] = json!("AAAA");
    let said = answer(&check(&token, &trust), GateCheck::Timestamp);
    assert_eq!(said.0, keyholder_supply::gate::CheckState::Failed);
    let now = Timestamp::now();
    let cose = notation::verify(&[0xd2, 0x84], &image(), &trust, Purpose::Packages, now);
    bad(&cose, signature, "COSE");
    let late = now + jiff::SignedDuration::from_hours(24 * 1_100);
    let ended = notation::verify(
        whole.to_string().as_bytes(),
        &image(),
        &trust,
        Purpose::Packages,
        late,
    );
    bad(&ended, GateCheck::CertificatePath, "ended on");
}
