//! Where the types of options are in Rust.

use std::collections::BTreeSet;

use crate::names::{extern_type, type_below};
use protoward_rust::additions::packages::{Package, Packages};
use protoward_schema::{EnumId, FileId, MessageId, Schema};

/// Code that is not generated: types of other crates, as prost is told of them.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Files whose types other crates have.
    pub files: BTreeSet<FileId>,
    /// Paths of packages and types in the schema, and in Rust.
    pub extern_paths: Vec<(String, String)>,
    /// Where prost-types is, if it is not where it is always.
    pub prost_types: Option<String>,
}

/// What types are called in the code of a package.
pub(super) struct Types<'a> {
    pub(super) schema: &'a Schema,
    packages: &'a Packages,
    pub(super) here: &'a Package,
    elsewhere: &'a Elsewhere,
}

impl<'a> Types<'a> {
    pub(super) const fn new(
        schema: &'a Schema,
        packages: &'a Packages,
        here: &'a Package,
        elsewhere: &'a Elsewhere,
    ) -> Self {
        Self { schema, packages, here, elsewhere }
    }

    /// Where prost is.
    pub(super) fn prost(&self) -> &str {
        self.packages.prost()
    }

    /// The path of a message, from so many modules below that of the package; none where there is no type.
    pub(super) fn message(&self, id: MessageId, depth: usize) -> Option<String> {
        match self.packages.message(self.schema, id) {
            Some((package, code)) => Some(self.path(package, &code.path, depth)),
            None => self.foreign(self.schema.text(self.schema[id].full_name)),
        }
    }

    /// The path of the variant for a number. Only what was generated here is known to have one.
    pub(super) fn variant(&self, id: EnumId, number: i32, depth: usize) -> Option<(String, String)> {
        let (package, code) = self.packages.enumeration(self.schema, id)?;
        let (_, variant) = code.variants.iter().find(|(value, _)| self.schema[*value].number == number)?;
        let path = self.path(package, &code.path, depth);
        Some((path.clone(), format!("{path}::{variant}")))
    }

    fn path(&self, package: &Package, path: &str, depth: usize) -> String {
        format!("{}{}{path}", "super::".repeat(depth), self.here.way_to(package))
    }

    /// A type of other crates, as prost finds it.
    fn foreign(&self, full_name: &str) -> Option<String> {
        if let Some(rust) = extern_type(&self.elsewhere.extern_paths, full_name) {
            return Some(rust);
        }
        let name = full_name.strip_prefix("google.protobuf.")?;
        Some(match self.of_rust(name) {
            Some(ty) => ty,
            None => type_below(self.elsewhere.prost_types.as_deref().unwrap_or("::prost_types"), name),
        })
    }

    /// Well-known types that prost has types of Rust for.
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
