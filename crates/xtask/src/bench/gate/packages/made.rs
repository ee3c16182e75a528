//! Makes signed packages as large as one likes, on the disk and not in memory where the format lets.

use std::fs::File;
use std::io::{BufWriter, Error, Result, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use keyholder_kit::authority::authority;
use keyholder_kit::cms::{Inside as Within, Signing, cms_pem, detached};
use keyholder_kit::csar::{Csar, Listed};
use keyholder_kit::digest::sha256_hex;
use keyholder_kit::others::{arden_pgp, chart_files, chart_provenance, pinned_image};
use keyholder_kit::people::arden_plain;
use keyholder_kit::plain_signatures::{minisign, ssh_signature};
use keyholder_kit::release::Release;

use super::super::archives::{Filler, Zip, tar, tar_end};
use super::super::runs::{More, digest};

/// Large entries of a package.
const LARGE: u64 = 8;
/// The trusted comment of minisign.
const COMMENT: &str = "timestamp:1794301200";
/// Small files of the one variant.
const SMALL: u64 = 20_000;

/// What kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Stored,
    Deflated,
    Many,
    Option2,
    Helm,
    Oci,
    Minisign,
    Ssh,
}

pub(super) const KINDS: [Kind; 8] = [
    Kind::Stored,
    Kind::Deflated,
    Kind::Many,
    Kind::Option2,
    Kind::Helm,
    Kind::Oci,
    Kind::Minisign,
    Kind::Ssh,
];

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Stored => "option 1, 8 files stored",
            Kind::Deflated => "option 1, 8 files deflated",
            Kind::Many => "option 1, 20,000 files stored",
            Kind::Option2 => "option 2, stored in stored",
            Kind::Helm => "Helm chart (`.tgz`)",
            Kind::Oci => "OCI image (`.tar`, layers in gzip)",
            Kind::Minisign => "plain file, minisign",
            Kind::Ssh => "plain file, SSH signature",
        }
    }
}

/// A package that was made.
pub(super) struct Made {
    pub(super) word: &'static str,
    pub(super) file: PathBuf,
    /// What is in it.
    pub(super) inside: Inside,
}

/// What is in a package, for the least that anybody must do with it.
#[derive(Default)]
pub(super) struct Inside {
    /// Bytes of all files, unpacked.
    pub(super) bytes: u64,
    /// Bytes that need a digest of their own: the whole, files inside, and archives inside that somebody signed or
    /// named.
    pub(super) hashed: u64,
    /// What takes time besides.
    pub(super) more: Vec<More>,
}

/// Makes a package of about so many bytes.
pub(super) fn make(kind: Kind, bytes: u64, folder: &Path) -> Result<Made> {
    let release = Release::amf_4_2_1();
    let name = match kind {
        Kind::Helm => format!("{}.tgz", release.stem()),
        Kind::Oci => format!("{}.tar", release.stem()),
        Kind::Minisign | Kind::Ssh => format!("{}.bin", release.stem()),
        _ => format!("{}.csar", release.stem()),
    };
    let file = folder.join(name);
    let inside = match kind {
        Kind::Stored => option_1(&file, bytes, LARGE, false, true)?,
        Kind::Deflated => option_1(&file, bytes, LARGE, true, true)?,
        Kind::Many => option_1(&file, bytes, SMALL, false, true)?,
        Kind::Option2 => option_2(&file, bytes)?,
        Kind::Helm => helm(&file, bytes)?,
        Kind::Oci => oci(&file, bytes)?,
        Kind::Minisign | Kind::Ssh => plain(&file, bytes, kind)?,
    };
    let mut inside = inside;
    inside.hashed += std::fs::metadata(&file)?.len();
    Ok(Made {
        word: kind.word(),
        file,
        inside,
    })
}

/// How long each of so many files is, so that all of them come to so many bytes when packed.
fn each(bytes: u64, files: u64, packed: bool) -> Result<u64> {
    let ratio = if packed { Filler::ratio()? } else { 1.0 };
    // What stands around the bytes of a file in an archive.
    let around = 300 * files;
    let all = bytes.saturating_sub(around) as f64 * ratio;
    Ok((all / files as f64) as u64)
}

/// A release with large files more.
fn option_1(file: &Path, bytes: u64, files: u64, deflated: bool, signed: bool) -> Result<Inside> {
    let release = Release::amf_4_2_1();
    let mut csar = Csar::of(&release);
    let mut zip = Zip::create(file)?;
    let mut inside = Inside::default();
    for (path, bytes) in &csar.files {
        zip.add(path, deflated, &mut |out| out.write_all(bytes))?;
    }
    let length = each(bytes, files, deflated)?;
    for n in 0..files {
        let path = format!("Artifacts/Software/{:03}/part-{n:05}.bin", n / 100);
        let mut filler = Filler::new(n + 1, deflated);
        let added = zip.add(&path, deflated, &mut |out| filler.pour(length, out))?;
        let mut listed = Listed::bare(&path);
        listed.algorithm = Some("SHA-256".to_owned());
        listed.hash = Some(added.sha256);
        csar.listed.push(listed);
        inside.bytes += added.bytes;
        inside.hashed += added.bytes;
        if deflated {
            inside.more.push(More::Inflate(added.at, added.stored));
        }
    }
    let manifest = match signed {
        true => csar.manifest_signed(&[signer(&release)], Within::Certificates),
        false => csar.manifest_text(),
    };
    zip.add(&csar.manifest, deflated, &mut |out| {
        out.write_all(&manifest)
    })?;
    zip.finish()?;
    Ok(inside)
}

fn signer(release: &Release) -> Signing<'static> {
    Signing::by(&authority().arden, release.made).stamped(&authority().time, release.made + 60)
}

/// A signature in CMS over a file, by its digest.
fn cms_over(file: &Path) -> Result<Vec<u8>> {
    let sha256 = digest(file).map_err(Error::other)?;
    let bytes = (0..32).map(|n| u8::from_str_radix(&sha256[2 * n..2 * n + 2], 16));
    let mut signing = signer(&Release::amf_4_2_1());
    signing.message_digest = bytes.collect::<std::result::Result<Vec<u8>, _>>().ok();
    Ok(cms_pem(&detached(b"", &[signing], Within::Certificates)))
}

fn option_2(file: &Path, bytes: u64) -> Result<Inside> {
    let inner = file.with_extension("inner");
    let mut inside = option_1(&inner, bytes, LARGE, false, false)?;
    inside.hashed += std::fs::metadata(&inner)?.len();
    let cms = cms_over(&inner)?;
    let mut zip = Zip::create(file)?;
    let stem = Release::amf_4_2_1().stem();
    zip.add(&format!("{stem}.csar"), false, &mut |out| {
        std::io::copy(&mut File::open(&inner)?, out).map(drop)
    })?;
    zip.add(&format!("{stem}.cms"), false, &mut |out| {
        out.write_all(&cms)
    })?;
    zip.finish()?;
    std::fs::remove_file(&inner)?;
    Ok(inside)
}

fn beside(file: &Path, ending: &str, bytes: &[u8]) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    std::fs::write(file.with_file_name(format!("{name}.{ending}")), bytes)
}

fn helm(file: &Path, bytes: u64) -> Result<Inside> {
    let mut out = GzEncoder::new(BufWriter::new(File::create(file)?), Compression::new(1));
    for (path, bytes) in chart_files(&pinned_image()) {
        tar(&mut out, path, bytes.len() as u64, &mut |out| {
            out.write_all(&bytes)
        })?;
    }
    let length = each(bytes, LARGE, true)?;
    for n in 0..LARGE {
        let mut filler = Filler::new(n + 1, true);
        let path = format!("arden-amf/files/part-{n}.bin");
        tar(&mut out, &path, length, &mut |out| filler.pour(length, out))?;
    }
    tar_end(&mut out)?;
    out.finish()?.flush()?;
    let sha256 = digest(file).map_err(Error::other)?;
    beside(file, "prov", &chart_provenance(&sha256, &arden_pgp()))?;
    Ok(Inside {
        bytes: length * LARGE,
        hashed: length * LARGE,
        more: vec![More::Gunzip(0, std::fs::metadata(file)?.len())],
    })
}

/// A blob of an image, named as its index and manifest name it.
fn named(kind: &str, bytes: &[u8], more: &str) -> (String, String) {
    let digest = sha256_hex(bytes);
    let length = bytes.len();
    let text = format!(
        "{{\"mediaType\":\"application/vnd.oci.image.{kind}\",\"digest\":\"sha256:{digest}\",\"size\":{length}{more}}}"
    );
    (format!("blobs/sha256/{digest}"), text)
}

fn oci(file: &Path, bytes: u64) -> Result<Inside> {
    let length = each(bytes, LARGE, true)?;
    let mut out = BufWriter::new(File::create(file)?);
    let mut inside = Inside::default();
    let mut at = 0;
    let whole = |bytes: &[u8]| bytes.len() as u64;
    let (mut layers, mut plain) = (Vec::new(), Vec::new());
    for n in 0..LARGE {
        let mut filler = Filler::new(n + 1, true);
        let path = format!("opt/arden/part-{n}.bin");
        // A layer is named by its digest, so that it is made before it is written; and by that of its bytes
        // before they were packed.
        let mut bare = Vec::new();
        tar(&mut bare, &path, length, &mut |out| {
            filler.pour(length, out)
        })?;
        tar_end(&mut bare)?;
        plain.push(format!("\"sha256:{}\"", sha256_hex(&bare)));
        let mut packed = GzEncoder::new(Vec::new(), Compression::new(1));
        packed.write_all(&bare)?;
        drop(bare);
        let layer = packed.finish()?;
        let (path, text) = named("layer.v1.tar+gzip", &layer, "");
        tar(&mut out, &path, whole(&layer), &mut |out| {
            out.write_all(&layer)
        })?;
        layers.push(text);
        inside.more.push(More::Gunzip(at + 512, whole(&layer)));
        at += 512 + whole(&layer).next_multiple_of(512);
        inside.bytes += length;
        inside.hashed += length + whole(&layer);
    }
    let config = format!(
        "{{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[{}]}}}}",
        plain.join(",")
    );
    let (config_path, config_named) = named("config.v1+json", config.as_bytes(), "");
    let manifest = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{config_named},\"layers\":[{}],\"annotations\":{{\"org.opencontainers.image.title\":\"arden-amf\",\"org.opencontainers.image.vendor\":\"Arden Networks\",\"org.opencontainers.image.version\":\"4.2.1\"}}}}",
        layers.join(",")
    );
    let (manifest_path, manifest_named) = named("manifest.v1+json", manifest.as_bytes(), "");
    let index = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[{manifest_named}]}}"
    );
    let texts = [
        ("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"),
        ("index.json", &index),
        (&manifest_path, &manifest),
        (&config_path, &config),
    ];
    for (path, text) in texts {
        tar(&mut out, path, whole(text.as_bytes()), &mut |out| {
            out.write_all(text.as_bytes())
        })?;
    }
    tar_end(&mut out)?;
    out.flush()?;
    beside(file, "cms", &cms_over(file)?)?;
    Ok(inside)
}

fn plain(file: &Path, bytes: u64, kind: Kind) -> Result<Inside> {
    let mut out = BufWriter::new(File::create(file)?);
    Filler::new(1, false).pour(bytes, &mut out)?;
    out.flush()?;
    drop(out);
    // The kit signs what is in memory.
    let all = std::fs::read(file)?;
    let key = arden_plain();
    let more = match kind {
        Kind::Minisign => {
            beside(file, "minisig", &minisign(&key, &all, COMMENT))?;
            More::Blake2b
        }
        _ => {
            beside(file, "sshsig", &ssh_signature(&key, "file", &all))?;
            More::Sha512
        }
    };
    Ok(Inside {
        bytes,
        hashed: 0,
        more: vec![more],
    })
}
