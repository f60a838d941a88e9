//! Declarations, seen from their use as options.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::features::{self, Chosen};
use super::shapes::Shapes;
use crate::link::collect::{Decls, FieldScope, MessageDecl};
use crate::link::resolve::Types;
use crate::link::unit::Unit;
use protoward_schema::{EnumId, FieldId, FileId, Id, MessageId, Syntax};
use protoward_syntax::ast::{self, Item, OptionDecl};
use protoward_syntax::options;

/// An element that can have options.
#[derive(Clone, Copy)]
pub(super) enum Kind {
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

/// The messages that options are read into, in the order of [`Kind`].
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

/// Where they are declared.
pub(super) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// Whether a file that takes the place of `descriptor.proto` declares all messages that options are read into. What it
/// lacks, protoc has built in.
pub(crate) fn declares_options(file: &ast::File, text: &str) -> bool {
    let declared = |name: &str| {
        file.items.iter().any(|item| matches!(item, Item::Message(message) if message.name.of(text) == name))
    };
    OPTIONS_MESSAGES.iter().all(|name| name.rsplit('.').next().is_some_and(declared))
}

/// A message of `descriptor.proto`: what has its name, else what is lent, which a message `google` hides.
fn descriptor_message(units: &[Unit<'_>], decls: &Decls<'_>, name: &str) -> Option<MessageId> {
    decls.message(name).or_else(|| {
        let lent = Id::new(units.iter().rposition(|unit| unit.name == DESCRIPTOR)?);
        decls.files[lent].messages.iter().copied().find(|&message| decls.messages[message].full_name == name)
    })
}

/// All declarations of a compilation. Cheap to make: what must be known of a type is found out when an option is of it.
/// Many threads can read it.
pub(crate) struct Model<'a, 't> {
    pub(super) units: &'a [Unit<'t>],
    pub(super) decls: &'a Decls<'t>,
    pub(super) types: &'a Types,
    pub(super) shapes: Shapes<'a>,
    /// `google.protobuf.FeatureSet`
    pub(super) feature_set: Option<MessageId>,
    options_messages: Vec<Option<MessageId>>,
    chosen: Vec<OnceLock<Chosen<'t>>>,
    extensions_of: OnceLock<BTreeMap<MessageId, Vec<FieldId>>>,
}

impl<'a, 't> Model<'a, 't> {
    pub(crate) fn new(units: &'a [Unit<'t>], decls: &'a Decls<'t>, types: &'a Types) -> Self {
        Self {
            units,
            decls,
            types,
            shapes: Shapes::new(decls.messages.len(), decls.enums.len(), units.len()),
            feature_set: descriptor_message(units, decls, "google.protobuf.FeatureSet"),
            options_messages: OPTIONS_MESSAGES
                .iter()
                .map(|name| descriptor_message(units, decls, name))
                .collect::<Vec<_>>(),
            chosen: (0..units.len()).map(|_| OnceLock::new()).collect::<Vec<_>>(),
            extensions_of: OnceLock::new(),
        }
    }

    /// The message that options of a kind of element are read into.
    pub(super) fn options_message(&self, kind: Kind) -> Option<MessageId> {
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

    /// What a file sets features to.
    pub(super) fn chosen(&self, file: FileId) -> &Chosen<'t> {
        let unit = &self.units[file.index()];
        self.chosen[file.index()].get_or_init(|| features::chosen(unit.text, &mut file_options(unit)))
    }

    /// The message that a field, or an extension, is a field of.
    pub(super) fn containing(&self, field: FieldId) -> Option<MessageId> {
        match self.decls.fields[field].scope() {
            FieldScope::Message(message) => Some(message),
            FieldScope::Extend { .. } => self.types.extendees.get(&field).copied(),
        }
    }

    /// All extensions of a message.
    pub(super) fn extensions_of(&self, message: MessageId) -> &[FieldId] {
        let index = self.extensions_of.get_or_init(|| {
            let mut index: BTreeMap<MessageId, Vec<FieldId>> = BTreeMap::new();
            for (&id, &message) in &self.types.extendees {
                index.entry(message).or_default().push(id);
            }
            index
        });
        index.get(&message).map_or(&[], Vec::as_slice)
    }
}

/// Whether an option has one plain part, and it is this one.
pub(super) fn is_named(decl: &OptionDecl, name: &str, text: &str) -> bool {
    matches!(&*decl.name, [part] if !part.is_extension && part.span.of(text) == name)
}

/// The options of a file.
pub(super) fn file_options<'t>(unit: &Unit<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    options::statements(&unit.file.items)
}

/// The options of a message.
pub(super) fn message_options<'t>(decl: MessageDecl<'t>) -> impl Iterator<Item = &'t OptionDecl> + use<'t> {
    options::statements(decl.body())
}
