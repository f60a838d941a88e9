//! The response of a plugin: a `CodeGeneratorResponse`.
//!
//! Field numbers are those of `google/protobuf/compiler/plugin.proto`. As in every protobuf parser, a field with an
//! unexpected wire type counts as unknown.

use super::generator::{Generated, GeneratedFile, Supports};
use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};

/// A decoded response, which may have both an error and files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    /// The error message of the plugin; empty on success.
    pub(super) error: String,
    pub(super) generated: Generated,
}

/// A problem of a response.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadResponse {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("the first file has no name")]
    Nameless,
    #[error("the name of a file is not valid UTF-8")]
    NotUtf8,
}

/// The flags `FEATURE_PROTO3_OPTIONAL` and `FEATURE_SUPPORTS_EDITIONS` of `supported_features`.
const PROTO3_OPTIONAL: u64 = 1;
const EDITIONS: u64 = 2;

impl Generated {
    /// Decodes a serialized `CodeGeneratorResponse`.
    ///
    /// # Errors
    /// Fails if the bytes are invalid, or if the response has an error message.
    pub fn from_response(bytes: &[u8]) -> Result<Self, String> {
        let response = decode(bytes).map_err(|error| error.to_string())?;
        if response.error.is_empty() { Ok(response.generated) } else { Err(response.error) }
    }

    /// Encodes a `CodeGeneratorResponse`, for a built-in generator that runs as a plugin.
    pub fn to_response(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        let Supports { proto3_optional, editions } = &self.supports;
        let optional = if *proto3_optional { PROTO3_OPTIONAL } else { 0 };
        writer.uint64(2, optional | editions.as_ref().map_or(0, |_| EDITIONS));
        if let Some(editions) = editions {
            writer.int32(3, *editions.start());
            writer.int32(4, *editions.end());
        }
        for file in &self.files {
            writer.message(15, |writer| {
                writer.string(1, &file.name);
                file.insertion_point.iter().for_each(|point| writer.string(2, point));
                writer.bytes(15, &file.content);
                file.info.iter().for_each(|info| writer.bytes(16, info));
            });
        }
        writer.into_bytes()
    }
}

/// Encodes a `CodeGeneratorResponse` with an error message for the user.
pub fn error_response(message: &str) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.string(1, message);
    writer.into_bytes()
}

pub(super) fn decode(bytes: &[u8]) -> Result<Response, BadResponse> {
    let mut response = Response::default();
    let mut features = 0;
    let mut minimum = 0;
    let mut maximum = 0;
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(error)) => response.error = String::from_utf8_lossy(error).into_owned(),
            (2, WireValue::Varint(value)) => features = value,
            (3, WireValue::Varint(value)) => minimum = value as i32,
            (4, WireValue::Varint(value)) => maximum = value as i32,
            (15, WireValue::Bytes(bytes)) => add(file(bytes)?, &mut response.generated.files)?,
            _ => {}
        }
    }
    response.generated.supports = Supports {
        proto3_optional: features & PROTO3_OPTIONAL != 0,
        editions: (features & EDITIONS != 0).then_some(minimum..=maximum),
    };
    Ok(response)
}

fn file(bytes: &[u8]) -> Result<GeneratedFile, BadResponse> {
    let mut file = GeneratedFile::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(name)) => file.name = text(name)?,
            (2, WireValue::Bytes(point)) => file.insertion_point = Some(text(point)?).filter(|point| !point.is_empty()),
            (15, WireValue::Bytes(content)) => file.content = content.to_vec(),
            // Repeated occurrences of a message field are merged.
            (16, WireValue::Bytes(info)) => {
                WireReader::new(info).try_for_each(|field| field.map(drop))?;
                file.info.get_or_insert_default().extend_from_slice(info);
            }
            _ => {}
        }
    }
    Ok(file)
}

fn text(bytes: &[u8]) -> Result<String, BadResponse> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| BadResponse::NotUtf8)
}

/// Adds a file. A large file may be split into several pieces, of which only the first has a name.
fn add(file: GeneratedFile, files: &mut Vec<GeneratedFile>) -> Result<(), BadResponse> {
    if file.name.is_empty() && file.insertion_point.is_none() {
        let before = files.last_mut().ok_or(BadResponse::Nameless)?;
        before.content.extend_from_slice(&file.content);
    } else {
        files.push(file);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(write: impl FnOnce(&mut Writer)) -> Result<Response, BadResponse> {
        let mut writer = Writer::default();
        write(&mut writer);
        decode(writer.as_bytes())
    }

    fn named(writer: &mut Writer, name: &str, content: &str) {
        writer.message(15, |file| {
            if !name.is_empty() {
                file.string(1, name);
            }
            file.string(15, content);
        });
    }

    #[test]
    fn reads_what_it_writes() {
        let file = |name: &str| GeneratedFile {
            name: name.to_owned(),
            content: b"text".to_vec(),
            insertion_point: Some("here".to_owned()),
            info: Some(Vec::new()),
        };
        let supports = Supports { proto3_optional: true, editions: Some(998..=1002) };
        let generated = Generated { files: vec![file("a"), file("b")], supports, ..Generated::default() };
        assert_eq!(Generated::from_response(&generated.to_response()), Ok(generated));
        assert_eq!(Generated::from_response(&error_response("no")), Err("no".to_owned()));
    }

    #[test]
    fn joins_the_pieces_of_a_file() {
        let read = response(|writer| {
            named(writer, "a", "1");
            named(writer, "", "2");
            named(writer, "b", "");
            named(writer, "", "3");
        });
        let files = read.map(|read| read.generated.files).unwrap_or_default();
        let files: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.content.as_slice())).collect();
        assert_eq!(files, [("a", &b"12"[..]), ("b", b"3")]);
    }

    #[test]
    fn requires_a_name_for_the_first_piece() {
        assert_eq!(response(|writer| named(writer, "", "1")), Err(BadResponse::Nameless));
    }

    #[test]
    fn ignores_an_empty_error() {
        assert_eq!(response(|writer| writer.string(1, "")), Ok(Response::default()));
        assert_eq!(decode(b""), Ok(Response::default()));
    }

    #[test]
    fn rejects_invalid_bytes() {
        assert!(matches!(decode(b"hello there\n"), Err(BadResponse::Wire(_))));
        assert_eq!(decode(&[0x7a, 0x05]), Err(BadResponse::Wire(WireError::Truncated)));
        assert_eq!(response(|writer| writer.bytes(15, b"\x0a\x01\xff")), Err(BadResponse::NotUtf8));
    }

    #[test]
    fn reads_the_supported_features() {
        let read = response(|writer| {
            writer.uint64(2, 3);
            writer.int32(3, 998);
            writer.int32(4, 1001);
        });
        let supports = read.map(|read| read.generated.supports).unwrap_or_default();
        assert_eq!(supports, Supports { proto3_optional: true, editions: Some(998..=1001) });
    }
}
