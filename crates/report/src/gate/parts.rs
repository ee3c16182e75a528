//! How lists of parts differ, and how good one is, for the record.

use keyholder_boms::{Changed, Comparison};
use keyholder_gate::{Asked, Judgement, asks_for_a_look};
use keyholder_supply::bom::BomComponent;

use super::wire;

/// Differences that are told one by one.
const DIFFERENCES_MAX: usize = 1_000;

/// How the lists differ.
pub(super) fn parts(asked: &Asked<'_>, judged: &Judgement) -> Option<wire::Parts> {
    let comparison = judged.comparison.as_ref()?;
    let before = asked.bom_before?;
    let after = asked.bom_after.ok()?;
    let seen = judged.seen.parts;
    let new = comparison
        .new_suppliers
        .iter()
        .map(|supplier| supplier.name.clone());
    Some(wire::Parts {
        before: before.path.clone(),
        after: after.path.clone(),
        parts_before: comparison.before as u64,
        parts_after: comparison.after as u64,
        kept: comparison.kept as u64,
        added: seen.added,
        removed: seen.removed,
        upgraded: seen.upgraded,
        downgraded: seen.downgraded,
        changed: seen.changed,
        renamed: seen.renamed,
        new_suppliers: new.collect(),
        differences: differences(comparison),
    })
}

fn name(part: &BomComponent) -> String {
    let supplier = part
        .supplier
        .as_ref()
        .map(|who| format!(" of {who}"))
        .unwrap_or_default();
    match part.version.is_empty() {
        true => format!("`{}`{supplier}", part.name),
        false => format!("`{}` {}{supplier}", part.name, part.version),
    }
}

/// What asks for a look comes first.
fn differences(comparison: &Comparison) -> Vec<wire::Difference> {
    let (grave, light): (Vec<&Changed>, Vec<&Changed>) = comparison
        .changed
        .iter()
        .partition(|changed| asks_for_a_look(changed));
    let one = |kind: &str, what: String| wire::Difference {
        kind: kind.to_owned(),
        what,
    };
    let changed = |changed: &&Changed| {
        let kinds: Vec<&str> = changed.differences.iter().map(|d| d.word()).collect();
        one(
            &kinds.join(", "),
            format!("{} → {}", name(&changed.before), name(&changed.after)),
        )
    };
    let mut all: Vec<wire::Difference> = grave.iter().map(changed).collect();
    all.extend(comparison.added.iter().map(|part| one("added", name(part))));
    all.extend(
        comparison
            .removed
            .iter()
            .map(|part| one("removed", name(part))),
    );
    all.extend(light.iter().map(changed));
    all.truncate(DIFFERENCES_MAX);
    all
}

/// What the list says of what it must say.
pub(super) fn quality(judged: &Judgement) -> Vec<wire::Quality> {
    let graded = judged.quality.iter();
    graded
        .flat_map(|quality| {
            let ntia = quality
                .ntia
                .iter()
                .map(|(element, share)| (element.word(), *share));
            let telco = quality
                .telco
                .iter()
                .map(|(item, share)| (item.word(), *share));
            ntia.map(|(word, share)| (format!("NTIA: {word}"), share))
                .chain(telco.map(|(word, share)| (format!("OpenChain Telco: {word}"), share)))
                .collect::<Vec<_>>()
        })
        .map(|(element, share)| wire::Quality {
            element,
            have: share.have as u64,
            of: share.of as u64,
        })
        .collect()
}
