//! The reasons why a refactoring is not possible, as data and in words.

use protoward_schema::{Element, Schema};
use protoward_source::Place;

/// The reason why a refactoring is not possible, with a location if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The new name is not an identifier, or not a package.
    NotAName(String),
    /// An enum value cannot have the name, which begins another statement of an enum.
    Keyword(String),
    /// The element is declared in `google/protobuf/descriptor.proto`, whose names compilers know.
    Descriptor(Element),
    /// The element has the name already.
    Same,
    /// The declaration is in the file already.
    SameFile,
    /// Another element has the name.
    Taken(Element),
    /// Another element has this name in generated code or JSON.
    Alike(Element),
    /// A package has the name.
    Package(String),
    /// The message or enum reserves the name.
    Reserved(Element),
    /// The field of a group, which is named after its message.
    GroupField(Element),
    /// A group that is an extension: options may name both its message and its field.
    GroupExtension(Element),
    /// The entry of a map, or a oneof that is not declared.
    Undeclared,
    /// The JSON name of something that has none of its own.
    NoJsonName(Element),
    /// An alias of something that is not an enum value.
    NoAlias(Element),
    /// The file is part of an image, or has syntax errors.
    NoText(Element),
    /// A declaration that is not a message, an enum, or something at the top level of a file that can move or be inlined.
    NotAtTopLevel(Element),
    /// A declaration that is not in a message.
    NotNested(Element),
    /// An element that is not a message or enum.
    NotAType(Element),
    /// The message of a group, which is declared with its field.
    Group(Element),
    /// The entry of a map.
    MapEntry(Element),
    /// Fields cannot have the number.
    NotANumber(i32),
    /// The message or enum reserves the number, or has it in a range of extensions.
    ReservedNumber(Element, i32),
    /// Another field or value has the number.
    TakenNumber(Element, i32),
    /// An option has a value with the field or enum value.
    InOptions(Place),
    /// The message to move to is in another file.
    NotBeside(Element),
    /// The declaration would move to itself, or to something inside of it.
    Inside(Element),
    /// A declaration inside of another one that moves.
    MovesWith(Element),
    /// A new name for several declarations.
    OneName,
    /// A declaration in another file than the first one.
    OtherFile(Element),
    /// The file has another package than the one that is asked for.
    OtherPackage(Element),
    /// The file has another syntax, edition or other features.
    OtherLanguage(Element),
    /// The message sets features that hold for the types in it.
    InheritedFeatures(Element),
    /// Another extension of the same block does not move.
    SameBlock(Element),
    /// The file has another value of an option of files.
    OtherOption(Element, String),
    /// A file with the path of a new one exists.
    FileExists(Element),
    /// A comment of a file that would be removed, which belongs to no declaration.
    LosesComment(Place),
    /// The import path is not that of a `.proto` file.
    NotAPath(String),
    /// Both files would have to import each other. The place is that of a reference from the new file to the old one.
    Cycle(Place),
    /// A reference with comments between its components.
    Split(Place),
    /// A reference that no spelling would give its meaning.
    Hidden(Place),
}

impl Refusal {
    /// Returns the message for people, without a full stop.
    pub fn message(&self, schema: &Schema) -> String {
        let described = |element: &Element| described(schema, *element);
        match self {
            Self::NotAName(name) => {
                format!("`{name}` is not a name: a name has letters, digits and `_`, and no digit first")
            }
            Self::Keyword(name) => format!("an enum value cannot be named `{name}`, which begins another statement"),
            Self::Descriptor(_) => "compilers know the names in `google/protobuf/descriptor.proto`".to_owned(),
            Self::Same => "it has this name already".to_owned(),
            Self::SameFile => "it is in this file already".to_owned(),
            Self::Taken(other) => format!("the name is taken by {}", described(other)),
            Self::Alike(other) => format!("{} would have the same name in generated code or JSON", described(other)),
            Self::Package(name) => format!("the name is taken by package `{name}`"),
            Self::Reserved(holder) => format!("{} reserves the name", described(holder)),
            Self::GroupField(field) => format!("{} is a group, and named after its message", described(field)),
            Self::GroupExtension(group) => format!("{} is a group and an extension", described(group)),
            Self::Undeclared => "it is not declared: it belongs to another declaration".to_owned(),
            Self::NoJsonName(_) => "it has no JSON name that an option could keep".to_owned(),
            Self::NoAlias(_) => "only enum values can have an alias".to_owned(),
            Self::NoText(element) => format!("{} has no text without syntax errors", described(element)),
            Self::NotAtTopLevel(element) => {
                format!("{} is not a message, enum, service or extension at the top level", described(element))
            }
            Self::NotNested(element) => format!("{} is at the top level already", described(element)),
            Self::NotAType(element) => format!("{} is not a message or enum", described(element)),
            Self::Group(element) => format!("{} is a group, which is declared with its field", described(element)),
            Self::MapEntry(element) => {
                format!("{} is the entry of a map, which the compiler makes", described(element))
            }
            Self::NotANumber(number) => format!("fields cannot have the number {number}"),
            Self::ReservedNumber(holder, number) => {
                format!("{} reserves the number {number}, or has it for extensions", described(holder))
            }
            Self::TakenNumber(other, number) => format!("the number {number} is taken by {}", described(other)),
            Self::InOptions(_) => {
                "an option has a value with the old number, and would differ in descriptors".to_owned()
            }
            Self::NotBeside(element) => format!("{} is in another file", described(element)),
            Self::Inside(element) => format!("{} would be inside of itself", described(element)),
            Self::MovesWith(element) => format!("{} is inside of a declaration that moves as well", described(element)),
            Self::OneName => "several declarations cannot get one name".to_owned(),
            Self::OtherFile(element) => format!("{} is in another file", described(element)),
            Self::OtherPackage(file) => format!("{} has another package", described(file)),
            Self::OtherLanguage(file) => format!("{} has another syntax, edition or other features", described(file)),
            Self::InheritedFeatures(message) => format!("{} sets features for the types in it", described(message)),
            Self::SameBlock(element) => {
                format!("{} is in the same `extend` block, and does not move with it", described(element))
            }
            Self::OtherOption(file, name) => format!("{} has another value of the option `{name}`", described(file)),
            Self::FileExists(file) => format!("{} exists already", described(file)),
            Self::LosesComment(_) => "the file would be removed, and this comment belongs to no declaration".to_owned(),
            Self::NotAPath(path) => format!("`{path}` is not an import path of a `.proto` file"),
            Self::Cycle(_) => "files would import each other".to_owned(),
            Self::Split(_) => "a comment or line break splits a reference, which cannot be edited".to_owned(),
            Self::Hidden(_) => "no spelling of this reference would keep its meaning".to_owned(),
        }
    }

    /// Returns what to do about it.
    pub const fn help(&self) -> Option<&'static str> {
        match self {
            Self::Package(_) | Self::Keyword(_) => Some("choose another name"),
            Self::Taken(_) | Self::Alike(_) => Some("choose another name, or rename that one first"),
            Self::Reserved(_) => Some("choose another name; a reserved name may be in old messages or clients"),
            Self::GroupField(_) => Some("rename the message of the group"),
            Self::GroupExtension(_) => Some("rename it by hand: options may name both its message and its field"),
            Self::NotAtTopLevel(_) => Some("move the declaration around it"),
            Self::Group(_) => Some("migrate the file to an edition first: groups become messages and fields"),
            Self::MapEntry(_) => Some("declare a message, and a repeated field of it, instead of the map"),
            Self::ReservedNumber(..) => Some("choose another number; a reserved one may be in old messages"),
            Self::TakenNumber(..) => Some("choose another number, or give that one another in the same call"),
            Self::InOptions(_) => Some("messages of options are read by plugins that were built with the old numbers"),
            Self::NotBeside(_) => Some("move it to that file first"),
            Self::MovesWith(_) => Some("leave it out to keep it inside, or move it first"),
            Self::OneName => Some("move each declaration on its own"),
            Self::OtherFile(_) => Some("move the declarations of one file at a time"),
            Self::OtherPackage(_) => Some("choose another file, or leave out the package"),
            Self::OtherLanguage(_) => Some("choose another file; declarations would mean something else there"),
            Self::InheritedFeatures(_) => {
                Some("set the same features in the declaration first, so that it keeps its own")
            }
            Self::SameBlock(_) => Some("name all extensions of the block, separated by commas"),
            Self::OtherOption(..) => Some("give both files the same options first; generated code depends on them"),
            Self::FileExists(_) => Some("choose another folder with `--into`, or rename the file first"),
            Self::LosesComment(_) => Some("move the comment to a declaration, or delete it, and try again"),
            Self::NotAPath(_) => Some("write the path as imports do: `acme/v1/order.proto`"),
            Self::Cycle(_) => Some(
                "name what it uses, too, as in `refactor move A,B --to FILE`; a package that is forwarded goes to another folder with `--into`",
            ),
            Self::Split(_) => Some("write the reference without comments, and try again"),
            Self::Hidden(_) => Some("choose another name, which is not that of a package or type around the reference"),
            Self::NotAName(_)
            | Self::Descriptor(_)
            | Self::SameFile
            | Self::Same
            | Self::Undeclared
            | Self::NotNested(_)
            | Self::NotAType(_)
            | Self::NotANumber(_)
            | Self::Inside(_)
            | Self::NoJsonName(_)
            | Self::NoAlias(_)
            | Self::NoText(_) => None,
        }
    }

    /// Returns the location, if there is one.
    pub fn place(&self, schema: &Schema) -> Option<Place> {
        match self {
            Self::Taken(at) | Self::Reserved(at) | Self::GroupField(at) | Self::GroupExtension(at) => {
                Some(schema.place(*at))
            }
            Self::NotAtTopLevel(at) | Self::OtherFile(at) | Self::OtherPackage(at) | Self::OtherLanguage(at) => {
                Some(schema.place(*at))
            }
            Self::Alike(at) | Self::NotNested(at) | Self::NotAType(at) | Self::Group(at) => Some(schema.place(*at)),
            Self::MapEntry(at) => Some(schema.map_field(*at).map_or_else(|| schema.place(*at), |it| schema.place(it))),
            Self::NotBeside(at) | Self::Inside(at) | Self::MovesWith(at) => Some(schema.place(*at)),
            Self::ReservedNumber(at, _) | Self::TakenNumber(at, _) => Some(schema.place(*at)),
            Self::InheritedFeatures(at) => Some(schema.place(*at)),
            Self::SameBlock(at) | Self::OtherOption(at, _) | Self::FileExists(at) => Some(schema.place(*at)),
            Self::Split(place) | Self::Hidden(place) | Self::Cycle(place) | Self::LosesComment(place) => Some(*place),
            Self::InOptions(place) => Some(*place),
            Self::Descriptor(at) => Some(schema.place(*at)),
            Self::NotAName(_)
            | Self::Keyword(_)
            | Self::NotANumber(_)
            | Self::SameFile
            | Self::NotAPath(_)
            | Self::OneName
            | Self::Package(_)
            | Self::Same
            | Self::Undeclared
            | Self::NoJsonName(_)
            | Self::NoAlias(_)
            | Self::NoText(_) => None,
        }
    }
}

/// Returns an element in words: ``field `a.M.f` ``.
pub fn described(schema: &Schema, element: Element) -> String {
    let article = if matches!(element, Element::File(_)) { "the " } else { "" };
    format!("{article}{} `{}`", schema.kind(element), schema.full_name(element))
}
