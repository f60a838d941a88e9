//! Guidance for files: one top-level message in each, names that are no keywords, and the outer class in Java.

use crate::aip::report::at_name;
use crate::aip::types;
use crate::categories::GUIDANCE;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{Element, FileId, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "GUIDANCE_ONE_TOP_LEVEL",
        "a file has one message or enum at its top level",
        &[GUIDANCE],
        include_str!("guidance_one_top_level.md"),
        Check::File(one),
    ),
    LintRule::new(
        "GUIDANCE_FILE_KEYWORD",
        "paths of files have no keywords",
        &[GUIDANCE],
        include_str!("guidance_file_keyword.md"),
        Check::File(keyword),
    ),
    LintRule::new(
        "GUIDANCE_JAVA_OUTER_CLASSNAME",
        "files with Java options set `java_outer_classname`",
        &[GUIDANCE],
        include_str!("guidance_java_outer_classname.md"),
        Check::File(outer),
    ),
];

/// Reports files with several messages or enums. Requests and responses belong to a service in the file.
fn one(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let file = &cx.schema[id];
    let is_of_service = |message: MessageId| {
        let name = types::message_name(cx, message);
        !file.services.is_empty() && (name.ends_with("Request") || name.ends_with("Response"))
    };
    let messages = file.messages.iter().copied().filter(|&message| !is_of_service(message));
    let messages = messages.map(Element::from);
    let all: Vec<Element> = messages.chain(file.enums.iter().map(|&it| Element::from(it))).collect();
    let limit = if file.services.is_empty() { 1 } else { 0 };
    if all.len() > limit {
        let first = cx.schema.name(all[limit]);
        let message = format!("the file has {} more than it is about, such as `{first}`", counted(all.len() - limit));
        at_name(
            cx,
            findings,
            all[limit],
            message,
            "give each message and enum its own file, so that importers need no others",
        );
    }
}

fn counted(count: usize) -> String {
    if count == 1 { "1 message or enum".to_owned() } else { format!("{count} messages and enums") }
}

/// Keywords of languages whose modules have the names of files.
const KEYWORDS: &[&str] = &[
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "class",
    "const",
    "continue",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "elif",
    "else",
    "enum",
    "except",
    "export",
    "extern",
    "false",
    "finally",
    "fn",
    "for",
    "from",
    "func",
    "function",
    "global",
    "goto",
    "if",
    "impl",
    "import",
    "in",
    "interface",
    "is",
    "lambda",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "new",
    "nonlocal",
    "not",
    "null",
    "or",
    "package",
    "pass",
    "private",
    "protected",
    "pub",
    "public",
    "raise",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "trait",
    "true",
    "try",
    "type",
    "union",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

fn keyword(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let path = cx.path(id).strip_suffix(".proto").unwrap_or(cx.path(id));
    // A package that ends with `type` is the convention for common messages.
    let is_keyword = |part: &&str| KEYWORDS.contains(part) && *part != "type";
    if let Some(part) = path.split('/').find(is_keyword) {
        let message = format!("the path of the file has the keyword `{part}`");
        at_name(cx, findings, id, message, "rename it: modules of generated code have the names of files and folders");
    }
}

/// Reports files for Java whose outer class has a derived name.
fn outer(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let options = &cx.schema[id].options;
    if options.java_package().is_some() && options.java_outer_classname().is_none() {
        let help = "add `option java_outer_classname`, with the name of the file in PascalCase and `Proto`";
        at_name(cx, findings, id, "the file sets `java_package` without `java_outer_classname`", help);
    }
}
