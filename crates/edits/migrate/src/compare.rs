//! The differences between a schema and its migrated version.
//!
//! Both schemas are walked in step. Descriptors are compared after normalization: features, and the options and keywords that
//! became features, are compared by their effects.

use std::collections::{BTreeSet, HashSet};

use super::effects::{self, Effects};
use super::features::{FEATURES, Feature};
use super::target::{Language, Languages, java_outer_class};
use protoward_schema::visibility::is_exported;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{
    Edition, Element, EnumId, FieldId, FieldType, FileId, MessageId, OneofId, Scalar, Schema, ServiceId, Shape,
};
use protoward_source::parallel;

/// The kind of a difference: the name by which it can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Other declarations, names, numbers or types.
    Declarations,
    /// Other imports, apart from those of feature files.
    Imports,
    /// Another value of an option.
    Options,
    /// Other presence, or another label.
    Presence,
    /// Another default value of a field.
    Default,
    /// An enum became open or closed.
    EnumType,
    /// Another wire format: packed values, or messages encoded as groups.
    Encoding,
    /// Strings are validated that were not, or the reverse.
    Utf8,
    /// Another JSON name or JSON mapping.
    Json,
    /// Other reserved or extension numbers and names.
    Reserved,
    /// A type is visible to more or fewer files.
    Visibility,
    /// Another comment of an element.
    Comments,
    /// Other generated code in C++.
    Cpp,
    /// Other generated code in Java.
    Java,
    /// Other generated code in Go.
    Go,
    /// A finding of a breaking rule.
    Breaking,
}

impl DifferenceKind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 16] = [
        Self::Declarations,
        Self::Imports,
        Self::Options,
        Self::Presence,
        Self::Default,
        Self::EnumType,
        Self::Encoding,
        Self::Utf8,
        Self::Json,
        Self::Reserved,
        Self::Visibility,
        Self::Comments,
        Self::Cpp,
        Self::Java,
        Self::Go,
        Self::Breaking,
    ];

    /// Returns the name for flags: `enum-type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declarations => "declarations",
            Self::Imports => "imports",
            Self::Options => "options",
            Self::Presence => "presence",
            Self::Default => "default",
            Self::EnumType => "enum-type",
            Self::Encoding => "encoding",
            Self::Utf8 => "utf8",
            Self::Json => "json",
            Self::Reserved => "reserved",
            Self::Visibility => "visibility",
            Self::Comments => "comments",
            Self::Cpp => "cpp",
            Self::Java => "java",
            Self::Go => "go",
            Self::Breaking => "breaking",
        }
    }
}

/// A difference of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind, by which the difference can be allowed.
    pub kind: DifferenceKind,
    /// The element in the old schema.
    pub element: Element,
    /// The property that differs: `the presence`.
    pub what: &'static str,
    /// The value before, in words for people.
    pub old: String,
    /// The value afterwards, in words for people.
    pub new: String,
}

/// Compares files of two schemas. Code in other languages than these may differ.
pub fn differences(old: &Schema, new: &Schema, files: &[FileId], languages: &Languages) -> Vec<Difference> {
    let groups = [groups(old), groups(new)];
    let compared = |at: usize| {
        let file = files[at];
        let other = new.find_file(old.text(old[file].path));
        let was = Effects::new(old, file);
        let now = other.map(|other| Effects::new(new, other));
        let Some((other, now)) = other.zip(now) else {
            let kind = DifferenceKind::Declarations;
            let what = "the file";
            let old = "it is there".to_owned();
            let new = "it is missing".to_owned();
            return vec![Difference { kind, element: file.into(), what, old, new }];
        };
        let languages = languages.of(old, file);
        let has_same_comments = old[file].locations.has_same_comments(&new[other].locations, is_of_element);
        let mut comparison =
            Comparison { old, new, was, now, languages, groups: &groups, has_same_comments, found: Vec::new() };
        comparison.file(file, other);
        comparison.found
    };
    let threads = parallel::threads(None).min(files.len() / 16 + 1);
    parallel::map(files.len(), threads, compared).into_iter().flatten().collect()
}

struct Comparison<'a> {
    old: &'a Schema,
    new: &'a Schema,
    /// The effects in the old and in the new file.
    was: Effects<'a>,
    now: Effects<'a>,
    languages: BTreeSet<Language>,
    /// The messages of groups in the old and in the new schema, whose comments may be those of the field.
    groups: &'a [HashSet<MessageId>; 2],
    /// `true` if all elements of the file have the same comments.
    has_same_comments: bool,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn push(
        &mut self,
        kind: DifferenceKind,
        element: impl Into<Element>,
        what: &'static str,
        old: impl Into<String>,
        new: impl Into<String>,
    ) {
        let element = element.into();
        let old = old.into();
        let new = new.into();
        self.found.push(Difference { kind, element, what, old, new });
    }

    /// Reports the values of a property if they differ.
    fn same<T: PartialEq + std::fmt::Debug>(
        &mut self,
        kind: DifferenceKind,
        element: impl Into<Element>,
        what: &'static str,
        (old, new): (T, T),
    ) {
        if old != new {
            self.push(kind, element, what, format!("{old:?}"), format!("{new:?}"));
        }
    }

    /// Compares values that only some elements have.
    fn same_if_any<T: PartialEq + std::fmt::Debug>(
        &mut self,
        kind: DifferenceKind,
        element: impl Into<Element>,
        what: &'static str,
        (old, new): (Option<T>, Option<T>),
    ) {
        let shown = |value: Option<T>| {
            let shown = value.map_or("nothing".to_owned(), |value| format!("{value:?}"));
            shown.trim_matches('"').to_owned()
        };
        if old != new {
            self.push(kind, element, what, shown(old), shown(new));
        }
    }

    /// Pairs two lists of elements by position. Lists of other lengths or names are one difference.
    fn pairs<T: Copy + Into<Element>>(
        &mut self,
        outer: impl Into<Element>,
        what: &'static str,
        (old, new): (&[T], &[T]),
    ) -> Vec<(T, T)> {
        let names = |schema: &Schema, list: &[T]| -> Vec<String> {
            list.iter().map(|&it| schema.name(it.into()).to_owned()).collect()
        };
        let is_same = old.len() == new.len()
            && old.iter().zip(new).all(|(&a, &b)| self.old.name(a.into()) == self.new.name(b.into()));
        if !is_same {
            let old = names(self.old, old).join(", ");
            let new = names(self.new, new).join(", ");
            self.push(DifferenceKind::Declarations, outer, what, old, new);
            return Vec::new();
        }
        old.iter().copied().zip(new.iter().copied()).collect()
    }

    fn file(&mut self, a: FileId, b: FileId) {
        use DifferenceKind as Kind;
        let old = self.old;
        let new = self.new;
        self.same(Kind::Declarations, a, "the package", (old.package(a), new.package(b)));
        self.same(Kind::Imports, a, "the imports", (effects::imports(old, a), effects::imports(new, b)));
        let own = &old[a];
        let other = &new[b];
        let mut became = vec![8, 10, 27, 50];
        if other.syntax.edition() >= Edition::E2026 {
            became.push(31);
        }
        let bytes = (own.options.bytes(), other.options.bytes());
        self.options(a, bytes, &became, (own.options.features().collect(), other.options.features().collect()));
        if self.languages.contains(&Language::Java) {
            let classes = (java_outer_class(old, a), java_outer_class(new, b));
            self.same(Kind::Java, a, "the class of the file in Java", classes);
        }
        for (a, b) in self.pairs(a, "the messages", (&own.messages, &other.messages)) {
            self.message(a, b);
        }
        for (a, b) in self.pairs(a, "the enums", (&own.enums, &other.enums)) {
            self.enumeration(a, b);
        }
        for (a, b) in self.pairs(a, "the extensions", (&own.extensions, &other.extensions)) {
            self.field(a, b);
        }
        for (a, b) in self.pairs(a, "the services", (&own.services, &other.services)) {
            self.service(a, b);
        }
    }

    fn message(&mut self, a: MessageId, b: MessageId) {
        use DifferenceKind as Kind;
        let old = self.old;
        let new = self.new;
        let own = &old[a];
        let other = &new[b];
        let bytes = (own.options.bytes(), other.options.bytes());
        self.options(a, bytes, &[12], (own.options.features().collect(), other.options.features().collect()));
        let ranges = |message: &protoward_schema::Message| {
            message
                .extension_ranges
                .iter()
                .map(|it| (it.numbers, it.options.bytes().map(<[u8]>::to_vec)))
                .collect::<Vec<_>>()
        };
        self.same(Kind::Reserved, a, "the extension ranges", (ranges(own), ranges(other)));
        self.same(Kind::Reserved, a, "the reserved numbers", (&own.reserved_ranges, &other.reserved_ranges));
        let names = (texts(old, &own.reserved_names), texts(new, &other.reserved_names));
        self.same(Kind::Reserved, a, "the reserved names", names);
        let is_entry = own.map_field.is_some();
        self.same(Kind::Declarations, a, "whether it is the entry of a map", (is_entry, other.map_field.is_some()));
        if !is_entry {
            self.same(Kind::Json, a, "the JSON mapping", (own.features.json_format, other.features.json_format));
            self.of_type(a.into(), b.into());
            if self.languages.contains(&Language::Go) {
                self.same(Kind::Go, a, "the API in Go", (self.was.go_api(a), self.now.go_api(b)));
            }
        }
        let oneofs = (real(old, &own.oneofs), real(new, &other.oneofs));
        for (a, b) in self.pairs(a, "the oneofs", (&oneofs.0, &oneofs.1)) {
            let own = &old[a].options;
            let other = &new[b].options;
            self.options(a, (own.bytes(), other.bytes()), &[1], (own.features().collect(), other.features().collect()));
            self.comments(a.into(), b.into());
        }
        for (a, b) in self.pairs(a, "the fields", (&own.fields, &other.fields)) {
            self.field(a, b);
        }
        for (a, b) in self.pairs(a, "the nested messages", (&own.messages, &other.messages)) {
            self.message(a, b);
        }
        for (a, b) in self.pairs(a, "the nested enums", (&own.enums, &other.enums)) {
            self.enumeration(a, b);
        }
        for (a, b) in self.pairs(a, "the nested extensions", (&own.extensions, &other.extensions)) {
            self.field(a, b);
        }
    }

    fn field(&mut self, a: FieldId, b: FieldId) {
        use DifferenceKind as Kind;
        let old = self.old;
        let new = self.new;
        let own = &old[a];
        let other = &new[b];
        self.same(Kind::Declarations, a, "the number", (own.number, other.number));
        self.same(Kind::Declarations, a, "the type", (old.type_name(own.ty), new.type_name(other.ty)));
        self.same(Kind::Declarations, a, "the extended message", (extendee(old, a), extendee(new, b)));
        let oneof = |schema: &Schema, oneof: Option<OneofId>| {
            oneof.filter(|&id| !schema[id].synthetic).map(|id| schema.text(schema[id].name).to_owned())
        };
        self.same(Kind::Declarations, a, "the oneof", (oneof(old, own.oneof), oneof(new, other.oneof)));
        self.same(Kind::Default, a, "the default", (&own.default, &other.default));
        let texts = (own.json_name.map(|name| old.text(name)), other.json_name.map(|name| new.text(name)));
        if texts.0.is_none() || texts.0 != texts.1 {
            self.same(Kind::Json, a, "the JSON name", (old.json_name(a), new.json_name(b)));
        }
        // Readers and writers treat the key and the value of an entry as present, whatever their features say.
        if old.map_field(a.into()).is_none() {
            self.shapes(a, b);
        }
        self.same(Kind::Encoding, a, "the encoding as a group", (old.is_delimited(a), new.is_delimited(b)));
        if own.ty == FieldType::Scalar(Scalar::String) {
            let validation = (own.features.utf8_validation, other.features.utf8_validation);
            self.same(Kind::Utf8, a, "the validation of UTF-8", validation);
        }
        let bytes = (own.options.bytes(), other.options.bytes());
        self.options(a, bytes, &[1, 2, 21], (own.options.features().collect(), other.options.features().collect()));
        self.languages_of_field(a, b);
        // The comments of a group become those of its message.
        let is_group = |field: &protoward_schema::Field| matches!(field.ty, FieldType::Group(_));
        if !is_group(own) && !is_group(other) && old.map_field(a.into()).is_none() {
            self.comments(a.into(), b.into());
        }
    }

    fn shapes(&mut self, a: FieldId, b: FieldId) {
        let kind = match (self.old.shape(a), self.new.shape(b)) {
            // The ids of the parts belong to one schema.
            (Shape::Map { .. }, Shape::Map { .. }) => return,
            (before, after) if before == after => return,
            (Shape::Repeated { .. }, Shape::Repeated { .. }) => DifferenceKind::Encoding,
            _ => DifferenceKind::Presence,
        };
        let shapes = (self.old.shape(a), self.new.shape(b));
        self.same(kind, a, "the presence or encoding", shapes);
    }

    fn languages_of_field(&mut self, a: FieldId, b: FieldId) {
        use DifferenceKind as Kind;
        if self.languages.contains(&Language::Cpp) {
            let feature = Feature::CppClosedEnum;
            let closed = (self.was.treats_as_closed(a, feature), self.now.treats_as_closed(b, feature));
            self.same(Kind::Cpp, a, "the treatment of unknown enum values in C++", closed);
            let types = (self.was.cpp_string_type(a), self.now.cpp_string_type(b));
            self.same_if_any(Kind::Cpp, a, "the string type in C++", types);
        }
        if self.languages.contains(&Language::Java) {
            let feature = Feature::JavaClosedEnum;
            let closed = (self.was.treats_as_closed(a, feature), self.now.treats_as_closed(b, feature));
            self.same(Kind::Java, a, "the treatment of unknown enum values in Java", closed);
            let checks = (self.was.java_checks_utf8(a), self.now.java_checks_utf8(b));
            self.same_if_any(Kind::Java, a, "the validation of UTF-8 in Java", checks);
        }
    }

    fn enumeration(&mut self, a: EnumId, b: EnumId) {
        use DifferenceKind as Kind;
        let old = self.old;
        let new = self.new;
        let own = &old[a];
        let other = &new[b];
        self.same(
            Kind::EnumType,
            a,
            "the treatment of unknown values",
            (own.features.enum_type, other.features.enum_type),
        );
        self.same(Kind::Json, a, "the JSON mapping", (own.features.json_format, other.features.json_format));
        self.same(Kind::Reserved, a, "the reserved numbers", (&own.reserved_ranges, &other.reserved_ranges));
        let names = (texts(old, &own.reserved_names), texts(new, &other.reserved_names));
        self.same(Kind::Reserved, a, "the reserved names", names);
        let bytes = (own.options.bytes(), other.options.bytes());
        self.options(a, bytes, &[7], (own.options.features().collect(), other.options.features().collect()));
        self.of_type(a.into(), b.into());
        if self.languages.contains(&Language::Cpp) {
            let views = (self.was.cpp_name_is_view(a), self.now.cpp_name_is_view(b));
            self.same(Kind::Cpp, a, "the type of names in C++", views);
        }
        if self.languages.contains(&Language::Go) {
            let unmarshals = (self.was.go_unmarshals(a), self.now.go_unmarshals(b));
            self.same(Kind::Go, a, "the JSON functions in Go", unmarshals);
        }
        for (a, b) in self.pairs(a, "the values", (&own.values, &other.values)) {
            let own = &old[a];
            let other = &new[b];
            self.same(Kind::Declarations, a, "the number", (own.number, other.number));
            let bytes = (own.options.bytes(), other.options.bytes());
            self.options(a, bytes, &[2], (own.options.features().collect(), other.options.features().collect()));
            self.comments(a.into(), b.into());
        }
    }

    fn service(&mut self, a: ServiceId, b: ServiceId) {
        let old = self.old;
        let new = self.new;
        let own = &old[a].options;
        let other = &new[b].options;
        self.options(a, (own.bytes(), other.bytes()), &[34], (own.features().collect(), other.features().collect()));
        self.of_type(a.into(), b.into());
        for (a, b) in self.pairs(a, "the methods", (&old[a].methods, &new[b].methods)) {
            let own = &old[a];
            let other = &new[b];
            let types = |schema: &Schema, method: &protoward_schema::Method| {
                let name = |id: MessageId| schema.text(schema[id].full_name).to_owned();
                (name(method.input), name(method.output), method.client_streaming, method.server_streaming)
            };
            self.same(DifferenceKind::Declarations, a, "the types", (types(old, own), types(new, other)));
            let bytes = (own.options.bytes(), other.options.bytes());
            self.options(a, bytes, &[35], (own.options.features().collect(), other.options.features().collect()));
            self.comments(a.into(), b.into());
        }
    }

    /// Compares what messages, enums and services have in common.
    fn of_type(&mut self, a: Element, b: Element) {
        let old = self.old;
        let new = self.new;
        self.same(DifferenceKind::Visibility, a, "the visibility", (is_exported(old, a), is_exported(new, b)));
        if self.languages.contains(&Language::Java) {
            let nested = (self.was.java_is_nested(a), self.now.java_is_nested(b));
            self.same(DifferenceKind::Java, a, "the nesting of the class in Java", nested);
        }
        let is_group =
            |side: usize, element| matches!(element, Element::Message(id) if self.groups[side].contains(&id));
        if !is_group(0, a) && !is_group(1, b) {
            self.comments(a, b);
        }
    }

    fn comments(&mut self, a: Element, b: Element) {
        if self.has_same_comments {
            return;
        }
        let old = self.old.comments(a);
        let new = self.new.comments(b);
        if (old.leading, old.trailing) != (new.leading, new.trailing) {
            self.same(
                DifferenceKind::Comments,
                a,
                "the comment",
                ((old.leading, old.trailing), (new.leading, new.trailing)),
            );
        }
    }

    /// Compares options except those that became features, and features without a row.
    fn options(
        &mut self,
        element: impl Into<Element>,
        (old, new): (Option<&[u8]>, Option<&[u8]>),
        became: &[u32],
        (old_features, new_features): (Vec<&[u8]>, Vec<&[u8]>),
    ) {
        if old == new {
            return;
        }
        let element = element.into();
        let options = (remaining(old, became), remaining(new, became));
        self.same(DifferenceKind::Options, element, "the options", options);
        let features = (other_features(&old_features), other_features(&new_features));
        self.same(DifferenceKind::Options, element, "the features of other languages", features);
    }
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

/// Returns the fields of serialized options except some, by number.
fn remaining<'b>(bytes: Option<&'b [u8]>, without: &[u32]) -> Vec<(u32, &'b [u8])> {
    let fields = WireReader::new(bytes.unwrap_or_default()).fields();
    let fields = fields.filter(|field| !without.contains(&field.number));
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

fn texts<'s>(schema: &'s Schema, names: &[protoward_schema::Name]) -> Vec<&'s str> {
    names.iter().map(|&name| schema.text(name)).collect()
}

fn real(schema: &Schema, oneofs: &[OneofId]) -> Vec<OneofId> {
    oneofs.iter().copied().filter(|&id| !schema[id].synthetic).collect()
}

fn extendee(schema: &Schema, id: FieldId) -> Option<String> {
    schema.extended(id).map(|(name, _)| name.to_owned())
}
