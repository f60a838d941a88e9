//! The request to a plugin, as the plugin reads it: a `CodeGeneratorRequest`.
//!
//! Field numbers are those of `google/protobuf/compiler/plugin.proto`.

use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};

/// A request of protoc or buf to a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginRequest {
    /// The import paths of the files to generate.
    pub files: Vec<String>,
    /// The parameter as sent; empty without one.
    pub parameter: String,
    /// All files of the request, which include the imports, as a serialized `FileDescriptorSet`.
    pub descriptor_set: Vec<u8>,
}

impl PluginRequest {
    /// Decodes a serialized `CodeGeneratorRequest`. Fields that plugins do not need here are skipped.
    ///
    /// # Errors
    /// Fails if the bytes are not in wire format.
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
        let mut request = Self::default();
        let mut set = Writer::with_capacity(bytes.len());
        for field in WireReader::new(bytes) {
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
