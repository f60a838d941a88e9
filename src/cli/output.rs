//! `-o`: where an image goes, and in which form.

use std::path::PathBuf;
use std::str::FromStr;

use super::input::plain;
use crate::image::Format;

/// The endings, and the values of `format=`, that say what an image looks like.
const FORMATS: &[(&str, Format)] =
    &[("binpb", Format::Binary), ("bin", Format::Binary), ("json", Format::Json), ("txtpb", Format::Text)];

/// One `-o`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) target: Target,
    pub(super) format: Format,
}

/// Where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Stdout,
    File(PathBuf),
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = plain(text);
        let (path, asked) = match text.split_once("#format=") {
            Some((path, format)) => (path, Some(format)),
            None => (text, None),
        };
        let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        let format = match asked.or(ending) {
            Some(format) => named(format).ok_or_else(|| unknown(format))?,
            // As buf does; what else has no ending is most likely a mistake.
            None if path == "-" || path.starts_with("/dev/") => Format::Binary,
            None => return Err("the name says no format; end it with `.binpb`, `.json` or `.txtpb`".to_owned()),
        };
        let target = if path == "-" { Target::Stdout } else { Target::File(path.into()) };
        Ok(Self { target, format })
    }
}

fn named(name: &str) -> Option<Format> {
    FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
}

fn unknown(format: &str) -> String {
    match format {
        "gz" | "zst" => "compressed images are not there yet; write the image as it is, and compress it".to_owned(),
        format => format!("`{format}` is no format of an image; there are `binpb`, `json` and `txtpb`"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn the_ending_says_the_format_unless_it_is_given() {
        let of = |text: &str| text.parse::<Output>().unwrap();
        assert_eq!(of("a.b/c.json"), Output { target: Target::File("a.b/c.json".into()), format: Format::Json });
        assert_eq!(of("x.json#format=binpb").format, Format::Binary);
        assert_eq!(of("-#format=txtpb"), Output { target: Target::Stdout, format: Format::Text });
        assert_eq!(of("/dev/null").format, Format::Binary);
    }

    #[test]
    fn what_names_no_format_is_refused() {
        for text in ["image", "a.b/image", "image.yaml", "image.binpb.gz", "-#format=", "x.proto"] {
            assert!(text.parse::<Output>().is_err(), "{text}");
        }
    }
}
