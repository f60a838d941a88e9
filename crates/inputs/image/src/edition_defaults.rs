//! `FeatureSetDefaults`: the default of each feature in each edition, and whether files may override it.
//!
//! Source: <https://protobuf.dev/editions/implementation/#feature_resolution>; `FeatureSetDefaults` in `descriptor.proto`.

use std::collections::BTreeSet;

use protoward_schema::wire::{WireReader, WireValue, Writer};
use protoward_schema::{
    Cardinality, Edition, Element, Field, FieldId, FieldPresence, FieldType, MessageId, Scalar, Schema,
};

/// The reason why defaults cannot be computed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditionDefaultsError {
    /// The files do not declare `google.protobuf.FeatureSet`.
    #[error("no file declares `google.protobuf.FeatureSet`; import `google/protobuf/descriptor.proto`")]
    NoFeatureSet,
    /// The first edition is later than the last one.
    #[error("the first edition, {}, is newer than the last one, {}", first.0, last.0)]
    Range {
        /// The first edition that was asked for.
        first: Edition,
        /// The last edition that was asked for.
        last: Edition,
    },
    /// The edition precedes the first edition with features.
    #[error("there are no editions before {}, and {} is", Edition::LEGACY.0, _0.0)]
    TooEarly(Edition),
    /// An extension that cannot contain features, with the reason.
    #[error("`{0}` extends features, and is {1}; features are in a message of their own")]
    Extension(String, &'static str),
    /// A malformed features message, with the reason.
    #[error("`{0}` has features, and {1}; that is not possible")]
    Message(String, &'static str),
    /// A malformed feature, with the reason.
    #[error("the feature `{0}` {1}")]
    Feature(String, &'static str),
    /// A default that is not a value of its feature.
    #[error("the feature `{feature}` cannot have the default `{value}`")]
    Value {
        /// The full name of the feature.
        feature: String,
        /// The text of the default, as the option has it.
        value: String,
    },
    /// A feature without a default for the oldest edition.
    #[error("the first defaults of features are those of edition {}, and should be those of {}", _0, Edition::LEGACY.0)]
    NoLegacy(i32),
}

/// Returns the bytes of a `FeatureSetDefaults` for `google.protobuf.FeatureSet` of this schema and its extensions.
pub fn edition_defaults(schema: &Schema, first: Edition, last: Edition) -> Result<Vec<u8>, EditionDefaultsError> {
    let Some(Element::Message(features)) = schema.find("google.protobuf.FeatureSet") else {
        return Err(EditionDefaultsError::NoFeatureSet);
    };
    if first > last {
        return Err(EditionDefaultsError::Range { first, last });
    }
    if first < Edition::LEGACY {
        return Err(EditionDefaultsError::TooEarly(first));
    }
    let own = group(schema, features)?;
    let extensions = extensions(schema, features)?;
    let mut editions = BTreeSet::new();
    for feature in extensions.iter().flat_map(|(_, features)| features).chain(&own) {
        editions.extend(feature.editions().filter(|edition| *edition <= last || *edition == Edition::UNSTABLE));
    }
    match editions.first() {
        Some(&Edition::LEGACY) | None => {}
        Some(other) => return Err(EditionDefaultsError::NoLegacy(other.0)),
    }
    let mut writer = Writer::default();
    for edition in editions {
        let side = |overridable| of_side(&own, &extensions, edition, overridable);
        let overridable = side(true)?;
        let fixed = side(false)?;
        writer.message(1, |writer| {
            writer.int32(3, edition.0);
            writer.bytes(4, &overridable);
            writer.bytes(5, &fixed);
        });
    }
    writer.int32(4, first.0);
    writer.int32(5, last.0);
    Ok(writer.into_bytes())
}

/// Returns the overridable or the fixed features of an edition as a `FeatureSet`.
fn of_side(
    own: &[Feature],
    extensions: &[(u32, Vec<Feature>)],
    edition: Edition,
    overridable: bool,
) -> Result<Vec<u8>, EditionDefaultsError> {
    let mut writer = Writer::default();
    write(own, edition, overridable, &mut writer)?;
    for (number, features) in extensions {
        let mut inner = Writer::default();
        write(features, edition, overridable, &mut inner)?;
        writer.bytes(*number, inner.as_bytes());
    }
    Ok(writer.into_bytes())
}

fn write(
    features: &[Feature],
    edition: Edition,
    overridable: bool,
    writer: &mut Writer,
) -> Result<(), EditionDefaultsError> {
    for feature in features.iter().filter(|feature| feature.may_be_set_in(edition) == overridable) {
        // The last default that is not newer than the edition.
        let defaults = feature.defaults.iter().filter(|(since, _)| *since <= edition);
        let value = defaults.max_by_key(|(since, _)| *since).map(|(_, value)| *value);
        let missing = || EditionDefaultsError::Feature(feature.name.clone(), "has no default for the first edition");
        writer.int32(feature.number, value.ok_or_else(missing)?);
    }
    Ok(())
}

/// A field of a features message.
struct Feature {
    name: String,
    number: u32,
    introduced: Option<Edition>,
    removed: Option<Edition>,
    /// The default values in source order, each with its first edition.
    defaults: Vec<(Edition, i32)>,
}

impl Feature {
    /// Returns the editions in which the feature changes.
    fn editions(&self) -> impl Iterator<Item = Edition> {
        let defaults = self.defaults.iter().map(|(edition, _)| *edition);
        defaults.chain(self.introduced).chain(self.removed)
    }

    fn may_be_set_in(&self, edition: Edition) -> bool {
        self.introduced.is_some_and(|introduced| introduced <= edition)
            && self.removed.is_none_or(|removed| edition < removed)
    }
}

/// Returns the features messages that extend the set, by number.
fn extensions(schema: &Schema, features: MessageId) -> Result<Vec<(u32, Vec<Feature>)>, EditionDefaultsError> {
    let mut all = Vec::new();
    for (id, field) in schema.fields.iter().filter(|(_, field)| field.is_extension() && field.containing() == features)
    {
        let wrong = |what| EditionDefaultsError::Extension(schema.full_name(id.into()), what);
        let FieldType::Message(message) = field.ty else { return Err(wrong("no message")) };
        if field.cardinality == Cardinality::Repeated {
            return Err(wrong("repeated"));
        }
        if !schema[message].extension_ranges.is_empty() {
            return Err(wrong("open to extensions"));
        }
        if !schema[message].extensions.is_empty() {
            return Err(wrong("the home of other extensions"));
        }
        all.push((number(field), group(schema, message)?));
    }
    all.sort_by_key(|(number, _)| *number);
    Ok(all)
}

/// Returns the fields of a features message, by number.
fn group(schema: &Schema, message: MessageId) -> Result<Vec<Feature>, EditionDefaultsError> {
    if !schema[message].oneofs.is_empty() {
        let name = schema.full_name(message.into());
        return Err(EditionDefaultsError::Message(name, "has a oneof"));
    }
    let mut features =
        schema[message].fields.iter().map(|&field| feature(schema, field)).collect::<Result<Vec<_>, _>>()?;
    features.sort_by_key(|feature| feature.number);
    Ok(features)
}

fn feature(schema: &Schema, id: FieldId) -> Result<Feature, EditionDefaultsError> {
    const TARGETS: u32 = 19;
    const EDITION_DEFAULTS: u32 = 20;
    const FEATURE_SUPPORT: u32 = 22;
    let field = &schema[id];
    let name = schema.full_name(id.into());
    let wrong = |what| Err(EditionDefaultsError::Feature(name.clone(), what));
    match field.cardinality {
        Cardinality::Repeated => return wrong("is repeated"),
        Cardinality::Required => return wrong("is required"),
        Cardinality::Optional if field.features.field_presence == FieldPresence::LegacyRequired => {
            return wrong("is required");
        }
        Cardinality::Optional => {}
    }
    if !matches!(field.ty, FieldType::Enum(_) | FieldType::Scalar(Scalar::Bool)) {
        return wrong("is not an enum and no bool");
    }
    let mut feature =
        Feature { name: name.clone(), number: number(field), introduced: None, removed: None, defaults: Vec::new() };
    let mut has_target = false;
    for option in WireReader::new(field.options.bytes().unwrap_or_default()).map_while(Result::ok) {
        match (option.number, option.value) {
            (TARGETS, _) => has_target = true,
            (EDITION_DEFAULTS, WireValue::Bytes(bytes)) => feature.defaults.push(default(schema, field, &name, bytes)?),
            (FEATURE_SUPPORT, WireValue::Bytes(bytes)) => feature.live(bytes),
            _ => {}
        }
    }
    if !has_target {
        return wrong("has no target");
    }
    if feature.introduced.is_none() {
        return wrong("does not say in which edition it was introduced");
    }
    Ok(feature)
}

impl Feature {
    /// Reads the life of the feature from a `FieldOptions.FeatureSupport`.
    fn live(&mut self, bytes: &[u8]) {
        for field in WireReader::new(bytes).map_while(Result::ok) {
            let WireValue::Varint(edition) = field.value else { continue };
            let edition = Edition(edition as i32);
            match field.number {
                1 => self.introduced = Some(edition),
                4 => self.removed = Some(edition),
                _ => {}
            }
        }
    }
}

/// Reads an `EditionDefault`. The value is a text: the name or number of an enum value, or a bool.
fn default(schema: &Schema, field: &Field, name: &str, bytes: &[u8]) -> Result<(Edition, i32), EditionDefaultsError> {
    let mut edition = Edition(0);
    let mut text = "";
    for field in WireReader::new(bytes).map_while(Result::ok) {
        match (field.number, field.value) {
            (3, WireValue::Varint(value)) => edition = Edition(value as i32),
            (2, WireValue::Bytes(value)) => text = str::from_utf8(value).unwrap_or_default(),
            _ => {}
        }
    }
    let value = match field.ty {
        FieldType::Enum(id) => {
            let mut values = schema[id].values.iter().map(|&value| &schema[value]);
            let number: Option<i32> = text.parse().ok();
            values.find(|value| schema.text(value.name) == text || Some(value.number) == number).map(|it| it.number)
        }
        FieldType::Message(_) | FieldType::Group(_) | FieldType::Scalar(_) => match text {
            "true" | "True" | "t" | "1" => Some(1),
            "false" | "False" | "f" | "0" => Some(0),
            _ => None,
        },
    };
    let wrong = || EditionDefaultsError::Value { feature: name.to_owned(), value: text.to_owned() };
    Ok((edition, value.ok_or_else(wrong)?))
}

fn number(field: &Field) -> u32 {
    u32::try_from(field.number.0).expect("the compiler checked that numbers are positive")
}
