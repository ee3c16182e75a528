//! What carries and what manages: hosts, clusters, hypervisors, orchestrators, the shared management system.

use super::super::functions::{CLUSTER, EMS, HOST, HYPERVISOR_HOST, NFVO, VIM, VNFM};
use super::{ARVELO, BENQUA, Element, Part, Pool, REGIONS, slug};

/// The places that a cluster, or the hosts of a region, carry.
fn sites(hosts_in_region: usize, hosts_in_centre: usize) -> impl Iterator<Item = Site> {
    let regions = REGIONS.into_iter().map(move |region| Site {
        name: slug(region),
        serves: format!("region={region}"),
        hosts: hosts_in_region,
    });
    regions.chain([Site {
        name: "centre".to_owned(),
        serves: "*".to_owned(),
        hosts: hosts_in_centre,
    }])
}

struct Site {
    name: String,
    serves: String,
    hosts: usize,
}

/// A pool of which one member suffices, for the whole country.
fn either(id: &str, function: &'static str, operator: &'static str) -> Pool {
    Pool {
        id: id.to_owned(),
        function,
        operator,
        needed: Some(1),
        serves: "*".to_owned(),
    }
}

/// Clusters of the first operator, one a region and one in the centre.
pub(super) fn arvelo() -> Part {
    let mut part = Part::default();
    for site in sites(4, 8) {
        arvelo_cluster(&mut part, &site);
    }
    let orchestrators: Vec<Element> = (1..=2)
        .map(|n| Element {
            id: format!("arv/nfvo/{n}"),
            function: NFVO,
            host: format!("arv/host/centre-{n}"),
            manager: "arv/cluster/centre".to_owned(),
            application: "orlis-nfvo@6.2".to_owned(),
            ..inside(ARVELO.id)
        })
        .collect();
    part.pool(either("arv/nfvo", NFVO, ARVELO.id), orchestrators);
    part
}

/// Hosts and their control plane; one host may fail.
fn arvelo_cluster(part: &mut Part, site: &Site) {
    let at = &site.name;
    let release = if at == "plain" { "1.30" } else { "1.31" };
    let hosts: Vec<Element> = (1..=site.hosts)
        .map(|n| Element {
            id: format!("arv/host/{at}-{n}"),
            function: HOST,
            operator: ARVELO.id,
            host: "none".to_owned(),
            manager: format!("arv/cluster/{at}"),
            hardware: "pavik-server@G6".to_owned(),
            firmware: "pavik-firmware@6.0".to_owned(),
            platform: format!("lomund-node@{release}"),
            application: "none".to_owned(),
            ..Element::default()
        })
        .collect();
    let pool = Pool {
        id: format!("arv/host/{at}"),
        function: HOST,
        operator: ARVELO.id,
        needed: Some(site.hosts - 1),
        serves: site.serves.clone(),
    };
    part.pool(pool, hosts);
    let control_plane = Element {
        id: format!("arv/cluster/{at}"),
        function: CLUSTER,
        host: format!("arv/host/{at}-1;arv/host/{at}-2"),
        manager: "none".to_owned(),
        application: format!("lomund-cluster@{release}"),
        ..inside(ARVELO.id)
    };
    let pool = Pool {
        id: format!("arv/cluster/{at}"),
        function: CLUSTER,
        operator: ARVELO.id,
        needed: Some(1),
        serves: site.serves.clone(),
    };
    part.pool(pool, [control_plane]);
}

/// Machines with a hypervisor of the second operator. In two regions they are older and less well known.
pub(super) fn benqua() -> Part {
    let mut part = Part::default();
    for site in sites(3, 6) {
        benqua_hosts(&mut part, &site);
    }
    for (function, word, release) in [
        (VIM, "vim", "mandrel-vim@8.1"),
        (VNFM, "vnfm", "orlis-vnfm@6.1"),
    ] {
        let members: Vec<Element> = (1..=2)
            .map(|n| Element {
                id: format!("ben/{word}/{n}"),
                function,
                host: format!("ben/host/centre-{n}"),
                manager: "none".to_owned(),
                platform: "nandor-linux@6.1".to_owned(),
                application: release.to_owned(),
                ..inside(BENQUA.id)
            })
            .collect();
        part.pool(either(&format!("ben/{word}"), function, BENQUA.id), members);
    }
    part
}

fn benqua_hosts(part: &mut Part, site: &Site) {
    let at = &site.name;
    let old = at == "hills" || at == "lakes";
    let (hardware, firmware, platform) = if old {
        (
            "pavik-server@G5",
            "pavik-firmware@5.4;quellis-controller@2.7",
            "mandrel-hypervisor@8.0",
        )
    } else {
        (
            "pavik-server@G6",
            "pavik-firmware@5.4",
            "mandrel-hypervisor@8.1",
        )
    };
    let hosts: Vec<Element> = (1..=site.hosts)
        .map(|n| Element {
            id: format!("ben/host/{at}-{n}"),
            function: HYPERVISOR_HOST,
            operator: BENQUA.id,
            host: "none".to_owned(),
            manager: "ben/vim/1;ben/vim/2".to_owned(),
            hardware: hardware.to_owned(),
            firmware: firmware.to_owned(),
            platform: platform.to_owned(),
            application: "none".to_owned(),
            ..Element::default()
        })
        .collect();
    let pool = Pool {
        id: format!("ben/host/{at}"),
        function: HYPERVISOR_HOST,
        operator: BENQUA.id,
        needed: Some(site.hosts - 1),
        serves: site.serves.clone(),
    };
    part.pool(pool, hosts);
}

/// What both operators use together: one management system for all base stations.
pub(super) fn shared() -> Part {
    let mut part = Part::default();
    let members: Vec<Element> = (1..=2)
        .map(|n| Element {
            id: format!("common/ems/{n}"),
            function: EMS,
            host: format!("arv/host/centre-{}", n + 6),
            manager: "arv/cluster/centre".to_owned(),
            application: "kestrow-ems@4.1".to_owned(),
            note: "manages the base stations of both operators",
            ..inside("common-radio")
        })
        .collect();
    // No operator, so that it serves places of both.
    part.pool(either("common/ems", EMS, ""), members);
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
