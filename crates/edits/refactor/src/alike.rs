//! Names that compilers refuse beside others, although they differ: generated code or JSON would have one name for both.

use std::collections::HashMap;

use crate::planner::Planner;
use crate::rename::{RenameOptions, is_explicit};
use protoward_schema::{
    Element, EnumId, EnumValueId, FieldId, FieldOwner, JsonFormat, MessageId, Schema, Syntax, default_json_name,
    value_name_in_code,
};

impl Planner<'_> {
    /// Returns the element whose name an element would share in generated code or JSON, with a new name.
    pub(crate) fn alike(&self, element: Element, name: &str, options: RenameOptions) -> Option<Element> {
        match element {
            Element::EnumValue(value) => {
                let declared = self.schema[value].parent;
                let of = self.schema.name(declared.into());
                let mut others = self.schema[declared].values.iter().copied().filter(|&other| other != value);
                let number = self.schema[value].number;
                let is_alike = |&other: &EnumValueId| {
                    self.schema[other].number != number
                        && value_name_in_code(self.schema.name(other.into()), of).eq(value_name_in_code(name, of))
                };
                others.find(is_alike).filter(|_| has_distinct_values(self.schema, declared)).map(Element::from)
            }
            Element::Enum(declared) if has_distinct_values(self.schema, declared) => {
                let mut numbers = HashMap::new();
                let mut values = self.schema[declared].values.iter().copied();
                let is_alike = |&value: &EnumValueId| {
                    let number = self.schema[value].number;
                    let spelled: String = value_name_in_code(self.schema.name(value.into()), name).collect();
                    *numbers.entry(spelled).or_insert(number) != number
                };
                values.find(is_alike).map(Element::from)
            }
            Element::Field(field) => match self.schema[field].owner {
                FieldOwner::Message(message) if has_distinct_fields(self.schema, message) => {
                    self.field_alike(field, message, name, options)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the field that has the default JSON name of a new name, also if it has another one as well.
    fn field_alike(&self, field: FieldId, message: MessageId, name: &str, options: RenameOptions) -> Option<Element> {
        let schema = self.schema;
        let json = default_json_name(name);
        let is_custom = options.keeps_json || is_explicit(schema, field);
        let mut others = schema[message].fields.iter().copied().filter(|&other| other != field);
        let is_alike = |&other: &FieldId| {
            default_json_name(schema.name(other.into())) == json || !is_custom && schema.json_name(other) == json
        };
        others.find(is_alike).map(Element::from)
    }
}

/// Returns `true` unless the edition and the options of an enum permit similar values.
fn has_distinct_values(schema: &Schema, declared: EnumId) -> bool {
    let is_excused = schema[declared].options.deprecated_legacy_json_field_conflicts() == Some(true);
    !is_excused || schema[schema.file_of(declared.into())].syntax != Syntax::Proto2
}

/// Returns `true` unless the edition or the options of a message permit fields with one JSON name.
fn has_distinct_fields(schema: &Schema, message: MessageId) -> bool {
    let is_excused = schema[message].options.deprecated_legacy_json_field_conflicts() == Some(true);
    !is_excused && schema[message].features.json_format != JsonFormat::LegacyBestEffort
}

#[cfg(test)]
mod tests {
    use crate::{Planner, Refusal, RenameOptions, Subject, Texts};
    use protoward_compiler::{Compiler, MemoryTree, Sources};

    const TEXT: &str = "
message M {
  optional string user_id = 1;
  optional string other = 2;
  optional string named = 3 [json_name = \"nick\"];
}
enum Color {
  NONE = 0;
  COLOR_RED = 1;
  BLUE = 2;
}
enum Shade {
  SHADE_DARK = 0;
}
enum Tint {
  DARK = 0;
  PAINT_DARK = 1;
}
";

    /// Returns the full name of the element that is in the way of a new name.
    fn in_the_way(head: &str, of: &str, name: &str, options: RenameOptions) -> Option<String> {
        let tree = MemoryTree::new([("a.proto", format!("{head}{TEXT}"))]);
        let mut sources = Sources::default();
        let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut sources);
        let linked = loaded.link(&sources);
        assert!(!linked.report().has_errors(), "{:?}", linked.report());
        let schema = linked.schema();
        let texts = Texts::new(&sources, schema.files.iter().map(|(_, file)| file.source));
        let planner = Planner::new(&schema, &texts, &sources);
        let Some(Subject::Element(element)) = planner.subject(of) else { panic!("{of} is declared") };
        match planner.rename(element, name, options) {
            Ok(_) => None,
            Err(Refusal::Alike(other)) => Some(schema.full_name(other)),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_that_differ_can_be_one_in_code_or_json() {
        let options = RenameOptions::default();
        let head = "syntax = \"proto3\";";
        let is = |of: &str, name: &str| in_the_way(head, of, name, options);
        assert_eq!(is("M.other", "userId").as_deref(), Some("M.user_id"));
        assert_eq!(is("M.other", "nick").as_deref(), Some("M.named"));
        assert_eq!(is("M.other", "user_ID"), None);
        assert_eq!(is("NONE", "red").as_deref(), Some("COLOR_RED"));
        assert_eq!(is("NONE", "COLOR_BLUE").as_deref(), Some("BLUE"));
        assert_eq!(is("NONE", "COLOR_NONE"), None);
        assert_eq!(is("Shade", "Hue"), None);
        assert_eq!(is("Tint", "Paint").as_deref(), Some("PAINT_DARK"));
    }

    #[test]
    fn a_kept_json_name_may_be_that_of_another_option() {
        let options = RenameOptions { keeps_json: true, ..RenameOptions::default() };
        assert_eq!(in_the_way("syntax = \"proto3\";", "M.other", "nick", options), None);
        assert_eq!(in_the_way("syntax = \"proto3\";", "M.other", "userId", options).as_deref(), Some("M.user_id"));
    }

    #[test]
    fn proto2_permits_fields_with_one_json_name() {
        let options = RenameOptions::default();
        assert_eq!(in_the_way("syntax = \"proto2\";", "M.other", "userId", options), None);
        assert_eq!(in_the_way("syntax = \"proto2\";", "NONE", "red", options).as_deref(), Some("COLOR_RED"));
    }
}
