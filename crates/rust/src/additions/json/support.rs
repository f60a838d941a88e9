//! The text of the module that generated code needs at run time.

use std::collections::BTreeMap;

use super::well_known::SpecialType;
use super::{MODULE, Settings};
use crate::additions::runtime_modules::Module;

/// The requirements of the generated code on the runtime module.
#[derive(Debug, Default)]
pub(super) struct RuntimeRequirements {
    pub(super) specials: Vec<SpecialType>,
    /// Whether `()` is used as a message, in place of `Empty`.
    pub(super) empty: bool,
    /// The path of the module with the well-known types.
    pub(super) well_known: Option<String>,
    /// Whether the well-known types were generated with the code.
    pub(super) are_generated: bool,
    /// Implementations for other messages of prost-types.
    pub(super) plain: String,
    /// The entries of the types that an `Any` may hold, by full name.
    pub(super) types: BTreeMap<String, String>,
    /// The path of the crate `prost`.
    pub(super) prost: String,
}

/// The parts that are always needed.
const COMMON_PARTS: &[(&str, &str)] = &[
    ("atom", include_str!("runtime/atom.rs")),
    ("base64", protoward_values::BASE64_MODULE),
    ("codec", include_str!("runtime/codec.rs")),
    ("context", include_str!("runtime/context.rs")),
    ("entry", include_str!("runtime/entry.rs")),
    ("enumeration", include_str!("runtime/enumeration.rs")),
    ("map", include_str!("runtime/map.rs")),
    ("message", include_str!("runtime/message.rs")),
    ("number", protoward_values::NUMBER_MODULE),
    ("object", include_str!("runtime/object.rs")),
    ("options", include_str!("runtime/options.rs")),
    ("repeated", include_str!("runtime/repeated.rs")),
];

const TIME: (&str, &str) = ("time", protoward_values::TIME_MODULE);
const EMPTY: (&str, &str) = ("empty", include_str!("runtime/empty.rs"));

impl RuntimeRequirements {
    fn parts(&self) -> Vec<(&'static str, &'static str)> {
        let mut parts = COMMON_PARTS.to_vec();
        if self.specials.contains(&SpecialType::Timestamp) || self.specials.contains(&SpecialType::Duration) {
            parts.push(TIME);
        }
        for special in SpecialType::ALL.iter().filter(|special| self.specials.contains(special)) {
            parts.extend_from_slice(match (special, self.are_generated) {
                (SpecialType::Any, _) => {
                    &[("any", include_str!("runtime/any.rs")), ("node", include_str!("runtime/node.rs"))]
                }
                (SpecialType::Timestamp, _) => &[("timestamp", include_str!("runtime/timestamp.rs"))],
                (SpecialType::Duration, _) => &[("duration", include_str!("runtime/duration.rs"))],
                (SpecialType::FieldMask, _) => &[
                    ("field_mask", include_str!("runtime/field_mask.rs")),
                    ("mask_paths", protoward_values::MASK_PATHS_MODULE),
                ],
                (SpecialType::Struct, _) => &[("structs", include_str!("runtime/structs.rs"))],
                (SpecialType::Wrapper, false) => &[("wrappers", include_str!("runtime/wrappers.rs"))],
                (SpecialType::Wrapper, true) => &[("wrappers", include_str!("runtime/wrapper_types.rs"))],
            });
        }
        if self.empty {
            parts.push(EMPTY);
        }
        parts
    }
}

/// The names that the module re-exports, by part.
const REEXPORTS: &[(&str, &str)] = &[
    (
        "codec",
        "{\n    Bool, Boxed, Bytes, Codec, Double, Float, Foreign, Int32, Int64, Nested, Text, Uint32, Uint64, UncheckedText,\n}",
    ),
    ("context", "Context"),
    ("entry", "Entry"),
    ("enumeration", "{Enum, Named, Null, read_enum, write_enum}"),
    ("message", "{Json, Message}"),
    ("object", "Object"),
    ("options", "{Options, Read, Written, read, write}"),
];

/// Returns the runtime module.
pub(super) fn module(needs: &RuntimeRequirements, settings: &Settings) -> Module {
    let mut module = Module::new(MODULE, "JSON");
    for (part, names) in REEXPORTS {
        module.reexport(part, names);
    }
    for (name, part) in needs.parts() {
        let part = match name {
            "options" => options(part, settings),
            "any" if settings.has_rest() => any_for_rest(part).replace("::prost::", &format!("{}::", needs.prost)),
            _ => part.replace("::prost::", &format!("{}::", needs.prost)),
        };
        module.add(name, &part);
    }
    if let Some(path) = needs.well_known.as_ref().filter(|_| !needs.specials.is_empty()) {
        let path = if needs.are_generated { path.trim_end_matches("::") } else { path };
        module.add("well_known", &format!("pub use {path}::*;\n"));
    }
    if needs.specials.contains(&SpecialType::Any) {
        module.add("types", &types(needs));
    }
    if !needs.plain.is_empty() {
        module.add("plain", &needs.plain);
    }
    module
}

fn options(part: &str, settings: &Settings) -> String {
    let Settings {
        is_enabled: _,
        is_rest: _,
        methods: _,
        ignore_unknown,
        emit_defaults,
        proto_names,
        enum_numbers,
        home: _,
        packages: _,
    } = settings;
    let known = [
        ("ignore_unknown", ignore_unknown),
        ("emit_defaults", emit_defaults),
        ("proto_names", proto_names),
        ("enum_numbers", enum_numbers),
    ];
    known.iter().fold(part.to_owned(), |text, (name, is_on)| {
        text.replacen(&format!("{name}: false"), &format!("{name}: {is_on}"), 1)
    })
}

/// Returns the part for `Any` in which values of other types are written by `protoward-rest`. Otherwise they are errors.
fn any_for_rest(part: &str) -> String {
    part.replacen(
        "Err(error) => return Err(S::Error::custom(error)),",
        "Err(_) => return ::protoward_rest::write_any(&self.type_url, &self.value, serializer),",
        1,
    )
}

fn types(needs: &RuntimeRequirements) -> String {
    let mut text = "use super::any::Type;\n\n/// The types that an `Any` may hold, sorted by name.\n".to_owned();
    text.push_str("pub(super) static TYPES: &[Type] = &[\n");
    needs.types.values().for_each(|entry| text.push_str(entry));
    text.push_str("];\n");
    text
}

/// Returns the entry of a type that an `Any` may hold. `path` is the path of the type from a module inside the runtime module,
/// and `feature` the feature that enables the type.
pub(super) fn entry(full_name: &str, path: &str, is_special: bool, feature: Option<&str>) -> String {
    let condition = feature.map_or_else(String::new, |feature| format!("    #[cfg(feature = \"{feature}\")]\n"));
    let kind = if is_special { "special" } else { "plain" };
    format!("{condition}    Type::{kind}::<{path}>({full_name:?}),\n")
}
