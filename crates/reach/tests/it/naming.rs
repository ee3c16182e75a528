//! Claims in words that do not depend on the order of the input, and facts in short.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use keyholder_supply::facts::{Facts, Holder, KeyholderFact, Slot};
use keyholder_supply::{ElementId, Network, PoolId};
use keyholder_witness::Claim;

use crate::edits::Kind;

/// The elements of each pool.
pub(crate) fn pool_elements(net: &Network) -> Vec<Vec<ElementId>> {
    let mut place_of: BTreeMap<PoolId, usize> = BTreeMap::new();
    for (n, place) in net.places.iter().enumerate() {
        place_of.extend(place.pools.iter().map(|p| (*p, n)));
    }
    let elements = || (0..net.elements.len()).map(ElementId::from);
    let of = |n: usize| -> Vec<ElementId> {
        let id = PoolId::from(n);
        let pool = &net.pools[n];
        if pool.stated {
            return elements()
                .filter(|e| net.elements[e.index()].pool == Some(id))
                .collect();
        }
        let local = |element: &keyholder_supply::Element| {
            use keyholder_supply::function::FunctionClass as C;
            let class = net.functions[pool.function.index()].class;
            if matches!(class, C::Access | C::Transport) {
                element.place
            } else {
                None
            }
        };
        let place = match pool.serves_unknown {
            Some(_) => None,
            None => place_of.get(&id).map(|n| (*n).into()),
        };
        let fits = |e: &ElementId| {
            let e = &net.elements[e.index()];
            e.pool.is_none()
                && e.function == Some(pool.function)
                && e.operator == pool.operator
                && local(e) == place
        };
        elements().filter(fits).collect()
    };
    (0..net.pools.len()).map(of).collect()
}

/// Claims as words: what, and about what. Classes become their elements.
pub(crate) type Words = BTreeSet<(&'static str, String)>;

/// Says claims in words, with names put through `to`.
pub(crate) fn words<'a>(
    net: &Network,
    claims: impl IntoIterator<Item = &'a Claim>,
    to: &dyn Fn(Kind, &str) -> String,
) -> Words {
    let pools = pool_elements(net);
    let element = |e: &ElementId| to(Kind::Element, &net.elements[e.index()].id);
    let release = |r: keyholder_supply::ReleaseId| {
        let release = &net.releases[r.index()];
        let component = &net.components[release.component.index()];
        format!("{}@{}", to(Kind::Component, &component.id), release.version)
    };
    let mut all = Words::new();
    for claim in claims {
        let (verb, what) = match *claim {
            Claim::Controls(p) => ("controls", to(Kind::Party, &net.parties[p.index()].id)),
            Claim::Uses(r) => ("uses", to(Kind::Route, &net.routes[r.index()].id)),
            Claim::Changes(r) => ("changes", release(r)),
            Claim::ChangesUnstaged(r) => ("changes unstaged", release(r)),
            Claim::Alters(c) => {
                let members = &net.classes[c.index()].members;
                all.extend(members.iter().map(|e| ("alters", element(e))));
                continue;
            }
            Claim::Breaks(q) if net.pools[q.index()].stated => {
                ("breaks", to(Kind::Pool, &net.pools[q.index()].id))
            }
            Claim::Breaks(q) => {
                let names: BTreeSet<String> = pools[q.index()].iter().map(element).collect();
                ("breaks", names.into_iter().collect::<Vec<_>>().join("+"))
            }
            Claim::Sees(l) => ("sees", to(Kind::Place, &net.places[l.index()].id)),
            Claim::Stops(l) => ("stops", to(Kind::Place, &net.places[l.index()].id)),
        };
        all.insert((verb, what));
    }
    all
}

/// Says claims in words under their own names.
pub(crate) fn plain<'a>(net: &Network, claims: impl IntoIterator<Item = &'a Claim>) -> Words {
    words(net, claims, &|_, name| name.to_owned())
}

/// Facts in short, one line each.
pub(crate) fn write_facts(f: &mut fmt::Formatter<'_>, facts: &Facts) -> fmt::Result {
    let holder = |h: &Holder| match h {
        Holder::Party(n) | Holder::Country(n) => n.text.clone(),
    };
    let maybe = |n: &Option<keyholder_supply::facts::Name>| {
        n.as_ref().map_or("?".to_owned(), |n| n.text.clone())
    };
    let list = |names: &[keyholder_supply::facts::Name]| {
        names
            .iter()
            .map(|n| n.text.clone())
            .collect::<Vec<_>>()
            .join(";")
    };
    let slot = |s: &Slot| match s {
        Slot::NotStated => "?".to_owned(),
        Slot::Nothing => "none".to_owned(),
        Slot::Names(names) => list(names),
    };
    let s = &facts.settings;
    writeln!(
        f,
        "\ncontrol above {:?} inclusive {}",
        s.control_threshold, s.control_threshold_inclusive
    )?;
    for p in &facts.parties {
        let owners = p.owners.iter().map(|o| {
            format!(
                "{} {}..{}",
                holder(&o.holder),
                o.share.low.0,
                o.share.high.0
            )
        });
        let control = p
            .controlled_by
            .iter()
            .map(|c| format!("{} contested {}", holder(&c.holder), c.contested));
        let presence = p.presence.iter().map(|p| p.country.text.clone());
        writeln!(
            f,
            "party {} {:?} seat {} managed {} owners {:?} dispersed {:?} control {:?} presence {:?}",
            p.id.text,
            p.kind,
            maybe(&p.seat),
            maybe(&p.managed_from),
            owners.collect::<Vec<_>>(),
            p.dispersed,
            control.collect::<Vec<_>>(),
            presence.collect::<Vec<_>>(),
        )?;
    }
    let keyholder = |k: &KeyholderFact| match k {
        KeyholderFact::Named(n) => n.text.clone(),
        KeyholderFact::Unknown(_) => "?".to_owned(),
    };
    let mut routes: Vec<_> = facts.access_routes.iter().map(|r| ("access", r)).collect();
    for c in &facts.components {
        let stated = c.routes.is_some();
        writeln!(
            f,
            "component {} {:?} auto {:?} routes stated {stated} purl {}",
            c.id.text,
            c.kind,
            c.auto_sign,
            maybe(&c.purl)
        )?;
        for r in &c.releases {
            writeln!(
                f,
                "  release {} bom {:?} contains {}",
                r.version.text,
                r.bom,
                list(&r.contains)
            )?;
        }
        routes.extend(c.routes.iter().flatten().map(|r| (c.id.text.as_str(), r)));
    }
    for (of, r) in routes {
        let keys = r
            .keyholders
            .as_ref()
            .map(|l| l.iter().map(keyholder).collect::<Vec<_>>());
        let guards = r
            .safeguards
            .iter()
            .flatten()
            .map(|g| format!("{} {}", g.kind.word(), maybe(&g.party)));
        writeln!(
            f,
            "route {} of {of} {} keys {keys:?} threshold {:?} safeguards stated {} {:?} leads to {}{}{}{}{}",
            r.id.text,
            r.kind.word(),
            r.threshold,
            r.safeguards.is_some(),
            guards.collect::<Vec<_>>(),
            list(&r.leads_to.elements),
            list(&r.leads_to.functions),
            list(&r.leads_to.operators),
            list(&r.leads_to.components),
            list(&r.leads_to.places),
        )?;
    }
    for e in &facts.elements {
        let layers = e.layers.iter().map(slot).collect::<Vec<_>>();
        writeln!(
            f,
            "element {} {} of {} at {} pool {} host {} manager {} layers {layers:?} wave {:?}",
            e.id.text,
            maybe(&e.function),
            maybe(&e.operator),
            maybe(&e.place),
            maybe(&e.pool),
            slot(&e.host),
            slot(&e.manager),
            e.wave,
        )?;
    }
    for p in &facts.pools {
        writeln!(
            f,
            "pool {} {} of {} needed {:?} serves {}",
            p.id.text,
            maybe(&p.function),
            maybe(&p.operator),
            p.needed,
            list(&p.serves)
        )?;
    }
    for p in &facts.places {
        writeln!(
            f,
            "place {} of {} region {}",
            p.id.text,
            maybe(&p.operator),
            maybe(&p.region)
        )?;
    }
    for g in &facts.groups {
        writeln!(
            f,
            "group {} {:?}",
            g.id.text,
            g.members.iter().map(holder).collect::<Vec<_>>()
        )?;
    }
    for p in &facts.publishers {
        writeln!(f, "publisher {} {}", p.prefix.text, maybe(&p.party))?;
    }
    for d in &facts.boms {
        let parts = d
            .bom
            .components
            .iter()
            .map(|c| format!("{:?}@{}", c.purl, c.version));
        writeln!(
            f,
            "document {} complete {:?} {:?}",
            d.path,
            d.bom.complete,
            parts.collect::<Vec<_>>()
        )?;
    }
    Ok(())
}
