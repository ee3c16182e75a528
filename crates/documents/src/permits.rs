//! `catalogue/gate/permits.toml`: rules of law that make an update a legal event.

use std::collections::BTreeSet;

use jiff::civil::Date;
use keyholder_supply::function::FunctionClass;
use keyholder_supply::gate::{LegalEvent, PermitRule};
use toml_edit::{DocumentMut, Item, Table};

/// The rules, and the countries that were looked at.
///
/// # Errors
/// The first fault; the file is ours, and a test reads it.
pub fn permits(text: &str) -> Result<(BTreeSet<String>, Vec<PermitRule>), String> {
    let root: DocumentMut = text.parse().map_err(|e| format!("permits.toml: {e}"))?;
    let countries = root.get("countries").and_then(Item::as_array);
    let countries = countries.ok_or("permits.toml: no `countries`")?;
    let countries = countries
        .iter()
        .filter_map(|c| c.as_str().map(str::to_owned));
    let countries: BTreeSet<String> = countries.collect();
    let blocks = root.get("rule").and_then(Item::as_array_of_tables);
    let rules: Result<Vec<PermitRule>, String> = blocks
        .into_iter()
        .flatten()
        .map(|block| rule(block, &countries))
        .collect();
    Ok((countries, rules?))
}

fn rule(block: &Table, countries: &BTreeSet<String>) -> Result<PermitRule, String> {
    let fault = |what: &str| format!("permits.toml: {what} in {block}");
    let some = |key: &str| block.get(key).and_then(Item::as_str).map(str::to_owned);
    let need = |key: &str| some(key).ok_or_else(|| fault(&format!("no `{key}`")));
    let day = |key: &str| -> Result<Option<Date>, String> {
        let written = block
            .get(key)
            .map(|item| item.as_datetime().map(ToString::to_string));
        match written {
            None => Ok(None),
            Some(day) => {
                let day = day.and_then(|day| day.parse().ok());
                day.map(Some)
                    .ok_or_else(|| fault(&format!("no day in `{key}`")))
            }
        }
    };
    let mut classes = Vec::new();
    for word in block
        .get("classes")
        .and_then(Item::as_array)
        .into_iter()
        .flatten()
    {
        let class = word.as_str().and_then(FunctionClass::from_word);
        classes.push(class.ok_or_else(|| fault("no such class"))?);
    }
    let country = need("country")?;
    if !countries.contains(&country) {
        return Err(fault("a country that is not under `countries`"));
    }
    let event = LegalEvent::from_word(&need("event")?);
    Ok(PermitRule {
        id: need("id")?,
        country,
        title: need("title")?,
        asks: need("asks")?,
        event: event.ok_or_else(|| fault("no such event"))?,
        classes,
        new_component_only: block.get("new_component_only").and_then(Item::as_bool) == Some(true),
        from: day("from")?,
        until: day("until")?,
        source: need("source")?,
        checked: block.get("checked").and_then(Item::as_bool) == Some(true),
    })
}
