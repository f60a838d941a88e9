//! Names of the modules that messages are imported from.

use super::super::module::import_alias;
use super::super::names;
use super::NoModule;
use protoward_schema::{FileId, MessageId, Schema};

/// Names of modules and of the messages in them, as one output refers to them.
pub(super) struct Modules<'a> {
    schema: &'a Schema,
    prefix: Option<&'a str>,
    /// The file whose module the output is a part of.
    inside: Option<FileId>,
}

impl<'a> Modules<'a> {
    /// Names for a module of its own; `prefix` is removed from the names of all modules that have it.
    pub(super) fn new(schema: &'a Schema, prefix: Option<&'a str>) -> Self {
        Self { schema, prefix, inside: None }
    }

    /// Names for text inside the module of `file`, where messages of the file need no module.
    pub(super) fn inside(self, file: FileId) -> Self {
        Self { inside: Some(file), ..self }
    }

    /// The module of a file: `a.b_pb2`.
    pub(super) fn of_file(&self, file: FileId) -> String {
        let module = names::module(self.schema.text(self.schema[file].path));
        match self.prefix.and_then(|prefix| module.strip_prefix(prefix)) {
            Some(rest) => rest.to_owned(),
            None => module,
        }
    }

    /// The class of a message: `a_dot_b__pb2.Outer.Inner`.
    pub(super) fn class(&self, id: MessageId) -> Result<String, NoModule> {
        let (schema, message) = (self.schema, &self.schema[id]);
        let path = schema.text(schema[message.file].path);
        if super::base(path).is_none() {
            let message = schema.text(message.full_name).to_owned();
            return Err(NoModule { message, path: path.to_owned() });
        }
        let name = names::in_package(schema, message.file, message.full_name);
        if self.inside == Some(message.file) {
            return Ok(name.to_owned());
        }
        Ok(format!("{}.{name}", import_alias(&self.of_file(message.file))))
    }
}
