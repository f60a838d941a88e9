//! Deleted files. Other schemas import a file by its path, and generated code has a name that depends on it.

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::{CSR, FILE};
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use protoward_schema::{Element, FileId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FILE_NO_DELETE",
    "files are not deleted",
    &[FILE, CSR],
    include_str!("file_no_delete.md"),
    Check::Schema(check),
)
.shown_by_names("code that imports the file stops compiling; no message that is left shows it")];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    for file in cx.old_files().filter(|&file| cx.new_file(file).is_none()) {
        findings.push(ElementPlace::NOWHERE, cx.was(file, &[]), problem(cx, file)).fix(SchemaEdit::Import(file));
    }
}

fn problem(cx: &Comparison<'_>, file: FileId) -> Problem {
    let path = cx.old.name(file.into());
    let harm = "schemas that import it and code generated from it stop compiling";
    let (message, help) = match successor(cx, file) {
        Some(new) => {
            let new = cx.new.name(new.into());
            (
                format!("file `{path}` was deleted, and `{new}` has what was in it: {harm}"),
                format!(
                    "keep `{path}` and let it `import public \"{new}\";`, or use category PACKAGE, which allows the move"
                ),
            )
        }
        None if cx.old[file].is_import => (
            format!("file `{path}` is no longer imported: code that received it with this schema does not find it"),
            "import it again, or leave imports out with `--exclude-imports`".to_owned(),
        ),
        None => (
            format!("file `{path}` was deleted: {harm}"),
            "keep the file, and mark its declarations deprecated until they are unused".to_owned(),
        ),
    };
    Problem { message, now: String::new(), was: "it was here".into(), help }
}

/// Returns the new file with the first declaration of the old one.
fn successor(cx: &Comparison<'_>, old: FileId) -> Option<FileId> {
    let file = &cx.old[old];
    let messages = file.messages.iter().map(|&id| Element::from(id));
    let enums = file.enums.iter().map(|&id| Element::from(id));
    let services = file.services.iter().map(|&id| Element::from(id));
    let mut declared = messages.chain(enums).chain(services);
    declared.find_map(|element| cx.in_new(&cx.old.full_name(element))).map(|found| cx.new.file_of(found))
}
