//! One release of an invented network function: everything that its package is made of.

use crate::archives::tar;
use crate::authority::{ARDEN, authority};
use crate::bom::{Bom, PARTS_4_2_0, PARTS_4_2_1, Part};
use crate::certificates::{Certificate, Extension, certificate_pem, name};
use crate::digest::sha256_hex;
use crate::encode::moment;
use crate::keys::Key;
use crate::moments::{SIGNED_4_2_0, SIGNED_4_2_1, year};
use crate::people::builder;
use crate::statement::{BUILDER, Provenance};

/// A release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The supplier, as it calls itself.
    pub supplier: &'static str,
    /// The product.
    pub product: &'static str,
    /// The network function, in short.
    pub function: &'static str,
    /// The version.
    pub version: &'static str,
    /// The id of the descriptor.
    pub descriptor: &'static str,
    /// When it was made and signed.
    pub made: i64,
    /// Its parts.
    pub parts: Vec<Part>,
    /// The last moment of the certificate inside, with which it speaks to others.
    pub certificate_ends: i64,
}

impl Release {
    /// The AMF that runs: 4.2.0.
    #[must_use]
    pub fn amf_4_2_0() -> Release {
        Release {
            version: "4.2.0",
            descriptor: "1f0e3dad-9990-5834-8f7e-3a5c1be2a420",
            made: SIGNED_4_2_0,
            parts: PARTS_4_2_0.to_vec(),
            ..Release::amf_4_2_1()
        }
    }

    /// The update of the AMF: 4.2.1.
    #[must_use]
    pub fn amf_4_2_1() -> Release {
        Release {
            supplier: ARDEN,
            product: "arden-amf",
            function: "AMF",
            version: "4.2.1",
            descriptor: "1f0e3dad-9990-5834-8f7e-3a5c1be2a421",
            made: SIGNED_4_2_1,
            parts: PARTS_4_2_1.to_vec(),
            certificate_ends: year(2037) - 1,
        }
    }

    /// `product-version`, as files are called.
    #[must_use]
    pub fn stem(&self) -> String {
        format!("{}-{}", self.product, self.version)
    }

    /// The path of the image.
    #[must_use]
    pub fn image_path(&self) -> String {
        format!("Artifacts/Images/{}.tar", self.stem())
    }

    /// The path of the descriptor.
    #[must_use]
    pub fn descriptor_path(&self) -> String {
        format!("Definitions/{}.yaml", self.product)
    }

    /// The image: a small tar archive.
    #[must_use]
    pub fn image(&self) -> Vec<u8> {
        let about = format!("{} {}\n", self.product, self.version);
        let program = format!("#!/bin/sh\necho '{} {}'\n", self.function, self.version);
        tar(&[
            ("etc/release", about.as_bytes()),
            ("usr/bin/function", program.as_bytes()),
        ])
    }

    /// The descriptor, for an image with that digest.
    #[must_use]
    pub fn vnfd(&self) -> Vec<u8> {
        let image = self.image();
        self.vnfd_saying(&self.said_of(&image))
    }

    /// What the descriptor says when all is right, and the image is this one.
    #[must_use]
    pub fn said_of(&self, image: &[u8]) -> Said {
        Said {
            provider: self.supplier.to_owned(),
            product: self.product.to_owned(),
            version: self.version.to_owned(),
            sha256: sha256_hex(image),
            file: format!("../{}", self.image_path()),
        }
    }

    /// The descriptor, with what it says of itself.
    #[must_use]
    pub fn vnfd_saying(&self, said: &Said) -> Vec<u8> {
        let Said {
            provider,
            product,
            version,
            sha256,
            file,
        } = said;
        let checksum = if sha256.is_empty() {
            String::new()
        } else {
            format!(
                "          checksum:\n            algorithm: sha-256\n            hash: {sha256}\n"
            )
        };
        let (function, id, size) = (self.function, self.descriptor, self.image().len());
        format!(
            "tosca_definitions_version: tosca_simple_yaml_1_3\n\
             description: {function} of {provider}\n\
             imports:\n  - etsi_nfv_sol001_vnfd_types.yaml\n\
             topology_template:\n  node_templates:\n    {function}:\n      type: tosca.nodes.nfv.VNF\n\
             \x20     properties:\n        descriptor_id: {id}\n        descriptor_version: '{version}'\n\
             \x20       provider: {provider}\n        product_name: {product}\n\
             \x20       software_version: '{version}'\n        vnfm_info:\n          - '1:any'\n\
             \x20       flavour_id: default\n        flavour_description: one size\n\
             \x20   {function}_compute:\n      type: tosca.nodes.nfv.Vdu.Compute\n      properties:\n\
             \x20       name: {function}\n        description: the only unit\n        sw_image_data:\n\
             \x20         name: {product}\n          version: '{version}'\n          provider: {provider}\n\
             {checksum}\x20         container_format: docker\n          disk_format: raw\n\
             \x20         min_disk: 1 GB\n          size: {size} B\n      artifacts:\n        sw_image:\n\
             \x20         type: tosca.artifacts.nfv.SwImage\n          file: {file}\n"
        )
        .into_bytes()
    }

    /// The bill of materials.
    #[must_use]
    pub fn bom(&self) -> Bom {
        Bom {
            product: self.product.to_owned(),
            version: self.version.to_owned(),
            supplier: self.supplier.to_owned(),
            made: self.made,
            parts: self.parts.clone(),
        }
    }

    /// How the image was built.
    #[must_use]
    pub fn provenance(&self) -> Provenance<'static> {
        Provenance {
            name: self.product,
            sha256: sha256_hex(&self.image()),
            version: self.version,
            builder: BUILDER,
            built: self.made - 7_200,
        }
    }

    /// The certificate inside, with which the function speaks to others.
    #[must_use]
    pub fn embedded_certificate(&self) -> Vec<u8> {
        let ca = &authority().arden_ca;
        let key = Key::p256(&format!("{} speaks", self.product));
        let certificate = Certificate {
            subject: name(self.supplier, &format!("{}.core.example", self.product)),
            issuer: ca.subject.clone(),
            serial: 901,
            from: year(2025),
            until: self.certificate_ends,
            key: &key,
            v1: false,
            extensions: vec![
                Extension::end(),
                Extension::usage(0b1000_0000),
                Extension::purpose(1),
            ],
            hash: None,
        };
        certificate_pem(&certificate.signed(&ca.key))
    }

    /// All files of the package but the manifest and the signature.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let made = moment(self.made, "%Y-%m-%d");
        let change = format!("{made} {} mends what was reported\n", self.version);
        let bom = format!("Files/Sbom/{}.cdx.json", self.product);
        let provenance = format!("Files/Provenance/{}.intoto.json", self.product);
        vec![
            ("TOSCA-Metadata/TOSCA.meta".to_owned(), self.tosca_meta("")),
            (self.descriptor_path(), self.vnfd()),
            (
                "Definitions/etsi_nfv_sol001_vnfd_types.yaml".to_owned(),
                TYPES.as_bytes().to_vec(),
            ),
            ("Files/ChangeLog.txt".to_owned(), change.into_bytes()),
            (
                "Files/Licenses/LICENSE.txt".to_owned(),
                b"Made for tests.\n".to_vec(),
            ),
            (bom, self.bom().cyclonedx()),
            (provenance, self.provenance().signed(&builder())),
            (
                "Artifacts/Config/peer.pem".to_owned(),
                self.embedded_certificate(),
            ),
            (self.image_path(), self.image()),
        ]
    }

    /// `TOSCA.meta`, with more lines.
    #[must_use]
    pub fn tosca_meta(&self, more: &str) -> Vec<u8> {
        format!(
            "TOSCA-Meta-File-Version: 1.0\nCSAR-Version: 1.1\nCreated-By: {}\n\
             Entry-Definitions: {}\nETSI-Entry-Manifest: {}.mf\n\
             ETSI-Entry-Change-Log: Files/ChangeLog.txt\nETSI-Entry-Licenses: Files/Licenses\n{more}",
            self.supplier,
            self.descriptor_path(),
            self.product,
        )
        .into_bytes()
    }
}

/// What a descriptor says of itself and its image.
#[derive(Clone, Debug)]
pub struct Said {
    /// The supplier.
    pub provider: String,
    /// The product.
    pub product: String,
    /// The version.
    pub version: String,
    /// The digest of the image; none is stated when empty.
    pub sha256: String,
    /// Where the image is.
    pub file: String,
}

/// As much of the type definitions as a reader of these packages looks at.
const TYPES: &str = "tosca_definitions_version: tosca_simple_yaml_1_3\n\
description: cut short for tests\n\
node_types:\n  tosca.nodes.nfv.VNF:\n    derived_from: tosca.nodes.Root\n\
\x20 tosca.nodes.nfv.Vdu.Compute:\n    derived_from: tosca.nodes.Root\n";
