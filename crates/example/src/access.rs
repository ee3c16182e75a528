//! Ways that lead to elements directly: remote maintenance, services; and groups of countries.

use keyholder_supply::{RouteKind, SafeguardKind};

use crate::dice::Dice;
use crate::land::OPERATORS;
use crate::market::Site;
use crate::nation::{Nation, SAID};
use crate::parties::{Trade, country};
use crate::products::Line;
use crate::text::Toml;

/// The lists that say where a route leads.
type LeadsTo = Vec<(&'static str, Vec<String>)>;

/// Alliances of countries.
pub(crate) fn groups() -> String {
    let mut toml = Toml::headed("Synthetic: no accord of this name exists.");
    for (id, name, members) in [
        ("east-accord", "Countries of the East Accord", 1..4),
        ("west-accord", "Countries of the West Accord", 5..9),
    ] {
        let countries: Vec<String> = members.map(country).collect();
        toml.table("group")
            .text("id", id)
            .text("name", name)
            .plain("parties", "[]")
            .texts("countries", &countries)
            .text("source", SAID);
    }
    toml.finish()
}

fn begin(toml: &mut Toml, id: &str, kind: RouteKind, keyholder: &str, no_safeguards: bool) {
    toml.table("route")
        .text("id", id)
        .text("kind", kind.word())
        .texts("keyholders", &[keyholder]);
    if no_safeguards {
        toml.text("safeguards", "none");
    }
    toml.text("source", SAID);
}

fn leads_to(toml: &mut Toml, lists: &LeadsTo) {
    toml.section("route.leads_to");
    for (list, values) in lists {
        toml.texts(list, values);
    }
}

fn safeguard(toml: &mut Toml, kind: SafeguardKind, party: &str) {
    toml.table("route.safeguard")
        .text("kind", kind.word())
        .text("party", party);
}

/// What suppliers maintain from afar: the line that stands for it.
fn maintained(nation: &Nation, operator: usize, trade: Trade) -> Line {
    match trade {
        Trade::Radio => Line::Du,
        Trade::Core => Line::Amf,
        Trade::Transport => Line::SiteRouter,
        Trade::Cloud if nation.market().containers(operator) => Line::Node,
        Trade::Cloud => Line::Hypervisor,
        Trade::Servers => Line::ServerFirmware,
        Trade::Management => Line::NetworkManager,
    }
}

/// `routes/remote-maintenance.toml`.
pub(crate) fn remote(nation: &Nation) -> String {
    let mut toml = Toml::headed("Synthetic: who has remote access.");
    for operator in 0..OPERATORS {
        for (trade, ..) in Trade::ALL {
            let mut seen = Vec::new();
            let sites = nation.sites().filter(|site| {
                let national = site.region.is_none();
                site.operator == operator && national == (trade == Trade::Management)
            });
            for site in sites {
                // Only first suppliers: where they supply, there surely is something of theirs.
                let slot = nation.market().pair(site, trade).0;
                if !seen.contains(&slot) {
                    seen.push(slot);
                    remote_of(&mut toml, nation, site, trade, slot);
                }
            }
        }
        field_service(&mut toml, nation, operator);
    }
    toml.finish()
}

fn remote_of(toml: &mut Toml, nation: &Nation, site: Site, trade: Trade, slot: usize) {
    let numbers = [site.operator as u64, trade as u64, slot as u64];
    let mut dice = Dice::of(nation.seed, "remote maintenance", &numbers);
    if dice.per_mille(150) {
        return;
    }
    let operator = nation.parties.operators[site.operator].clone();
    let supplier = nation.parties.supplier(trade, slot).id.as_str();
    let line = maintained(nation, site.operator, trade);
    let product = nation.products.of(line, slot).id.clone();
    let mut lists: LeadsTo = vec![("operators", vec![operator.clone()])];
    if let Some(region) = site.region.filter(|_| dice.per_mille(300)) {
        lists.push(("regions", vec![nation.land.regions[region].name.clone()]));
    }
    lists.push(("components", vec![product.clone()]));
    let id = format!("remote/{operator}/{product}");
    let guards = dice.weighted(&[30, 25, 25, 20]);
    begin(
        toml,
        &id,
        RouteKind::RemoteMaintenance,
        supplier,
        guards == 2,
    );
    leads_to(toml, &lists);
    match guards {
        0 => {
            safeguard(toml, SafeguardKind::Approval, &operator);
            safeguard(toml, SafeguardKind::RecordedSession, "");
        }
        1 => safeguard(toml, SafeguardKind::RecordedSession, ""),
        // There is none, or it is not stated.
        _ => {}
    }
}

/// An account of the field service in two towns; nobody says whose it is.
fn field_service(toml: &mut Toml, nation: &Nation, operator: usize) {
    let name = &nation.parties.operators[operator];
    let places: Vec<String> = nation
        .sites()
        .filter(|site| site.operator == operator && site.region.is_some())
        .take(2)
        .map(|site| nation.centre_of(site).to_owned())
        .collect();
    begin(
        toml,
        &format!("remote/{name}/field-service"),
        RouteKind::RemoteMaintenance,
        "?",
        false,
    );
    let functions = vec!["gNB-DU".to_owned()];
    leads_to(toml, &vec![("functions", functions), ("places", places)]);
}

/// `routes/managed-services.toml`.
pub(crate) fn managed(nation: &Nation) -> String {
    let mut toml = Toml::headed("Synthetic: who operates parts of networks as a service.");
    for operator in 0..OPERATORS {
        let name = nation.parties.operators[operator].clone();
        let mut dice = Dice::of(nation.seed, "managed services", &[operator as u64]);
        let service = |dice: &mut Dice| {
            let at = *dice.one(&nation.parties.services);
            nation.parties.all[at].id.clone()
        };
        let regions: Vec<String> = nation
            .sites()
            .filter(|site| site.operator == operator)
            .filter_map(|site| site.region)
            .map(|region| nation.land.regions[region].name.clone())
            .collect();
        let some = regions.len().div_ceil(3);
        let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let lists: LeadsTo = match operator {
            0 => vec![("functions", words(&["cell-site-gateway", "microwave-link"]))],
            1 => vec![("functions", words(&["AMF", "SMF", "UPF"]))],
            2 => vec![("functions", words(&["EMS"]))],
            3 => vec![("classes", words(&["access"]))],
            _ => vec![("classes", words(&["transport"]))],
        };
        for (nth, mut lists) in [(1, lists), (2, vec![("classes", words(&["access"]))])] {
            lists.push(("operators", vec![name.clone()]));
            if nth == 2 || operator == 3 {
                lists.push(("regions", regions[..some].to_vec()));
            }
            if nth == 2 && operator == 3 {
                continue;
            }
            let id = format!("managed/{name}/{nth}");
            let holder = service(&mut dice);
            begin(&mut toml, &id, RouteKind::ManagedService, &holder, false);
            leads_to(&mut toml, &lists);
            safeguard(&mut toml, SafeguardKind::RecordedSession, "");
        }
    }
    toml.finish()
}
