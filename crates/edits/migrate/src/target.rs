//! The target of a migration: an edition, and the languages whose generated code must not change.

use std::collections::BTreeSet;

use protoward_schema::language_features::can_be_cord;
use protoward_schema::{Edition, FieldId, FileId, Schema, Syntax};

/// An edition to migrate to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetEdition {
    /// proto2, to which only editions can go back.
    Proto2,
    /// proto3, to which only editions can go back.
    Proto3,
    /// Edition 2023, in which features take the place of keywords.
    E2023,
    /// Edition 2024, with visibility and naming styles.
    E2024,
    /// Edition 2026, with limits of members.
    E2026,
}

impl TargetEdition {
    /// All editions, from the oldest on, without proto2 and proto3.
    pub const ALL: [Self; 3] = [Self::E2023, Self::E2024, Self::E2026];

    /// Returns `true` for proto2 and proto3, which have keywords instead of features.
    pub const fn is_legacy(self) -> bool {
        matches!(self, Self::Proto2 | Self::Proto3)
    }

    /// Returns the name for people: `edition 2023`, `proto3`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Proto2 => "proto2",
            Self::Proto3 => "proto3",
            Self::E2023 => "edition 2023",
            Self::E2024 => "edition 2024",
            Self::E2026 => "edition 2026",
        }
    }

    /// Returns the name in files: `2023`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proto2 => "proto2",
            Self::Proto3 => "proto3",
            Self::E2023 => "2023",
            Self::E2024 => "2024",
            Self::E2026 => "2026",
        }
    }

    /// Returns the edition as a number.
    pub const fn edition(self) -> Edition {
        match self {
            Self::Proto2 => Edition::PROTO2,
            Self::Proto3 => Edition::PROTO3,
            Self::E2023 => Edition::E2023,
            Self::E2024 => Edition::E2024,
            Self::E2026 => Edition::E2026,
        }
    }

    /// Returns the edition with a number, if files can be migrated to it.
    pub fn of(edition: Edition) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.edition() == edition)
    }
}

/// A language with features of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// C++, with the features of `pb.cpp`.
    Cpp,
    /// Java and Kotlin, with the features of `pb.java`.
    Java,
    /// Go, with the features of `pb.go`.
    Go,
}

impl Language {
    /// All languages with features of their own.
    pub const ALL: [Self; 3] = [Self::Cpp, Self::Java, Self::Go];

    /// Returns the name for flags: `cpp`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpp => "cpp",
            Self::Java => "java",
            Self::Go => "go",
        }
    }

    /// Returns the name for people: `C++`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cpp => "C++",
            Self::Java => "Java",
            Self::Go => "Go",
        }
    }

    /// Returns the extension of `FeatureSet`.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Cpp => "pb.cpp",
            Self::Java => "pb.java",
            Self::Go => "pb.go",
        }
    }

    /// Returns the number of the extension.
    pub const fn number(self) -> u32 {
        match self {
            Self::Cpp => 1000,
            Self::Java => 1001,
            Self::Go => 1002,
        }
    }

    /// Returns the file that declares the extension.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Cpp => "google/protobuf/cpp_features.proto",
            Self::Java => "google/protobuf/java_features.proto",
            Self::Go => "google/protobuf/go_features.proto",
        }
    }
}

/// The languages whose generated code must not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    all: BTreeSet<Language>,
    /// The first components of the packages in which Java matters; `None` for all packages.
    java_in: Option<BTreeSet<String>>,
    /// `true` if Go matters for files without `go_package`, too.
    go_everywhere: bool,
}

impl Languages {
    /// Returns languages that matter for all files.
    pub fn chosen(languages: impl IntoIterator<Item = Language>) -> Self {
        Self { all: languages.into_iter().collect(), java_in: None, go_everywhere: true }
    }

    /// Returns the languages for which code is probably generated.
    ///
    /// The generator of Go needs `go_package` in each file. That of Java is rarely used without an option for Java in
    /// any file of a project: files whose packages have the same first component count as one, because copies of other
    /// schemas are often beside it. Nothing in a schema says whether it is used from C++, so C++ is always included.
    pub fn likely(schema: &Schema) -> Self {
        let mut all = BTreeSet::from([Language::Cpp]);
        let mut java_in = BTreeSet::new();
        for (id, file) in schema.files.iter().filter(|(_, file)| !file.is_import) {
            let options = &file.options;
            if options.go_package().is_some() {
                all.insert(Language::Go);
            }
            let is_java = options.java_package().is_some()
                || options.java_outer_classname().is_some()
                || options.java_multiple_files().is_some();
            if is_java {
                all.insert(Language::Java);
                java_in.insert(project(schema, id).to_owned());
            }
        }
        Self { all, java_in: Some(java_in), go_everywhere: false }
    }

    /// Returns the languages that matter for a file.
    pub fn of(&self, schema: &Schema, file: FileId) -> BTreeSet<Language> {
        let matters = |language: &Language| match language {
            Language::Cpp => true,
            Language::Java => self.java_in.as_ref().is_none_or(|projects| projects.contains(project(schema, file))),
            Language::Go => self.go_everywhere || schema[file].options.go_package().is_some(),
        };
        self.all.iter().copied().filter(matters).collect()
    }

    /// Returns `true` if a language matters for any file.
    pub fn contains(&self, language: Language) -> bool {
        self.all.contains(&language)
    }

    /// Returns the languages that matter for any file.
    pub fn iter(&self) -> impl Iterator<Item = Language> {
        self.all.iter().copied()
    }
}

/// Returns the first component of the package of a file.
fn project(schema: &Schema, file: FileId) -> &str {
    schema.package(file).split('.').next().unwrap_or_default()
}

/// Returns the name of the Java class for a file, as editions before 2024 choose it.
pub(crate) fn java_outer_class(schema: &Schema, id: FileId) -> String {
    let file = &schema[id];
    if let Some(name) = file.options.java_outer_classname() {
        return name.to_owned();
    }
    let path = schema.text(file.path);
    let base = path.rsplit('/').next().unwrap_or(path);
    let base = base.strip_suffix(".proto").unwrap_or(base);
    let mut name = String::new();
    let mut is_upper = true;
    for letter in base.chars() {
        if letter.is_ascii_alphabetic() {
            name.push(if is_upper { letter.to_ascii_uppercase() } else { letter });
            is_upper = false;
        } else {
            is_upper = true;
            if letter.is_ascii_digit() {
                name.push(letter);
            }
        }
    }
    if file.syntax.edition() >= Edition::E2024 {
        return format!("{name}Proto");
    }
    if declares(schema, id, &name) { format!("{name}OuterClass") } else { name }
}

/// Returns `true` if a file declares a type with this name, at any depth, or a service.
fn declares(schema: &Schema, id: FileId, name: &str) -> bool {
    let file = &schema[id];
    let mut open = file.messages.clone();
    let mut enums = file.enums.clone();
    while let Some(message) = open.pop() {
        if schema.text(schema[message].name) == name {
            return true;
        }
        open.extend(&schema[message].messages);
        enums.extend(&schema[message].enums);
    }
    enums.iter().any(|&id| schema.text(schema[id].name) == name)
        || file.services.iter().any(|&id| schema.text(schema[id].name) == name)
}

/// Returns the C++ type that the option `ctype` of a field means, which newer editions express by a feature.
pub(crate) fn string_type_of_ctype(schema: &Schema, id: FieldId) -> Option<u8> {
    const STRING: u8 = 3;
    let is_cord = schema[id].options.ctype()? == 1 && can_be_cord(schema, id);
    Some(if is_cord { CORD } else { STRING })
}

/// The value of `features.(pb.cpp).string_type` for a cord.
pub(crate) const CORD: u8 = 2;

/// Returns `true` if a file is of proto2 or proto3.
pub(crate) const fn is_legacy(syntax: Syntax) -> bool {
    matches!(syntax, Syntax::Proto2 | Syntax::Proto3)
}
