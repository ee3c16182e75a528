//! Who belongs to which pool: counted by class from elements alone, then entered into the network.

use hashbrown::HashMap;

use keyholder_diag::{Code, Span};

use super::Context;
use crate::function::{Function, FunctionClass, Need};
use crate::{ClassId, Element, FunctionId, Needed, PartyId, PlaceId, Pool, PoolId};

/// Where elements without a stated pool stand, what they do and whose they are.
type Implied = (Option<PlaceId>, FunctionId, Option<PartyId>);

/// Members of pools by class.
#[derive(Default)]
pub(super) struct Members {
    /// Of stated pools.
    stated: Vec<((PoolId, ClassId), u32)>,
    /// Of those that elements without one make.
    implied: Vec<Unstated>,
}

/// Elements that make a pool which nobody states.
struct Unstated {
    key: Implied,
    members: Vec<(ClassId, u32)>,
    /// The first place that says so.
    span: Span,
}

/// What a pool of elements without a stated pool is made of.
type Alike<'m> = (FunctionId, Option<PartyId>, &'m [(ClassId, u32)]);

impl Members {
    /// Counts members by class. Elements of access and transport that are in no pool serve their place in a pool
    /// of their own; other elements without a pool serve nobody knows whom.
    pub(super) fn count(functions: &[Function], elements: &[Element]) -> Self {
        let mut stated: Vec<((PoolId, ClassId), u32)> = Vec::new();
        let mut implied: Vec<(Implied, ClassId, usize)> = Vec::new();
        for (n, element) in elements.iter().enumerate() {
            let Some(function_id) = element.function else {
                continue;
            };
            if let Some(pool) = element.pool {
                stated.push(((pool, element.class), count(element.rows)));
                continue;
            }
            let function = &functions[function_id.index()];
            if !function.intercepts() && function.need == Need::Not {
                continue;
            }
            let local = matches!(
                function.class,
                FunctionClass::Access | FunctionClass::Transport
            );
            let place = if local { element.place } else { None };
            let key = (place, function_id, element.operator);
            implied.push((key, element.class, n));
        }
        stated.sort_unstable();
        implied.sort_unstable();
        let of_pool = |same: &[((PoolId, ClassId), u32)]| {
            (same[0].0, same.iter().map(|(_, count)| count).sum())
        };
        let of_place = |same: &[(Implied, ClassId, usize)]| {
            let members = same.chunk_by(|a, b| a.1 == b.1);
            let members = members.map(|of| {
                let rows = of.iter().map(|e| count(elements[e.2].rows));
                (of[0].1, rows.sum())
            });
            let first = same.iter().map(|(.., n)| *n).min().unwrap_or_default();
            Unstated {
                key: same[0].0,
                members: members.collect(),
                span: elements[first].provenance.span,
            }
        };
        Members {
            stated: stated.chunk_by(|a, b| a.0 == b.0).map(of_pool).collect(),
            implied: implied.chunk_by(|a, b| a.0 == b.0).map(of_place).collect(),
        }
    }

    /// Puts them into their pools, and makes the pools that nobody states.
    pub(super) fn enter(&self, cx: &mut Context) {
        for ((pool, class), count) in &self.stated {
            let pool = &mut cx.network.pools[pool.index()];
            pool.members.push((*class, *count));
            pool.size += count;
        }
        let mut alike: HashMap<Alike<'_>, PoolId> = HashMap::new();
        for Unstated { key, members, span } in &self.implied {
            let (place, function, operator) = *key;
            let Some(place) = place else {
                add_implied(cx, *key, members.clone(), *span);
                continue;
            };
            // Places that are equipped alike share one pool: what holds of it holds at each of them.
            match alike
                .get(&(function, operator, members.as_slice()))
                .copied()
            {
                Some(known) => {
                    cx.network.pools[known.index()].places += 1;
                    cx.network.places[place.index()].pools.push(known);
                }
                None => {
                    let new = add_implied(cx, *key, members.clone(), *span);
                    alike.insert((function, operator, members), new);
                }
            }
        }
        for pool in cx.network.pools.iter_mut().filter(|p| p.places > 1) {
            let others = match pool.places - 1 {
                1 => "another place like it".to_owned(),
                others => format!("{others} places like it"),
            };
            pool.id = format!("{} and {others}", pool.id);
        }
    }
}

/// Members of a pool are counted in 32 bits; a pool of more elements than that is no pool.
fn count(rows: u64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn add_implied(
    cx: &mut Context,
    (place, function, operator): Implied,
    members: Vec<(ClassId, u32)>,
    span: Span,
) -> PoolId {
    let size = members.iter().map(|(_, count)| count).sum();
    let name = cx.network.functions[function.index()].name.clone();
    let whose = operator.map_or("nobody stated".to_owned(), |o| {
        cx.network.parties[o.index()].id.clone()
    });
    let serves_unknown = place.is_none().then(|| {
        let serve = if size == 1 { "serves" } else { "serve" };
        let what = format!("what {size} `{name}` of `{whose}` {serve} is not stated");
        let remedy = "put them into a pool with the column `pool`, and say in `network/pools.csv` what it serves";
        cx.unknowns.note(format!("serves {name} {whose}"), Code::KH0616, what, remedy, Some(span))
    });
    let id = PoolId::from(cx.network.pools.len());
    let at = place.map_or("nobody knows where".to_owned(), |p| {
        cx.network.places[p.index()].id.clone()
    });
    cx.network.pools.push(Pool {
        id: format!("{name} of {whose} at {at}"),
        function,
        operator,
        needed: Needed {
            low: 0,
            high: 0,
            unknown: None,
        },
        members,
        size,
        serves_unknown,
        stated: false,
        places: 1,
        provenance: crate::facts::Provenance::at(span),
    });
    match place {
        Some(place) => cx.network.places[place.index()].pools.push(id),
        None => {
            for place in
                cx.network.places.iter_mut().filter(|p| {
                    operator.is_none() || p.operator.is_none() || p.operator == operator
                })
            {
                place.pools.push(id);
            }
        }
    }
    id
}
