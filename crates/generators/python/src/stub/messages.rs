//! Classes of messages: fields as attributes, their numbers as constants, and the arguments of `__init__`.

use super::super::names::is_keyword;
use super::super::page::Page;
use super::Stub;
use super::types::WELL_KNOWN;
use protoward_schema::{MessageId, Parent};

impl Stub<'_> {
    pub(super) fn message(&self, id: MessageId, page: &mut Page) {
        let schema = self.schema;
        let message = &self.schema[id];
        let name = schema.text(message.name);
        let is_top = matches!(message.parent, Parent::File(_));
        let base = if is_top && WELL_KNOWN.contains(&schema.text(message.full_name)) {
            format!(", _well_known_types.{name}")
        } else {
            String::new()
        };
        page.line(format_args!("class {name}(_message.Message{base}):"));
        page.deeper(4, |page| self.body(id, page));
    }

    fn body(&self, id: MessageId, page: &mut Page) {
        let schema = self.schema;
        let message = &self.schema[id];
        page.line(format_args!("__slots__ = ({})", self.slots(id)));
        if !message.extension_ranges.is_empty() {
            page.line(format_args!("Extensions: _python_message._ExtensionDict"));
        }
        for &id in &message.enums {
            self.enumeration(id, page);
            self.values(id, page);
        }
        message.messages.iter().for_each(|&id| self.message(id, page));
        self.extensions(&message.extensions, page);
        for name in message.fields.iter().map(|&id| schema.text(schema[id].name)) {
            page.line(format_args!("{}_FIELD_NUMBER: _ClassVar[int]", name.to_ascii_uppercase()));
        }
        for (field, name) in self.fields(id) {
            page.line(format_args!("{name}: {}", self.types.field(field, id)));
        }
        self.constructor(id, page);
    }

    /// Returns the field names as members of a tuple.
    fn slots(&self, id: MessageId) -> String {
        let names: Vec<String> = self.fields(id).map(|(_, name)| format!("\"{name}\"")).collect();
        match &names[..] {
            [name] => format!("{name},"),
            names => names.join(", "),
        }
    }

    fn constructor(&self, id: MessageId, page: &mut Page) {
        let mut this = "self".to_owned();
        while self.fields(id).any(|(_, name)| name == this) {
            this.push('_');
        }
        page.start();
        page.put(format_args!("def __init__({this}"));
        for (field, name) in self.fields(id) {
            page.put(format_args!(", {name}: {} = ...", self.types.argument(field, id)));
        }
        // Other fields can only be passed as `**{"class": …}`.
        if self.fields(id).count() < self.schema[id].fields.len() {
            page.put(format_args!(", **kwargs"));
        }
        page.put(format_args!(") -> None: ..."));
        page.end();
    }

    /// Returns the fields that a stub can name.
    fn fields(&self, id: MessageId) -> impl Iterator<Item = (protoward_schema::FieldId, &str)> {
        let named = self.schema[id].fields.iter().map(|&id| (id, self.schema.text(self.schema[id].name)));
        named.filter(|(_, name)| !is_keyword(name))
    }
}
