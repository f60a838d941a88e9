//! Public imports, with which files use types of a file that they do not name.

use crate::categories::{BASIC, SENSIBLE_RULES, STANDARD};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::FileId;

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "IMPORT_NO_PUBLIC",
    "imports are not public",
    &[BASIC, STANDARD],
    include_str!("import_no_public.md"),
    Check::File(file),
)
.older(SENSIBLE_RULES)];

fn file(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    for (index, import) in cx.schema[id].imports.iter().enumerate().filter(|(_, import)| import.public) {
        let path = cx.schema.text(import.path);
        let message = format!(
            "the import of `{path}` is public, so files that import this one depend on `{path}` without naming it"
        );
        let help = "delete `public`, and import the file where its types are used";
        findings.push_with_help(id, cx.import(id, index), message, help);
    }
}
