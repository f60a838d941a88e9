//! Methods that set a field and return the message: `User::default().with_name("Ada").with_tags(["a", "b"])`.

use protoward_schema::{FieldId, MessageId, OneofId, Shape};

use super::free_name;
use crate::context::{RustContext, Scope};
use crate::field::FieldCount;
use crate::ident::{bare, snake};
use crate::layout::{Expr, SOME, Writer, call, text};

/// A method that sets a field and returns the message.
struct Setter {
    /// The name after `with_`: that of the field, or of the variant if the setter is for one variant of a oneof.
    name: String,
    /// The struct field that is set.
    field: String,
    /// The documentation of the method.
    about: String,
    /// The type of the parameter `value`.
    parameter: String,
    /// The expression that the field is set to.
    value: Expr,
}

impl RustContext<'_> {
    /// Writes the setters of a message, if the settings select it.
    pub(crate) fn setters(&self, id: MessageId, path: &str, writer: &mut Writer) {
        if self.settings.setters.is_empty() || !self.settings.setters.has(path) {
            return;
        }
        let message = &self.schema[id];
        let scope = Scope::of(self.schema, message.file, message.parent);
        let mut setters: Vec<Setter> = self.fields(id).map(|field| self.field_setter(&scope, field, path)).collect();
        setters.extend(self.oneofs(id).map(|oneof| self.oneof_setter(oneof)));
        let variants = message.fields.iter().filter_map(|&field| self.variant_setter(&scope, field, path));
        setters.extend(variants);
        if setters.is_empty() {
            return;
        }
        let mut taken = self.members(id);
        writer.lines(
            "/// Methods that set a field and return the message.\n#[allow(deprecated, non_snake_case, clippy::all)]",
        );
        writer.impl_of(&[], self.names.message(id));
        writer.open_block();
        for setter in setters {
            // `with__1` would not be in snake case.
            let name = free_name(&format!("with_{}", setter.name.trim_start_matches('_')), &mut taken);
            setter.write(&name, writer);
        }
        writer.close("}");
    }

    fn field_setter(&self, scope: &Scope<'_>, id: FieldId, path: &str) -> Setter {
        let field = self.names.field(id).to_owned();
        let name = bare(&field).to_owned();
        let mut about = format!("Sets `{name}`.");
        let (parameter, value) = if let Shape::Map { key, value } = self.schema.shape(id) {
            about = format!("Sets `{name}` to these entries.");
            let [key, value] = self.map_types(scope, (key, value), path).map(|ty| into(&ty));
            let entry = ["key", "value"].map(|part| text(part).method("into", [])).into();
            (iterator(&format!("({key}, {value})")), collected(Expr::Tuple(entry).closure("|(key, value)|")))
        } else {
            let one = into(&self.boxed_type(scope, id, (&self.member(path, id), self.settings.prost())));
            match self.count(id) {
                FieldCount::Implicit | FieldCount::Required => (one, converted()),
                FieldCount::Optional => (one, call(SOME, [converted()])),
                FieldCount::Repeated => {
                    about = format!("Sets `{name}` to these values.");
                    (iterator(&one), collected(text("::core::convert::Into::into")))
                }
            }
        };
        Setter { name, field, about, parameter, value }
    }

    fn oneof_setter(&self, id: OneofId) -> Setter {
        let field = self.names.oneof_field(id).to_owned();
        let name = bare(&field).to_owned();
        let about = format!("Sets `{name}`.");
        Setter { name, field, about, parameter: into(&self.oneof_path(id)), value: call(SOME, [converted()]) }
    }

    /// Returns the setter of a oneof variant.
    fn variant_setter(&self, scope: &Scope<'_>, id: FieldId, path: &str) -> Option<Setter> {
        let oneof = self.oneof_of(id)?;
        let field = self.names.oneof_field(oneof).to_owned();
        let variant = self.names.field(id);
        let value = call(format!("{}::{variant}", self.oneof_path(oneof)), [converted()]);
        Some(Setter {
            name: bare(&snake(self.schema.text(self.schema[id].name))).to_owned(),
            about: format!("Sets `{}` to `{variant}`.", bare(&field)),
            parameter: into(&self.boxed_type(scope, id, (&self.member(path, id), self.settings.prost()))),
            value: call(SOME, [value]),
            field,
        })
    }
}

fn into(ty: &str) -> String {
    format!("impl ::core::convert::Into<{ty}>")
}

fn iterator(item: &str) -> String {
    format!("impl ::core::iter::IntoIterator<Item = {item}>")
}

fn converted() -> Expr {
    text("value").method("into", [])
}

fn collected(each: Expr) -> Expr {
    text("value").method("into_iter", []).method("map", [each]).method("collect", [])
}

impl Setter {
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.line(&format!("/// {}", self.about));
        writer.line("#[must_use]");
        let parameter = format!("value: {}", self.parameter);
        writer.signature(&format!("pub fn {name}"), &[], &["mut self", &parameter], Some("Self"));
        writer.open_block();
        writer.statement(&text("self").field(&self.field).assign(self.value.clone()));
        writer.line("self");
        writer.close("}");
    }
}
