use crate::comparison::Pair;
use protoward_schema::{Element, FieldId, FileId, MessageId, NumberRange};

/// What would mend a finding, in terms of the two schemas; the rule says it, and how the text has to change for it is
/// found out later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mend {
    /// Numbers and names of a new message or enum are reserved.
    Reserve {
        /// The message or the enum.
        whole: Element,
        numbers: Vec<NumberRange>,
        names: Vec<String>,
    },
    /// Numbers of a new message are open for extensions again.
    Open {
        new: MessageId,
        old: MessageId,
        /// Which range of the old message.
        range: usize,
        /// What is missing of it.
        numbers: Vec<NumberRange>,
    },
    /// What the old schema declared is declared again, where it stood.
    Declare(Element),
    /// The same, if it can be said with the word `required` again.
    DeclareRequired(FieldId),
    /// A part of a new element is again what it was in the old one.
    Restore { part: Part, old: Element, new: Element },
    /// A new field is `optional` instead of `required`.
    Relax(FieldId),
    /// What imported an old file imports it again.
    Import(FileId),
    /// A new file imports publicly what it imported publicly as an old file.
    ImportPublic {
        /// The old file that was imported.
        file: FileId,
        old: FileId,
        new: FileId,
    },
}

/// A part of an element that can be put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The name, of a field, an oneof or a value.
    Name,
    /// The number, of a field or a value.
    Number,
    /// The type of a field, or of a half of a map.
    Type,
    /// How many values a field holds: its label, or whether it is a map.
    Cardinality,
    /// The label as a word.
    Label,
    /// The oneof that a field is in.
    Oneof,
    /// The name in JSON.
    JsonName,
    /// The type of the request, or of the response.
    Message(End),
    /// Whether requests, or responses, are a stream.
    Stream(End),
    /// The package of a file.
    Package,
    /// The syntax of a file.
    Syntax,
    /// Whether other files can name a message or an enum.
    Visibility,
    /// An option.
    Option {
        /// The name, as an option statement has it.
        name: &'static str,
        /// What to write where neither side says it, as its file, or the language, decides.
        otherwise: Option<&'static str>,
    },
}

/// One end of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Request,
    Response,
}

impl Mend {
    /// Puts a part of a pair back.
    pub(crate) fn restore<T: Into<Element>>(part: Part, pair: Pair<T>) -> Self {
        Self::Restore { part, old: pair.old.into(), new: pair.new.into() }
    }

    /// Puts an option of a pair back.
    pub(crate) fn option<T: Into<Element>>(name: &'static str, pair: Pair<T>) -> Self {
        Self::restore(Part::Option { name, otherwise: None }, pair)
    }
}
