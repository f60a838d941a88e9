//! Names in lower_snake_case and UPPER_SNAKE_CASE: those of fields, oneofs, packages, files and enum values.

use crate::case::{is_lower_snake, is_upper_snake, lower_snake, upper_snake};
use crate::categories::{BASIC, STANDARD, STYLE_BASIC_RULES, STYLE_RULES};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::rule::{Check, LintRule};
use protoward_schema::{EnumValueId, FieldId, FileId, OneofId};
use protoward_source::Place;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "ENUM_VALUE_UPPER_SNAKE_CASE",
        "enum values are in UPPER_SNAKE_CASE",
        &[BASIC, STANDARD],
        include_str!("enum_value_upper_snake_case.md"),
        Check::EnumValue(value),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "FIELD_LOWER_SNAKE_CASE",
        "fields are in lower_snake_case",
        &[BASIC, STANDARD],
        include_str!("field_lower_snake_case.md"),
        Check::Field(field),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "FILE_LOWER_SNAKE_CASE",
        "files are in lower_snake_case",
        &[STANDARD],
        include_str!("file_lower_snake_case.md"),
        Check::File(file),
    )
    .older(STYLE_RULES),
    LintRule::new(
        "ONEOF_LOWER_SNAKE_CASE",
        "oneofs are in lower_snake_case",
        &[BASIC, STANDARD],
        include_str!("oneof_lower_snake_case.md"),
        Check::Oneof(oneof),
    )
    .older(STYLE_BASIC_RULES),
    LintRule::new(
        "PACKAGE_LOWER_SNAKE_CASE",
        "packages are in lower_snake.case",
        &[BASIC, STANDARD],
        include_str!("package_lower_snake_case.md"),
        Check::File(package),
    )
    .older(STYLE_BASIC_RULES),
];

fn value(cx: &LintContext<'_>, id: EnumValueId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if !is_upper_snake(name) {
        let message = format!("the name of enum value `{name}` is not in UPPER_SNAKE_CASE, the case of constants");
        findings.push_with_name(id, cx.name(id), message, upper_snake(name));
    }
}

fn field(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if !is_lower_snake(name) {
        let message = format!(
            "the name of field `{name}` is not in lower_snake_case, from which JSON names and accessors are derived"
        );
        findings.push_with_name(id, cx.name(id), message, lower_snake(name));
    }
}

fn oneof(cx: &LintContext<'_>, id: OneofId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    if !is_lower_snake(name) {
        let message =
            format!("the name of oneof `{name}` is not in lower_snake_case, from which accessors are derived");
        findings.push_with_name(id, cx.name(id), message, lower_snake(name));
    }
}

fn package(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(id);
    if package.split('.').all(|part| part.is_empty() || is_lower_snake(part)) {
        return;
    }
    let better: Vec<String> = package.split('.').map(lower_snake).collect();
    let message = format!(
        "a part of package `{package}` is not in lower_snake_case, the case of folders and of packages in most languages"
    );
    let better = better.join(".");
    findings.push_with_help(id, cx.package(id), message, format!("rename it to `{better}`"));
    // In another folder, the new package would be wrong too.
    if cx.folder(id) == better.replace('.', "/") {
        findings.propose(SchemaChange::SetPackage(better));
    }
}

/// Characters that separate the words in a file name, and that generated code cannot have in a name.
const SEPARATORS: [char; 2] = ['-', '.'];

fn file(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let path = cx.path(id);
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let (stem, extension) = name.rsplit_once('.').map_or((name, ""), |(stem, _)| (stem, &name[stem.len()..]));
    if is_lower_snake(stem) && !stem.contains(SEPARATORS) {
        return;
    }
    let better = lower_snake(&stem.replace(SEPARATORS, "_"));
    let message = format!(
        "the file name `{name}` is not in lower_snake_case, and names of generated files and modules are derived from it"
    );
    let place = Place::whole(cx.schema[id].source);
    findings.push_with_help(id, place, message, format!("rename the file to `{better}{extension}`"));
}
