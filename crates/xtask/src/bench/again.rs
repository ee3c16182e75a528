//! After a change: what an assessment that stands costs when one thing in it is another.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use keyholder_diag::Limits;
use keyholder_project::{Remembered, Tables, catalogue, load_with};
use keyholder_reach::Standing;
use keyholder_report::build::Chains;
use keyholder_supply::{Memory, Network, ReleaseId, resolve_again};

use super::nation::written;

/// Components of which another thing is said, one after the other.
const SAVED: usize = 5;
/// Releases that are changed one after the other.
const CHANGED: usize = 41;

/// The whole way of `assess --watch` once it is said of one component, and no more of the one before, that its
/// pipeline signs unseen or does not: from files to page and JSON in memory. Seconds of the middle one.
pub(super) fn saved(folder: &Path) -> Result<f64, String> {
    let tables = Remembered::default();
    let mut memory = Memory::default();
    let mut standing: Option<Standing> = None;
    let chains = Chains::default();
    let mut took = Vec::new();
    for n in 0..=SAVED {
        let start = Instant::now();
        let how = Tables::Remembered(&tables);
        let loaded = load_with(folder, &Limits::default(), &Default::default(), how);
        let mut loaded = loaded.map_err(|e| e.to_string())?;
        let mut facts = std::mem::take(&mut loaded.facts);
        loaded.facts.tables.clone_from(&facts.tables);
        let at = n * facts.components.len() / (SAVED + 1);
        if let Some(component) = facts.components.get_mut(at) {
            component.auto_sign = Some(component.auto_sign != Some(true));
        }
        let network = resolve_again(facts, &catalogue(), &mut memory).value;
        let next = Arc::clone(&network);
        match &mut standing {
            Some(standing) => _ = standing.update(next),
            None => standing = Some(Standing::new(next)),
        }
        let standing = standing.as_ref().ok_or("no assessment")?;
        chains.forget(|actor, view| standing.is_derived_otherwise(actor, view));
        written(&loaded, &network, (standing.assessment(), &chains));
        took.push(start.elapsed().as_secs_f64());
    }
    middle(took.split_off(1))
}

/// Takes a part out of one release, or puts one in, and has reach follow; seconds of the middle one.
pub(super) fn change(network: Network) -> Result<f64, String> {
    let mut net = Arc::new(network);
    let mut standing = Standing::new(Arc::clone(&net));
    let mut took = Vec::with_capacity(CHANGED);
    for n in 0..CHANGED {
        let mut next = Network::clone(&net);
        let at = n * next.releases.len() / CHANGED;
        let release = &mut next.releases[at];
        if release.contains.pop().is_none() {
            release.contains.push(ReleaseId::from(at));
        }
        net = Arc::new(next);
        let next = Arc::clone(&net);
        let start = Instant::now();
        standing.update(next);
        took.push(start.elapsed().as_secs_f64());
    }
    middle(took)
}

fn middle(mut took: Vec<f64>) -> Result<f64, String> {
    took.sort_by(f64::total_cmp);
    let middle = took.get(took.len() / 2).copied();
    middle.ok_or_else(|| "nothing was changed".to_owned())
}
