//! The facts of a linked schema. `protoward-workspace` finds the same ones in texts, for its walk through a history.

use std::collections::BTreeSet;

use super::{Fact, Streaming, TypeKind, TypeName};
use protoward_schema::{
    Cardinality, EnumId, EnumValueId, FieldId, FieldOwner, FieldType, FileId, MessageId, MethodId, OneofId, Presence,
    Schema, ServiceId, Shape, default_json_name,
};

/// Returns the facts of the schema's own files, without imports.
pub fn facts(schema: &Schema) -> BTreeSet<Fact> {
    let cx = Cx { schema };
    let is_own = |file: FileId| !schema[file].is_import;
    let messages = schema.messages.iter().filter(|(id, it)| is_own(it.file) && !schema.is_map_entry(*id));
    let mut facts: BTreeSet<Fact> =
        messages.map(|(id, _)| Fact::new_type(cx.message_name(id), TypeKind::Message)).collect();
    for (id, it) in schema.enums.iter().filter(|(_, it)| is_own(it.file)) {
        facts.insert(Fact::new_type(schema.text(it.full_name).into(), TypeKind::Enum));
        facts.extend(it.values.iter().map(|&value| cx.value(id, value)));
    }
    for (id, it) in schema.services.iter().filter(|(_, it)| is_own(it.file)) {
        facts.insert(Fact::new_type(schema.text(it.full_name).into(), TypeKind::Service));
        facts.extend(it.methods.iter().map(|&method| cx.method(id, method)));
    }
    let fields = schema.fields.iter().filter(|(_, field)| is_own(field.file));
    facts.extend(fields.filter_map(|(id, _)| cx.field(id)));
    facts
}

/// Returns the fact of a field or extension; `None` for the key and value of a map, which belong to the field.
pub fn of_field(schema: &Schema, id: FieldId) -> Option<Fact> {
    Cx { schema }.field(id)
}

/// Returns the fact of a method.
pub fn of_method(schema: &Schema, id: MethodId) -> Fact {
    Cx { schema }.method(schema[id].service, id)
}

struct Cx<'a> {
    schema: &'a Schema,
}

impl Cx<'_> {
    fn value(&self, of: EnumId, id: EnumValueId) -> Fact {
        let value = &self.schema[id];
        let of = self.schema.text(self.schema[of].full_name).into();
        Fact::Value { of, number: value.number, name: self.schema.text(value.name).into() }
    }

    fn method(&self, service: ServiceId, id: MethodId) -> Fact {
        let method = &self.schema[id];
        Fact::Method {
            service: self.schema.text(self.schema[service].full_name).into(),
            name: self.schema.text(method.name).into(),
            streaming: Streaming::new(method.client_streaming, method.server_streaming),
            input: self.message_name(method.input),
            output: self.message_name(method.output),
        }
    }

    /// Returns the fact of a field; `None` for the key and value of a map, which belong to the field.
    fn field(&self, id: FieldId) -> Option<Fact> {
        let field = &self.schema[id];
        let number = field.number.0;
        let ty = self.ty(id);
        let cardinality = self.cardinality(id);
        let name = self.schema.text(field.name);
        match field.owner {
            FieldOwner::Message(message) if self.schema.is_map_entry(message) => None,
            FieldOwner::Message(message) => {
                let json = self.schema.json_name(id);
                Some(Fact::Field {
                    message: self.message_name(message),
                    number,
                    name: name.into(),
                    ty,
                    cardinality,
                    oneof: field.oneof.and_then(|oneof| self.oneof(oneof)),
                    json: (json != default_json_name(name)).then(|| json.into()),
                })
            }
            FieldOwner::Extension { extendee, .. } => {
                let name = self.schema.full_name(id.into()).into();
                Some(Fact::Extension { extendee: self.message_name(extendee), number, name, ty, cardinality })
            }
        }
    }

    fn oneof(&self, id: OneofId) -> Option<Box<str>> {
        let oneof = &self.schema[id];
        (!oneof.synthetic).then(|| self.schema.text(oneof.name).into())
    }

    fn cardinality(&self, id: FieldId) -> Cardinality {
        let field = &self.schema[id];
        match field.cardinality {
            Cardinality::Repeated => Cardinality::Repeated,
            _ if field.presence() == Presence::Required => Cardinality::Required,
            other => other,
        }
    }

    fn ty(&self, id: FieldId) -> TypeName {
        if let Shape::Map { key, value } = self.schema.shape(id)
            && let FieldType::Scalar(key) = self.schema[key].ty
        {
            return TypeName::Map(key, Box::new(self.single(value)));
        }
        self.single(id)
    }

    fn single(&self, id: FieldId) -> TypeName {
        match self.schema[id].ty {
            FieldType::Scalar(scalar) => TypeName::Scalar(scalar),
            FieldType::Enum(it) => TypeName::Enum(self.schema.text(self.schema[it].full_name).into()),
            FieldType::Message(it) | FieldType::Group(it) => {
                let name = self.message_name(it);
                if self.schema.is_delimited(id) { TypeName::Group(name) } else { TypeName::Message(name) }
            }
        }
    }

    fn message_name(&self, id: MessageId) -> Box<str> {
        self.schema.text(self.schema[id].full_name).into()
    }
}
