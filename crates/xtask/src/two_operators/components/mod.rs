//! What is supplied, who holds the keys to it, and which versions are in the field.

mod cloud;
mod core;
mod file;
mod radio;

pub(super) use file::{begin_route, write_safeguards};

use keyholder_supply::{ComponentKind, RouteKind, SafeguardKind};

use super::text::Said;

/// Somebody's safeguard; the party is empty where it is not stated or none is needed.
pub(super) type Safeguard = (SafeguardKind, &'static str);

/// A way to change.
pub(super) struct Route {
    pub(super) id: &'static str,
    pub(super) kind: RouteKind,
    /// `None`: not stated.
    pub(super) keyholders: Option<&'static [&'static str]>,
    /// 0: not stated.
    pub(super) threshold: u32,
    /// `None`: not stated. Empty: stated that there is none.
    pub(super) safeguards: Option<&'static [Safeguard]>,
    pub(super) said: Said,
}

/// What is stated about the parts of a release.
#[derive(Clone, Copy)]
pub(super) enum Bom {
    Missing,
    Nothing,
    File(&'static str),
}

/// A version: number, date, end of support, parts, releases inside.
pub(super) type Release = (
    &'static str,
    &'static str,
    &'static str,
    Bom,
    &'static [&'static str],
);

/// Which routes are stated.
pub(super) enum Routes {
    NotStated,
    None,
    These(&'static [Route]),
}
use Routes::These;

/// One file in `components/`.
pub(super) struct Component {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) supplier: &'static str,
    pub(super) kind: ComponentKind,
    pub(super) purl: &'static str,
    pub(super) auto_sign: Option<bool>,
    pub(super) routes: Routes,
    pub(super) releases: &'static [Release],
    pub(super) said: Said,
}

const ANSWER: Said = Said::by("supplier questionnaire", "2026-05-15");
const ROLLOUT: Safeguard = (SafeguardKind::StagedRollout, "");
const SECOND_BY_WEXAM: Safeguard = (SafeguardKind::SecondSignature, "wexam-institute");
const CHECKED_BY_VERIT: Safeguard = (SafeguardKind::IndependentVerification, "verit-lab");

const fn signed(
    id: &'static str,
    keyholders: &'static [&'static str],
    safeguards: &'static [Safeguard],
) -> Route {
    Route {
        id,
        kind: RouteKind::SignedUpdate,
        keyholders: Some(keyholders),
        threshold: 1,
        safeguards: Some(safeguards),
        said: ANSWER,
    }
}

const fn published(id: &'static str, keyholders: &'static [&'static str]) -> Route {
    Route {
        kind: RouteKind::UpstreamPublication,
        said: Said::NOTHING,
        ..signed(id, keyholders, &[])
    }
}

const fn two_of_three(id: &'static str) -> Route {
    Route {
        threshold: 2,
        said: Said::source(
            "release procedure, annex to the supply contract",
            "2025-11-01",
        ),
        ..signed(id, &["hestrel-core", "wexam-institute", "arvelo"], &[])
    }
}

const fn software(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    routes: &'static [Route],
    releases: &'static [Release],
) -> Component {
    Component {
        id,
        name,
        supplier,
        kind: ComponentKind::Software,
        purl: "",
        auto_sign: Some(false),
        routes: These(routes),
        releases,
        said: ANSWER,
    }
}

const fn firmware(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    routes: &'static [Route],
    releases: &'static [Release],
) -> Component {
    Component {
        kind: ComponentKind::Firmware,
        ..software(id, name, supplier, routes, releases)
    }
}

const fn hardware(
    id: &'static str,
    name: &'static str,
    supplier: &'static str,
    releases: &'static [Release],
) -> Component {
    Component {
        kind: ComponentKind::Hardware,
        auto_sign: None,
        routes: Routes::None,
        ..software(id, name, supplier, &[], releases)
    }
}

/// Every component.
pub(super) fn all() -> impl Iterator<Item = &'static Component> {
    radio::RADIO
        .iter()
        .chain(core::CORE)
        .chain(core::MANAGEMENT)
        .chain(cloud::CLOUD)
        .chain(cloud::TRANSPORT)
}
