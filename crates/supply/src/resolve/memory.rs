//! What was resolved, kept for one who comes again.
//!
//! Grouping millions of elements takes longest, and most changes do not touch it. It reads the rows of elements, the
//! routes that lead to them, and what their names stand for. While all of that is the same, it gives the same.

use std::sync::Arc;

use keyholder_diag::{Code, Diagnostic};

use super::classes::{self, Grouped};
use super::{Context, elements};
use crate::facts::Facts;
use crate::{ElementId, Network, PartyId};

/// What was resolved last, and from what.
#[derive(Default)]
pub struct Memory(Option<Kept>);

struct Kept {
    /// Rows of elements, the routes that lead to them, and names that are asked for.
    facts: Facts,
    network: Arc<Network>,
    grouped: Arc<Told>,
}

/// What grouping gave, and what it said besides.
pub(super) struct Told {
    grouped: Grouped,
    diagnostics: Vec<Diagnostic>,
    used_parties: Vec<PartyId>,
    named: Vec<(String, ElementId)>,
    large_from: usize,
    access: Vec<Option<crate::RouteId>>,
}

impl std::ops::Deref for Told {
    type Target = Grouped;

    fn deref(&self) -> &Grouped {
        &self.grouped
    }
}

impl Memory {
    /// Elements in their classes: those of last time when nothing that they hang on is another.
    pub(super) fn grouped(&self, cx: &mut Context, facts: &Facts) -> Arc<Told> {
        if let Some(kept) = self.0.as_ref().filter(|kept| kept.holds(cx, facts)) {
            let told = &kept.grouped;
            told.diagnostics.iter().cloned().for_each(|d| cx.push(d));
            for party in &told.used_parties {
                cx.used_parties[party.index()] = true;
            }
            cx.network.named.clone_from(&told.named);
            cx.network.large_from = told.large_from;
            return Arc::clone(told);
        }
        let access = cx.access.clone();
        let (said, used) = (cx.diagnostics.len(), cx.used_parties.clone());
        cx.used_parties.fill(false);
        let shells = elements::resolve(cx, facts);
        let grouped = classes::group(shells, &cx.network.functions);
        let used_here = (0..used.len()).filter(|n| cx.used_parties[*n]);
        let told = Told {
            grouped,
            diagnostics: cx.diagnostics.iter().skip(said).cloned().collect(),
            used_parties: used_here.map(PartyId::from).collect(),
            named: cx.network.named.clone(),
            large_from: cx.network.large_from,
            access,
        };
        for (now, before) in cx.used_parties.iter_mut().zip(used) {
            *now |= before;
        }
        Arc::new(told)
    }

    /// Keeps what was resolved.
    pub(super) fn keep(&mut self, facts: Facts, network: Arc<Network>, grouped: Arc<Told>) {
        self.0 = Some(Kept {
            facts: Facts {
                asked: facts.asked,
                elements: facts.elements,
                large: facts.large,
                access_routes: facts.access_routes,
                ..Facts::default()
            },
            network,
            grouped,
        });
    }
}

impl Kept {
    fn holds(&self, cx: &Context, facts: &Facts) -> bool {
        self.same_rows(facts)
            && self.grouped.access == cx.access
            && self.same_names(&cx.network)
            && self.same_releases(&cx.network, facts)
    }

    fn same_rows(&self, facts: &Facts) -> bool {
        let old = &self.facts;
        let large = match (&old.large, &facts.large) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                // The same thing in memory is equal, and need not be compared.
                a.span == b.span
                    && (Arc::ptr_eq(&a.inventory, &b.inventory) || a.inventory == b.inventory)
            }
            _ => false,
        };
        large
            && old.asked == facts.asked
            && old.elements == facts.elements
            && old.access_routes == facts.access_routes
    }

    /// Functions, parties, places and stated pools, by number.
    fn same_names(&self, net: &Network) -> bool {
        let old = &self.network;
        let mut parties = old.parties.iter().zip(&net.parties);
        let mut places = old.places.iter().zip(&net.places);
        let stated = old.pools.iter().filter(|pool| pool.stated).count();
        let mut pools = old.pools.iter().zip(&net.pools);
        old.functions == net.functions
            && old.parties.len() == net.parties.len()
            && parties.all(|(a, b)| a.id == b.id)
            && old.places.len() == net.places.len()
            && places.all(|(a, b)| (&a.id, a.operator, &a.region) == (&b.id, b.operator, &b.region))
            && stated == net.pools.len()
            && pools.all(|(a, b)| a.stated && (&a.id, a.function) == (&b.id, b.function))
    }

    /// Components and releases that elements and routes name. What only bills of materials name comes after what files
    /// state, and may be others as long as no element names it; unless some name was not found: what may have been
    /// meant is looked for among all.
    fn same_releases(&self, net: &Network, facts: &Facts) -> bool {
        let old = &self.network;
        let classes = self.grouped.classes.iter();
        let named = classes.flat_map(|alike| alike.layers.iter().flat_map(|of| of.iter()));
        let releases = named.map(|r| r.index() + 1).max().unwrap_or(0);
        let of_named = old.releases[..releases].iter();
        let components = of_named.map(|r| r.component.index() + 1).max();
        let stated = |net: &Network| net.components.iter().filter(|c| !c.from_bom).count();
        let components = components.unwrap_or(0).max(stated(old));
        let lost = |d: &Diagnostic| matches!(d.code, Code::KH0303 | Code::KH0304);
        let whole = self.grouped.diagnostics.iter().any(lost)
            || (facts.access_routes.iter()).any(|r| !r.leads_to.components.is_empty());
        let (components, releases) = match whole {
            true => (None, None),
            false => (Some(components), Some(releases)),
        };
        stated(old) == stated(net)
            && alike(&old.components, &net.components, components, |c| {
                (&c.id, c.from_bom)
            })
            && alike(&old.releases, &net.releases, releases, |r| {
                (r.component, &r.version)
            })
    }
}

/// Whether the first so many of two lists, or all, have the same keys.
fn alike<'n, T, K: PartialEq>(
    old: &'n [T],
    new: &'n [T],
    first: Option<usize>,
    key: impl Fn(&'n T) -> K,
) -> bool {
    let (old, new) = match first {
        None => (Some(old), Some(new)),
        Some(first) => (old.get(..first), new.get(..first)),
    };
    old.zip(new).is_some_and(|(old, new)| {
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| key(a) == key(b))
    })
}
