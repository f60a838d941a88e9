//! The comparison of a schema with its migrated version.
//!
//! Elements have the same names, and properties the same values. Features, and the options and keywords that became features,
//! are compared by their effects.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::difference::{Difference, DifferenceKind};
use super::effects::Effects;
use super::features::{FEATURES, Feature};
use super::settings::feature_sets;
use super::target::{Language, Languages, java_outer_class};
use protoward_schema::comparison::{ComparedProperty, Comparison, Property, PropertyValue, Renames, elements};
use protoward_schema::language_features::CppAccessors;
use protoward_schema::visibility::is_exported;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{
    Edition, Element, ElementKind, EnumId, FieldId, FieldType, FileId, MessageId, Scalar, Schema, Shape,
};
use protoward_source::parallel;

/// Compares files of two schemas. Code in other languages than these may differ.
///
/// Files that only the new schema has are not differences: a migration changes texts and adds no file, and imports are compared
/// file by file.
pub fn differences(old: &Schema, new: &Schema, files: &[FileId], languages: &Languages) -> Vec<Difference> {
    let renames = Renames::default();
    let comparison = Comparison::new(old, new, &renames);
    let groups = [groups(old), groups(new)];
    let mut by_file: HashMap<FileId, Vec<Element>> = files.iter().map(|&file| (file, Vec::new())).collect();
    for element in elements(old) {
        by_file.entry(old.file_of(element)).and_modify(|inside| inside.push(element));
    }
    let compared = |at: usize| {
        let file = files[at];
        let Some(Element::File(other)) = comparison.pair(file.into()) else {
            let old = "it is there".to_owned();
            let new = "it is missing".to_owned();
            let kind = DifferenceKind::Declarations;
            return vec![Difference { kind, element: file.into(), what: "the file", old, new }];
        };
        let of_file = FileComparison {
            old,
            new,
            comparison: &comparison,
            was: Effects::new(old, file),
            now: Effects::new(new, other),
            languages: languages.of(old, file),
            groups: &groups,
            has_same_comments: old[file].locations.has_same_comments(&new[other].locations, is_of_element),
        };
        // An element without a pair is a difference of the list that it was in.
        let pairs = by_file[&file].iter().filter_map(|&was| Some((was, comparison.pair(was)?)));
        pairs.flat_map(|(was, is)| of_file.element(was, is)).collect()
    };
    let threads = parallel::threads(None).min(files.len() / 16 + 1);
    parallel::map(files.len(), threads, compared).into_iter().flatten().collect()
}

/// The comparison of a file.
struct FileComparison<'a> {
    old: &'a Schema,
    new: &'a Schema,
    comparison: &'a Comparison<'a>,
    /// The effects in the old and in the new file.
    was: Effects<'a>,
    now: Effects<'a>,
    languages: BTreeSet<Language>,
    /// The messages of groups in the old and in the new schema, whose comments may be those of the field.
    groups: &'a [HashSet<MessageId>; 2],
    /// `true` if all elements of the file have the same comments.
    has_same_comments: bool,
}

/// Returns the values of a property if they differ.
fn differing<T: PartialEq + std::fmt::Debug>(
    kind: DifferenceKind,
    element: impl Into<Element>,
    what: &'static str,
    (old, new): (T, T),
) -> Option<Difference> {
    differing_if_any(kind, element, what, (Some(old), Some(new)))
}

/// Returns values that only some elements have, if they differ.
fn differing_if_any<T: PartialEq + std::fmt::Debug>(
    kind: DifferenceKind,
    element: impl Into<Element>,
    what: &'static str,
    (old, new): (Option<T>, Option<T>),
) -> Option<Difference> {
    let shown = |value: Option<T>| {
        let shown = value.map_or("nothing".to_owned(), |value| format!("{value:?}"));
        shown.trim_matches('"').to_owned()
    };
    (old != new).then(|| Difference { kind, element: element.into(), what, old: shown(old), new: shown(new) })
}

impl FileComparison<'_> {
    /// Returns the differences of a pair.
    fn element(&self, was: Element, is: Element) -> Vec<Difference> {
        let mut found: Vec<Difference> =
            self.comparison.properties(was, is).flat_map(|it| self.property(was, is, &it)).collect();
        if !self.has_same_comments && self.has_own_comments(was, is) {
            found.extend(self.property(was, is, &self.comparison.comments(was, is)));
        }
        found
    }

    /// Returns the differences of a property, or of its effects.
    fn property(&self, was: Element, is: Element, it: &ComparedProperty<'_>) -> Vec<Difference> {
        use DifferenceKind as Kind;
        let kind = match it.property {
            // Features decide about types without a keyword for their visibility.
            Property::Syntax | Property::Visibility => return Vec::new(),
            Property::Features => return self.effects(was, is),
            Property::Options => return self.options(was, is, it),
            Property::Imports => {
                let imports = (imports(&it.old), imports(&it.new));
                return Vec::from_iter(differing(Kind::Imports, was, "the imports", imports));
            }
            Property::Label => return Vec::from_iter(self.shape(was, is)),
            Property::Declarations(_)
            | Property::Module
            | Property::Package
            | Property::File
            | Property::Number
            | Property::Type
            | Property::ExtendedMessage
            | Property::Request
            | Property::Response
            | Property::Streams => Kind::Declarations,
            Property::ExtensionRanges | Property::ReservedNumbers | Property::ReservedNames => Kind::Reserved,
            Property::Default => Kind::Default,
            Property::JsonName => Kind::Json,
            Property::Comments => Kind::Comments,
        };
        if it.is_same || self.is_equivalent(was, is, it.property) {
            return Vec::new();
        }
        let old = it.old.words(self.old);
        let new = it.new.words(self.new);
        vec![Difference { kind, element: was, what: it.property.words(), old, new }]
    }

    /// Returns `true` if a property of a field differs only in its form: a group is a delimited message, and a JSON name may be
    /// set or derived.
    fn is_equivalent(&self, was: Element, is: Element, property: Property) -> bool {
        let (Element::Field(a), Element::Field(b)) = (was, is) else { return false };
        match property {
            Property::Type => self.old.type_name(self.old[a].ty) == self.new.type_name(self.new[b].ty),
            Property::JsonName => self.old.json_name(a) == self.new.json_name(b),
            _ => false,
        }
    }

    /// Returns the presence and the encoding of a field if they differ.
    fn shape(&self, was: Element, is: Element) -> Option<Difference> {
        let (Element::Field(a), Element::Field(b)) = (was, is) else { return None };
        // Readers and writers treat the key and the value of an entry as present, whatever their features say.
        if self.old.map_field(was).is_some() {
            return None;
        }
        let shapes = (self.old.shape(a), self.new.shape(b));
        let kind = match shapes {
            // The ids of the parts belong to one schema.
            (Shape::Map { .. }, Shape::Map { .. }) => return None,
            (Shape::Repeated { .. }, Shape::Repeated { .. }) => DifferenceKind::Encoding,
            _ => DifferenceKind::Presence,
        };
        differing(kind, was, "the presence or encoding", shapes)
    }

    /// Returns the differences in what programs see of the features of a pair.
    fn effects(&self, was: Element, is: Element) -> Vec<Difference> {
        let found = match (was, is) {
            (Element::File(a), Element::File(b)) if self.languages.contains(&Language::Java) => {
                let classes = (java_outer_class(self.old, a), java_outer_class(self.new, b));
                vec![differing(DifferenceKind::Java, was, "the class of the file in Java", classes)]
            }
            // Nothing refers to the entry of a map, and it has no JSON mapping.
            (Element::Message(a), Element::Message(b)) if self.old[a].map_field.is_none() => self.of_message(a, b),
            (Element::Enum(a), Element::Enum(b)) => self.of_enum(a, b),
            (Element::Service(_), Element::Service(_)) => self.of_type(was, is),
            (Element::Field(a), Element::Field(b)) => self.of_field(a, b),
            _ => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }

    /// Returns what messages, enums and services have in common.
    fn of_type(&self, was: Element, is: Element) -> Vec<Option<Difference>> {
        let visible = (is_exported(self.old, was), is_exported(self.new, is));
        let mut found = vec![differing(DifferenceKind::Visibility, was, "the visibility", visible)];
        if self.languages.contains(&Language::Java) {
            let nested = (self.was.java_is_nested(was), self.now.java_is_nested(is));
            found.push(differing_if_any(DifferenceKind::Java, was, "the nesting of the class in Java", nested));
        }
        found
    }

    fn of_message(&self, a: MessageId, b: MessageId) -> Vec<Option<Difference>> {
        use DifferenceKind as Kind;
        let formats = (self.old[a].features.json_format, self.new[b].features.json_format);
        let mut found = vec![differing(Kind::Json, a, "the JSON mapping", formats)];
        found.extend(self.of_type(a.into(), b.into()));
        if self.languages.contains(&Language::Go) {
            found.push(differing(Kind::Go, a, "the API in Go", (self.was.go_api(a), self.now.go_api(b))));
        }
        found
    }

    fn of_enum(&self, a: EnumId, b: EnumId) -> Vec<Option<Difference>> {
        use DifferenceKind as Kind;
        let [own, other] = [self.old[a].features, self.new[b].features];
        let types = (own.enum_type, other.enum_type);
        let mut found = vec![
            differing(Kind::EnumType, a, "the treatment of unknown values", types),
            differing(Kind::Json, a, "the JSON mapping", (own.json_format, other.json_format)),
        ];
        found.extend(self.of_type(a.into(), b.into()));
        if self.languages.contains(&Language::Cpp) {
            let views = (self.was.cpp_name_is_view(a), self.now.cpp_name_is_view(b));
            found.push(differing(Kind::Cpp, a, "the type of names in C++", views));
        }
        if self.languages.contains(&Language::Go) {
            let unmarshals = (self.was.go_unmarshals(a), self.now.go_unmarshals(b));
            found.push(differing(Kind::Go, a, "the JSON functions in Go", unmarshals));
        }
        found
    }

    fn of_field(&self, a: FieldId, b: FieldId) -> Vec<Option<Difference>> {
        use DifferenceKind as Kind;
        let delimited = (self.old.is_delimited(a), self.new.is_delimited(b));
        let mut found = vec![differing(Kind::Encoding, a, "the encoding as a group", delimited)];
        if self.old[a].ty == FieldType::Scalar(Scalar::String) {
            let validation = (self.old[a].features.utf8_validation, self.new[b].features.utf8_validation);
            found.push(differing(Kind::Utf8, a, "the validation of UTF-8", validation));
        }
        if self.languages.contains(&Language::Cpp) {
            let feature = Feature::CppClosedEnum;
            let closed = (self.was.treats_as_closed(a, feature), self.now.treats_as_closed(b, feature));
            found.push(differing(Kind::Cpp, a, "the treatment of unknown enum values in C++", closed));
            let accessors = (CppAccessors::of(self.old, a), CppAccessors::of(self.new, b));
            if !matches!(accessors, (Some(was), Some(is)) if is.serves(was)) {
                found.push(differing_if_any(Kind::Cpp, a, "the accessors in C++", accessors));
            }
        }
        if self.languages.contains(&Language::Java) {
            let feature = Feature::JavaClosedEnum;
            let closed = (self.was.treats_as_closed(a, feature), self.now.treats_as_closed(b, feature));
            found.push(differing(Kind::Java, a, "the treatment of unknown enum values in Java", closed));
            let checks = (self.was.java_checks_utf8(a), self.now.java_checks_utf8(b));
            found.push(differing_if_any(Kind::Java, a, "the validation of UTF-8 in Java", checks));
        }
        found
    }

    /// Returns the differences of options except those that became features, and features without a row.
    fn options(&self, was: Element, is: Element, it: &ComparedProperty<'_>) -> Vec<Difference> {
        let (PropertyValue::Bytes(old), PropertyValue::Bytes(new)) = (&it.old, &it.new) else { return Vec::new() };
        if it.is_same {
            return Vec::new();
        }
        let edition = self.new[self.new.file_of(is)].syntax.edition();
        let options =
            [old, new].map(|options| remaining(*options, |number| became_feature(number, was.kind(), edition)));
        let features = (other_features(&feature_sets(self.old, was)), other_features(&feature_sets(self.new, is)));
        let found = [
            differing(DifferenceKind::Options, was, "the options", options.into()),
            differing(DifferenceKind::Options, was, "the features of other languages", features),
        ];
        found.into_iter().flatten().collect()
    }

    /// Returns `true` if an element has comments of its own. Those of a group become those of its message.
    fn has_own_comments(&self, was: Element, is: Element) -> bool {
        let [old_groups, new_groups] = self.groups;
        match (was, is) {
            (Element::File(_), _) => false,
            (Element::Message(a), Element::Message(b)) => !old_groups.contains(&a) && !new_groups.contains(&b),
            (Element::Field(a), Element::Field(b)) => {
                let is_group = |ty: FieldType| matches!(ty, FieldType::Group(_));
                !is_group(self.old[a].ty) && !is_group(self.new[b].ty) && self.old.map_field(was).is_none()
            }
            _ => true,
        }
    }
}

/// Returns `true` for the number of an option that became a feature, or of features.
fn became_feature(number: u32, kind: ElementKind, edition: Edition) -> bool {
    number == kind.features_number()
        || match kind {
            ElementKind::File => matches!(number, 8 | 10 | 27) || number == 31 && edition >= Edition::E2026,
            ElementKind::Field => matches!(number, 1 | 2),
            _ => false,
        }
}

/// Returns the imports of a file that matter: without those that only declare features. An import for options is as good as
/// any.
fn imports(value: &PropertyValue<'_>) -> Vec<String> {
    let PropertyValue::Imports(imports) = value else { return Vec::new() };
    let is_of_language = |path: &str| Language::ALL.iter().any(|language| language.file() == path);
    let others = imports.iter().filter(|(_, path)| !is_of_language(path));
    let words = others.map(|(keyword, path)| match *keyword {
        "" | "option" => (*path).to_owned(),
        keyword => format!("{keyword} {path}"),
    });
    words.collect()
}

/// Returns `true` for the descriptor paths of elements.
fn is_of_element(path: &[i32]) -> bool {
    const MESSAGE: i32 = 4;
    const NESTED: i32 = 3;
    let (steps, []) = path.as_chunks::<2>() else { return false };
    let Some(([kind, _], inner)) = steps.split_first() else { return false };
    match (*kind, inner) {
        // Enums and services of files, with their values and methods; extensions of files.
        (5 | 6, []) | (7, []) => true,
        (5 | 6, [[kind, _]]) => *kind == 2,
        (MESSAGE, inner) => {
            let inner = &inner[inner.iter().take_while(|[kind, _]| *kind == NESTED).count()..];
            match inner {
                // Fields, enums, extensions and oneofs of messages, with the values of enums.
                [] | [[2 | 4 | 6 | 8, _]] | [[4, _], [2, _]] => true,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Returns the messages of groups.
fn groups(schema: &Schema) -> HashSet<MessageId> {
    let groups = schema.fields.iter().filter_map(|(_, field)| match field.ty {
        FieldType::Group(message) => Some(message),
        _ => None,
    });
    groups.collect()
}

/// Returns the fields of serialized options except some, sorted by number.
fn remaining(bytes: Option<&[u8]>, is_left_out: impl Fn(u32) -> bool) -> Vec<(u32, &[u8])> {
    let fields = WireReader::new(bytes.unwrap_or_default()).fields();
    let fields = fields.filter(|field| !is_left_out(field.number));
    let mut fields: Vec<_> = fields.map(|field| (field.number, field.raw)).collect();
    fields.sort_by_key(|(number, _)| *number);
    fields
}

/// Returns the features that have no row.
fn other_features(sets: &[&[u8]]) -> Vec<(u32, u32, String)> {
    let is_known = |language: Option<u32>, number: u32| {
        FEATURES.iter().any(|row| row.language.map(Language::number) == language && row.number == number)
    };
    let mut found = Vec::new();
    for field in sets.iter().flat_map(|set| WireReader::new(set).fields()) {
        match field.value {
            WireValue::Bytes(inner) => {
                let inner = WireReader::new(inner).fields().filter(|it| !is_known(Some(field.number), it.number));
                found.extend(inner.map(|it| (field.number, it.number, format!("{:?}", it.value))));
            }
            value if !is_known(None, field.number) => found.push((0, field.number, format!("{value:?}"))),
            _ => {}
        }
    }
    found.sort();
    found
}
