//! The facts that a rule sees, as JSON: those of the subject that is asked about, and of the part that the check is
//! about. [docs/principles.md](../../../docs/principles.md) documents every key.
//!
//! Parties, countries, components, releases, routes and items of evidence have numbers for names: a rule cannot ask
//! who somebody is.

use std::collections::BTreeMap;

use keyholder_supply::principle::Part;
use keyholder_supply::{
    AutoSign, ClassId, ComponentId, CountryId, HolderId, Layer, Network, PartyId, ReleaseId,
    RouteId, Side, Subject,
};
use serde_json::{Value, json};

use crate::assess::Asked;
use crate::finding::Of;
use crate::scope::{Scope, Ways};

/// What a rule is given, and what its numbers mean.
pub(crate) struct Facts {
    pub(crate) json: String,
    /// Number to the name that people read, and whether the thing surely belongs to what is asked about.
    pub(crate) names: BTreeMap<String, (String, bool)>,
    /// Layers of which the release is not stated, components without stated routes, and classes of elements of
    /// which not all ways in are known.
    pub(crate) open: [u64; 3],
}

/// From which end things are numbered. A rule that answers otherwise by the one than by the other asks who
/// somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbered {
    FromTheFirst,
    FromTheLast,
}

struct Maker<'a> {
    net: &'a Network,
    numbered: Numbered,
    names: BTreeMap<String, (String, bool)>,
}

pub(crate) fn facts(asked: &Asked<'_>, of: Of, part: &Part, numbered: Numbered) -> Facts {
    let net = asked.net;
    let scope = Scope::new(net, part, of);
    let (releases, layers) = scope.releases(net, of);
    let ways = Ways::into(net, &scope, of, true);
    let mut maker = Maker {
        net,
        numbered,
        names: BTreeMap::new(),
    };
    let runs = |id: &ClassId| {
        let class = &net.classes[id.index()];
        let mut mine = class.releases();
        let open = class.layers.iter().any(|layer| layer.unknown.is_some());
        !matches!(of, Of::Supplier(_)) || open || mine.any(|(_, r)| releases.contains_key(&r))
    };
    let elements = scope.all().filter(|(id, _)| runs(id));
    let elements: Vec<Value> = elements
        .map(|(id, sure)| maker.elements(id, sure))
        .collect();
    let releases: Vec<Value> = releases
        .iter()
        .map(|(id, sure)| maker.release(*id, *sure))
        .collect();
    let routes = ways.routes.iter();
    let routes: Vec<Value> = routes.map(|(id, sure)| maker.route(*id, *sure)).collect();
    let parties = (0..net.parties.len()).map(PartyId::from);
    let parties: Vec<Value> = parties.map(|id| maker.party_facts(asked, id)).collect();
    let evidence: Vec<Value> = (0..net.evidence.len()).map(|n| maker.evidence(n)).collect();
    let subject = match of {
        Of::Network => json!({ "kind": "network", "id": null }),
        Of::Operator(id) => json!({ "kind": "operator", "id": maker.party(id) }),
        Of::Supplier(id) => json!({ "kind": "supplier", "id": maker.party(id) }),
    };
    let json = json!({
        "day": asked.register.day.to_string(),
        "subject": subject,
        "elements": elements,
        "releases": releases,
        "routes": routes,
        "parties": parties,
        "evidence": evidence,
    });
    Facts {
        json: json.to_string(),
        names: maker.names,
        open: [layers, ways.components_open, ways.classes_open],
    }
}

impl Maker<'_> {
    /// A number for a name.
    fn number(&self, kind: &str, at: usize, of: usize) -> String {
        match self.numbered {
            Numbered::FromTheFirst => format!("{kind}-{at}"),
            Numbered::FromTheLast => format!("{kind}-{}", of - 1 - at),
        }
    }

    fn party(&self, id: PartyId) -> String {
        self.number("party", id.index(), self.net.parties.len())
    }

    fn component(&self, id: ComponentId) -> String {
        self.number("component", id.index(), self.net.components.len())
    }

    fn of_release(&self, id: ReleaseId) -> String {
        self.number("release", id.index(), self.net.releases.len())
    }

    fn country(&self, id: CountryId) -> String {
        self.number("country", id.index(), self.net.countries.len())
    }

    fn holder(&self, holder: HolderId) -> String {
        match holder {
            HolderId::Party(id) => self.party(id),
            HolderId::Country(id) => self.country(id),
        }
    }

    fn name(&mut self, id: String, name: &str, sure: bool) -> String {
        let known = self.names.entry(id.clone());
        known.or_insert_with(|| (name.to_owned(), false)).1 |= sure;
        id
    }

    /// Elements that no rule can tell apart.
    fn elements(&mut self, id: ClassId, sure: bool) -> Value {
        let class = &self.net.classes[id.index()];
        let function = class.function.map(|f| &self.net.functions[f.index()]);
        let first = class
            .members
            .first()
            .map(|e| self.net.elements[e.index()].id.as_str());
        let number = self.number("elements", id.index(), self.net.classes.len());
        let name = self.name(number, first.unwrap_or_default(), sure);
        let layers: serde_json::Map<String, Value> = Layer::ALL
            .iter()
            .map(|layer| {
                let filled = &class.layers[*layer as usize];
                let releases: Vec<String> = filled
                    .releases
                    .iter()
                    .map(|r| self.of_release(*r))
                    .collect();
                let layer_of = json!({ "releases": releases, "stated": filled.unknown.is_none() });
                (layer.word().to_owned(), layer_of)
            })
            .collect();
        json!({
            "id": name,
            "sure": sure,
            "count": class.size,
            "function": function.map(|f| f.name.as_str()),
            "class": function.map(|f| f.class.word()),
            "criticality": function.map(|f| f.criticality.word()),
            "operator": class.operator.map(|p| self.party(p)),
            "layers": layers,
            "hosts_stated": class.host_unknown.is_none(),
            "managers_stated": class.manager_unknown.is_none(),
        })
    }

    fn release(&mut self, id: ReleaseId, sure: bool) -> Value {
        let known = &self.net.releases[id.index()];
        let of = &self.net.components[known.component.index()];
        let label = self.net.release_label(id);
        self.name(self.component(known.component), &of.name, sure);
        json!({
            "id": self.name(self.of_release(id), &label, sure),
            "sure": sure,
            "component": self.component(known.component),
            "kind": of.kind.map(|kind| kind.word()),
            "supplier": of.supplier.map(|p| self.party(p)),
            "support_ends": known.support_ends.map(|day| day.to_string()),
            "parts": match (known.parts_listed, known.parts_whole) {
                (false, _) => None,
                (true, false) => Some("listed"),
                (true, true) => Some("whole"),
            },
            "auto_sign": match of.auto_sign {
                AutoSign::Yes => Some(true),
                AutoSign::No => Some(false),
                AutoSign::Unknown(_) => None,
            },
        })
    }

    fn route(&mut self, id: RouteId, sure: bool) -> Value {
        let route = &self.net.routes[id.index()];
        let number = self.number("route", id.index(), self.net.routes.len());
        let name = self.name(number, &route.id, sure);
        let guards = route.guards.iter().map(|guard| {
            json!({ "kind": guard.kind.word(), "party": guard.party.map(|p| self.party(p)), "blocks": true })
        });
        let detects = route
            .detects
            .iter()
            .map(|kind| json!({ "kind": kind.word(), "party": null, "blocks": false }));
        json!({
            "id": name,
            "sure": sure,
            "kind": route.kind.word(),
            "component": route.component.map(|c| self.component(c)),
            "keyholders": route.keyholders.iter().map(|p| self.party(*p)).collect::<Vec<String>>(),
            "keyholders_not_known": route.holes,
            "keyholders_stated": route.holes == 0 && route.holes_unknown.is_none(),
            "needed_at_least": route.threshold.low,
            "needed_at_most": route.threshold.high,
            "safeguards": guards.chain(detects).collect::<Vec<Value>>(),
            "safeguards_stated": route.safeguards_stated,
            "in_waves": route.staged,
        })
    }

    fn party_facts(&mut self, asked: &Asked<'_>, id: PartyId) -> Value {
        let known = &self.net.parties[id.index()];
        let countries = &asked.results.countries[id.index()];
        json!({
            "id": self.name(self.party(id), &known.name, true),
            "kind": known.kind.map(|kind| kind.word()),
            "operates": known.operates,
            "countries": countries.iter().map(|c| self.country(*c)).collect::<Vec<String>>(),
            "owners": known.owners.iter().map(|owner| json!({
                "holder": self.holder(owner.holder),
                "at_least_millionths": owner.share.low.0,
                "at_most_millionths": owner.share.high.0,
            })).collect::<Vec<Value>>(),
            "controlled_by": known.controlled_by.iter().map(|c| self.holder(c.holder)).collect::<Vec<String>>(),
            "undisclosed_millionths": known.undisclosed.0,
            "control_stated": !asked.ties.owners_open[id.index()],
        })
    }

    fn evidence(&mut self, n: usize) -> Value {
        let item = &self.net.evidence[n];
        let about = match item.subject {
            Subject::Party(id) => self.party(id),
            Subject::Component(id) => self.component(id),
            Subject::Release(id) => self.of_release(id),
            Subject::Country(id) => self.country(id),
            Subject::Network => "network".to_owned(),
        };
        json!({
            "id": self.name(self.number("evidence", n, self.net.evidence.len()), &item.id, true),
            "criterion": item.criterion,
            "about": about,
            "says": if item.says == Side::For { "for" } else { "against" },
            "grade": item.grade.word(),
            "strength_millionths": item.strength.0,
            "day": item.day.map(|day| day.to_string()),
            "expires": item.expires.map(|day| day.to_string()),
            "superseded": item.superseded,
            "disputed": item.is_disputed(),
        })
    }
}
