//! Fixes of findings in terms of the two schemas. `protoward-fix-plan` turns them into edits of the new text.

use super::versions::Pair;
use protoward_schema::{Element, FieldId, FileId, MessageId, NumberRange};

/// A change of the new schema that contributes to the fix of a finding.
///
/// A rule describes the change in terms of the two schemas. `protoward-fix-plan` decides whether the text can be edited
/// accordingly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaEdit {
    /// Reserves numbers and names in a new message or enum.
    Reserve {
        /// The message or enum in the new schema.
        target: Element,
        /// The numbers that nothing may use again.
        numbers: Vec<NumberRange>,
        /// The names that nothing may use again.
        names: Vec<String>,
    },
    /// Restores an extension range of a new message.
    Open {
        /// The message in the new schema.
        new: MessageId,
        /// The message in the old schema.
        old: MessageId,
        /// The index of the old range.
        range: usize,
        /// The missing part of the old range.
        numbers: Vec<NumberRange>,
    },
    /// Declares an old element again, at its old place.
    Declare(Element),
    /// Declares an old field again, if the new file can use the label `required`.
    DeclareRequired(FieldId),
    /// Restores a part of a new element to its old value.
    Restore {
        /// The part whose old value is restored.
        part: ElementPart,
        /// The element in the old schema.
        old: Element,
        /// The element in the new schema.
        new: Element,
    },
    /// Makes a new field `optional` instead of `required`.
    Relax(FieldId),
    /// Imports an old file again, in all files that imported it.
    Import(FileId),
    /// Imports a file publicly again.
    ImportPublic {
        /// The old file that was imported.
        file: FileId,
        /// The old file that imported it.
        old: FileId,
        /// The new version of that file.
        new: FileId,
    },
}

/// A part of an element that can be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementPart {
    /// The name of a field, oneof or enum value.
    Name,
    /// The number of a field or enum value.
    Number,
    /// The type of a field, or of the key or value of a map.
    Type,
    /// The cardinality of a field: its label, or its type `map`.
    Cardinality,
    /// The label as a keyword.
    Label,
    /// The oneof that contains a field.
    Oneof,
    /// The option `json_name` of a field.
    JsonName,
    /// The request or response type.
    Message(End),
    /// The `stream` keyword of the request or response.
    Stream(End),
    /// The package of a file.
    Package,
    /// The syntax of a file.
    Syntax,
    /// The visibility of a message or enum to other files.
    Visibility,
    /// An option, or a feature such as `features.json_format`.
    Option {
        /// The name, as in an option statement.
        name: &'static str,
        /// The value to write where neither side sets the option, so that the default of the file or language applies.
        otherwise: Option<&'static str>,
    },
}

/// One end of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The request of a method.
    Request,
    /// The response of a method.
    Response,
}

impl SchemaEdit {
    /// Restores a part of a pair.
    pub(crate) fn restore<T: Into<Element>>(part: ElementPart, pair: Pair<T>) -> Self {
        Self::Restore { part, old: pair.old.into(), new: pair.new.into() }
    }

    /// Restores an option of a pair.
    pub(crate) fn option<T: Into<Element>>(name: &'static str, pair: Pair<T>) -> Self {
        Self::restore(ElementPart::Option { name, otherwise: None }, pair)
    }
}
