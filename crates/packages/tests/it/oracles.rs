//! Packages and signatures that other programs made: `dpkg-deb`, `tar`, `xz` and `gpg`, where they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use keyholder_packages::{Beside, Format, Package};
use keyholder_signatures::{Anchor, AnchorKey, Purpose, Trust};
use keyholder_supply::gate::{CheckState, GateCheck};

use crate::{look, said, state};

const CONTROL: &str = "Package: amf\nVersion: 4.2.1\nArchitecture: all\nMaintainer: A <a@b.example>\nDescription: x\n";
const CHART: &str = "apiVersion: v2\nname: amf\nversion: 4.2.1\n";
/// Seconds since 1970: `gpg` is told to sign at this time, and the question is asked a day later.
const SIGNED: i64 = 1_794_301_200;

/// Runs a program; none when it is not installed.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Vec<u8>> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder.join("home"));
    let Ok(output) = command.output() else {
        eprintln!("`{program}` is not here, and what it makes was not looked at");
        return None;
    };
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {why}");
    Some(output.stdout)
}

fn write(folder: &Path, path: &str, text: &str) -> PathBuf {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().expect("below the folder")).expect("a folder");
    std::fs::write(&file, text).expect("a file");
    file
}

/// A key of `gpg` in the folder, and trust in it.
fn key(folder: &Path, kind: &str, life: &str) -> Option<Trust> {
    use std::os::unix::fs::PermissionsExt;
    let home = folder.join("home");
    std::fs::create_dir_all(&home).expect("a folder");
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).expect("permissions");
    let time = format!("{}!", SIGNED - 1_000);
    gpg(
        folder,
        &[
            "--faked-system-time",
            &time,
            "--passphrase",
            "",
            "--quick-gen-key",
            "amf@a.example",
            kind,
            "sign",
            life,
        ],
    )?;
    let public = gpg(folder, &["--armor", "--export"])?;
    let anchor = Anchor {
        id: "gpg".to_owned(),
        key: AnchorKey::OpenPgp(public),
        purpose: Purpose::Packages,
        from: None,
        until: None,
    };
    Some(Trust {
        anchors: vec![anchor],
        ..Trust::default()
    })
}

fn gpg(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let all = [
        &["--batch", "--quiet", "--pinentry-mode", "loopback"][..],
        arguments,
    ]
    .concat();
    run("gpg", &all, folder)
}

fn sign(folder: &Path, how: &str, text: &[u8]) -> Option<Vec<u8>> {
    std::fs::write(folder.join("to-sign"), text).expect("a file");
    let time = format!("{SIGNED}!");
    gpg(
        folder,
        &[
            "--faked-system-time",
            &time,
            "--passphrase",
            "",
            "--output",
            "-",
            how,
            "to-sign",
        ],
    )
}

fn looked(name: &str, bytes: &[u8], beside: &[(&str, Vec<u8>)], trust: &Trust) -> Package {
    let beside: Vec<Beside> = beside
        .iter()
        .map(|(name, bytes)| Beside {
            name: (*name).to_owned(),
            bytes: bytes.clone(),
        })
        .collect();
    look(name, bytes, &beside, trust, SIGNED + 86_400)
}

fn passed(package: &Package, checks: &[GateCheck]) {
    for check in checks {
        assert_eq!(
            state(package, *check),
            CheckState::Passed,
            "{check:?}: {}",
            said(package, *check)
        );
    }
}

const GOOD: [GateCheck; 5] = [
    GateCheck::Archive,
    GateCheck::SignedBytes,
    GateCheck::Signature,
    GateCheck::CertificatePath,
    GateCheck::EveryFile,
];

#[test]
fn packages_of_dpkg_deb_signed_by_gpg_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "amf/DEBIAN/control", CONTROL);
    write(folder, "amf/usr/bin/amf", "#!amf\n");
    std::os::unix::fs::symlink("/opt/amf", folder.join("amf/usr/lib")).expect("a link");
    let Some(trust) = key(folder, "rsa3072", "0") else {
        return;
    };
    for packing in ["none", "gzip", "xz", "zstd"] {
        let name = "amf_4.2.1_all.deb";
        if run("dpkg-deb", &["-Z", packing, "-b", "amf", name], folder).is_none() {
            return;
        }
        let bytes = std::fs::read(folder.join(name)).expect("a package");
        let signature = sign(folder, "--detach-sign", &bytes).expect("gpg is here");
        let package = looked(
            name,
            &bytes,
            &[("amf_4.2.1_all.deb.gpg", signature)],
            &trust,
        );
        assert_eq!(package.format, Format::Deb);
        passed(&package, &GOOD);
        let sha256 = package.digests.hex();
        let list = format!(
            "Package: amf\nVersion: 4.2.1\nSize: {}\nSHA256: {sha256}\n",
            bytes.len()
        );
        let digest = keyholder_signatures::Digests::of(list.as_bytes()).hex();
        let release = format!(
            "Suite: x\nSHA256:\n {digest} {} main/binary-all/Packages\n",
            list.len()
        );
        let clear = sign(folder, "--clear-sign", release.as_bytes()).expect("gpg is here");
        let beside = [("InRelease", clear), ("Packages", list.into_bytes())];
        passed(&looked(name, &bytes, &beside, &trust), &GOOD);
    }
}

#[test]
fn charts_of_tar_with_provenance_of_gpg_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let long = "a-very-long-name-of-a-folder/".repeat(5);
    write(folder, "amf/Chart.yaml", CHART);
    write(folder, &format!("amf/{long}x.txt"), "x");
    let Some(trust) = key(folder, "ed25519", "0") else {
        return;
    };
    let name = "amf-4.2.1.tgz";
    for format in ["gnu", "pax", "ustar"] {
        let format = format!("--format={format}");
        if run("tar", &[&format, "-czf", name, "amf"], folder).is_none() {
            return;
        }
        let bytes = std::fs::read(folder.join(name)).expect("a chart");
        let sha256 = keyholder_signatures::Digests::of(&bytes).hex();
        let text = format!("{CHART}\n...\nfiles:\n  {name}: sha256:{sha256}\n");
        let prov = sign(folder, "--clear-sign", text.as_bytes()).expect("gpg is here");
        let package = looked(name, &bytes, &[("amf-4.2.1.tgz.prov", prov)], &trust);
        assert_eq!(package.format, Format::Helm);
        passed(&package, &GOOD);
        assert!(
            package
                .files
                .iter()
                .any(|file| file.path.ends_with("x.txt"))
        );
    }
}

#[test]
fn a_key_of_gpg_that_ended_covers_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    // It signs within its life, and the question is asked after it.
    let Some(trust) = key(folder, "ed25519", "seconds=40000") else {
        return;
    };
    let signature = sign(folder, "--detach-sign", b"firmware").expect("gpg is here");
    let package = looked("fw.bin", b"firmware", &[("fw.bin.sig", signature)], &trust);
    let bad = [GateCheck::Signature, GateCheck::CertificatePath]
        .iter()
        .any(|check| state(&package, *check) == CheckState::Failed);
    assert!(bad, "{:?}", package.answers);
    assert!(package.signers.iter().all(|signer| signer.anchor.is_none()));
}

#[test]
fn archives_of_xz_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "amf/notes.txt", &"some text\n".repeat(10_000));
    for packing in [["-cJf", "a.tar.xz"], ["-czf", "a.tar.gz"], ["-cf", "a.tar"]] {
        if run("tar", &[packing[0], packing[1], "amf"], folder).is_none() {
            return;
        }
        let bytes = std::fs::read(folder.join(packing[1])).expect("an archive");
        let package = looked(packing[1], &bytes, &[], &Trust::default());
        passed(&package, &[GateCheck::Archive]);
        assert_eq!(package.files.len(), 1, "{:?}", package.files);
        assert_eq!(state(&package, GateCheck::Signature), CheckState::NotDone);
    }
}
