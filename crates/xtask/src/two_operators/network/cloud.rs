//! What carries and what manages: hosts, clusters, hypervisors, orchestrators, the shared management system.

use super::super::functions::{CLUSTER, EMS, HOST, HYPERVISOR_HOST, NFVO, VIM, VNFM};
use super::{ARVELO, BENQUA, Element, Part, REGIONS, slug};

/// Clusters of the first operator, one a region and one in the centre.
pub(super) fn arvelo() -> Part {
    let mut part = Part::default();
    let regions = REGIONS.into_iter().map(|r| (slug(r), 4));
    for (where_, hosts) in regions.chain([("centre".to_owned(), 8)]) {
        let release = if where_ == "plain" { "1.30" } else { "1.31" };
        for n in 1..=hosts {
            part.elements.push(Element {
                id: format!("arv/host/{where_}-{n}"),
                function: HOST,
                operator: ARVELO.id,
                host: "none".to_owned(),
                manager: format!("arv/cluster/{where_}"),
                hardware: "pavik-server@G6".to_owned(),
                firmware: "pavik-firmware@6.0".to_owned(),
                platform: format!("lomund-node@{release}"),
                application: "none".to_owned(),
                ..Element::default()
            });
        }
        part.elements.push(Element {
            id: format!("arv/cluster/{where_}"),
            function: CLUSTER,
            host: format!("arv/host/{where_}-1;arv/host/{where_}-2"),
            manager: "none".to_owned(),
            application: format!("lomund-cluster@{release}"),
            ..inside(ARVELO.id)
        });
    }
    for n in 1..=2 {
        part.elements.push(Element {
            id: format!("arv/nfvo/{n}"),
            function: NFVO,
            host: format!("arv/host/centre-{n}"),
            manager: "arv/cluster/centre".to_owned(),
            application: "orlis-nfvo@6.2".to_owned(),
            ..inside(ARVELO.id)
        });
    }
    part
}

/// Machines with a hypervisor of the second operator. In two regions they are older and less well known.
pub(super) fn benqua() -> Part {
    let mut part = Part::default();
    let regions = REGIONS.into_iter().map(|r| (slug(r), 3));
    for (where_, hosts) in regions.chain([("centre".to_owned(), 6)]) {
        let old = where_ == "hills" || where_ == "lakes";
        for n in 1..=hosts {
            part.elements.push(Element {
                id: format!("ben/host/{where_}-{n}"),
                function: HYPERVISOR_HOST,
                operator: BENQUA.id,
                host: "none".to_owned(),
                manager: "ben/vim/1;ben/vim/2".to_owned(),
                hardware: format!("pavik-server@{}", if old { "G5" } else { "G6" }),
                firmware: if old {
                    "pavik-firmware@5.4;quellis-controller@2.7".to_owned()
                } else {
                    "pavik-firmware@5.4".to_owned()
                },
                platform: format!("mandrel-hypervisor@{}", if old { "8.0" } else { "8.1" }),
                application: "none".to_owned(),
                ..Element::default()
            });
        }
    }
    for n in 1..=2 {
        for (function, word, release) in [
            (VIM, "vim", "mandrel-vim@8.1"),
            (VNFM, "vnfm", "orlis-vnfm@6.1"),
        ] {
            part.elements.push(Element {
                id: format!("ben/{word}/{n}"),
                function,
                host: format!("ben/host/centre-{n}"),
                manager: "none".to_owned(),
                platform: "nandor-linux@6.1".to_owned(),
                application: release.to_owned(),
                ..inside(BENQUA.id)
            });
        }
    }
    part
}

/// What both operators use together: one management system for all base stations.
pub(super) fn shared() -> Part {
    let mut part = Part::default();
    for n in 1..=2 {
        part.elements.push(Element {
            id: format!("common/ems/{n}"),
            function: EMS,
            host: format!("arv/host/centre-{}", n + 6),
            manager: "arv/cluster/centre".to_owned(),
            application: "kestrow-ems@4.1".to_owned(),
            note: "manages the base stations of both operators",
            ..inside("common-radio")
        });
    }
    part
}

/// Something without boards or firmware of its own.
fn inside(operator: &'static str) -> Element {
    Element {
        operator,
        hardware: "none".to_owned(),
        firmware: "none".to_owned(),
        platform: "none".to_owned(),
        ..Element::default()
    }
}
