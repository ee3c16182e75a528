//! Looks into packages, and runs other programs over files.

use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

/// The file of a name in a zip archive, if it can be opened and has it.
pub(crate) fn member(zip: &[u8], wanted: impl Fn(&str) -> bool) -> Option<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).ok()?;
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).ok()?;
        let name = file.name().ok()?.into_owned();
        if wanted(&name) {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).ok()?;
            return Some((name, bytes));
        }
    }
    None
}

/// The manifest of a package: what was signed, and the signature.
pub(crate) fn manifest(zip: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_, bytes) = member(zip, |name| name.ends_with(".mf") && name != "other.mf")?;
    let begin = b"-----BEGIN CMS-----";
    let at = bytes.windows(begin.len()).position(|part| part == begin)?;
    let (text, block) = bytes.split_at(at);
    Some((text.to_vec(), block.to_vec()))
}

/// Writes files into a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a temporary folder takes files");
    }
}

/// Runs a program in a folder: whether it was content, and what it said. Nothing when it is not installed.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder)
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: `{program}` is not installed");
        return None;
    };
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    Some((output.status.success(), format!("{out}{err}")))
}
