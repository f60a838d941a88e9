//! The Rust paths of the types of options, whether they are generated, in prost-types or in other crates.

use protoward_rust::Generator;
use protoward_rust::additions::packages::{Package, Packages};
use protoward_schema::{EnumId, MessageId, Schema};

/// Resolves the paths of types for the code of a package.
pub(super) struct Types<'a> {
    pub(super) schema: &'a Schema,
    generator: &'a Generator<'a>,
    packages: &'a Packages,
    pub(super) here: &'a Package,
}

impl<'a> Types<'a> {
    pub(super) fn new(generator: &'a Generator<'a>, packages: &'a Packages, here: &'a Package) -> Self {
        Self { schema: generator.schema(), generator, packages, here }
    }

    /// Returns the path of prost.
    pub(super) fn prost(&self) -> &str {
        self.packages.prost()
    }

    /// Returns the path of a message from a module `depth` levels below the package, or `None` if it has no Rust type.
    pub(super) fn message(&self, id: MessageId, depth: usize) -> Option<String> {
        match self.packages.message(self.schema, id) {
            Some((package, code)) => Some(self.path(package, &code.path, depth)),
            None => self.generator.extern_path(id.into()).map(with_primitives),
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
}

/// Returns a type with the paths of primitive types, whose names modules can have.
fn with_primitives(ty: String) -> String {
    const PRIMITIVES: &[&str] = &["bool", "f32", "f64", "i32", "i64", "u32", "u64"];
    match ty.strip_suffix("<u8>") {
        Some(list) => format!("{list}<::core::primitive::u8>"),
        None if PRIMITIVES.contains(&&*ty) => format!("::core::primitive::{ty}"),
        None => ty,
    }
}
