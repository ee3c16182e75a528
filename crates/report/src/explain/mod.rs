//! "Why?": one question about one actor, answered with a certificate that can be checked.

mod question;
mod text;

use keyholder_diag::Sources;
use keyholder_reach::{actors, explain_with_grounds, fewest_cuts};
use keyholder_supply::{Element, Network};
use keyholder_witness::{Bound, Certificate, Claim, Means, Stage, View, verify};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::{cut_words, tell};
use crate::wire;
use question::{find_actor, targets};

pub use text::to_text;

/// The name and version of this format.
pub const FORMAT: &str = "keyholder-explanation/1";

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectAsked {
    /// Changing elements.
    Change,
    /// Looking into user data, signalling or identities.
    Intercept,
    /// Stopping service.
    Disrupt,
}

/// A question as asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// `party:ID`, `country:XA`, `presence:XA`, `group:ID`, or an id or name alone.
    pub actor: String,
    /// A function, alias or function class.
    pub function: Option<String>,
    /// An element.
    pub element: Option<String>,
    /// A place.
    pub place: Option<String>,
    /// What effect.
    pub effect: EffectAsked,
    /// How gaps are taken; `None`: the surest under which it is reached.
    pub bound: Option<Bound>,
    /// Which ways count; `None`: keys first, then parts.
    pub means: Option<Means>,
    /// Only what one action changes.
    pub one_action: bool,
    /// Whether the certificate shall be checked.
    pub verify: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Always [`FORMAT`].
    pub format: String,
    /// Who, by id.
    pub actor: String,
    /// Who, as people read it.
    pub name: String,
    /// The question in words.
    pub question: String,
    /// The answer in one sentence.
    pub answer: String,
    /// Whether it is reached under the view below.
    pub reached: bool,
    /// How gaps were taken: `surely`, `possibly`, `at-most`.
    pub bound: String,
    /// Which ways counted: `keys`, or `with-parts`.
    pub means: String,
    /// `one-action`, or `in-the-end`.
    pub stage: String,
    /// The shortest derivation, when reached.
    pub steps: Vec<wire::ChainStep>,
    /// How many layers it has.
    pub depth: u32,
    /// When not reached: everything that the actor can do under the view; closed under all rules.
    pub closed: Option<Closed>,
    /// The fewest safeguards that would cut every way.
    pub cuts: Vec<String>,
    /// Whether no smaller set would do.
    pub cuts_exact: bool,
    /// Whether safeguards can cut it at all.
    pub cuts_possible: bool,
    /// What the independent checker said: `None` when it was not asked.
    pub verified: Option<bool>,
}

/// A closed set, by name; each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Parties that the actor controls.
    pub controls: Vec<String>,
    /// Routes that it can use.
    pub routes: Vec<String>,
    /// Releases that it can change.
    pub releases: Vec<String>,
    /// Elements that it can change.
    pub elements: Vec<String>,
    /// Pools that it can break.
    pub pools: Vec<String>,
    /// Places that it can look into.
    pub sees: Vec<String>,
    /// Places that it can stop.
    pub stops: Vec<String>,
}

/// Why a question cannot be answered: a name is not known. The text says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAsked(pub String);

/// The actors of a network with their ids, for a list of what can be asked.
#[must_use]
pub fn askable(net: &Network) -> Vec<(String, String)> {
    actors(net)
        .iter()
        .map(|a| (a.id(net), a.label(net)))
        .collect()
}

/// Answers a question.
///
/// # Errors
/// When a name in it is not known.
pub fn answer(net: &Network, sources: &Sources, question: &Question) -> Result<Answer, NotAsked> {
    let actor = find_actor(net, &question.actor)?;
    let (targets, words) = targets(net, question)?;
    let views = views(question);
    let mut found = None;
    for view in &views {
        let explanation = explain_with_grounds(net, &actor.actor, *view, &targets);
        let reached = matches!(explanation.certificate, Certificate::Reached(_));
        let last = found.is_none() && view == views.last().unwrap_or(view);
        if reached || last {
            found = Some((*view, explanation, reached));
            break;
        }
    }
    let Some((view, explanation, reached)) = found else {
        return Err(NotAsked("nothing was asked".to_owned()));
    };
    let cuts = fewest_cuts(net, &actor.actor, view, &targets);
    let verified = question
        .verify
        .then(|| verify(net, &actor.actor, view, &targets, &explanation.certificate).is_ok());
    Ok(Answer {
        format: FORMAT.to_owned(),
        actor: actor.id(net),
        name: actor.label(net),
        answer: sentence(&actor.label(net), &words, view, reached),
        question: words,
        reached,
        bound: bound_word(view.bound).to_owned(),
        means: means_word(view.means).to_owned(),
        stage: if view.stage == Stage::OneAction {
            "one-action"
        } else {
            "in-the-end"
        }
        .to_owned(),
        steps: tell(net, sources, &actor.actor, &explanation).steps,
        depth: explanation.depth,
        closed: match &explanation.certificate {
            Certificate::NotReached(claims) => Some(closed(net, claims.iter().copied())),
            Certificate::Reached(_) => None,
        },
        cuts: cuts.cuts.iter().map(|c| cut_words(net, *c)).collect(),
        cuts_exact: cuts.exact,
        cuts_possible: cuts.possible,
        verified,
    })
}

fn bound_word(bound: Bound) -> &'static str {
    match bound {
        Bound::Surely => "surely",
        Bound::Possibly => "possibly",
        Bound::AtMost => "at-most",
    }
}

fn means_word(means: Means) -> &'static str {
    match means {
        Means::Keys => "keys",
        Means::Upstream => "with-parts",
    }
}

fn sentence(name: &str, words: &str, view: View, reached: bool) -> String {
    let at_once = if view.stage == Stage::OneAction {
        " at one action"
    } else {
        ""
    };
    let by = match view.means {
        Means::Keys => "by holding a key, an account or a contract",
        Means::Upstream => "by keys or by publishing a part inside",
    };
    match (reached, view.bound) {
        (true, Bound::Surely) => format!("yes: {name} can {words}{at_once}, {by}"),
        (true, Bound::Possibly) => {
            format!("possibly: {name} can {words}{at_once}, {by}, if a doubt that names it is so")
        }
        (true, Bound::AtMost) => format!(
            "not excluded: {name} can {words}{at_once} only if what is not known is filled by it"
        ),
        (false, Bound::AtMost) => {
            format!("no: {name} cannot {words}{at_once}, whatever fills the blanks")
        }
        (false, Bound::Possibly) => {
            format!("no: by what is stated, doubts included, {name} cannot {words}{at_once} {by}")
        }
        (false, Bound::Surely) => {
            format!("not surely: by what is stated, {name} cannot {words}{at_once} {by}")
        }
    }
}

/// The views to try, the surest and most direct first.
fn views(question: &Question) -> Vec<View> {
    let bounds = question.bound.map_or_else(
        || vec![Bound::Surely, Bound::Possibly, Bound::AtMost],
        |b| vec![b],
    );
    let means = question
        .means
        .map_or_else(|| vec![Means::Keys, Means::Upstream], |m| vec![m]);
    let stage = if question.one_action {
        Stage::OneAction
    } else {
        Stage::InTheEnd
    };
    bounds
        .iter()
        .flat_map(|bound| {
            means.iter().map(move |means| View {
                bound: *bound,
                means: *means,
                stage,
            })
        })
        .collect()
}

/// An element by its id; one that stands for several, by the least of theirs.
fn like(element: &Element) -> String {
    match element.rows {
        1 => element.id.clone(),
        rows => format!("{} and {} alike", element.id, rows - 1),
    }
}

fn closed(net: &Network, claims: impl Iterator<Item = Claim>) -> Closed {
    let mut closed = Closed::default();
    for claim in claims {
        match claim {
            Claim::Controls(p) => closed.controls.push(net.parties[p.index()].id.clone()),
            Claim::Uses(r) => closed.routes.push(net.routes[r.index()].id.clone()),
            Claim::Changes(r) => closed.releases.push(net.release_label(r)),
            Claim::ChangesUnstaged(_) => {}
            Claim::Alters(c) => {
                closed.elements.extend(
                    net.classes[c.index()]
                        .members
                        .iter()
                        .map(|e| like(&net.elements[e.index()])),
                );
            }
            Claim::Breaks(p) => closed.pools.push(net.pools[p.index()].id.clone()),
            Claim::Sees(p) => closed.sees.push(net.places[p.index()].id.clone()),
            Claim::Stops(p) => closed.stops.push(net.places[p.index()].id.clone()),
        }
    }
    let lists = [
        &mut closed.controls,
        &mut closed.routes,
        &mut closed.releases,
        &mut closed.elements,
    ];
    lists.into_iter().for_each(|l| l.sort());
    [&mut closed.pools, &mut closed.sees, &mut closed.stops]
        .into_iter()
        .for_each(|l| l.sort());
    closed
}

/// The answer as JSON, indented, with a line break at the end.
///
/// # Panics
/// Never: its types hold only text, whole numbers and lists.
#[must_use]
pub fn to_json(answer: &Answer) -> String {
    serde_json::to_string_pretty(answer).expect("text, whole numbers and lists can be written")
        + "\n"
}
