//! Helm charts: the archive, its provenance file, the images that it names, and the charts that it takes in.

mod images;
mod prov;

use std::io::Result;

use keyholder_signatures::Digests;
use keyholder_supply::gate::{Answer, CheckState, GateCheck, Said};

use crate::answers::{Answers, Faults, shown};
use crate::archive::{self, NOTHING, Opened, Shape};
use crate::contents::Plan;
use crate::format::Format;
use crate::made::{self, Parts};
use crate::package::{ClaimKind, Image, Package};
use crate::signed::{self, PURPOSE, Signed};
use crate::source::Given;
use crate::sums::{Asked, hex};
use crate::tar::{Links, Rules};
use crate::yaml::{self, Node};

/// Looks at a Helm chart.
///
/// # Errors
/// When the system refuses.
pub(crate) fn examine_helm(given: &Given<'_>) -> Result<Package> {
    let rules = Rules {
        links: Links::No,
        twins: false,
    };
    let plan = Plan {
        asked: &|_| Asked::default(),
        keep: &wanted,
        strict: None,
    };
    let (digests, mut opened) = archive::open(given, Shape::Tar, rules, &plan, NOTHING)?;
    let mut parts = Parts::default();
    let mut signed = signed::beside(given, &digests, &mut parts.answers)?;
    let chart = chart(&opened, &mut parts.answers);
    if let Some((top, chart)) = &chart {
        identity(given, top, chart, &mut parts);
        images_and_charts(&opened, top, chart, &mut parts);
    }
    let metadata = chart.as_ref().map(|(_, chart)| chart);
    provenance(given, &digests, metadata, &mut signed, &mut parts.answers);
    signed::conclude(
        &mut parts.answers,
        &signed,
        "all bytes of the chart's archive, by their digest",
    );
    parts.signers = signed.signers;
    opened.judge(&mut parts.answers);
    let unread = Said::new("there is no `Chart.yaml` that can be read");
    parts
        .answers
        .otherwise(&[GateCheck::Identity, GateCheck::Images], &unread);
    let none = Said::new("a chart lists no files of its own, and signs none of them alone");
    parts.answers.otherwise(
        &[GateCheck::ListedFiles, GateCheck::ArtifactSignatures],
        &none,
    );
    Ok(made::package(
        given,
        Format::Helm,
        digests,
        opened.found,
        parts,
    ))
}

/// Files that are read as documents.
fn wanted(path: &str) -> bool {
    let mut parts = path.split('/');
    let (_, Some(second)) = (parts.next(), parts.next()) else {
        return false;
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    !path.contains('!')
        && (matches!(second, "Chart.yaml" | "values.yaml" | "requirements.yaml")
            || second == "templates"
            || name == "Chart.yaml")
}

/// The top folder and metadata of the chart.
fn chart(opened: &Opened, answers: &mut Answers) -> Option<(String, Node)> {
    let mut faults = Faults::new();
    let mut tops: Vec<&str> = opened
        .paths()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    tops.sort_unstable();
    tops.dedup();
    let [top] = tops.as_slice() else {
        let said = Said::new(format!(
            "there are {} files and folders at the top, and a chart is one folder",
            tops.len()
        ));
        answers.failed(
            GateCheck::OneManifest,
            said.remedy("pack the chart with `helm package`"),
        );
        return None;
    };
    let place = format!("{top}/Chart.yaml");
    let read = match opened.found.kept.get(&place) {
        None => Err("it is not there".to_owned()),
        Some(bytes) => yaml::read(bytes),
    };
    let chart = match read {
        Ok(chart) => chart,
        Err(why) => {
            let said = Said::new(format!("`Chart.yaml` cannot be read: {why}")).at(shown(&place));
            answers.failed(
                GateCheck::OneManifest,
                said.remedy("ask the supplier for a chart that `helm lint` accepts"),
            );
            return None;
        }
    };
    for key in ["name", "version"] {
        if chart.text_of(key).is_none() {
            faults.push(Said::new(format!("`Chart.yaml` states no `{key}`")).at(shown(&place)));
        }
    }
    let name = chart.text_of("name").unwrap_or_default().to_owned();
    if !name.is_empty() && name != *top {
        faults.push(
            Said::new(format!(
                "the chart `{}` lies in the folder `{}`",
                shown(&name),
                shown(top)
            ))
            .at(shown(&place)),
        );
    }
    let top = (*top).to_owned();
    answers.judge(
        GateCheck::OneManifest,
        faults,
        "one `Chart.yaml`, in the one folder at the top",
    );
    Some((top, chart))
}

fn identity(given: &Given<'_>, top: &str, chart: &Node, parts: &mut Parts) {
    let place = format!("{top}/Chart.yaml");
    let word = |key: &str| chart.text_of(key).map(str::to_owned);
    let (name, version) = (word("name"), word("version"));
    parts.claim(ClaimKind::Product, name.as_deref(), &place);
    parts.claim(ClaimKind::Version, version.as_deref(), &place);
    let mut words = format!(
        "chart `{}` `{}`",
        shown(name.as_deref().unwrap_or_default()),
        shown(version.as_deref().unwrap_or_default())
    );
    if let Some(app) = word("appVersion") {
        words.push_str(&format!(", of the application `{}`", shown(&app)));
    }
    let mut faults = Faults::new();
    if let (Some(name), Some(version)) = (name, version) {
        let expected = format!("{name}-{version}.tgz");
        // Registries write `_` for the `+` of versions.
        if given.name != expected && given.name != expected.replace('+', "_") {
            faults.push(
                Said::new(format!(
                    "the file is called `{}`, and the chart in it would be `{}`",
                    shown(given.name),
                    shown(&expected)
                ))
                .at(shown(&place))
                .remedy("fetch the chart under its own name"),
            );
        }
    }
    parts.answers.judge(GateCheck::Identity, faults, words);
}

fn images_and_charts(opened: &Opened, top: &str, chart: &Node, parts: &mut Parts) {
    let mut images = Vec::new();
    let mut made = 0;
    let mut unread = Faults::new();
    for (path, bytes) in &opened.found.kept {
        let text = String::from_utf8_lossy(bytes);
        if path.contains("/templates/") {
            made += images::in_template(&text, path, &mut images);
        } else if path.ends_with("/values.yaml") {
            match yaml::read(bytes) {
                Ok(values) => images::in_values(&values, path, &mut images),
                Err(why) => unread
                    .push(Said::new(format!("the values cannot be read: {why}")).at(shown(path))),
            }
        }
    }
    let charts = charts(opened, top, chart, &mut unread);
    let mut moved = Faults::new();
    for image in images.iter().filter(|image| image.digest.is_none()) {
        moved.push(
            Said::new(format!(
                "the image `{}` is named by a tag, which may mean other bytes tomorrow",
                shown(&image.name)
            ))
            .at(shown(&image.place))
            .remedy("ask for a chart that names it by digest, or set the digest in your values"),
        );
    }
    let answers = &mut parts.answers;
    if !moved.is_empty() {
        answers.judge(GateCheck::Images, moved, "");
    } else if images.is_empty() && made > 0 {
        let said = Said::new(format!(
            "{made} lines of templates put an image together from values that name none"
        ));
        answers.not_done(
            GateCheck::Images,
            said.remedy("give the values with which it is installed"),
        );
    } else {
        let words = format!(
            "{} images are named, each by its digest; their bytes are not in the chart",
            images.len()
        );
        answers.passed(GateCheck::Images, words);
    }
    if !unread.is_empty() {
        let said = unread.said();
        answers.set(Answer {
            check: GateCheck::Images,
            state: CheckState::NotDone,
            said,
        });
    }
    images.extend(charts);
    parts.images = images;
}

/// Charts that this one takes in, with where they come from.
fn charts(opened: &Opened, top: &str, chart: &Node, unread: &mut Faults) -> Vec<Image> {
    let mut charts = Vec::new();
    let old = opened.found.kept.get(&format!("{top}/requirements.yaml"));
    let old = old.and_then(|bytes| yaml::read(bytes).ok());
    let lists = [
        chart.get("dependencies"),
        old.as_ref().and_then(|old| old.get("dependencies")),
    ];
    let listed = lists.into_iter().flatten().flat_map(Node::items);
    for dependency in listed.take(500) {
        let word = |key: &str| dependency.text_of(key).unwrap_or_default().to_owned();
        let (name, version, from) = (word("name"), word("version"), word("repository"));
        let prefix = format!("{top}/charts/{name}-");
        let packed = opened
            .paths()
            .find(|path| path.starts_with(&prefix) && path.ends_with(".tgz"));
        let digest = packed
            .and_then(|path| opened.sha256(path))
            .map(|sha256| format!("sha256:{sha256}"));
        let unpacked = format!("{top}/charts/{name}/Chart.yaml");
        if digest.is_none() && !opened.paths().any(|path| path == unpacked) {
            unread.push(
                Said::new(format!(
                    "the chart `{}` is not in the package; it would come from `{}`",
                    shown(&name),
                    shown(&from)
                ))
                .at(format!("{}/Chart.yaml", shown(top)))
                .remedy("ask for a chart with its sub-charts inside"),
            );
        }
        charts.push(Image {
            name: format!("chart {name} {version} from {from}"),
            place: format!("{top}/Chart.yaml"),
            digest,
        });
    }
    charts
}

/// Holds the provenance file beside against the chart.
fn provenance(
    given: &Given<'_>,
    digests: &Digests,
    chart: Option<&Node>,
    signed: &mut Signed,
    answers: &mut Answers,
) {
    let mut provs = given
        .beside
        .iter()
        .filter(|beside| signed::ending_after(given.name, &beside.name) == Some("prov"));
    let Some(beside) = provs.next() else {
        return;
    };
    if provs.next().is_some() {
        answers.failed(
            GateCheck::OnePackage,
            Said::new("there are two provenance files beside the chart"),
        );
    }
    let place = shown(&beside.name);
    let found = keyholder_signatures::openpgp::verify_clearsigned(
        &beside.bytes,
        given.trust,
        PURPOSE,
        given.now,
    );
    signed.take(&beside.name, found.verified, answers);
    let Some(text) = found.text else {
        return;
    };
    let prov = match prov::read(&text) {
        Ok(prov) => prov,
        Err(why) => {
            let said = Said::new(format!("the provenance file cannot be read: {why}")).at(place);
            answers.failed(
                GateCheck::SignedBytes,
                said.remedy("ask the supplier for it anew"),
            );
            return;
        }
    };
    let ours = format!("sha256:{}", hex(&digests.sha256));
    let mut faults = Faults::new();
    match prov.files.iter().find(|(name, _)| name == given.name) {
        None => {
            let names: Vec<String> = prov
                .files
                .iter()
                .take(5)
                .map(|(name, _)| format!("`{}`", shown(name)))
                .collect();
            faults.push(
                Said::new(format!(
                    "the provenance file is for {}, not for `{}`",
                    names.join(", "),
                    shown(given.name)
                ))
                .at(place.clone())
                .remedy("fetch the provenance file of this chart"),
            );
        }
        Some((_, digest)) if !digest.eq_ignore_ascii_case(&ours) => faults.push(
            Said::new(
                "the provenance file was made for another archive of this name: its digest differs",
            )
            .at(place.clone())
            .remedy("fetch the chart again, or ask the supplier which is right"),
        ),
        Some(_) => {}
    }
    if let Some(chart) = chart {
        for key in prov::differences(&prov.chart, chart) {
            let said = Said::new(format!(
                "`{}` in the provenance file differs from `Chart.yaml`",
                shown(&key)
            ));
            answers.failed(GateCheck::Identity, said.at(place.clone()));
        }
    }
    answers.judge(
        GateCheck::SignedBytes,
        faults,
        format!("`{place}` states the digest of the chart's archive"),
    );
}

#[cfg(test)]
mod tests;
