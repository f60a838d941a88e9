//! The side of a plugin: the request that it reads, and the response that it writes.
//!
//! Field numbers are those of `google/protobuf/compiler/plugin.proto`.

use super::generator::Generated;
use super::response::{EDITIONS, PROTO3_OPTIONAL};
use protoward_schema::wire::{Reader, WireError, WireValue, Writer};

/// A request of protoc or buf to a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginRequest {
    /// The import paths of the files to generate.
    pub files: Vec<String>,
    /// The parameter.
    pub parameter: String,
    /// All files and their imports, as a serialized `FileDescriptorSet`.
    pub descriptor_set: Vec<u8>,
}

impl PluginRequest {
    /// Decodes a serialized `CodeGeneratorRequest`.
    ///
    /// # Errors
    /// Fails if the bytes are no message.
    ///
    /// ```
    /// use protoward_plugin::PluginRequest;
    /// let request = PluginRequest::decode(b"\x0a\x07a.proto\x12\x0cplugin=prost\x7a\x09\x0a\x07a.proto")?;
    /// assert_eq!((request.files, &*request.parameter), (vec!["a.proto".to_owned()], "plugin=prost"));
    /// assert_eq!(request.descriptor_set, b"\x0a\x09\x0a\x07a.proto");
    /// # Ok::<(), protoward_schema::wire::WireError>(())
    /// ```
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let (mut request, mut set) = (Self::default(), Writer::with_capacity(bytes.len()));
        for field in Reader::new(bytes) {
            let field = field?;
            match (field.number, field.value) {
                (1, WireValue::Bytes(file)) => request.files.push(text(file)),
                (2, WireValue::Bytes(parameter)) => request.parameter = text(parameter),
                (15, WireValue::Bytes(file)) => set.bytes(1, file),
                _ => {}
            }
        }
        Ok(Self { descriptor_set: set.into_bytes(), ..request })
    }
}

/// Returns the bytes of a `CodeGeneratorResponse` with files.
pub fn response(generated: &Generated) -> Vec<u8> {
    let mut writer = Writer::default();
    features(generated, &mut writer);
    for file in &generated.files {
        writer.message(15, |writer| {
            writer.string(1, &file.name);
            file.insertion_point.iter().for_each(|point| writer.string(2, point));
            writer.bytes(15, &file.content);
            file.info.iter().for_each(|info| writer.bytes(16, info));
        });
    }
    writer.into_bytes()
}

/// Returns the bytes of a `CodeGeneratorResponse` that has an error message for the user.
pub fn failure(message: &str) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.string(1, message);
    writer.into_bytes()
}

fn features(generated: &Generated, writer: &mut Writer) {
    let supports = &generated.supports;
    let optional = if supports.proto3_optional { PROTO3_OPTIONAL } else { 0 };
    let editions = if supports.editions.is_some() { EDITIONS } else { 0 };
    writer.uint64(2, optional | editions);
    if let Some(editions) = &supports.editions {
        writer.int32(3, *editions.start());
        writer.int32(4, *editions.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GeneratedFile, Supports};

    #[test]
    fn a_response_is_read_as_it_was_written() {
        let file = |name: &str| GeneratedFile {
            name: name.to_owned(),
            content: b"text".to_vec(),
            insertion_point: Some("here".to_owned()),
            info: Some(Vec::new()),
        };
        let supports = Supports { proto3_optional: true, editions: Some(998..=1002) };
        let generated = Generated { files: vec![file("a"), file("b")], supports, ..Generated::default() };
        assert_eq!(Generated::from_response(&response(&generated)), Ok(generated));
        assert_eq!(Generated::from_response(&failure("no")), Err("no".to_owned()));
    }
}
