//! Groups elements that no rule can tell apart.
//!
//! The partition is the coarsest one that is stable: it begins with what stands in the element's own row,
//! and is refined by the classes of hosts and managers until nothing splits any more (partition refinement,
//! as for bisimulation). Each round costs one pass over the elements; rounds are bounded by the longest
//! chain of hosts and managers.

use std::hash::Hash;
use std::sync::Arc;

use hashbrown::HashMap;

use keyholder_diag::{Code, Diagnostic};

use super::Context;
use super::elements::Shell;
use super::members::Members;
use crate::function::Function;
use crate::{Class, ClassId, Element, ElementId, Filled, Layer, ReleaseId, RouteId, UnknownId};

/// What stands in an element's own row: what it does and is made of, what of it is open, its wave, and the
/// routes that lead to it.
type Own<'a> = (u32, (bool, bool, bool), Option<u16>, &'a [RouteId]);

/// Elements with their classes, and what a class has from the rows of its elements.
pub(super) struct Grouped {
    pub(super) elements: Arc<Vec<Element>>,
    pub(super) classes: Vec<Alike>,
    pub(super) members: Members,
}

/// What elements of one class have in common.
pub(super) struct Alike {
    pub(super) layers: [Arc<[ReleaseId]>; 4],
    layer_gaps: [bool; 4],
    host_gap: bool,
    manager_gap: bool,
    access_gap: bool,
    wave: Option<u16>,
    access: Vec<RouteId>,
    members: Vec<ElementId>,
}

/// Groups elements; no name and no route is looked up for it.
pub(super) fn group(shells: Vec<Shell>, functions: &[Function]) -> Grouped {
    let class_of = partition(&shells);
    let count = class_of.iter().max().map_or(0, |m| *m as usize + 1);
    let mut members: Vec<Vec<ElementId>> = vec![Vec::new(); count];
    for (n, class) in class_of.iter().enumerate() {
        members[*class as usize].push(ElementId::from(n));
    }
    let alike = |members: Vec<ElementId>| {
        let shell = &shells[members[0].index()];
        Alike {
            layers: shell.layers.clone(),
            layer_gaps: shell.layer_gaps,
            host_gap: shell.host_gap,
            manager_gap: shell.manager_gap,
            access_gap: shell.access_gap,
            wave: shell.wave,
            access: shell.access.clone(),
            members,
        }
    };
    let classes = members.into_iter().map(alike).collect();
    let mut elements = Vec::with_capacity(shells.len());
    for (n, shell) in shells.into_iter().enumerate() {
        let mut element = shell.element;
        element.class = ClassId(class_of[n]);
        elements.push(element);
    }
    Grouped {
        members: Members::count(functions, &elements),
        elements: Arc::new(elements),
        classes,
    }
}

/// Puts elements and classes into the network, and notes what is not known of them.
pub(super) fn enter(cx: &mut Context, grouped: &Grouped) {
    cx.network.elements = Arc::clone(&grouped.elements);
    for alike in &grouped.classes {
        let class = class(cx, alike);
        cx.network.classes.push(class);
    }
    report_needless_waves(cx, &grouped.classes);
    word_unknowns(cx);
}

/// Classes of hosts or managers. Most elements have one, so that one needs no room of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Above {
    None,
    One(u32),
    Several(Vec<u32>),
}

/// The class of each element, numbered in the order of the first member.
fn partition(shells: &[Shell]) -> Vec<u32> {
    let mut own: HashMap<Own<'_>, u32> = HashMap::new();
    let mut class_of: Vec<u32> = Vec::with_capacity(shells.len());
    for shell in shells {
        let gaps = (shell.host_gap, shell.manager_gap, shell.access_gap);
        let key: Own<'_> = (shell.make, gaps, shell.wave, &shell.access);
        class_of.push(number(&mut own, key));
    }
    let mut count = own.len();
    loop {
        let mut finer: HashMap<(u32, Above, Above), u32> = HashMap::with_capacity(count);
        let of = |ids: &[ElementId]| match ids {
            [] => Above::None,
            [id] => Above::One(class_of[id.index()]),
            ids => {
                let mut classes: Vec<u32> = ids.iter().map(|id| class_of[id.index()]).collect();
                classes.sort_unstable();
                classes.dedup();
                match classes.as_slice() {
                    [one] => Above::One(*one),
                    _ => Above::Several(classes),
                }
            }
        };
        let next: Vec<u32> = shells
            .iter()
            .enumerate()
            .map(|(n, s)| {
                let key = (class_of[n], of(&s.element.hosts), of(&s.element.managers));
                number(&mut finer, key)
            })
            .collect();
        class_of = next;
        if finer.len() == count {
            return class_of;
        }
        count = finer.len();
    }
}

fn number<K: Hash + Eq>(seen: &mut HashMap<K, u32>, key: K) -> u32 {
    let next = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    *seen.entry(key).or_insert(next)
}

fn class(cx: &mut Context, alike: &Alike) -> Class {
    let elements = Arc::clone(&cx.network.elements);
    let element = &elements[alike.members[0].index()];
    let of = |ids: &[ElementId]| {
        let classes = ids.iter().map(|id| elements[id.index()].class);
        let mut classes: Vec<ClassId> = classes.collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    };
    let mut layers: [Filled; 4] = Default::default();
    for layer in Layer::ALL {
        let at = *layer as usize;
        let unknown = alike.layer_gaps[at].then(|| {
            let remedy = format!(
                "fill in the column `{0}`: `component@version`, or `none`",
                layer.word()
            );
            note(cx, alike, Code::KH0606, layer.word(), &remedy)
        });
        layers[at] = Filled {
            releases: alike.layers[at].to_vec(),
            unknown,
        };
    }
    let remedy = |what: &str| format!("fill in the column `{what}`: element ids, or `none`");
    let host_unknown = alike
        .host_gap
        .then(|| note(cx, alike, Code::KH0607, "host", &remedy("host")));
    let manager_unknown = alike
        .manager_gap
        .then(|| note(cx, alike, Code::KH0608, "manager", &remedy("manager")));
    // Whoever can use a route that may lead here is, like a manager, somebody who may change the element.
    let manager_unknown = match alike.access_gap {
        false => manager_unknown,
        true => {
            let remedy = "write `leads_to` in full, and fill in the columns that it asks for (operator, function, place ..)";
            let gap = note(cx, alike, Code::KH0617, "access", remedy);
            manager_unknown.or(Some(gap))
        }
    };
    let wave_unknown = (staged(cx, alike) && alike.wave.is_none()).then(|| {
        let remedy = "fill in the column `wave`, from 1";
        note(cx, alike, Code::KH0613, "rollout wave", remedy)
    });
    let members = alike.members.clone();
    Class {
        function: element.function,
        operator: element.operator,
        layers,
        hosts: of(&element.hosts),
        host_unknown,
        managers: of(&element.managers),
        manager_unknown,
        access: alike.access.clone(),
        wave: alike.wave,
        wave_unknown,
        size: members.iter().map(|m| elements[m.index()].rows).sum(),
        members,
    }
}

/// Whether any route that leads to the elements is rolled out in waves.
fn staged(cx: &Context, alike: &Alike) -> bool {
    let network = &cx.network;
    let of_releases =
        alike.layers.iter().flat_map(|of| of.iter()).flat_map(|r| {
            &network.components[network.releases[r.index()].component.index()].routes
        });
    of_releases
        .chain(&alike.access)
        .any(|r| network.routes[r.index()].staged)
}

/// One unknown for all elements of a function and operator that leave the same thing open.
fn note(cx: &mut Context, alike: &Alike, code: Code, what: &str, remedy: &str) -> UnknownId {
    let elements = Arc::clone(&cx.network.elements);
    let element = &elements[alike.members[0].index()];
    let function = cx.network.function_label(element.function).to_owned();
    let whose = element
        .operator
        .map_or("nobody stated", |o| {
            cx.network.parties[o.index()].id.as_str()
        })
        .to_owned();
    let key = format!("{what}\u{1f}{function}\u{1f}{whose}");
    let all = || alike.members.iter().map(|m| &elements[m.index()]);
    let rows = all().map(|e| e.rows).sum();
    let first = all().map(|e| e.provenance.span).min();
    let id = cx
        .unknowns
        .note_many(key, code, String::new(), remedy, first, rows);
    cx.unknowns.reword(id, |count| {
        format!("{what}\u{1f}{count}\u{1f}{function}\u{1f}{whose}")
    });
    id
}

/// The count is known only now that all classes are there.
fn word_unknowns(cx: &mut Context) {
    cx.unknowns.reword_all(|what, count| {
        let parts: Vec<&str> = what.split('\u{1f}').collect();
        let [what, _, function, whose] = parts.as_slice() else {
            return None;
        };
        if *what == "access" {
            return Some(format!(
                "whether access routes lead to {count} `{function}` of `{whose}` is not stated"
            ));
        }
        Some(format!(
            "{what} of {count} `{function}` of `{whose}` not stated"
        ))
    });
}

fn report_needless_waves(cx: &mut Context, classes: &[Alike]) {
    // Elements of a class have the same releases, routes and wave.
    let needless = |alike: &&Alike| alike.wave.is_some() && !staged(cx, alike);
    let needless: Vec<&Alike> = classes.iter().filter(needless).collect();
    let Some(first) = needless.iter().map(|alike| alike.members[0]).min() else {
        return;
    };
    let elements = Arc::clone(&cx.network.elements);
    let id = &elements[first.index()].id;
    let all = needless.iter().flat_map(|alike| &alike.members);
    let message = match all.map(|m| elements[m.index()].rows).sum::<u64>() {
        1 => format!("element `{id}` has a rollout wave, and no route to it has a staged rollout"),
        many => format!(
            "{many} elements have a rollout wave, and no route to them has a staged rollout; first `{id}`"
        ),
    };
    let help = "add the safeguard `staged-rollout` to the route, or empty the column `wave`";
    let span = elements[first.index()].provenance.span;
    cx.push(Diagnostic::new(Code::KH0407, span, message).help(help));
}
