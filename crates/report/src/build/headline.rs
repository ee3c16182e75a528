//! The sentence that a minister understands, and a few more.

use keyholder_reach::{ActorKind, Amount, Assessment, ScopeKind};
use keyholder_supply::function::FunctionClass;

use super::{Given, steps::join};
use crate::number::{count, counted, percent};
use crate::wire;

pub(crate) struct Parts<'a> {
    pub(crate) given: &'a Given<'a>,
    pub(crate) results: &'a Assessment,
    pub(crate) order: &'a [usize],
    pub(crate) counts: &'a wire::Counts,
    pub(crate) actors: &'a [wire::Actor],
    pub(crate) unknowns: &'a [wire::Unknown],
}

pub(crate) fn summary(parts: &Parts<'_>) -> wire::Summary {
    let mut sentences = Vec::new();
    let headline = match parts.counts.elements {
        0 => parts.no_element(),
        _ => parts.headline(&mut sentences),
    };
    sentences.extend(parts.country());
    sentences.extend(parts.effects());
    sentences.extend(parts.publishers());
    sentences.extend(parts.unknown());
    wire::Summary {
        headline,
        sentences,
    }
}

impl Parts<'_> {
    /// The core when there is one, otherwise the network: its position among scopes, and its words.
    fn focus(&self) -> (usize, &'static str) {
        let core = self
            .results
            .scopes
            .iter()
            .position(|s| s.kind == ScopeKind::Class(FunctionClass::Core));
        core.map_or((0, "the network's elements"), |at| {
            (at, "the core's elements")
        })
    }

    /// Parties that do not operate elements here themselves, those with the widest reach into the focus first.
    fn outsiders(&self) -> Vec<usize> {
        let (focus, _) = self.focus();
        let mut all: Vec<usize> = self
            .order
            .iter()
            .copied()
            .filter(|n| {
                let actor = &self.results.actors[*n];
                actor.actor.kind() == ActorKind::Party && !self.operates(*n)
            })
            .collect();
        all.sort_by_key(|n| {
            let reach = &self.results.actors[*n].reach;
            let key = |at: usize| {
                let ways = &reach[at].elements;
                (
                    ways.with_parts.in_the_end.surely,
                    ways.keys.in_the_end.surely,
                    ways.keys.in_the_end.possibly,
                    ways.widest().possibly,
                )
            };
            std::cmp::Reverse((key(focus), key(0)))
        });
        all
    }

    fn operates(&self, n: usize) -> bool {
        match self.results.actors[n].actor.name {
            keyholder_reach::ActorName::Party(p) => self.given.net.parties[p.index()].operates,
            _ => false,
        }
    }

    fn label(&self, n: usize) -> String {
        self.results.actors[n].actor.label(self.given.net)
    }

    fn headline(&self, sentences: &mut Vec<String>) -> String {
        let (focus, words) = self.focus();
        let total = self.results.scopes[focus].elements;
        let outsiders = self.outsiders();
        let not_placed = self.not_placed();
        let Some(first) = outsiders.first().copied() else {
            return format!("Nobody beside the operators is described; {not_placed}.");
        };
        let reach = &self.results.actors[first].reach[focus].elements;
        let (surely, amount) = match reach.widest() {
            Amount {
                surely: 0,
                possibly,
                ..
            } => (false, possibly),
            Amount { surely, .. } => (true, surely),
        };
        if amount == 0 {
            return format!(
                "By what is stated, nobody beside the operators can change {words}; {not_placed}."
            );
        }
        let by_keys = if surely {
            reach.keys.in_the_end.surely
        } else {
            reach.keys.in_the_end.possibly
        };
        let core = self.results.scopes[focus].kind;
        let routes = self.results.actors[first].routes.iter().filter(|r| {
            (r.surely || !surely)
                && match core {
                    ScopeKind::Class(class) => r.classes.contains(&class),
                    _ => r.elements > 0,
                }
        });
        let ways = counted(routes.count() as u64, "route", "routes");
        let can = if surely {
            "can change"
        } else {
            "may be able to change"
        };
        let how = if by_keys == 0 {
            ", by publishing parts inside"
        } else {
            ""
        };
        self.company(&outsiders, focus, amount, surely, sentences);
        format!(
            "{} {can} {} of {words} by {ways}{how}; {not_placed}.",
            self.label(first),
            percent(amount, total)
        )
    }

    /// Where no element is known, nobody reaches any, which says nothing about the network.
    fn no_element(&self) -> String {
        let why = match self.left_out() {
            Some(left_out) => left_out,
            None => "no element is described".to_owned(),
        };
        let mut letters = why.chars();
        let first: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        format!(
            "{first}{}: who can change what cannot be said.",
            letters.as_str()
        )
    }

    /// What stands in the tables of elements and is in no number.
    fn left_out(&self) -> Option<String> {
        let net = self.given.net;
        let rows = counted(
            net.refused_rows,
            "row of elements was",
            "rows of elements were",
        );
        let tables = counted(net.lost_tables, "table of elements", "tables of elements");
        let rows = (net.refused_rows > 0).then(|| format!("{rows} refused"));
        let tables = (net.lost_tables > 0).then(|| format!("{tables} could not be read"));
        let both: Vec<String> = [rows, tables].into_iter().flatten().collect();
        (!both.is_empty()).then(|| both.join(", and "))
    }

    /// Elements without a function, and what of the tables is no element here at all.
    fn not_placed(&self) -> String {
        let placed = self.placed();
        match self.left_out() {
            Some(left_out) => format!("{placed}; {left_out}"),
            None => placed,
        }
    }

    fn placed(&self) -> String {
        let (none, all) = (self.counts.not_placed, self.counts.elements);
        match none {
            0 => format!("all {} were placed", counted(all, "element", "elements")),
            1 => format!(
                "1 of {} could not be placed",
                counted(all, "element", "elements")
            ),
            n => format!(
                "{} of {} could not be placed",
                count(n),
                counted(all, "element", "elements")
            ),
        }
    }

    /// Who stands beside the first, and what one action changes.
    fn company(
        &self,
        outsiders: &[usize],
        focus: usize,
        amount: u64,
        surely: bool,
        sentences: &mut Vec<String>,
    ) {
        let total = self.results.scopes[focus].elements;
        let of = |n: &usize| {
            let widest = self.results.actors[*n].reach[focus].elements.widest();
            if surely {
                widest.surely
            } else {
                widest.possibly
            }
        };
        let same: Vec<String> = outsiders
            .iter()
            .skip(1)
            .filter(|n| of(n) == amount)
            .map(|n| self.label(*n))
            .collect();
        if !same.is_empty() {
            let names: Vec<&str> = same.iter().take(3).map(String::as_str).collect();
            let rest = same.len().saturating_sub(3);
            let who = if rest > 0 {
                format!("{} and {rest} more", names.join(", "))
            } else {
                join(&names)
            };
            sentences.push(format!("The same holds for {who}."));
        }
        let first = &self.results.actors[outsiders[0]].reach[focus]
            .elements
            .with_parts
            .one_action;
        let once = if surely { first.surely } else { first.possibly };
        if once < amount {
            sentences.push(format!(
                "At one action, before a staged rollout could be stopped, it is {}.",
                percent(once, total)
            ));
        }
    }

    fn country(&self) -> Option<String> {
        let (focus, words) = self.focus();
        let total = self.results.scopes[focus].elements;
        let of = |n: usize| self.results.actors[n].reach[focus].elements.widest().surely;
        let best = self
            .order
            .iter()
            .copied()
            .filter(|n| self.results.actors[*n].actor.kind() == ActorKind::Country && of(*n) > 0)
            .max_by_key(|n| (of(*n), std::cmp::Reverse(self.label(*n))))?;
        Some(format!(
            "Through seat and ownership, country {} decides for parties that can change {} of {words}.",
            self.label(best),
            percent(of(best), total)
        ))
    }

    fn effects(&self) -> Option<String> {
        let first = *self.outsiders().first()?;
        let actor = &self.results.actors[first];
        let total = self.counts.subscribers;
        let (focus, _) = self.focus();
        // "It" is whom the headline names; where it names nobody, nothing is said.
        let named = actor.reach[focus].elements.widest().possibly > 0;
        if total == 0 || !named {
            return None;
        }
        let part = |ways: &keyholder_reach::Ways| match ways.widest() {
            Amount {
                surely: 0,
                possibly: 0,
                ..
            } => "none".to_owned(),
            Amount {
                surely: 0,
                possibly,
                ..
            } => format!("possibly {}", percent(possibly, total)),
            Amount { surely, .. } => percent(surely, total),
        };
        let (see, stop) = (
            part(&actor.intercept_subscribers),
            part(&actor.disrupt_subscribers),
        );
        Some(format!(
            "It can look into the traffic of {see} and stop the service of {stop} of {}.",
            counted(total, "subscriber", "subscribers")
        ))
    }

    /// Those who only publish parts.
    fn publishers(&self) -> Option<String> {
        let (focus, words) = self.focus();
        let only_parts = |a: &&usize| {
            let ways = &self.results.actors[**a].reach[focus].elements;
            ways.keys.in_the_end.possibly == 0 && ways.with_parts.in_the_end.possibly > 0
        };
        let outsiders = self.outsiders();
        let all: Vec<&usize> = outsiders.iter().filter(only_parts).collect();
        if all.is_empty() {
            return None;
        }
        let sure = all
            .iter()
            .filter(|n| {
                self.results.actors[***n].reach[focus]
                    .elements
                    .widest()
                    .surely
                    > 0
            })
            .count() as u64;
        let who = counted(all.len() as u64, "party publishes", "parties publish");
        let hold = if all.len() == 1 { "holds" } else { "hold" };
        let certain = if sure == all.len() as u64 {
            "pipelines sign them unseen".to_owned()
        } else if sure == 0 {
            "whether pipelines sign them unseen is not stated, so this counts as possible, not as sure".to_owned()
        } else {
            format!("for {sure} of them pipelines sign unseen, for the others that is not stated")
        };
        Some(format!(
            "{who} parts inside {words} and {hold} no key; {certain}."
        ))
    }

    fn unknown(&self) -> Option<String> {
        let open = self.unknowns.iter().filter(|u| u.widens).count() as u64;
        let (focus, words) = self.focus();
        let scope = &self.results.scopes[focus];
        let anybody = percent(scope.anybody, scope.elements);
        let _ = self.actors;
        (open > 0).then(|| {
            let things = counted(open, "thing is", "things are");
            if scope.elements == 0 {
                return format!("{things} not known that could change the answer.");
            }
            format!("{things} not known that could change the answer: whoever fills the blanks could change up to {anybody} of {words}.")
        })
    }
}
