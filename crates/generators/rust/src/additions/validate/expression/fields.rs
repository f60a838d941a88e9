//! Fields of messages, keys of maps, and indices of lists.

use protoward_dynamic::Message;
use protoward_schema::{FieldId, MessageId, Presence, Shape};

use super::code::Code;
use super::compiler::{Compiler, Step};
use super::form::{Element, Form};
use super::forms::borrowed;
use crate::MemberCode;

impl Compiler<'_> {
    /// Compiles `operand.name`.
    pub(super) fn select(&mut self, operand: Code, name: &str) -> Step {
        match &operand.form {
            Form::Message { ty, may_be_absent } => {
                let field = self.field(*ty, name)?;
                if !may_be_absent {
                    return Ok(self.field_of(field, &operand.text)?.failing_like(&operand));
                }
                let message = self.name();
                let found = self.field_of(field, &message)?;
                let absent = self.absent(field)?;
                let (found, absent) = self.unified(found, absent)?;
                let text = format!(
                    "(match {} {{ ::core::option::Option::Some({message}) => {}, ::core::option::Option::None => {} }})",
                    operand.text, found.text, absent.text
                );
                Ok(Code::new(text, found.form).failing_like(&operand))
            }
            Form::Constant(_) => self.select_constant(&operand, name),
            _ => {
                let key = Code::new(format!("{name:?}"), Form::TEXT);
                self.index(operand, key)
            }
        }
    }

    fn field(&self, ty: MessageId, name: &str) -> Step<FieldId> {
        let schema = self.scope.reading.schema;
        let found = schema[ty].fields.iter().copied().find(|&id| schema.text(schema[id].name) == name);
        found.ok_or_else(|| format!("the unknown field `{name}`"))
    }

    fn member(&self, field: FieldId) -> Step<MemberCode> {
        let schema = self.scope.reading.schema;
        let member = self.scope.names.member(field);
        member.ok_or_else(|| format!("the field `{}`, which has no generated code", schema.text(schema[field].name)))
    }

    fn element(&self, field: FieldId, member: &MemberCode) -> Element {
        Element::of(self.scope.reading.schema, field, &member.ty, member.is_boxed)
    }

    /// Returns the code of a field of a message.
    fn field_of(&mut self, field: FieldId, message: &str) -> Step {
        let member = self.member(field)?;
        if !matches!(self.scope.reading.schema.shape(field), Shape::Single(_)) {
            let place = format!("{message}.{}", member.name);
            let is_map = matches!(self.scope.reading.schema.shape(field), Shape::Map { .. });
            return self.all_of(field, &if is_map { format!("(&{place})") } else { place });
        }
        let element = self.element(field, &member);
        if !member.is_option {
            return element.read(&format!("(&{message}.{})", member.name));
        }
        let value = self.name();
        let present = element.read(&value)?;
        let absent = self.absent(field)?;
        let (present, absent) = self.unified(present, absent)?;
        let (place, pattern) = optional(&member, message, &value);
        let text = format!("(match {place} {{ {pattern} => {}, _ => {} }})", present.text, absent.text);
        Ok(Code::new(text, present.form))
    }

    /// Returns the value of a field that is not set.
    fn absent(&mut self, field: FieldId) -> Step {
        let schema = self.scope.reading.schema;
        let member = self.member(field)?;
        match schema.shape(field) {
            Shape::Repeated { .. } => Ok(Code::new("(&[][..])", Form::Slice(self.element(field, &member)))),
            Shape::Map { key, value } => {
                let value = Element::of(schema, value, &member.ty, false);
                Ok(Code::new("::core::option::Option::None", Form::Map(Element::of_key(schema, key), value)))
            }
            Shape::Single(_) => {
                let element = self.element(field, &member);
                if let Some(absent) = element.absent() {
                    return Ok(absent);
                }
                let default = self.scope.reading.field(&Message::new(schema[field].containing()), field);
                let code = self.constant(&default)?;
                let form = element.form()?;
                self.convert(code, &form)
            }
        }
    }

    /// Compiles `has(operand.name)`.
    pub(super) fn has(&mut self, operand: Code, name: &str) -> Step {
        match &operand.form {
            Form::Message { ty, may_be_absent } => {
                let field = self.field(*ty, name)?;
                if !may_be_absent {
                    let text = self.is_set(field, &operand.text)?;
                    return Ok(Code::of(&[&operand], text, Form::Bool));
                }
                let message = self.name();
                let is_set = self.is_set(field, &message)?;
                let text = format!("{}.is_some_and(|{message}| {is_set})", operand.text);
                Ok(Code::of(&[&operand], text, Form::Bool))
            }
            Form::Constant(_) => self.has_constant(&operand, name),
            _ => {
                let key = Code::new(format!("{name:?}"), Form::TEXT);
                self.is_in(key, operand)
            }
        }
    }

    /// Returns the Rust expression that is `true` if a field is set.
    fn is_set(&self, field: FieldId, message: &str) -> Step<String> {
        let member = self.member(field)?;
        let place = format!("{message}.{}", member.name);
        Ok(match (self.scope.reading.schema.shape(field), &member.variant) {
            (Shape::Repeated { .. } | Shape::Map { .. }, _) => format!("(!{place}.is_empty())"),
            (Shape::Single(_), Some(variant)) => {
                format!("::core::matches!({place}, ::core::option::Option::Some({variant}(_)))")
            }
            (Shape::Single(_), None) if member.is_option => format!("{place}.is_some()"),
            (Shape::Single(Presence::Implicit), None) => self.element(field, &member).is_set(&format!("(&{place})")),
            (Shape::Single(Presence::Explicit | Presence::Required), None) => "true".to_owned(),
        })
    }

    /// Compiles `operand[key]`.
    pub(super) fn index(&mut self, operand: Code, key: Code) -> Step {
        let key = self.present(key);
        match (&operand.form, &key.form) {
            (Form::Slice(element), Form::Int) => {
                let found = format!("__cel::index({}, {})?", operand.text, key.text);
                let code = element.read(&format!("({found})"))?;
                Ok(Code { fails: true, is_local: operand.is_local, ..code })
            }
            (Form::Array(of) | Form::List(of) | Form::Iterator(of), Form::Int) => {
                let text = format!("__cel::at({}, {})", operand.text, key.text);
                Ok(Code::fallible(&[&operand, &key], &text, of.as_ref().clone()))
            }
            (Form::Map(_, element), _) => {
                let found = self.find(&operand, &key)?;
                let code = element.read(&format!("(__cel::required({})?)", found.text))?;
                Ok(Code { fails: true, is_local: operand.is_local, ..code })
            }
            (Form::Dyn, _) => {
                let key = self.dynamic(key)?;
                let text = format!("{}.at(&{})", operand.text, key.text);
                Ok(Code::fallible(&[&operand, &key], &text, Form::Dyn))
            }
            (_, Form::Dyn) => Err("an index whose type is known at run time only".to_owned()),
            _ => Err("an index of this value".to_owned()),
        }
    }

    /// Returns an `Option` of a reference to the value of a key.
    fn find(&mut self, map: &Code, key: &Code) -> Step {
        let Form::Map(of_key, _) = &map.form else { return Err("a key of a value that is no map".to_owned()) };
        let of_number = of_key.number();
        let text = match (&key.form, of_key.form()?, of_number) {
            (Form::Text { .. }, Form::Text { .. }, _) => {
                format!("__cel::find::<str, _>({}, {})", map.text, borrowed(key))
            }
            (Form::Bool, Form::Bool, _) => format!("__cel::find::<bool, _>({}, &{})", map.text, key.text),
            (Form::Int | Form::Uint, Form::Int | Form::Uint, Some(number)) => {
                format!("__cel::find_number::<{number}, _>({}, {})", map.text, key.text)
            }
            _ => return Err("a key of another type than those of the map".to_owned()),
        };
        Ok(Code::of(&[map, key], text, Form::Null))
    }

    /// Compiles `value in collection`.
    pub(super) fn is_in(&mut self, value: Code, collection: Code) -> Step {
        let value = if matches!(collection.form, Form::Map(..)) { self.present(value) } else { value };
        match &collection.form {
            Form::Map(..) => {
                let found = self.find(&collection, &value)?;
                Ok(Code { text: format!("{}.is_some()", found.text), form: Form::Bool, ..found })
            }
            form if form.is_list() => {
                let parts = [value.clone(), collection.clone()];
                let elements = self.elements(collection)?;
                let (name, item) = (self.name(), self.name());
                // The comparison borrows texts, and copies or shares others.
                let is_text = matches!(value.form, Form::Text { .. } | Form::Bytes { .. });
                let searched = if is_text || value.form.is_copy() { name.clone() } else { format!("{name}.clone()") };
                let read = elements.read(&item)?;
                let equal = self.equal(read, Code { text: searched, fails: false, ..value.clone() }, true)?;
                if equal.fails {
                    return Err("a search for a map in a list".to_owned());
                }
                let text =
                    format!("({{ let {name} = {}; {}.any(|{item}| {}) }})", value.text, elements.iterator, equal.text);
                Ok(Code::of(&[&parts[0], &parts[1]], text, Form::Bool))
            }
            Form::Dyn => {
                let value = self.dynamic(value)?;
                Ok(Code::fallible(
                    &[&value, &collection],
                    &format!("{}.is_in(&{})", value.text, collection.text),
                    Form::Bool,
                ))
            }
            _ => Err("`in` of a value that is neither a list nor a map".to_owned()),
        }
    }
}

/// Returns the Rust expression of the optional value of a field, and the pattern of a present one.
fn optional(member: &MemberCode, message: &str, value: &str) -> (String, String) {
    let some = "::core::option::Option::Some";
    let pattern = match &member.variant {
        Some(variant) => format!("{some}({variant}({value}))"),
        None => format!("{some}({value})"),
    };
    (format!("&{message}.{}", member.name), pattern)
}
