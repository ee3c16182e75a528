//! A measurement: a package of one GiB against hashing it once.

use std::io::{Read, Result};

use keyholder_packages::{ReadSeek, Source};
use keyholder_signatures::Trust;
use keyholder_supply::gate::GateCheck;

use crate::{look_at, state};

/// A file on disk, opened anew each time.
struct OnDisk(std::path::PathBuf);

impl Source for OnDisk {
    fn open(&self) -> Result<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(std::fs::File::open(&self.0)?))
    }
}

fn memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[test]
#[ignore = "slow: makes and reads a package of one GiB"]
fn one_gib_within_one_and_a_half_times_of_hashing() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().join("big.csar");
    make(&path);
    let source = OnDisk(path.clone());
    let mut hashing = std::time::Duration::MAX;
    let mut looking = std::time::Duration::MAX;
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let mut sum = keyholder_signatures::Hashing::sha256();
        let mut file = std::fs::File::open(&path).expect("the file");
        let mut buffer = vec![0; 1 << 20];
        loop {
            let count = file.read(&mut buffer).expect("it can be read");
            if count == 0 {
                break;
            }
            sum.update(&buffer[..count]);
        }
        let digests = sum.finish();
        hashing = hashing.min(start.elapsed());
        let start = std::time::Instant::now();
        let package = look_at("big.csar", &source, &[], &Trust::default(), 1_795_557_600);
        looking = looking.min(start.elapsed());
        assert_eq!(package.digests.sha256, digests.sha256);
        assert_ne!(
            state(&package, GateCheck::Archive),
            keyholder_supply::gate::CheckState::Failed
        );
    }
    let times = looking.as_secs_f64() / hashing.as_secs_f64();
    eprintln!(
        "hashed in {hashing:?}, looked at in {looking:?}: {times:.2} times; {} MiB at most",
        memory_kib() >> 10
    );
    assert!(cfg!(debug_assertions) || times < 1.5, "{times}");
    assert!(memory_kib() < 200 << 10);
}

/// A package whose images fill one GiB, stored as they are.
fn make(path: &std::path::Path) {
    use std::io::Write as _;
    let file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let mut zip = zip::ZipWriter::new(file);
    let plain =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("TOSCA-Metadata/TOSCA.meta", plain)
        .expect("a file");
    zip.write_all(
        b"TOSCA-Meta-File-Version: 1.0\nEntry-Definitions: v.yaml\nETSI-Entry-Manifest: v.mf\n",
    )
    .expect("room");
    zip.start_file("v.mf", plain).expect("a file");
    zip.write_all(b"metadata:\n  vnf_product_name: a\n")
        .expect("room");
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    let mut block = Vec::with_capacity(1 << 20);
    for part in 0..16 {
        zip.start_file(format!("images/{part}.img"), plain.large_file(true))
            .expect("a file");
        for _ in 0..64 {
            block.clear();
            while block.len() < 1 << 20 {
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                block.extend_from_slice(&noise.to_le_bytes());
            }
            zip.write_all(&block).expect("room");
        }
    }
    zip.finish().expect("an end");
}
