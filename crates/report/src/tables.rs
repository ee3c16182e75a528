//! Results as tables, one row a fact, for the tools that people already query tables with.
//!
//! `docs/tables.md` says what each column means. Amounts are whole numbers beside their total, as in the JSON.

use keyholder_reach::{ActorKind, Amount, Assessment, NamedActor, ScopeKind, Ways, close};
use keyholder_supply::{Class, ClassId, Layer, Network};
use keyholder_tables::results::{Column, ResultTable};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

/// Every table but that of the elements, which is as long as the network and is written row by row.
#[must_use]
pub fn tables(net: &Network, results: &Assessment) -> Vec<ResultTable> {
    vec![
        scopes(net, results),
        reach(net, results),
        effects(net, results),
        classes(net),
        class_reach(net, results),
        unknowns(net, results),
    ]
}

/// Columns that are filled row by row.
struct Filling {
    name: &'static str,
    columns: Vec<(&'static str, Column)>,
}

/// One cell.
enum Cell {
    Text(Option<String>),
    Number(u64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(Some(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(Some(text))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Cell::Number(number)
    }
}

impl Filling {
    fn new(name: &'static str, texts: &[&'static str], numbers: &[&'static str]) -> Self {
        let texts = texts.iter().map(|t| (*t, Column::Text(Vec::new())));
        let numbers = numbers.iter().map(|n| (*n, Column::Number(Vec::new())));
        Filling {
            name,
            columns: texts.chain(numbers).collect(),
        }
    }

    /// Adds a row: the texts, then the numbers.
    fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "a cell for each column");
        for ((_, column), cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Column::Text(all), Cell::Text(text)) => all.push(text),
                (Column::Number(all), Cell::Number(number)) => all.push(number),
                (Column::Text(all), Cell::Number(number)) => all.push(Some(number.to_string())),
                (Column::Number(all), Cell::Text(_)) => all.push(0),
            }
        }
    }

    fn done(self) -> ResultTable {
        ResultTable {
            name: self.name,
            columns: self.columns,
        }
    }
}

fn kind(actor: &NamedActor) -> &'static str {
    match actor.kind() {
        ActorKind::Party => "party",
        ActorKind::Country => "country",
        ActorKind::Presence => "presence",
        ActorKind::Group => "group",
    }
}

/// The four ways that a share is told apart by, with their words.
fn ways(ways: &Ways) -> [(&'static str, &'static str, Amount); 4] {
    [
        ("keys", "one-action", ways.keys.one_action),
        ("keys", "in-the-end", ways.keys.in_the_end),
        ("with-parts", "one-action", ways.with_parts.one_action),
        ("with-parts", "in-the-end", ways.with_parts.in_the_end),
    ]
}

/// What is measured, with its totals, and what whoever fills the blanks could change.
fn scopes(net: &Network, results: &Assessment) -> ResultTable {
    let numbers = ["elements", "subscribers", "criticality", "anybody_at_most"];
    let mut table = Filling::new("scopes", &["scope_kind", "scope"], &numbers);
    for scope in &results.scopes {
        let (scope_kind, name) = scope_words(net, scope.kind);
        table.row([
            scope_kind.into(),
            name.into(),
            scope.elements.into(),
            scope.subscribers.into(),
            scope.criticality.into(),
            scope.anybody.into(),
        ]);
    }
    table.done()
}

/// Actor by scope by way, where something is possible. What is not listed is at most what anybody could.
fn reach(net: &Network, results: &Assessment) -> ResultTable {
    let texts = [
        "actor",
        "actor_kind",
        "actor_name",
        "scope_kind",
        "scope",
        "weight",
        "means",
        "stage",
    ];
    let mut table = Filling::new("reach", &texts, &["surely", "possibly", "at_most", "total"]);
    for result in &results.actors {
        let actor = &result.actor;
        for (scope, counted) in results.scopes.iter().zip(&result.reach) {
            let (scope_kind, name) = scope_words(net, scope.kind);
            let weights = [
                ("elements", &counted.elements, scope.elements),
                ("subscribers", &counted.subscribers, scope.subscribers),
                ("criticality", &counted.criticality, scope.criticality),
            ];
            for (weight, amounts, total) in weights {
                for (means, stage, amount) in ways(amounts) {
                    if amount.possibly == 0 {
                        continue;
                    }
                    table.row([
                        actor.id(net).into(),
                        kind(actor).into(),
                        actor.label(net).into(),
                        scope_kind.into(),
                        name.clone().into(),
                        weight.into(),
                        means.into(),
                        stage.into(),
                        amount.surely.into(),
                        amount.possibly.into(),
                        amount.at_most.into(),
                        total.into(),
                    ]);
                }
            }
        }
    }
    table.done()
}

fn scope_words(net: &Network, kind: ScopeKind) -> (&'static str, String) {
    match kind {
        ScopeKind::Network => ("network", "network".to_owned()),
        ScopeKind::Class(class) => ("class", class.word().to_owned()),
        ScopeKind::Function(f) => ("function", net.functions[f.index()].name.clone()),
        ScopeKind::NotPlaced => ("not-placed", "not placed".to_owned()),
    }
}

/// Actor by effect by way.
fn effects(net: &Network, results: &Assessment) -> ResultTable {
    let texts = [
        "actor",
        "actor_kind",
        "actor_name",
        "effect",
        "counted",
        "means",
        "stage",
    ];
    let mut table = Filling::new(
        "effects",
        &texts,
        &["surely", "possibly", "at_most", "total"],
    );
    let places = net.places.len() as u64;
    let subscribers = net.places.iter().filter_map(|p| p.subscribers).sum();
    for result in &results.actors {
        let actor = &result.actor;
        let effects = [
            (
                "intercept",
                "subscribers",
                &result.intercept_subscribers,
                subscribers,
            ),
            ("intercept", "places", &result.intercept_places, places),
            (
                "disrupt",
                "subscribers",
                &result.disrupt_subscribers,
                subscribers,
            ),
            ("disrupt", "places", &result.disrupt_places, places),
        ];
        for (effect, counted, amounts, total) in effects {
            for (means, stage, amount) in ways(amounts) {
                if amount.possibly == 0 {
                    continue;
                }
                table.row([
                    actor.id(net).into(),
                    kind(actor).into(),
                    actor.label(net).into(),
                    effect.into(),
                    counted.into(),
                    means.into(),
                    stage.into(),
                    amount.surely.into(),
                    amount.possibly.into(),
                    amount.at_most.into(),
                    total.into(),
                ]);
            }
        }
    }
    table.done()
}

/// What the elements of each class have in common.
fn classes(net: &Network) -> ResultTable {
    let texts = [
        "function",
        "function_class",
        "operator",
        "hardware",
        "firmware",
        "platform",
        "application",
        "host_classes",
        "manager_classes",
        "wave",
        "example",
    ];
    let mut table = Filling::new("classes", &texts, &["class", "elements"]);
    for (n, class) in net.classes.iter().enumerate() {
        let function = class.function.map(|f| &net.functions[f.index()]);
        let operator = class.operator.map(|o| net.parties[o.index()].id.clone());
        let layer = |layer: Layer| layer_text(net, class, layer).into();
        let example = class.members.first();
        table.row([
            function.map(|f| f.name.clone()).into(),
            function.map(|f| f.class.word().to_owned()).into(),
            operator.into(),
            layer(Layer::Hardware),
            layer(Layer::Firmware),
            layer(Layer::Platform),
            layer(Layer::Application),
            classes_text(&class.hosts, class.host_unknown.is_some()).into(),
            classes_text(&class.managers, class.manager_unknown.is_some()).into(),
            class.wave.map(|w| w.to_string()).into(),
            example.map(|e| net.elements[e.index()].id.clone()).into(),
            (n as u64).into(),
            class.size.into(),
        ]);
    }
    table.done()
}

/// Releases with `;` between them; `none` where there is none; `?` for what is not known.
fn layer_text(net: &Network, class: &Class, layer: Layer) -> String {
    let filled = &class.layers[layer as usize];
    let known = filled.releases.iter().map(|r| net.release_label(*r));
    listed(known, filled.unknown.is_some())
}

fn classes_text(classes: &[ClassId], unknown: bool) -> String {
    listed(classes.iter().map(|c| c.0.to_string()), unknown)
}

fn listed(known: impl Iterator<Item = String>, unknown: bool) -> String {
    let mut all: Vec<String> = known.collect();
    if unknown {
        all.push("?".to_owned());
    }
    if all.is_empty() {
        return "none".to_owned();
    }
    all.join(";")
}

/// Which actor can change the elements of which class, in the end, by what is stated or by doubts that name it.
fn class_reach(net: &Network, results: &Assessment) -> ResultTable {
    let texts = ["actor", "actor_kind", "certainty", "means"];
    let mut table = Filling::new("class_reach", &texts, &["class"]);
    let actors: Vec<Actor> = results
        .actors
        .iter()
        .map(|r| r.actor.actor.clone())
        .collect();
    let views = [
        (Bound::Surely, Means::Keys, "surely", "keys"),
        (Bound::Surely, Means::Upstream, "surely", "with-parts"),
        (Bound::Possibly, Means::Keys, "possibly", "keys"),
        (Bound::Possibly, Means::Upstream, "possibly", "with-parts"),
    ];
    let ids: Vec<String> = results.actors.iter().map(|r| r.actor.id(net)).collect();
    let mut told: Vec<Vec<bool>> = vec![vec![false; net.classes.len()]; actors.len()];
    for (bound, means, certainty, by) in views {
        let view = View {
            bound,
            means,
            stage: Stage::InTheEnd,
        };
        let closure = close(net, &actors, view);
        for (actor, result) in results.actors.iter().enumerate() {
            for (class, told) in told[actor].iter_mut().enumerate() {
                // The surest and most direct way is told; the others follow from it.
                if *told || !closure.classes.get(class, actor) {
                    continue;
                }
                *told = true;
                table.row([
                    ids[actor].clone().into(),
                    kind(&result.actor).into(),
                    certainty.into(),
                    by.into(),
                    (class as u64).into(),
                ]);
            }
        }
    }
    table.done()
}

/// What is not known, and how many elements hang on it.
fn unknowns(net: &Network, results: &Assessment) -> ResultTable {
    let texts = ["code", "what", "remedy"];
    let mut table = Filling::new("unknowns", &texts, &["statements", "elements"]);
    for (unknown, (elements, _)) in net.unknowns.iter().zip(&results.hangs_on) {
        table.row([
            unknown.code.as_str().into(),
            unknown.what.clone().into(),
            unknown.remedy.clone().into(),
            u64::from(unknown.count).into(),
            (*elements).into(),
        ]);
    }
    table.done()
}
