//! What is held on a criterion, for and against, about whom, on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use keyholder_supply::{
    CountryId, Evidence, Grade, Network, PartyId, ReleaseId, Share, Side, Subject,
};

use crate::finding::Used;
use crate::tally::State;

/// An item speaks for a criterion when it speaks at least so far to it.
const HALF: Share = Share(500_000);

/// About whom evidence is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Party(PartyId),
    Release(ReleaseId),
    Country(CountryId),
}

/// What is asked of an item beside that it counts on the day.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted {
    pub(crate) exact: bool,
    pub(crate) age_days_max: Option<u32>,
    pub(crate) grade_min: Option<Grade>,
}

/// The register by criterion and subject.
pub(crate) struct Register<'a> {
    net: &'a Network,
    pub(crate) day: Date,
    by_subject: BTreeMap<(&'a str, Subject), Vec<&'a Evidence>>,
    /// What is said about products of a supplier.
    by_maker: BTreeMap<(&'a str, PartyId), Vec<&'a Evidence>>,
    /// What is said against products of whose supplier nothing is known: it may be any supplier's.
    of_nobody: BTreeMap<&'a str, Vec<&'a Evidence>>,
    /// What is said against suppliers, which may be those of products of whose supplier nothing is known.
    of_anybody: BTreeMap<&'a str, Vec<&'a Evidence>>,
}

/// What is held on one criterion about one target.
#[derive(Default)]
pub(crate) struct Standing<'a> {
    pub(crate) good: Vec<&'a Evidence>,
    pub(crate) against: Vec<&'a Evidence>,
    /// Items against, of which it is not known whether they are about this one.
    pub(crate) may_be_against: Vec<&'a Evidence>,
    /// So many files or items of evidence are lost, and what they say may be against this one too.
    pub(crate) lost: u64,
    /// Items for that do not count, each with the reason.
    pub(crate) not_good: Vec<(&'a Evidence, String)>,
}

impl Standing<'_> {
    /// Something may speak against it that nobody can place.
    pub(crate) fn is_doubted(&self) -> bool {
        self.lost > 0 || !self.may_be_against.is_empty()
    }

    pub(crate) fn state(&self) -> State {
        match (self.good.is_empty(), self.against.is_empty()) {
            (false, true) if !self.is_doubted() => State::Yes,
            (true, false) => State::No,
            _ => State::Unknown,
        }
    }

    /// The last day of the item for that holds longest.
    pub(crate) fn until(&self) -> Option<Date> {
        let open = self.good.iter().any(|item| item.expires.is_none());
        let last = self.good.iter().filter_map(|item| item.expires).max();
        last.filter(|_| !open)
    }
}

impl<'a> Register<'a> {
    pub(crate) fn new(net: &'a Network, day: Date) -> Self {
        let mut by_subject: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut by_maker: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut of_nobody: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut of_anybody: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for item in &net.evidence {
            let criterion = item.criterion.as_str();
            by_subject
                .entry((criterion, item.subject))
                .or_default()
                .push(item);
            let component = match item.subject {
                Subject::Component(component) => Some(component),
                Subject::Release(release) => Some(net.releases[release.index()].component),
                Subject::Party(_) | Subject::Country(_) | Subject::Network => None,
            };
            let maker = component.map(|c| net.components[c.index()].supplier);
            let counts =
                item.says == Side::Against && item.strength > Share::ZERO && item.counts_on(day);
            match maker {
                Some(Some(maker)) => by_maker.entry((criterion, maker)).or_default().push(item),
                Some(None) if counts => of_nobody.entry(criterion).or_default().push(item),
                None if counts && matches!(item.subject, Subject::Party(_)) => {
                    of_anybody.entry(criterion).or_default().push(item);
                }
                _ => {}
            }
        }
        Register {
            net,
            day,
            by_subject,
            by_maker,
            of_nobody,
            of_anybody,
        }
    }

    fn items(&self, criterion: &'a str, subject: Subject) -> impl Iterator<Item = &'a Evidence> {
        let found = self.by_subject.get(&(criterion, subject));
        found.into_iter().flatten().copied()
    }

    /// What is held. What is said against a product speaks against its supplier too, and what is said against a
    /// supplier against its products; what is said for one says nothing of the other.
    pub(crate) fn standing(
        &self,
        criterion: &'a str,
        target: Target,
        wanted: Wanted,
    ) -> Standing<'a> {
        let mut standing = Standing {
            lost: self.net.lost_evidence,
            ..Standing::default()
        };
        match target {
            Target::Country(country) => {
                let items = self.items(criterion, Subject::Country(country));
                items.for_each(|item| self.sort(item, wanted, None, &mut standing));
            }
            Target::Party(party) => {
                let items = self.items(criterion, Subject::Party(party));
                items.for_each(|item| self.sort(item, wanted, None, &mut standing));
                self.of_network(criterion, party, wanted, &mut standing);
                let products = self.by_maker.get(&(criterion, party));
                let against = products.into_iter().flatten();
                let against = against.filter(|item| item.says == Side::Against);
                against.for_each(|item| self.sort(item, wanted, None, &mut standing));
                let doubts = self.of_nobody.get(criterion);
                standing.may_be_against.extend(doubts.into_iter().flatten());
            }
            Target::Release(release) => self.of_release(criterion, release, wanted, &mut standing),
        }
        standing
    }

    /// What is held about the network as a whole is held about the operator, where there is one. Of several, what
    /// speaks for it shows nothing of a single one, and what speaks against it may be about any.
    fn of_network(
        &self,
        criterion: &'a str,
        party: PartyId,
        wanted: Wanted,
        standing: &mut Standing<'a>,
    ) {
        if !self.net.parties[party.index()].operates {
            return;
        }
        let operators = self.net.parties.iter().filter(|p| p.operates).count();
        let blank = self
            .net
            .classes
            .iter()
            .any(|class| class.operator.is_none());
        let alone = operators == 1 && !blank;
        for item in self.items(criterion, Subject::Network) {
            let counts = item.strength > Share::ZERO && item.counts_on(self.day);
            match (alone, item.says) {
                (true, _) => self.sort(item, wanted, None, standing),
                (false, Side::For) => {
                    let why = "it is about the whole network, which not one operator alone runs";
                    self.sort(item, wanted, Some(why.to_owned()), standing);
                }
                (false, Side::Against) if counts => standing.may_be_against.push(item),
                (false, Side::Against) => {}
            }
        }
    }

    fn of_release(
        &self,
        criterion: &'a str,
        release: ReleaseId,
        wanted: Wanted,
        standing: &mut Standing<'a>,
    ) {
        let component = self.net.releases[release.index()].component;
        let maker = self.net.components[component.index()].supplier;
        let items = self.items(criterion, Subject::Release(release));
        items.for_each(|item| self.sort(item, wanted, None, standing));
        for item in self.items(criterion, Subject::Component(component)) {
            let why = "it is about every release, and the exact one is asked for";
            let why = wanted.exact.then(|| why.to_owned());
            self.sort(item, wanted, why, standing);
        }
        let Some(maker) = maker else {
            let doubts = self.of_anybody.get(criterion);
            standing.may_be_against.extend(doubts.into_iter().flatten());
            return;
        };
        let of_maker = self.items(criterion, Subject::Party(maker));
        of_maker
            .filter(|item| item.says == Side::Against)
            .for_each(|item| self.sort(item, wanted, None, standing));
        let products = self.by_maker.get(&(criterion, maker));
        for item in products.into_iter().flatten() {
            // Evidence for release A does not count for release B, and the reader should see both.
            if let Subject::Release(other) = item.subject
                && other != release
                && self.net.releases[other.index()].component == component
                && item.says == Side::For
            {
                let here = &self.net.releases[release.index()].version;
                let there = &self.net.releases[other.index()].version;
                let why = format!("it is about {there}, and {here} is in service");
                standing.not_good.push((item, why));
            }
        }
    }

    fn sort(
        &self,
        item: &'a Evidence,
        wanted: Wanted,
        why: Option<String>,
        standing: &mut Standing<'a>,
    ) {
        if item.says == Side::Against {
            if item.counts_on(self.day) && item.strength > Share::ZERO {
                standing.against.push(item);
            }
            return;
        }
        match why.or_else(|| self.why_not(item, wanted)) {
            None => standing.good.push(item),
            Some(why) => standing.not_good.push((item, why)),
        }
    }

    fn why_not(&self, item: &Evidence, wanted: Wanted) -> Option<String> {
        if item.superseded {
            return Some("another stands in its place".to_owned());
        }
        if !item.counts_on(self.day) {
            return Some(match item.expires.filter(|last| *last < self.day) {
                Some(last) => format!("it expired on {last}"),
                None => "it is dated after the day of the assessment".to_owned(),
            });
        }
        if item.strength < HALF {
            return Some("it speaks less than half to the criterion".to_owned());
        }
        if wanted.grade_min.is_some_and(|least| item.grade < least) {
            let least = wanted.grade_min.map_or("", Grade::word);
            return Some(format!(
                "it is {}, and {least} is asked for",
                item.grade.word()
            ));
        }
        let most = wanted.age_days_max?;
        let age = age_days(item, self.day)?;
        (i64::from(age) > i64::from(most))
            .then(|| format!("it is {age} days old, and {most} are allowed"))
    }

    /// An item as a finding names it.
    pub(crate) fn used(&self, item: &Evidence) -> Used {
        Used {
            id: item.id.clone(),
            against: item.says == Side::Against,
            grade: item.grade,
            age_days: age_days(item, self.day),
            disputed: item.is_disputed(),
        }
    }
}

fn age_days(item: &Evidence, day: Date) -> Option<i32> {
    let since = item.day?;
    day.since(since).ok().map(|span| span.get_days())
}
