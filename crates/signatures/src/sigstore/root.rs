//! What a `trusted_root.json` pins: authorities, logs and authorities of time, each for its time.

use jiff::Timestamp;
use serde::Deserialize;

use super::bundle::WireChain;
use crate::armour::base64;
use crate::certificate::Certificate;
use crate::moments;
use crate::public::{PublicKey, rsa_parts};
use crate::tlv::only;
use crate::{Anchor, AnchorKey, Purpose};

/// The most entries of one kind.
const ENTRIES_MAX: usize = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRoot {
    #[serde(default)]
    tlogs: Vec<WireLog>,
    #[serde(default)]
    ctlogs: Vec<WireLog>,
    #[serde(default)]
    certificate_authorities: Vec<WireAuthority>,
    #[serde(default)]
    timestamp_authorities: Vec<WireAuthority>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireLog {
    public_key: WireKey,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireKey {
    raw_bytes: String,
    #[serde(default)]
    valid_for: WireTime,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAuthority {
    cert_chain: WireChain,
    #[serde(default)]
    valid_for: WireTime,
}

#[derive(Default, Deserialize)]
struct WireTime {
    #[serde(default, deserialize_with = "moments::optional")]
    start: Option<Timestamp>,
    #[serde(default, deserialize_with = "moments::optional")]
    end: Option<Timestamp>,
}

/// The pins of a `trusted_root.json`, with ids that begin with `prefix`: its authorities for `purpose`, its logs and
/// its authorities of time for theirs. Whoever takes them trusts all that the file lists.
///
/// What cannot be read is left out, and named beside the pins.
///
/// # Errors
/// Why the whole cannot be read, in words.
pub fn anchors(
    json: &[u8],
    prefix: &str,
    purpose: Purpose,
) -> Result<(Vec<Anchor>, Vec<String>), String> {
    let root: WireRoot =
        serde_json::from_slice(json).map_err(|error| format!("it is no trusted root: {error}"))?;
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let lists = [
        ("ca", &root.certificate_authorities, purpose),
        ("tsa", &root.timestamp_authorities, Purpose::Time),
    ];
    for (name, list, purpose) in lists {
        for (index, authority) in list.iter().enumerate().take(ENTRIES_MAX) {
            let chain = &authority.cert_chain.certificates;
            for (place, certificate) in chain.iter().enumerate().take(ENTRIES_MAX) {
                let id = format!("{prefix}-{name}-{}-{}", index + 1, place + 1);
                let read = base64(&certificate.raw_bytes)
                    .and_then(|der| Certificate::read(&der).map(|_| der));
                match read {
                    Ok(der) => found.push(Anchor {
                        id,
                        key: AnchorKey::X509(der),
                        purpose,
                        from: authority.valid_for.start,
                        until: authority.valid_for.end,
                    }),
                    Err(why) => left_out.push(format!("the certificate `{id}`: {why}")),
                }
            }
        }
    }
    for (name, list) in [("log", &root.tlogs), ("certlog", &root.ctlogs)] {
        for (index, log) in list.iter().enumerate().take(ENTRIES_MAX) {
            let id = format!("{prefix}-{name}-{}", index + 1);
            let read = base64(&log.public_key.raw_bytes)
                .and_then(|der| PublicKey::from_spki(&der).or_else(|why| rsa(&der).ok_or(why)));
            match read {
                Ok(key) => found.push(Anchor {
                    id,
                    key: AnchorKey::Spki(key.to_spki()),
                    purpose: Purpose::Log,
                    from: log.public_key.valid_for.start,
                    until: log.public_key.valid_for.end,
                }),
                Err(why) => left_out.push(format!("the key of the log `{id}`: {why}")),
            }
        }
    }
    if found.is_empty() {
        return Err("it lists nothing that could be pinned".to_owned());
    }
    Ok((found, left_out))
}

/// An RSA key in its older form, without the name of its algorithm.
fn rsa(der: &[u8]) -> Option<PublicKey> {
    let mut parts = only(der, 0x30)?.inside();
    let (modulus, exponent) = (parts.take(0x02)?, parts.take(0x02)?);
    rsa_parts(modulus.value, exponent.value).ok()
}
