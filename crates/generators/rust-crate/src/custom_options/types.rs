//! The Rust paths of the types of options, whether they are generated, in prost-types or in other crates.

use std::collections::BTreeSet;

use crate::types::extern_type;
use protoward_rust::additions::packages::{Package, Packages};
use protoward_rust::type_below;
use protoward_schema::{EnumId, FileId, MessageId, Schema};

/// The types of other crates, which are not generated.
#[derive(Clone, Debug, Default)]
pub struct ExternalTypes {
    /// The files whose types other crates have.
    pub files: BTreeSet<FileId>,
    /// The paths of packages and types, in the schema and in Rust.
    pub extern_paths: Vec<(String, String)>,
    /// The path of prost-types, if it is not `::prost_types`.
    pub prost_types: Option<String>,
}

/// Resolves the paths of types for the code of a package.
pub(super) struct Types<'a> {
    pub(super) schema: &'a Schema,
    packages: &'a Packages,
    pub(super) here: &'a Package,
    external_types: &'a ExternalTypes,
}

impl<'a> Types<'a> {
    pub(super) const fn new(
        schema: &'a Schema,
        packages: &'a Packages,
        here: &'a Package,
        external_types: &'a ExternalTypes,
    ) -> Self {
        Self { schema, packages, here, external_types }
    }

    /// Returns the path of prost.
    pub(super) fn prost(&self) -> &str {
        self.packages.prost()
    }

    /// Returns the path of a message from a module `depth` levels below the package, or `None` if it has no Rust type.
    pub(super) fn message(&self, id: MessageId, depth: usize) -> Option<String> {
        match self.packages.message(self.schema, id) {
            Some((package, code)) => Some(self.path(package, &code.path, depth)),
            None => self.foreign(self.schema.text(self.schema[id].full_name)),
        }
    }

    /// Returns the type and the variant for the number of an enum value. Returns `None` for enums that are not generated
    /// here, because their variants are unknown.
    pub(super) fn variant(&self, id: EnumId, number: i32, depth: usize) -> Option<(String, String)> {
        let (package, code) = self.packages.enumeration(self.schema, id)?;
        let (_, variant) = code.variants.iter().find(|(value, _)| self.schema[*value].number == number)?;
        let path = self.path(package, &code.path, depth);
        Some((path.clone(), format!("{path}::{variant}")))
    }

    fn path(&self, package: &Package, path: &str, depth: usize) -> String {
        format!("{}{}{path}", "super::".repeat(depth), self.here.relative_path(package))
    }

    /// Returns the path of a type from another crate, by the rules of prost.
    fn foreign(&self, full_name: &str) -> Option<String> {
        if let Some(rust) = extern_type(&self.external_types.extern_paths, full_name) {
            return Some(rust);
        }
        let name = full_name.strip_prefix("google.protobuf.")?;
        Some(match self.of_rust(name) {
            Some(ty) => ty,
            None => type_below(self.external_types.prost_types.as_deref().unwrap_or("::prost_types"), name),
        })
    }

    /// Returns the Rust type that prost uses for a well-known type.
    fn of_rust(&self, name: &str) -> Option<String> {
        Some(match name {
            "BoolValue" => "::core::primitive::bool".to_owned(),
            "BytesValue" => format!("{}::alloc::vec::Vec<::core::primitive::u8>", self.prost()),
            "DoubleValue" => "::core::primitive::f64".to_owned(),
            "Empty" => "()".to_owned(),
            "FloatValue" => "::core::primitive::f32".to_owned(),
            "Int32Value" => "::core::primitive::i32".to_owned(),
            "Int64Value" => "::core::primitive::i64".to_owned(),
            "StringValue" => format!("{}::alloc::string::String", self.prost()),
            "UInt32Value" => "::core::primitive::u32".to_owned(),
            "UInt64Value" => "::core::primitive::u64".to_owned(),
            _ => return None,
        })
    }
}
