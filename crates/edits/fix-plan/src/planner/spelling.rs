//! Fields in another syntax or edition: their labels, and options with different notations.

use std::collections::BTreeMap;

use crate::resolver::{FIELD_OPTIONS, Language, Resolver, Side, home_of};
use protoward_edit::{Decl, Node};
use protoward_schema::language_features::{string_type, string_type_of_file};
use protoward_schema::{
    Cardinality, FeatureSet, FieldId, FieldPresence, FieldType, FileId, MessageEncoding, RepeatedEncoding, Scalar,
    Schema, Shape, Syntax, Utf8Validation,
};

/// The label of a field and its options with different notations.
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

/// The options of a [`Spelling`].
const ALL: [&str; 9] = [CTYPE, DEFAULT, PACKED, PRESENCE, ENCODING, UTF8, JAVA_UTF8, MESSAGES, STRING_TYPE];

impl Spelling {
    /// Returns the notation of an old field in a new file, or `None` if its language cannot express the field.
    pub(crate) fn new(
        resolver: &Resolver<'_>,
        id: FieldId,
        was: &Node<'_>,
        language: Language,
        into: FileId,
    ) -> Option<Self> {
        let set = ALL.into_iter().filter_map(|name| Some((name, was.bracket_value(name)?))).collect();
        let is_in_oneof = resolver.real_oneof(Side::Old, id).is_some();
        let field = OldField { schema: resolver.old, id, is_in_oneof, set };
        if matches!(was.decl, Decl::Field(decl) if decl.group_body().is_some()) {
            return None;
        }
        let mut spelling = match language.syntax {
            Syntax::Proto2 => field.in_proto2()?,
            Syntax::Proto3 => field.in_proto3()?,
            Syntax::Edition(_) => field.in_edition(language.features),
        };
        for name in ALL {
            spelling.options.entry(name).or_default();
        }
        if let Some((name, value)) = field.string_type(resolver, language, into)? {
            spelling.options.insert(name, Some(value.to_owned()));
        }
        Some(spelling)
    }

    /// Returns the files that declare the used features.
    pub(crate) fn imports(&self) -> impl Iterator<Item = &'static str> {
        let set = self.options.iter().filter(|(_, value)| value.is_some());
        set.filter_map(|(name, _)| home_of(name.split_once('(')?.1.split_once(')')?.0))
    }
}

/// An old field with its bracket options.
struct OldField<'t> {
    schema: &'t Schema,
    id: FieldId,
    is_in_oneof: bool,
    set: BTreeMap<&'static str, &'t str>,
}

impl<'t> OldField<'t> {
    fn features(&self) -> FeatureSet {
        self.schema[self.id].features
    }

    fn is_required(&self) -> bool {
        self.features().field_presence == FieldPresence::LegacyRequired
    }

    /// Returns `true` if a label or a feature determines the presence of the field.
    fn has_presence_syntax(&self) -> bool {
        let field = &self.schema[self.id];
        field.cardinality != Cardinality::Repeated && !self.is_in_oneof && !field.is_extension()
    }

    fn is_message(&self) -> bool {
        self.schema[self.id].ty.message().is_some_and(|message| !self.schema.is_map_entry(message))
    }

    /// Returns `true` if the field, or the key or value of the map, is a string.
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

    fn is_map(&self) -> bool {
        matches!(self.schema.shape(self.id), Shape::Map { .. })
    }

    fn repeated(&self) -> Option<&'static str> {
        matches!(self.schema.shape(self.id), Shape::Repeated { .. }).then_some("repeated")
    }

    fn in_edition(&self, around: FeatureSet) -> Spelling {
        let own = self.features();
        let mut spelling = Spelling { label: self.repeated(), ..Spelling::default() };
        let mut set = |name: &'static str, applies: bool, value: &str, is_same: bool| {
            // An option that was set is set again, even to its default value.
            let value = (applies && (!is_same || self.set.contains_key(name))).then(|| value.to_owned());
            spelling.options.insert(name, value);
        };
        let presence = match own.field_presence {
            // A message always has presence.
            FieldPresence::Implicit if self.is_message() => FieldPresence::Explicit,
            presence => presence,
        };
        let is_same = presence == around.field_presence || self.is_message() && !self.is_required();
        let presence = match presence {
            FieldPresence::Explicit => "EXPLICIT",
            FieldPresence::Implicit => "IMPLICIT",
            FieldPresence::LegacyRequired => "LEGACY_REQUIRED",
        };
        set(PRESENCE, self.has_presence_syntax(), presence, is_same);
        let is_same = own.repeated_encoding == around.repeated_encoding;
        let packed = own.repeated_encoding == RepeatedEncoding::Packed;
        set(ENCODING, self.is_packable(), if packed { "PACKED" } else { "EXPANDED" }, is_same);
        let verify = own.utf8_validation == Utf8Validation::Verify;
        let is_same = own.utf8_validation == around.utf8_validation;
        set(UTF8, self.is_text(), if verify { "VERIFY" } else { "NONE" }, is_same);
        let delimited = own.message_encoding == MessageEncoding::Delimited;
        let is_same = own.message_encoding == around.message_encoding;
        set(MESSAGES, self.is_message(), if delimited { "DELIMITED" } else { "LENGTH_PREFIXED" }, is_same);
        for name in [JAVA_UTF8, DEFAULT] {
            spelling.options.insert(name, self.set.get(name).map(|&value| value.to_owned()));
        }
        spelling
    }

    fn in_proto2(&self) -> Option<Spelling> {
        let is_plain = self.has_presence_syntax() && !self.is_message();
        let label = match self.features().field_presence {
            FieldPresence::Implicit if is_plain => return None,
            // The label guarantees more than the feature.
            FieldPresence::LegacyRequired if self.has_presence_syntax() => {
                let is_label = self.schema[self.id].cardinality == Cardinality::Required;
                is_label.then_some(Some("required"))?
            }
            _ if self.is_in_oneof || self.is_map() => None,
            _ => Some(self.repeated().unwrap_or("optional")),
        };
        self.without_features(label, RepeatedEncoding::Expanded, Utf8Validation::None)
    }

    fn in_proto3(&self) -> Option<Spelling> {
        let is_plain = self.has_presence_syntax() && !self.is_message();
        if self.set.contains_key(DEFAULT) || self.is_required() {
            return None;
        }
        let is_optional = is_plain && self.features().field_presence == FieldPresence::Explicit;
        let label = self.repeated().or(is_optional.then_some("optional"));
        self.without_features(label, RepeatedEncoding::Packed, Utf8Validation::Verify)
    }

    /// Without features, only `packed` can differ from the default of the language.
    fn without_features(
        &self,
        label: Option<&'static str>,
        encoding: RepeatedEncoding,
        utf8: Utf8Validation,
    ) -> Option<Spelling> {
        let own = self.features();
        let is_delimited = self.is_message() && own.message_encoding == MessageEncoding::Delimited;
        let is_other_text = self.is_text() && own.utf8_validation != utf8;
        if is_delimited || is_other_text || self.set.contains_key(JAVA_UTF8) {
            return None;
        }
        let is_packed = (own.repeated_encoding == RepeatedEncoding::Packed).to_string();
        let sets_packed = self.is_packable() && (own.repeated_encoding != encoding || self.set.contains_key(PACKED));
        let default = self.set.get(DEFAULT).map(|&value| value.to_owned());
        let options = BTreeMap::from([(PACKED, sets_packed.then_some(is_packed)), (DEFAULT, default)]);
        Some(Spelling { label, options })
    }

    /// Returns the option for the C++ type of strings, which is `ctype` or a feature, depending on the edition.
    /// `None` if the edition has neither, `Some(None)` if nothing needs to be set.
    fn string_type(
        &self,
        resolver: &Resolver<'_>,
        language: Language,
        into: FileId,
    ) -> Option<Option<(&'static str, &'t str)>> {
        let edition = language.syntax.edition();
        let fits = |name: &str, value: &str| resolver.has_option_in(edition, FIELD_OPTIONS, name, value);
        let ctype = self.set.get(CTYPE).copied();
        let feature = self.set.get(STRING_TYPE).copied();
        let was = string_type(self.schema, self.id);
        Some(Some(match (ctype, feature) {
            (None, None) if was.is_none_or(|was| was == string_type_of_file(resolver.new, into)) => return Some(None),
            // The old file set it explicitly or by default.
            (None, None) => match was {
                Some(was) if fits(STRING_TYPE, was) && language.has_features() => (STRING_TYPE, was),
                Some(was @ ("CORD" | "STRING")) if fits(CTYPE, was) => (CTYPE, was),
                _ => return None,
            },
            (_, Some(value)) if fits(STRING_TYPE, value) && language.has_features() => (STRING_TYPE, value),
            (_, Some(value @ ("CORD" | "STRING"))) if fits(CTYPE, value) => (CTYPE, value),
            (Some(value), _) if fits(CTYPE, value) => (CTYPE, value),
            // `STRING_PIECE` is equivalent to `STRING` now.
            (Some("STRING_PIECE"), _) if fits(STRING_TYPE, "STRING") => (STRING_TYPE, "STRING"),
            (Some(value @ ("CORD" | "STRING")), _) if fits(STRING_TYPE, value) => (STRING_TYPE, value),
            _ => return None,
        }))
    }
}
