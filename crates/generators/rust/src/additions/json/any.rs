//! The types that an `Any` may hold, and the context of JSON in a package.
//!
//! An `Any` names its type by a URL, so that JSON has to find the descriptor of a type by name at run time. Each file lists its
//! own messages and links to the list of another file.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::{JSON, JsonSettings};
use crate::Generator;
use crate::additions::packages::{Package, Packages};
use protoward_schema::{MessageId, Schema};

/// The name of the list of types in the module of a package.
pub const TYPES: &str = "__JSON_TYPES";

/// The name of the list of types in the root of a generated crate. It links the lists of the packages.
pub const CRATE_TYPES: &str = "__JSON_CRATE_TYPES";

/// The name of the context in the module of a package.
pub const CONTEXT: &str = "__JSON_CONTEXT";

/// The messages of `google.protobuf` in prost-types that are, or contain, an `Any`.
const WITH_ANY: &[&str] = &["Any", "Api", "Enum", "EnumValue", "Field", "Method", "Option", "Type"];

/// Writes the lists of types and the contexts of packages.
pub(super) struct AnyTypes<'a> {
    generator: &'a Generator<'a>,
    packages: &'a Packages,
    settings: &'a JsonSettings,
    /// The packages by file. Two packages whose names are equal in Rust share a file.
    files: BTreeMap<&'a str, Vec<&'a Package>>,
    /// `true` if a message can contain an `Any`.
    are_needed: bool,
}

impl<'a> AnyTypes<'a> {
    pub(super) fn new(generator: &'a Generator<'a>, packages: &'a Packages, settings: &'a JsonSettings) -> Self {
        let schema = generator.schema();
        let of_methods = settings.methods.iter().flat_map(|&method| [schema[method].input, schema[method].output]);
        let fields = schema.fields.ids().filter(|&id| packages.message(schema, schema[id].containing()).is_some());
        let of_fields = fields.filter_map(|id| schema[id].ty.message());
        let are_needed = of_fields.chain(of_methods).any(|id| has_any(schema, id));
        let mut files: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
        packages.iter().for_each(|package| files.entry(&package.file).or_default().push(package));
        Self { generator, packages, settings, files, are_needed }
    }

    /// Returns `true` if the context of messages is not the default.
    pub(super) fn need_context(&self) -> bool {
        self.are_needed || !self.settings.options().is_empty()
    }

    /// Returns the code of each file.
    pub(super) fn of_files(&self) -> impl Iterator<Item = (&'a str, String)> {
        self.files.iter().map(|(&file, packages)| (file, self.of_file(packages)))
    }

    fn of_file(&self, packages: &[&Package]) -> String {
        let mut text = String::new();
        // Routes and clients over HTTP use it for well-known types.
        if self.need_context() || !self.settings.methods.is_empty() {
            text.push_str(&self.context());
        }
        if self.are_needed {
            text.push_str(&self.types(packages));
        }
        text
    }

    fn context(&self) -> String {
        let runtime = self.generator.runtime_path();
        let options = self.settings.options();
        let options = match &*options {
            "" => format!("{JSON}::Options::PROTO_JSON"),
            options => format!("{JSON}::Options {{ {options}..{JSON}::Options::PROTO_JSON }}"),
        };
        let types = if self.are_needed { format!("&{TYPES}") } else { format!("&{JSON}::Types::EMPTY") };
        format!(
            "/// The options of JSON, and the types that an `Any` may hold.\n{head}pub static {CONTEXT}: {runtime}::json::Context = {{\n    \
             use {runtime}::json as {JSON};\n    {JSON}::Context::new({options}, {types})\n}};\n",
            head = self.attributes(),
        )
    }

    fn types(&self, packages: &[&Package]) -> String {
        let runtime = self.generator.runtime_path();
        let own: String = self
            .own(packages)
            .values()
            .map(|path| format!("            <{path} as {JSON}::Message>::descriptor,\n"))
            .collect();
        let linked: String = self.linked(packages[0]).iter().map(|path| format!("            &{path},\n")).collect();
        let other =
            if self.settings.is_rest { format!("\n    .or_else({runtime}::rest::any_as_json)") } else { String::new() };
        format!(
            "/// The types that an `Any` may hold.\n{head}pub static {TYPES}: {runtime}::json::Types = {{\n    \
             use {runtime}::json as {JSON};\n    {JSON}::Types::new(\n        &[\n{own}        ],\n        &[\n{linked}        ],\n    ){other}\n}};\n",
            head = self.attributes(),
        )
    }

    fn attributes(&self) -> String {
        format!("#[doc(hidden)]\n{}", self.settings.attributes())
    }

    /// Returns the paths of the messages of a file, by full name.
    fn own(&self, packages: &[&Package]) -> BTreeMap<&'a str, &'a str> {
        let schema = self.generator.schema();
        let sources = packages.iter().flat_map(|package| &package.sources);
        let ids = sources.flat_map(|&file| self.packages.messages_of(file));
        let entry = |&id: &MessageId| {
            let (_, code) = self.packages.message(schema, id)?;
            Some((schema.text(schema[id].full_name), code.path.as_str()))
        };
        ids.filter_map(entry).collect()
    }

    /// Returns the paths of the lists that the list of a package is linked with. The lists of packages are a ring, so that each
    /// one leads to all others.
    fn linked(&self, package: &Package) -> Vec<String> {
        let behind = self.files.range::<str, _>((Bound::Excluded(&*package.file), Bound::Unbounded)).next();
        let next = behind.or_else(|| self.files.iter().next()).map(|(_, packages)| packages[0]);
        let mut linked = vec![format!("{JSON}::well_known::TYPES")];
        if self.settings.is_crate {
            linked.push(format!("crate::{CRATE_TYPES}"));
        } else if let Some(next) = next.filter(|next| next.file != package.file) {
            linked.push(format!("{}{TYPES}", package.relative_path(next)));
        }
        linked
    }
}

/// Returns `true` for a message that is, or contains, an `Any`, and which prost-types may define.
fn has_any(schema: &Schema, id: MessageId) -> bool {
    let name = schema.text(schema[id].full_name).strip_prefix("google.protobuf.");
    name.is_some_and(|name| WITH_ANY.contains(&name))
}
