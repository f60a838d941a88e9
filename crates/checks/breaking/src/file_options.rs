//! File options that control the location and form of generated code.

use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Edition, Element, FileId, FileOptions, Schema, Syntax};

use super::versions::Pair;

/// An option of files that generators read.
pub(super) struct FileOption {
    pub(super) name: &'static str,
    /// The path in a file's descriptor.
    pub(super) path: &'static [i32],
    /// Returns the value, or the default if the option is not set.
    value: fn(&FileOptions) -> String,
    /// The consequence of a change.
    pub(super) harm: &'static str,
    /// Returns `true` for declarations whose code the option controls.
    concerns: fn(Element) -> bool,
}

impl FileOption {
    /// Returns both values, if they differ.
    pub(super) fn changed(&self, old: &FileOptions, new: &FileOptions) -> Option<Pair<String>> {
        let old = (self.value)(old);
        let new = (self.value)(new);
        (old != new).then_some(Pair { old, new })
    }

    /// Returns both values if they differ for a declaration that moved from one file to another.
    pub(super) fn changed_for(&self, schemas: Pair<&Schema>, pair: Pair<Element>) -> Option<Pair<String>> {
        let file = |schema: &Schema, element| schema.file_of(element);
        let Pair { old, new } = schemas;
        let files = Pair { old: file(old, pair.old), new: file(new, pair.new) };
        let before = &old[files.old].options;
        let after = &new[files.new].options;
        let is_outside = |options: &FileOptions| options.java_multiple_files() == Some(true);
        let is_replaced = self.name == JAVA_MULTIPLE_FILES.name && is_feature(schemas, files);
        // Only extensions are in the outer class of a file with `java_multiple_files`.
        let is_unused = self.name == JAVA_OUTER_CLASSNAME.name
            && !matches!(pair.old, Element::Field(_))
            && is_outside(before)
            && is_outside(after);
        if !(self.concerns)(pair.old) || is_replaced || is_unused {
            return None;
        }
        self.changed(before, after)
    }
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
    harm: "C++ code that puts these messages on an arena, or must not, stops working",
    concerns: |element| matches!(element, Element::Message(_)),
};

pub(super) const CC_GENERIC_SERVICES: FileOption = FileOption {
    name: "cc_generic_services",
    path: &[8, 16],
    value: |options| flag(options.cc_generic_services(), false),
    harm: "C++ classes of services appear or disappear",
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const CSHARP_NAMESPACE: FileOption = FileOption {
    name: "csharp_namespace",
    path: &[8, 37],
    value: |options| text(options.csharp_namespace()),
    harm: "C# code that names the types of this file stops compiling",
    concerns: |_| true,
};

pub(super) const GO_PACKAGE: FileOption = FileOption {
    name: "go_package",
    path: &[8, 11],
    value: |options| text(options.go_package()),
    harm: "Go code that imports the old path or name stops compiling",
    concerns: |_| true,
};

pub(super) const JAVA_GENERIC_SERVICES: FileOption = FileOption {
    name: "java_generic_services",
    path: &[8, 17],
    value: |options| flag(options.java_generic_services(), false),
    harm: "Java classes of services appear or disappear",
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const JAVA_MULTIPLE_FILES: FileOption = FileOption {
    name: "java_multiple_files",
    path: &[8, 10],
    value: |options| flag(options.java_multiple_files(), false),
    harm: "Java classes move into the outer class of the file or out of it, and imports of them stop compiling",
    concerns: |_| true,
};

pub(super) const JAVA_OUTER_CLASSNAME: FileOption = FileOption {
    name: "java_outer_classname",
    path: &[8, 8],
    value: |options| text(options.java_outer_classname()),
    harm: "Java code that names the outer class of this file stops compiling",
    concerns: |_| true,
};

pub(super) const JAVA_PACKAGE: FileOption = FileOption {
    name: "java_package",
    path: &[8, 1],
    value: |options| text(options.java_package()),
    harm: "Java code that imports the types of this file stops compiling",
    concerns: |_| true,
};

pub(super) const OBJC_CLASS_PREFIX: FileOption = FileOption {
    name: "objc_class_prefix",
    path: &[8, 36],
    value: |options| text(options.objc_class_prefix()),
    harm: "Objective-C code that names the classes of this file stops compiling",
    concerns: |_| true,
};

pub(super) const OPTIMIZE_FOR: FileOption = FileOption {
    name: "optimize_for",
    path: &[8, 9],
    value: |options| optimize_for(options.optimize_for()),
    harm: "C++ and Java code that needs the other base class stops compiling",
    concerns: |element| matches!(element, Element::Message(_)),
};

pub(super) const PHP_CLASS_PREFIX: FileOption = FileOption {
    name: "php_class_prefix",
    path: &[8, 40],
    value: |options| text(options.php_class_prefix()),
    harm: "PHP code that names the classes of this file stops working",
    concerns: |_| true,
};

// The metadata class belongs to the file.
pub(super) const PHP_METADATA_NAMESPACE: FileOption = FileOption {
    name: "php_metadata_namespace",
    path: &[8, 44],
    value: |options| text(options.php_metadata_namespace()),
    harm: "PHP code that names the metadata class of this file stops working",
    concerns: |_| false,
};

pub(super) const PHP_NAMESPACE: FileOption = FileOption {
    name: "php_namespace",
    path: &[8, 41],
    value: |options| text(options.php_namespace()),
    harm: "PHP code that names the classes of this file stops working",
    concerns: |_| true,
};

pub(super) const PY_GENERIC_SERVICES: FileOption = FileOption {
    name: "py_generic_services",
    path: &[8, 18],
    value: |options| flag(options.py_generic_services(), false),
    harm: "Python classes of services appear or disappear",
    concerns: |element| matches!(element, Element::Service(_)),
};

pub(super) const RUBY_PACKAGE: FileOption = FileOption {
    name: "ruby_package",
    path: &[8, 45],
    value: |options| text(options.ruby_package()),
    harm: "Ruby code that names the classes of this file stops working",
    concerns: |_| true,
};

pub(super) const SWIFT_PREFIX: FileOption = FileOption {
    name: "swift_prefix",
    path: &[8, 39],
    value: |options| text(options.swift_prefix()),
    harm: "Swift code that names the types of this file stops compiling",
    concerns: |_| true,
};

/// The extension of `FileOptions` in `cpp_file_options.proto`, from edition 2026 on.
pub(super) const CPP_NAMESPACE: FileOption = FileOption {
    name: "(pb.file.cpp).namespace",
    path: &[8, 990, 1],
    value: |options| text(cpp_namespace(options)),
    harm: "C++ code that names the classes of this file stops compiling",
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
