//! Every signed sample and every attack, handed to `keyholder gate check` in a project that pins their keys.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

use keyholder_kit::people::{NETWORK, OPERATOR, builder, key_of, operator};
use keyholder_kit::plain_signatures::ssh_public;
use keyholder_kit::statement::{CounterSignature, Provenance};
use keyholder_kit::{Expect, KNOWN_BAD, NOW, Sample, anchors, crls, running, samples};
use keyholder_supply::gate::GateCheck;
use serde_json::Value;

use super::{EVENING, Place, json, said, state, steps, write};

const DAY: i64 = 86_400;

/// The project of the story with the pins of the kit alone, and a radio unit.
fn place() -> Place {
    let place = Place::new();
    std::fs::remove_dir_all(place.file("gate")).expect("a gate");
    let mut gate = format!("network = \"{NETWORK}\"\noperator = \"{OPERATOR}\"\nsource = \"invented\"\n");
    let lists: Vec<String> = crls().iter().map(|(name, _)| format!("\"keys/{name}.crl\"")).collect();
    writeln!(gate, "revocations = [{}]", lists.join(", ")).expect("text");
    for (name, bytes) in crls() {
        place.write(&format!("gate/keys/{name}.crl"), bytes);
    }
    for pin in anchors() {
        place.write(&format!("gate/keys/{}.pem", pin.id), &pin.pem);
        let (id, of, purpose) = (pin.id, pin.of, pin.purpose);
        writeln!(gate, "[[key]]\nid = \"{id}\"\nparty = \"{of}\"\nfile = \"keys/{id}.pem\"\nfor = \"{purpose}\"").expect("text");
    }
    for (id, role) in [("ines.moreau", "change-manager"), ("tomas.lind", "security"), ("petra.novak", "planner")] {
        let key = ssh_public(&key_of(id), id);
        writeln!(gate, "[[person]]\nid = \"{id}\"\nname = \"{id}\"\nroles = [\"{role}\"]\nkey = \"{}\"", key.trim()).expect("text");
    }
    for product in ["arden-amf", "arden-ru"] {
        writeln!(gate, "[[product]]\ncomponent = \"{product}\"\nversion_order = \"natural\"\nbuilders = [\"https://build.arden.example/hermetic/v3\"]").expect("text");
    }
    let (id, purl) = KNOWN_BAD;
    writeln!(gate, "[[known_bad]]\nid = \"{id}\"\npurl = \"{purl}\"\nwhy = \"a back door\"\nsource = \"invented\"").expect("text");
    writeln!(gate, "[[permit]]\nid = \"xa\"\nrule = \"XA\"\ndocument = \"an opinion\"").expect("text");
    place.write("gate/gate.toml", gate);
    let amf = place.read("components/arden-amf.toml");
    place.write("components/arden-ru.toml", amf.replace("arden-amf", "arden-ru").replace("arden/amf", "arden/ru"));
    for version in ["4.2.0", "4.2.1"] {
        let bom = place.read(&format!("documents/arden-amf-{version}.cdx.json"));
        place.write(&format!("documents/arden-ru-{version}.cdx.json"), bom.replace("arden-amf", "arden-ru"));
    }
    let mut elements = place.read("network/elements.csv");
    elements.push_str("ru-1,gNB-RU,valley-telecom,valley,,none,none,none,none,none,arden-ru@4.2.0,\n");
    place.write("network/elements.csv", elements);
    place
}

/// Lays a sample into the inbox, with what a genuine one has beside it tonight: the word of the operator, and of the
/// builder. So what is wrong is the fault of the sample alone.
fn laid(place: &Place, sample: &Sample) -> String {
    let folder = format!("inbox/{}", sample.name);
    let package = format!("{folder}/{}", sample.file);
    write(&place.path(&package), &sample.bytes);
    for (name, bytes) in &sample.beside {
        write(&place.path(&format!("{folder}/{name}")), bytes);
    }
    let sha256 = keyholder_kit::digest::sha256_hex(&sample.bytes);
    let about = |check| matches!(sample.expect, Expect::Not { check: of, .. } if of == check);
    let release = sample.asked();
    let functions: &[&str] = if release.starts_with("arden-ru") { &["gNB-RU"] } else { &["AMF"] };
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
        write(&place.path(&format!("{package}.counter.dsse.json")), word.signed(&operator()));
    }
    if !about(GateCheck::Provenance) {
        let (_, version) = release.split_once('@').expect("a release");
        let built = Provenance {
            name: &sample.file,
            sha256,
            version,
            builder: keyholder_kit::statement::BUILDER,
            built: NOW - 14 * DAY,
        };
        write(&place.path(&format!("{package}.intoto.json")), built.signed(&builder()));
    }
    package
}

#[test]
fn explore() {
    let place = place();
    let all = samples();
    let next = AtomicUsize::new(0);
    let out: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(sample) = all.get(at) else { return };
                let package = laid(&place, sample);
                let output = place.gate(&format!("check {package} --release {} --at {EVENING} --dry-run --format json", sample.asked()));
                let line = match serde_json::from_slice::<Value>(&output.stdout) {
                    Ok(record) => {
                        let expect = match sample.expect { Expect::Genuine => "genuine".to_owned(), Expect::Not{check, state: want} => {
                            let got = state(&record, check.word());
                            format!("{} {} {}", check.word(), want.word(), if got == want.word() {"ok".to_owned()} else {format!("GOT {got}")})
                        }};
                        format!("{:<34} {:<18} {expect} | {:?}", sample.name, record["verdict"].as_str().unwrap(), steps(&record))
                    }
                    Err(_) => format!("{} NO JSON {}", sample.name, said(&output)),
                };
                out.lock().unwrap().push((at, line));
            });
        }
    });
    let _ = json;
    let _ = running;
    let mut out = out.into_inner().unwrap();
    out.sort();
    let text: Vec<String> = out.into_iter().map(|(_, l)| l).collect();
    std::fs::write("/tmp/u/u2/explore.txt", text.join("\n")).unwrap();
}
