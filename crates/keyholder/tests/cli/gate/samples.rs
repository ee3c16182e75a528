//! Every signed sample and every attack, handed to `keyholder gate check` in a project that pins their keys.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use keyholder_kit::people::{NETWORK, OPERATOR, builder, key_of, operator};
use keyholder_kit::plain_signatures::ssh_public;
use keyholder_kit::statement::{BUILDER, CounterSignature, Provenance};
use keyholder_kit::{Expect, KNOWN_BAD, NOW, Sample, anchors, crls, running, samples};
use keyholder_supply::gate::GateCheck;

use super::{EVENING, Place, said, state, steps, write};

const DAY: i64 = 86_400;

/// Genuine samples that are not admitted on a critical function, and why that is so.
const WAITING: &[(&str, &str, &str)] = &[
    (
        "genuine-by-key-id",
        "refuse",
        "the tier asks for RSA of 3072 bits, and it has 2048",
    ),
    (
        "genuine-expired-in-time",
        "hold",
        "lists of today say nothing of a certificate that ended before",
    ),
    (
        "genuine-oran",
        "hold",
        "the format has no list of parts, and names no images",
    ),
    (
        "genuine-helm",
        "hold",
        "an OpenPGP key has no revocation list, and a chart no list of files",
    ),
    ("genuine-oci", "hold", "no list of parts lies inside"),
    (
        "genuine-deb",
        "hold",
        "an OpenPGP key has no revocation list, and no list of parts lies inside",
    ),
    (
        "genuine-plain-cms",
        "hold",
        "a plain file says of itself neither what it is nor what is in it",
    ),
    (
        "genuine-plain-openpgp",
        "hold",
        "a plain file says of itself neither what it is nor what is in it",
    ),
    (
        "genuine-plain-minisign",
        "hold",
        "a plain file says of itself neither what it is nor what is in it",
    ),
    (
        "genuine-plain-ssh",
        "hold",
        "a plain file says of itself neither what it is nor what is in it",
    ),
    (
        "genuine-plain-ed25519",
        "hold",
        "a plain file says of itself neither what it is nor what is in it",
    ),
];

/// Attacks that the strictest tier only limits, so that a named person acknowledges them, and why.
const LIMITED: &[(&str, &str)] = &[
    (
        "time-by-unknown",
        "the signature holds today without a proof of time",
    ),
    (
        "time-by-code-certificate",
        "the signature holds today without a proof of time",
    ),
    (
        "part-new-by-unknown",
        "new parts are usual; somebody looks at a new supplier, and says so by name",
    ),
    (
        "bom-says-little",
        "what a list lacks is asked for; what differs is seen by what it says",
    ),
];

/// Attacks whose check passes, because the rule of the policy sees them elsewhere.
const SEEN_BY_RULE: &[&str] = &["part-new-by-unknown"];

/// The project of the story with the pins of the kit alone, and a radio unit.
fn place() -> Place {
    let place = Place::new();
    std::fs::remove_dir_all(place.file("gate")).expect("a gate");
    let mut gate =
        format!("network = \"{NETWORK}\"\noperator = \"{OPERATOR}\"\nsource = \"invented\"\n");
    let lists: Vec<String> = crls()
        .iter()
        .map(|(name, _)| format!("\"keys/{name}.crl\""))
        .collect();
    writeln!(gate, "revocations = [{}]", lists.join(", ")).expect("text");
    for (name, bytes) in crls() {
        place.write(&format!("gate/keys/{name}.crl"), bytes);
    }
    for pin in anchors() {
        place.write(&format!("gate/keys/{}.pem", pin.id), &pin.pem);
        let (id, of, purpose) = (pin.id, pin.of, pin.purpose);
        writeln!(gate, "[[key]]\nid = \"{id}\"\nparty = \"{of}\"\nfile = \"keys/{id}.pem\"\nfor = \"{purpose}\"").expect("text");
    }
    for (id, role) in [
        ("ines.moreau", "change-manager"),
        ("tomas.lind", "security"),
        ("petra.novak", "planner"),
    ] {
        let key = ssh_public(&key_of(id), id);
        writeln!(
            gate,
            "[[person]]\nid = \"{id}\"\nname = \"{id}\"\nroles = [\"{role}\"]\nkey = \"{}\"",
            key.trim()
        )
        .expect("text");
    }
    for product in ["arden-amf", "arden-ru"] {
        writeln!(gate, "[[product]]\ncomponent = \"{product}\"\nversion_order = \"natural\"\nsupplier_names = [\"AN\", \"Arden Networks <software@arden.example>\"]\nbuilders = [\"https://build.arden.example/hermetic/v3\"]").expect("text");
    }
    let (id, purl) = KNOWN_BAD;
    writeln!(gate, "[[known_bad]]\nid = \"{id}\"\npurl = \"{purl}\"\nwhy = \"a back door\"\nsource = \"invented\"").expect("text");
    writeln!(
        gate,
        "[[permit]]\nid = \"xa\"\nrule = \"XA\"\ndocument = \"an opinion\""
    )
    .expect("text");
    place.write("gate/gate.toml", gate);
    let amf = place.read("components/arden-amf.toml");
    place.write(
        "components/arden-ru.toml",
        amf.replace("arden-amf", "arden-ru")
            .replace("arden/amf", "arden/ru"),
    );
    for version in ["4.2.0", "4.2.1"] {
        let bom = place.read(&format!("documents/arden-amf-{version}.cdx.json"));
        place.write(
            &format!("documents/arden-ru-{version}.cdx.json"),
            bom.replace("arden-amf", "arden-ru"),
        );
    }
    let mut elements = place.read("network/elements.csv");
    elements
        .push_str("ru-1,gNB-RU,valley-telecom,valley,,none,none,none,none,none,arden-ru@4.2.0,\n");
    place.write("network/elements.csv", elements);
    place
}

/// Lays a sample into the inbox, with what a genuine one has beside it tonight: the word of the operator, and of the
/// builder. So what is wrong is the fault of the sample alone.
fn laid(place: &Place, sample: &Sample) -> String {
    laid_as(place, sample, sample.asked())
}

fn laid_as(place: &Place, sample: &Sample, release: &str) -> String {
    let folder = format!("inbox/{}", sample.name);
    let package = format!("{folder}/{}", sample.file);
    write(&place.path(&package), &sample.bytes);
    for (name, bytes) in &sample.beside {
        write(&place.path(&format!("{folder}/{name}")), bytes);
    }
    let sha256 = keyholder_kit::digest::sha256_hex(&sample.bytes);
    let about = |check| matches!(sample.expect, Expect::Not { check: of, .. } if of == check);
    let functions: &[&str] = if release.starts_with("arden-ru") {
        &["gNB-RU"]
    } else {
        &["AMF"]
    };
    if !about(GateCheck::Audience) && sample.name != "genuine-counter-signed" {
        let word = CounterSignature {
            name: &sample.file,
            sha256: sha256.clone(),
            release,
            operator: OPERATOR,
            network: NETWORK,
            functions,
            from: NOW - 2 * DAY,
            until: NOW + 28 * DAY,
        };
        write(
            &place.path(&format!("{package}.counter.dsse.json")),
            word.signed(&operator()),
        );
    }
    if !about(GateCheck::Provenance) {
        let (_, version) = release.split_once('@').expect("a release");
        let built = Provenance {
            name: &sample.file,
            sha256,
            version,
            builder: BUILDER,
            built: NOW - 14 * DAY,
        };
        write(
            &place.path(&format!("{package}.intoto.json")),
            built.signed(&builder()),
        );
    }
    package
}

/// The same, where 4.2.0 went in through the gate before.
fn place_with_past() -> Place {
    let place = place();
    place.done("log new --key valley-log.key");
    let amf = place.read("components/arden-amf.toml");
    let older = "[[release]]\nversion = \"4.1.9\"\ndate = 2026-03-15\nsupport_ends = 2027-03-31\nbom = [\"documents/arden-amf-4.2.0.cdx.json\"]\n\n[[release]]\nversion = \"4.2.0\"";
    place.write(
        "components/arden-amf.toml",
        amf.replacen("[[release]]\nversion = \"4.2.0\"", older, 1),
    );
    place.change("network/elements.csv", "arden-amf@4.2.0", "arden-amf@4.1.9");
    let before = running();
    let genuine = samples()
        .into_iter()
        .find(|sample| sample.expect == Expect::Genuine);
    let before = Sample {
        name: "rollback",
        file: before.file,
        bytes: before.bytes,
        beside: before.beside,
        ..genuine.expect("there are genuine ones")
    };
    let package = laid_as(&place, &before, "arden-amf@4.2.0");
    let asked = place.kept(&format!(
        "check {package} --release arden-amf@4.2.0 --by petra.novak --at 2026-11-23T08:00:00Z"
    ));
    assert!(
        matches!(asked.status.code(), Some(0 | 10)),
        "{}",
        said(&asked)
    );
    for who in ["ines.moreau", "tomas.lind"] {
        let yes = place.decide("approve", &package, who, "--at 2026-11-23T09:00:00Z");
        assert!(yes.status.success(), "{}", said(&yes));
    }
    place.change("network/elements.csv", "arden-amf@4.1.9", "arden-amf@4.2.0");
    place
}

/// What is wrong about a sample, if anything is.
fn fault(place: &Place, sample: &Sample) -> Option<String> {
    let name = sample.name;
    let package = laid(place, sample);
    let release = sample.asked();
    let line =
        format!("check {package} --release {release} --at {EVENING} --dry-run --format json");
    let output = place.gate(&line);
    let Ok(record) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
        return Some(format!("{name}: no record: {}", said(&output)));
    };
    let verdict = record["verdict"].as_str().unwrap_or_default();
    let code = match verdict {
        "admit" => 0,
        "admit with limits" => 10,
        "hold" => 11,
        _ => 12,
    };
    let steps = steps(&record);
    if output.status.code() != Some(code) {
        return Some(format!(
            "{name}: `{verdict}`, and exit code {:?}",
            output.status.code()
        ));
    }
    match sample.expect {
        Expect::Genuine => {
            let waiting = WAITING.iter().find(|(waiting, ..)| *waiting == name);
            let right = match waiting {
                // What holds it was not done; nothing of it failed.
                Some((_, "hold", why)) => {
                    println!("{name} waits, because {why}: {steps:?}");
                    let grave = steps.iter().filter(|(_, step)| *step == "hold");
                    let mut states = grave.map(|(check, _)| state(&record, check));
                    verdict == "hold" && states.all(|state| state == "not done")
                }
                Some((_, wanted, _)) => verdict == *wanted,
                None => matches!(verdict, "admit" | "admit with limits"),
            };
            (!right).then(|| format!("{name}: `{verdict}` by {steps:?}"))
        }
        Expect::Not {
            check,
            state: wanted,
        } => {
            let got = state(&record, check.word());
            if got != wanted.word() && !SEEN_BY_RULE.contains(&name) {
                return Some(format!(
                    "{name}: {} is {got}, not {}; {steps:?}",
                    check.word(),
                    wanted.word()
                ));
            }
            let limited = LIMITED.iter().any(|(limited, _)| *limited == name);
            let right = match limited {
                true => verdict == "admit with limits",
                false => matches!(verdict, "hold" | "refuse"),
            };
            let told = steps.iter().any(|(step, _)| *step == check.word());
            (!right || !told).then(|| format!("{name}: `{verdict}` by {steps:?}"))
        }
    }
}

/// Hands samples to the gate, two at a time.
fn tried(chosen: impl Fn(&Sample) -> bool) -> usize {
    let (place, past) = (place(), place_with_past());
    let all: Vec<Sample> = samples().into_iter().filter(chosen).collect();
    let next = AtomicUsize::new(0);
    let faults: Mutex<Vec<String>> = Mutex::default();
    let work = || {
        while let Some(sample) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let by_past = matches!(
                sample.expect,
                Expect::Not {
                    check: GateCheck::SignerContinuity,
                    ..
                }
            );
            if let Some(fault) = fault(if by_past { &past } else { &place }, sample) {
                faults.lock().expect("nobody panics here").push(fault);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let mut faults = faults.into_inner().expect("nobody panics here");
    faults.sort();
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        all.len(),
        faults.join("\n")
    );
    all.len()
}

#[test]
fn genuine_ones_and_what_only_the_gate_sees() {
    let tried = tried(|sample| sample.expect == Expect::Genuine || !sample.seen_in_package());
    assert!(tried >= 45, "{tried}");
}

#[test]
#[ignore = "slow: the gate runs once for every sample and attack"]
fn every_sample() {
    let tried = tried(|_| true);
    assert!(tried >= 146, "{tried}");
}

#[test]
fn exceptions_name_samples_that_are_there() {
    let all = samples();
    let named = WAITING.iter().map(|(name, ..)| name);
    let named = named
        .chain(LIMITED.iter().map(|(name, _)| name))
        .chain(SEEN_BY_RULE);
    for name in named {
        assert!(all.iter().any(|sample| sample.name == *name), "{name}");
    }
}
