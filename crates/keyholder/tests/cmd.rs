//! Types the commands of the documents, and compares what is printed.
//!
//! Every ```` ```console ```` block of the README, of the book and of the examples is run in a copy of the
//! examples, so that reports and new projects stay out of the repository. `TRYCMD=overwrite` writes what is
//! printed into the documents.

use std::path::Path;

#[test]
fn commands_in_documents_print_what_the_documents_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the repository");
    let aside = tempfile::tempdir().expect("a folder");
    copy(&root.join("examples"), &aside.path().join("examples"));
    std::env::set_current_dir(aside.path()).expect("entered");
    trycmd::TestCases::new()
        .default_bin_path(env!("CARGO_BIN_EXE_keyholder"))
        .register_bin("keyholder", Path::new(env!("CARGO_BIN_EXE_keyholder")))
        .case(root.join("README.md"))
        .case(root.join("docs/*.md"))
        .case(root.join("examples/*/README.md"))
        .run();
    std::env::set_current_dir(&root).expect("left");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed") {
        let entry = entry.expect("listed");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("known").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("copied");
        }
    }
}
