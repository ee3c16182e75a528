//! Keys of an export turned into ids, wherever facts name something.

use std::collections::BTreeMap;

use keyholder_supply::facts::{Facts, Name, Slot};

use super::reading::AT;

/// Ids of everything, by key.
pub(super) struct Settled {
    /// Ids of elements.
    pub(super) elements: BTreeMap<String, String>,
    /// Ids of places.
    pub(super) places: BTreeMap<String, String>,
    /// Ids of parties.
    pub(super) parties: BTreeMap<String, String>,
    /// Ids of components.
    pub(super) components: BTreeMap<String, String>,
    /// Ids of routes.
    pub(super) routes: BTreeMap<String, String>,
}

/// The id of a key; `?` when there is none.
pub(super) fn id_of(ids: &BTreeMap<String, String>, key: &str) -> String {
    ids.get(key).cloned().unwrap_or_else(|| "?".to_owned())
}

impl Settled {
    /// Turns every key of facts into its id.
    pub(super) fn facts(&self, facts: &mut Facts) {
        let set = |ids: &BTreeMap<String, String>, name: &mut Name| {
            name.text = id_of(ids, &name.text);
        };
        for party in &mut facts.parties {
            set(&self.parties, &mut party.id);
        }
        for place in &mut facts.places {
            set(&self.places, &mut place.id);
            place
                .operator
                .iter_mut()
                .for_each(|name| set(&self.parties, name));
        }
        for component in &mut facts.components {
            set(&self.components, &mut component.id);
            component
                .supplier
                .iter_mut()
                .for_each(|name| set(&self.parties, name));
            for route in component.routes.iter_mut().flatten() {
                set(&self.routes, &mut route.id);
            }
            for release in &mut component.releases {
                release
                    .contains
                    .iter_mut()
                    .for_each(|name| self.release(name));
            }
        }
        for element in &mut facts.elements {
            set(&self.elements, &mut element.id);
            element
                .operator
                .iter_mut()
                .for_each(|name| set(&self.parties, name));
            element
                .place
                .iter_mut()
                .for_each(|name| set(&self.places, name));
            for slot in [&mut element.host, &mut element.manager] {
                names(slot)
                    .iter_mut()
                    .for_each(|name| set(&self.elements, name));
            }
            for slot in &mut element.layers {
                names(slot).iter_mut().for_each(|name| self.release(name));
            }
        }
    }

    // The last one: a key may hold anything, a version does not.
    fn release(&self, name: &mut Name) {
        if let Some((key, version)) = name.text.rsplit_once(AT) {
            name.text = format!("{}@{version}", id_of(&self.components, key));
        }
    }
}

fn names(slot: &mut Slot) -> &mut [Name] {
    match slot {
        Slot::Names(names) => names,
        Slot::NotStated | Slot::Nothing => &mut [],
    }
}
