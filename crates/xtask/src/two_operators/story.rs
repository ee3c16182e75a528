//! The surprises that the README tells are in the data, as the engine sees them.

use keyholder_diag::{Limits, Severity, Sources, Span};
use keyholder_documents::{FileKind, catalogue, ours, tables};
use keyholder_reach::{Amount, Assessment, ScopeKind, assess};
use keyholder_supply::Network;
use keyholder_supply::facts::{BomDocument, Facts};

const CATALOGUE: &str = include_str!("../../../../catalogue/functions.toml");

/// The example as it is written, read and assessed.
struct Story {
    net: Network,
    assessment: Assessment,
}

impl Story {
    fn read() -> Story {
        let (mut sources, limits) = (Sources::default(), Limits::default());
        let mut facts = Facts::default();
        let mut faults = Vec::new();
        for (path, text) in super::files() {
            let file = sources.add(path.clone(), text.clone());
            let mut note = |diagnostics: keyholder_diag::Diagnostics| {
                faults.extend(diagnostics.iter().cloned());
            };
            macro_rules! take {
                ($read:expr) => {{
                    let parsed = $read;
                    note(parsed.diagnostics);
                    parsed.value
                }};
            }
            match FileKind::of_path(&path) {
                Some(FileKind::Settings) => {
                    facts.settings = take!(ours::settings(file, &text, &limits))
                }
                Some(FileKind::Party) => facts
                    .parties
                    .extend(take!(ours::party(file, &text, &limits))),
                Some(FileKind::Component) => facts
                    .components
                    .extend(take!(ours::component(file, &text, &limits))),
                Some(FileKind::AccessRoutes) => {
                    facts
                        .access_routes
                        .extend(take!(ours::access_routes(file, &text, &limits)));
                }
                Some(FileKind::Evidence) => facts
                    .evidence
                    .extend(take!(ours::evidence(file, &text, &limits))),
                Some(FileKind::Publishers) => facts
                    .publishers
                    .extend(take!(ours::publishers(file, &text, &limits))),
                Some(FileKind::Groups) => facts
                    .groups
                    .extend(take!(ours::groups(file, &text, &limits))),
                Some(FileKind::Functions) => {
                    facts
                        .function_overrides
                        .extend(take!(ours::functions(file, &text, &limits)));
                }
                Some(FileKind::Elements) => {
                    facts
                        .elements
                        .extend(take!(tables::elements(file, &path, &text, &limits)).0);
                }
                Some(FileKind::Pools) => facts
                    .pools
                    .extend(take!(tables::pools(file, &path, &text, &limits)).0),
                Some(FileKind::Places) => facts
                    .places
                    .extend(take!(tables::places(file, &path, &text, &limits)).0),
                // The story is not made of exports.
                Some(
                    FileKind::Aliases
                    | FileKind::ImportMap
                    | FileKind::Yardstick
                    | FileKind::Gate
                    | FileKind::Policy,
                ) => {}
                None => facts
                    .boms
                    .extend(
                        take!(keyholder_boms::read(file, &text, &limits)).map(|bom| BomDocument {
                            path,
                            span: Span::whole(file),
                            bom,
                        }),
                    ),
            }
        }
        let file = sources.add("functions.toml", CATALOGUE);
        let catalogue = catalogue::read(file, CATALOGUE, &limits).value;
        let resolved = keyholder_supply::resolve(facts, &catalogue);
        faults.extend(resolved.diagnostics.iter().cloned());
        faults.retain(|f| f.severity() == Severity::Error);
        assert!(faults.is_empty(), "{faults:#?}");
        let net = resolved.value;
        let assessment = assess(&net);
        Story { net, assessment }
    }

    /// An actor by `presence:XC`, or by the bare id of a party or country.
    fn position(&self, actor: &str) -> usize {
        let names = [
            actor.to_owned(),
            format!("party:{actor}"),
            format!("country:{actor}"),
        ];
        let mut actors = self.assessment.actors.iter();
        actors
            .position(|a| names.contains(&a.actor.id(&self.net)))
            .unwrap_or_else(|| panic!("no actor `{actor}`"))
    }

    fn controls(&self, actor: &str) -> Vec<&str> {
        let parties = &self.assessment.actors[self.position(actor)].controls;
        parties
            .iter()
            .map(|p| self.net.parties[p.index()].id.as_str())
            .collect()
    }

    /// Elements of a function that the actor can change, by any way, in the end; `*`: of the whole network.
    fn elements(&self, actor: &str, function: &str) -> Amount {
        let scope = self.assessment.scopes.iter().position(|s| match s.kind {
            ScopeKind::Network => function == "*",
            ScopeKind::Function(id) => self.net.functions[id.index()].name == function,
            _ => false,
        });
        let scope = scope.unwrap_or_else(|| panic!("no scope `{function}`"));
        self.assessment.actors[self.position(actor)].reach[scope]
            .elements
            .widest()
    }

    fn surely(&self, actor: &str, function: &str) -> u64 {
        self.elements(actor, function).surely
    }
}

#[test]
fn control_is_as_told() {
    let story = Story::read();
    let controls = |actor: &str, party: &str| story.controls(actor).contains(&party);
    // A country behind a circle; its fund alone is not.
    assert!(controls("XC", "dornik-radio") && controls("XC", "dovan-industries"));
    assert_eq!(story.controls("calder-fund"), ["calder-fund"]);
    // Two minorities; managed from elsewhere; a golden share.
    assert!(controls("pellam-capital", "elvast") && controls("pellam-capital", "mandrel"));
    assert!(controls("XC", "gorvan-baseband") && controls("XA", "benqua"));
    // Half and half; a management contract.
    assert!(!controls("arvelo", "common-radio") && !controls("benqua", "common-radio"));
    assert!(controls("kestrow-systems", "common-radio"));
    // Contested.
    assert!(!controls("zolvane-group", "irvane-networks"));
}

#[test]
fn reach_is_as_told() {
    let story = Story::read();
    // Two brands, one library.
    let gorvan = story.elements("gorvan-baseband", "gNB-DU");
    assert!(
        0 < gorvan.surely && gorvan.surely < gorvan.possibly,
        "{gorvan:?}"
    );
    // A lab that is no lab for its owner, and one for others.
    assert_eq!(story.surely("dornik-radio", "gNB-CU-CP"), 30);
    assert_eq!(story.surely("gorvan-baseband", "gNB-CU-CP"), 0);
    // A lab that is one, and the way around it.
    assert_eq!(story.surely("jolvik-data", "UDM"), 0);
    assert_eq!(story.surely("jolvik-data", "UDR"), 6);
    // Two of three.
    assert_eq!(story.surely("hestrel-core", "*"), 0);
    assert_eq!(story.surely("XA", "AMF"), 12);
    // A lock beside an open door.
    assert_eq!(story.surely("mandrel", "NFVI-host"), 24);
    // One system for all radio, on the other operator's cloud.
    for actor in [
        "kestrow-services",
        "lomund-platform",
        "tamsin-library",
        "pavik-servers",
    ] {
        assert!(story.surely(actor, "gNB") >= 1_335, "{actor}");
    }
    assert_eq!(story.surely("nandor-linux", "*"), 0);
    assert!(story.elements("nandor-linux", "gNB").possibly >= 1_335);
    // Contested control is possible, not sure; a checksum is no signature; a bridge gives nothing.
    let zolvane = story.elements("zolvane-group", "*");
    assert!(
        zolvane.surely == 0 && zolvane.possibly == 130,
        "{zolvane:?}"
    );
    assert_eq!(story.surely("tarnex-routing", "router"), 120);
    assert_eq!(story.surely("kestrow-systems", "UDM"), 0);
}

#[test]
fn effects_are_as_told() {
    let story = Story::read();
    let actor = |id: &str| &story.assessment.actors[story.position(id)];
    let total = story.assessment.scopes[0].subscribers;
    // The pool of SMF spares nobody: one supplier of two stops both operators.
    let irvane = actor("irvane-networks").disrupt_subscribers.widest();
    assert_eq!(irvane.surely, total);
    // Waves hold back one action.
    let dornik = &actor("dornik-radio").reach[0].elements.keys;
    assert!(
        dornik.one_action.surely * 7 < dornik.in_the_end.surely,
        "{dornik:?}"
    );
    // Presence is another actor than control.
    assert!(story.surely("XC", "*") < story.surely("presence:XC", "*"));
    // What a country may reach at most tells countries apart. (One supplier's list is in a format that cannot
    // say that it is whole, so what is inside its base stations stays open for everybody.)
    assert!(story.elements("XG", "*").at_most < 2_000);
}
