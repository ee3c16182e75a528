//! "Why?": one question about one actor, answered with a certificate that can be checked.

use keyholder_diag::{Sources, did_you_mean};
use keyholder_reach::{NamedActor, actors, explain_with_grounds, fewest_cuts};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, PlaceId, PoolId};
use keyholder_witness::{Bound, Certificate, Claim, Means, Stage, View, verify};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::{cut_words, tell};
use crate::wire;

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

fn find_actor(net: &Network, asked: &str) -> Result<NamedActor, NotAsked> {
    let all = actors(net);
    let by = |f: &dyn Fn(&NamedActor) -> bool| all.iter().find(|a| f(a)).cloned();
    let bare = |a: &NamedActor| a.id(net).split_once(':').is_some_and(|(_, id)| id == asked);
    if let Some(found) = by(&|a| a.id(net) == asked)
        .or_else(|| by(&bare))
        .or_else(|| by(&|a| a.label(net) == asked))
    {
        return Ok(found);
    }
    let ids: Vec<String> = all.iter().map(|a| a.id(net)).collect();
    let with_kind = if asked.contains(':') {
        asked.to_owned()
    } else {
        format!("party:{asked}")
    };
    let guess = did_you_mean(&with_kind, ids.iter().map(String::as_str));
    let hint = guess.map_or_else(
        || "leave out `--actor` for a list".to_owned(),
        |g| format!("did you mean `{g}`?"),
    );
    Err(NotAsked(format!("no actor `{asked}`; {hint}")))
}

/// What must not be reached, and the question in words: "change ..".
fn targets(net: &Network, question: &Question) -> Result<(Vec<Claim>, String), NotAsked> {
    let places = places(net, question)?;
    let at = question
        .place
        .as_ref()
        .map_or_else(|| "at some place".to_owned(), |p| format!("at place `{p}`"));
    match question.effect {
        EffectAsked::Intercept if question.function.is_none() && question.element.is_none() => {
            Ok((
                places.into_iter().map(Claim::Sees).collect(),
                format!("look into traffic {at}"),
            ))
        }
        EffectAsked::Disrupt if question.function.is_none() && question.element.is_none() => Ok((
            places.into_iter().map(Claim::Stops).collect(),
            format!("stop service {at}"),
        )),
        effect => {
            let (classes, what) = classes(net, question)?;
            narrowed(net, question, effect, classes, what)
        }
    }
}

fn narrowed(
    net: &Network,
    question: &Question,
    effect: EffectAsked,
    classes: Vec<ClassId>,
    what: String,
) -> Result<(Vec<Claim>, String), NotAsked> {
    let serving: Option<Vec<PoolId>> = match &question.place {
        None => None,
        Some(_) => Some(
            places(net, question)?
                .iter()
                .flat_map(|p| net.places[p.index()].pools.clone())
                .collect(),
        ),
    };
    let in_place = |class: &ClassId| {
        let member = |p: &PoolId| net.pools[p.index()].members.iter().any(|(c, _)| c == class);
        serving
            .as_ref()
            .is_none_or(|pools| pools.iter().any(member))
    };
    let classes: Vec<ClassId> = classes.into_iter().filter(in_place).collect();
    match effect {
        EffectAsked::Change => Ok((
            classes.into_iter().map(Claim::Alters).collect(),
            format!("change {what}"),
        )),
        EffectAsked::Intercept => {
            let sees = |c: &ClassId| {
                net.classes[c.index()]
                    .function
                    .is_some_and(|f| net.functions[f.index()].intercepts())
            };
            let looking: Vec<Claim> = classes
                .into_iter()
                .filter(sees)
                .map(Claim::Alters)
                .collect();
            Ok((looking, format!("look into traffic through {what}")))
        }
        EffectAsked::Disrupt => {
            let hit = |p: &PoolId| {
                net.pools[p.index()]
                    .members
                    .iter()
                    .any(|(c, _)| classes.contains(c))
            };
            let pools = (0..net.pools.len()).map(PoolId::from).filter(hit);
            let pools = pools.filter(|p| serving.as_ref().is_none_or(|s| s.contains(p)));
            Ok((
                pools.map(Claim::Breaks).collect(),
                format!("leave too few of {what}"),
            ))
        }
    }
}

fn places(net: &Network, question: &Question) -> Result<Vec<PlaceId>, NotAsked> {
    let all = || (0..net.places.len()).map(PlaceId::from);
    let Some(asked) = &question.place else {
        return Ok(all().collect());
    };
    let found: Vec<PlaceId> = all()
        .filter(|p| net.places[p.index()].id == *asked)
        .collect();
    if found.is_empty() {
        return Err(unknown_name(
            "place",
            asked,
            net.places.iter().map(|p| p.id.as_str()),
        ));
    }
    Ok(found)
}

fn classes(net: &Network, question: &Question) -> Result<(Vec<ClassId>, String), NotAsked> {
    if let Some(asked) = &question.element {
        let found = net.elements.iter().find(|e| e.id == *asked);
        let element = found.ok_or_else(|| {
            unknown_name("element", asked, net.elements.iter().map(|e| e.id.as_str()))
        })?;
        return Ok((vec![element.class], format!("element `{asked}`")));
    }
    let all = || (0..net.classes.len()).map(ClassId::from);
    let Some(asked) = &question.function else {
        return Ok((all().collect(), "an element".to_owned()));
    };
    if let Some(wanted) = FunctionClass::from_word(asked) {
        let inside = |c: &ClassId| {
            net.classes[c.index()]
                .function
                .is_some_and(|f| net.functions[f.index()].class == wanted)
        };
        return Ok((
            all().filter(inside).collect(),
            format!("an element of class {asked}"),
        ));
    }
    let same = |known: &str| known.eq_ignore_ascii_case(asked);
    let function = net
        .functions
        .iter()
        .position(|f| same(&f.name) || f.aliases.iter().any(|a| same(a)));
    let function = function.ok_or_else(|| {
        unknown_name(
            "function",
            asked,
            net.functions.iter().map(|f| f.name.as_str()),
        )
    })?;
    let inside = |c: &ClassId| {
        net.classes[c.index()]
            .function
            .is_some_and(|f| f.index() == function)
    };
    let classes: Vec<ClassId> = all().filter(inside).collect();
    if classes.is_empty() {
        return Err(NotAsked(format!(
            "no element here does `{}`",
            net.functions[function].name
        )));
    }
    Ok((
        classes,
        format!("an element that does `{}`", net.functions[function].name),
    ))
}

fn unknown_name<'a>(what: &str, asked: &str, known: impl Iterator<Item = &'a str>) -> NotAsked {
    let hint =
        did_you_mean(asked, known).map_or_else(String::new, |g| format!("; did you mean `{g}`?"));
    NotAsked(format!("no {what} `{asked}`{hint}"))
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
                        .map(|e| net.elements[e.index()].id.clone()),
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

/// The answer as people read it.
#[must_use]
pub fn to_text(answer: &Answer) -> String {
    let mut out = format!("{} ({})\n{}.\n", answer.name, answer.actor, answer.answer);
    if !answer.steps.is_empty() {
        out.push_str("\nHow:\n");
    }
    for (n, step) in answer.steps.iter().enumerate() {
        let from: Vec<String> = step.from.iter().map(u64::to_string).collect();
        let because = if from.is_empty() {
            String::new()
        } else {
            format!("  (from {})", from.join(", "))
        };
        out.push_str(&format!("{:>3}. {}{because}\n", n + 1, step.says));
        for ground in &step.grounds {
            out.push_str(&format!(
                "       {}: {}{}\n",
                ground.place,
                ground.says,
                provenance(ground)
            ));
        }
    }
    if let Some(closed) = &answer.closed {
        out.push_str("\nThis is all that follows, and it is closed under every rule:\n");
        for (what, list) in [
            ("controls", &closed.controls),
            ("can use routes", &closed.routes),
            ("can change releases", &closed.releases),
            ("can change elements", &closed.elements),
            ("can look into places", &closed.sees),
            ("can stop places", &closed.stops),
        ] {
            let some = keyholder_diag::list_some(list.iter().map(String::as_str), 6);
            out.push_str(&format!(
                "  {what:<22}{}\n",
                if list.is_empty() {
                    "none".to_owned()
                } else {
                    some
                }
            ));
        }
    }
    if answer.reached {
        out.push_str(&cut_text(answer));
    }
    match answer.verified {
        Some(true) => out.push_str("\nThe certificate was checked against the rules by an independent checker: it holds.\n"),
        Some(false) => out.push_str("\nThe independent checker REFUSED the certificate. Please report this as a fault of the program.\n"),
        None => {}
    }
    out
}

fn cut_text(answer: &Answer) -> String {
    if !answer.cuts_possible {
        return "\nNo safeguard on a route would cut it: a way leads through what is not known.\n"
            .to_owned();
    }
    let number = answer.cuts.len();
    let exact = if answer.cuts_exact {
        "no fewer would do"
    } else {
        "perhaps fewer would do; the search was stopped"
    };
    let mut out = format!(
        "\nWhat would stop it ({number}, {exact}), each by a party that the actor does not control:\n"
    );
    for cut in answer.cuts.iter().take(20) {
        out.push_str(&format!("  - {cut}\n"));
    }
    if number > 20 {
        out.push_str(&format!("  - and {} more\n", number - 20));
    }
    out
}

fn provenance(ground: &wire::Ground) -> String {
    let parts: Vec<&str> = [
        ground.source.as_deref(),
        ground.as_of.as_deref(),
        ground.said_by.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" [{}]", parts.join("; "))
    }
}
