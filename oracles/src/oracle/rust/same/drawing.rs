//! Draws plausible options that refer to the elements of a schema.

use std::collections::BTreeSet;

use prost_types::{DescriptorProto, FileDescriptorSet};
use protoward_rust_crate::{OptionValue, Plugin};

use super::case::Options;
use protoward_kit::random::Random;

/// The names of a schema, with a leading dot.
#[derive(Debug, Default)]
pub(super) struct SchemaNames {
    packages: BTreeSet<String>,
    /// The packages of files that are only imported.
    imported: BTreeSet<String>,
    types: Vec<String>,
    fields: Vec<String>,
    /// The fields that can be boxed.
    holders: Vec<String>,
    services: Vec<String>,
}

impl SchemaNames {
    pub(super) fn of(set: &FileDescriptorSet, asked_for: &[String]) -> SchemaNames {
        let mut names = SchemaNames::default();
        for file in &set.file {
            let scope = if file.package().is_empty() { String::new() } else { format!(".{}", file.package()) };
            if asked_for.iter().any(|name| name == file.name()) {
                names.packages.insert(scope.clone());
            } else {
                names.imported.insert(scope.clone());
            }
            file.message_type.iter().for_each(|message| names.message(&scope, message));
            names.types.extend(file.enum_type.iter().map(|it| format!("{scope}.{}", it.name())));
            for service in &file.service {
                let name = format!("{scope}.{}", service.name());
                names.services.extend(service.method.iter().map(|method| format!("{name}.{}", method.name())));
                names.services.push(name);
            }
        }
        names
    }

    fn message(&mut self, scope: &str, message: &DescriptorProto) {
        let name = format!("{scope}.{}", message.name());
        for field in &message.field {
            let oneof = field.oneof_index.filter(|_| !field.proto3_optional());
            let oneof = oneof.and_then(|at| message.oneof_decl.get(usize::try_from(at).ok()?));
            let path = match oneof {
                Some(oneof) => format!("{name}.{}.{}", oneof.name(), field.name()),
                None => format!("{name}.{}", field.name()),
            };
            if field.r#type() == prost_types::field_descriptor_proto::Type::Message {
                self.holders.push(path.clone());
            }
            self.fields.push(path);
        }
        message.nested_type.iter().for_each(|nested| self.message(&name, nested));
        self.types.extend(message.enum_type.iter().map(|it| format!("{name}.{}", it.name())));
        self.types.push(name);
    }

    /// Draws a path that matches an element: its full name, the end or the start of its name, or a path that matches everything.
    fn path(&self, of: &[String], random: &mut Random) -> String {
        let everything = || ".".to_owned();
        if random.chance(8) {
            return everything();
        }
        let Some(full) = random.pick(of) else { return everything() };
        let parts: Vec<&str> = full.split('.').skip(1).collect();
        let count = 1 + random.below(parts.len());
        match random.below(4) {
            0 => full.clone(),
            1 => parts[parts.len() - count..].join("."),
            2 => format!(".{}", parts[..count].join(".")),
            _ => self.packages.first().cloned().unwrap_or_default(),
        }
    }

    fn paths(&self, of: &[String], random: &mut Random) -> Vec<String> {
        let count = 1 + random.below(3);
        (0..count).map(|_| self.path(of, random)).filter(|path| !path.is_empty()).collect()
    }
}

/// Attributes that are valid anywhere and contain equals signs, quotes or commas.
const ATTRIBUTES: &[&str] = &[
    "#[derive(Hash)]",
    "#[doc = \"a = b, \\\"c\\\"\"]",
    "#[cfg_attr(feature = \"serde\", derive(serde::Serialize, serde::Deserialize), serde(rename_all = \"camelCase\"))]",
    "#[allow(clippy::large_enum_variant, dead_code)]",
    "#[cfg(unix)]\n#[doc(hidden)]",
];

/// Draws options of a plugin. One draw in five has none.
pub(super) fn options(set: &FileDescriptorSet, files: &[String], plugin: Plugin, random: &mut Random) -> Options {
    let names = SchemaNames::of(set, files);
    let mut options = Options::new();
    if random.chance(5) {
        return options;
    }
    let rows = protoward_rust_crate::OPTIONS.iter().filter(|row| row.is_for(plugin));
    for row in rows {
        if random.chance(4) {
            options.extend(value(row.name, &names, random).map(|value| (row.name, value)));
        }
    }
    options
}

/// Draws a value. Returns `None` if the schema has no element for the option, or the option cannot be compared.
fn value(name: &str, names: &SchemaNames, random: &mut Random) -> Option<OptionValue> {
    let all: Vec<String> = names.types.iter().chain(&names.fields).cloned().collect();
    let text = |text: &str| Some(OptionValue::Text(text.to_owned()));
    match name {
        "boxed" => list(names.holders.first().map(|_| random.sample(names.holders.clone(), 2))?),
        "btree_map" | "bytes" => list(names.paths(&names.fields, random)),
        "skip_debug" => list(names.paths(&names.types, random)),
        "disable_comments" => list(if random.chance(3) {
            names.services.iter().take(3).map(|name| name[1..].to_owned()).collect()
        } else {
            names.paths(&all, random)
        }),
        "type_attribute" | "message_attribute" | "enum_attribute" => {
            attributes(names.paths(&names.types, random), random)
        }
        "field_attribute" => attributes(names.paths(&names.fields, random), random),
        "client_attribute" | "server_attribute" | "trait_attribute" => attributes(services(names, random), random),
        "client_mod_attribute" | "server_mod_attribute" => attributes(
            names.packages.iter().map(|package| package.trim_start_matches('.').to_owned()).collect(),
            random,
        ),
        "extern_path" => extern_paths(names, random),
        "type_name_domain" => pairs(names.paths(&names.types, random), &["type.example.com", ""], random),
        "codec_path" => text("crate::codec::Codec"),
        "default_package_filename" => text("nameless"),
        "file_descriptor_set_path" => text("descriptors.binpb"),
        "include_file" => text("all_modules.rs"),
        "prost_path" => text("::my::prost"),
        "prost_types_path" => text("crate::prost_types"),
        "proto_path" => text("crate::proto"),
        "protoc_arg" => list(vec!["--experimental_allow_proto3_optional".to_owned()]),
        "build_client"
        | "build_server"
        | "build_transport"
        | "compile_well_known_types"
        | "emit_package"
        | "enable_type_names"
        | "format"
        | "generate_default_stubs"
        | "retain_enum_prefix"
        | "skip_source_info"
        | "use_arc_self"
        | "with_extended_rust_types" => Some(OptionValue::Flag(random.chance(2))),
        // prost-build and tonic-prost-build do not have the option, or its effect is not visible.
        _ => None,
    }
}

fn list(mut paths: Vec<String>) -> Option<OptionValue> {
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    (!paths.is_empty()).then_some(OptionValue::List(paths))
}

fn services(names: &SchemaNames, random: &mut Random) -> Vec<String> {
    let names: Vec<String> = names.services.iter().map(|name| name[1..].to_owned()).collect();
    random.sample(names, 2)
}

fn attributes(paths: Vec<String>, random: &mut Random) -> Option<OptionValue> {
    pairs(paths, ATTRIBUTES, random)
}

/// A table in TOML has each key once, so pairs with equal keys must be adjacent.
fn pairs(mut paths: Vec<String>, texts: &[&str], random: &mut Random) -> Option<OptionValue> {
    paths.retain(|path| !path.is_empty());
    paths.sort();
    paths.dedup();
    let mut pairs = Vec::new();
    for path in paths {
        for _ in 0..=random.below(2) {
            pairs.extend(random.pick(texts).map(|text| (path.clone(), (*text).to_owned())));
        }
    }
    (!pairs.is_empty()).then_some(OptionValue::Pairs(pairs))
}

/// Draws extern paths, each for an imported package or a type.
fn extern_paths(names: &SchemaNames, random: &mut Random) -> Option<OptionValue> {
    let is_ours = |path: &String| !path.is_empty() && !path.starts_with(".google.protobuf");
    let mut known: Vec<String> = names.imported.iter().filter(|path| is_ours(path)).cloned().collect();
    known.extend(random.sample(names.types.iter().filter(|path| is_ours(path)).cloned().collect(), 1));
    let chosen: BTreeSet<String> = random.sample(known, 2).into_iter().collect();
    // prost-build panics on keywords in the path of a type, and writes `r_type` for the types in `r#type`.
    let segment = |segment: &str, is_type: bool| {
        let name = segment.to_lowercase();
        let is_keyword = syn::parse_str::<syn::Ident>(&name).is_err();
        if is_type && is_keyword { format!("{name}_") } else { name }
    };
    let rust = |path: &String| {
        let segments = path.split('.').skip(1).map(|it| segment(it, names.types.contains(path)));
        segments.fold("::other".to_owned(), |rust, segment| rust + "::" + &segment)
    };
    let pairs: Vec<_> = chosen.iter().map(|path| (path.clone(), rust(path))).collect();
    (!pairs.is_empty()).then_some(OptionValue::Pairs(pairs))
}
