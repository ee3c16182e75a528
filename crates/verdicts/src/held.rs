//! Which evidence counts for a supplier on the functions of one class, how strongly, and why other does not.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use jiff::civil::Date;
use keyholder_supply::yardstick::Yardstick;
use keyholder_supply::{CountryId, Evidence, Network, Share, Side, Subject};
use keyholder_trust::{Item, Judge};

use crate::countries::Countries;
use crate::method::level;
use crate::service::Service;

/// Whether an item counts, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It counts, with its strength times this part: for evidence about a component or a release, the part of
    /// the elements that run it. What speaks against counts in full wherever it is in service.
    Counts(Share),
    /// Another item stands in its place.
    Superseded,
    /// It has expired.
    Expired,
    /// It is of a later day than the day of the assessment.
    NotYet,
    /// Nothing that it is about is in service here.
    NotInService,
    /// The yardstick has no such criterion.
    NoCriterion,
    /// It speaks for a country that controls the supplier; but who controls the supplier is not fully known, or
    /// another country that does has nothing to show on this criterion.
    CountryOpen,
}

impl Standing {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Standing::Counts(share) if share == Share::ALL => "counts",
            Standing::Counts(_) => "counts in part",
            Standing::Superseded => "superseded",
            Standing::Expired => "expired",
            Standing::NotYet => "of a later day",
            Standing::NotInService => "not in service here",
            Standing::NoCriterion => "not asked of suppliers",
            Standing::CountryOpen => "not for every country that may control it",
        }
    }
}

/// One item that concerns the supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its position in [`Network::evidence`].
    pub evidence: usize,
    /// Whether it counts.
    pub standing: Standing,
}

/// Everything that evidence is looked at with.
pub(crate) struct Register<'a> {
    pub(crate) net: &'a Network,
    pub(crate) yardstick: &'a Yardstick,
    pub(crate) countries: &'a Countries,
    pub(crate) judge: &'a Judge,
    pub(crate) day: Date,
    criteria: BTreeMap<&'a str, usize>,
    issuers: BTreeMap<&'a str, u32>,
    documents: Vec<u32>,
}

impl<'a> Register<'a> {
    pub(crate) fn new(
        net: &'a Network,
        yardstick: &'a Yardstick,
        countries: &'a Countries,
        judge: &'a Judge,
        day: Date,
    ) -> Self {
        let criteria = yardstick.criteria.iter().enumerate();
        let names: BTreeSet<&str> = net
            .evidence
            .iter()
            .filter_map(|e| e.issuer.as_deref())
            .collect();
        let mut files: BTreeMap<&str, u32> = BTreeMap::new();
        let documents = (0..)
            .zip(&net.evidence)
            .map(|(n, evidence): (u32, &Evidence)| {
                let file = evidence.document.as_deref();
                file.map_or(n, |file| *files.entry(file).or_insert(n))
            });
        Register {
            documents: documents.collect(),
            criteria: criteria.map(|(n, c)| (c.id.as_str(), n)).collect(),
            issuers: names.into_iter().zip(0..).collect(),
            net,
            yardstick,
            countries,
            judge,
            day,
        }
    }

    /// The items of evidence in one document, as the method numbers it.
    pub(crate) fn in_document(&self, document: u32) -> Vec<usize> {
        let here = self.documents.iter().enumerate();
        here.filter(|(_, d)| **d == document)
            .map(|(n, _)| n)
            .collect()
    }

    /// What is held about a supplier on the functions of one class.
    pub(crate) fn about(&self, service: &Service) -> Vec<Held> {
        let all = self.net.evidence.iter().enumerate();
        let mut held: Vec<Held> = all
            .filter_map(|(n, evidence)| {
                let part = self.concerns(evidence, service)?;
                let standing = self.standing(evidence, part);
                Some(Held {
                    evidence: n,
                    standing,
                })
            })
            .collect();
        self.set_countries_aside(service, &mut held);
        held
    }

    /// Whether it is about the supplier, and for which part of its elements here; `None`: it is not about it.
    fn concerns(&self, evidence: &Evidence, service: &Service) -> Option<Share> {
        let of = |elements: u64| {
            let part = u128::from(elements) * 1_000_000 / u128::from(service.elements.max(1));
            // Some is never none.
            let part = u32::try_from(part).unwrap_or(1_000_000).min(1_000_000);
            Share(if elements > 0 { part.max(1) } else { 0 })
        };
        let component = |c: keyholder_supply::ComponentId| {
            self.net.components[c.index()].supplier == Some(service.supplier)
        };
        match evidence.subject {
            Subject::Party(party) => (party == service.supplier).then_some(Share::ALL),
            Subject::Component(c) => component(c).then(|| of(service.of_component(self.net, c))),
            Subject::Release(r) => component(self.net.releases[r.index()].component)
                .then(|| of(service.releases.get(&r).copied().unwrap_or(0))),
            Subject::Country(country) => self
                .countries
                .of(service.supplier)
                .contains(&country)
                .then_some(Share::ALL),
            // What is said of a network is said of who runs it, and of no supplier.
            Subject::Network => None,
        }
    }

    fn standing(&self, evidence: &Evidence, part: Share) -> Standing {
        let against = evidence.says == Side::Against;
        match () {
            () if evidence.superseded => Standing::Superseded,
            () if evidence.day.is_some_and(|day| day > self.day) => Standing::NotYet,
            () if evidence.expires.is_some_and(|last| last < self.day) => Standing::Expired,
            () if !self.criteria.contains_key(evidence.criterion.as_str()) => Standing::NoCriterion,
            () if part == Share::ZERO => Standing::NotInService,
            () if against => Standing::Counts(Share::ALL),
            () => Standing::Counts(part),
        }
    }

    /// What speaks for a country counts when every country that controls the supplier has something to show,
    /// and it is known which these are; then the one counts that shows least: nothing is added up over
    /// countries.
    fn set_countries_aside(&self, service: &Service, held: &mut [Held]) {
        let countries = self.countries.of(service.supplier);
        let open = self.countries.is_open(service.supplier);
        let mut favour: BTreeMap<&str, BTreeMap<CountryId, Vec<Held>>> = BTreeMap::new();
        for one in held.iter() {
            let evidence = &self.net.evidence[one.evidence];
            if let (Some(country), Standing::Counts(_)) = (for_country(evidence), one.standing) {
                let by = favour.entry(&evidence.criterion).or_default();
                by.entry(country).or_default().push(*one);
            }
        }
        let mut weakest: BTreeMap<&str, CountryId> = BTreeMap::new();
        for (criterion, by) in favour {
            let shown = by
                .iter()
                .map(|(country, held)| (self.shown(criterion, held), *country));
            if let Some((_, least)) = shown.min_by(|a, b| a.0.cmp(&b.0)).filter(|_| !open)
                && by.len() == countries.len()
            {
                weakest.insert(criterion, least);
            }
        }
        for one in held.iter_mut() {
            let evidence = &self.net.evidence[one.evidence];
            let (Some(country), Standing::Counts(_)) = (for_country(evidence), one.standing) else {
                continue;
            };
            if weakest.get(evidence.criterion.as_str()) != Some(&country) {
                one.standing = Standing::CountryOpen;
            }
        }
    }

    /// How much items show of a criterion today; where that is the same, what they are made of decides, and
    /// never whose they are.
    fn shown(&self, criterion: &str, held: &[Held]) -> impl Ord + use<> {
        let items = self.items(held);
        let intervals = self.judge.intervals(&items, self.day);
        let low = self.criteria.get(criterion).map(|n| intervals[*n].low);
        let mut made_of: Vec<_> = items
            .iter()
            .map(|i| {
                (
                    i.strength,
                    i.reliability,
                    i.day,
                    i.half_life_days,
                    i.expires,
                )
            })
            .collect();
        made_of.sort_unstable();
        (low, made_of)
    }

    /// What counts, as the method takes it.
    pub(crate) fn items(&self, held: &[Held]) -> Vec<Item> {
        held.iter().filter_map(|one| self.item(one)).collect()
    }

    fn item(&self, held: &Held) -> Option<Item> {
        let Standing::Counts(part) = held.standing else {
            return None;
        };
        let evidence = &self.net.evidence[held.evidence];
        let criterion = *self.criteria.get(evidence.criterion.as_str())?;
        let strength = u64::from(evidence.strength.0) * u64::from(part.0) / 1_000_000;
        let half_life = self.yardstick.criteria[criterion].half_life_days;
        let number = u32::try_from(held.evidence).unwrap_or(u32::MAX);
        // Issuers come first; an item that names none has an issuer of its own.
        let known = u32::try_from(self.issuers.len()).unwrap_or(u32::MAX);
        let issuer = evidence
            .issuer
            .as_deref()
            .and_then(|name| self.issuers.get(name));
        Some(Item {
            criterion,
            favours: evidence.says == Side::For,
            strength: level(Share(u32::try_from(strength).unwrap_or(0))),
            reliability: level(self.yardstick.believes(evidence.grade)),
            day: evidence.day.unwrap_or(self.day),
            // What is told against somebody without a day does not fade.
            half_life_days: half_life
                .and_then(NonZeroU32::new)
                .filter(|_| evidence.day.is_some()),
            expires: evidence.expires,
            origin: issuer.copied().unwrap_or(known.saturating_add(number)),
            document: self.documents[held.evidence],
        })
    }
}

fn for_country(evidence: &Evidence) -> Option<CountryId> {
    match (evidence.subject, evidence.says) {
        (Subject::Country(country), Side::For) => Some(country),
        _ => None,
    }
}
