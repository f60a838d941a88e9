/// Options for reading and writing JSON. The default is ProtoJSON.
///
/// ```
/// use protoward_runtime::json::Options;
///
/// let options = Options { ignore_unknown: true, ..Options::default() };
/// let mut json = serde_json::Deserializer::from_str(r#""3.5s""#);
/// let duration: prost_types::Duration = serde::de::DeserializeSeed::deserialize(options.read(), &mut json)?;
/// assert_eq!(duration.seconds, 3);
/// assert_eq!(serde_json::to_string(&options.write(&duration))?, r#""3.500s""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Ignores unknown fields and unknown enum values when reading.
    pub ignore_unknown: bool,
    /// Writes fields without presence even if they are zero or empty, including lists and maps.
    pub emit_defaults: bool,
    /// Writes the declared names of fields instead of their JSON names. Both are always accepted when reading.
    pub proto_names: bool,
    /// Writes enum values as numbers.
    pub enum_numbers: bool,
}

impl Options {
    /// The JSON mapping of protobuf without options.
    pub const PROTO_JSON: Self =
        Self { ignore_unknown: false, emit_defaults: false, proto_names: false, enum_numbers: false };
}
