//! Other programs read the log: by the text alone, and with another implementation of Ed25519.

use std::process::Command;

use crate::common::{grown, key, note};

#[test]
fn a_few_lines_of_python_read_it() {
    for steps in [
        vec![],
        vec![1],
        vec![255, 1],
        vec![300, 3, 2000],
        vec![70_000],
    ] {
        let (_home, folder, log) = grown(&steps);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledger/read.py");
        let run = Command::new("python3").arg(script).arg(&folder).output();
        let Ok(run) = run else {
            eprintln!("not run: there is no python3");
            return;
        };
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        let faults = String::from_utf8_lossy(&run.stderr).into_owned();
        let tree = log.tree();
        assert_eq!(
            said.trim(),
            format!("{} {}", tree.size, tree.root),
            "{faults}"
        );
    }
}

#[test]
fn openssl_verifies_a_checkpoint() {
    let (home, folder, _log) = grown(&[30]);
    let note = note(&folder);
    let line = note.signatures()[0].to_string();
    let base64 = line
        .trim_end()
        .rsplit(' ')
        .next()
        .expect("base64")
        .to_owned();
    let at = |name: &str| home.path().join(name);
    // The 44 bytes of a public key in DER: a fixed head, and the key.
    let head = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    let der = [head.as_slice(), &key().public().bytes()].concat();
    std::fs::write(at("key.der"), der).expect("written");
    std::fs::write(at("text"), note.text()).expect("written");
    std::fs::write(at("base64"), base64 + "\n").expect("written");
    let shell = "openssl base64 -d -A -in base64 | tail -c 64 > sig && openssl pkeyutl -verify \
                 -pubin -keyform DER -inkey key.der -rawin -in text -sigfile sig";
    let run = Command::new("sh")
        .arg("-c")
        .arg(shell)
        .current_dir(home.path())
        .output();
    let Ok(run) = run else {
        eprintln!("not run: there is no shell");
        return;
    };
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let faults = String::from_utf8_lossy(&run.stderr).into_owned();
    if faults.contains("not found") || faults.contains("rawin") {
        eprintln!("not run: {faults}");
        return;
    }
    assert!(said.contains("Verified Successfully"), "{said}{faults}");
}
