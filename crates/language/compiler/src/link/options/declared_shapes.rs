//! The shapes of declared types, which are computed on first use.

use super::features::{self, Choice};
use super::known_fields::KnownPart;
use super::model::{self, Model};
use super::shapes::{EnumShape, Extensions, MessageShape, Shape};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope, MessageDecl};
use crate::lookup::NameIndex;
use crate::lookup::{HashMap, HashSet};
use protoward_schema::{EnumId, EnumValueId, FieldId, FieldType, FileId, MessageId, Parent, Syntax};
use protoward_syntax::ast::{self, Label, OptionDecl, TypeExpr};
use protoward_syntax::{literal, options};

impl<'a, 't> Model<'a, 't> {
    pub(super) fn message(&self, id: MessageId) -> &MessageShape<'a> {
        self.shapes.messages[id.index()].get_or_init(|| Box::new(self.make_message(id)))
    }

    pub(super) fn enumeration(&self, id: EnumId) -> &EnumShape<'a> {
        self.shapes.enums[id.index()].get_or_init(|| Box::new(self.make_enum(id)))
    }

    /// Returns the shape of a field or extension; `None` if its declaration is invalid.
    pub(super) fn field_shape(&self, id: FieldId) -> Option<&Shape<'a>> {
        let entry = &self.decls.fields[id];
        if let FieldScope::Message(message) = entry.scope() {
            return self.message(message).field(self.field_name(id))?;
        }
        let extensions = self.shapes.extensions[entry.file.index()].get_or_init(|| self.make_extensions(entry.file));
        let index = extensions.binary_search_by_key(&id, |(other, _)| *other).ok()?;
        extensions[index].1.as_ref()
    }

    fn make_message(&self, id: MessageId) -> MessageShape<'a> {
        let entry = &self.decls.messages[id];
        let fields: Vec<_> = entry.fields.iter().map(|&id| self.make_shape(id)).collect();
        let by_name = NameIndex::new(&mut entry.fields.iter().map(|&id| self.field_name(id)));
        let required = Vec::new();
        let reserved = self.reserved(id);
        let is_map_entry = matches!(entry.decl, MessageDecl::MapEntry(_));
        let mut message = MessageShape { fields, by_name, required, reserved, is_map_entry };
        message.required = message.fields().filter(|shape| shape.required).copied().collect();
        message
    }

    /// Returns the reserved names of a message.
    fn reserved(&self, id: MessageId) -> HashSet<String> {
        let entry = &self.decls.messages[id];
        let text = self.text(entry.file);
        let mut reserved = HashSet::default();
        for member in entry.decl.body() {
            let ast::Member::Reserved(decl) = member else { continue };
            match &decl.what {
                ast::Reserved::Strings(names) => {
                    reserved.extend(names.iter().map(|&name| literal::string_lossy(text, name).into_owned()));
                }
                ast::Reserved::Identifiers(names) => {
                    reserved.extend(names.iter().map(|name| name.of(text).to_owned()));
                }
                ast::Reserved::Numbers(_) => {}
            }
        }
        reserved
    }

    fn make_enum(&self, id: EnumId) -> EnumShape<'a> {
        let entry = &self.decls.enums[id];
        let text = self.text(entry.file);
        let number =
            |value: EnumValueId| i32::try_from(literal::signed(text, self.decls.enum_values[value].decl.number)?).ok();
        let mut names = Vec::new();
        let mut numbers = Vec::new();
        let mut limited = Vec::new();
        let mut by_number: HashMap<i64, usize> = HashMap::default();
        for &value in &entry.values {
            let Some(number) = number(value) else { continue };
            let index = numbers.len();
            if *by_number.entry(number.into()).or_insert(index) == index && self.is_limited(value) {
                limited.push((number, value));
            }
            names.push(self.decls.enum_values[value].name);
            numbers.push(number);
        }
        EnumShape {
            first: numbers.first().copied().unwrap_or_default(),
            numbers,
            by_name: NameIndex::new(&mut names.into_iter()),
            by_number,
            limited,
            is_closed: self.is_closed(id),
        }
    }

    fn is_limited(&self, value: EnumValueId) -> bool {
        let entry = &self.decls.enum_values[value];
        let text = self.text(self.decls.enums[entry.parent].file);
        options::compact(entry.decl.options.as_deref()).iter().any(|decl| begins_with(decl, &["feature_support"], text))
    }

    fn is_closed(&self, id: EnumId) -> bool {
        let entry = &self.decls.enums[id];
        let mut own = options::statements(&entry.decl.body);
        match self.syntax(entry.file) {
            Syntax::Proto2 => true,
            Syntax::Proto3 => false,
            Syntax::Edition(_) => {
                let own = features::chosen(self.text(entry.file), &mut own).get(Choice::EnumType);
                own.or_else(|| self.chosen(entry.file).get(Choice::EnumType)) == Some("CLOSED")
            }
        }
    }

    fn make_extensions(&self, file: FileId) -> Extensions<'a> {
        let mut extensions = Vec::new();
        for (id, field) in self.decls.fields.slice(self.decls.files[file].all.fields.clone()) {
            if let FieldScope::Extend { .. } = field.scope() {
                extensions.push((id, self.make_shape(id)));
            }
        }
        extensions.into()
    }

    fn make_shape(&self, id: FieldId) -> Option<Shape<'a>> {
        let entry = &self.decls.fields[id];
        let text = self.text(entry.file);
        let (number, repeated) = match entry.decl() {
            FieldDecl::Field(decl) => {
                let repeated = matches!(decl.label, Some(Label::Repeated));
                (literal::unsigned(decl.number.of(text))?, repeated || matches!(decl.ty, TypeExpr::Map { .. }))
            }
            FieldDecl::MapKey(_) => (1, false),
            FieldDecl::MapValue(_) => (2, false),
        };
        let ty = self.ty(id);
        let extension = matches!(entry.scope(), FieldScope::Extend { .. });
        let number = u32::try_from(number).ok()?;
        Some(Shape {
            id,
            name: self.field_name(id),
            number,
            ty,
            repeated,
            required: self.is_required(id),
            packed: repeated && self.is_packed(id, ty),
            implicit: !repeated && !extension && self.is_implicit(id, ty),
            extension,
            source_only: self.says(id, "retention", "RETENTION_SOURCE"),
            limited: self.mentions(id, &["targets", "feature_support"]),
            limited_values: matches!(ty, FieldType::Enum(id) if !self.enumeration(id).limited.is_empty()),
            in_message_set: extension && self.containing(id).is_some_and(|message| self.is_message_set(message)),
            known: self.known(id, number, ty),
            oneof: entry.oneof().filter(|_| !entry.proto3_optional),
        })
    }

    fn known(&self, id: FieldId, number: u32, ty: FieldType) -> KnownPart {
        let entry = &self.decls.fields[id];
        match entry.scope() {
            FieldScope::Extend { .. } => KnownPart::Nothing,
            FieldScope::Message(message) if self.units[entry.file.index()].name == model::DESCRIPTOR => {
                KnownPart::of(self.full_name(message), number, ty)
            }
            FieldScope::Message(_) => KnownPart::Whole,
        }
    }

    fn ty(&self, id: FieldId) -> FieldType {
        match self.types.fields[id] {
            FieldType::Message(message) if self.is_delimited(id) => FieldType::Group(message),
            ty => ty,
        }
    }

    /// Returns the value of a feature for a field, set by the field or its file.
    fn choice(&self, id: FieldId, choice: Choice) -> Option<&'t str> {
        let entry = &self.decls.fields[id];
        let own = features::chosen(self.text(entry.file), &mut field_options(entry).iter());
        own.get(choice).or_else(|| self.chosen(entry.file).get(choice))
    }

    /// Returns `true` if a field has a plain option with this identifier as its value.
    fn says(&self, id: FieldId, option: &str, word: &str) -> bool {
        let entry = &self.decls.fields[id];
        let text = self.text(entry.file);
        let says = |decl: &OptionDecl| model::is_named(decl, option, text) && decl.value.span.of(text) == word;
        field_options(entry).iter().any(says)
    }

    /// Returns `true` if a field sets one of these options or a field inside it.
    fn mentions(&self, id: FieldId, options: &[&str]) -> bool {
        let entry = &self.decls.fields[id];
        let text = self.text(entry.file);
        field_options(entry).iter().any(|decl| begins_with(decl, options, text))
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
        let is_plain = matches!(entry.decl(), FieldDecl::Field(_)) && entry.oneof().is_none() && ty.message().is_none();
        is_plain
            && match self.syntax(entry.file) {
                Syntax::Proto2 => false,
                Syntax::Proto3 => true,
                Syntax::Edition(_) => self.choice(id, Choice::FieldPresence) == Some("IMPLICIT"),
            }
    }

    fn is_delimited(&self, id: FieldId) -> bool {
        let entry = &self.decls.fields[id];
        matches!(entry.decl(), FieldDecl::Field(ast::FieldDecl { ty: TypeExpr::Named(_), .. }))
            && matches!(self.syntax(entry.file), Syntax::Edition(_))
            && self.choice(id, Choice::MessageEncoding) == Some("DELIMITED")
    }

    fn is_required(&self, id: FieldId) -> bool {
        let entry = &self.decls.fields[id];
        match (entry.decl(), self.syntax(entry.file)) {
            (FieldDecl::Field(_), Syntax::Edition(_)) => {
                self.choice(id, Choice::FieldPresence) == Some("LEGACY_REQUIRED")
            }
            (FieldDecl::Field(decl), _) => matches!(decl.label, Some(Label::Required)),
            (FieldDecl::MapKey(_) | FieldDecl::MapValue(_), _) => false,
        }
    }

    fn is_message_set(&self, message: MessageId) -> bool {
        let entry = &self.decls.messages[message];
        let text = self.text(entry.file);
        model::message_options(entry.decl)
            .any(|decl| model::is_named(decl, "message_set_wire_format", text) && decl.value.span.of(text) == "true")
    }

    /// Returns `true` if the name is the group name of the field, which text format accepts as the field name.
    pub(super) fn is_group_like(&self, shape: &Shape<'_>, name: &str) -> bool {
        let FieldType::Group(message) = shape.ty else { return false };
        let field = &self.decls.fields[shape.id];
        let group = &self.decls.messages[message];
        let scope = match field.scope() {
            FieldScope::Message(message) => Parent::Message(message),
            FieldScope::Extend { scope, .. } => scope,
        };
        let own = group.name;
        let lends = shape.name == own.to_ascii_lowercase();
        own == name && lends && field.file == group.file && scope == group.parent
    }
}

fn begins_with(decl: &OptionDecl, names: &[&str], text: &str) -> bool {
    decl.name.first().is_some_and(|part| !part.is_extension && names.contains(&part.span.of(text)))
}

const fn field_options<'t>(entry: &FieldEntry<'t>) -> &'t [OptionDecl] {
    match entry.decl() {
        FieldDecl::Field(decl) => match &decl.options {
            Some(options) => options.items.as_slice(),
            None => &[],
        },
        FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => &[],
    }
}
