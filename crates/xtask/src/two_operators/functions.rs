//! The functions that the story uses, by the names of the catalogue.

pub(super) const AMF: &str = "AMF";
pub(super) const SMF: &str = "SMF";
pub(super) const UPF: &str = "UPF";
pub(super) const NRF: &str = "NRF";
pub(super) const AUSF: &str = "AUSF";
pub(super) const UDM: &str = "UDM";
pub(super) const UDR: &str = "UDR";
pub(super) const PCF: &str = "PCF";
pub(super) const NSSF: &str = "NSSF";
pub(super) const NEF: &str = "NEF";
pub(super) const CHF: &str = "CHF";
pub(super) const SMSF: &str = "SMSF";
pub(super) const SEPP: &str = "SEPP";
pub(super) const GNB: &str = "gNB";
pub(super) const DU: &str = "gNB-DU";
pub(super) const CU_CP: &str = "gNB-CU-CP";
pub(super) const CU_UP: &str = "gNB-CU-UP";
pub(super) const EMS: &str = "EMS";
pub(super) const NFVO: &str = "NFVO";
pub(super) const VNFM: &str = "VNFM";
pub(super) const VIM: &str = "VIM";
pub(super) const CLUSTER: &str = "CISM";
pub(super) const HOST: &str = "CIS-host";
pub(super) const HYPERVISOR_HOST: &str = "NFVI-host";
pub(super) const ROUTER: &str = "router";
pub(super) const OPTICAL: &str = "optical-node";
