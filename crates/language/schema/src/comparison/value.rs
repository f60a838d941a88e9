//! Values of properties: their equality across two schemas, and their words.

use crate::{Cardinality, Element, FeatureSet, NumberRange, Schema, Syntax, Visibility, ranges};

/// The value of a property. Its elements are those of the schema that the value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyValue<'s> {
    /// A name that may be missing.
    Text(Option<&'s str>),
    /// Names in order.
    Texts(Vec<&'s str>),
    /// Serialized options, or a default value.
    Bytes(Option<&'s [u8]>),
    /// The number of a field or an enum value.
    Number(i32),
    /// The syntax or edition of a file.
    Syntax(Syntax),
    /// Imported paths, each with the keywords of its import.
    Imports(Vec<(&'static str, &'s str)>),
    /// Reserved numbers.
    Ranges(&'s [NumberRange]),
    /// Extension ranges with their serialized options.
    ExtensionRanges(Vec<(NumberRange, Option<&'s [u8]>)>),
    /// `export` or `local`, if present.
    Visibility(Option<Visibility>),
    /// The declared cardinality, and `true` for an `optional` field of proto3.
    Label(Cardinality, bool),
    /// A scalar type, or the kind of a type with the type.
    Type(&'static str, Option<Element>),
    /// An element, if there is one.
    Reference(Option<Element>),
    /// Declarations in order.
    List(Vec<Element>),
    /// `true` for streams of requests, and of responses.
    Streams(bool, bool),
    /// The features after inheritance and defaults.
    Features(FeatureSet),
    /// The comments before and behind a declaration.
    Comments(Option<&'s str>, Option<&'s str>),
}

impl PropertyValue<'_> {
    /// Returns `true` if a value of the new schema is the same. References are equal if their elements are a pair.
    pub(super) fn is_same(&self, new: &Self, pair: impl Fn(Element) -> Option<Element>) -> bool {
        let is_pair = |old: Option<Element>, new: Option<Element>| old.map(&pair) == new.map(Some);
        match (self, new) {
            (Self::Type(was, old), Self::Type(is, new)) => was == is && is_pair(*old, *new),
            (Self::Reference(old), Self::Reference(new)) => is_pair(*old, *new),
            (Self::List(old), Self::List(new)) => old.iter().map(|&it| pair(it)).eq(new.iter().map(|&it| Some(it))),
            (old, new) => old == new,
        }
    }

    /// Returns the value for people. `schema` is the one that the value comes from.
    pub fn words(&self, schema: &Schema) -> String {
        let full_name = |element: Option<Element>| element.map(|it| schema.full_name(it)).unwrap_or_default();
        match self {
            Self::Text(text) => text.unwrap_or_default().to_owned(),
            Self::Texts(texts) => texts.join(", "),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Syntax(syntax) => format!("{syntax:?}"),
            Self::Imports(imports) => {
                let words: Vec<String> = imports.iter().map(|(word, path)| format!("{word} {path}")).collect();
                words.join(", ")
            }
            Self::Ranges(ranges) => ranges::list(ranges, i32::MAX),
            Self::ExtensionRanges(ranges) => {
                ranges::list(&ranges.iter().map(|(range, _)| *range).collect::<Vec<_>>(), ranges::MAX_FIELD)
            }
            Self::Visibility(visibility) => visibility.map(|it| format!("{it:?}").to_lowercase()).unwrap_or_default(),
            Self::Label(cardinality, is_optional) => format!("{cardinality:?}, {is_optional}"),
            Self::Type(word, of) => [word, &*full_name(*of)].join(" "),
            Self::Reference(element) => full_name(*element),
            Self::List(elements) => elements.iter().map(|&it| schema.name(it)).collect::<Vec<_>>().join(", "),
            Self::Streams(requests, responses) => format!("{requests}, {responses}"),
            Self::Features(features) => format!("{features:?}"),
            Self::Comments(above, behind) => [*above, *behind].into_iter().flatten().collect::<Vec<_>>().join("\n"),
        }
    }
}
