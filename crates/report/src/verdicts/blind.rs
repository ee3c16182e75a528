//! Verdicts without names, for who wants to judge the judging: suppliers, countries and documents by number.

use std::collections::BTreeMap;

use super::wire;

/// The same verdicts with every name hidden: of the project, of suppliers, countries, issuers, products and
/// documents. What is asked, and every number, stays. Numbers are handed out by how much a supplier has in
/// service, so that they tell nothing of names.
#[must_use]
pub fn blind(mut all: wire::Verdicts) -> wire::Verdicts {
    let mut size: BTreeMap<String, u64> = BTreeMap::new();
    for row in &all.suppliers {
        *size.entry(row.supplier.clone()).or_default() += row.elements;
    }
    let mut order: Vec<(u64, String)> = size.into_iter().map(|(id, n)| (n, id)).collect();
    order.sort_by_key(|(elements, _)| std::cmp::Reverse(*elements));
    let suppliers = numbered("Supplier", order.into_iter().map(|(_, id)| id));
    let countries = all.suppliers.iter().flat_map(|s| &s.countries).cloned();
    let countries = numbered("Country", countries);
    let items = numbered("item", all.evidence.iter().map(|e| e.id.clone()));
    let name = |names: &BTreeMap<String, String>, id: &String| {
        names.get(id).cloned().unwrap_or_else(|| "?".to_owned())
    };
    for row in &mut all.suppliers {
        row.supplier = name(&suppliers, &row.supplier);
        row.name = row.supplier.clone();
        row.countries
            .iter_mut()
            .for_each(|c| *c = name(&countries, c));
        row.countries.sort();
        row.held
            .iter_mut()
            .for_each(|h| h.evidence = name(&items, &h.evidence));
    }
    for judgement in &mut all.judgements {
        judgement
            .loss
            .iter_mut()
            .for_each(|id| *id = name(&items, id));
    }
    for item in &mut all.evidence {
        item.id = name(&items, &item.id);
        let kind = item.subject.split(':').next().unwrap_or_default();
        item.subject = kind.to_owned();
        item.claim = "hidden".to_owned();
        item.stated = "hidden".to_owned();
        (item.issuer, item.document, item.sha256, item.place) = (None, None, None, None);
        item.replies.clear();
    }
    for gap in &mut all.gaps {
        gap.suppliers
            .iter_mut()
            .for_each(|s| *s = name(&suppliers, s));
        gap.suppliers.sort();
    }
    all.suppliers
        .sort_by(|a, b| (&a.supplier, &a.class).cmp(&(&b.supplier, &b.class)));
    all.evidence.sort_by(|a, b| a.id.cmp(&b.id));
    all.project.name = "hidden".to_owned();
    all.inputs.clear();
    all.blind = true;
    all
}

/// A number for each name, in the order of first appearance; as wide as the widest, so that they sort.
fn numbered(word: &str, names: impl Iterator<Item = String>) -> BTreeMap<String, String> {
    let mut all: Vec<String> = Vec::new();
    let mut seen = BTreeMap::new();
    for name in names {
        seen.entry(name.clone()).or_insert_with(|| {
            all.push(name);
            all.len()
        });
    }
    let width = all.len().to_string().len();
    let numbers = seen.into_iter();
    numbers
        .map(|(name, n)| (name, format!("{word} {n:0width$}")))
        .collect()
}
