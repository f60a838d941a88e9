//! File options that control the location and form of generated code, one row per option.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::witness::plan::GENERATED;
use protoward_schema::wire::{Reader, WireValue};
use protoward_schema::{Edition, FileId, FileOptions, Syntax};

/// One file option.
struct FileOption {
    name: &'static str,
    /// The path in a file's descriptor.
    path: &'static [i32],
    /// Returns the value, or the default if the option is not set.
    value: fn(&FileOptions) -> String,
    /// The consequence of a change.
    harm: &'static str,
}

macro_rules! row {
    ($id:literal, $page:literal, $option:ident = $number:literal, $value:expr, $harm:literal) => {
        BreakingRule::new(
            $id,
            concat!("files keep their `", stringify!($option), "`"),
            &[FILE, PACKAGE],
            include_str!($page),
            Check::File(|cx, pair, findings| {
                const OPTION: FileOption =
                    FileOption { name: stringify!($option), path: &[8, $number], value: $value, harm: $harm };
                check(cx, pair, &OPTION, findings);
            }),
        )
        .source_only(GENERATED)
    };
}

pub(super) const RULES: &[BreakingRule] = &[
    row!(
        "FILE_SAME_CC_ENABLE_ARENAS",
        "file_same_cc_enable_arenas.md",
        cc_enable_arenas = 31,
        |options| flag(options.cc_enable_arenas(), true),
        "C++ code that puts these messages on an arena, or must not, stops working"
    ),
    row!(
        "FILE_SAME_CC_GENERIC_SERVICES",
        "file_same_cc_generic_services.md",
        cc_generic_services = 16,
        |options| flag(options.cc_generic_services(), false),
        "C++ classes of services appear or disappear"
    ),
    BreakingRule::new(
        "FILE_SAME_CPP_NAMESPACE",
        "files keep their `(pb.file.cpp).namespace`",
        &[FILE, PACKAGE],
        include_str!("file_same_cpp_namespace.md"),
        Check::File(|cx, pair, findings| check(cx, pair, &CPP_NAMESPACE, findings)),
    )
    .source_only(GENERATED)
    .own(),
    row!(
        "FILE_SAME_CSHARP_NAMESPACE",
        "file_same_csharp_namespace.md",
        csharp_namespace = 37,
        |options| text(options.csharp_namespace()),
        "C# code that names the types of this file stops compiling"
    ),
    row!(
        "FILE_SAME_GO_PACKAGE",
        "file_same_go_package.md",
        go_package = 11,
        |options| text(options.go_package()),
        "Go code that imports the old path or name stops compiling"
    ),
    row!(
        "FILE_SAME_JAVA_GENERIC_SERVICES",
        "file_same_java_generic_services.md",
        java_generic_services = 17,
        |options| flag(options.java_generic_services(), false),
        "Java classes of services appear or disappear"
    ),
    row!(
        "FILE_SAME_JAVA_MULTIPLE_FILES",
        "file_same_java_multiple_files.md",
        java_multiple_files = 10,
        |options| flag(options.java_multiple_files(), false),
        "Java classes move into the outer class of the file or out of it, and imports of them stop compiling"
    ),
    row!(
        "FILE_SAME_JAVA_OUTER_CLASSNAME",
        "file_same_java_outer_classname.md",
        java_outer_classname = 8,
        |options| text(options.java_outer_classname()),
        "Java code that names the outer class of this file stops compiling"
    ),
    row!(
        "FILE_SAME_JAVA_PACKAGE",
        "file_same_java_package.md",
        java_package = 1,
        |options| text(options.java_package()),
        "Java code that imports the types of this file stops compiling"
    ),
    row!(
        "FILE_SAME_OBJC_CLASS_PREFIX",
        "file_same_objc_class_prefix.md",
        objc_class_prefix = 36,
        |options| text(options.objc_class_prefix()),
        "Objective-C code that names the classes of this file stops compiling"
    ),
    row!(
        "FILE_SAME_OPTIMIZE_FOR",
        "file_same_optimize_for.md",
        optimize_for = 9,
        |options| optimize_for(options.optimize_for()),
        "C++ and Java code that needs the other base class stops compiling"
    ),
    row!(
        "FILE_SAME_PHP_CLASS_PREFIX",
        "file_same_php_class_prefix.md",
        php_class_prefix = 40,
        |options| text(options.php_class_prefix()),
        "PHP code that names the classes of this file stops working"
    ),
    row!(
        "FILE_SAME_PHP_METADATA_NAMESPACE",
        "file_same_php_metadata_namespace.md",
        php_metadata_namespace = 44,
        |options| text(options.php_metadata_namespace()),
        "PHP code that names the metadata class of this file stops working"
    ),
    row!(
        "FILE_SAME_PHP_NAMESPACE",
        "file_same_php_namespace.md",
        php_namespace = 41,
        |options| text(options.php_namespace()),
        "PHP code that names the classes of this file stops working"
    ),
    row!(
        "FILE_SAME_PY_GENERIC_SERVICES",
        "file_same_py_generic_services.md",
        py_generic_services = 18,
        |options| flag(options.py_generic_services(), false),
        "Python classes of services appear or disappear"
    ),
    row!(
        "FILE_SAME_RUBY_PACKAGE",
        "file_same_ruby_package.md",
        ruby_package = 45,
        |options| text(options.ruby_package()),
        "Ruby code that names the classes of this file stops working"
    ),
    row!(
        "FILE_SAME_SWIFT_PREFIX",
        "file_same_swift_prefix.md",
        swift_prefix = 39,
        |options| text(options.swift_prefix()),
        "Swift code that names the types of this file stops compiling"
    ),
];

/// The extension of `FileOptions` in `cpp_file_options.proto`, from edition 2026 on.
const CPP_NAMESPACE: FileOption = FileOption {
    name: "(pb.file.cpp).namespace",
    path: &[8, 990, 1],
    value: |options| text(cpp_namespace(options)),
    harm: "C++ code that names the classes of this file stops compiling",
};

fn cpp_namespace(options: &FileOptions) -> Option<&str> {
    let inside = options.custom().filter(|option| option.number == 990).filter_map(|option| match option.value {
        WireValue::Bytes(bytes) => Some(bytes),
        _ => None,
    });
    let fields = inside.flat_map(|bytes| Reader::new(bytes).map_while(Result::ok));
    let names = fields.filter_map(|field| match field.value {
        WireValue::Bytes(name) if field.number == 1 => std::str::from_utf8(name).ok(),
        _ => None,
    });
    names.last()
}

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, option: &FileOption, findings: &mut Findings) {
    let (old, new) = (&cx.old[pair.old].options, &cx.new[pair.new].options);
    // A fast path: most files keep all of their options, and each option has its own rule.
    if old.bytes() == new.bytes() {
        return;
    }
    // From edition 2024 on, a feature with its own rule replaces the option.
    let has_feature = |syntax: Syntax| syntax.edition() >= Edition::E2024;
    let is_of_feature = has_feature(cx.old[pair.old].syntax) || has_feature(cx.new[pair.new].syntax);
    if option.name == "java_multiple_files" && is_of_feature && !cx.as_buf {
        return;
    }
    let (old, new) = ((option.value)(old), (option.value)(new));
    if old != new {
        findings
            .push(cx.now(pair.new, option.path), cx.was(pair.old, option.path), problem(option, &old, &new))
            .fix(SchemaEdit::option(option.name, pair));
    }
}

fn problem(option: &FileOption, old: &str, new: &str) -> Problem {
    let FileOption { name, harm, .. } = option;
    Problem {
        message: format!("option `{name}` changed from {old} to {new}: {harm}"),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: match old {
            UNSET => format!("take `{name}` out again; files of a new package version can have it"),
            _ => format!("go back to `option {name} = {old};`; files of a new package version can have another value"),
        },
    }
}

/// An absent or an empty text, which generators treat alike.
const UNSET: &str = "unset";

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
