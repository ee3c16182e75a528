//! A small authority made with `openssl`, and its opinion of what it has signed.

use std::path::PathBuf;
use std::process::Command;

use jiff::Timestamp;
use keyholder_signatures::{Anchor, AnchorKey, Digests, Purpose, Trust, Verified, cms, read_key};
use keyholder_supply::gate::{CheckState, GateCheck};
use tempfile::TempDir;

/// What is signed.
pub(crate) const CONTENT: &[u8] = b"metadata:\n  product: north\nSource: a.yaml\n";

/// The moment for which is asked.
pub(crate) const NOW: &str = "2030-01-01T00:00:00Z";

/// Long enough for everybody, and past the day on which the tests run.
pub(crate) const FROM: &str = "20200101000000Z";
pub(crate) const UNTIL: &str = "20400101000000Z";

pub(crate) const CA: &str = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
pub(crate) const LEAF: &str = "basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\nsubjectKeyIdentifier=hash\n";

pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("a moment")
}

/// A folder with keys and certificates.
pub(crate) struct Lab {
    folder: TempDir,
}

/// A certificate to be made.
pub(crate) struct Asked<'a> {
    pub(crate) name: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) key: &'a str,
    pub(crate) issuer: Option<&'a str>,
    pub(crate) extensions: &'a str,
    pub(crate) from: &'a str,
    pub(crate) until: &'a str,
    pub(crate) digest: &'a str,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(name: &'a str, issuer: Option<&'a str>, extensions: &'a str) -> Self {
        Asked {
            name,
            subject: name,
            key: "ec",
            issuer,
            extensions,
            from: FROM,
            until: UNTIL,
            digest: "sha256",
        }
    }
}

impl Lab {
    /// A new one; nothing where `openssl` is not installed.
    pub(crate) fn new() -> Option<Lab> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("not run: `openssl` is not installed");
            return None;
        }
        let lab = Lab {
            folder: TempDir::new().expect("a folder"),
        };
        lab.write("content", CONTENT);
        Some(lab)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).expect("written");
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs `openssl` in the folder; words are split at blanks.
    pub(crate) fn try_run(&self, words: &str) -> Result<(), String> {
        let output = Command::new("openssl")
            .current_dir(PathBuf::from(self.folder.path()))
            .args(words.split_whitespace())
            .output()
            .expect("openssl runs");
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    pub(crate) fn run(&self, words: &str) {
        if let Err(error) = self.try_run(words) {
            panic!("openssl {words}\n{error}");
        }
    }

    /// A key of some kind, made once for each name.
    pub(crate) fn key(&self, kind: &str, name: &str) {
        let options = match kind {
            "ec" => "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "p384" => "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
            "p521" => "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
            "rsa" => "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
            "rsa1024" => "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
            "rsapss" => "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
            "ed25519" => "-algorithm ED25519",
            other => panic!("no such kind: {other}"),
        };
        let made = |name: &str| std::path::Path::new(&self.path(&format!("{name}.key"))).exists();
        if made(name) {
            return;
        }
        if !kind.starts_with("rsa") {
            self.run(&format!("genpkey {options} -out {name}.key"));
            return;
        }
        // Such keys take long to find: one of each kind is enough.
        let shared = format!("shared-{kind}");
        if !made(&shared) {
            self.run(&format!("genpkey {options} -out {shared}.key"));
        }
        self.write(
            &format!("{name}.key"),
            &self.bytes(&format!("{shared}.key")),
        );
    }

    /// Makes a certificate `name.pem` and its key `name.key`.
    pub(crate) fn issue(&self, asked: &Asked<'_>) {
        let Asked { name, issuer, .. } = asked;
        self.key(asked.key, name);
        let owner = issuer.unwrap_or(name);
        let index = self.path(&format!("{owner}.index"));
        if !std::path::Path::new(&index).exists() {
            self.write(&format!("{owner}.index"), b"");
            self.write(&format!("{owner}.serial"), b"6A01\n");
        }
        let section = if asked.extensions.is_empty() {
            ""
        } else {
            "x509_extensions=ext\n"
        };
        let config = format!(
            "[req]\ndistinguished_name=dn\nstring_mask=utf8only\n[dn]\n[ca]\ndefault_ca=own\n[own]\ndatabase={index}\nserial={}\nnew_certs_dir={}\npolicy=any\ndefault_md={}\nunique_subject=no\n{section}[any]\ncountryName=optional\norganizationName=optional\norganizationalUnitName=optional\ncommonName=optional\nemailAddress=optional\n[ext]\n{}\n",
            self.path(&format!("{owner}.serial")),
            self.folder.path().display(),
            asked.digest,
            asked.extensions,
        );
        self.write(&format!("{name}.cnf"), config.as_bytes());
        self.run(&format!(
            "req -new -config {name}.cnf -key {name}.key -subj /O=Lab/CN={} -out {name}.csr",
            asked.subject
        ));
        let by = match issuer {
            Some(issuer) => format!("-keyfile {issuer}.key -cert {issuer}.pem"),
            None => format!("-selfsign -keyfile {name}.key"),
        };
        self.run(&format!(
            "ca -batch -notext -config {name}.cnf -in {name}.csr {by} -startdate {} -enddate {} -preserveDN -out {name}.pem",
            asked.from, asked.until
        ));
    }

    /// Root, intermediate and leaf, all good.
    pub(crate) fn family(&self) {
        self.issue(&Asked::new("root", None, CA));
        self.issue(&Asked::new("middle", Some("root"), CA));
        self.issue(&Asked::new("leaf", Some("middle"), LEAF));
    }

    /// Signs the content.
    pub(crate) fn sign(&self, out: &str, words: &str) -> Vec<u8> {
        self.run(&format!(
            "cms -sign -binary -in content -outform DER -out {out} {words}"
        ));
        self.bytes(out)
    }

    /// What `openssl` thinks of a signature with certain roots at the moment of the question.
    pub(crate) fn oracle(&self, blob: &[u8], content: &[u8], words: &str) -> Result<(), String> {
        self.write("asked.der", blob);
        self.write("asked.content", content);
        self.try_run(&format!(
            "cms -verify -binary -inform DER -in asked.der -content asked.content -out /dev/null -purpose any -attime {} {words}",
            now().as_second()
        ))
    }

    /// A certificate that is pinned for packages.
    pub(crate) fn pin(&self, name: &str) -> Anchor {
        self.pin_for(name, Purpose::Packages)
    }

    pub(crate) fn pin_for(&self, name: &str, purpose: Purpose) -> Anchor {
        let key = read_key(&self.bytes(&format!("{name}.pem"))).expect("a certificate");
        assert!(matches!(key, AnchorKey::X509(_)));
        Anchor {
            id: name.to_owned(),
            key,
            purpose,
            from: None,
            until: None,
        }
    }

    pub(crate) fn trust(&self, roots: &[&str]) -> Trust {
        Trust {
            anchors: roots.iter().map(|root| self.pin(root)).collect(),
            ..Trust::default()
        }
    }
}

/// Our opinion.
pub(crate) fn ours(blob: &[u8], content: &[u8], outside: &[Vec<u8>], trust: &Trust) -> Verified {
    cms(
        blob,
        &Digests::of(content),
        outside,
        trust,
        Purpose::Packages,
        now(),
    )
}

pub(crate) fn state(verified: &Verified, check: GateCheck) -> CheckState {
    verified.answer(check).expect("an answer").state
}

/// All that was said, for messages and for looking.
pub(crate) fn said(verified: &Verified) -> String {
    verified
        .answers
        .iter()
        .flat_map(|answer| {
            answer.said.iter().map(|said| {
                format!(
                    "{} {}: {}\n",
                    answer.check.word(),
                    answer.state.word(),
                    said.what
                )
            })
        })
        .collect()
}

/// Whether signature, certificate and path are all good.
pub(crate) fn genuine(verified: &Verified) -> bool {
    [
        GateCheck::Signature,
        GateCheck::SignerCertificate,
        GateCheck::CertificatePath,
    ]
    .iter()
    .all(|check| state(verified, *check) == CheckState::Passed)
}
