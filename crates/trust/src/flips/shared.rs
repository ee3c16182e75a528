//! The fewest documents where one document carries several items.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evidence::Item;
use crate::flips::loss::{Loss, TRIED_MAX};
use crate::judge::Judge;
use crate::method::TrustClass;

/// A document that carries several items goes with all of them, so fewer documents than items may do; and if
/// it also speaks against, its loss helps. Without such documents, the answer stands as it is.
pub(crate) fn with_shared_documents(
    judge: &Judge,
    items: &[Item],
    today: Date,
    necessary: TrustClass,
    found: Loss,
) -> Option<Loss> {
    let counted = items.iter().filter(|item| item.day <= today);
    let counted: Vec<&Item> = counted.collect();
    let different: BTreeSet<u32> = counted.iter().map(|item| item.document).collect();
    let lowers = |lost: &[u32]| {
        let left = items.iter().filter(|item| !lost.contains(&item.document));
        let left: Vec<Item> = left.cloned().collect();
        judge.bracket(&left, today).necessary < necessary
    };
    let mut documents: Vec<u32> = found.documents;
    documents.sort_unstable();
    documents.dedup();
    if different.len() == counted.len() {
        return Some(Loss {
            documents,
            exact: found.exact,
        });
    }
    // Only documents that speak for the supplier can bring it down.
    let in_favour = counted.iter().filter(|item| item.favours);
    let in_favour: BTreeSet<u32> = in_favour.map(|item| item.document).collect();
    let candidates: Vec<u32> = in_favour.into_iter().collect();
    if !lowers(&documents) {
        // The set also speaks against. Losing all that speaks for it, and only that, may not be possible.
        documents.clone_from(&candidates);
        if !lowers(&documents) {
            return None;
        }
    }
    let mut tried = 0;
    for size in 1..documents.len() {
        match first_set(&candidates, size, &mut tried, &lowers) {
            Search::Found(documents) => {
                return Some(Loss {
                    documents,
                    exact: true,
                });
            }
            Search::None => {}
            Search::Stopped => {
                return Some(Loss {
                    documents,
                    exact: false,
                });
            }
        }
    }
    Some(Loss {
        documents,
        exact: true,
    })
}

enum Search {
    Found(Vec<u32>),
    None,
    Stopped,
}

/// The first set of a size that does it, in the order of documents.
fn first_set(
    candidates: &[u32],
    size: usize,
    tried: &mut usize,
    lowers: &impl Fn(&[u32]) -> bool,
) -> Search {
    let mut at: Vec<usize> = (0..size).collect();
    loop {
        if *tried == TRIED_MAX {
            return Search::Stopped;
        }
        *tried += 1;
        let set: Vec<u32> = at.iter().map(|n| candidates[*n]).collect();
        if lowers(&set) {
            return Search::Found(set);
        }
        // The next combination: the last place that can move does, and those after it follow.
        let room = |place: &usize| at[*place] < candidates.len() - size + place;
        let Some(place) = (0..size).rev().find(room) else {
            return Search::None;
        };
        at[place] += 1;
        for after in place + 1..size {
            at[after] = at[after - 1] + 1;
        }
    }
}
