//! A good chart with its provenance, and charts that are wrong in one way each.

use keyholder_kit::digest::sha256_hex;
use keyholder_supply::gate::{CheckState, GateCheck};
use proptest::prelude::*;

use super::{images, prov};
use crate::format::Format;
use crate::package::Package;
use crate::testing::{SIGNED, Tar, ended, examine, failed, gzip, passed, pinned, stranger};
use crate::yaml;

const CHART: &str = "apiVersion: v2\nname: amf\nversion: 4.2.1\nappVersion: \"4.2\"\n";
const NAME: &str = "amf-4.2.1.tgz";
const PROV: &str = "amf-4.2.1.tgz.prov";

fn pinned_image() -> String {
    format!("image: registry.example/amf@sha256:{}\n", "ab".repeat(32))
}

fn tar(chart: &str, values: &str) -> Tar {
    Tar::default()
        .file("amf/Chart.yaml", chart)
        .file("amf/values.yaml", values)
}

fn prov_text(chart: &str, name: &str, bytes: &[u8]) -> String {
    format!(
        "{chart}\n...\nfiles:\n  {name}: sha256:{}\n",
        sha256_hex(bytes)
    )
}

fn looked(bytes: &[u8], prov: &str) -> Package {
    let prov = pinned().clear_signed(prov, SIGNED);
    let package = examine(NAME, bytes, &[(PROV, &prov)]);
    assert_eq!(package.format, Format::Helm);
    package
}

fn genuine(tar: Tar) -> Package {
    let bytes = gzip(&tar.end());
    looked(&bytes, &prov_text(CHART, NAME, &bytes))
}

#[test]
fn a_good_chart_passes() {
    let package = genuine(tar(CHART, &pinned_image()));
    let checks = [
        GateCheck::Archive,
        GateCheck::OneManifest,
        GateCheck::SignedBytes,
        GateCheck::Signature,
        GateCheck::CertificatePath,
        GateCheck::EveryFile,
        GateCheck::Images,
        GateCheck::Identity,
    ];
    passed(&package, &checks);
    assert_eq!(package.images.len(), 1);
}

#[test]
fn provenance_of_something_else_is_refused() {
    let bytes = gzip(&tar(CHART, &pinned_image()).end());
    let other = prov_text(CHART, "smf-1.0.0.tgz", &bytes);
    let package = looked(&bytes, &other);
    failed(&package, GateCheck::SignedBytes, "is for `smf-1.0.0.tgz`");
    ended(
        &package,
        GateCheck::EveryFile,
        CheckState::NotDone,
        "not these bytes",
    );
    let package = looked(&bytes, &prov_text(CHART, NAME, b"other bytes"));
    failed(&package, GateCheck::SignedBytes, "its digest differs");
    let renamed = CHART.replace("4.2.1", "4.2.0");
    let package = looked(&bytes, &prov_text(&renamed, NAME, &bytes));
    failed(
        &package,
        GateCheck::Identity,
        "`version` in the provenance file differs",
    );
    let package = looked(&bytes, CHART);
    failed(&package, GateCheck::SignedBytes, "no part with digests");
}

#[test]
fn provenance_must_be_signed_by_a_pinned_key() {
    let bytes = gzip(&tar(CHART, &pinned_image()).end());
    let text = prov_text(CHART, NAME, &bytes);
    let by_stranger = stranger().clear_signed(&text, SIGNED);
    failed(
        &examine(NAME, &bytes, &[(PROV, &by_stranger)]),
        GateCheck::CertificatePath,
        "",
    );
    let package = examine(NAME, &bytes, &[(PROV, text.as_bytes())]);
    failed(&package, GateCheck::Signature, "");
    ended(&package, GateCheck::EveryFile, CheckState::NotDone, "");
    ended(
        &examine(NAME, &bytes, &[]),
        GateCheck::Signature,
        CheckState::NotDone,
        "no signature",
    );
}

#[test]
fn images_by_tag_are_refused() {
    for (values, part) in [
        (
            "image: registry.example/amf:4.2.1\n",
            "`registry.example/amf:4.2.1`",
        ),
        (
            "amf:\n  image:\n    repository: r.example/amf\n    tag: latest\n",
            "`r.example/amf:latest`",
        ),
        ("image: r.example/amf\nimageTag: x\n", "`r.example/amf:x`"),
    ] {
        failed(&genuine(tar(CHART, values)), GateCheck::Images, part);
    }
    let template = "spec:\n  containers:\n    - image: r.example/side:1\n";
    let package = genuine(tar(CHART, &pinned_image()).file("amf/templates/a.yaml", template));
    failed(&package, GateCheck::Images, "`r.example/side:1`");
    let made = "image: {{ .Values.x }}\n";
    let package = genuine(tar(CHART, "replicas: 2\n").file("amf/templates/a.yaml", made));
    ended(
        &package,
        GateCheck::Images,
        CheckState::NotDone,
        "put an image together",
    );
}

#[test]
fn sub_charts_are_told_with_their_origin() {
    let chart = format!(
        "{CHART}dependencies:\n- name: db\n  version: 1.0.0\n  repository: https://charts.example\n"
    );
    let bytes = gzip(&tar(&chart, &pinned_image()).end());
    let package = looked(&bytes, &prov_text(&chart, NAME, &bytes));
    ended(
        &package,
        GateCheck::Images,
        CheckState::NotDone,
        "`https://charts.example`",
    );
    let with = tar(&chart, &pinned_image()).file("amf/charts/db-1.0.0.tgz", gzip(b"x"));
    let bytes = gzip(&with.end());
    let package = looked(&bytes, &prov_text(&chart, NAME, &bytes));
    passed(&package, &[GateCheck::Images]);
    assert!(
        package
            .images
            .iter()
            .any(|image| image.name.contains("charts.example") && image.digest.is_some())
    );
}

#[test]
fn odd_archives_are_refused() {
    let base = || tar(CHART, &pinned_image());
    failed(
        &genuine(base().file("other/x", "")),
        GateCheck::OneManifest,
        "a chart is one folder",
    );
    failed(
        &genuine(base().file("amf/values.yaml", "")),
        GateCheck::Archive,
        "twice",
    );
    failed(
        &genuine(base().file("amf/VALUES.yaml", "")),
        GateCheck::Archive,
        "only in case",
    );
    failed(
        &genuine(base().entry("amf/l", b'2', "values.yaml", b"")),
        GateCheck::Archive,
        "no links",
    );
    failed(
        &genuine(base().pax(&[("path", "amf/y")]).file("amf/x", "")),
        GateCheck::Archive,
        "renamed",
    );
    let twice = genuine(tar(&format!("{CHART}name: smf\n"), &pinned_image()));
    failed(&twice, GateCheck::OneManifest, "cannot be read");
    let other = genuine(tar(&CHART.replace("4.2.1", "4.3.0"), &pinned_image()));
    failed(&other, GateCheck::Identity, "would be `amf-4.3.0.tgz`");
    let bomb = gzip(&base().file("amf/zeros", vec![0; 8 << 20]).end());
    failed(
        &looked(&bomb, &prov_text(CHART, NAME, &bomb)),
        GateCheck::Archive,
        "as bombs do",
    );
    let tail = [gzip(&base().end()), gzip(b"more")].concat();
    failed(
        &looked(&tail, &prov_text(CHART, NAME, &tail)),
        GateCheck::Archive,
        "after the end of the gzip",
    );
}

proptest! {
    #[test]
    fn arbitrary_texts_do_no_harm(text in "[a-z:\\-{}@. \\n#'\"]{0,200}") {
        let _ = prov::read(&text);
        let _ = prov::read(&format!("{text}\n...\nfiles:\n {text}"));
        let mut found = Vec::new();
        images::in_template(&text, "x", &mut found);
        if let Ok(values) = yaml::read(text.as_bytes()) {
            images::in_values(&values, "x", &mut found);
        }
    }
}
