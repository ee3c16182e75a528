//! Facts in short, a line each, for the smallest case against a property.

use std::fmt::{Formatter, Result};

use keyholder_supply::facts::{Facts, Holder, KeyholderFact, Name, PartyFact, RouteFact, Slot};

fn maybe(name: Option<&Name>) -> &str {
    name.map_or("?", |n| n.text.as_str())
}

fn list(names: &[Name]) -> String {
    names
        .iter()
        .map(|n| n.text.as_str())
        .collect::<Vec<_>>()
        .join(";")
}

fn holder(holder: &Holder) -> &str {
    match holder {
        Holder::Party(name) | Holder::Country(name) => &name.text,
    }
}

fn slot(slot: &Slot) -> String {
    match slot {
        Slot::NotStated => "?".to_owned(),
        Slot::Nothing => "none".to_owned(),
        Slot::Names(names) => list(names),
    }
}

/// Writes facts in short.
pub(crate) fn write(f: &mut Formatter<'_>, facts: &Facts) -> Result {
    let (line, inclusive) = (
        facts.settings.control_threshold.percent(),
        facts.settings.control_threshold_inclusive,
    );
    writeln!(f, "\ncontrol above {line} % (inclusive: {inclusive})")?;
    facts.parties.iter().try_for_each(|p| write_party(f, p))?;
    write_components(f, facts)?;
    write_network(f, facts)?;
    for group in &facts.groups {
        let members: Vec<&str> = group.members.iter().map(holder).collect();
        writeln!(f, "group {} {members:?}", group.id.text)?;
    }
    Ok(())
}

fn write_party(f: &mut Formatter<'_>, party: &PartyFact) -> Result {
    let (seat, managed) = (
        maybe(party.seat.as_ref()),
        maybe(party.managed_from.as_ref()),
    );
    write!(
        f,
        "party {} {:?} seat {seat} managed from {managed}",
        party.id.text, party.kind
    )?;
    for owner in &party.owners {
        let (low, high) = (owner.share.low.percent(), owner.share.high.percent());
        write!(f, "; {} holds {low}..{high}", holder(&owner.holder))?;
    }
    if let Some(dispersed) = party.dispersed {
        write!(f, "; dispersed {}", dispersed.percent())?;
    }
    for control in &party.controlled_by {
        let contested = if control.contested {
            " (contested)"
        } else {
            ""
        };
        write!(f, "; under {}{contested}", holder(&control.holder))?;
    }
    for presence in &party.presence {
        write!(f, "; present in {}", presence.country.text)?;
    }
    writeln!(f)
}

fn write_components(f: &mut Formatter<'_>, facts: &Facts) -> Result {
    for component in &facts.components {
        let (id, purl) = (&component.id.text, maybe(component.purl.as_ref()));
        writeln!(
            f,
            "component {id} {:?} {purl} auto-sign {:?}",
            component.kind, component.auto_sign
        )?;
        for release in &component.releases {
            let (version, inside) = (&release.version.text, list(&release.contains));
            let bom = match &release.bom {
                keyholder_supply::facts::BomFact::Files(names) => list(names),
                other => format!("{other:?}"),
            };
            writeln!(f, "  release {version} contains {inside} bom {bom}")?;
        }
        match &component.routes {
            None => writeln!(f, "  routes not stated")?,
            Some(routes) => routes.iter().try_for_each(|r| write_route(f, r))?,
        }
    }
    facts
        .access_routes
        .iter()
        .try_for_each(|r| write_route(f, r))?;
    for publisher in &facts.publishers {
        writeln!(
            f,
            "publisher {} {}",
            publisher.prefix.text,
            maybe(publisher.party.as_ref())
        )?;
    }
    for document in &facts.boms {
        write!(
            f,
            "document {} complete {:?}",
            document.path, document.bom.complete
        )?;
        for part in &document.bom.components {
            write!(
                f,
                "; {}@{}",
                part.purl.as_ref().unwrap_or(&part.name),
                part.version
            )?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn write_route(f: &mut Formatter<'_>, route: &RouteFact) -> Result {
    write!(f, "  route {} {} keys", route.id.text, route.kind.word())?;
    match &route.keyholders {
        None => write!(f, " not stated")?,
        Some(keyholders) => {
            for keyholder in keyholders {
                match keyholder {
                    KeyholderFact::Named(name) => write!(f, " {}", name.text)?,
                    KeyholderFact::Unknown(_) => write!(f, " ?")?,
                }
            }
        }
    }
    write!(f, " threshold {:?}", route.threshold)?;
    for safeguard in route.safeguards.iter().flatten() {
        write!(
            f,
            "; {} by {}",
            safeguard.kind.word(),
            maybe(safeguard.party.as_ref())
        )?;
    }
    if route.safeguards.is_none() {
        write!(f, "; safeguards not stated")?;
    }
    if !route.leads_to.is_empty() {
        let to = &route.leads_to;
        let lists = [
            &to.elements,
            &to.functions,
            &to.classes,
            &to.operators,
            &to.places,
            &to.components,
        ];
        let lists: Vec<String> = lists.iter().map(|names| list(names)).collect();
        write!(f, "; leads to {lists:?}")?;
    }
    writeln!(f)
}

fn write_network(f: &mut Formatter<'_>, facts: &Facts) -> Result {
    for element in &facts.elements {
        let [function, operator, place, pool] = [
            &element.function,
            &element.operator,
            &element.place,
            &element.pool,
        ]
        .map(|name| maybe(name.as_ref()));
        write!(
            f,
            "element {} {function} of {operator} at {place} pool {pool}",
            element.id.text
        )?;
        write!(
            f,
            " host {} manager {}",
            slot(&element.host),
            slot(&element.manager)
        )?;
        let layers: Vec<String> = element.layers.iter().map(slot).collect();
        writeln!(f, " layers {layers:?} wave {:?}", element.wave)?;
    }
    for pool in &facts.pools {
        let (function, operator) = (maybe(pool.function.as_ref()), maybe(pool.operator.as_ref()));
        write!(
            f,
            "pool {} {function} of {operator} needed {:?}",
            pool.id.text, pool.needed
        )?;
        writeln!(f, " serves {}", list(&pool.serves))?;
    }
    for place in &facts.places {
        let (operator, region) = (maybe(place.operator.as_ref()), maybe(place.region.as_ref()));
        writeln!(f, "place {} of {operator} region {region}", place.id.text)?;
    }
    Ok(())
}
