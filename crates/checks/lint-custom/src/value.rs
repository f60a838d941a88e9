//! Values of conditions: those of CEL, and parts of the schema, which are read when a condition asks for them.

use protoward_dynamic::Message;
use protoward_schema::{Element, FeatureSet, FileId};
use std::sync::Arc;

/// A value of a condition.
pub(crate) type Value = protoward_cel::Value<Object>;

/// A part of the schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object {
    Declaration(Element),
    /// An import of a file, by its index.
    Import(FileId, usize),
    Comments(Element),
    Features(FeatureSet),
    Options(Element),
    /// A message in a custom option.
    Message(Arc<Message>),
}

impl protoward_cel::Object for Object {
    fn type_name(&self) -> &str {
        match self {
            Self::Declaration(_) => "declaration",
            Self::Import(..) => "import",
            Self::Comments(_) => "comments",
            Self::Features(_) => "features",
            Self::Options(_) => "options",
            Self::Message(_) => "message",
        }
    }
}
