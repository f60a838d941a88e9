//! File options that control the location and form of generated code.

use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Edition, Element, FileId, FileOptions, Schema, Syntax};

use super::file_names;
use super::generator_features::JAVA_OLD_OUTER_CLASSNAME;
use super::moves::top_level;
use super::versions::Pair;

/// An option of files that generators read.
pub(super) struct FileOption {
    pub(super) name: &'static str,
    /// The path in a file's descriptor.
    pub(super) path: &'static [i32],
    /// Returns the value as written, or the default if the option is not set. An empty text counts as unset, as in buf.
    value: fn(&FileOptions) -> String,
    meaning: Meaning,
    /// Returns the consequence of a change of the value.
    pub(super) harm: fn(Pair<&str>) -> &'static str,
    /// Returns `true` for declarations whose code the option controls.
    concerns: fn(Element) -> bool,
}

/// The part of an option that decides about generated code.
enum Meaning {
    /// The value as written.
    Written,
    /// The value of another function, which knows what an empty text means, or which values are the same.
    Value(fn(&FileOptions) -> String),
    /// The C++ runtime, if the file has messages or enums.
    Runtime,
    /// A name that generators derive from the file if the option, as written, does not have it.
    Derived { written: fn(&FileOptions) -> Option<&str>, derive: fn(&Schema, FileId) -> String },
    /// The value as written, if the file has declarations that depend on it.
    OfDeclarations(fn(&Schema, FileId) -> bool),
    /// Classes of services if the option is `true`. Nothing breaks if it becomes `true`, or in a file without services.
    Classes,
    /// Nothing: generators no longer read the option.
    Nothing,
}

/// A change of an option, with both values as messages show them.
pub(super) struct ChangedOption {
    pub(super) values: Pair<String>,
    /// `true` if the option is the same in both files, and generators derive other values.
    pub(super) is_derived: bool,
}

impl FileOption {
    /// Returns both values as written, if they differ.
    pub(super) fn changed_text(&self, old: &FileOptions, new: &FileOptions) -> Option<Pair<String>> {
        let old = (self.value)(old);
        let new = (self.value)(new);
        (old != new).then_some(Pair { old, new })
    }

    /// Returns both values if generated code differs by them.
    pub(super) fn changed(&self, schemas: Pair<&Schema>, files: Pair<FileId>) -> Option<ChangedOption> {
        let old = &schemas.old[files.old].options;
        let new = &schemas.new[files.new].options;
        let written = || self.changed_text(old, new).map(ChangedOption::written);
        match self.meaning {
            Meaning::Nothing => None,
            Meaning::Written => written(),
            Meaning::Classes => {
                let has_services = !schemas.old[files.old].services.is_empty();
                written().filter(|changed| has_services && changed.values.new == "false")
            }
            Meaning::Runtime => {
                let values = Pair { old: runtime(old.optimize_for()), new: runtime(new.optimize_for()) };
                let file = &schemas.old[files.old];
                let is_used = !file.messages.is_empty() || !file.enums.is_empty();
                (is_used && values.old != values.new).then(written).flatten()
            }
            Meaning::OfDeclarations(has) => written().filter(|_| has(schemas.old, files.old)),
            Meaning::Value(value) => {
                let values = Pair { old: value(old), new: value(new) };
                (values.old != values.new).then(|| ChangedOption::written(values))
            }
            Meaning::Derived { written, derive } => {
                let derived = Pair { old: derive(schemas.old, files.old), new: derive(schemas.new, files.new) };
                let written = Pair { old: written(old), new: written(new) };
                (derived.old != derived.new).then(|| changed_name(derived, written))
            }
        }
    }

    /// Returns both values if they differ for a declaration that moved from one file to another.
    pub(super) fn changed_for(&self, schemas: Pair<&Schema>, pair: Pair<Element>) -> Option<ChangedOption> {
        let file = |schema: &Schema, element| schema.file_of(element);
        let Pair { old, new } = schemas;
        let files = Pair { old: file(old, pair.old), new: file(new, pair.new) };
        if !(self.concerns)(pair.old) {
            return None;
        }
        let is_inside = Pair {
            old: file_names::is_in_outer_class(old, pair.old),
            new: file_names::is_in_outer_class(new, pair.new),
        };
        if self.name == JAVA_MULTIPLE_FILES.name {
            let values = Pair { old: (!is_inside.old).to_string(), new: (!is_inside.new).to_string() };
            let is_generated = !matches!(pair.old, Element::Service(_))
                || old[files.old].options.java_generic_services() == Some(true)
                    && new[files.new].options.java_generic_services() == Some(true);
            let differs = is_generated && values.old != values.new;
            return (differs && !is_feature(schemas, files)).then(|| ChangedOption::written(values));
        }
        let changed = self.changed(schemas, files)?;
        if self.name != JAVA_OUTER_CLASSNAME.name {
            // A file without the option has the name of its package, which the declaration kept.
            return Some(changed).filter(|changed| !changed.is_derived);
        }
        let is_java = is_for_java(&old[files.old].options) || is_for_java(&new[files.new].options);
        (is_inside.old && is_inside.new && (is_java || !changed.is_derived)).then_some(changed)
    }
}

/// Returns a change of a derived name, as the option has it, or as generators derive it if neither file has the option.
fn changed_name(derived: Pair<String>, written: Pair<Option<&str>>) -> ChangedOption {
    if written.old == written.new {
        let values = Pair { old: given(Some(&derived.old)), new: given(Some(&derived.new)) };
        return ChangedOption { values, is_derived: true };
    }
    ChangedOption::written(Pair { old: given(written.old), new: given(written.new) })
}

impl ChangedOption {
    /// Returns the consequence of the change.
    pub(super) fn harm(&self, option: &FileOption) -> &'static str {
        (option.harm)(Pair { old: &self.values.old, new: &self.values.new })
    }

    const fn written(values: Pair<String>) -> Self {
        Self { values, is_derived: false }
    }
}

/// Returns `true` for files whose outer Java classes have the declarations, and a name that generators derive in the same way. The
/// change of an edition has a rule of its own, and programs hardly name a class with nothing but the descriptor.
pub(super) fn is_outer_class_used(schemas: Pair<&Schema>, files: Pair<FileId>) -> bool {
    let rule = |schema: &Schema, file: FileId| JAVA_OLD_OUTER_CLASSNAME.of(schema, file.into());
    let is_inside = |element| file_names::is_in_outer_class(schemas.old, element);
    rule(schemas.old, files.old) == rule(schemas.new, files.new) && top_level(schemas.old, files.old).any(is_inside)
}

/// Returns `true` for a file with an option for Java. Other files are probably not used in Java.
pub(super) fn is_for_java(options: &FileOptions) -> bool {
    options.java_package().is_some()
        || options.java_outer_classname().is_some()
        || options.java_multiple_files().is_some()
}

/// Returns `true` if a feature replaces `java_multiple_files`, as from edition 2024 on.
pub(super) fn is_feature(schemas: Pair<&Schema>, files: Pair<FileId>) -> bool {
    let has_feature = |syntax: Syntax| syntax.edition() >= Edition::E2024;
    has_feature(schemas.old[files.old].syntax) || has_feature(schemas.new[files.new].syntax)
}

/// All options, by name.
pub(super) static ALL: &[FileOption] = &[
    CC_ENABLE_ARENAS,
    CC_GENERIC_SERVICES,
    CPP_NAMESPACE,
    CSHARP_NAMESPACE,
    GO_PACKAGE,
    JAVA_GENERIC_SERVICES,
    JAVA_MULTIPLE_FILES,
    JAVA_OUTER_CLASSNAME,
    JAVA_PACKAGE,
    OBJC_CLASS_PREFIX,
    OPTIMIZE_FOR,
    PHP_CLASS_PREFIX,
    PHP_METADATA_NAMESPACE,
    PHP_NAMESPACE,
    PY_GENERIC_SERVICES,
    RUBY_PACKAGE,
    SWIFT_PREFIX,
];

pub(super) const CC_ENABLE_ARENAS: FileOption = FileOption {
    name: "cc_enable_arenas",
    path: &[8, 31],
    value: |options| flag(options.cc_enable_arenas(), true),
    meaning: Meaning::Nothing,
    harm: |_| "C++ code that puts these messages on an arena, or must not, stops working",
    concerns: |element| matches!(element, Element::Message(_)),
};

pub(super) const CC_GENERIC_SERVICES: FileOption = FileOption {
    name: "cc_generic_services",
    path: &[8, 16],
    value: |options| flag(options.cc_generic_services(), false),
    meaning: Meaning::Classes,
    harm: |values| match values.new {
        "false" => "C++ classes of services disappear, and code that names them stops compiling",
        _ => "C++ classes of services appear",
    },
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const CSHARP_NAMESPACE: FileOption = FileOption {
    name: "csharp_namespace",
    path: &[8, 37],
    value: |options| text(options.csharp_namespace()),
    meaning: Meaning::Derived { written: FileOptions::csharp_namespace, derive: file_names::csharp_namespace },
    harm: |_| "C# code that names the types of this file stops compiling",
    concerns: |_| true,
};

pub(super) const GO_PACKAGE: FileOption = FileOption {
    name: "go_package",
    path: &[8, 11],
    value: |options| text(options.go_package()),
    meaning: Meaning::Derived { written: FileOptions::go_package, derive: file_names::go_package },
    harm: |values| match values {
        // protoc-gen-go needs the option or a flag, and the flag has precedence.
        Pair { old: UNSET, .. } => {
            "unless a flag names another place, Go code moves there, and imports of the old one stop compiling"
        }
        Pair { new: UNSET, .. } => "unless a flag names a place for it, there is no Go code",
        _ => "Go code that imports the old path or name stops compiling",
    },
    concerns: |_| true,
};

pub(super) const JAVA_GENERIC_SERVICES: FileOption = FileOption {
    name: "java_generic_services",
    path: &[8, 17],
    value: |options| flag(options.java_generic_services(), false),
    meaning: Meaning::Classes,
    harm: |values| match values.new {
        "false" => "Java classes of services disappear, and code that names them stops compiling",
        _ => "Java classes of services appear",
    },
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const JAVA_MULTIPLE_FILES: FileOption = FileOption {
    name: "java_multiple_files",
    path: &[8, 10],
    value: |options| flag(options.java_multiple_files(), false),
    meaning: Meaning::OfDeclarations(has_java_classes),
    harm: |values| match values.new {
        "true" => "Java classes move out of the outer class of the file, and imports of them stop compiling",
        _ => "Java classes move into the outer class of the file, and imports of them stop compiling",
    },
    concerns: |_| true,
};

pub(super) const JAVA_OUTER_CLASSNAME: FileOption = FileOption {
    name: "java_outer_classname",
    path: &[8, 8],
    value: |options| text(options.java_outer_classname()),
    meaning: Meaning::Derived { written: FileOptions::java_outer_classname, derive: file_names::java_outer_class },
    harm: |_| "Java code that names the outer class of this file stops compiling",
    concerns: |_| true,
};

pub(super) const JAVA_PACKAGE: FileOption = FileOption {
    name: "java_package",
    path: &[8, 1],
    value: |options| text(options.java_package()),
    meaning: Meaning::Derived { written: FileOptions::java_package, derive: file_names::java_package },
    harm: |_| "Java code that imports the types of this file stops compiling",
    concerns: |_| true,
};

pub(super) const OBJC_CLASS_PREFIX: FileOption = FileOption {
    name: "objc_class_prefix",
    path: &[8, 36],
    value: |options| text(options.objc_class_prefix()),
    meaning: Meaning::Written,
    harm: |_| "Objective-C code that names the types of this file stops compiling",
    concerns: |_| true,
};

pub(super) const OPTIMIZE_FOR: FileOption = FileOption {
    name: "optimize_for",
    path: &[8, 9],
    value: |options| optimize_for(options.optimize_for()),
    meaning: Meaning::Runtime,
    harm: |values| match (values.old, values.new) {
        (_, "LITE_RUNTIME") => {
            "C++ code loses the base class `Message` and descriptors, and what needs them stops compiling"
        }
        ("LITE_RUNTIME", _) => {
            "C++ code has the base class `Message`, and programs with the lite library alone no longer link"
        }
        _ => "the size and the speed of generated C++ and Java change, and its declarations stay",
    },
    concerns: |element| matches!(element, Element::Message(_)),
};

pub(super) const PHP_CLASS_PREFIX: FileOption = FileOption {
    name: "php_class_prefix",
    path: &[8, 40],
    value: |options| text(options.php_class_prefix()),
    meaning: Meaning::Written,
    harm: |_| "PHP code that names the classes of this file stops working",
    concerns: |_| true,
};

// The metadata class belongs to the file.
pub(super) const PHP_METADATA_NAMESPACE: FileOption = FileOption {
    name: "php_metadata_namespace",
    path: &[8, 44],
    value: |options| text(options.php_metadata_namespace()),
    meaning: Meaning::Value(|options| given(options.php_metadata_namespace())),
    harm: |_| "PHP code that names the metadata class of this file stops working",
    concerns: |_| false,
};

pub(super) const PHP_NAMESPACE: FileOption = FileOption {
    name: "php_namespace",
    path: &[8, 41],
    value: |options| text(options.php_namespace()),
    meaning: Meaning::Value(|options| given(options.php_namespace())),
    harm: |_| "PHP code that names the classes of this file stops working",
    concerns: |_| true,
};

pub(super) const PY_GENERIC_SERVICES: FileOption = FileOption {
    name: "py_generic_services",
    path: &[8, 18],
    value: |options| flag(options.py_generic_services(), false),
    meaning: Meaning::Classes,
    harm: |values| match values.new {
        "false" => "Python classes of services disappear, and code that names them stops compiling",
        _ => "Python classes of services appear",
    },
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const RUBY_PACKAGE: FileOption = FileOption {
    name: "ruby_package",
    path: &[8, 45],
    value: |options| text(options.ruby_package()),
    meaning: Meaning::Value(|options| given(options.ruby_package())),
    harm: |_| "Ruby code that names the types of this file stops working",
    concerns: |_| true,
};

pub(super) const SWIFT_PREFIX: FileOption = FileOption {
    name: "swift_prefix",
    path: &[8, 39],
    value: |options| text(options.swift_prefix()),
    meaning: Meaning::Written,
    harm: |_| "Swift code that names the types of this file stops compiling",
    concerns: |_| true,
};

/// The extension of `FileOptions` in `cpp_file_options.proto`, from edition 2026 on.
pub(super) const CPP_NAMESPACE: FileOption = FileOption {
    name: "(pb.file.cpp).namespace",
    path: &[8, 990, 1],
    value: |options| text(cpp_namespace(options)),
    meaning: Meaning::Written,
    harm: |_| "C++ code that names the types of this file stops compiling",
    concerns: |_| true,
};

fn cpp_namespace(options: &FileOptions) -> Option<&str> {
    let inside = options.custom().filter(|option| option.number == 990).filter_map(|option| match option.value {
        WireValue::Bytes(bytes) => Some(bytes),
        _ => None,
    });
    let fields = inside.flat_map(|bytes| WireReader::new(bytes).map_while(Result::ok));
    let names = fields.filter_map(|field| match field.value {
        WireValue::Bytes(name) if field.number == 1 => std::str::from_utf8(name).ok(),
        _ => None,
    });
    names.last()
}

/// An absent or an empty text, which generators treat alike.
pub(super) const UNSET: &str = "unset";

fn text(value: Option<&str>) -> String {
    match value {
        None | Some("") => UNSET.to_owned(),
        Some(text) => format!("{text:?}"),
    }
}

/// Returns a text, or that there is none. Generators take an empty text as a name, unlike an absent one.
fn given(value: Option<&str>) -> String {
    value.map_or_else(|| UNSET.to_owned(), |text| format!("{text:?}"))
}

/// Returns `true` for a file with classes that `java_multiple_files` puts into files of their own.
fn has_java_classes(schema: &Schema, file: FileId) -> bool {
    let of = &schema[file];
    let has_services = !of.services.is_empty() && of.options.java_generic_services() == Some(true);
    !of.messages.is_empty() || !of.enums.is_empty() || has_services
}

/// Returns the runtime that generated C++ needs. Code that is optimized for size has the same declarations, and generators of
/// other languages have another option for the lite runtime.
fn runtime(value: Option<i32>) -> &'static str {
    match value {
        Some(3) => "LITE_RUNTIME",
        _ => "SPEED",
    }
}

fn flag(value: Option<bool>, default: bool) -> String {
    value.unwrap_or(default).to_string()
}

fn optimize_for(value: Option<i32>) -> String {
    match value {
        None | Some(1) => "SPEED".to_owned(),
        Some(2) => "CODE_SIZE".to_owned(),
        Some(3) => "LITE_RUNTIME".to_owned(),
        Some(other) => other.to_string(),
    }
}
