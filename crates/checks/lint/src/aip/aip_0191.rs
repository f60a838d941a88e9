//! AIP-191: file and directory structure.

use super::report::{at, at_name};
use super::{types, words};
use crate::categories::{AIP, AIP_GOOGLE};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{Edition, Element, FileId, Stability};
use protoward_source::Extent;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0191_FILE_NAME",
        "files have names in snake_case",
        &[AIP],
        include_str!("aip_0191_file_name.md"),
        Check::File(file_name),
    ),
    LintRule::new(
        "AIP_0191_NO_VERSION_FILE",
        "files are not called by their version",
        &[AIP],
        include_str!("aip_0191_no_version_file.md"),
        Check::File(version),
    ),
    LintRule::new(
        "AIP_0191_DIRECTORY",
        "files are in the folder of their package",
        &[AIP],
        include_str!("aip_0191_directory.md"),
        Check::File(directory),
    ),
    LintRule::new(
        "AIP_0191_LAYOUT",
        "files have services before messages before enums",
        &[AIP],
        include_str!("aip_0191_layout.md"),
        Check::File(layout),
    ),
    LintRule::new(
        "AIP_0191_JAVA_PACKAGE",
        "files set `java_package`",
        &[AIP_GOOGLE],
        include_str!("aip_0191_java_package.md"),
        Check::File(java_package),
    ),
    LintRule::new(
        "AIP_0191_JAVA_MULTIPLE_FILES",
        "files set `java_multiple_files`",
        &[AIP_GOOGLE],
        include_str!("aip_0191_java_multiple_files.md"),
        Check::File(java_multiple_files),
    ),
    LintRule::new(
        "AIP_0191_JAVA_OUTER_CLASSNAME",
        "files set `java_outer_classname`",
        &[AIP_GOOGLE],
        include_str!("aip_0191_java_outer_classname.md"),
        Check::File(java_outer_classname),
    ),
];

/// Returns the folder of a file, and its name without `.proto`.
fn parts<'a>(cx: &LintContext<'a>, id: FileId) -> (&'a str, &'a str) {
    let (folder, name) = cx.path(id).rsplit_once('/').unwrap_or(("", cx.path(id)));
    (folder, name.strip_suffix(".proto").unwrap_or(name))
}

fn file_name(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let (_, name) = parts(cx, id);
    if !words::is_snake(name) {
        let help = format!("rename the file to `{}.proto`", words::snake(name).replace(['-', '.'], "_"));
        at_name(cx, findings, id, format!("the name of the file `{name}.proto` is not in snake_case"), help);
    }
}

fn version(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let (_, name) = parts(cx, id);
    if Stability::of(name).is_some() {
        let message = format!("the file `{name}.proto` is called by a version, and so are modules of generated code");
        at_name(cx, findings, id, message, "name the file after the API or the resource in it");
    }
}

fn directory(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let (package, (folder, _)) = (cx.schema.package(id), parts(cx, id));
    let wanted = package.replace('.', "/");
    if !package.is_empty() && folder != wanted {
        let message = format!("the file of the package `{package}` is in the folder `{folder}`, and not in `{wanted}`");
        at(cx, findings, id, &[2], message, format!("move the file to `{wanted}/`"));
    }
}

/// Returns the first byte of an element.
fn start(cx: &LintContext<'_>, element: impl Into<Element>) -> Option<Extent> {
    cx.schema.place(element).extent
}

fn layout(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let file = &cx.schema[id];
    let first_message = file.messages.iter().filter_map(|&it| start(cx, it)).min();
    let first_enum = file.enums.iter().filter_map(|&it| start(cx, it)).min();
    let late = |at: Option<Extent>, limit: Option<Extent>| at.zip(limit).is_some_and(|(at, limit)| at > limit);
    if let Some(&service) =
        file.services.iter().find(|&&it| late(start(cx, it), first_message.min(first_enum).or(first_message)))
    {
        let name = cx.schema.name(service.into());
        let message = format!("the service `{name}` is declared after messages");
        at_name(cx, findings, service, message, "move services to the top: they are what readers look for");
    }
    if let Some(&message) = file.messages.iter().find(|&&it| late(start(cx, it), first_enum)) {
        let name = types::message_name(cx, message);
        let words = format!("the message `{name}` is declared after enums");
        at_name(cx, findings, message, words, "move enums to the end of the file");
    }
}

fn java_package(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    if cx.schema[id].options.java_package().is_none() {
        let help = format!("add `option java_package = \"com.{}\";`", cx.schema.package(id));
        at_name(cx, findings, id, "the file does not set `java_package`", help);
    }
}

fn java_multiple_files(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    // From edition 2024 on, this is how code is generated, and there is no option.
    let is_older = cx.schema[id].syntax.edition() < Edition::E2024;
    if is_older && cx.schema[id].options.java_multiple_files() != Some(true) {
        let help = "add `option java_multiple_files = true;`";
        at_name(cx, findings, id, "the file does not set `java_multiple_files`", help);
    }
}

fn java_outer_classname(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let (_, name) = parts(cx, id);
    if cx.schema[id].options.java_outer_classname().is_none() {
        let class: String = name.split(['_', '-', '.']).map(capital).collect();
        let help = format!("add `option java_outer_classname = \"{class}Proto\";`");
        at_name(cx, findings, id, "the file does not set `java_outer_classname`", help);
    }
}

/// Returns a word with a capital.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
