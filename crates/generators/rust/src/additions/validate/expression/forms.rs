//! Conversions between the forms of values.

use protoward_schema::FieldId;

use super::code::Code;
use super::compiler::{Compiler, Step};
use super::form::{Element, Form};

/// The elements of a list, or the keys of a map.
pub(super) struct Elements {
    /// The Rust expression of an iterator.
    pub(super) iterator: String,
    /// The list.
    pub(super) of: Code,
    /// How the item of the iterator is read.
    item: Item,
}

enum Item {
    /// A reference to a value of a field.
    Field(Element),
    /// The value.
    Value(Form),
}

impl Elements {
    /// Returns the code that reads the item with a name, for any number of times.
    pub(super) fn read(&self, name: &str) -> Step {
        let form = match &self.item {
            Item::Field(element) => return element.read(name).map(|code| self.local(code)),
            Item::Value(form) => form.clone(),
        };
        let (text, form, is_local) = match form {
            Form::Text { is_owned: true } => (format!("(&*{name})"), Form::TEXT, true),
            Form::Bytes { is_owned: true } => (format!("(&*{name})"), Form::BYTES, true),
            form if form.is_copy() => (name.to_owned(), form, false),
            form => (format!("{name}.clone()"), form, false),
        };
        Ok(self.local(Code { is_local, ..Code::new(text, form) }))
    }

    /// Returns the code of the item with a name, which is used for the last time.
    pub(super) fn take(&self, name: &str) -> Step {
        match &self.item {
            Item::Field(_) => self.read(name),
            Item::Value(form) => Ok(self.local(Code::new(name, form.clone()))),
        }
    }

    fn local(&self, code: Code) -> Code {
        Code { is_local: code.is_local || self.of.is_local, ..code }
    }
}

impl Compiler<'_> {
    /// Returns the elements of a list, or the keys of a map.
    pub(super) fn elements(&mut self, of: Code) -> Step<Elements> {
        let text = &of.text;
        let (iterator, item) = match &of.form {
            Form::Slice(element) => (format!("{text}.iter()"), Item::Field(element.clone())),
            Form::Map(key, _) => (format!("{text}.into_iter().flat_map(|map| map.keys())"), Item::Field(key.clone())),
            Form::Array(form) => {
                (format!("::core::iter::IntoIterator::into_iter({text})"), Item::Value(form.as_ref().clone()))
            }
            Form::List(form) => (format!("{text}.into_iter()"), Item::Value(form.as_ref().clone())),
            Form::Iterator(form) => (text.clone(), Item::Value(form.as_ref().clone())),
            Form::Dyn => {
                let elements = Code::fallible(&[&of], &format!("{text}.elements()"), Form::list(Form::Dyn));
                return self.elements(elements);
            }
            _ => return Err("a value that is neither a list nor a map".to_owned()),
        };
        Ok(Elements { iterator, of, item })
    }

    /// Returns the code of the list or map of a field. `place` is the Rust expression of a reference to it.
    pub(super) fn all_of(&self, field: FieldId, place: &str) -> Step {
        let schema = self.scope.reading.schema;
        let member = self.scope.names.member(field).ok_or("a field without generated code")?;
        Ok(match schema.shape(field) {
            protoward_schema::Shape::Map { key, value } => {
                let value = Element::of(schema, value, &member.ty, false);
                let text = format!("::core::option::Option::Some({place})");
                Code::new(text, Form::Map(Element::of_key(schema, key), value))
            }
            _ => {
                let element = Element::of(schema, field, &member.ty, member.is_boxed);
                Code::new(format!("{place}.as_slice()"), Form::Slice(element))
            }
        })
    }

    /// Converts a value to a form that fits it.
    pub(super) fn convert(&mut self, code: Code, form: &Form) -> Step {
        if code.form == *form {
            return Ok(code);
        }
        let of = |text: String| Ok(Code::of(&[&code], text, form.clone()));
        let text = &code.text;
        match (&code.form, form) {
            (Form::Text { is_owned: false }, Form::Text { is_owned: true })
            | (Form::Bytes { is_owned: false }, Form::Bytes { is_owned: true }) => {
                of(format!("__cel::alloc::borrow::Cow::Borrowed({text})"))
            }
            (Form::Null, Form::Optional(_)) => of("::core::option::Option::None".to_owned()),
            (Form::Optional(from), Form::Optional(to)) => {
                let name = self.name();
                let inner = self.convert(Code::new(&name, from.as_ref().clone()), to)?;
                of(format!("{text}.map(|{name}| {})", inner.text))
            }
            (_, Form::Optional(to)) => {
                let inner = self.convert(code.clone(), to)?;
                of(format!("::core::option::Option::Some({})", inner.text))
            }
            (Form::Message { may_be_absent: false, .. }, Form::Message { may_be_absent: true, .. }) => {
                of(format!("::core::option::Option::Some({text})"))
            }
            (Form::Array(from), Form::List(to)) if from == to => of(format!("__cel::alloc::vec::Vec::from({text})")),
            (from, Form::List(to)) if from.is_list() => {
                let elements = self.elements(code.clone())?;
                let name = self.name();
                let item = elements.take(&name)?;
                let converted = self.convert(item, to)?;
                if converted.fails {
                    return Err("a list of maps with values of different types".to_owned());
                }
                of(format!(
                    "{}.map(|{name}| {}).collect::<__cel::alloc::vec::Vec<_>>()",
                    elements.iterator, converted.text
                ))
            }
            (_, Form::Dyn) => self.dynamic(code),
            _ => Err("values of different types as one".to_owned()),
        }
    }

    /// Returns a value whose type is known at run time only.
    pub(super) fn dynamic(&mut self, code: Code) -> Step {
        let text = &code.text;
        let value = |text: String| Ok(Code::of(&[&code], text, Form::Dyn));
        match &code.form {
            Form::Dyn => Ok(code),
            Form::Null => value("__cel::Value::Null".to_owned()),
            Form::Type => value(format!("__cel::Value::Type({text})")),
            form if form.is_list() => {
                let elements = self.elements(code.clone())?;
                let name = self.name();
                let item = elements.take(&name)?;
                let item = self.dynamic(item)?;
                if item.fails {
                    let inner =
                        format!("|{name}| ::core::result::Result::Ok(::core::option::Option::Some({}))", item.text);
                    let text = format!("__cel::filter_map({}, {inner})", elements.iterator);
                    let list = Code::fallible(&[&code], &text, Form::list(Form::Dyn));
                    return Ok(Code { text: format!("__cel::Value::List({})", list.text), form: Form::Dyn, ..list });
                }
                value(format!("__cel::Value::list({}.map(|{name}| {}))", elements.iterator, item.text))
            }
            Form::Map(key, element) => {
                let (key_name, value_name) = (self.name(), self.name());
                let (key, element) = (key.read(&key_name)?, element.read(&value_name)?);
                let (key, element) = (self.dynamic(key)?, self.dynamic(element)?);
                let entries = format!(
                    "__cel::Value::map({text}.into_iter().flatten().map(|({key_name}, {value_name})| ({}, {})))",
                    key.text, element.text
                );
                Ok(Code::fallible(&[&code], &entries, Form::Dyn))
            }
            Form::Message { .. } | Form::Constant(_) => Err("a message as a value of any type".to_owned()),
            _ => value(format!("__cel::Value::from({text})")),
        }
    }

    /// Converts two values to a form that fits both.
    pub(super) fn unified(&mut self, one: Code, other: Code) -> Step<(Code, Code)> {
        let form = common(&one.form, &other.form)?;
        Ok((self.convert(one, &form)?, self.convert(other, &form)?))
    }

    /// Returns a value that borrows neither from the variable of a macro nor from temporary values.
    pub(super) fn detached(&mut self, code: Code) -> Step {
        let code = match &code.form {
            Form::Iterator(of) | Form::Array(of) => {
                let list = Form::List(of.clone());
                self.convert(code, &list)?
            }
            _ => code,
        };
        if !code.is_local {
            return Ok(code);
        }
        match &code.form {
            Form::Text { .. } | Form::Bytes { .. } | Form::Optional(_) | Form::List(_) | Form::Dyn => {
                let form = code.form.detached();
                let text = format!("__cel::detached({})", code.text);
                Ok(Code { fails: code.fails, ..Code::new(text, form) })
            }
            _ => Ok(code),
        }
    }

    /// Returns the value of a wrapper, and other values as they are.
    pub(super) fn present(&self, code: Code) -> Code {
        match &code.form {
            Form::Optional(of) => {
                let form = of.as_ref().clone();
                Code::fallible(&[&code], &format!("__cel::present({})", code.text), form)
            }
            _ => code,
        }
    }

    /// Returns a `bool`.
    pub(super) fn boolean(&self, code: Code) -> Step {
        let code = self.present(code);
        match code.form {
            Form::Bool => Ok(code),
            Form::Dyn => Ok(Code::fallible(&[&code], &format!("{}.boolean()", code.text), Form::Bool)),
            _ => Err("a condition that is no `bool`".to_owned()),
        }
    }
}

/// Returns the Rust expression of a `&str` or of a `&[u8]`, which may borrow from a temporary value.
pub(super) fn borrowed(code: &Code) -> String {
    match code.form {
        Form::Text { is_owned: true } | Form::Bytes { is_owned: true } => format!("(&*{})", code.text),
        _ => code.text.clone(),
    }
}

/// Returns the form of values of two forms.
fn common(one: &Form, other: &Form) -> Step<Form> {
    Ok(match (one, other) {
        _ if one == other && !matches!(one, Form::Iterator(_) | Form::Array(_)) => one.clone(),
        (Form::Text { .. }, Form::Text { .. }) => Form::Text { is_owned: true },
        (Form::Bytes { .. }, Form::Bytes { .. }) => Form::Bytes { is_owned: true },
        (Form::Optional(one), Form::Optional(other)) => Form::Optional(Box::new(common(one, other)?)),
        (Form::Null, Form::Optional(of)) | (Form::Optional(of), Form::Null) => Form::Optional(of.clone()),
        (Form::Optional(of), other) | (other, Form::Optional(of)) if !matches!(other, Form::Dyn) => {
            Form::Optional(Box::new(common(of, other)?))
        }
        (Form::Message { ty, .. }, Form::Message { ty: other, .. }) if ty == other => {
            Form::Message { ty: *ty, may_be_absent: true }
        }
        _ if one.is_list() && other.is_list() => Form::list(common(&element_form(one)?, &element_form(other)?)?),
        (Form::Message { .. } | Form::Constant(_), _) | (_, Form::Message { .. } | Form::Constant(_)) => {
            return Err("messages and other values as one".to_owned());
        }
        _ => Form::Dyn,
    })
}

/// Returns the form of the elements of a list.
fn element_form(list: &Form) -> Step<Form> {
    match list {
        Form::Slice(element) => element.form(),
        Form::Array(of) | Form::List(of) | Form::Iterator(of) => Ok(of.as_ref().clone()),
        _ => Err("a value that is no list".to_owned()),
    }
}
