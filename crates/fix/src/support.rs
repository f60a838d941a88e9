//! Which options, and which of their values, an edition has: what `feature_support` of their declarations says.

use std::sync::OnceLock;

use super::fixer::Fixer;
use super::said::parts;
use protoward_compiler::{Inputs, Options, compile, well_known_types};
use protoward_schema::{Edition, Element, FeatureSupport, FieldType, Schema};
use protoward_source::Sources;

/// Options that an edition took away without a word in their declarations; protoc has a check for each.
const UNSAID: [((&str, &str), Edition); 3] = [
    (("google.protobuf.FieldOptions", "ctype"), Edition::E2024),
    (("google.protobuf.FieldOptions", "packed"), Edition::E2023),
    (("google.protobuf.FileOptions", "java_string_check_utf8"), Edition::E2023),
];

impl<'t> Fixer<'t> {
    /// Whether an option of one of the messages of `descriptor.proto` can have this value in an edition. What is unknown
    /// here, who compiles the file has to know.
    pub(crate) fn is_option_of(&self, edition: Edition, holder: &str, name: &str, value: &str) -> bool {
        if UNSAID.iter().any(|(option, removed)| *option == (holder, name) && edition >= *removed) {
            return false;
        }
        let Some((mut schema, Element::Message(mut message))) = self.declared_in(holder) else { return true };
        let parts = parts(name);
        for (index, part) in parts.iter().enumerate() {
            let field = match part.strip_prefix('(').and_then(|part| part.strip_suffix(')')) {
                Some(extension) => match self.declared_in(extension.trim_start_matches('.')) {
                    Some((home, Element::Field(field))) => {
                        schema = home;
                        Some(field)
                    }
                    _ => None,
                },
                None => schema[message].fields.iter().copied().find(|&field| schema.text(schema[field].name) == *part),
            };
            let Some(field) = field else { return true };
            let support = FeatureSupport::of_field(schema[field].options.bytes());
            if support.is_some_and(|support| !support.has(edition)) {
                return false;
            }
            match schema[field].ty {
                FieldType::Message(inner) | FieldType::Group(inner) => message = inner,
                FieldType::Enum(values) if index + 1 == parts.len() => {
                    let mut values = schema[values].values.iter();
                    let value = values.find(|&&it| schema.text(schema[it].name) == value);
                    let support = value.and_then(|&it| FeatureSupport::of_value(schema[it].options.bytes()));
                    return support.is_none_or(|support| support.has(edition));
                }
                _ => return true,
            }
        }
        true
    }

    /// What is declared by this name: in the new schema, else in the files that come with the compiler.
    fn declared_in(&self, full_name: &str) -> Option<(&'t Schema, Element)> {
        let found = |schema: &'t Schema| Some((schema, schema.find(full_name)?));
        found(self.new).or_else(|| found(well_known()))
    }
}

/// The file that comes with the compiler and declares an extension.
pub(crate) fn home_of(extension: &str) -> Option<&'static str> {
    let schema = well_known();
    let found = schema.find(extension).filter(|found| matches!(found, Element::Field(_)))?;
    Some(schema.name(schema.file_of(found).into()))
}

/// The files that come with the compiler, compiled when somebody first asks.
fn well_known() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let inputs = Inputs { resolvers: Vec::new(), targets: well_known_types().map(str::to_owned).collect() };
        compile(&inputs, &Options::default(), &mut Sources::default()).schema
    })
}
