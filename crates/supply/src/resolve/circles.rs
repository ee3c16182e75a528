//! Elements that carry each other in a circle: one of the statements must be wrong.

use keyholder_diag::{Code, Diagnostic};

use super::Context;
use super::elements::Shell;
use crate::facts::{ElementFact, Slot};

/// Reports each circle of hosts once. Its statements stay, since they only widen what is reached, and what
/// really carries its elements counts as not known. Managers may manage each other, so they are not asked.
pub(super) fn report(cx: &mut Context, facts: &[&ElementFact], shells: &mut [Shell]) {
    let mut state = vec![State::New; shells.len()];
    for start in 0..shells.len() {
        if state[start] != State::New || shells[start].element.hosts.is_empty() {
            continue;
        }
        for circle in circles_from(start, shells, &mut state) {
            for member in &circle {
                shells[*member].host_gap = true;
            }
            push(cx, facts, shells, &circle);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Walks up from an element; each way back to an element that is still open closes a circle.
fn circles_from(start: usize, shells: &[Shell], state: &mut [State]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    state[start] = State::Open;
    while let Some((at, next)) = path.last_mut() {
        let Some(host) = shells[*at].element.hosts.get(*next) else {
            state[*at] = State::Done;
            path.pop();
            continue;
        };
        *next += 1;
        let host = host.index();
        match state[host] {
            State::New => {
                state[host] = State::Open;
                path.push((host, 0));
            }
            State::Open => {
                let from = path.iter().position(|(n, _)| *n == host).unwrap_or(0);
                circles.push(path[from..].iter().map(|(n, _)| *n).collect());
            }
            State::Done => {}
        }
    }
    circles
}

fn push(cx: &mut Context, facts: &[&ElementFact], shells: &[Shell], circle: &[usize]) {
    let least = circle.iter().enumerate().min_by_key(|(_, n)| **n);
    let Some((turn, first)) = least else { return };
    let name = |n: &usize| format!("`{}`", shells[*n].element.id);
    let round = circle[turn..].iter().chain(&circle[..=turn]);
    let round: Vec<String> = match circle.len() {
        0..=6 => round.map(name).collect(),
        _ => vec![name(first), "…".to_owned(), name(first)],
    };
    let message = format!(
        "element `{}` is its own host, by way of others: {}; what carries them counts as not known",
        shells[*first].element.id,
        round.join(" on ")
    );
    let fact = facts[*first];
    let span = match &fact.host {
        Slot::Names(names) if !names.is_empty() => names[0].span,
        _ => fact.id.span,
    };
    let help = "say what really carries each of them: machines stand at the end, with `none`";
    cx.push(Diagnostic::new(Code::KH0404, span, message).help(help));
}
