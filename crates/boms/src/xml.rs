//! CycloneDX XML, put into the shape of its JSON twin.
//!
//! Entities other than the five of XML itself, and document type definitions, are refused. What no reader
//! asks for is passed over without being kept; what is nested deeper than the limit is too, since the
//! reader of components stops before it.

use keyholder_diag::Code;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::tree::{Tree, Value};
use super::xml_shape::{Place, Shape, attribute_name, place_of};

/// Most namespaces that may be declared at one place.
const NAMESPACES_MAX: usize = 64;
/// Most attributes of one element that are looked at.
const ATTRIBUTES_MAX: usize = 64;
/// What the namespaces of CycloneDX begin with.
const CYCLONEDX: &str = "http://cyclonedx.org/schema/bom/";

/// What came of a text.
pub(super) enum Outcome {
    /// CycloneDX: its version, and the document as a tree.
    CycloneDx(String, Tree),
    /// XML of another kind: the name of its first element.
    Other(String),
    /// Not to be read: why, what to do, and where.
    Refused {
        code: Code,
        at: usize,
        what: String,
        help: &'static str,
    },
}

/// An open element that is kept.
struct Frame {
    place: Place,
    at: usize,
    text: String,
}

/// A prefix that an element declares, and whether it means CycloneDX.
struct Binding {
    depth: usize,
    prefix: String,
    version: Option<String>,
}

struct Builder {
    tree: Tree,
    version: Option<String>,
    frames: Vec<Frame>,
    bindings: Vec<Binding>,
    /// Open elements in all; those beyond `frames` are passed over.
    depth: usize,
    depth_max: usize,
    seen_root: bool,
}

const MALFORMED: &str = "ask the sender for the file again; a download may have been cut short";
const NO_DTD: &str =
    "ask the supplier for the document without a document type definition; CycloneDX needs none";

type Step = Result<(), (Code, String, &'static str)>;

/// Reads the whole text. `offset` is where the body begins in the text that places are counted in.
pub(super) fn read(body: &str, offset: usize, depth_max: usize) -> Outcome {
    let mut reader = Reader::from_str(body);
    let mut builder = Builder {
        tree: Tree::new(),
        version: None,
        frames: Vec::new(),
        bindings: Vec::new(),
        depth: 0,
        depth_max,
        seen_root: false,
    };
    loop {
        let start = position(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = position(reader.error_position());
                return refused(Code::KH0501, offset + at, error.to_string(), MALFORMED);
            }
        };
        let place = (offset + start, offset + position(reader.buffer_position()));
        let step = match event {
            Event::Start(element) | Event::Empty(element) if builder.ends(&element) => {
                return Outcome::Other(element.local_name().as_ref().to_owned());
            }
            Event::Start(element) => builder.open(&element, place),
            Event::Empty(element) => {
                let step = builder.open(&element, place);
                builder.close();
                step
            }
            Event::End(_) => {
                builder.close();
                Ok(())
            }
            Event::Text(text) => builder.text(&text),
            Event::CData(text) => builder.text(&text),
            Event::GeneralRef(reference) => builder.reference(&reference),
            Event::DocType(_) => {
                let what = "an XML document with a document type definition is not read";
                Err((Code::KH0502, what.to_owned(), NO_DTD))
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Ok(()),
            Event::Eof => break,
        };
        if let Err((code, what, help)) = step {
            return refused(code, place.0, what, help);
        }
    }
    let end = offset + body.len();
    match (builder.depth, builder.version) {
        (0, Some(version)) => Outcome::CycloneDx(version, builder.tree),
        (0, None) => refused(Code::KH0501, end, "no element".to_owned(), MALFORMED),
        _ => {
            let what = "an element is not closed before the end".to_owned();
            refused(Code::KH0501, end, what, MALFORMED)
        }
    }
}

fn refused(code: Code, at: usize, what: String, help: &'static str) -> Outcome {
    Outcome::Refused {
        code,
        at,
        what,
        help,
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Builder {
    /// Whether this is the first element, and none of CycloneDX: then nothing more is looked at.
    fn ends(&mut self, element: &BytesStart<'_>) -> bool {
        if self.seen_root {
            return false;
        }
        self.seen_root = true;
        // Too many declarations are found again, and reported, when the element is opened.
        _ = self.declare(element);
        let name = element.name();
        let version = self.version_of(prefix_of(name.as_ref()));
        self.bindings.clear();
        self.version = version;
        self.version.is_none() || element.local_name().as_ref() != "bom"
    }

    fn declare(&mut self, element: &BytesStart<'_>) -> Step {
        for attribute in element.attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            if self.bindings.len() == NAMESPACES_MAX {
                let what = format!("more than {NAMESPACES_MAX} namespaces at one place");
                return Err((Code::KH0110, what, "ask the supplier for a plain document"));
            }
            let version = attribute.value.trim().strip_prefix(CYCLONEDX);
            self.bindings.push(Binding {
                depth: self.depth,
                prefix: prefix.to_owned(),
                version: version.map(ToOwned::to_owned),
            });
        }
        Ok(())
    }

    /// The version of CycloneDX that a prefix means here, if it means that.
    fn version_of(&self, prefix: &str) -> Option<String> {
        let meant = self.bindings.iter().rev().find(|b| b.prefix == prefix);
        meant?.version.clone()
    }

    fn is_ours(&self, prefix: &str) -> bool {
        let meant = self.bindings.iter().rev().find(|b| b.prefix == prefix);
        meant.is_some_and(|binding| binding.version.is_some())
    }

    fn open(&mut self, element: &BytesStart<'_>, place: (usize, usize)) -> Step {
        self.depth += 1;
        // An element below one that is passed over is passed over; nobody asks for its namespaces.
        if self.frames.len() + 1 < self.depth {
            return Ok(());
        }
        self.declare(element)?;
        let name = element.name();
        if !self.is_ours(prefix_of(name.as_ref())) || self.depth > self.depth_max + 2 {
            return Ok(());
        }
        let local = element.local_name();
        let around = self.frames.last().map(|frame| (frame.place.role, frame.at));
        let Some(found) = place_of(around.map(|(role, _)| role), local.as_ref()) else {
            return Ok(());
        };
        let value = match found.shape {
            Shape::Object => Value::Object(Vec::new()),
            Shape::List => Value::List(Vec::new()),
            Shape::Text | Shape::Ref => Value::Text(String::new()),
        };
        let at = match around {
            None => {
                self.tree.set_place(0, place);
                // Where JSON writes its version, XML has its namespace.
                let version = self.version.clone().unwrap_or_default();
                self.tree.put(0, "specVersion", Value::Text(version), place);
                0
            }
            Some((_, parent)) => {
                let parent = match found.into {
                    Some(list) => self.tree.list(parent, list, place),
                    None => parent,
                };
                self.tree.put(parent, found.member, value, place)
            }
        };
        self.attributes(element, found.shape, at, place)?;
        self.frames.push(Frame {
            place: found,
            at,
            text: String::new(),
        });
        Ok(())
    }

    fn attributes(
        &mut self,
        element: &BytesStart<'_>,
        shape: Shape,
        at: usize,
        place: (usize, usize),
    ) -> Step {
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false).take(ATTRIBUTES_MAX) {
            let malformed = |why: String| (Code::KH0501, why, MALFORMED);
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            let Some(name) = attribute_name(attribute.key.as_ref()) else {
                continue;
            };
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| malformed(error.to_string()))?
                .into_owned();
            match shape {
                Shape::Object => _ = self.tree.put(at, name, Value::Text(value), place),
                Shape::Ref if name == "ref" => self.tree.set_text(at, value),
                _ => {}
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        if self.frames.len() == self.depth
            && let Some(frame) = self.frames.pop()
        {
            self.finish(frame);
        }
        self.depth = self.depth.saturating_sub(1);
        let depth = self.depth;
        while self.bindings.last().is_some_and(|b| b.depth > depth) {
            self.bindings.pop();
        }
    }

    fn finish(&mut self, frame: Frame) {
        let Frame { place, at, text } = frame;
        if place.shape == Shape::Text {
            self.tree.set_text(at, text);
        } else if let Some(member) = place.content {
            let where_it_stands = self.tree.place(at);
            self.tree
                .put(at, member, Value::Text(text), where_it_stands);
        }
    }

    /// The element that text belongs to, if it is kept.
    fn current(&mut self) -> Option<&mut Frame> {
        let is_kept = self.frames.len() == self.depth;
        let wants =
            |frame: &&mut Frame| frame.place.shape == Shape::Text || frame.place.content.is_some();
        self.frames.last_mut().filter(|_| is_kept).filter(wants)
    }

    fn text(&mut self, text: &str) -> Step {
        if self.depth == 0 && !text.trim().is_empty() {
            let what = "text outside of the document's element".to_owned();
            return Err((Code::KH0501, what, MALFORMED));
        }
        if let Some(frame) = self.current() {
            frame.text.push_str(text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Step {
        let malformed = |why: String| (Code::KH0501, why, MALFORMED);
        let character = reference.resolve_char_ref();
        let character = character.map_err(|error| malformed(error.to_string()))?;
        if let Some(character) = character {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let name: &str = reference;
        match resolve_predefined_entity(name) {
            Some(text) => self.text(text),
            None => Err(malformed(
                "an entity that XML itself does not know".to_owned(),
            )),
        }
    }
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
