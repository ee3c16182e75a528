//! `yardstick.toml`: what is asked of suppliers, and when it is enough. The shipped yardstick has the same form.
//!
//! All or nothing: a yardstick with a part left out would measure something else.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, FileId, Limits, Parsed, Severity};
use keyholder_supply::Share;
use keyholder_supply::yardstick::{CriterionAxis, CriterionText, Wanted, Yardstick};

use super::block::Block;
use super::schema::YARDSTICK;
use crate::form::Form;
use crate::sink::Sink;

/// Reads a yardstick; none when anything is wrong with it.
#[must_use]
pub fn yardstick(file: FileId, text: &str, limits: &Limits) -> Parsed<Option<Yardstick>> {
    let mut parsed = super::read(file, text, limits, &YARDSTICK, |mut root, sink| {
        let read = whole(&mut root, sink);
        root.provenance(sink);
        root.finish();
        read
    });
    if parsed.diagnostics.count(Severity::Error) > 0 {
        parsed.value = None;
    }
    parsed
}

fn whole(root: &mut Block<'_>, sink: &mut Sink) -> Option<Yardstick> {
    let version = root.need("version", Form::Text, sink);
    let mut percent = |key: &'static str| {
        root.missing(key, sink);
        root.percent(key, sink)
    };
    let believed = [
        percent("self_declared_percent"),
        percent("third_party_percent"),
        percent("tested_percent"),
        percent("observed_percent"),
    ];
    let tolerance = percent("weight_tolerance_percent");
    let majority = [
        percent("majority_min_percent"),
        percent("majority_max_percent"),
    ];
    let acceptable = percent("acceptable_percent");
    root.missing("draws", sink);
    let draws = root.count("draws", sink);
    root.missing("seed", sink);
    let seed = root.count("seed", sink);
    let blocks = root.tables("criterion", sink);
    let mut criteria: Vec<CriterionText> = blocks
        .into_iter()
        .filter_map(|b| criterion(b, sink))
        .collect();
    criteria.sort_by(|a, b| (a.axis, &a.id).cmp(&(b.axis, &b.id)));
    let [self_declared, third_party, tested, observed] = believed;
    Some(Yardstick {
        version: version?.text,
        believed: [self_declared?, third_party?, tested?, observed?],
        weight_tolerance: tolerance?,
        majority: [majority[0]?, majority[1]?],
        acceptable: acceptable?,
        draws: draws?,
        seed: u64::from(seed?),
        criteria: distinct(criteria, root, sink)?,
    })
}

fn criterion(mut block: Block<'_>, sink: &mut Sink) -> Option<CriterionText> {
    let id = block.need("id", Form::Id, sink);
    let title = block.need("title", Form::Text, sink);
    let asks = block.need("asks", Form::Text, sink);
    block.missing("axis", sink);
    let axis = block.word("axis", CriterionAxis::ALL, CriterionAxis::word, sink);
    block.missing("weight", sink);
    let weight = block.count("weight", sink);
    let half_life_days = block.count("half_life_days", sink);
    let mut wanted = |profile, veto| Wanted {
        profile: block.percent(profile, sink).filter(|p| *p > Share::ZERO),
        veto: block.percent(veto, sink).filter(|p| *p > Share::ZERO),
    };
    let conditional = wanted("conditional_percent", "conditional_veto_percent");
    let trusted = wanted("trusted_percent", "trusted_veto_percent");
    let sources = block.names("sources", Form::Text, sink);
    block.finish();
    Some(CriterionText {
        id: id?.text,
        title: title?.text,
        asks: asks?.text,
        axis: axis?,
        weight: weight?,
        half_life_days,
        conditional,
        trusted,
        sources: sources.into_iter().map(|name| name.text).collect(),
    })
}

/// Ids once each, and at least one criterion.
fn distinct(
    criteria: Vec<CriterionText>,
    root: &Block<'_>,
    sink: &mut Sink,
) -> Option<Vec<CriterionText>> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for criterion in &criteria {
        *seen.entry(&criterion.id).or_default() += 1;
    }
    let twice: Vec<&str> = seen
        .iter()
        .filter(|(_, n)| **n > 1)
        .map(|(id, _)| *id)
        .collect();
    for id in &twice {
        let message = format!("criterion `{id}` is defined twice; the yardstick is not used");
        let fault = Diagnostic::new(Code::KH0301, root.span, message);
        sink.report(fault.help("remove one of the two, or rename it"));
    }
    (twice.is_empty() && !criteria.is_empty()).then_some(criteria)
}
