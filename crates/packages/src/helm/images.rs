//! Images that a chart names, in its values and templates, and charts that it takes in.

use crate::answers::shown;
use crate::package::Image;
use crate::yaml::Node;

/// Most images that are kept.
const IMAGES_MAX: usize = 2_000;

/// Images named in values.
pub(super) fn in_values(values: &Node, place: &str, images: &mut Vec<Image>) {
    let mut open = vec![(values, place.to_owned())];
    while let Some((value, at)) = open.pop() {
        match value {
            Node::Map(map) => {
                if let Some(image) = named(value, &at) {
                    push(images, image);
                }
                open.extend(
                    map.iter()
                        .map(|(key, inner)| (inner, shown(&format!("{at}: {}", shown(key))))),
                );
            }
            Node::List(list) => open.extend(list.iter().map(|inner| (inner, at.clone()))),
            _ => {}
        }
    }
    images.sort();
    images.dedup();
}

fn push(images: &mut Vec<Image>, image: Image) {
    if images.len() < IMAGES_MAX {
        images.push(image);
    }
}

/// The image that a map of values names, in one of the ways that charts use.
fn named(map: &Node, place: &str) -> Option<Image> {
    let text = |key: &str| map.text_of(key).map(str::to_owned);
    let of = ["repository", "image", "imageName"]
        .into_iter()
        .find_map(|key| {
            let name = text(key)?;
            // Sources of charts and packages are called repositories too.
            let is_source = name.contains("://")
                || (key == "repository"
                    && map.get("tag").is_none()
                    && map.get("digest").is_none()
                    && map.get("pullPolicy").is_none());
            (!is_source).then_some(name)
        })?;
    let mut name = match text("registry") {
        Some(registry) => format!("{registry}/{of}"),
        None => of,
    };
    let tag = text("tag").or_else(|| text("imageTag"));
    if let Some(tag) = &tag
        && !name.contains('@')
    {
        name = format!("{name}:{tag}");
    }
    if let Some(digest) = text("digest").filter(|digest| is_digest(digest)) {
        return Some(Image {
            name: shown(&name),
            place: place.to_owned(),
            digest: Some(digest),
        });
    }
    Some(Image {
        digest: digest_of(&name),
        name: shown(&name),
        place: place.to_owned(),
    })
}

/// Images named outright in a template; how many lines put an image together from parts.
pub(super) fn in_template(text: &str, place: &str, images: &mut Vec<Image>) -> usize {
    let mut made = 0;
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches("- ").trim_start();
        let Some(rest) = line.strip_prefix("image:") else {
            continue;
        };
        let name = rest.trim().trim_matches(['"', '\'']);
        if name.contains("{{") {
            made += 1;
        } else if !name.is_empty() && !name.starts_with('#') {
            let image = Image {
                name: name.to_owned(),
                place: place.to_owned(),
                digest: digest_of(name),
            };
            push(images, image);
        }
    }
    made
}

fn digest_of(name: &str) -> Option<String> {
    let (_, digest) = name.rsplit_once('@')?;
    is_digest(digest).then(|| digest.to_owned())
}

fn is_digest(text: &str) -> bool {
    let length = match text.split_once(':') {
        Some(("sha256", hex)) => (hex, 64),
        Some(("sha512", hex)) => (hex, 128),
        _ => return false,
    };
    length.0.len() == length.1 && length.0.bytes().all(|byte| byte.is_ascii_hexdigit())
}
