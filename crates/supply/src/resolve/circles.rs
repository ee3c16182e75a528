//! Elements that carry each other in a circle: one of the statements must be wrong.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use keyholder_diag::{Code, Diagnostic, Span};

use super::Context;
use super::elements::Shell;

/// Reports each knot of hosts once: elements of which each carries each other, by way of others. Their
/// statements stay, since they only widen what is reached, and what really carries them counts as not known.
/// Managers may manage each other, so they are not asked.
pub(super) fn report(cx: &mut Context, hosts: &[Span], shells: &mut [Shell]) {
    for knot in knots(shells) {
        for member in &knot {
            shells[*member].host_gap = true;
        }
        push(cx, hosts, shells, &circle(shells, &knot));
    }
}

/// The strongly connected components of more than one element (Tarjan 1972, without recursion), each sorted.
fn knots(shells: &[Shell]) -> Vec<Vec<usize>> {
    const NEW: u32 = u32::MAX;
    let mut order = vec![NEW; shells.len()];
    let mut low = vec![NEW; shells.len()];
    let mut open = vec![false; shells.len()];
    let mut stack: Vec<usize> = Vec::new();
    let mut knots = Vec::new();
    let mut count = 0;
    for start in 0..shells.len() {
        if order[start] != NEW || shells[start].element.hosts.is_empty() {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if *next == 0 {
                (order[at], low[at]) = (count, count);
                count += 1;
                open[at] = true;
                stack.push(at);
            }
            let Some(host) = shells[at].element.hosts.get(*next).map(|h| h.index()) else {
                path.pop();
                if let Some((below, _)) = path.last() {
                    low[*below] = low[*below].min(low[at]);
                }
                if low[at] == order[at] {
                    let from = stack.iter().rposition(|n| *n == at).unwrap_or(0);
                    let mut knot = stack.split_off(from);
                    knot.iter().for_each(|n| open[*n] = false);
                    knot.sort_unstable();
                    knots.extend((knot.len() > 1).then_some(knot));
                }
                continue;
            };
            *next += 1;
            if order[host] == NEW {
                path.push((host, 0));
            } else if open[host] {
                low[at] = low[at].min(order[host]);
            }
        }
    }
    knots.sort();
    knots
}

/// A shortest way from the first element of a knot back to it.
fn circle(shells: &[Shell], knot: &[usize]) -> Vec<usize> {
    let Some(first) = knot.first().copied() else {
        return Vec::new();
    };
    let mut from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(at) = queue.pop_front() {
        let hosts = shells[at].element.hosts.iter().map(|h| h.index());
        for host in hosts.filter(|h| knot.binary_search(h).is_ok()) {
            if host == first {
                let mut back = vec![at];
                while let Some(before) = back.last().and_then(|n| from.get(n)) {
                    back.push(*before);
                }
                back.reverse();
                return back;
            }
            if let Entry::Vacant(new) = from.entry(host) {
                new.insert(at);
                queue.push_back(host);
            }
        }
    }
    knot.to_vec()
}

fn push(cx: &mut Context, hosts: &[Span], shells: &[Shell], circle: &[usize]) {
    let Some(first) = circle.first() else { return };
    let name = |n: &usize| format!("`{}`", shells[*n].element.id);
    let round = circle.iter().chain(circle.first());
    let round: Vec<String> = match circle.len() {
        0..=6 => round.map(name).collect(),
        _ => vec![name(first), "…".to_owned(), name(first)],
    };
    let message = format!(
        "element `{}` is its own host, by way of others: {}; what carries them counts as not known",
        shells[*first].element.id,
        round.join(" on ")
    );
    let of_table = shells[*first].element.provenance.span;
    let span = hosts.get(*first).copied().unwrap_or(of_table);
    let help = "say what really carries each of them: machines stand at the end, with `none`";
    cx.push(Diagnostic::new(Code::KH0404, span, message).help(help));
}
