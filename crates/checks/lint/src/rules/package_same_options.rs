//! Options that all files of a package should share, because they name one thing in a language.

use std::collections::{BTreeMap, BTreeSet};

use crate::categories::{AFFINITY_RULES, BASIC, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::{FileOptionChange, SchemaChange};
use crate::rule::{Check, LintRule};
use protoward_schema::{FileId, FileOptions};

pub(super) const RULES: &[LintRule] = &[
    rule(
        "PACKAGE_SAME_CSHARP_NAMESPACE",
        "the files of a package have the same `csharp_namespace`",
        include_str!("package_same_csharp_namespace.md"),
        |cx, findings| check(cx, findings, &CSHARP_NAMESPACE),
    ),
    rule(
        "PACKAGE_SAME_GO_PACKAGE",
        "the files of a package have the same `go_package`",
        include_str!("package_same_go_package.md"),
        |cx, findings| check(cx, findings, &GO_PACKAGE),
    ),
    rule(
        "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
        "the files of a package have the same `java_multiple_files`",
        include_str!("package_same_java_multiple_files.md"),
        |cx, findings| check(cx, findings, &JAVA_MULTIPLE_FILES),
    ),
    rule(
        "PACKAGE_SAME_JAVA_PACKAGE",
        "the files of a package have the same `java_package`",
        include_str!("package_same_java_package.md"),
        |cx, findings| check(cx, findings, &JAVA_PACKAGE),
    ),
    rule(
        "PACKAGE_SAME_PHP_NAMESPACE",
        "the files of a package have the same `php_namespace`",
        include_str!("package_same_php_namespace.md"),
        |cx, findings| check(cx, findings, &PHP_NAMESPACE),
    ),
    rule(
        "PACKAGE_SAME_RUBY_PACKAGE",
        "the files of a package have the same `ruby_package`",
        include_str!("package_same_ruby_package.md"),
        |cx, findings| check(cx, findings, &RUBY_PACKAGE),
    ),
    rule(
        "PACKAGE_SAME_SWIFT_PREFIX",
        "the files of a package have the same `swift_prefix`",
        include_str!("package_same_swift_prefix.md"),
        |cx, findings| check(cx, findings, &SWIFT_PREFIX),
    ),
];

const fn rule(
    id: &'static str,
    summary: &'static str,
    page: &'static str,
    check: fn(&LintContext<'_>, &mut Findings<'_>),
) -> LintRule {
    LintRule::new(id, summary, &[BASIC, STANDARD], page, Check::Module(check)).older(AFFINITY_RULES)
}

/// A file option. The value is empty if the option is not set.
struct SharedOption {
    name: &'static str,
    number: i32,
    value: fn(&FileOptions) -> &str,
    is_set: fn(&FileOptions) -> bool,
    /// The consequence of another value.
    breaks: &'static str,
}

const CSHARP_NAMESPACE: SharedOption = SharedOption {
    name: "csharp_namespace",
    number: 37,
    value: |options| options.csharp_namespace().unwrap_or_default(),
    is_set: |options| options.csharp_namespace().is_some(),
    breaks: "generated C# code",
};
const GO_PACKAGE: SharedOption = SharedOption {
    name: "go_package",
    number: 11,
    value: |options| options.go_package().unwrap_or_default(),
    is_set: |options| options.go_package().is_some(),
    breaks: "generated Go code",
};
const JAVA_MULTIPLE_FILES: SharedOption = SharedOption {
    name: "java_multiple_files",
    number: 10,
    value: |options| match options.java_multiple_files() {
        None => "",
        Some(false) => "false",
        Some(true) => "true",
    },
    is_set: |options| options.java_multiple_files().is_some(),
    breaks: "generated Java code",
};
const JAVA_PACKAGE: SharedOption = SharedOption {
    name: "java_package",
    number: 1,
    value: |options| options.java_package().unwrap_or_default(),
    is_set: |options| options.java_package().is_some(),
    breaks: "generated Java code",
};
const PHP_NAMESPACE: SharedOption = SharedOption {
    name: "php_namespace",
    number: 41,
    value: |options| options.php_namespace().unwrap_or_default(),
    is_set: |options| options.php_namespace().is_some(),
    breaks: "generated PHP code",
};
const RUBY_PACKAGE: SharedOption = SharedOption {
    name: "ruby_package",
    number: 45,
    value: |options| options.ruby_package().unwrap_or_default(),
    is_set: |options| options.ruby_package().is_some(),
    breaks: "generated Ruby code",
};
const SWIFT_PREFIX: SharedOption = SharedOption {
    name: "swift_prefix",
    number: 39,
    value: |options| options.swift_prefix().unwrap_or_default(),
    is_set: |options| options.swift_prefix().is_some(),
    breaks: "generated Swift code",
};

/// The number of values in a message, after which the others are counted.
const LISTED: usize = 4;

fn check(cx: &LintContext<'_>, findings: &mut Findings<'_>, option: &SharedOption) {
    let mut packages: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for &file in cx.files {
        packages.entry(cx.schema.package(file)).or_default().push(file);
    }
    for (package, files) in packages {
        let values: BTreeSet<&str> = files.iter().map(|&file| (option.value)(&cx.schema[file].options)).collect();
        if values.len() < 2 {
            continue;
        }
        let which = if package.is_empty() {
            "the files without a package".to_owned()
        } else {
            format!("the files of package `{package}`")
        };
        let list = list(&values);
        let change = change(cx, &files, &values, option);
        for file in files {
            let message = format!("{which} have different values of `{}`: {list}", option.name);
            let help = "use one value in all files of the package";
            findings.push_with_help(file, cx.in_file(file, &[8, option.number]), message, help);
            if let Some(change) = &change {
                findings.propose(SchemaChange::SetFileOption(change.clone()));
            }
        }
    }
}

/// Returns the change that gives the only value to the files that lack the option. `None` if files disagree, or if one sets an
/// empty value.
fn change(
    cx: &LintContext<'_>,
    files: &[FileId],
    values: &BTreeSet<&str>,
    option: &SharedOption,
) -> Option<FileOptionChange> {
    let [_, value] = values.iter().copied().collect::<Vec<_>>()[..] else { return None };
    let is_empty = |file: FileId| (option.value)(&cx.schema[file].options).is_empty();
    let files: Vec<FileId> = files.iter().copied().filter(|&file| is_empty(file)).collect();
    let lack_it = files.iter().all(|&file| !(option.is_set)(&cx.schema[file].options));
    (!files.is_empty() && lack_it).then(|| FileOptionChange {
        files,
        name: option.name,
        number: option.number,
        value: value.to_owned(),
        is_string: option.number != JAVA_MULTIPLE_FILES.number,
        breaks: option.breaks,
    })
}

fn list(values: &BTreeSet<&str>) -> String {
    let words = values.iter().take(LISTED).map(|value| match *value {
        "" => "none".to_owned(),
        value => format!("`{value}`"),
    });
    let list = words.collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(LISTED) {
        0 => list,
        rest => format!("{list} and {rest} more"),
    }
}
