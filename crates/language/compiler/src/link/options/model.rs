//! The declarations as the interpretation of options needs them, and the context of one interpretation.

use std::sync::OnceLock;

use super::features::{self, ChosenFeatures};
use super::shapes::Shapes;
use crate::link::collect::{Decls, FieldScope, MessageDecl};
use crate::link::resolve::{Lookup, Types};
use crate::link::unit::CompilationUnit;
use protoward_schema::{EnumId, FieldId, FileId, Id, IdMap, Message, MessageId, Syntax};
use protoward_source::{Place, SourceId, Sources};
use protoward_syntax::ast::{self, FileItem, OptionDecl, Span};
use protoward_syntax::options;

/// A kind of element with an options message.
#[derive(Clone, Copy)]
pub(super) enum ElementKind {
    File,
    Message,
    Field,
    Oneof,
    ExtensionRange,
    Enum,
    EnumValue,
    Service,
    Method,
}

/// The options messages in the order of [`ElementKind`].
const OPTIONS_MESSAGES: [&str; 9] = [
    "google.protobuf.FileOptions",
    "google.protobuf.MessageOptions",
    "google.protobuf.FieldOptions",
    "google.protobuf.OneofOptions",
    "google.protobuf.ExtensionRangeOptions",
    "google.protobuf.EnumOptions",
    "google.protobuf.EnumValueOptions",
    "google.protobuf.ServiceOptions",
    "google.protobuf.MethodOptions",
];

/// The file that declares the options messages.
pub(super) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// Returns `true` if a replacement for `descriptor.proto` declares all options messages. If not, the built-in file
/// provides the missing ones.
pub(crate) fn declares_options(file: &ast::File, text: &str) -> bool {
    let declared = |name: &str| {
        file.items.iter().any(|item| matches!(item, FileItem::Message(message) if message.name.of(text) == name))
    };
    OPTIONS_MESSAGES.iter().all(|name| name.rsplit('.').next().is_some_and(declared))
}

/// Returns a message of `descriptor.proto`. Prefers the declared message over the built-in one, which a message
/// `google` may hide.
fn descriptor_message(units: &[CompilationUnit<'_>], decls: &Decls<'_>, name: &str) -> Option<MessageId> {
    decls.message(name).or_else(|| {
        let lent = Id::new(units.iter().rposition(|unit| unit.name == DESCRIPTOR)?);
        decls.files[lent].messages.iter().copied().find(|&message| decls.messages[message].full_name == name)
    })
}

/// All declarations of a compilation, shared by threads. Details of a type are computed when an option first uses the
/// type.
pub(crate) struct Model<'a, 't> {
    pub(super) units: &'a [CompilationUnit<'t>],
    pub(super) decls: &'a Decls<'t>,
    pub(super) types: &'a Types,
    pub(super) shapes: Shapes<'a>,
    /// `true` if a file with another path than `descriptor.proto` declares the options messages. protoc then keeps
    /// options that are empty without those of source retention.
    pub(super) keeps_empty: bool,
    /// `google.protobuf.FeatureSet`
    pub(super) feature_set: Option<MessageId>,
    options_messages: Vec<Option<MessageId>>,
    chosen: Vec<OnceLock<ChosenFeatures<'t>>>,
    extensions_of: OnceLock<IdMap<Message, Vec<FieldId>>>,
}

impl<'a, 't> Model<'a, 't> {
    pub(crate) fn new(units: &'a [CompilationUnit<'t>], decls: &'a Decls<'t>, types: &'a Types) -> Self {
        let options_messages: Vec<_> =
            OPTIONS_MESSAGES.iter().map(|name| descriptor_message(units, decls, name)).collect();
        let is_moved = |&message: &MessageId| units[decls.messages[message].file.index()].name != DESCRIPTOR;
        Self {
            keeps_empty: options_messages.first().copied().flatten().as_ref().is_some_and(is_moved),
            units,
            decls,
            types,
            shapes: Shapes::new(decls.messages.len(), decls.enums.len(), units.len()),
            feature_set: descriptor_message(units, decls, "google.protobuf.FeatureSet"),
            options_messages,
            chosen: (0..units.len()).map(|_| OnceLock::new()).collect::<Vec<_>>(),
            extensions_of: OnceLock::new(),
        }
    }

    /// Returns the options message of an element kind.
    pub(super) fn options_message(&self, kind: ElementKind) -> Option<MessageId> {
        self.options_messages[kind as usize]
    }

    pub(super) fn full_name(&self, message: MessageId) -> &'a str {
        self.decls.messages[message].full_name
    }

    pub(super) fn enum_full_name(&self, id: EnumId) -> &'a str {
        self.decls.enums[id].full_name
    }

    pub(super) fn field_name(&self, field: FieldId) -> &'a str {
        self.decls.fields[field].name
    }

    pub(super) fn text(&self, file: FileId) -> &'t str {
        self.units[file.index()].text
    }

    pub(super) fn syntax(&self, file: FileId) -> Syntax {
        self.units[file.index()].syntax
    }

    /// Returns the features that a file sets.
    pub(super) fn chosen(&self, file: FileId) -> &ChosenFeatures<'t> {
        let unit = &self.units[file.index()];
        self.chosen[file.index()].get_or_init(|| features::chosen(unit.text, &mut file_options(unit)))
    }

    /// Returns the message that contains a field or is extended by it.
    pub(super) fn containing(&self, field: FieldId) -> Option<MessageId> {
        match self.decls.fields[field].scope() {
            FieldScope::Message(message) => Some(message),
            FieldScope::Extend { .. } => self.types.extendees.get(field),
        }
    }

    /// Returns all extensions of a message.
    pub(super) fn extensions_of(&self, message: MessageId) -> &[FieldId] {
        let index = self.extensions_of.get_or_init(|| {
            let mut index: IdMap<Message, Vec<FieldId>> = self.decls.messages.iter().map(|_| Vec::new()).collect();
            for (id, message) in self.types.extendees.iter() {
                index[message].push(id);
            }
            index
        });
        &index[message]
    }
}

/// Returns `true` if an option name is the single plain component `name`.
pub(super) fn is_named(decl: &OptionDecl, name: &str, text: &str) -> bool {
    matches!(&*decl.name, [part] if !part.is_extension && part.span.of(text) == name)
}

/// Returns the option statements of a file.
pub(super) fn file_options<'t>(unit: &CompilationUnit<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    options::statements(&unit.file.items)
}

/// Returns the option statements of a message.
pub(super) fn message_options<'t>(decl: MessageDecl<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    options::statements(decl.body())
}

/// The message under interpretation, and the scope for name lookup.
#[derive(Clone, Copy)]
pub(super) struct OptionsContext<'c, 'a, 't> {
    pub(super) model: &'c Model<'a, 't>,
    pub(super) lookup: &'c Lookup<'c, 't>,
    pub(super) sources: &'c Sources,
    pub(super) source: SourceId,
    pub(super) text: &'t str,
}

impl OptionsContext<'_, '_, '_> {
    pub(super) fn place(&self, span: Span) -> Place {
        self.sources.place(self.source, span.range())
    }
}
