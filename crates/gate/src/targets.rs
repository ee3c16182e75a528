//! For which elements an update is meant, and how critical they are.

use std::collections::{BTreeMap, BTreeSet};

use keyholder_supply::function::{Criticality, FunctionClass};
use keyholder_supply::{ComponentId, ElementId, FunctionId, Network, ReleaseId};

/// The elements that an update is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// The component that is updated.
    pub component: ComponentId,
    /// Which, sorted.
    pub elements: Vec<ElementId>,
    /// How many, which is more where one stands for several.
    pub count: u64,
    /// What they do, with how many do it.
    pub functions: BTreeMap<FunctionId, u64>,
    /// How many do nobody knows what.
    pub not_placed: u64,
    /// Their function classes.
    pub classes: BTreeSet<FunctionClass>,
    /// Releases of the component that they run now, with how many run each.
    pub running: BTreeMap<ReleaseId, u64>,
    /// How many run no release of it yet.
    pub without: u64,
    /// The highest criticality among them; of what is not placed, the highest there is.
    pub criticality: Criticality,
}

/// Why no elements can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoTargets {
    /// There is no such component; perhaps another was meant.
    NoComponent(String, Option<String>),
    /// What was asked for is neither an element, nor a function, nor a function class.
    Unknown(String, Option<String>),
    /// Nothing runs it, and nobody said what it is for.
    NothingRuns(String),
    /// What was asked for names no element.
    Empty(String),
    /// What was asked for stands for more than one row, so that nobody knows which is meant.
    NotOne(String),
}

impl std::fmt::Display for NoTargets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let guess = |guess: &Option<String>| {
            let guess = guess
                .as_ref()
                .map(|guess| format!("; did you mean `{guess}`?"));
            guess.unwrap_or_default()
        };
        match self {
            NoTargets::NoComponent(id, meant) => {
                write!(f, "no component `{id}` in the project{}", guess(meant))
            }
            NoTargets::Unknown(word, meant) => write!(
                f,
                "`{word}` is neither an element, nor a function, nor a function class{}",
                guess(meant)
            ),
            NoTargets::NothingRuns(id) => write!(
                f,
                "no element runs a release of `{id}`; say with `--for` what it is meant for"
            ),
            NoTargets::Empty(word) => write!(f, "no element is `{word}`"),
            NoTargets::NotOne(word) => write!(
                f,
                "`{word}` stands for more than one row of the tables of elements, so it cannot be told which is meant"
            ),
        }
    }
}

impl std::error::Error for NoTargets {}

/// Finds the elements: those that run the component, narrowed to what is asked for. An element that is named is
/// among them whether it runs the component or not.
///
/// # Errors
/// See [`NoTargets`].
pub fn targets(net: &Network, component: &str, wanted: &[String]) -> Result<Targets, NoTargets> {
    let id = component_of(net, component)?;
    let mut chosen: BTreeSet<ElementId> = BTreeSet::new();
    for word in wanted {
        let some = meant(net, id, word)?;
        if some.is_empty() {
            return Err(NoTargets::Empty(word.clone()));
        }
        chosen.extend(some);
    }
    if wanted.is_empty() {
        let all = (0..net.elements.len()).map(ElementId::from);
        chosen.extend(all.filter(|element| runs(net, *element, id).next().is_some()));
        if chosen.is_empty() {
            return Err(NoTargets::NothingRuns(component.to_owned()));
        }
    }
    Ok(gathered(net, id, chosen))
}

fn component_of(net: &Network, component: &str) -> Result<ComponentId, NoTargets> {
    let own = || net.components.iter().filter(|c| !c.from_bom);
    let found = net
        .components
        .iter()
        .position(|c| c.id == component && !c.from_bom);
    found.map(ComponentId::from).ok_or_else(|| {
        let meant = keyholder_diag::did_you_mean(component, own().map(|c| c.id.as_str()));
        NoTargets::NoComponent(component.to_owned(), meant.map(str::to_owned))
    })
}

/// The elements that a word means.
fn meant(net: &Network, component: ComponentId, word: &str) -> Result<Vec<ElementId>, NoTargets> {
    let all = || (0..net.elements.len()).map(ElementId::from);
    if let Some(element) = one(net, word)? {
        return Ok(vec![element]);
    }
    let function = net.functions.iter().position(|f| f.name == word);
    let of = |element: &ElementId| net.elements[element.index()].function;
    if let Some(function) = function.map(FunctionId::from) {
        let does = all().filter(|e| of(e) == Some(function));
        let (run, rest): (Vec<_>, Vec<_>) =
            does.partition(|e| runs(net, *e, component).next().is_some());
        // A function that runs it somewhere is updated there; one that does not gets it anew.
        return Ok(if run.is_empty() { rest } else { run });
    }
    if let Some(class) = FunctionClass::from_word(word) {
        let does = all().filter(|e| {
            of(e).is_some_and(|f| net.functions[f.index()].class == class)
                && runs(net, *e, component).next().is_some()
        });
        return Ok(does.collect());
    }
    let known = net.functions.iter().map(|f| f.name.as_str());
    let known = known.chain(FunctionClass::ALL.iter().map(|class| class.word()));
    let known = known.chain(net.elements.iter().map(|e| e.id.as_str()));
    let guess = keyholder_diag::did_you_mean(word, known);
    Err(NoTargets::Unknown(
        word.to_owned(),
        guess.map(str::to_owned),
    ))
}

/// The one element of that id. Of large tables, the id that stands for a whole kind of rows means none of them.
fn one(net: &Network, word: &str) -> Result<Option<ElementId>, NoTargets> {
    let named = net
        .named
        .binary_search_by(|(name, _)| name.as_str().cmp(word));
    let named = named.ok().map(|at| net.named[at].1);
    let first = net.elements.iter().position(|element| element.id == word);
    let twice = named.is_some() && first.is_some_and(|first| first < net.large_from);
    let Some(found) = named.or(first.map(ElementId::from)) else {
        return Ok(None);
    };
    match twice || net.elements[found.index()].rows != 1 {
        true => Err(NoTargets::NotOne(word.to_owned())),
        false => Ok(Some(found)),
    }
}

/// The releases of a component that an element runs.
fn runs(
    net: &Network,
    element: ElementId,
    component: ComponentId,
) -> impl Iterator<Item = ReleaseId> + '_ {
    let class = &net.classes[net.elements[element.index()].class.index()];
    let all = class.releases().map(|(_, release)| release);
    all.filter(move |release| net.releases[release.index()].component == component)
}

fn gathered(net: &Network, component: ComponentId, chosen: BTreeSet<ElementId>) -> Targets {
    let mut targets = Targets {
        component,
        elements: chosen.into_iter().collect(),
        count: 0,
        functions: BTreeMap::new(),
        not_placed: 0,
        classes: BTreeSet::new(),
        running: BTreeMap::new(),
        without: 0,
        criticality: Criticality::Low,
    };
    for id in &targets.elements {
        let element = &net.elements[id.index()];
        targets.count += element.rows;
        match element.function {
            Some(function) => {
                *targets.functions.entry(function).or_default() += element.rows;
                let function = &net.functions[function.index()];
                targets.classes.insert(function.class);
                targets.criticality = targets.criticality.max(function.criticality);
            }
            None => {
                targets.not_placed += element.rows;
                targets.criticality = Criticality::Critical;
            }
        }
        let releases: BTreeSet<ReleaseId> = runs(net, *id, component).collect();
        if releases.is_empty() {
            targets.without += element.rows;
        }
        for release in releases {
            *targets.running.entry(release).or_default() += element.rows;
        }
    }
    targets
}
