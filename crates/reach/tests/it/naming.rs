//! Claims in words that do not depend on the order of the input, and facts in short.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::{ElementId, Network, PoolId};
use keyholder_witness::Claim;

use crate::edits::Kind;

/// The elements of each pool.
fn pool_elements(net: &Network) -> Vec<Vec<ElementId>> {
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
