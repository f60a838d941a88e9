//! What the types of options look like: fields by name, and how each is written.

use std::cell::RefCell;
use std::collections::HashMap;

use super::features::{self, Choice, Chosen};
use crate::link::collect::{Decls, FieldDecl, FieldScope, MessageDecl, Symbol};
use crate::link::resolve::Types;
use crate::link::unit::Unit;
use crate::schema::{
    EnumId, EnumValueId, FieldId, FieldType, File, FileId, IdMap, MessageId, OneofId, Parent, Syntax, qualified,
};
use crate::syntax::ast::{self, Label, OptionDecl, TypeExpr};
use crate::syntax::literal;

/// All that must be known of a field to set it and to write it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "they are facts about a field, independent of each other")]
pub(super) struct Shape {
    pub(super) id: FieldId,
    pub(super) number: u32,
    /// A delimited message of an edition is a group here: it is written as one.
    pub(super) ty: FieldType,
    pub(super) repeated: bool,
    pub(super) packed: bool,
    /// It has no presence: zero is not written.
    pub(super) implicit: bool,
    pub(super) extension: bool,
    /// `retention = RETENTION_SOURCE`
    pub(super) source_only: bool,
    /// Its declaration says in what it can be set, or in which editions.
    pub(super) limited: bool,
    /// It has an enum, and one of the values says in which editions it can be used.
    pub(super) limited_values: bool,
    pub(super) in_message_set: bool,
    /// The oneof it is in, if somebody declared it.
    pub(super) oneof: Option<OneofId>,
}

/// Declarations, seen from their use as options.
pub(super) struct Model<'a, 't> {
    pub(super) units: &'a [Unit<'t>],
    pub(super) decls: &'a Decls<'t>,
    types: &'a Types,
    /// `google.protobuf.FeatureSet`
    pub(super) feature_set: Option<MessageId>,
    chosen: IdMap<File, Chosen<'t>>,
    shapes: RefCell<HashMap<FieldId, Option<Shape>>>,
}

impl<'a, 't> Model<'a, 't> {
    pub(super) fn new(units: &'a [Unit<'t>], decls: &'a Decls<'t>, types: &'a Types) -> Self {
        let chosen = units.iter().map(|unit| features::chosen(unit.text, file_options(unit))).collect();
        let feature_set = message_named(decls, "google.protobuf.FeatureSet");
        Self { units, decls, types, feature_set, chosen, shapes: RefCell::default() }
    }

    pub(super) fn full_name(&self, message: MessageId) -> &'a str {
        self.decls.names.text(self.decls.messages[message].full_name)
    }

    pub(super) fn field_name(&self, field: FieldId) -> &'a str {
        self.decls.names.text(self.decls.fields[field].name)
    }

    pub(super) fn text(&self, file: FileId) -> &'t str {
        self.units[file.index()].text
    }

    /// A message by its full name, wherever it is declared.
    pub(super) fn message(&self, full_name: &str) -> Option<MessageId> {
        message_named(self.decls, full_name)
    }

    /// The field of a message with this name.
    pub(super) fn field(&self, message: MessageId, name: &str) -> Option<FieldId> {
        let full_name = self.decls.names.find(&qualified(self.full_name(message), name))?;
        match self.decls.symbols.get(&full_name)? {
            (_, Symbol::Field(id)) if matches!(self.decls.fields[*id].scope, FieldScope::Message(_)) => Some(*id),
            _ => None,
        }
    }

    /// The message that a field, or an extension, is a field of.
    pub(super) fn containing(&self, field: FieldId) -> Option<MessageId> {
        match self.decls.fields[field].scope {
            FieldScope::Message(message) => Some(message),
            FieldScope::Extend { .. } => self.types.extendees[field],
        }
    }

    /// What a field looks like; nothing where its declaration is wrong.
    pub(super) fn shape(&self, field: FieldId) -> Option<Shape> {
        if let Some(shape) = self.shapes.borrow().get(&field) {
            return *shape;
        }
        let shape = self.make_shape(field);
        self.shapes.borrow_mut().insert(field, shape);
        shape
    }

    fn make_shape(&self, id: FieldId) -> Option<Shape> {
        let entry = &self.decls.fields[id];
        let text = self.text(entry.file);
        let (number, repeated) = match entry.decl {
            FieldDecl::Field(decl) => {
                let repeated = matches!(decl.label, Some((Label::Repeated, _)));
                (literal::unsigned(decl.number.of(text))?, repeated || matches!(decl.ty, TypeExpr::Map { .. }))
            }
            FieldDecl::MapKey(_) => (1, false),
            FieldDecl::MapValue(_) => (2, false),
        };
        let ty = self.ty(id);
        let extension = matches!(entry.scope, FieldScope::Extend { .. });
        Some(Shape {
            id,
            number: u32::try_from(number).ok()?,
            ty,
            repeated,
            packed: repeated && self.is_packed(id, ty),
            implicit: !repeated && !extension && self.is_implicit(id, ty),
            extension,
            source_only: self.says(id, "retention", "RETENTION_SOURCE"),
            limited: self.mentions(id, &["targets", "feature_support"]),
            limited_values: matches!(ty, FieldType::Enum(id) if self.has_limited_value(id)),
            in_message_set: extension && self.containing(id).is_some_and(|message| self.is_message_set(message)),
            oneof: entry.oneof.filter(|_| !entry.proto3_optional),
        })
    }

    fn ty(&self, id: FieldId) -> FieldType {
        match self.types.fields[id] {
            FieldType::Message(message) if self.is_delimited(id) => FieldType::Group(message),
            ty => ty,
        }
    }

    fn syntax(&self, file: FileId) -> Syntax {
        self.units[file.index()].syntax
    }

    /// What a feature is set to by a field, or by its file.
    fn choice(&self, id: FieldId, choice: Choice) -> Option<&'t str> {
        let entry = &self.decls.fields[id];
        let own = features::chosen(self.text(entry.file), self.field_options(id).iter());
        own.get(choice).or_else(|| self.chosen[entry.file].get(choice))
    }

    fn field_options(&self, id: FieldId) -> &'t [OptionDecl] {
        match self.decls.fields[id].decl {
            FieldDecl::Field(decl) => decl.options.as_ref().map_or(&[], |options| &options.items),
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => &[],
        }
    }

    /// Whether a field has an option of one part with this word for a value.
    fn says(&self, id: FieldId, option: &str, word: &str) -> bool {
        let text = self.text(self.decls.fields[id].file);
        self.field_options(id).iter().any(|decl| is_named(decl, option, text) && decl.value.span.of(text) == word)
    }

    /// Whether a field sets one of these options, or something in one.
    fn mentions(&self, id: FieldId, options: &[&str]) -> bool {
        let text = self.text(self.decls.fields[id].file);
        self.field_options(id).iter().any(|decl| begins_with(decl, options, text))
    }

    fn has_limited_value(&self, id: EnumId) -> bool {
        self.decls.enums[id].values.iter().any(|&value| self.is_limited(value))
    }

    fn is_limited(&self, value: EnumValueId) -> bool {
        let entry = &self.decls.enum_values[value];
        let text = self.text(self.decls.enums[entry.parent].file);
        let mut options = entry.decl.options.iter().flat_map(|options| &options.items);
        options.any(|decl| begins_with(decl, &["feature_support"], text))
    }

    /// The value of an enum with this number, if it says in which editions it can be used.
    pub(super) fn limited_value(&self, id: EnumId, number: i32) -> Option<EnumValueId> {
        let mut values = self.decls.enums[id].values.iter().copied();
        values.find(|&value| self.value_number(value) == Some(number)).filter(|&value| self.is_limited(value))
    }

    fn is_packed(&self, id: FieldId, ty: FieldType) -> bool {
        let packable = match ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        packable
            && match self.syntax(self.decls.fields[id].file) {
                Syntax::Proto2 => self.says(id, "packed", "true"),
                Syntax::Proto3 => !self.says(id, "packed", "false"),
                Syntax::Edition(_) => self.choice(id, Choice::RepeatedEncoding) != Some("EXPANDED"),
            }
    }

    fn is_implicit(&self, id: FieldId, ty: FieldType) -> bool {
        let entry = &self.decls.fields[id];
        let is_plain = matches!(entry.decl, FieldDecl::Field(_)) && entry.oneof.is_none() && ty.message().is_none();
        is_plain
            && match self.syntax(entry.file) {
                Syntax::Proto2 => false,
                Syntax::Proto3 => true,
                Syntax::Edition(_) => self.choice(id, Choice::FieldPresence) == Some("IMPLICIT"),
            }
    }

    fn is_delimited(&self, id: FieldId) -> bool {
        let entry = &self.decls.fields[id];
        matches!(entry.decl, FieldDecl::Field(ast::FieldDecl { ty: TypeExpr::Named(_), .. }))
            && matches!(self.syntax(entry.file), Syntax::Edition(_))
            && self.choice(id, Choice::MessageEncoding) == Some("DELIMITED")
    }

    /// Whether a field must be set.
    pub(super) fn is_required(&self, id: FieldId) -> bool {
        let entry = &self.decls.fields[id];
        match (entry.decl, self.syntax(entry.file)) {
            (FieldDecl::Field(_), Syntax::Edition(_)) => {
                self.choice(id, Choice::FieldPresence) == Some("LEGACY_REQUIRED")
            }
            (FieldDecl::Field(decl), _) => matches!(decl.label, Some((Label::Required, _))),
            (FieldDecl::MapKey(_) | FieldDecl::MapValue(_), _) => false,
        }
    }

    fn is_message_set(&self, message: MessageId) -> bool {
        let entry = &self.decls.messages[message];
        let text = self.text(entry.file);
        message_options(entry.decl)
            .any(|decl| is_named(decl, "message_set_wire_format", text) && decl.value.span.of(text) == "true")
    }

    /// Whether a message keeps this name from being used again.
    pub(super) fn is_reserved(&self, message: MessageId, name: &str) -> bool {
        let entry = &self.decls.messages[message];
        let text = self.text(entry.file);
        message_body(entry.decl).iter().any(|member| match member {
            ast::Member::Reserved(ast::ReservedDecl { what: ast::Reserved::Strings(names), .. }) => {
                names.iter().any(|&span| *literal::string(text, span) == *name.as_bytes())
            }
            ast::Member::Reserved(ast::ReservedDecl { what: ast::Reserved::Identifiers(names), .. }) => {
                names.iter().any(|span| span.of(text) == name)
            }
            _ => false,
        })
    }

    /// Whether an enum takes only the numbers that it names.
    pub(super) fn is_closed(&self, id: EnumId) -> bool {
        let entry = &self.decls.enums[id];
        let own = entry.decl.body.iter().filter_map(|member| match member {
            ast::EnumMember::Option(decl) => Some(decl),
            _ => None,
        });
        match self.syntax(entry.file) {
            Syntax::Proto2 => true,
            Syntax::Proto3 => false,
            Syntax::Edition(_) => {
                let own = features::chosen(self.text(entry.file), own).get(Choice::EnumType);
                own.or_else(|| self.chosen[entry.file].get(Choice::EnumType)) == Some("CLOSED")
            }
        }
    }

    /// The number of a value of an enum, by the name of the value.
    pub(super) fn value_named(&self, id: EnumId, name: &str) -> Option<i32> {
        let values = self.decls.enums[id].values.iter();
        values.copied().find(|&value| self.value_name(value) == name).and_then(|value| self.value_number(value))
    }

    /// Whether an enum names a number.
    pub(super) fn has_number(&self, id: EnumId, number: i32) -> bool {
        self.decls.enums[id].values.iter().any(|&value| self.value_number(value) == Some(number))
    }

    pub(super) fn value_name(&self, value: EnumValueId) -> &'a str {
        self.decls.names.text(self.decls.enum_values[value].name)
    }

    fn value_number(&self, value: EnumValueId) -> Option<i32> {
        let entry = &self.decls.enum_values[value];
        let text = self.text(self.decls.enums[entry.parent].file);
        i32::try_from(literal::signed(text, entry.decl.number)?).ok()
    }

    /// Whether text format may call the field of a group by this name, which is that of the group.
    pub(super) fn is_group_like(&self, shape: &Shape, name: &str) -> bool {
        let FieldType::Group(message) = shape.ty else { return false };
        let (field, group) = (&self.decls.fields[shape.id], &self.decls.messages[message]);
        let scope = match field.scope {
            FieldScope::Message(message) => Parent::Message(message),
            FieldScope::Extend { scope, .. } => scope,
        };
        let own = self.decls.names.text(group.name);
        let lends = self.field_name(shape.id) == own.to_ascii_lowercase();
        own == name && lends && field.file == group.file && scope == group.parent
    }
}

fn message_named(decls: &Decls<'_>, full_name: &str) -> Option<MessageId> {
    match decls.symbols.get(&decls.names.find(full_name)?)? {
        (_, Symbol::Message(id)) => Some(*id),
        _ => None,
    }
}

fn begins_with(decl: &OptionDecl, names: &[&str], text: &str) -> bool {
    decl.name.first().is_some_and(|part| !part.is_extension && names.contains(&part.span.of(text)))
}

/// Whether an option has one plain part, and it is this one.
pub(super) fn is_named(decl: &OptionDecl, name: &str, text: &str) -> bool {
    matches!(&*decl.name, [part] if !part.is_extension && part.span.of(text) == name)
}

/// The options of a file.
pub(super) fn file_options<'t>(unit: &Unit<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    unit.file.items.iter().filter_map(|item| match item {
        ast::Item::Option(decl) => Some(decl),
        _ => None,
    })
}

/// What stands between the braces of a message; nothing for the entry of a map.
pub(super) fn message_body(decl: MessageDecl<'_>) -> &[ast::Member] {
    match decl {
        MessageDecl::Message(decl) => &decl.body,
        MessageDecl::Group(decl) => decl.group.as_ref().map_or(&[], |group| &group.body),
        MessageDecl::MapEntry(_) => &[],
    }
}

/// The options of a message.
pub(super) fn message_options<'t>(decl: MessageDecl<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    message_body(decl).iter().filter_map(|member| match member {
        ast::Member::Option(decl) => Some(decl),
        _ => None,
    })
}
