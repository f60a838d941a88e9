//! Names of imported modules, under which the code for services refers to messages of other files.

use super::super::module::import_alias;
use super::super::names;
use super::NoModule;
use protoward_schema::{FileId, MessageId, Schema};

/// Names of modules and message classes in one output.
pub(super) struct Modules<'a> {
    schema: &'a Schema,
    prefix: Option<&'a str>,
    /// The file into whose module the output is inserted.
    inside: Option<FileId>,
}

impl<'a> Modules<'a> {
    /// Creates names for a separate module; `prefix` is removed from module names.
    pub(super) fn new(schema: &'a Schema, prefix: Option<&'a str>) -> Self {
        Self { schema, prefix, inside: None }
    }

    /// Sets the file of the enclosing module, whose messages need no qualification.
    pub(super) fn inside(self, file: FileId) -> Self {
        Self { inside: Some(file), ..self }
    }

    /// Returns the module of a file: `a.b_pb2`.
    pub(super) fn of_file(&self, file: FileId) -> String {
        let module = names::module(self.schema.text(self.schema[file].path));
        match self.prefix.and_then(|prefix| module.strip_prefix(prefix)) {
            Some(rest) => rest.to_owned(),
            None => module,
        }
    }

    /// Returns the class of a message: `a_dot_b__pb2.Outer.Inner`.
    pub(super) fn class(&self, id: MessageId) -> Result<String, NoModule> {
        let schema = self.schema;
        let message = &self.schema[id];
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
