//! Rules about the file options that control the location and form of generated code, one row per option.

use crate::comparison::{Comparison, Pair};
use crate::file_options::{self as options, FileOption, UNSET};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::witness::plan::GENERATED;
use protoward_schema::FileId;

macro_rules! row {
    ($id:literal, $page:literal, $option:ident, $name:literal) => {
        BreakingRule::new(
            $id,
            concat!("files keep their `", $name, "`"),
            &[FILE, PACKAGE],
            include_str!($page),
            Check::File(|cx, pair, findings| check(cx, pair, &options::$option, findings)),
        )
        .source_only(GENERATED)
    };
}

pub(super) const RULES: &[BreakingRule] = &[
    row!("FILE_SAME_CC_ENABLE_ARENAS", "file_same_cc_enable_arenas.md", CC_ENABLE_ARENAS, "cc_enable_arenas"),
    row!(
        "FILE_SAME_CC_GENERIC_SERVICES",
        "file_same_cc_generic_services.md",
        CC_GENERIC_SERVICES,
        "cc_generic_services"
    ),
    row!("FILE_SAME_CPP_NAMESPACE", "file_same_cpp_namespace.md", CPP_NAMESPACE, "(pb.file.cpp).namespace").own(),
    row!("FILE_SAME_CSHARP_NAMESPACE", "file_same_csharp_namespace.md", CSHARP_NAMESPACE, "csharp_namespace"),
    row!("FILE_SAME_GO_PACKAGE", "file_same_go_package.md", GO_PACKAGE, "go_package"),
    row!(
        "FILE_SAME_JAVA_GENERIC_SERVICES",
        "file_same_java_generic_services.md",
        JAVA_GENERIC_SERVICES,
        "java_generic_services"
    ),
    row!(
        "FILE_SAME_JAVA_MULTIPLE_FILES",
        "file_same_java_multiple_files.md",
        JAVA_MULTIPLE_FILES,
        "java_multiple_files"
    ),
    row!(
        "FILE_SAME_JAVA_OUTER_CLASSNAME",
        "file_same_java_outer_classname.md",
        JAVA_OUTER_CLASSNAME,
        "java_outer_classname"
    ),
    row!("FILE_SAME_JAVA_PACKAGE", "file_same_java_package.md", JAVA_PACKAGE, "java_package"),
    row!("FILE_SAME_OBJC_CLASS_PREFIX", "file_same_objc_class_prefix.md", OBJC_CLASS_PREFIX, "objc_class_prefix"),
    row!("FILE_SAME_OPTIMIZE_FOR", "file_same_optimize_for.md", OPTIMIZE_FOR, "optimize_for"),
    row!("FILE_SAME_PHP_CLASS_PREFIX", "file_same_php_class_prefix.md", PHP_CLASS_PREFIX, "php_class_prefix"),
    row!(
        "FILE_SAME_PHP_METADATA_NAMESPACE",
        "file_same_php_metadata_namespace.md",
        PHP_METADATA_NAMESPACE,
        "php_metadata_namespace"
    ),
    row!("FILE_SAME_PHP_NAMESPACE", "file_same_php_namespace.md", PHP_NAMESPACE, "php_namespace"),
    row!(
        "FILE_SAME_PY_GENERIC_SERVICES",
        "file_same_py_generic_services.md",
        PY_GENERIC_SERVICES,
        "py_generic_services"
    ),
    row!("FILE_SAME_RUBY_PACKAGE", "file_same_ruby_package.md", RUBY_PACKAGE, "ruby_package"),
    row!("FILE_SAME_SWIFT_PREFIX", "file_same_swift_prefix.md", SWIFT_PREFIX, "swift_prefix"),
];

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, option: &FileOption, findings: &mut Findings) {
    let old = &cx.old[pair.old].options;
    let new = &cx.new[pair.new].options;
    if cx.as_buf {
        if let Some(values) = option.changed_text(old, new) {
            push(cx, pair, option, problem(option, &values), findings);
        }
        return;
    }
    let is_outer_class = option.name == options::JAVA_OUTER_CLASSNAME.name;
    // A fast path: most files keep all of their options, and each option has its own rule.
    if old.bytes() == new.bytes() && !(is_outer_class && options::is_for_java(old)) {
        return;
    }
    let schemas = Pair { old: cx.old, new: cx.new };
    if option.name == options::JAVA_MULTIPLE_FILES.name && options::is_feature(schemas, pair) {
        return;
    }
    match option.changed(schemas, pair) {
        Some(changed) if !changed.is_derived => push(cx, pair, option, problem(option, &changed.values), findings),
        // A package that changed has a rule of its own.
        Some(changed) if is_outer_class && options::is_outer_class_used(schemas, pair) => {
            findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), outer_class_problem(&changed.values)).fix(None);
        }
        Some(_) | None => {}
    }
}

fn push(cx: &Comparison<'_>, pair: Pair<FileId>, option: &FileOption, problem: Problem, findings: &mut Findings) {
    findings
        .push(cx.now(pair.new, option.path), cx.was(pair.old, option.path), problem)
        .fix(SchemaEdit::option(option.name, pair));
}

fn problem(option: &FileOption, values: &Pair<String>) -> Problem {
    let FileOption { name, harm, .. } = option;
    let Pair { old, new } = values;
    let harm = harm(Pair { old, new });
    Problem {
        message: format!("option `{name}` changed from {old} to {new}: {harm}"),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: match old.as_str() {
            UNSET => format!("take `{name}` out again; files of a new package version can have it"),
            _ => format!("go back to `option {name} = {old};`; files of a new package version can have another value"),
        },
    }
}

/// Describes an outer class whose name follows from the file and its declarations.
fn outer_class_problem(values: &Pair<String>) -> Problem {
    let Pair { old, new } = values;
    Problem {
        message: format!(
            "the outer Java class of this file, which no option names, was {old} and is {new}: Java code that names it stops compiling"
        ),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!(
            "add `option java_outer_classname = {old};`, or another name to the declaration that is called {old}"
        ),
    }
}
