//! Compatible changes, which a release needs besides the findings.
//!
//! In: two schemas. Out: [`Change`]s in a stable order, each with the version bump that it requires. Breaking changes
//! and moves are findings and do not appear here. The module must not know version numbers or how a change is
//! printed.
//!
//! Each family of changes has one file, which inspects the pairs of a comparison.

mod additions;
mod documentation;
mod imports;
mod options;
mod reservations;

use std::collections::HashMap;

use super::comparison::{Comparison, Pair};
use super::fold;
use super::settings::{ComparedFiles, ComparisonSettings};
use protoward_schema::{Element, EnumId, EnumValueId, Schema};
use protoward_source::Place;

/// The version bump that a change requires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// Nothing changed, or only the layout of files.
    #[default]
    None,
    /// A change that users need not know.
    Patch,
    /// A new or a deprecated feature.
    Minor,
    /// A change that requires users to change something.
    Major,
}

impl Bump {
    /// Returns the name that release tools use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// An element is new.
    Added,
    /// An element has become deprecated.
    Deprecated,
    /// An element is no longer deprecated.
    Undeprecated,
    /// A documentation comment changed, which generated code has.
    Documentation,
    /// An option changed that no rule inspects.
    Option,
    /// A number or a name was reserved.
    Reserved,
    /// The imports of a file changed.
    Import,
}

impl ChangeKind {
    /// Returns the name that release tools use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Deprecated => "deprecated",
            Self::Undeprecated => "undeprecated",
            Self::Documentation => "documentation",
            Self::Option => "option",
            Self::Reserved => "reserved",
            Self::Import => "import",
        }
    }

    /// Returns the version bump that this kind requires.
    pub const fn bump(self) -> Bump {
        match self {
            Self::Added | Self::Deprecated => Bump::Minor,
            Self::Undeprecated | Self::Documentation | Self::Option | Self::Reserved | Self::Import => Bump::Patch,
        }
    }
}

/// A change that breaks no code and no data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The kind, which decides about the version bump.
    pub kind: ChangeKind,
    /// The changed element in the new schema.
    pub element: Element,
    /// The place of the element.
    pub place: Place,
    /// A description: lower case, no full stop.
    pub message: String,
}

/// Returns the compatible changes, sorted by file and place. Files that are only imported are excluded.
///
/// ```
/// use protoward_breaking::changes;
/// # use protoward_compiler::Compiler;
/// # use protoward_source::{MemoryTree, Sources};
/// # let mut sources = Sources::default();
/// # let mut schema = |text: &str| {
/// #     let tree = MemoryTree::new([("user.proto", text)]);
/// #     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// # };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; string mail = 2; }");
/// assert_eq!(changes(&old, &new)[0].message, "field `mail` (2) of `User` was added");
/// ```
pub fn changes(old: &Schema, new: &Schema) -> Vec<Change> {
    let settings = ComparisonSettings { exclude_imports: true, ..ComparisonSettings::all() };
    let comparison = fold::compare(old, new, ComparedFiles::all(old, new, true), &settings);
    let mut changes = Changes { cx: &comparison, all: Vec::new() };
    additions::find(&mut changes);
    documentation::find(&mut changes);
    imports::find(&mut changes);
    options::find(&mut changes);
    reservations::find(&mut changes);
    let mut all = changes.all;
    let key = |change: &Change| {
        (new.name(new.file_of(change.element).into()), change.place.extent.is_some(), change.place.sort_key())
    };
    all.sort_by(|a, b| (key(a), a.kind, &a.message).cmp(&(key(b), b.kind, &b.message)));
    all
}

/// The changes of all families.
struct Changes<'c, 'a> {
    cx: &'c Comparison<'a>,
    all: Vec<Change>,
}

impl<'c, 'a> Changes<'c, 'a> {
    fn push(&mut self, kind: ChangeKind, element: impl Into<Element>, message: String) {
        let element = element.into();
        let place = self.cx.now(element, &[]).place;
        self.all.extend(place.map(|place| Change { kind, element, place, message }));
    }

    /// Returns all pairs, moved or not: files, messages, fields, oneofs, enums, values, services and methods.
    fn pairs(&self) -> Vec<Pair<Element>> {
        let cx = self.cx;
        let mut all = Vec::new();
        all.extend(cx.pairs.files.iter().map(|pair| into(*pair)));
        for pairs in [&cx.pairs, &cx.followed] {
            all.extend(pairs.messages.iter().map(|pair| into(*pair)));
            all.extend(pairs.fields.iter().map(|pair| into(*pair)));
            all.extend(pairs.enums.iter().map(|pair| into(*pair)));
            all.extend(pairs.enums.iter().flat_map(|&pair| values(cx, pair)));
            all.extend(pairs.services.iter().map(|pair| into(*pair)));
            all.extend(pairs.methods.iter().map(|pair| into(*pair)));
        }
        // The map field represents its entry.
        all.retain(|pair| cx.new.map_field(pair.new).is_none());
        all
    }
}

fn into<T: Into<Element>>(pair: Pair<T>) -> Pair<Element> {
    Pair { old: pair.old.into(), new: pair.new.into() }
}

/// Returns the values with equal names.
fn values(cx: &Comparison<'_>, pair: Pair<EnumId>) -> Vec<Pair<Element>> {
    let named: HashMap<&str, Element> =
        cx.old[pair.old].values.iter().map(|&value| (cx.old.name(value.into()), value.into())).collect();
    let with_old = |&new: &EnumValueId| Some(Pair { old: *named.get(cx.new.name(new.into()))?, new: new.into() });
    cx.new[pair.new].values.iter().filter_map(with_old).collect()
}

/// Returns the phrase for an element in a description.
fn called(schema: &Schema, element: Element) -> String {
    use super::subject;
    match element {
        Element::Field(id) => subject::field(schema, id),
        Element::Method(id) => subject::method(schema, id),
        Element::EnumValue(id) => {
            let value = &schema[id];
            let parent = subject::enumeration(schema, value.parent);
            format!("value `{}` ({}) of `{parent}`", schema.text(value.name), value.number)
        }
        Element::Oneof(id) => {
            format!("oneof `{}` of `{}`", schema.name(element), subject::message(schema, schema[id].message))
        }
        Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_) => {
            format!("{} `{}`", subject::kind(element), schema.full_name(element))
        }
    }
}
