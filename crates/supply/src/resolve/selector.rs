//! To which elements an access route leads: surely, perhaps, or not.

use std::collections::BTreeMap;

use keyholder_diag::{Code, Diagnostic, did_you_mean};

use super::Context;
use super::elements::Shell;
use crate::facts::{Name, RouteFact};
use crate::function::FunctionClass;
use crate::{ComponentId, ElementId, FunctionId, Layer, PartyId, PlaceId, ReleaseId};

/// Whether a route leads to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It does not.
    No,
    /// A name in the selector, or what it asks of the element, is not known.
    Maybe,
    /// It does.
    Yes,
}

/// One list of a selector with its names resolved.
struct List<T> {
    /// Whether the list is given.
    given: bool,
    /// What it names.
    names: Vec<T>,
    /// Whether some name in it could not be read or found: it may mean anything.
    unsure: bool,
}

impl<T: PartialEq> List<T> {
    /// `None`: what the list asks for is not known of the element.
    fn fits(&self, of_element: Option<&T>) -> Fit {
        self.fits_any(of_element.into_iter(), of_element.is_none())
    }

    fn fits_any<'t>(&self, mut of_element: impl Iterator<Item = &'t T>, gap: bool) -> Fit
    where
        T: 't,
    {
        if !self.given || of_element.any(|value| self.names.contains(value)) {
            Fit::Yes
        } else if self.unsure || gap {
            Fit::Maybe
        } else {
            Fit::No
        }
    }
}

/// A selector with its names resolved.
pub(super) struct Wanted {
    elements: List<ElementId>,
    functions: List<FunctionId>,
    classes: List<FunctionClass>,
    operators: List<PartyId>,
    places: List<PlaceId>,
    regions: List<String>,
    components: List<ComponentId>,
}

impl Wanted {
    pub(super) fn new(
        cx: &mut Context,
        index: &BTreeMap<&str, ElementId>,
        fact: &RouteFact,
    ) -> Self {
        let s = &fact.leads_to;
        let route = fact.id.text.as_str();
        let element = |_: &Context, text: &str| index.get(text).copied();
        let place = |cx: &Context, text: &str| cx.places.get(text).copied();
        let component = |cx: &Context, text: &str| cx.components.get(text).copied();
        let class = |_: &Context, text: &str| FunctionClass::from_word(text);
        let elements = list(cx, route, &s.elements, (Code::KH0306, "element"), element);
        let function = (Code::KH0305, "function");
        let functions = list(cx, route, &s.functions, function, Context::function);
        let classes = list(
            cx,
            route,
            &s.classes,
            (Code::KH0106, "function class"),
            class,
        );
        let places = list(cx, route, &s.places, (Code::KH0308, "place"), place);
        let part = (Code::KH0304, "component");
        let components = list(cx, route, &s.components, part, component);
        let mut operators = List {
            given: !s.operators.is_empty(),
            names: Vec::new(),
            unsure: false,
        };
        for name in &s.operators {
            match cx.party(name, "where the route leads counts as not known") {
                Some(party) => operators.names.push(party),
                None => operators.unsure = true,
            }
        }
        // Looking at all places takes long when there are many, and most routes name no region.
        let known: Vec<String> = match s.regions.is_empty() {
            true => Vec::new(),
            false => regions_of(cx).into_iter().map(str::to_owned).collect(),
        };
        let region = |_: &Context, text: &str| known.iter().find(|r| *r == text).cloned();
        let regions = list(cx, route, &s.regions, (Code::KH0308, "region"), region);
        Wanted {
            elements,
            functions,
            classes,
            operators,
            places,
            regions,
            components,
        }
    }

    /// Whether any list is given. Without one, nobody knows where the route leads.
    pub(super) fn says_something(&self) -> bool {
        [
            self.elements.given,
            self.functions.given,
            self.classes.given,
            self.operators.given,
            self.places.given,
            self.regions.given,
            self.components.given,
        ]
        .contains(&true)
    }

    /// What the lists say that ask for nothing but what an element does and is made of. All lists that are
    /// given must fit; the least of the answers counts.
    pub(super) fn fits_make(&self, cx: &Context, shell: &Shell) -> Fit {
        let element = &shell.element;
        let class = element
            .function
            .map(|f| cx.network.functions[f.index()].class);
        let of = |r: &ReleaseId| cx.network.releases[r.index()].component;
        let components: Vec<ComponentId> = shell
            .layers
            .iter()
            .flat_map(|of| of.iter())
            .map(of)
            .collect();
        let gap = Layer::ALL.iter().any(|l| shell.layer_gaps[*l as usize]);
        let fits = [
            self.functions.fits(element.function.as_ref()),
            self.classes.fits(class.as_ref()),
            self.operators.fits(element.operator.as_ref()),
            self.components.fits_any(components.iter(), gap),
        ];
        fits.into_iter().min().unwrap_or(Fit::No)
    }

    /// What the lists say that ask which element it is, and where.
    pub(super) fn fits_place(&self, cx: &Context, id: ElementId, shell: &Shell) -> Fit {
        let place = shell.element.place;
        let region = place.and_then(|p| cx.network.places[p.index()].region.as_ref());
        let fits = [
            self.elements.fits(Some(&id)),
            self.places.fits(place.as_ref()),
            self.regions.fits(region),
        ];
        fits.into_iter().min().unwrap_or(Fit::No)
    }
}

/// Resolves a list; a name that is not known is reported, and makes the list unsure.
fn list<T>(
    cx: &mut Context,
    route: &str,
    names: &[Name],
    (code, what): (Code, &str),
    find: impl Fn(&Context, &str) -> Option<T>,
) -> List<T> {
    let mut list = List {
        given: !names.is_empty(),
        names: Vec::with_capacity(names.len()),
        unsure: false,
    };
    for name in names {
        if let Some(found) = find(cx, &name.text) {
            list.names.push(found);
            continue;
        }
        list.unsure = true;
        if name.is_unreadable() {
            continue;
        }
        let message = format!(
            "no {what} `{}`; where route `{route}` leads counts as not known",
            name.text
        );
        let help = match near(cx, code, what, &name.text) {
            Some(guess) => format!("did you mean `{guess}`?"),
            None => "correct the name, or remove it from `leads_to`".to_owned(),
        };
        cx.push(Diagnostic::new(code, name.span, message).help(help));
    }
    list
}

fn near(cx: &Context, code: Code, what: &str, written: &str) -> Option<String> {
    let guess = match (code, what) {
        (Code::KH0305, _) => {
            let functions = cx.network.functions.iter();
            did_you_mean(
                written,
                functions.flat_map(|f| {
                    std::iter::once(&f.name)
                        .chain(&f.aliases)
                        .map(String::as_str)
                }),
            )
        }
        (Code::KH0308, "region") => did_you_mean(written, regions_of(cx)),
        (Code::KH0308, _) => did_you_mean(written, cx.places.keys().map(String::as_str)),
        (Code::KH0304, _) => did_you_mean(written, cx.components.keys().map(String::as_str)),
        (Code::KH0106, _) => did_you_mean(written, FunctionClass::ALL.iter().map(|c| c.word())),
        _ => None,
    };
    guess.map(str::to_owned)
}

fn regions_of(cx: &Context) -> std::collections::BTreeSet<&str> {
    let places = cx.network.places.iter();
    places.filter_map(|p| p.region.as_deref()).collect()
}
