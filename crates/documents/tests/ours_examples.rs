//! Every file of every example reads without a fault.
#![expect(clippy::disallowed_methods, reason = "a test over files reads files")]
#![expect(clippy::print_stdout, reason = "a test over files says what it read")]

mod ours_common;

use std::path::{Path, PathBuf};

use keyholder_documents::FileKind;

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder that can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
    out.sort();
}

#[test]
fn every_example_reads_without_a_fault() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut read = 0;
    let Ok(stories) = std::fs::read_dir(&examples) else {
        println!("skipped: there are no examples");
        return;
    };
    for story in stories {
        let story = story.expect("an entry").path();
        // Broken examples are there for their faults.
        if !story.is_dir() || story.ends_with("broken") {
            continue;
        }
        let mut all = Vec::new();
        files(&story, &mut all);
        for path in all {
            let inside = path
                .strip_prefix(&story)
                .expect("inside")
                .to_string_lossy()
                .replace('\\', "/");
            let Some(kind) = FileKind::of_path(&inside) else {
                continue;
            };
            let text = std::fs::read_to_string(&path).expect("a text");
            let (_, diagnostics) = ours_common::read(kind, &text);
            let faults = ours_common::lines(&text, diagnostics);
            assert!(
                faults.is_empty(),
                "{}\n{}",
                path.display(),
                faults.join("\n")
            );
            read += 1;
        }
    }
    println!("{read} files read");
}
