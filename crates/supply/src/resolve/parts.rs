//! Parts that bills of materials name: each becomes a release with the route of its publisher.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use keyholder_diag::{Code, Diagnostic, Span, did_you_mean};
use packageurl::PackageUrl;

use super::{Context, releases, repeated};
use crate::bom::BomComponent;
use crate::facts::{BomDocument, ComponentFact, Facts, Name, Provenance, PublisherFact};
use crate::{
    AutoSign, Component, ComponentId, ComponentKind, PartyId, Release, ReleaseId, Route, RouteId,
    RouteKind, Threshold,
};

/// The documents at hand, and who publishes what.
pub(super) struct Library<'a> {
    documents: BTreeMap<&'a str, &'a BomDocument>,
    /// Sorted by prefix; the longest that fits decides.
    publishers: Vec<(&'a PublisherFact, Option<PartyId>)>,
    /// Package URL without version of components that have a file of their own.
    own: BTreeMap<String, ComponentId>,
    /// Components of which nobody said whether the pipeline signs what it pulls in.
    unsaid: BTreeMap<ComponentId, &'a Name>,
    /// Prefixes of which two publishers are stated.
    unsure: BTreeSet<&'a str>,
}

impl<'a> Library<'a> {
    /// `components` are those that were taken, in the order of their numbers.
    pub(super) fn new(
        cx: &mut Context,
        facts: &'a Facts,
        components: &[&'a ComponentFact],
    ) -> Self {
        let documents = facts.boms.iter().map(|b| (b.path.as_str(), b)).collect();
        let mut publishers: Vec<&PublisherFact> = facts.publishers.iter().collect();
        publishers.sort_by_key(|p| (&p.prefix.text, p.prefix.span));
        for pair in publishers
            .windows(2)
            .filter(|pair| pair[0].prefix.text == pair[1].prefix.text)
        {
            let message = format!(
                "publisher of `{}` is stated twice; it counts as not known",
                pair[1].prefix.text
            );
            let twice = Diagnostic::new(Code::KH0301, pair[1].prefix.span, message);
            cx.push(
                twice
                    .label(pair[0].prefix.span, "first stated here")
                    .help("remove one of the two"),
            );
        }
        let unsure = repeated(&publishers, |p| &p.prefix);
        publishers.dedup_by(|b, a| a.prefix.text == b.prefix.text);
        let publishers = publishers
            .into_iter()
            .map(|fact| {
                let party = fact.party.as_ref();
                let party = party.and_then(|n| cx.party(n, "the publisher counts as not known"));
                (fact, party)
            })
            .collect();
        let mut own = BTreeMap::new();
        for fact in &facts.components {
            if let (Some(purl), Some(id)) = (&fact.purl, cx.components.get(&fact.id.text)) {
                own.entry(purl.text.clone()).or_insert(*id);
            }
        }
        let silent = |fact: &ComponentFact| {
            fact.auto_sign.is_none() && fact.kind != Some(ComponentKind::Hardware)
        };
        let unsaid = components.iter().enumerate();
        let unsaid = unsaid
            .filter(|(_, fact)| silent(fact))
            .map(|(n, fact)| (ComponentId::from(n), &fact.id))
            .collect();
        Library {
            documents,
            publishers,
            own,
            unsaid,
            unsure,
        }
    }

    /// Adds the parts that a document names. Says where it stands and whether its list is whole,
    /// or nothing when there is no such document.
    pub(super) fn parts_of(
        &mut self,
        cx: &mut Context,
        name: &Name,
        inside: &mut Vec<ReleaseId>,
    ) -> Option<(Span, bool)> {
        if name.is_unreadable() {
            return None;
        }
        let Some(document) = self.documents.get(name.text.as_str()).copied() else {
            let guess = did_you_mean(&name.text, self.documents.keys().copied());
            let help = match guess {
                Some(guess) => format!("did you mean `{guess}`?"),
                None => {
                    "put the document there, or correct the path; paths begin at the project folder"
                        .to_owned()
                }
            };
            let message = format!(
                "no document `{}`; what is inside counts as not known",
                name.text
            );
            cx.push(Diagnostic::new(Code::KH0504, name.span, message).help(help));
            return None;
        };
        for part in &document.bom.components {
            inside.push(self.part(cx, document, part));
        }
        // An entry that was not understood is a part of which nothing is known.
        let whole = document.bom.complete == Some(true) && document.bom.skipped == 0;
        Some((document.span, whole))
    }

    fn part(&self, cx: &mut Context, document: &BomDocument, part: &BomComponent) -> ReleaseId {
        let (key, version) = key_and_version(part);
        let component = match self.own.get(&key).or_else(|| cx.components.get(&key)) {
            Some(id) => *id,
            None => self.add_component(cx, document, part, &key),
        };
        if let Some(found) = cx.releases.get(&(component, version.clone())) {
            return *found;
        }
        let id = ReleaseId::from(cx.network.releases.len());
        cx.releases.insert((component, version.clone()), id);
        let provenance = Provenance {
            source: Some(document.path.clone()),
            ..Provenance::at(document.span)
        };
        // Of a component with a file of its own, but without this version in it, nobody said what is inside.
        // Then it matters whether its pipeline signs that, even where nothing is inside of what is stated.
        if let Some(name) = self.unsaid.get(&component) {
            cx.network.components[component.index()].auto_sign = releases::unsaid(cx, name);
        }
        let own = &cx.network.components[component.index()];
        let hollow = !own.from_bom && own.auto_sign != AutoSign::No;
        let label = format!("{}@{version}", own.id);
        let contents_unknown = hollow.then(|| {
            let what = format!("what is inside `{label}` is not fully stated");
            let remedy = "add this version as a `[[release]]` of the component";
            let span = Some(document.span);
            cx.unknowns
                .note(format!("bom {label}"), Code::KH0609, what, remedy, span)
        });
        let release = Release {
            component,
            version,
            contains: Vec::new(),
            contents_unknown,
            bom: None,
            parts_listed: false,
            parts_whole: false,
            support_ends: None,
            provenance,
        };
        cx.network.releases.push(release);
        id
    }

    fn add_component(
        &self,
        cx: &mut Context,
        document: &BomDocument,
        part: &BomComponent,
        key: &str,
    ) -> ComponentId {
        let id = ComponentId::from(cx.network.components.len());
        cx.components.insert(key.to_owned(), id);
        let route = self.publication(cx, document, key, id);
        let provenance = Provenance {
            source: Some(document.path.clone()),
            ..Provenance::at(document.span)
        };
        cx.network.components.push(Component {
            id: key.to_owned(),
            name: part.name.clone(),
            supplier: cx.network.routes[route.index()].keyholders.first().copied(),
            kind: None,
            auto_sign: AutoSign::No,
            routes: vec![route],
            routes_unknown: None,
            from_bom: true,
            provenance,
        });
        id
    }

    /// Who can publish a new version of the part.
    fn publication(
        &self,
        cx: &mut Context,
        document: &BomDocument,
        key: &str,
        component: ComponentId,
    ) -> RouteId {
        let fits = self.publishers.iter();
        let fits = fits.filter(|(p, _)| key.starts_with(p.prefix.text.as_str()));
        let stated = fits.max_by_key(|(p, _)| p.prefix.text.len());
        let publisher = stated.map(|(fact, _)| *fact);
        let party = stated
            .filter(|(p, _)| !self.unsure.contains(p.prefix.text.as_str()))
            .and_then(|(_, party)| *party);
        let holes_unknown = party.is_none().then(|| {
            let what = format!("who publishes `{key}` is not stated");
            let remedy = "add a `[[publisher]]` with its `purl_prefix` to `publishers.toml`";
            let span = publisher.map_or(document.span, |p| p.prefix.span);
            cx.unknowns.note(
                format!("publisher {key}"),
                Code::KH0505,
                what,
                remedy,
                Some(span),
            )
        });
        let provenance = match publisher {
            Some(stated) => stated.provenance.clone(),
            None => Provenance {
                source: Some(document.path.clone()),
                ..Provenance::at(document.span)
            },
        };
        let id = RouteId::from(cx.network.routes.len());
        let name = format!("publish:{key}");
        cx.routes.insert(name.clone(), id);
        cx.network.routes.push(Route {
            id: name,
            kind: RouteKind::UpstreamPublication,
            keyholders: party.into_iter().collect(),
            holes: u32::from(party.is_none()),
            holes_unknown,
            threshold: Threshold {
                low: 1,
                high: 1,
                unknown: None,
            },
            guards: Vec::new(),
            staged: false,
            detects: Vec::new(),
            safeguards_stated: true,
            component: Some(component),
            provenance,
        });
        id
    }
}

/// The package URL without version, qualifiers and subpath, and the version.
/// A part without a readable package URL goes by its name.
fn key_and_version(part: &BomComponent) -> (String, String) {
    let parsed = part
        .purl
        .as_deref()
        .and_then(|text| PackageUrl::from_str(text).ok());
    match parsed {
        Some(purl) => {
            let version = purl
                .version()
                .map_or_else(|| part.version.clone(), str::to_owned);
            let mut bare = format!("pkg:{}/", purl.ty());
            if let Some(namespace) = purl.namespace() {
                bare.push_str(namespace);
                bare.push('/');
            }
            bare.push_str(purl.name());
            (bare, version)
        }
        None => (format!("name:{}", part.name), part.version.clone()),
    }
}
