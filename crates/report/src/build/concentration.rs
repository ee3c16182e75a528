//! How concentrated each function class is: shares and the Herfindahl-Hirschman index, as an interval.
//!
//! An element counts for the supplier of the topmost layer that is stated (application, platform, firmware,
//! hardware), and for the set of countries that surely control that supplier. The index is the sum of squared
//! percentage shares, 0 to 10 000; elements of which it is not known make an interval: each belongs to somebody
//! else, or all belong to the largest.

use std::collections::BTreeMap;

use keyholder_reach::{Assessment, ScopeKind};
use keyholder_supply::{Class, Layer, Network, PartyId};

use crate::wire;

pub(crate) fn concentration(net: &Network, results: &Assessment) -> Vec<wire::Concentration> {
    let mut all = Vec::new();
    for scope in &results.scopes {
        if !matches!(scope.kind, ScopeKind::Network | ScopeKind::Class(_)) {
            continue;
        }
        let id = super::scope_id(net, scope.kind);
        all.push(tally(net, scope.kind, &id, "supplier", |party| {
            Some(net.parties[party.index()].name.clone())
        }));
        all.push(tally(
            net,
            scope.kind,
            &id,
            "controlling-country",
            |party| {
                let codes: Vec<&str> = results.countries[party.index()]
                    .iter()
                    .map(|c| net.countries[c.index()].code.as_str())
                    .collect();
                (!codes.is_empty()).then(|| codes.join(" + "))
            },
        ));
    }
    all
}

fn tally(
    net: &Network,
    kind: ScopeKind,
    id: &str,
    by: &str,
    name_of: impl Fn(PartyId) -> Option<String>,
) -> wire::Concentration {
    let inside = |class: &&Class| match kind {
        ScopeKind::Class(wanted) => class
            .function
            .is_some_and(|f| net.functions[f.index()].class == wanted),
        _ => true,
    };
    let mut shares: BTreeMap<String, u64> = BTreeMap::new();
    let (mut unknown, mut of) = (0, 0);
    for class in net.classes.iter().filter(inside) {
        let count = class.size;
        of += count;
        match supplier(net, class).and_then(&name_of) {
            Some(name) => *shares.entry(name).or_default() += count,
            None => unknown += count,
        }
    }
    let mut shares: Vec<wire::ConcentrationShare> = shares
        .into_iter()
        .map(|(name, elements)| wire::ConcentrationShare { name, elements })
        .collect();
    shares.sort_by(|a, b| {
        b.elements
            .cmp(&a.elements)
            .then_with(|| a.name.cmp(&b.name))
    });
    let counts: Vec<u64> = shares.iter().map(|s| s.elements).collect();
    let (hhi_low, hhi_high) = hhi(&counts, unknown, of);
    wire::Concentration {
        scope: id.to_owned(),
        by: by.to_owned(),
        shares,
        unknown,
        of,
        hhi_low,
        hhi_high,
    }
}

/// The supplier of the topmost layer that is stated.
fn supplier(net: &Network, class: &Class) -> Option<PartyId> {
    let top = Layer::ALL
        .iter()
        .rev()
        .map(|l| &class.layers[*l as usize])
        .find(|l| !l.releases.is_empty() || l.unknown.is_some())?;
    let release = top.releases.first()?;
    net.components[net.releases[release.index()].component.index()].supplier
}

/// Sum of squared shares in parts per ten thousand: every unknown element somebody else's; all the largest's.
fn hhi(counts: &[u64], unknown: u64, of: u64) -> (u64, u64) {
    if of == 0 {
        return (0, 0);
    }
    let square = |n: u64| u128::from(n) * u128::from(n);
    let scaled =
        |sum: u128| u64::try_from((sum * 10_000 + square(of) / 2) / square(of)).unwrap_or(u64::MAX);
    let known: u128 = counts.iter().map(|n| square(*n)).sum();
    let largest = counts.iter().copied().max().unwrap_or(0);
    (
        scaled(known + u128::from(unknown)),
        scaled(known - square(largest) + square(largest + unknown)),
    )
}

#[cfg(test)]
mod tests {
    use super::hhi;

    #[test]
    fn index_of_known_markets() {
        assert_eq!(hhi(&[1], 0, 1), (10_000, 10_000));
        assert_eq!(hhi(&[50, 50], 0, 100), (5_000, 5_000));
        // The example of the US merger guidelines: 30, 30, 20, 20 gives 2 600.
        assert_eq!(hhi(&[30, 30, 20, 20], 0, 100), (2_600, 2_600));
        // 60 known, 40 unknown: between 3 600 + 40 ones and everything in one hand.
        assert_eq!(hhi(&[60], 40, 100), (3_640, 10_000));
        assert_eq!(hhi(&[], 0, 0), (0, 0));
    }
}
