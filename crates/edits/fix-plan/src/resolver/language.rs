//! The language at a place of a file: its syntax, and the features there.

use super::{Resolver, Side};
use protoward_schema::{Edition, Element, FeatureSet, FieldOwner, FileId, MessageId, OneofId, Parent, Syntax};

/// The language around a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    pub(crate) syntax: Syntax,
    pub(crate) features: FeatureSet,
}

impl Language {
    /// Returns `true` if features can be set.
    pub(crate) const fn has_features(self) -> bool {
        matches!(self.syntax, Syntax::Edition(_))
    }

    /// Returns `true` if `export` and `local` are keywords.
    pub(crate) fn has_visibility(self) -> bool {
        self.syntax.edition() >= Edition::E2024
    }

    /// Returns the language with serialized features of a declaration.
    #[must_use]
    pub(crate) fn with<'f>(mut self, own: impl Iterator<Item = &'f [u8]>) -> Self {
        if self.has_features() {
            self.features = own.fold(self.features, FeatureSet::overridden);
        }
        self
    }
}

impl Resolver<'_> {
    /// Returns the language around an element.
    pub(crate) fn language(&self, side: Side, element: impl Into<Element>) -> Language {
        let schema = self.schema(side);
        let element = element.into();
        let parent = |parent: Parent| match parent {
            Parent::Message(message) => schema[message].features,
            Parent::File(file) => schema[file].features,
        };
        let features = match element {
            Element::File(file) => schema[file].features,
            Element::Message(id) => parent(schema[id].parent),
            Element::Enum(id) => parent(schema[id].parent),
            Element::Oneof(id) => schema[schema[id].message].features,
            Element::EnumValue(id) => schema[schema[id].parent].features,
            Element::Service(id) => schema[schema[id].file].features,
            Element::Method(id) => schema[schema[id].service].features,
            Element::Field(id) => match (schema[id].owner, self.real_oneof(side, id)) {
                (_, Some(oneof)) => schema[oneof].features,
                (FieldOwner::Message(message), None) => schema[message].features,
                (FieldOwner::Extension { scope, .. }, None) => parent(scope),
            },
        };
        Language { syntax: schema[schema.file_of(element)].syntax, features }
    }

    /// Returns the language around an old element once it is declared again in a new file.
    pub(crate) fn new_language(&self, element: Element, into: FileId) -> Language {
        let old = self.old;
        let new = self.new;
        let message = |id: MessageId| self.new_message(id).map(|it| new[it].features);
        let parent = |parent: Parent| match parent {
            Parent::Message(id) => message(id),
            Parent::File(_) => None,
        };
        let oneof = |id: OneofId| Some(new[self.new_oneof(self.new_message(old[id].message)?, id)?].features);
        let features = match element {
            Element::Field(id) => match old[id].owner {
                FieldOwner::Message(owner) => self.real_oneof(Side::Old, id).and_then(oneof).or_else(|| message(owner)),
                FieldOwner::Extension { scope, .. } => parent(scope),
            },
            Element::Oneof(id) => message(old[id].message),
            Element::Message(id) => parent(old[id].parent),
            Element::Enum(id) => parent(old[id].parent),
            Element::EnumValue(id) => self.new_enum(old[id].parent).map(|it| new[it].features),
            Element::File(_) | Element::Service(_) | Element::Method(_) => None,
        };
        Language { syntax: new[into].syntax, features: features.unwrap_or(new[into].features) }
    }
}
