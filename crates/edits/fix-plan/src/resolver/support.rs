//! The options of each edition and their values, according to `feature_support`.

use std::sync::OnceLock;

use super::Resolver;
use protoward_compiler::{Compiler, well_known_types};
use protoward_edit::{Decl, name_parts};
use protoward_schema::{Edition, Element, EnumId, FeatureSupport, FieldId, FieldType, MessageId, Schema, Syntax};
use protoward_source::MemoryTree;

/// The message of the options of fields.
pub(crate) const FIELD_OPTIONS: &str = "google.protobuf.FieldOptions";

/// Options that an edition removed although their declarations do not say so; protoc has hard-coded checks for them.
const REMOVED: [((&str, &str), Edition); 3] = [
    ((FIELD_OPTIONS, "ctype"), Edition::E2024),
    ((FIELD_OPTIONS, "packed"), Edition::E2023),
    (("google.protobuf.FileOptions", "java_string_check_utf8"), Edition::E2023),
];

impl<'t> Resolver<'t> {
    /// Returns `true` if a declaration in a file of this syntax can set an option to a value.
    pub(crate) fn has_option(&self, holder: Decl<'_>, name: &str, value: &str, syntax: Syntax) -> bool {
        let is_feature = name == "features" || name.starts_with("features.");
        let has_features = matches!(syntax, Syntax::Edition(_));
        let holder = match holder {
            Decl::File(_) => "google.protobuf.FileOptions",
            Decl::Message(_) => "google.protobuf.MessageOptions",
            Decl::Enum(_) => "google.protobuf.EnumOptions",
            Decl::Value(_) => "google.protobuf.EnumValueOptions",
            Decl::Field(_) => FIELD_OPTIONS,
            Decl::Oneof(_) => "google.protobuf.OneofOptions",
            Decl::Extensions(_) => "google.protobuf.ExtensionRangeOptions",
            Decl::Service(_) => "google.protobuf.ServiceOptions",
            Decl::Method(_) => "google.protobuf.MethodOptions",
            Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) => return true,
            Decl::Option(_) | Decl::Extend(_) | Decl::Reserved(_) => return true,
        };
        (has_features || !is_feature) && self.has_option_in(syntax.edition(), holder, name, value)
    }

    /// Returns `true` if an edition knows an option of a message of `descriptor.proto`, and its value.
    ///
    /// Unknown options are left to the compiler.
    pub(crate) fn has_option_in(&self, edition: Edition, holder: &str, name: &str, value: &str) -> bool {
        if REMOVED.iter().any(|(option, removed)| *option == (holder, name) && edition >= *removed) {
            return false;
        }
        let Some((mut schema, Element::Message(mut message))) = self.declared_in(holder) else { return true };
        let mut parts = name_parts(name).into_iter().peekable();
        while let Some(part) = parts.next() {
            let Some((home, field)) = self.option_field(schema, message, part) else { return true };
            schema = home;
            let support = FeatureSupport::of_field(schema[field].options.bytes());
            if support.is_some_and(|support| !support.has(edition)) {
                return false;
            }
            match schema[field].ty {
                FieldType::Message(inner) | FieldType::Group(inner) => message = inner,
                FieldType::Enum(values) if parts.peek().is_none() => return has_value(schema, values, value, edition),
                _ => return true,
            }
        }
        true
    }

    /// Returns the field of an options message, or the extension, that a part of a name references.
    fn option_field(&self, schema: &'t Schema, message: MessageId, part: &str) -> Option<(&'t Schema, FieldId)> {
        match part.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
            Some(extension) => match self.declared_in(extension.trim_start_matches('.'))? {
                (home, Element::Field(field)) => Some((home, field)),
                _ => None,
            },
            None => {
                let mut fields = schema[message].fields.iter().copied();
                fields.find(|&field| schema.text(schema[field].name) == part).map(|field| (schema, field))
            }
        }
    }

    /// Returns the element with a full name, in the new schema or in the files bundled with the compiler.
    fn declared_in(&self, full_name: &str) -> Option<(&'t Schema, Element)> {
        let found = |schema: &'t Schema| Some((schema, schema.find(full_name)?));
        found(self.new).or_else(|| found(well_known()))
    }
}

fn has_value(schema: &Schema, values: EnumId, value: &str, edition: Edition) -> bool {
    let value = schema[values].values.iter().find(|&&it| schema.text(schema[it].name) == value);
    let support = value.and_then(|&it| FeatureSupport::of_value(schema[it].options.bytes()));
    support.is_none_or(|support| support.has(edition))
}

/// Returns the bundled file that declares an extension.
pub(crate) fn home_of(extension: &str) -> Option<&'static str> {
    let schema = well_known();
    let found = schema.find(extension).filter(|found| matches!(found, Element::Field(_)))?;
    Some(schema.name(schema.file_of(found).into()))
}

/// Returns the files bundled with the compiler.
fn well_known() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let compiled = Compiler::new().resolver(MemoryTree::default()).compile(well_known_types());
        compiled.expect("they are built in").into_schema()
    })
}
