//! Declarations that a package no longer contains. Moves between the files of the package are allowed.

use std::collections::BTreeSet;

use crate::comparison::Comparison;
use crate::declared::{self, Declared};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::PACKAGE;
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use crate::subject::{self, DeletedPhrases};
use crate::witness::plan::{CALL, Media, NOBODY_READS, Recipe};
use protoward_policy::ConfigVersion::{V1, V1Beta1};
use protoward_schema::{Element, Parent};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "PACKAGE_ENUM_NO_DELETE",
        "enums are not deleted from a package",
        &[PACKAGE],
        include_str!("package_enum_no_delete.md"),
        Check::Schema(|cx, findings| {
            check(cx, declared::enums(cx.old), &with_any(cx, declared::enums(cx.new)), findings)
        }),
    )
    .source_only("code that names the enum stops compiling; the fields that held it have findings of their own"),
    BreakingRule::new(
        "PACKAGE_EXTENSION_NO_DELETE",
        "extensions are not deleted from a package",
        &[PACKAGE],
        include_str!("package_extension_no_delete.md"),
        Check::Schema(|cx, findings| {
            check(cx, declared::extensions(cx.old), &with_any(cx, declared::extensions(cx.new)), findings)
        }),
    )
    .shown_in(Media::Both, Recipe::Values, "the extension is declared in another file; what is sent does not change")
    .older(&[(V1Beta1, &[]), (V1, &[])]),
    BreakingRule::new(
        "PACKAGE_MESSAGE_NO_DELETE",
        "messages are not deleted from a package",
        &[PACKAGE],
        include_str!("package_message_no_delete.md"),
        Check::Schema(|cx, findings| {
            check(cx, declared::messages(cx.old), &with_any(cx, declared::messages(cx.new)), findings)
        }),
    )
    .shown_by_names(NOBODY_READS),
    BreakingRule::new(
        "PACKAGE_SERVICE_NO_DELETE",
        "services are not deleted from a package",
        &[PACKAGE],
        include_str!("package_service_no_delete.md"),
        Check::Schema(|cx, findings| check(cx, declared::services(cx.old), &cx.new_packages(), findings)),
    )
    .source_only(CALL),
    BreakingRule::new(
        "PACKAGE_LAST_NO_DELETE",
        "packages do not lose their last message, enum or extension",
        &[PACKAGE],
        include_str!("package_last_no_delete.md"),
        Check::Schema(|cx, findings| {
            check_last(cx, || declared::messages(cx.old), declared::messages(cx.new), findings);
            check_last(cx, || declared::enums(cx.old), declared::enums(cx.new), findings);
            check_last(cx, || declared::extensions(cx.old), declared::extensions(cx.new), findings);
        }),
    )
    .shown_by_names("code that names it stops compiling; no message that is left shows it")
    .own(),
];

/// Checks the packages that lost their last declaration of a kind, which the other rules do not inspect.
fn check_last<I: Iterator<Item = Declared>>(
    cx: &Comparison<'_>,
    old: impl Fn() -> I,
    new: impl Iterator<Item = Declared>,
    findings: &mut Findings,
) {
    let with_any = with_any(cx, new);
    let without: BTreeSet<_> = cx.new_packages().difference(&with_any).copied().collect();
    if !without.is_empty() {
        check(cx, old(), &without, findings);
    }
}

/// Returns the packages that still have any of the given elements. Like buf, the rules inspect only these packages,
/// except for services: a package that loses its last enum gets no finding for it.
fn with_any<'a>(cx: &Comparison<'a>, new: impl Iterator<Item = Declared>) -> BTreeSet<&'a str> {
    let files = new.map(|(element, _)| cx.new.file_of(element)).filter(|&file| cx.has_new(file));
    files.map(|file| cx.new.package(file)).collect()
}

fn check(cx: &Comparison<'_>, old: impl Iterator<Item = Declared>, packages: &BTreeSet<&str>, findings: &mut Findings) {
    for (element, parent) in old {
        let file = cx.old.file_of(element);
        let package = cx.old.package(file);
        // The contents of a deleted package have no findings of their own.
        if cx.has_old(file) && packages.contains(package) && !is_kept(cx, element, package) {
            let problem = problem(cx, element, package);
            findings.push(around(cx, element, parent), cx.was(element, &[]), problem).fix(SchemaEdit::Declare(element));
        }
    }
}

/// Returns the place to report the deletion. For a message, buf searches the enclosing message in the whole package,
/// which may be in another file; for other elements it searches the file.
fn around(cx: &Comparison<'_>, element: Element, mut parent: Parent) -> ElementPlace {
    let file = cx.old.file_of(element);
    if !matches!(element, Element::Message(_)) || cx.new_file(file).is_none() {
        return cx.around(parent);
    }
    while let Parent::Message(outer) = parent {
        if is_kept(cx, outer.into(), cx.old.package(file))
            && let Some(found) = cx.in_new(cx.old.text(cx.old[outer].full_name))
        {
            return cx.now(found, &[]);
        }
        parent = cx.old[outer].parent;
    }
    cx.around(parent)
}

fn is_kept(cx: &Comparison<'_>, old: Element, package: &str) -> bool {
    let found = cx.in_new(&cx.old.full_name(old)).filter(|&found| subject::kind(found) == subject::kind(old));
    // `a.b` in package `a` differs from `b` in package `a.b`, although both are named `a.b`.
    found.is_some_and(|found| cx.new.package(cx.new.file_of(found)) == package)
}

fn problem(cx: &Comparison<'_>, element: Element, package: &str) -> Problem {
    let DeletedPhrases { subject, kind, harm } = DeletedPhrases::new(cx.old, element);
    let package_name =
        if package.is_empty() { "the files without a package".to_owned() } else { format!("package `{package}`") };
    let file = cx.old.file_of(element);
    let with_file = match cx.new_file(file) {
        Some(_) => String::new(),
        None => format!(" with its file `{}`", cx.old.name(file.into())),
    };
    Problem {
        message: format!("{subject} was deleted from {package_name}{with_file}: {harm}"),
        now: format!("the {kind} is gone, and no other file of the package has it"),
        was: "it was declared here".into(),
        help: format!("keep the {kind} in one of the files of the package, and mark it deprecated until it is unused"),
    }
}
