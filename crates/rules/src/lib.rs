//! Rules that people write where no check reaches: Rego over documented facts, within limits of time and memory.
//!
//! A rule is a module `package rule` that defines `things`: a set or an array of objects, each with an `id` and a
//! `state`, `yes`, `no` or `unknown`. It sees its facts as `input` and nothing else: no file, no clock, no network.
//!
//! *Invariant:* the same facts give the same things: a rule has no chance, no clock and nothing from outside.
//! *Invariant:* loops and growing memory end at [`Limits`], which are looked at between two steps. A single step
//! is not broken off, so functions of which one call can want any amount are refused, and rules still come from
//! people whom one trusts not to hurt themselves.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, LimitError, Value, check_global_memory_limit, set_global_memory_limit};
use serde::Deserialize;

/// How far a rule may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take.
    pub time: Duration,
    /// Memory on top of what is in use when it begins.
    pub bytes: u64,
    /// Things that it may give.
    pub things: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(5),
            bytes: 512 << 20,
            things: 1_000_000,
        }
    }
}

/// Whether a thing has what the rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It has.
    Yes,
    /// It has not.
    No,
    /// Nobody knows.
    Unknown,
}

/// A thing that a rule looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// Which, by its id among the facts or in words.
    pub id: String,
    /// Whether it has what is asked.
    pub state: State,
    /// How many it stands for; absent: one.
    #[serde(default = "one")]
    pub count: u64,
    /// What it lacks.
    #[serde(default)]
    pub missing: Option<String>,
    /// What to do about it.
    #[serde(default)]
    pub remedy: Option<String>,
}

/// How many a thing may stand for.
const COUNT_MAX: u64 = 1_000_000_000_000;

fn one() -> u64 {
    1
}

/// Why a rule gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleError {
    /// It is not Rego, or uses what is not there.
    Text(String),
    /// Its facts are not JSON.
    Facts(String),
    /// It defines no `things`, or things of another form.
    Things(String),
    /// It took too long.
    Time(Duration),
    /// It wanted too much memory.
    Memory(u64),
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RuleError::Text(said) => write!(f, "the rule cannot be run: {said}"),
            RuleError::Facts(said) => write!(f, "the facts are not JSON: {said}"),
            RuleError::Things(said) => write!(f, "the rule gives no things: {said}"),
            RuleError::Time(limit) => {
                write!(f, "the rule takes more than {} s", limit.as_secs_f32())
            }
            RuleError::Memory(limit) => {
                write!(f, "the rule wants more than {} MiB of memory", limit >> 20)
            }
        }
    }
}

impl std::error::Error for RuleError {}

/// Checks that a text is a rule, without running it.
///
/// # Errors
/// When it is not Rego, is no `package rule`, or defines no `things`.
pub fn parse(rego: &str) -> Result<(), RuleError> {
    let _alone = alone();
    engine(rego, THINGS, Limits::default()).map(drop)
}

/// What a module gives, and under which name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gives {
    /// The package that it must be.
    pub package: &'static str,
    /// The rule that it must define.
    pub rule: &'static str,
}

/// What [`run`] asks for.
const THINGS: Gives = Gives {
    package: "rule",
    rule: "things",
};

/// What a module says of facts, given as JSON: the value of one rule, as JSON.
///
/// # Errors
/// See [`RuleError`].
pub fn value(rego: &str, gives: Gives, facts: &str, limits: Limits) -> Result<String, RuleError> {
    let _alone = alone();
    let value = evaluated(rego, gives, facts, limits)?;
    value
        .to_json_str()
        .map_err(|error| RuleError::Things(first_line(&error)))
}

/// What a rule says of facts, given as JSON: the things in the order of their ids.
///
/// # Errors
/// See [`RuleError`].
pub fn run(rego: &str, facts: &str, limits: Limits) -> Result<Vec<Thing>, RuleError> {
    let _alone = alone();
    let value = evaluated(rego, THINGS, facts, limits)?;
    things(&value, limits)
}

fn evaluated(rego: &str, gives: Gives, facts: &str, limits: Limits) -> Result<Value, RuleError> {
    // Facts are made before the limit begins: they are ours, and as large as the network.
    let input = Value::from_json_str(facts).map_err(|e| RuleError::Facts(first_line(&e)))?;
    let mut engine = engine(rego, gives, limits)?;
    engine.set_input(input);
    let Gives { package, rule } = gives;
    let value = bounded(limits, || {
        engine.eval_rule(format!("data.{package}.{rule}"))
    })?;
    match value {
        Value::Undefined => Err(RuleError::Things(format!(
            "`{rule}` is not defined for these facts"
        ))),
        value => Ok(value),
    }
}

/// Families of functions that no rule may use: chance, clocks and the world outside, and those of which one call
/// can want any amount of memory.
const REFUSED: &[&str] = &[
    "bits", "crypto", "graphql", "http", "net", "numbers", "opa", "rand", "time", "trace", "uuid",
];

/// What things are called in facts, before a number. A rule that asks for one by its number asks who it is.
const NUMBERED: &[&str] = &[
    "component-",
    "country-",
    "elements-",
    "evidence-",
    "party-",
    "release-",
    "route-",
];

/// What a rule must not say.
fn refused(rego: &str) -> Option<String> {
    let (code, texts) = parted(rego);
    let mut words = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let family = words.find(|word| REFUSED.contains(word));
    if let Some(family) = family {
        return Some(format!("it uses `{family}`, which no rule may"));
    }
    let number = |text: &&String| {
        NUMBERED.iter().any(|lead| {
            text.match_indices(lead).any(|(at, _)| {
                let after = text[at + lead.len()..].chars().next();
                after.is_some_and(|c| c.is_ascii_digit())
            })
        })
    };
    let asks = texts.iter().find(number);
    asks.map(|text| {
        format!("`{text}` asks for one thing by its number; a rule asks the same of everybody")
    })
}

/// The code of a rule without comments, and the texts in it.
fn parted(rego: &str) -> (String, Vec<String>) {
    let (mut code, mut texts) = (String::new(), Vec::new());
    let mut letters = rego.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '#' => {
                let _comment = letters.by_ref().find(|c| *c == '\n');
                code.push('\n');
            }
            '"' | '`' => {
                let mut text = String::new();
                while let Some(c) = letters.next().filter(|c| *c != letter) {
                    text.push(c);
                    if c == '\\' && letter == '"' {
                        text.extend(letters.next());
                    }
                }
                texts.push(text);
                code.push(' ');
            }
            letter => code.push(letter),
        }
    }
    (code, texts)
}

fn engine(rego: &str, gives: Gives, limits: Limits) -> Result<Engine, RuleError> {
    if let Some(said) = refused(rego) {
        return Err(RuleError::Text(said));
    }
    let mut engine = Engine::new();
    engine.set_strict_builtin_errors(true);
    if let Some(check_interval) = NonZeroU32::new(64) {
        engine.set_execution_timer_config(ExecutionTimerConfig {
            limit: limits.time,
            check_interval,
        });
    }
    let package = engine
        .add_policy("rule".to_owned(), rego.to_owned())
        .map_err(|e| RuleError::Text(first_line(&e)))?;
    let wanted = gives.package;
    if package != format!("data.{wanted}") {
        let said = format!("it is `package {}`", package.trim_start_matches("data."));
        return Err(RuleError::Text(format!("{said}; write `package {wanted}`")));
    }
    let defined = engine.has_declared_rule_rooted_at(wanted, gives.rule);
    if !defined.unwrap_or(true) {
        let rule = gives.rule;
        return Err(RuleError::Things(format!("it defines no `{rule}`")));
    }
    Ok(engine)
}

/// The limit of memory is one for the whole process, so one rule runs at a time; and reading a rule or facts counts
/// against it as well, so that waits too.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bounded<T>(
    limits: Limits,
    work: impl FnOnce() -> Result<T, anyhow::Error>,
) -> Result<T, RuleError> {
    set_global_memory_limit(Some(in_use().saturating_add(limits.bytes)));
    let result = work();
    set_global_memory_limit(None);
    result.map_err(|error| match error.downcast_ref::<LimitError>() {
        Some(LimitError::TimeLimitExceeded { .. }) => RuleError::Time(limits.time),
        Some(LimitError::MemoryLimitExceeded { .. }) => RuleError::Memory(limits.bytes),
        _ => RuleError::Text(first_line(&error)),
    })
}

/// Memory in use, as the allocator counts it.
fn in_use() -> u64 {
    set_global_memory_limit(Some(0));
    match check_global_memory_limit() {
        Err(LimitError::MemoryLimitExceeded { usage, .. }) => usage,
        _ => 0,
    }
}

fn things(value: &Value, limits: Limits) -> Result<Vec<Thing>, RuleError> {
    let fault = |said: String| RuleError::Things(said);
    let text = value.to_json_str().map_err(|e| fault(first_line(&e)))?;
    let all: Vec<Thing> = serde_json::from_str(&text).map_err(|e| {
        fault(format!(
            "`things` is a set or an array of objects with `id`, `state` and perhaps `count`, `missing`, `remedy` ({e})"
        ))
    })?;
    if let Some(thing) = all.iter().find(|t| t.count == 0 || t.count > COUNT_MAX) {
        let (id, count) = (&thing.id, thing.count);
        return Err(fault(format!(
            "`{id}` stands for {count}; write 1 to {COUNT_MAX}"
        )));
    }
    if all.len() > limits.things {
        let (many, most) = (all.len(), limits.things);
        return Err(fault(format!(
            "{many} things, and at most {most} are taken"
        )));
    }
    let all: BTreeSet<Thing> = all.into_iter().collect();
    let mut ids = BTreeSet::new();
    if let Some(twice) = all.iter().find(|thing| !ids.insert(&thing.id)) {
        return Err(fault(format!("`{}` is given in two ways", twice.id)));
    }
    Ok(all.into_iter().collect())
}

/// What an error says, without the drawing of the source below it.
fn first_line(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines.clone().find_map(|line| line.strip_prefix("error: "));
    let place = lines.clone().find_map(|line| line.strip_prefix("--> "));
    match (said, place) {
        (Some(said), Some(place)) => format!("{said} ({place})"),
        _ => lines.take(1).collect(),
    }
}
