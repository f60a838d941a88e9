//! Packages that no file declares any longer.

use std::collections::BTreeMap;

use crate::comparison::Comparison;
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::names::PACKAGE;
use crate::rule::{BreakingRule, Check};
use crate::spot::ElementPlace;
use protoward_schema::FileId;

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "PACKAGE_NO_DELETE",
    "packages are not deleted",
    &[PACKAGE],
    include_str!("package_no_delete.md"),
    Check::Schema(check),
)
.shown_by_names("code that uses the package stops compiling; nothing is left that reads its messages")];

/// The path of `package` in a file's descriptor.
const PACKAGE_NAME: &[i32] = &[2];

fn check(cx: &Comparison<'_>, findings: &mut Findings) {
    let kept = cx.new_packages();
    // The first file represents the package, as in buf: ignoring that file ignores the finding.
    let mut gone = BTreeMap::new();
    for file in cx.old_files().filter(|&file| !kept.contains(cx.old.package(file))) {
        let first = gone.entry(cx.old.package(file)).or_insert(file);
        if cx.old.name(file.into()) < cx.old.name((*first).into()) {
            *first = file;
        }
    }
    for (package, file) in gone {
        findings
            .push(ElementPlace::NOWHERE, cx.was(file, PACKAGE_NAME), problem(cx, file, package))
            .fix(SchemaEdit::Import(file));
    }
}

fn problem(cx: &Comparison<'_>, file: FileId, package: &str) -> Problem {
    let path = cx.old.name(file.into());
    let what = match package {
        "" => format!("no file is left without a package, as `{path}` was"),
        package if cx.old[file].is_import => format!("package `{package}` of `{path}` is no longer imported"),
        package => format!("no file is left of package `{package}`, which `{path}` declared"),
    };
    Problem {
        message: format!("{what}: all that was in it is gone for code, for calls and for `Any`"),
        now: String::new(),
        was: "it was declared here".into(),
        help: if cx.old[file].is_import {
            "import it again, or leave imports out with `--exclude-imports`".into()
        } else {
            "keep the old package together with the new one until it is unused".into()
        },
    }
}
