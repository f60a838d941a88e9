//! Files that went to another package.

use crate::Category::{Csr, File, Package, Wire, WireJson};
use crate::ConfigVersion::V1Beta1;
use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{Mend, Part};
use crate::rule::{Check, Rule};
use protoward_schema::FileId;

pub(super) const RULES: &[Rule] = &[Rule::new(
    "FILE_SAME_PACKAGE",
    "files stay in their package",
    &[File, Package, WireJson, Wire, Csr],
    include_str!("file_same_package.md"),
    Check::File(check),
)
.older(&[(V1Beta1, &[File])])];

/// `package` in a file's descriptor.
const PACKAGE: &[i32] = &[2];

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, findings: &mut Findings) {
    let (old, new) = (cx.old.package(pair.old), cx.new.package(pair.new));
    if old != new {
        findings
            .push(cx.now(pair.new, PACKAGE), cx.was(pair.old, PACKAGE), problem(old, new))
            .mend(Mend::restore(Part::Package, pair));
    }
}

fn problem(old: &str, new: &str) -> Problem {
    let named = |package: &str| if package.is_empty() { "none".to_owned() } else { format!("`{package}`") };
    let back = match old {
        "" => "leave this file without a package".to_owned(),
        old => format!("leave this file in package `{old}`"),
    };
    let (old, new) = (named(old), named(new));
    Problem {
        message: format!(
            "the package of the file changed from {old} to {new}: everything in it has another full name, so clients call \
             methods that are gone and cannot read an `Any`"
        ),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!("{back}, and put the new package into files of its own"),
    }
}
