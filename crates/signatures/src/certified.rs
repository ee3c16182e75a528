//! A signer who shows a certificate: leads it to a pin, asks whether it was revoked, and says so.

use keyholder_supply::gate::GateCheck;

use crate::certificate::Certificate;
use crate::crl::revocation;
use crate::outcome::Outcome;
use crate::path::{Moment, lead};
use crate::{Purpose, Scheme, Signer, Trust};

/// Says where a certificate leads, and gives back the signer and the way. The signer leads to a pin only if the
/// signature holds and the path does.
pub(crate) fn certified(
    outcome: &mut Outcome,
    scheme: Scheme,
    certificates: &[Certificate],
    holds: bool,
    (trust, purpose, moment): (&Trust, Purpose, Moment),
) -> Option<(Signer, Vec<Certificate>)> {
    let (leaf, pool) = certificates.split_first()?;
    outcome.passed(
        GateCheck::SignerCertificate,
        format!(
            "the certificate of `{}` comes with the signature alone",
            leaf.subject
        ),
    );
    let led = lead(leaf, pool, trust, purpose, moment);
    outcome.add(revocation(&led.chain, trust, &[], moment));
    outcome.add(led.answer);
    let signer = Signer {
        scheme,
        subject: leaf.subject.clone(),
        key: leaf.key.clone(),
        certificate: Some(leaf.sha256.clone()),
        anchor: led.anchor.filter(|_| holds),
        signed_at: None,
        time_by: None,
        expires: Some(leaf.not_after),
    };
    Some((signer, led.chain))
}
