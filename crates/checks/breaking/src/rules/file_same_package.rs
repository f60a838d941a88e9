//! Files whose package changed, and with it all full names in the file: in references, in `Any`s and in the paths of methods.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::witness::plan::NO_NAMES;
use protoward_policy::ConfigVersion::V1Beta1;
use protoward_schema::{FileId, Schema};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FILE_SAME_PACKAGE",
    "files stay in their package",
    &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
    include_str!("file_same_package.md"),
    Check::File(check),
)
.shown_by_names(NO_NAMES)
.older(&[(V1Beta1, &[FILE])])];

/// The path of `package` in a file's descriptor.
const PACKAGE_NAME: &[i32] = &[2];

fn check(cx: &Comparison<'_>, pair: Pair<FileId>, findings: &mut Findings) {
    let old = cx.old.package(pair.old);
    let new = cx.new.package(pair.new);
    if old != new {
        findings
            .push(cx.now(pair.new, PACKAGE_NAME), cx.was(pair.old, PACKAGE_NAME), problem(cx, pair.old, (old, new)))
            .fix(SchemaEdit::restore(ElementPart::Package, pair));
    }
}

fn problem(cx: &Comparison<'_>, file: FileId, (old, new): (&str, &str)) -> Problem {
    let named = |package: &str| if package.is_empty() { "none".to_owned() } else { format!("`{package}`") };
    let back = match old {
        "" => "leave this file without a package".to_owned(),
        old => format!("leave this file in package `{old}`"),
    };
    let old = named(old);
    let new = named(new);
    Problem {
        message: format!(
            "the package of the file changed from {old} to {new}: everything in it has another full name, {}",
            consequence(cx.old, file)
        ),
        now: format!("{new} here"),
        was: format!("it was {old}"),
        help: format!("{back}, and put the new package into files of its own"),
    }
}

/// Returns what other full names mean for clients, by the declarations of the old file.
fn consequence(schema: &Schema, file: FileId) -> String {
    let has_extensions = schema.fields.iter().any(|(_, field)| field.is_extension() && field.file == file);
    let unread: Vec<&str> = [
        (!schema[file].messages.is_empty(), "an `Any`"),
        // The keys of extensions in JSON are full names.
        (has_extensions, "the extensions in JSON"),
    ]
    .into_iter()
    .filter_map(|(is_there, what)| is_there.then_some(what))
    .collect();
    let calls = (!schema[file].services.is_empty()).then(|| "call methods that are gone".to_owned());
    let reads = (!unread.is_empty()).then(|| format!("cannot read {}", unread.join(" or ")));
    let consequences: Vec<String> = calls.into_iter().chain(reads).collect();
    match &consequences[..] {
        [] => "and code that names it stops compiling".to_owned(),
        all => format!("so clients {}", all.join(" and ")),
    }
}
