//! Parts of a network and numbers of things in words.

use keyholder_supply::Network;
use keyholder_supply::function::FunctionClass;
use keyholder_supply::principle::Part;

use crate::finding::Of;

/// A part of the network: "the core", "`AMF` and `SMF`", "the network".
pub(crate) fn part(part: &Part) -> String {
    let classes = part.classes.iter().map(|class| match class {
        FunctionClass::Core => "the core".to_owned(),
        FunctionClass::Access => "the access network".to_owned(),
        FunctionClass::Orchestration => "orchestration".to_owned(),
        FunctionClass::Management => "management".to_owned(),
        FunctionClass::Transport => "transport".to_owned(),
        FunctionClass::Interconnect => "interconnection".to_owned(),
    });
    let functions: Vec<String> = part.functions.iter().map(|f| f.text.clone()).collect();
    let few = functions.len() <= 4;
    let functions = if few {
        functions
    } else {
        vec![format!("{} functions", functions.len())]
    };
    let all: Vec<String> = classes.chain(functions).collect();
    let named = if all.is_empty() {
        "the network".to_owned()
    } else {
        list(&all)
    };
    match part.criticality_min {
        Some(least) if all.is_empty() => {
            format!("parts of criticality {} or more", least.word())
        }
        Some(least) => format!("parts of {named} of criticality {} or more", least.word()),
        None => named,
    }
}

/// "a", "a and b", "a, b and c".
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The first few of a list, and how many more.
pub(crate) fn some(items: &[String], most: usize) -> String {
    if items.len() <= most {
        return list(items);
    }
    let shown = items[..most].join(", ");
    format!("{shown} and {} more", items.len() - most)
}

/// Of whom a finding speaks.
pub(crate) fn subject(net: &Network, of: Of) -> String {
    match of {
        Of::Network => "the network".to_owned(),
        Of::Operator(party) | Of::Supplier(party) => net.parties[party.index()].name.clone(),
    }
}

/// "5 to 8", or "5" when it is sure.
pub(crate) fn range(low: u64, high: u64) -> String {
    if low == high {
        low.to_string()
    } else {
        format!("{low} to {high}")
    }
}
