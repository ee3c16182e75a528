//! Our own signed packages, and one attack each: refused for the right reason, and the genuine ones for none.

use keyholder_packages::{Beside, Package};
use keyholder_signatures::{Anchor, Purpose, Trust, read_key};
use keyholder_supply::gate::CheckState;

use keyholder_kit::{Expect, NOW, Sample, anchors, crls, samples};

use crate::{look, said, state};

pub(crate) fn trust() -> Trust {
    let purpose = |word: &str| match word {
        "packages" => Purpose::Packages,
        "provenance" => Purpose::Provenance,
        "time" => Purpose::Time,
        "counter-signature" => Purpose::CounterSignature,
        other => panic!("no purpose `{other}`"),
    };
    let pins = anchors().into_iter().map(|pin| Anchor {
        id: pin.id.to_owned(),
        key: read_key(&pin.pem).expect("a key of the kit"),
        purpose: purpose(pin.purpose),
        from: None,
        until: None,
    });
    Trust {
        anchors: pins.collect(),
        crls: crls().into_iter().map(|(_, list)| list).collect(),
        ..Trust::default()
    }
}

pub(crate) fn looked(sample: &Sample, trust: &Trust) -> Package {
    let beside: Vec<Beside> = sample
        .beside
        .iter()
        .map(|(name, bytes)| Beside {
            name: name.clone(),
            bytes: bytes.clone(),
        })
        .collect();
    look(&sample.file, &sample.bytes, &beside, trust, NOW)
}

#[test]
fn every_sample_is_told_apart() {
    let trust = trust();
    let mut wrong = Vec::new();
    for sample in samples() {
        let package = looked(&sample, &trust);
        match &sample.expect {
            Expect::Genuine => {
                for answer in package
                    .answers
                    .iter()
                    .filter(|answer| answer.state == CheckState::Failed)
                {
                    wrong.push(format!(
                        "{}: genuine, yet {:?} failed: {}",
                        sample.name,
                        answer.check,
                        said(&package, answer.check)
                    ));
                }
                if state(&package, keyholder_supply::gate::GateCheck::Signature)
                    != CheckState::Passed
                {
                    wrong.push(format!(
                        "{}: genuine, yet its signature did not pass: {}",
                        sample.name,
                        said(&package, keyholder_supply::gate::GateCheck::Signature)
                    ));
                }
            }
            // What a bill of materials is about is for the gate to see, which reads it.
            Expect::Not {
                check,
                state: expected,
            } if sample.seen_in_package() && sample.name != "bom-of-other-product" => {
                let state = state(&package, *check);
                // Where the kit asks for a doubt, a reason to refuse is as good.
                if state != *expected && state != CheckState::Failed {
                    wrong.push(format!(
                        "{}: {check:?} is {state:?}, not {expected:?}: {}",
                        sample.name,
                        said(&package, *check)
                    ));
                }
            }
            Expect::Not { .. } => {}
        }
        if std::env::var("KEYHOLDER_TELL").is_ok() {
            eprintln!("== {}: {}", sample.name, package.format.word());
            for answer in &package.answers {
                eprintln!(
                    "   {:22} {:9} {}",
                    format!("{:?}", answer.check),
                    format!("{:?}", answer.state),
                    said(&package, answer.check)
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
