//! References to images: components with a release, and the registry as the route to them.

use keyholder_diag::{Code, Diagnostic, Span};
use keyholder_supply::facts::{Name, RouteFact, Selector};
use keyholder_supply::{ComponentKind, RouteKind};

use crate::foreign::reading::{NOT_STATED, Reading, from, named, printable};

/// A reference taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::foreign) struct Image {
    /// Host of the registry, with its port, when it is stated.
    pub(in crate::foreign) host: Option<String>,
    /// Path in the registry.
    pub(in crate::foreign) path: String,
    /// Tag.
    pub(in crate::foreign) tag: Option<String>,
    /// Digest.
    pub(in crate::foreign) digest: Option<String>,
}

/// What a reference without a tag means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::foreign) enum Untagged {
    /// The newest one at the time of pulling.
    Latest,
    /// Whatever the templates of a chart make of it.
    NotStated,
}

/// Takes a reference apart. `None` when it is none: spaces, variables, empty parts.
pub(in crate::foreign) fn parse(text: &str) -> Option<Image> {
    let text = text.trim();
    let good = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
    if text.len() > 1024 || !text.chars().all(good) {
        return None;
    }
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    if digest.is_some_and(|digest| !digest.contains(':') || digest.contains(['@', '/'])) {
        return None;
    }
    let is_host = |first: &str| first.contains(['.', ':']) || first == "localhost";
    let (host, rest) = match rest.split_once('/') {
        Some((first, rest)) if is_host(first) => (Some(first), rest),
        _ => (None, rest),
    };
    let (path, tag) = match rest.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (rest, None),
    };
    let step = |step: &str| step.starts_with(|c: char| c.is_ascii_alphanumeric());
    if path.contains(':') || !path.split('/').all(step) {
        return None;
    }
    let stated = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Image {
        host: stated(host),
        path: path.to_owned(),
        tag: stated(tag),
        digest: stated(digest),
    })
}

impl Image {
    /// The path with the host, when it is stated.
    pub(in crate::foreign) fn full(&self) -> String {
        match &self.host {
            Some(host) => format!("{host}/{}", self.path),
            None => self.path.clone(),
        }
    }

    /// Makes the component with its release, and gives the name of the release.
    pub(in crate::foreign) fn release(
        &self,
        untagged: Untagged,
        source: &str,
        span: Span,
        reading: &mut Reading<'_>,
    ) -> Name {
        let key = format!("image:{}", self.full());
        let route = self
            .host
            .as_ref()
            .map(|_| self.route(&key, source, span, reading));
        let component = reading.component(&key, &self.path, &self.full(), source, span);
        component.kind = Some(ComponentKind::Software);
        if component.routes.is_none() {
            component.routes = route.map(|route| vec![route]);
        }
        let moving = match (&self.tag, &self.digest) {
            (_, Some(_)) => false,
            (Some(tag), None) => tag == "latest",
            (None, None) => untagged == Untagged::Latest,
        };
        let (version, note) = match (&self.tag, &self.digest) {
            (Some(tag), Some(digest)) => (tag.as_str(), Some(format!("pinned to {digest}"))),
            (None, Some(digest)) => (digest.as_str(), None),
            (Some(tag), None) => (tag.as_str(), None),
            (None, None) if moving => ("latest", None),
            (None, None) => (NOT_STATED, Some("no tag is stated".to_owned())),
        };
        let note = if moving {
            Some("moving: the name stays when the contents change".to_owned())
        } else {
            note
        };
        if moving {
            let message = format!(
                "`{}` has no fixed version: what it names changes without a change of this file",
                printable(&self.full())
            );
            let help = "name a tag that is never used again, or a digest";
            reading.report(Diagnostic::new(Code::KH0759, span, message).help(help));
        }
        reading.release(&key, version, note, source, span)
    }

    /// The registry: whoever can write to it can change what is pulled from it, and it is not stated who.
    fn route(&self, key: &str, source: &str, span: Span, reading: &mut Reading<'_>) -> RouteFact {
        let name = format!("registry/{}", self.full());
        reading.routes.want(key, &name, &name, span);
        RouteFact {
            id: named(key, span),
            kind: RouteKind::UnsignedUpdate,
            keyholders: None,
            threshold: None,
            safeguards: None,
            leads_to: Selector::default(),
            provenance: from(
                source,
                span,
                Some("the registry that the reference names".to_owned()),
            ),
        }
    }
}

/// The release that a text refers to; what is no reference counts as not stated, and is told.
pub(in crate::foreign) fn release_of(
    text: &str,
    untagged: Untagged,
    source: &str,
    span: Span,
    reading: &mut Reading<'_>,
) -> Name {
    if let Some(image) = parse(text) {
        return image.release(untagged, source, span, reading);
    }
    let short: String = printable(text).chars().take(80).collect();
    let what = format!("`{short}` is not a reference to an image");
    let help = "put values in for variables before reading, as `docker compose config` and `helm template` do";
    reading.not_understood(span, &what, help);
    Name::unreadable(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String, String, String)> {
        let image = parse(text)?;
        let or = |part: Option<String>| part.unwrap_or_default();
        Some((or(image.host), image.path, or(image.tag), or(image.digest)))
    }

    #[test]
    fn references_come_apart() {
        let of = |a: &str, b: &str, c: &str, d: &str| {
            Some((a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned()))
        };
        assert_eq!(parts("amf"), of("", "amf", "", ""));
        assert_eq!(parts("team/amf:1.0"), of("", "team/amf", "1.0", ""));
        assert_eq!(
            parts("r.example:5000/team/amf"),
            of("r.example:5000", "team/amf", "", "")
        );
        assert_eq!(parts("localhost/amf:x"), of("localhost", "amf", "x", ""));
        assert_eq!(
            parts("r.example/amf:1@sha256:ab"),
            of("r.example", "amf", "1", "sha256:ab")
        );
        assert_eq!(parts("team/amf:"), of("", "team/amf", "", ""));
        for bad in [
            "",
            "${TAG}",
            "a b",
            "https://r.example/x",
            "a//b",
            "/a",
            "x@y",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }
}
