//! Other programs open what is genuine, and verify what is signed in their own ways.

use keyholder_kit::moments::SIGNED_4_2_1;
use keyholder_kit::others::{arden_pgp, helm, plain};
use keyholder_kit::people::{arden_plain, key_of};
use keyholder_kit::plain_signatures::{ssh_public, ssh_signature};
use keyholder_kit::{Expect, samples, tonight};

use crate::reading::{run, write};

#[test]
fn unzip_and_python_open_what_is_genuine() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut packages: Vec<(String, Vec<u8>)> = samples()
        .into_iter()
        .filter(|sample| sample.expect == Expect::Genuine)
        .filter(|sample| sample.bytes.starts_with(b"PK"))
        .map(|sample| (sample.name.to_owned(), sample.bytes))
        .collect();
    let story = tonight().into_iter();
    packages.extend(story.map(|item| (item.name.to_owned(), item.package.bytes)));
    assert!(packages.len() >= 15);
    for (name, bytes) in packages {
        write(folder.path(), &[("package.zip", &bytes)]);
        if let Some((good, said)) = run(folder.path(), "unzip", &["-tq", "package.zip"]) {
            assert!(good, "{name}: {said}");
        }
        let test = ["-m", "zipfile", "-t", "package.zip"];
        if let Some((good, said)) = run(folder.path(), "python3", &test) {
            assert!(good && !said.contains("is corrupted"), "{name}: {said}");
        }
    }
}

#[test]
fn gpg_verifies_our_openpgp() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = arden_pgp();
    let signature = key.detached_armoured(&plain(), SIGNED_4_2_1);
    let chart = helm(&key);
    let files: [(&str, &[u8]); 4] = [
        ("key.asc", &key.public()),
        ("file", &plain()),
        ("file.asc", &signature),
        ("chart.prov", &chart.beside[0].1),
    ];
    write(folder.path(), &files);
    let gpg = |arguments: &[&str]| {
        let arguments = [&["--batch", "--no-tty"], arguments].concat();
        run(folder.path(), "gpg", &arguments)
    };
    let Some((good, said)) = gpg(&["--import", "key.asc"]) else {
        return;
    };
    assert!(good, "{said}");
    let (_, said) = gpg(&["--with-colons", "--fingerprint"]).expect("it ran before");
    assert!(said.contains(&key.fingerprint().to_uppercase()), "{said}");
    let (good, said) = gpg(&["--verify", "file.asc", "file"]).expect("it ran before");
    assert!(good && said.contains("Good signature"), "{said}");
    let (good, said) = gpg(&["--verify", "chart.prov"]).expect("it ran before");
    assert!(good && said.contains("Good signature"), "{said}");
    write(folder.path(), &[("file", b"other")]);
    let (good, said) = gpg(&["--verify", "file.asc", "file"]).expect("it ran before");
    assert!(!good, "{said}");
}

#[test]
fn ssh_keygen_verifies_our_signatures() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = arden_plain();
    let allowed = format!("arden {}", ssh_public(&key, "arden"));
    let signature = ssh_signature(&key, "file", b"signed");
    write(
        folder.path(),
        &[("allowed", allowed.as_bytes()), ("signature", &signature)],
    );
    let verify = |data: &str| {
        write(folder.path(), &[("data", data.as_bytes())]);
        let command = "ssh-keygen -Y verify -f allowed -I arden -n file -s signature < data";
        run(folder.path(), "sh", &["-c", command])
    };
    if run(folder.path(), "ssh-keygen", &["-Y", "none"]).is_none() {
        return;
    }
    let (good, said) = verify("signed").expect("there is a shell");
    assert!(good, "{said}");
    assert!(!verify("other").expect("there is a shell").0);
}

#[test]
fn openssl_verifies_signatures_of_people() {
    let folder = tempfile::tempdir().expect("a folder");
    for id in keyholder_kit::people::PEOPLE {
        let key = key_of(id);
        let signature = key.sign(keyholder_kit::digest::Hash::Sha512, b"approved");
        write(
            folder.path(),
            &[
                ("public", &key.public_pem()),
                ("signature", &signature),
                ("data", b"approved"),
            ],
        );
        let arguments = [
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "public",
            "-rawin",
            "-in",
            "data",
            "-sigfile",
            "signature",
        ];
        if let Some((good, said)) = run(folder.path(), "openssl", &arguments) {
            assert!(good, "{id}: {said}");
        }
    }
}

#[test]
fn dpkg_and_tar_open_the_other_formats() {
    let folder = tempfile::tempdir().expect("a folder");
    for sample in samples() {
        write(folder.path(), &[("file", &sample.bytes)]);
        let arguments: (&str, &[&str]) = match sample.name {
            "genuine-deb" => ("dpkg-deb", &["--info", "file"]),
            "genuine-helm" | "genuine-plain-cms" => ("tar", &["-tzf", "file"]),
            "genuine-oci" => ("tar", &["-tf", "file"]),
            _ => continue,
        };
        if let Some((good, said)) = run(folder.path(), arguments.0, arguments.1) {
            assert!(good, "{}: {said}", sample.name);
        }
    }
}

#[test]
fn python_reads_our_bills_of_materials() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in keyholder_kit::boms() {
        write(folder.path(), &[("bom", &bytes)]);
        if let Some((good, said)) = run(folder.path(), "python3", &["-m", "json.tool", "bom"]) {
            assert!(good, "{name}: {said}");
        }
    }
    let spdx = keyholder_kit::release::Release::amf_4_2_1().bom().spdx();
    write(folder.path(), &[("bom", &spdx)]);
    if let Some((good, said)) = run(folder.path(), "python3", &["-m", "json.tool", "bom"]) {
        assert!(good, "{said}");
    }
}
