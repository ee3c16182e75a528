//! What is held about one supplier, to send to it: no operator's secrets, nothing about anybody else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wire::{Criterion, Evidence, Judgement, Supplier, Verdict, Verdicts};
use super::words::{class, level, range, verdict};
use crate::wire::Tool;

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-dossier/1";

/// What is held about one supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dossier {
    /// Always [`FORMAT`].
    pub format: String,
    /// Which tool made it.
    pub tool: Tool,
    /// About whom, by id.
    pub supplier: String,
    /// As people read it.
    pub name: String,
    /// The day for which it was judged.
    pub day: String,
    /// Whether the data are made up.
    pub synthetic: bool,
    /// The yardstick by which it was judged.
    pub yardstick: String,
    /// Countries that are held to control it.
    pub countries: Vec<String>,
    /// Whether it is held to be unknown who else might.
    pub control_open: bool,
    /// The verdict in each function class; how much is in service is not told.
    pub verdicts: Vec<ClassVerdict>,
    /// Every criterion, with what is held on it.
    pub criteria: Vec<Held>,
    /// Items that are withheld, by marking.
    pub withheld: Vec<Withheld>,
}

/// The verdict in one function class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClassVerdict {
    /// The function class.
    pub class: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The first day on which it is another one if nothing is added.
    pub expires: Option<String>,
    /// What would have to be shown for the next class, in words.
    pub wanted: Vec<String>,
}

/// What is held on one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// The criterion.
    pub criterion: Criterion,
    /// What evidence leaves open, from and to, where that is the same in every function class.
    pub shown: Option<[u32; 2]>,
    /// The items that may be sent.
    pub items: Vec<Sent>,
}

/// An item that may be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sent {
    /// The item, without where it stands with the operator.
    pub evidence: Evidence,
    /// Whether it counts, and if not, why, where that is the same in every function class.
    pub standing: String,
}

/// Items that are withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Withheld {
    /// Their marking.
    pub marking: String,
    /// How many.
    pub items: u64,
}

/// Markings that may leave without being asked for.
const FREE: [&str; 2] = ["TLP:CLEAR", "TLP:GREEN"];

/// The dossier of a supplier. Items without a marking, and those whose markings may go to anybody or were
/// released by name, are in it; of the others it says how many there are. `None`: nobody of that id is judged.
#[must_use]
pub fn dossier(of: &Verdicts, supplier: &str, released: &[String]) -> Option<Dossier> {
    let rows: Vec<&Supplier> = of
        .suppliers
        .iter()
        .filter(|s| s.supplier == supplier)
        .collect();
    let first = rows.first()?;
    let judged = |row: &Supplier| of.judgements.get(usize::try_from(row.judgement).ok()?);
    let mut withheld: Vec<Withheld> = Vec::new();
    let mut sent: Vec<Sent> = Vec::new();
    for item in &of.evidence {
        let standings: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.held.iter().filter(|held| held.evidence == item.id))
            .map(|held| held.standing.as_str())
            .collect();
        let Some(standing) = standings.first() else {
            continue;
        };
        match item.marking.as_deref().filter(|m| !may_leave(m, released)) {
            Some(marking) => match withheld.iter_mut().find(|w| w.marking == marking) {
                Some(known) => known.items += 1,
                None => withheld.push(Withheld {
                    marking: marking.to_owned(),
                    items: 1,
                }),
            },
            None => sent.push(Sent {
                standing: match standings.iter().all(|s| s == standing) {
                    true => (*standing).to_owned(),
                    false => "differs by function class".to_owned(),
                },
                evidence: Evidence {
                    // Where it stands with the operator is nobody else's business.
                    stated: String::new(),
                    ..item.clone()
                },
            }),
        }
    }
    withheld.sort_by(|a, b| a.marking.cmp(&b.marking));
    let criteria = of
        .yardstick
        .criteria
        .iter()
        .enumerate()
        .map(|(n, criterion)| {
            let shown: Vec<[u32; 2]> = rows
                .iter()
                .filter_map(|row| judged(row)?.intervals.get(n).copied())
                .collect();
            let same = shown.iter().all(|one| Some(one) == shown.first());
            Held {
                criterion: criterion.clone(),
                shown: shown.first().copied().filter(|_| same),
                items: sent
                    .iter()
                    .filter(|sent| sent.evidence.criterion == criterion.id)
                    .cloned()
                    .collect(),
            }
        });
    let criteria: Vec<Held> = criteria.collect();
    Some(Dossier {
        format: FORMAT.to_owned(),
        tool: of.tool.clone(),
        supplier: first.supplier.clone(),
        name: first.name.clone(),
        day: of.day.clone(),
        synthetic: of.project.synthetic,
        yardstick: of.yardstick.version.clone(),
        countries: first.countries.clone(),
        control_open: first.control_open,
        verdicts: rows
            .iter()
            .map(|row| ClassVerdict {
                class: row.class.clone(),
                verdict: row.verdict,
                expires: row.expires.clone(),
                wanted: judged(row).map_or_else(Vec::new, wanted),
            })
            .collect(),
        criteria,
        withheld,
    })
}

fn may_leave(marking: &str, released: &[String]) -> bool {
    let is = |known: &str| known.eq_ignore_ascii_case(marking.trim());
    FREE.iter().any(|free| is(free)) || released.iter().any(|one| is(one))
}

fn wanted(judged: &Judgement) -> Vec<String> {
    let Some(better) = judged.gain_class else {
        return Vec::new();
    };
    let mut all: Vec<String> = judged
        .gain
        .iter()
        .map(|w| {
            let (from, to) = (level(w.from), level(w.to));
            format!(
                "for {}: `{}` from {from} to {to} %",
                class(better),
                w.criterion
            )
        })
        .collect();
    all.extend(judged.blocked.iter().map(|id| {
        format!(
            "for {}: what is held against it on `{id}` remedied, with proof",
            class(better)
        )
    }));
    all
}

/// The dossier as text in Markdown, which reads well as it is.
#[must_use]
pub fn markdown(of: &Dossier) -> String {
    let mut out = format!("# What is held about {}\n\n", of.name);
    if of.synthetic {
        out.push_str("**Synthetic data.** Nothing here describes a real company.\n\n");
    }
    out.push_str(&format!(
        "For {}, by yardstick {}. You may reply to each item; replies stand beside the items wherever these are used.\n\n",
        of.day, of.yardstick
    ));
    let countries = match of.countries.is_empty() {
        true => "not known".to_owned(),
        false => of.countries.join(", "),
    };
    let open = if of.control_open {
        ", and perhaps others: not all is stated"
    } else {
        ""
    };
    out.push_str(&format!(
        "Held to be controlled from: {countries}{open}.\n\n## Verdicts\n\n"
    ));
    for one in &of.verdicts {
        let until = one
            .expires
            .as_ref()
            .map_or_else(String::new, |d| format!(", until {d} if nothing is added"));
        out.push_str(&format!(
            "- {}: **{}**{until}\n",
            one.class,
            verdict(one.verdict)
        ));
        for want in &one.wanted {
            out.push_str(&format!("  - {want}\n"));
        }
    }
    if !of.withheld.is_empty() {
        out.push_str("\n## Withheld\n\n");
        for one in &of.withheld {
            let s = if one.items == 1 {
                "item is"
            } else {
                "items are"
            };
            out.push_str(&format!(
                "- {} {s} withheld for the marking {}\n",
                one.items, one.marking
            ));
        }
    }
    out.push_str("\n## Criterion by criterion\n");
    for held in &of.criteria {
        out.push_str(&criterion(held));
    }
    out
}

fn criterion(held: &Held) -> String {
    let shown = held
        .shown
        .map_or("differs by function class".to_owned(), |s| {
            format!("{} %", range(s))
        });
    let c = &held.criterion;
    let mut out = format!(
        "\n### {} (`{}`)\n\n{}\n\nShown: {shown}\n\n",
        c.title, c.id, c.asks
    );
    if held.items.is_empty() {
        out.push_str("Nothing is held that may be sent.\n");
    }
    for sent in &held.items {
        let item = &sent.evidence;
        let some = |word: &str, text: &Option<String>| {
            text.as_ref()
                .map_or_else(String::new, |text| format!("; {word}{text}"))
        };
        out.push_str(&format!(
            "- `{}` **{}** ({}{}{}{}): {}. {}.\n",
            item.id,
            item.says,
            item.grade,
            some("", &item.issuer),
            some("", &item.day),
            some("until ", &item.expires),
            item.claim,
            sent.standing
        ));
        for reply in &item.replies {
            let day = reply
                .day
                .as_ref()
                .map_or_else(String::new, |d| format!(", {d}"));
            out.push_str(&format!(
                "  - reply ({}{day}): {}\n",
                reply.state, reply.text
            ));
        }
    }
    out
}

/// The form on which the supplier replies.
#[must_use]
pub fn form(of: &Dossier, digest: &str) -> String {
    let mut out = format!(
        "# Reply of {}: write into `text` what you have to say about an item, and send this file back.\n# What is left blank is no reply. One line each.\n\nsupplier = \"{}\"\ndossier = \"{digest}\"\n",
        of.name.replace(|c: char| c.is_control(), " "),
        of.supplier
    );
    let items = of.criteria.iter().flat_map(|held| &held.items);
    for sent in items {
        let item = &sent.evidence;
        let claim = item.claim.replace(|c: char| c.is_control(), " ");
        out.push_str(&format!(
            "\n# {} on {}: {claim}\n[[reply]]\nevidence = \"{}\"\ntext = \"\"\n",
            item.says, item.criterion, item.id
        ));
    }
    out
}
