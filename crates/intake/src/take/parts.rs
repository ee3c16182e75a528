//! Components and their releases, from columns of supplier, product and version.

use std::collections::BTreeMap;

use jiff::civil::Date;
use keyholder_diag::Span;
use keyholder_supply::facts::{BomFact, ComponentFact, Facts, Name, Provenance, ReleaseFact};
use keyholder_supply::{ComponentKind, Layer};

use crate::parties::Means;
use crate::value::{file_id, is_id, key, version};

/// The version of a release whose version the export does not say.
pub(crate) const UNSTATED: &str = "unstated";

/// What a row says about one layer.
pub(crate) struct Asked<'a> {
    pub(crate) layer: Layer,
    pub(crate) product: Option<&'a str>,
    pub(crate) version: Option<&'a str>,
    /// The name as written, and whom it means.
    pub(crate) supplier: Option<(&'a str, &'a Means)>,
    pub(crate) function: Option<&'a str>,
    pub(crate) ends: Option<Date>,
    pub(crate) provenance: Provenance,
}

struct Part {
    name: String,
    supplier: Option<Name>,
    kind: ComponentKind,
    provenance: Provenance,
    releases: BTreeMap<String, (Option<Date>, Provenance)>,
}

/// A component of the project.
struct There {
    supplier: Option<String>,
    sort: Option<Sort>,
    span: Span,
}

/// A box, what is shipped inside it, and what runs on it are three things, also under one name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Hardware,
    Firmware,
    Software,
}

impl Sort {
    const ALL: [Sort; 3] = [Sort::Hardware, Sort::Firmware, Sort::Software];

    fn of(kind: ComponentKind) -> Self {
        match kind {
            ComponentKind::Hardware => Sort::Hardware,
            ComponentKind::Firmware => Sort::Firmware,
            _ => Sort::Software,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Sort::Hardware => "hardware",
            Sort::Firmware => "firmware",
            Sort::Software => "software",
        }
    }
}

/// The components that rows name.
#[derive(Default)]
pub(crate) struct Parts {
    all: BTreeMap<String, Part>,
    /// Components of the project by supplier, name and sort of thing.
    by_name: BTreeMap<(String, String, Sort), String>,
    /// Components of the project.
    there: BTreeMap<String, There>,
    conflicts: BTreeMap<String, (Span, String)>,
}

impl Parts {
    pub(crate) fn new(project: &Facts) -> Self {
        let mut parts = Parts::default();
        let names: BTreeMap<&str, &str> = project
            .parties
            .iter()
            .map(|p| (p.id.text.as_str(), p.name.as_str()))
            .collect();
        for component in &project.components {
            let id = component.id.text.clone();
            let supplier = component.supplier.as_ref().map(|s| s.text.clone());
            let sort = component.kind.map(Sort::of);
            if let Some(supplier) = &supplier {
                let mut add = |name: &str| {
                    for sort in Sort::ALL
                        .into_iter()
                        .filter(|s| sort.is_none_or(|sort| sort == *s))
                    {
                        let at = (supplier.clone(), key(name), sort);
                        parts.by_name.entry(at).or_insert_with(|| id.clone());
                    }
                };
                add(&component.name);
                // `Acme AMF` is what `AMF` of Acme is called where all suppliers stand together.
                let of = names.get(supplier.as_str()).copied().unwrap_or("");
                for front in [of, supplier] {
                    if let Some(rest) = key(&component.name).strip_prefix(&key(front))
                        && !rest.is_empty()
                    {
                        add(rest);
                    }
                }
            }
            let span = component.id.span;
            parts.there.insert(
                id,
                There {
                    supplier,
                    sort,
                    span,
                },
            );
        }
        parts
    }

    /// The release that a layer carries; `None` when the row does not say what it is, or when the project
    /// says otherwise.
    pub(crate) fn release(&mut self, asked: &Asked<'_>, there: &[ComponentFact]) -> Option<String> {
        if let Some(known) = self.as_written(asked, there) {
            return Some(known);
        }
        let version = match asked.version {
            Some(text) => version(text)?,
            None => UNSTATED.to_owned(),
        };
        let product = self.product(asked)?;
        let supplier = asked.supplier.and_then(|(_, means)| means.id());
        let id = self.id(asked, &product, supplier)?;
        if let Some(there) = self.there.get(&id)
            && let (Some(of), Some(mine)) = (&there.supplier, supplier)
            && of != mine
        {
            let span = there.span;
            let message = format!(
                "component `{id}` is of `{of}` in the project, and of `{mine}` in the export; the layer counts as not stated"
            );
            self.conflicts.entry(id).or_insert((span, message));
            return None;
        }
        let part = self.all.entry(id.clone()).or_insert_with(|| Part {
            name: shown(&product, asked.supplier.map(|(written, _)| written)),
            supplier: supplier.map(|id| Name {
                text: id.to_owned(),
                span: asked.provenance.span,
            }),
            kind: match asked.layer {
                Layer::Hardware => ComponentKind::Hardware,
                Layer::Firmware => ComponentKind::Firmware,
                _ => ComponentKind::Software,
            },
            provenance: asked.provenance.clone(),
            releases: BTreeMap::new(),
        });
        let release = format!("{id}@{version}");
        let (ends, _) = part
            .releases
            .entry(version)
            .or_insert_with(|| (asked.ends, asked.provenance.clone()));
        // Two days for one release: neither is known.
        if asked.ends.is_some() && *ends != asked.ends {
            *ends = None;
        }
        Some(release)
    }

    /// A cell that is `component@version` already, of a component of the project.
    fn as_written(&self, asked: &Asked<'_>, there: &[ComponentFact]) -> Option<String> {
        let (component, version) = asked.product?.split_once('@')?;
        self.there.get(component)?;
        let known = there.iter().find(|c| c.id.text == component)?;
        let stated = known.releases.iter().any(|r| r.version.text == version);
        stated.then(|| format!("{component}@{version}"))
    }

    /// What the product is called: its column, or supplier and function where there is none.
    fn product(&self, asked: &Asked<'_>) -> Option<String> {
        if let Some(product) = asked.product {
            return Some(product.to_owned());
        }
        match asked.layer {
            Layer::Application => {
                asked.supplier?;
                asked.function.map(str::to_owned)
            }
            Layer::Firmware => {
                asked.supplier?;
                Some(format!("{} firmware", asked.function?))
            }
            Layer::Hardware | Layer::Platform => None,
        }
    }

    fn id(&self, asked: &Asked<'_>, product: &str, supplier: Option<&str>) -> Option<String> {
        let sort = match asked.layer {
            Layer::Hardware => Sort::Hardware,
            Layer::Firmware => Sort::Firmware,
            Layer::Platform | Layer::Application => Sort::Software,
        };
        let own = file_id(product)?;
        // An undecided name makes an id too, so that two suppliers' products stay two.
        let front = supplier
            .map(str::to_owned)
            .or_else(|| asked.supplier.and_then(|(written, _)| file_id(written)));
        let mut id = match front {
            Some(front) if own != front && !own.starts_with(&format!("{front}-")) => {
                format!("{front}-{own}")
            }
            _ => own,
        };
        let other = |id: &String| {
            let made = self
                .all
                .get(id)
                .is_some_and(|part| Sort::of(part.kind) != sort);
            let there = self.there.get(id).and_then(|there| there.sort);
            made || there.is_some_and(|there| there != sort)
        };
        if other(&id) {
            id = format!("{id}-{}", sort.word());
        }
        // Only what has no component of that id yet is looked up by its name.
        if let Some(supplier) = supplier
            && !self.there.contains_key(&id)
            && let Some(named) = self.by_name.get(&(supplier.to_owned(), key(product), sort))
        {
            return Some(named.clone());
        }
        is_id(&id).then_some(id)
    }

    /// All components, and what stands otherwise in the project.
    pub(crate) fn finish(&mut self) -> (Vec<ComponentFact>, Vec<(Span, String)>) {
        let all = std::mem::take(&mut self.all);
        let facts = all.into_iter().map(|(id, part)| {
            let span = part.provenance.span;
            let name = |text: String| Name { text, span };
            ComponentFact {
                id: name(id),
                name: part.name,
                supplier: part.supplier,
                kind: Some(part.kind),
                purl: None,
                auto_sign: None,
                routes: None,
                releases: part
                    .releases
                    .into_iter()
                    .map(|(version, (support_ends, provenance))| ReleaseFact {
                        version: name(version),
                        date: None,
                        support_ends,
                        bom: BomFact::NotStated,
                        contains: Vec::new(),
                        provenance,
                    })
                    .collect(),
                provenance: part.provenance,
            }
        });
        let facts = facts.collect();
        let conflicts = std::mem::take(&mut self.conflicts).into_values().collect();
        (facts, conflicts)
    }
}

/// A name that says whose the product is.
fn shown(product: &str, supplier: Option<&str>) -> String {
    match supplier {
        Some(supplier) if !key(product).starts_with(&key(supplier)) => {
            format!("{supplier} {product}")
        }
        _ => product.to_owned(),
    }
}
