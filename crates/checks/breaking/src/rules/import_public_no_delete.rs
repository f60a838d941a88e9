//! Public imports that a file no longer passes on to the files that import it.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{FILE, PACKAGE};
use crate::public_imports::{self, LostImport};
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
        let now = match import.plain {
            Some(index) => cx.now(pair.new, &place(index)),
            None => cx.now(pair.new, &[]),
        };
        let gone = cx.old[pair.old].imports[import.index].file;
        findings
            .push(now, cx.was(pair.old, &place(import.index)), problem(cx, pair, &import))
            .details([format!("{} {}", import.path, import.plain.is_some()), cx.old.full_name(import.example)])
            .fix(gone.map(|file| SchemaEdit::ImportPublic { file, old: pair.old, new: pair.new }));
    }
}

fn problem(cx: &Comparison<'_>, pair: Pair<FileId>, import: &LostImport<'_>) -> Problem {
    let LostImport { path, example, plain, .. } = import;
    let file = cx.new.name(pair.new.into());
    let kind = subject::kind(*example);
    let name = cx.old.full_name(*example);
    let how = match plain {
        Some(_) => "imports it for itself only",
        None => "no longer imports it",
    };
    Problem {
        message: format!(
            "`{file}` passed on `{path}` and {how}: files that import `{file}` and name {kind} `{name}`, or anything else \
             of it, stop compiling"
        ),
        now: format!("`{path}` is not passed on from here"),
        was: "it was passed on here".to_owned(),
        help: format!("keep `import public \"{path}\";` until no file that imports `{file}` needs it"),
    }
}
