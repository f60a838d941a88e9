//! The well-known files of protobuf, with the texts of protoc.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../third_party/protobuf/", $name)))
        ),*];
    };
}

files![
    "google/protobuf/any.proto",
    "google/protobuf/api.proto",
    "google/protobuf/c_sharp_features.proto",
    "google/protobuf/compiler/plugin.proto",
    "google/protobuf/cpp_features.proto",
    "google/protobuf/cpp_file_options.proto",
    "google/protobuf/cpp_options.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/go_features.proto",
    "google/protobuf/java_features.proto",
    "google/protobuf/json_enumvalue_options.proto",
    "google/protobuf/json_options.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
];

/// The license of the well-known files.
pub const WELL_KNOWN_LICENSE: &str = include_str!("../third_party/protobuf/LICENSE");

/// Returns the text of a well-known file by its import name.
///
/// ```
/// assert!(protoward_compiler::well_known("google/protobuf/any.proto").is_some());
/// ```
pub fn well_known(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Returns the names of all well-known files, sorted.
pub fn well_known_types() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
