//! `-o`: the location, format and compression of an image.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::input::plain;
use protoward_image::Format;
use protoward_inputs::oci::Reference;
use protoward_inputs::{Compression, ImageFormat, ImageInput, Input, InputError, Location};
use protoward_output::{in_line_ends_of, names_device};
use protoward_source::paths::System;

/// The value of one `-o`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) target: Target,
    pub(super) format: Format,
    pub(super) compression: Compression,
}

/// The location of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Stdout,
    File(PathBuf),
    Registry(Reference),
}

impl Output {
    /// Returns the bytes of an image for a file. A text gets the line ends of the existing file, such as a baseline that git checked
    /// out.
    pub(super) fn in_line_ends_of(&self, path: &Path, bytes: Vec<u8>) -> Vec<u8> {
        let is_text = matches!(self.format, Format::Json | Format::Text | Format::Yaml);
        match String::from_utf8(bytes) {
            Ok(text) if is_text && self.compression == Compression::None => in_line_ends_of(path, &text),
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }
}

impl FromStr for Output {
    type Err = String;

    /// Parses an output, which has the same syntax as an input image.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = plain(text);
        match Input::parse(text) {
            Ok(Input::Image(ImageInput { from: Location::Registry(_), format, compression }))
                if (format, compression) != (ImageFormat::Binary, Compression::None) =>
            {
                Err("an image in a registry is binary and not compressed".to_owned())
            }
            Ok(Input::Image(ImageInput { from, format, compression })) => Ok(Self {
                target: match from {
                    Location::Stdin => Target::Stdout,
                    Location::Path(path) => Target::File(path),
                    Location::Registry(reference) => Target::Registry(reference),
                },
                format: match format {
                    ImageFormat::Binary => Format::Binary,
                    ImageFormat::Json => Format::Json,
                    ImageFormat::Text => Format::Text,
                    ImageFormat::Yaml => Format::Yaml,
                },
                compression,
            }),
            // As in buf; other outputs without an extension are probably mistakes.
            Ok(Input::Folder(path)) if names_device(System::HERE, &path) => {
                Ok(Self { target: Target::File(path), format: Format::Binary, compression: Compression::None })
            }
            Ok(_) => Err(no_format(text)),
            Err(InputError::UnknownFormat { format, .. }) => Err(unknown(&format)),
            Err(error) => Err(match error.help() {
                Some(help) => format!("{error}: {help}"),
                None => error.to_string(),
            }),
        }
    }
}

/// Returns the error for a missing or unknown extension.
fn no_format(text: &str) -> String {
    let path = text.split('#').next().unwrap_or_default();
    match System::HERE.file_name(path).rsplit_once('.') {
        Some((_, ending)) => unknown(ending),
        None => "the name says no format; end it with `.binpb`, `.json`, `.txtpb` or `.yaml`".to_owned(),
    }
}

fn unknown(format: &str) -> String {
    format!(
        "`{format}` is not a format of an image; there are `binpb`, `json`, `txtpb` and `yaml`, each with `.gz` or `.zst` behind it"
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn derives_the_format_from_the_extension() {
        let of = |text: &str| text.parse::<Output>().unwrap();
        let target = Target::File("a.b/c.json".into());
        let json = Output { target, format: Format::Json, compression: Compression::None };
        assert_eq!(of("a.b/c.json"), json);
        assert_eq!(of("x.json#format=binpb").format, Format::Binary);
        assert_eq!((of("-#format=txtpb").target, of("-#format=txtpb").format), (Target::Stdout, Format::Text));
        assert_eq!(of("a.yaml.gz").format, Format::Yaml);
        let device = if cfg!(windows) { "NUL" } else { "/dev/null" };
        assert_eq!(of(device).format, Format::Binary);
    }

    #[test]
    fn derives_the_compression_from_the_last_extension() {
        let of = |text: &str| text.parse::<Output>().map(|output| (output.format, output.compression)).unwrap();
        assert_eq!(of("a.binpb.gz"), (Format::Binary, Compression::Gzip));
        assert_eq!(of("a.json.zst"), (Format::Json, Compression::Zstd));
        assert_eq!(of("a.txtpb.gz#compression=none"), (Format::Text, Compression::None));
        assert_eq!(of("a#format=json,compression=zstd"), (Format::Json, Compression::Zstd));
        assert_eq!(of("-#format=bingz"), (Format::Binary, Compression::Gzip));
        assert_eq!(of("-#compression=gzip"), (Format::Binary, Compression::Gzip));
    }

    #[test]
    fn rejects_outputs_without_a_format() {
        let none = ["image", "a.b/image", "image.yml", "image.gz", "-#format=", "x.proto", "x.tar.gz", "x.zip", ".git"];
        let wrong = ["x.json#compression=lz4", "x.json#strip_components=1", "x.json#subdir=a", "-#format=tar"];
        for text in none.iter().chain(&wrong) {
            assert!(text.parse::<Output>().is_err(), "{text}");
        }
        // A dot of a folder begins no format, whatever the separator of the system is.
        let inside = Path::new("a.b").join("image");
        let error = inside.to_str().unwrap().parse::<Output>().unwrap_err();
        assert!(error.starts_with("the name says no format"), "{error}");
    }
}
