//! Public imports that a file no longer passes on to the files that import it.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::public_imports::{self, ImportNow, LostImport};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use protoward_schema::FileId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "IMPORT_PUBLIC_NO_DELETE",
    "files go on to pass on what they import publicly",
    &[FILE, PACKAGE],
    include_str!("import_public_no_delete.md"),
    Check::File(check),
)
.source_only("files that import this one stop compiling; what is sent does not change")
.own()];

/// The path of `dependency` in a file's descriptor.
const DEPENDENCY: i32 = 3;

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, findings: &mut Findings) {
    for import in public_imports::lost(cx, pair) {
        let place = |index: usize| [DEPENDENCY, i32::try_from(index).unwrap_or(i32::MAX)];
        let now = match import.now {
            ImportNow::Plain(index) | ImportNow::PassesOnLess(index) => cx.now(pair.new, &place(index)),
            ImportNow::Removed => cx.now(pair.new, &[]),
        };
        let gone = match import.now {
            ImportNow::PassesOnLess(_) => Some(cx.old.file_of(import.example)),
            ImportNow::Plain(_) | ImportNow::Removed => cx.old[pair.old].imports[import.index].file,
        };
        let is_plain = matches!(import.now, ImportNow::Plain(_));
        findings
            .push(now, cx.was(pair.old, &place(import.index)), problem(cx, pair, &import))
            .details([format!("{} {}", import.path, is_plain), cx.old.full_name(import.example)])
            .fix(gone.map(|file| SchemaEdit::ImportPublic { file, old: pair.old, new: pair.new }));
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<FileId>, import: &LostImport<'_>) -> Problem {
    let LostImport { path, example, now, .. } = import;
    let file = cx.new.name(pair.new.into());
    let kind = subject::kind(*example);
    let name = cx.old.full_name(*example);
    let (path, how, verb) = match now {
        ImportNow::Plain(_) => (*path, "imports it for itself only".to_owned(), "keep"),
        ImportNow::Removed => (*path, "no longer imports it".to_owned(), "keep"),
        ImportNow::PassesOnLess(_) => {
            let lost = cx.old.text(cx.old[cx.old.file_of(*example)].path);
            (lost, format!("no longer does, because `{path}` does not"), "add")
        }
    };
    Problem {
        message: format!(
            "`{file}` passed on `{path}` and {how}: files that import `{file}` and name {kind} `{name}`, or anything else \
             of it, stop compiling"
        ),
        now: format!("`{path}` is not passed on from here"),
        was: "it was passed on here".to_owned(),
        help: format!("{verb} `import public \"{path}\";` until no file that imports `{file}` needs it"),
    }
}
