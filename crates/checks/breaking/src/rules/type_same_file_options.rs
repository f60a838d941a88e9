//! Declarations that move to a file whose options name generated code differently.

use std::collections::BTreeSet;

use crate::comparison::{Comparison, Pair, Pairs};
use crate::file_options::{self, ChangedOption, FileOption};
use crate::finding::{Findings, Problem};
use crate::moves::top_level as declared_in;
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::GENERATED;
use protoward_schema::{Element, FieldId, FieldOwner, FileId, Parent};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "TYPE_SAME_FILE_OPTIONS",
    "types that move to another file keep the options of generated code",
    &[FILE, PACKAGE],
    include_str!("type_same_file_options.md"),
    Check::Schema(check),
)
.source_only(GENERATED)
.own()];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let whole: BTreeSet<_> =
        cx.followed.files.iter().filter(|&&pair| is_whole(cx, pair)).map(|pair| (pair.old, pair.new)).collect();
    for pair in top_level(cx, &cx.pairs) {
        let files = Pair { old: cx.old.file_of(pair.old), new: cx.new.file_of(pair.new) };
        if !is_same_file(cx, files) && !whole.contains(&(files.old, files.new)) {
            check_pair(cx, pair, files, findings);
        }
    }
}

/// Returns `true` for a file that moved as a whole, without a renamed declaration. Its options have rules of their own.
fn is_whole(cx: &Comparison<'_>, files: Pair<FileId>) -> bool {
    let is_there = |name: &str| cx.in_new(name).is_some_and(|new| cx.new.file_of(new) == files.new);
    declared_in(cx.old, files.old).all(|element| is_there(&cx.old.full_name(element)))
}

fn is_same_file(cx: &Comparison<'_>, files: Pair<FileId>) -> bool {
    cx.old.text(cx.old[files.old].path) == cx.new.text(cx.new[files.new].path)
}

/// Returns the declarations at the top level of both versions, under the same name.
fn top_level(cx: &Comparison<'_>, pairs: &Pairs) -> Vec<Pair<Element>> {
    let is_top = |parent: Parent| matches!(parent, Parent::File(_));
    let messages = pairs.messages.iter().filter(|pair| is_top(cx.old[pair.old].parent));
    let enums = pairs.enums.iter().filter(|pair| is_top(cx.old[pair.old].parent));
    let is_top_extension = |pair: &&Pair<FieldId>| {
        let is_top = |owner: FieldOwner| matches!(owner, FieldOwner::Extension { scope: Parent::File(_), .. });
        is_top(cx.old[pair.old].owner)
            && is_top(cx.new[pair.new].owner)
            && cx.old.full_name(pair.old.into()) == cx.new.full_name(pair.new.into())
    };
    let extensions = pairs.fields.iter().filter(is_top_extension);
    let mut all: Vec<_> = messages.map(|pair| Pair { old: pair.old.into(), new: pair.new.into() }).collect();
    all.extend(enums.map(|pair| Pair { old: pair.old.into(), new: pair.new.into() }));
    all.extend(pairs.services.iter().map(|pair| Pair { old: pair.old.into(), new: pair.new.into() }));
    all.extend(extensions.map(|pair| Pair { old: pair.old.into(), new: pair.new.into() }));
    all
}

fn check_pair(cx: &Comparison<'_>, pair: Pair<Element>, files: Pair<FileId>, findings: &mut Findings) {
    let schemas = Pair { old: cx.old, new: cx.new };
    let changed = file_options::ALL.iter().filter_map(|option| Some((option, option.changed_for(schemas, pair)?)));
    let changed: Vec<_> = changed.collect();
    let harm = match &changed[..] {
        [] => return,
        [(option, changed)] => changed.harm(option),
        _ => "code in these languages that uses it stops compiling or working",
    };
    let old = cx.old.name(files.old.into());
    let new = cx.new.name(files.new.into());
    let listed: Vec<_> = changed.iter().map(|(option, changed)| described(option, changed)).collect();
    let kind = subject::kind(pair.new);
    let problem = Problem {
        message: format!(
            "{kind} `{}` moved from `{old}` to `{new}`, and {} there: {harm}",
            cx.new.full_name(pair.new),
            listed.join(", ")
        ),
        now: "it is here now".to_owned(),
        was: "it was here".to_owned(),
        help: format!("move the {kind} to a file with the options of `{old}`"),
    };
    let details = listed.into_iter().chain([old.to_owned(), new.to_owned()]);
    findings.push(cx.now(pair.new, &[1]), cx.was(pair.old, &[1]), problem).details(details);
}

fn described(option: &FileOption, changed: &ChangedOption) -> String {
    let Pair { old, new } = &changed.values;
    if changed.is_derived {
        format!("the outer Java class was {old} and is {new}")
    } else {
        format!("`{}` was {old} and is {new}", option.name)
    }
}
