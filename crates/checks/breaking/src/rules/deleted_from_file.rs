//! Declarations that a file no longer contains. A move to another file counts, because generated code is imported per
//! file. A changed package does not, because the names inside the file stay.

use crate::comparison::Comparison;
use crate::declared::{self, Declared};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{CSR, FILE};
use crate::rule::{BreakingRule, Check};
use crate::subject::{self, DeletedPhrases};
use crate::witness::plan::{CALL, Media, NOBODY_READS, Recipe};
use protoward_policy::ConfigVersion::{V1, V1Beta1};
use protoward_schema::Element;

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "ENUM_NO_DELETE",
        "enums are not deleted from a file",
        &[FILE, CSR],
        include_str!("enum_no_delete.md"),
        Check::Schema(|cx, findings| check(cx, declared::enums(cx.old), findings)),
    )
    .source_only("code that names the enum stops compiling; the fields that held it have findings of their own"),
    BreakingRule::new(
        "EXTENSION_NO_DELETE",
        "extensions are not deleted from a file",
        &[FILE],
        include_str!("extension_no_delete.md"),
        Check::Schema(|cx, findings| check(cx, declared::extensions(cx.old), findings)),
    )
    .shown_in(Media::Both, Recipe::Values, "the extension is declared in another file; what is sent does not change")
    .older(&[(V1Beta1, &[]), (V1, &[])]),
    BreakingRule::new(
        "MESSAGE_NO_DELETE",
        "messages are not deleted from a file",
        &[FILE, CSR],
        include_str!("message_no_delete.md"),
        Check::Schema(|cx, findings| check(cx, declared::messages(cx.old), findings)),
    )
    .shown_by_names(NOBODY_READS),
    BreakingRule::new(
        "SERVICE_NO_DELETE",
        "services are not deleted from a file",
        &[FILE],
        include_str!("service_no_delete.md"),
        Check::Schema(|cx, findings| check(cx, declared::services(cx.old), findings)),
    )
    .source_only(CALL),
];

fn check(cx: &Comparison<'_>, old: impl Iterator<Item = Declared>, findings: &mut Findings) {
    for (element, parent) in old {
        let file = cx.old.file_of(element);
        // The contents of a deleted file have no findings of their own.
        if !cx.has_old(file) || cx.new_file(file).is_none() {
            continue;
        }
        let same_kind = |found: &Element| subject::kind(*found) == subject::kind(element);
        if cx.in_same_file(element).filter(same_kind).is_none() {
            findings
                .push(cx.around(parent), cx.was(element, &[]), problem(cx, element))
                .fix(SchemaEdit::Declare(element));
        }
    }
}

fn problem(cx: &Comparison<'_>, element: Element) -> Problem {
    let DeletedPhrases { subject, kind, harm } = DeletedPhrases::new(cx.old, element);
    let moved = cx.in_new(&cx.old.full_name(element)).filter(|&found| subject::kind(found) == subject::kind(element));
    let (message, help) = match moved {
        None => (
            format!("{subject} was deleted: {harm}"),
            format!("keep the {kind}, and mark it deprecated until it is unused"),
        ),
        Some(moved) => {
            let file = cx.new.name(cx.new.file_of(moved).into());
            (
                format!("{subject} moved to `{file}`: code that imports it from the old file stops compiling"),
                format!("move the {kind} back; rules of category PACKAGE allow the move"),
            )
        }
    };
    Problem { message, now: format!("the {kind} is gone from here"), was: "it was declared here".to_owned(), help }
}
