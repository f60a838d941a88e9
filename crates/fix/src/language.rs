//! How the same is said in another syntax or edition: labels and features, and options that only some editions have.
//!
//! What counts is the language at one place of a file: its syntax, and the features that hold there.

use std::collections::BTreeMap;

use super::brackets;
use super::fixer::{Fixer, Side};
use super::texts::Declared;
use super::tree::Decl;
use protoward_schema::language_features::{string_type, string_type_of_file};
use protoward_schema::{
    Cardinality, Edition, Element, FeatureSet, FieldId, FieldOwner, FieldPresence, FieldType, FileId, MessageEncoding,
    OneofId, Parent, RepeatedEncoding, Scalar, Schema, Shape, Syntax, Utf8Validation,
};

/// What holds around a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    pub(crate) syntax: Syntax,
    pub(crate) features: FeatureSet,
}

impl Language {
    /// Whether features can be set.
    pub(crate) const fn has_features(self) -> bool {
        matches!(self.syntax, Syntax::Edition(_))
    }

    /// Whether `export` and `local` are words of it.
    pub(crate) fn has_visibility(self) -> bool {
        self.syntax.edition() >= Edition::E2024
    }

    /// The same, with what serialized features say put over it.
    #[must_use]
    pub(crate) fn with<'f>(mut self, own: impl Iterator<Item = &'f [u8]>) -> Self {
        if self.has_features() {
            self.features = own.fold(self.features, FeatureSet::overridden);
        }
        self
    }
}

/// How a field is written in a language: its label, and what its brackets say of that which languages say in different
/// ways.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    pub(crate) label: Option<&'static str>,
    pub(crate) options: BTreeMap<&'static str, Option<String>>,
}

pub(crate) const CTYPE: &str = "ctype";
pub(crate) const DEFAULT: &str = "default";
pub(crate) const PACKED: &str = "packed";
pub(crate) const PRESENCE: &str = "features.field_presence";
pub(crate) const ENCODING: &str = "features.repeated_field_encoding";
pub(crate) const UTF8: &str = "features.utf8_validation";
pub(crate) const JAVA_UTF8: &str = "features.(pb.java).utf8_validation";
pub(crate) const MESSAGES: &str = "features.message_encoding";
pub(crate) const STRING_TYPE: &str = "features.(pb.cpp).string_type";

impl<'t> Fixer<'t> {
    /// What holds around an old element, or a new one.
    pub(crate) fn language(&self, side: Side, element: Element) -> Language {
        let schema = self.schema(side);
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

    /// What will hold around an old element that comes back into a new file.
    pub(crate) fn new_language(&self, element: Element, into: FileId) -> Language {
        let syntax = self.new[into].syntax;
        let of_message = |message| self.new_message(message).map(|new| self.new[new].features);
        let of_parent = |parent: Parent| match parent {
            Parent::Message(message) => of_message(message),
            Parent::File(_) => None,
        };
        let of_oneof = |oneof: OneofId| {
            let message = self.new_message(self.old[oneof].message)?;
            let new = self.new_oneof(message, self.old.text(self.old[oneof].name))?;
            Some(self.new[new].features)
        };
        let features = match element {
            Element::Field(id) => match self.old[id].owner {
                FieldOwner::Message(message) => {
                    self.real_oneof(Side::Old, id).and_then(of_oneof).or_else(|| of_message(message))
                }
                FieldOwner::Extension { scope, .. } => of_parent(scope),
            },
            Element::Oneof(id) => of_message(self.old[id].message),
            Element::Message(id) => of_parent(self.old[id].parent),
            Element::Enum(id) => of_parent(self.old[id].parent),
            Element::EnumValue(id) => match self.new.find(self.old.text(self.old[self.old[id].parent].full_name)) {
                Some(Element::Enum(new)) => Some(self.new[new].features),
                _ => None,
            },
            Element::File(_) | Element::Service(_) | Element::Method(_) => None,
        };
        Language { syntax, features: features.unwrap_or(self.new[into].features) }
    }

    /// How an old field is written where another language holds; `None` where that has no words for it.
    pub(crate) fn spelling(
        &self,
        id: FieldId,
        was: &Declared<'t>,
        (language, into): (Language, FileId),
    ) -> Option<Spelling> {
        let said = |name: &'static str| brackets::find(was, name).map(|said| said.value.of(was.text.text));
        let all = [CTYPE, DEFAULT, PACKED, PRESENCE, ENCODING, UTF8, JAVA_UTF8, MESSAGES, STRING_TYPE];
        let said: BTreeMap<&'static str, &'t str> =
            all.into_iter().filter_map(|name| Some((name, said(name)?))).collect();
        let field = Old { schema: self.old, id, is_in_oneof: self.real_oneof(Side::Old, id).is_some(), said };
        if matches!(was.decl, Decl::Field(decl) if decl.group.is_some()) {
            return None;
        }
        let mut spelling = match language.syntax {
            Syntax::Proto2 => field.in_proto2()?,
            Syntax::Proto3 => field.in_proto3()?,
            Syntax::Edition(_) => field.in_edition(language.features),
        };
        for name in all {
            spelling.options.entry(name).or_default();
        }
        self.string_type(&field, (language, into), &mut spelling)?;
        Some(spelling)
    }

    /// The type of strings in C++ is an option, or a feature, and not every edition has both.
    fn string_type(
        &self,
        field: &Old<'_>,
        (language, into): (Language, FileId),
        spelling: &mut Spelling,
    ) -> Option<()> {
        let edition = language.syntax.edition();
        let fits = |name: &str, value: &str| self.is_option_of(edition, "google.protobuf.FieldOptions", name, value);
        let (ctype, feature) = (field.said.get(CTYPE).copied(), field.said.get(STRING_TYPE).copied());
        let was = string_type(self.old, field.id);
        let (name, value) = match (ctype, feature) {
            (None, None) if was.is_none_or(|was| was == string_type_of_file(self.new, into)) => return Some(()),
            // The old file said it, or nothing did.
            (None, None) => match was {
                Some(was) if fits(STRING_TYPE, was) && language.has_features() => (STRING_TYPE, was),
                Some(was @ ("CORD" | "STRING")) if fits(CTYPE, was) => (CTYPE, was),
                _ => return None,
            },
            (_, Some(value)) if fits(STRING_TYPE, value) && language.has_features() => (STRING_TYPE, value),
            (_, Some(value @ ("CORD" | "STRING"))) if fits(CTYPE, value) => (CTYPE, value),
            (Some(value), _) if fits(CTYPE, value) => (CTYPE, value),
            // A string piece is a string by now.
            (Some("STRING_PIECE"), _) if fits(STRING_TYPE, "STRING") => (STRING_TYPE, "STRING"),
            (Some(value @ ("CORD" | "STRING")), _) if fits(STRING_TYPE, value) => (STRING_TYPE, value),
            _ => return None,
        };
        spelling.options.insert(name, Some(value.to_owned()));
        Some(())
    }
}

/// An old field, and what its brackets say.
struct Old<'t> {
    schema: &'t Schema,
    id: FieldId,
    is_in_oneof: bool,
    said: BTreeMap<&'static str, &'t str>,
}

impl Old<'_> {
    fn features(&self) -> FeatureSet {
        self.schema[self.id].features
    }

    fn is_required(&self) -> bool {
        self.features().field_presence == FieldPresence::LegacyRequired
    }

    /// Whether it has words that say if it is there: neither what holds many nor what is in a oneof has them.
    fn has_words_for_presence(&self) -> bool {
        let field = &self.schema[self.id];
        field.cardinality != Cardinality::Repeated && !self.is_in_oneof && !field.is_extension()
    }

    fn is_message(&self) -> bool {
        self.schema[self.id].ty.message().is_some_and(|message| !self.schema.is_map_entry(message))
    }

    /// Whether it holds text, as a map may do too.
    fn is_text(&self) -> bool {
        let is_text = |id: FieldId| self.schema[id].ty == FieldType::Scalar(Scalar::String);
        match self.schema.shape(self.id) {
            Shape::Map { key, value } => is_text(key) || is_text(value),
            Shape::Single(_) | Shape::Repeated { .. } => is_text(self.id),
        }
    }

    fn is_packable(&self) -> bool {
        let is_packable = match self.schema[self.id].ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        is_packable && self.schema[self.id].cardinality == Cardinality::Repeated
    }

    fn repeated(&self) -> Option<&'static str> {
        matches!(self.schema.shape(self.id), Shape::Repeated { .. }).then_some("repeated")
    }

    fn in_edition(&self, around: FeatureSet) -> Spelling {
        let own = self.features();
        let mut spelling = Spelling { label: self.repeated(), ..Spelling::default() };
        let mut say = |name: &'static str, is_about_it: bool, value: &str, is_same: bool| {
            // What was said is said again, even where it is what holds anyway.
            let value = (is_about_it && (!is_same || self.said.contains_key(name))).then(|| value.to_owned());
            spelling.options.insert(name, value);
        };
        let presence = match own.field_presence {
            // A message always has it.
            FieldPresence::Implicit if self.is_message() => FieldPresence::Explicit,
            presence => presence,
        };
        let is_same = presence == around.field_presence || self.is_message() && !self.is_required();
        let presence = match presence {
            FieldPresence::Explicit => "EXPLICIT",
            FieldPresence::Implicit => "IMPLICIT",
            FieldPresence::LegacyRequired => "LEGACY_REQUIRED",
        };
        say(PRESENCE, self.has_words_for_presence(), presence, is_same);
        let is_same = own.repeated_encoding == around.repeated_encoding;
        let packed = own.repeated_encoding == RepeatedEncoding::Packed;
        say(ENCODING, self.is_packable(), if packed { "PACKED" } else { "EXPANDED" }, is_same);
        let verify = own.utf8_validation == Utf8Validation::Verify;
        let is_same = own.utf8_validation == around.utf8_validation;
        say(UTF8, self.is_text(), if verify { "VERIFY" } else { "NONE" }, is_same);
        let delimited = own.message_encoding == MessageEncoding::Delimited;
        let is_same = own.message_encoding == around.message_encoding;
        say(MESSAGES, self.is_message(), if delimited { "DELIMITED" } else { "LENGTH_PREFIXED" }, is_same);
        for name in [JAVA_UTF8, DEFAULT] {
            spelling.options.insert(name, self.said.get(name).map(|&value| value.to_owned()));
        }
        spelling
    }

    fn in_proto2(&self) -> Option<Spelling> {
        let is_plain = self.has_words_for_presence() && !self.is_message();
        let label = match self.features().field_presence {
            FieldPresence::Implicit if is_plain => return None,
            // The word is a promise that a feature is not.
            FieldPresence::LegacyRequired if self.has_words_for_presence() => {
                let is_word = self.schema[self.id].cardinality == Cardinality::Required;
                is_word.then_some(Some("required"))?
            }
            _ if self.is_in_oneof || self.is_map() => None,
            _ => Some(self.repeated().unwrap_or("optional")),
        };
        self.without_features(label, RepeatedEncoding::Expanded, Utf8Validation::None)
    }

    fn in_proto3(&self) -> Option<Spelling> {
        let is_plain = self.has_words_for_presence() && !self.is_message();
        if self.said.contains_key(DEFAULT) || self.is_required() {
            return None;
        }
        let is_optional = is_plain && self.features().field_presence == FieldPresence::Explicit;
        let label = self.repeated().or(is_optional.then_some("optional"));
        self.without_features(label, RepeatedEncoding::Packed, Utf8Validation::Verify)
    }

    /// What has no features says `packed` itself, and has nothing else to say.
    fn without_features(
        &self,
        label: Option<&'static str>,
        encoding: RepeatedEncoding,
        utf8: Utf8Validation,
    ) -> Option<Spelling> {
        let own = self.features();
        let is_delimited = self.is_message() && own.message_encoding == MessageEncoding::Delimited;
        let is_other_text = self.is_text() && own.utf8_validation != utf8;
        if is_delimited || is_other_text || self.said.contains_key(JAVA_UTF8) {
            return None;
        }
        let is_packed = (own.repeated_encoding == RepeatedEncoding::Packed).to_string();
        let says_packed = self.is_packable() && (own.repeated_encoding != encoding || self.said.contains_key(PACKED));
        let default = self.said.get(DEFAULT).map(|&value| value.to_owned());
        let options = BTreeMap::from([(PACKED, says_packed.then_some(is_packed)), (DEFAULT, default)]);
        Some(Spelling { label, options })
    }

    fn is_map(&self) -> bool {
        matches!(self.schema.shape(self.id), Shape::Map { .. })
    }
}
