//! Signatures of the Notary Project over images, in their JSON form (JWS).
//!
//! The form in CBOR (COSE) is not read.

use jiff::Timestamp;
use keyholder_supply::gate::{GateCheck, Said};
use serde::Deserialize;

use crate::armour::{base64, base64_url};
use crate::certificate::Certificate;
use crate::certified::certified;
use crate::moments;
use crate::outcome::Outcome;
use crate::path::Moment;
use crate::public::PublicKey;
use crate::sigstore::token_of;
use crate::timestamp::timestamp;
use crate::{Digests, Purpose, Scheme, Trust, Verified};

/// The longest envelope.
const ENVELOPE_BYTES_MAX: usize = 4 << 20;
/// The most certificates that come along.
const CERTIFICATES_MAX: usize = 32;
/// What the payload must say that it is.
const PAYLOAD_TYPE: &str = "application/vnd.cncf.notary.payload.v1+json";
/// The statement that every signature makes.
const SCHEME: &str = "io.cncf.notary.signingScheme";
/// Statements that may be critical, as they are heeded here.
const UNDERSTOOD: [&str; 4] = [
    SCHEME,
    "io.cncf.notary.signingTime",
    "io.cncf.notary.authenticSigningTime",
    "io.cncf.notary.expiry",
];

/// What was signed, or should have been: the descriptor of an image or index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// `sha256:` and the digest of the manifest.
    pub digest: String,
    /// Its length, bytes.
    pub size: u64,
}

#[derive(Deserialize)]
struct Jws {
    payload: String,
    protected: String,
    header: Unprotected,
    signature: String,
}

#[derive(Deserialize)]
struct Unprotected {
    x5c: Vec<String>,
    #[serde(rename = "io.cncf.notary.timestampSignature")]
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Protected {
    alg: String,
    cty: String,
    #[serde(default)]
    crit: Vec<String>,
    #[serde(rename = "io.cncf.notary.signingScheme")]
    scheme: Option<String>,
    #[serde(
        default,
        rename = "io.cncf.notary.signingTime",
        deserialize_with = "moments::optional"
    )]
    time: Option<Timestamp>,
    #[serde(
        default,
        rename = "io.cncf.notary.authenticSigningTime",
        deserialize_with = "moments::optional"
    )]
    authentic: Option<Timestamp>,
    #[serde(
        default,
        rename = "io.cncf.notary.expiry",
        deserialize_with = "moments::optional"
    )]
    expiry: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    target_artifact: Target,
}

/// An envelope that was read.
struct Envelope {
    message: Vec<u8>,
    signature: Vec<u8>,
    protected: Protected,
    target: Target,
    certificates: Vec<Certificate>,
    timestamp: Option<Vec<u8>>,
}

fn read(file: &[u8]) -> Result<Envelope, String> {
    if file.len() > ENVELOPE_BYTES_MAX {
        return Err(format!("it has {} bytes, which is too many", file.len()));
    }
    if file.first().is_some_and(|first| *first >= 0x80) {
        return Err("it is in CBOR (COSE), and only the form in JSON (JWS) is read".to_owned());
    }
    let jws: Jws =
        serde_json::from_slice(file).map_err(|error| format!("it is no JWS: {error}"))?;
    let protected: Protected = serde_json::from_slice(&base64_url(&jws.protected)?)
        .map_err(|error| format!("its protected head: {error}"))?;
    let payload: Payload = serde_json::from_slice(&base64_url(&jws.payload)?)
        .map_err(|error| format!("its payload: {error}"))?;
    if jws.header.x5c.len() > CERTIFICATES_MAX {
        return Err(format!(
            "it brings more than {CERTIFICATES_MAX} certificates"
        ));
    }
    let certificates = jws
        .header
        .x5c
        .iter()
        .map(|text| Certificate::read(&base64(text)?))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| format!("a certificate in it: {why}"))?;
    if certificates.is_empty() {
        return Err("it brings no certificate".to_owned());
    }
    Ok(Envelope {
        message: format!("{}.{}", jws.protected, jws.payload).into_bytes(),
        signature: base64_url(&jws.signature)?,
        protected,
        target: payload.target_artifact,
        certificates,
        timestamp: jws.header.timestamp.as_deref().map(base64).transpose()?,
    })
}

/// Whether a signature of the Notary Project is over this image and holds, and leads to a pinned certificate.
#[must_use]
pub fn verify(
    file: &[u8],
    image: &Target,
    trust: &Trust,
    purpose: Purpose,
    now: Timestamp,
) -> Verified {
    let envelope = match read(file) {
        Ok(envelope) => envelope,
        Err(why) => {
            return Outcome::unreadable(
                "the signature of Notation",
                &why,
                "sign the image again, with the envelope in JWS",
            );
        }
    };
    let mut outcome = Outcome::default();
    let holds = judge(&envelope, image, trust, now, &mut outcome);
    let mut moment = Moment { now, proved: None };
    let mut time_by = None;
    if let Some(token) = &envelope.timestamp {
        let over = Digests::of(&envelope.signature);
        let timed = timestamp(token_of(token), &over, &[], trust, now);
        if let Some((at, by)) = timed.proof {
            moment.proved = Some(at);
            time_by = Some(by);
            outcome.add(timed.revocation);
        }
        outcome.add(timed.answer);
    }
    let by = (trust, purpose, moment);
    let signer = certified(
        &mut outcome,
        Scheme::Notation,
        &envelope.certificates,
        holds,
        by,
    );
    if let Some((mut signer, _)) = signer {
        let head = &envelope.protected;
        signer.signed_at = moment.proved.or(head.authentic).or(head.time);
        signer.time_by = time_by;
        outcome.signer(signer);
    }
    outcome.finish()
}

/// Everything that is wrong with the envelope itself.
fn judge(
    envelope: &Envelope,
    image: &Target,
    trust: &Trust,
    now: Timestamp,
    outcome: &mut Outcome,
) -> bool {
    let head = &envelope.protected;
    let mut faults: Vec<(String, &str)> = Vec::new();
    if head.cty != PAYLOAD_TYPE {
        faults.push((
            format!("its payload is `{}` and not `{PAYLOAD_TYPE}`", head.cty),
            "sign the image with a tool of the Notary Project",
        ));
    }
    match head.scheme.as_deref() {
        Some("notary.x509" | "notary.x509.signingAuthority")
            if head.crit.iter().any(|it| it == SCHEME) => {}
        other => faults.push((
            format!(
                "its signing scheme `{}` is not known, or is not marked as critical",
                other.unwrap_or_default()
            ),
            "sign the image with a tool of the Notary Project",
        )),
    }
    for critical in &head.crit {
        if !UNDERSTOOD.contains(&critical.as_str()) {
            faults.push((
                format!("it asks for `{critical}` to be understood, which is not"),
                "sign the image without that",
            ));
        }
    }
    if let Some(expiry) = head.expiry
        && expiry <= now
    {
        faults.push((
            format!("it expired on {expiry}"),
            "ask the supplier to sign again",
        ));
    }
    for time in [head.time, head.authentic].into_iter().flatten() {
        if time > now {
            faults.push((
                format!("it was made on {time}, which has not come yet"),
                "look at the clocks here and at the supplier",
            ));
        }
    }
    if envelope.target != *image {
        faults.push((
            format!(
                "it is over `{}` of {} bytes, and not over `{}` of {} bytes",
                envelope.target.digest, envelope.target.size, image.digest, image.size
            ),
            "bring the signature of this very image",
        ));
    }
    let held = match envelope.certificates.first() {
        Some(leaf) => PublicKey::from_spki(&leaf.spki).and_then(|key| {
            key.verify_jws(
                &head.alg,
                &envelope.message,
                &envelope.signature,
                &trust.rules,
            )
        }),
        None => Err("there is no certificate".to_owned()),
    };
    if let Err(why) = held {
        faults.push((
            why,
            "fetch the signature again; if it stays, ask the supplier",
        ));
    }
    let good = faults.is_empty();
    for (why, remedy) in faults {
        outcome.failed(
            GateCheck::Signature,
            Said::new(format!("the signature of Notation: {why}")).remedy(remedy),
        );
    }
    if good {
        outcome.passed(
            GateCheck::Signature,
            format!("the signature of Notation over `{}` holds", image.digest),
        );
    }
    good
}
