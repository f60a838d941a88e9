//! The label and the type of a field, which determine the options that its brackets may have, and the other way around.

use super::field_type::{FieldType, is_value_of};
use super::following::Following;
use super::language::Language;
use super::written::Written;
use super::{Completion, CompletionKind, Place, context::Block};
use crate::collect::SCALARS;
use crate::file::DeclarationKind;

/// The types whose values JavaScript can have as strings.
const LONG: [&str; 5] = ["int64", "uint64", "sint64", "fixed64", "sfixed64"];

/// The parts of a field that decide about its options, apart from its type.
pub(super) struct FieldShape<'t> {
    block: Block,
    is_repeated: bool,
    is_map: bool,
    /// The tokens of the types of a map.
    types: Vec<&'t str>,
    /// `true` for a group, or a message in the encoding of groups.
    is_group: bool,
    /// The options behind the field, with the first token of each value.
    options: Vec<(String, &'t str)>,
}

impl FieldShape<'_> {
    /// Returns `true` if the options behind the field accept a type.
    pub(super) fn has_type(&self, ty: FieldType<'_>) -> bool {
        let accepts = |(name, value): &(String, &str)| match &**name {
            "default" => is_value_of(ty, value),
            name => self.may_have(name, ty),
        };
        self.options.iter().all(accepts)
    }

    /// Returns `true` if protoc accepts an option of `descriptor.proto` on the field with a type.
    fn may_have(&self, option: &str, ty: FieldType<'_>) -> bool {
        let scalar = if let FieldType::Scalar(scalar) = ty { Some(scalar) } else { None };
        let is_message = self.is_map || matches!(ty, FieldType::Message);
        let is_text = scalar.is_some_and(|scalar| matches!(scalar, "string" | "bytes"));
        match option {
            "lazy" | "unverified_lazy" => is_message && !self.is_group,
            "packed" => self.is_repeated && !is_message && !is_text,
            "jstype" => !self.is_map && scalar.is_some_and(|scalar| LONG.contains(&scalar)),
            "ctype" => !self.is_map && is_text,
            "features.field_presence" => {
                !self.is_repeated && !self.is_map && !matches!(self.block, Block::Extend | Block::Oneof)
            }
            "features.repeated_field_encoding" => self.is_repeated || self.is_map,
            "features.utf8_validation" => scalar == Some("string") || self.is_map && self.types.contains(&"string"),
            "features.message_encoding" => is_message && !self.is_map,
            _ => true,
        }
    }
}

/// A field whose declaration has begun.
struct WrittenField<'t> {
    shape: FieldShape<'t>,
    type_name: String,
    scalar: Option<&'t str>,
}

impl<'t> WrittenField<'t> {
    /// Reads the tokens of a statement: `optional`, `a`, `.`, `B`, `name`, `=`, `1`.
    fn of(block: Block, statement: &[&'t str]) -> Option<Self> {
        let end = statement.iter().position(|token| *token == "=")?;
        let declared = &statement[..end.checked_sub(1)?];
        let shape = FieldShape::of(block, declared);
        let is_label = |word: &&&str| matches!(**word, "optional" | "required" | "repeated");
        let name = &declared[usize::from(declared.first().filter(is_label).is_some())..];
        let scalar = match name {
            [word] => SCALARS.iter().find(|scalar| *scalar == word).copied(),
            _ => None,
        };
        (!name.is_empty()).then(|| Self { shape, type_name: name.concat(), scalar })
    }
}

impl<'t> FieldShape<'t> {
    /// Reads the tokens in front of the name of a field.
    fn of(block: Block, declared: &[&'t str]) -> Self {
        let is_map = declared.first() == Some(&"map");
        let types = if is_map { declared.to_vec() } else { Vec::new() };
        let is_repeated = declared.first() == Some(&"repeated");
        let is_group = declared.last() == Some(&"group");
        Self { block, is_repeated, is_map, types, is_group, options: Vec::new() }
    }
}

impl<'a> Place<'a> {
    /// Returns the options that are no fields of `FieldOptions`: `json_name` and `default`.
    pub(super) fn pseudo_options(self) -> Vec<Completion> {
        let mut all = Vec::new();
        let Some(field) = self.field_before() else { return all };
        let ty = self.type_of_field(&field);
        let is_scalar = !matches!(ty, Some(FieldType::Message)) && !field.shape.is_map;
        let may_be_default = !field.shape.is_repeated
            && is_scalar
            && !field.shape.is_group
            && self.feature_of_field("field_presence") != Some("IMPLICIT");
        let (has_default, has_name) = match self.following() {
            Following::Nothing => (true, true),
            Following::Part(_) => (false, false),
            Following::Value(value) => {
                (ty.is_none_or(|ty| is_value_of(ty, value)), is_value_of(FieldType::Scalar("string"), value))
            }
        };
        if self.language() != Language::Proto3 && may_be_default && has_default {
            all.push(Completion::new(CompletionKind::Option, "default", "the value of a field that is not set"));
        }
        if self.context.block != Block::Extend && has_name {
            all.push(Completion::new(CompletionKind::Option, "json_name", "the name in JSON"));
        }
        self.matching(all)
    }

    /// Returns `true` if protoc accepts an option of `descriptor.proto` on the field in front of the offset.
    pub(super) fn field_may_have(self, option: &str) -> bool {
        let Some(field) = self.field_before() else { return true };
        // Groups are messages.
        let ty = self.type_of_field(&field).unwrap_or(FieldType::Message);
        let is_delimited = option.ends_with("lazy") && self.feature_of_field("message_encoding") == Some("DELIMITED");
        !is_delimited && field.shape.may_have(option, ty)
    }

    /// Returns the value of a feature of the field in front of the offset: in its brackets, or else of the file.
    fn feature_of_field(self, feature: &str) -> Option<&'a str> {
        let text = &*self.analysis.file(self.file).text;
        let start = text.get(..self.offset).and_then(|before| before.rfind([';', '{', '}'])).map_or(0, |at| at + 1);
        let statement = text.get(start..).map_or("", |rest| rest.split(';').next().unwrap_or_default());
        let brackets = statement.find('[').map(|open| &statement[open..]);
        brackets.and_then(|own| Written(own).feature(feature)).or_else(|| Written(text).feature(feature))
    }

    /// Returns `true` if protoc accepts a value of a feature on the field in front of the offset, or on another element.
    pub(super) fn feature_may_be(self, feature: &str, value: &str) -> bool {
        if value.ends_with("_UNKNOWN") {
            return false;
        }
        let Some(field) = self.field_before() else {
            // Requirements are those of single fields.
            return value != "LEGACY_REQUIRED";
        };
        match (feature, value) {
            ("features.field_presence", "IMPLICIT") => {
                matches!(self.type_of_field(&field), Some(FieldType::Scalar(_) | FieldType::Enum(..)))
            }
            ("features.repeated_field_encoding", "PACKED") => self.field_may_have("packed"),
            _ => true,
        }
    }

    /// Returns the names of fields in rules that are for the field in front of the offset: those of its type.
    pub(super) fn names_of_rules(self) -> Vec<&'a str> {
        let Some(field) = self.field_before() else { return Vec::new() };
        let simple = field.type_name.rsplit('.').next().unwrap_or_default();
        let known = match (self.type_of_field(&field), simple) {
            _ if field.shape.is_map => "map",
            _ if field.shape.is_repeated => "repeated",
            (Some(FieldType::Scalar(scalar)), _) => scalar,
            (Some(FieldType::Enum(..)), _) => "enum",
            (_, "Duration") => "duration",
            (_, "Timestamp") => "timestamp",
            (_, "Any") => "any",
            (_, "FieldMask") => "field_mask",
            _ => "message",
        };
        let scalar = field.scalar.or_else(|| field.shape.types.iter().rev().find(|it| SCALARS.contains(it)).copied());
        [known].into_iter().chain(scalar).chain(["required"]).collect()
    }

    /// Returns the values of the `default` of the field in front of the offset.
    pub(super) fn type_before(self) -> Option<FieldType<'a>> {
        self.type_of_field(&self.field_before()?)
    }

    /// Returns the shape of the field whose type is at the offset, with the options behind it.
    pub(super) fn shape_around(self) -> FieldShape<'a> {
        let shape = FieldShape::of(self.context.block, &self.context.statement);
        let rest = self.analysis.file(self.file).text.get(self.context.replace.end as usize..).unwrap_or_default();
        FieldShape { options: Written(rest).options_of_field(), ..shape }
    }

    fn field_before(self) -> Option<WrittenField<'a>> {
        self.context.brackets.as_ref()?;
        match &self.context.message {
            Some(message) => WrittenField::of(message.block, &message.statement),
            None => WrittenField::of(self.context.block, &self.context.statement),
        }
    }

    fn type_of_field(self, field: &WrittenField<'a>) -> Option<FieldType<'a>> {
        if let Some(scalar) = field.scalar {
            return Some(FieldType::Scalar(scalar));
        }
        let own = self.analysis.file(self.file);
        let is_around = |kind: DeclarationKind| matches!(kind, DeclarationKind::Message | DeclarationKind::Group);
        let around = own.iter().filter(|(_, it)| is_around(it.kind) && it.span.range().contains(&self.offset));
        let scope = around.last().map(|(id, _)| id);
        let target = self.analysis.find_type(self.file, &field.type_name, scope)?;
        let is_enum = self.analysis.declaration(target).kind == DeclarationKind::Enum;
        Some(if is_enum { FieldType::Enum(self.analysis, target) } else { FieldType::Message })
    }
}
