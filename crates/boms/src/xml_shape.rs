//! Where each element of CycloneDX XML stands in the JSON twin of its document.

/// How an element stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Its attributes and elements are members.
    Object,
    /// Its elements are items.
    List,
    /// Its text.
    Text,
    /// The text of its attribute `ref`.
    Ref,
}

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// What it is to the elements in it.
    pub(super) role: &'static str,
    /// Its name as a member.
    pub(super) member: &'static str,
    /// How it stands.
    pub(super) shape: Shape,
    /// The list of the object around it that takes it; XML has no element for that list.
    pub(super) into: Option<&'static str>,
    /// The member that its text becomes, beside its attributes.
    pub(super) content: Option<&'static str>,
}

const fn place(role: &'static str, shape: Shape) -> Place {
    Place {
        role,
        member: role,
        shape,
        into: None,
        content: None,
    }
}

const fn object(role: &'static str) -> Place {
    place(role, Shape::Object)
}

const fn list(role: &'static str) -> Place {
    place(role, Shape::List)
}

const fn text(member: &'static str) -> Place {
    place(member, Shape::Text)
}

const fn listed(role: &'static str, shape: Shape, into: &'static str) -> Place {
    Place {
        into: Some(into),
        ..place(role, shape)
    }
}

const fn organisation(member: &'static str) -> Place {
    Place {
        member,
        ..object("organisation")
    }
}

const fn with_text(role: &'static str, content: &'static str) -> Place {
    Place {
        content: Some(content),
        ..object(role)
    }
}

/// The attributes that are asked for.
pub(super) fn attribute_name(name: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "acknowledgement",
        "alg",
        "bom-ref",
        "expression",
        "isExternal",
        "ref",
        "serialNumber",
        "tagId",
        "type",
    ];
    NAMES.iter().copied().find(|known| *known == name)
}

/// Where an element of that name stands in the one around it; `None` for what nobody asks for.
pub(super) fn place_of(around: Option<&str>, name: &str) -> Option<Place> {
    let Some(around) = around else {
        return (name == "bom").then_some(object("bom"));
    };
    match around {
        "bom" => bom(name),
        "metadata" => metadata(name),
        "tools" => tools(name),
        "component" => component(name),
        "composition" => composition(name),
        _ => small(around, name),
    }
}

fn bom(name: &str) -> Option<Place> {
    Some(match name {
        "metadata" => object("metadata"),
        "components" => list("components"),
        "dependencies" => list("dependencies"),
        "compositions" => list("compositions"),
        _ => return None,
    })
}

fn metadata(name: &str) -> Option<Place> {
    Some(match name {
        "timestamp" => text("timestamp"),
        "lifecycles" => list("lifecycles"),
        "tools" => object("tools"),
        "authors" => list("authors"),
        "component" => object("component"),
        "manufacturer" => organisation("manufacturer"),
        "supplier" => organisation("supplier"),
        _ => return None,
    })
}

/// Up to 1.4, tools stand side by side; since then, as components and services.
fn tools(name: &str) -> Option<Place> {
    Some(match name {
        "tool" => listed("tool", Shape::Object, "components"),
        "components" => list("components"),
        "services" => list("services"),
        _ => return None,
    })
}

fn component(name: &str) -> Option<Place> {
    const TEXTS: &[&str] = &[
        "author",
        "copyright",
        "cpe",
        "group",
        "name",
        "omniborId",
        "publisher",
        "purl",
        "scope",
        "swhid",
        "version",
    ];
    if let Some(known) = TEXTS.iter().find(|known| **known == name) {
        return Some(text(known));
    }
    Some(match name {
        "supplier" => organisation("supplier"),
        "manufacturer" => organisation("manufacturer"),
        "authors" => list("authors"),
        "hashes" => list("hashes"),
        "licenses" => list("licenses"),
        "swid" => object("swid"),
        "externalReferences" => list("externalReferences"),
        "components" => list("components"),
        _ => return None,
    })
}

fn composition(name: &str) -> Option<Place> {
    Some(match name {
        "aggregate" => text("aggregate"),
        "assemblies" => list("assemblies"),
        // Not the dependencies of the document: here each is no more than a reference.
        "dependencies" => Place {
            member: "dependencies",
            ..list("assemblies")
        },
        "vulnerabilities" => list("vulnerabilities"),
        _ => return None,
    })
}

fn small(around: &str, name: &str) -> Option<Place> {
    Some(match (around, name) {
        ("components", "component") => object("component"),
        ("services", "service") => object("tool"),
        ("dependencies", "dependency") => object("dependency"),
        ("dependency", "dependency") => listed("reference-to", Shape::Ref, "dependsOn"),
        ("dependency", "provides") => listed("reference-to", Shape::Ref, "provides"),
        ("compositions", "composition") => object("composition"),
        ("assemblies", "assembly" | "dependency") => place("reference-to", Shape::Ref),
        ("lifecycles", "lifecycle") => object("lifecycle"),
        ("lifecycle", "phase") => text("phase"),
        ("authors", "author") => object("author"),
        ("author", "email") => text("email"),
        ("tool", "version") => text("version"),
        ("hashes", "hash") => with_text("hash", "content"),
        ("licenses", "license") => object("license"),
        // Since 1.7: the expression is an attribute, and texts of licences are inside.
        ("licenses", "expression-detailed") => object("expression-detailed"),
        ("licenses", "expression") => with_text("expression", "expression"),
        ("license", "id") => text("id"),
        ("externalReferences", "reference") => object("reference"),
        ("reference", "url") => text("url"),
        ("organisation" | "author" | "tool" | "lifecycle" | "license", "name") => text("name"),
        _ => return None,
    })
}
