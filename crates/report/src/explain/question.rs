//! From names in a question to what must be reached.

use keyholder_diag::did_you_mean;
use keyholder_reach::{NamedActor, actors};
use keyholder_supply::function::FunctionClass;
use keyholder_supply::{ClassId, Network, PlaceId, PoolId};
use keyholder_witness::Claim;

use super::{EffectAsked, NotAsked, Question};

pub(super) fn find_actor(net: &Network, asked: &str) -> Result<NamedActor, NotAsked> {
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
pub(super) fn targets(
    net: &Network,
    question: &Question,
) -> Result<(Vec<Claim>, String), NotAsked> {
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
        let found = net.element(asked);
        let element = found.ok_or_else(|| {
            unknown_name("element", asked, net.elements.iter().map(|e| e.id.as_str()))
        })?;
        let class = net.elements[element.index()].class;
        return Ok((vec![class], format!("element `{asked}`")));
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
