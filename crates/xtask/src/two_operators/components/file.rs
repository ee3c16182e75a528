//! Writes components and their routes as files.

use super::{Bom, Component, Route, Routes};
use crate::two_operators::text::Toml;

impl Component {
    /// The file as people would write it.
    pub(in crate::two_operators) fn file(&self) -> String {
        let mut toml = Toml::default();
        toml.text("id", self.id)
            .text("name", self.name)
            .text("supplier", self.supplier)
            .text("kind", self.kind.word())
            .text("purl", self.purl);
        if let Some(auto_sign) = self.auto_sign {
            toml.plain("auto_sign", if auto_sign { "true" } else { "false" });
        }
        if matches!(self.routes, Routes::None) {
            toml.text("routes", "none");
        }
        toml.said(self.said);
        if let Routes::These(routes) = &self.routes {
            for route in *routes {
                write_route(&mut toml, route);
            }
        }
        for (version, date, support_ends, bom, contains) in self.releases {
            toml.table("release")
                .text("version", version)
                .plain("date", date);
            if !support_ends.is_empty() {
                toml.plain("support_ends", support_ends);
            }
            match bom {
                Bom::Missing => {}
                Bom::Nothing => {
                    toml.text("bom", "none");
                }
                Bom::File(path) => {
                    toml.texts("bom", &[path]);
                }
            }
            if !contains.is_empty() {
                toml.texts("contains", contains);
            }
        }
        toml.finish()
    }
}

/// A `[[route]]` with its safeguards.
fn write_route(toml: &mut Toml, route: &Route) {
    begin_route(toml, route);
    write_safeguards(toml, route);
}

/// A `[[route]]` without its safeguards, which come last.
pub(in crate::two_operators) fn begin_route(toml: &mut Toml, route: &Route) {
    toml.table("route")
        .text("id", route.id)
        .text("kind", route.kind.word());
    if let Some(keyholders) = route.keyholders {
        toml.texts("keyholders", keyholders);
    }
    // One keyholder needs no threshold; people leave it out.
    if route.threshold > 0 && route.keyholders.is_some_and(|k| k.len() > 1) {
        toml.plain("threshold", &route.threshold.to_string());
    }
    if route.safeguards.is_some_and(<[_]>::is_empty) {
        toml.text("safeguards", "none");
    }
    toml.said(route.said);
}

/// The safeguards of the route that was begun.
pub(in crate::two_operators) fn write_safeguards(toml: &mut Toml, route: &Route) {
    for (kind, party) in route.safeguards.unwrap_or_default() {
        toml.table("route.safeguard")
            .text("kind", kind.word())
            .text("party", party);
    }
}
