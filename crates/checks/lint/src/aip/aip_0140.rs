//! AIP-140: field names.

use super::report::{TYPE, at, at_name};
use super::{types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, FieldType, Scalar};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0140_LOWER_SNAKE_CASE",
        "fields are in lower_snake_case",
        &[AIP],
        include_str!("aip_0140_lower_snake_case.md"),
        Check::Field(snake_case),
    ),
    LintRule::new(
        "AIP_0140_UNDERSCORES",
        "field names have single underscores between words",
        &[AIP],
        include_str!("aip_0140_underscores.md"),
        Check::Field(underscores),
    ),
    LintRule::new(
        "AIP_0140_NUMBERS",
        "no word of a field name begins with a digit",
        &[AIP],
        include_str!("aip_0140_numbers.md"),
        Check::Field(numbers),
    ),
    LintRule::new(
        "AIP_0140_PREPOSITIONS",
        "field names have no prepositions",
        &[AIP],
        include_str!("aip_0140_prepositions.md"),
        Check::Field(prepositions),
    ),
    LintRule::new(
        "AIP_0140_URI",
        "fields are called `uri`, and not `url`",
        &[AIP],
        include_str!("aip_0140_uri.md"),
        Check::Field(uri),
    ),
    LintRule::new(
        "AIP_0140_BOOLEAN_PREFIX",
        "booleans do not begin with `is_`",
        &[AIP],
        include_str!("aip_0140_boolean_prefix.md"),
        Check::Field(boolean),
    ),
    LintRule::new(
        "AIP_0140_RESERVED_WORDS",
        "field names are no keywords of common languages",
        &[AIP],
        include_str!("aip_0140_reserved_words.md"),
        Check::Field(reserved),
    ),
    LintRule::new(
        "AIP_0140_MESSAGE_NAME",
        "fields do not have the name of their message",
        &[AIP],
        include_str!("aip_0140_message_name.md"),
        Check::Field(conflict),
    ),
    LintRule::new(
        "AIP_0140_BASE64",
        "binary data is in bytes, and not in a string",
        &[AIP],
        include_str!("aip_0140_base64.md"),
        Check::Field(base64),
    )
    .needing_locations(|_| true),
];

/// Returns the name of a field of a message. The names of groups are those of their messages.
fn name_of<'a>(cx: &LintContext<'a>, id: FieldId) -> Option<&'a str> {
    let is_group = matches!(cx.schema[id].ty, FieldType::Group(_));
    (!is_group).then(|| types::name(cx, id))
}

fn snake_case(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id).filter(|name| !words::is_snake(name)) else { return };
    let wanted = words::snake(name);
    let help = format!("write `{wanted}`");
    at_name(cx, findings, id, format!("`{name}` is not in lower_snake_case"), help);
    findings.propose_name(id, wanted);
}

fn underscores(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id) else { return };
    if name.starts_with('_') || name.ends_with('_') || name.contains("__") {
        let clean: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
        let message = format!("`{name}` has underscores that do not separate words");
        let wanted = clean.join("_");
        at_name(cx, findings, id, message, format!("write `{wanted}`"));
        findings.propose_name(id, wanted);
    }
}

fn numbers(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id) else { return };
    let is_number = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    if let Some(word) = name.split('_').find(is_number) {
        let message = format!("the word `{word}` of `{name}` begins with a digit");
        let help = "join it with the word before: JSON names do not show where a number begins";
        at_name(cx, findings, id, message, help);
    }
}

fn prepositions(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id) else { return };
    let parts: Vec<&str> = name.split('_').collect();
    // A single word, such as `to` of a message, is the whole name.
    let Some(word) = words::preposition(&parts).filter(|_| parts.len() > 1) else { return };
    let message = format!("`{name}` has the preposition `{word}`");
    at_name(cx, findings, id, message, "put an adjective before a noun: `error_reason`, and not `reason_for_error`");
}

fn uri(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id) else { return };
    let mut parts = name.split('_');
    let Some(word) = parts.find(|word| ["url", "urls"].contains(word)) else { return };
    if types::scalar(cx, id) == Some(Scalar::String) {
        let wanted: Vec<&str> = name
            .split('_')
            .map(|it| {
                if it == "url" {
                    "uri"
                } else if it == "urls" {
                    "uris"
                } else {
                    it
                }
            })
            .collect();
        let message = format!("`{name}` has the word `{word}`");
        let wanted = wanted.join("_");
        at_name(cx, findings, id, message, format!("write `{wanted}`: every URL is a URI"));
        findings.propose_name(id, wanted);
    }
}

fn boolean(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(stem) = name_of(cx, id).and_then(|name| name.strip_prefix("is_")) else { return };
    let is_free = !KEYWORDS.contains(&stem) && types::find_in_owner(cx, id, stem).is_none();
    if types::scalar(cx, id) == Some(Scalar::Bool) && is_free && !stem.is_empty() {
        let message = format!("the boolean `is_{stem}` begins with `is_`");
        at_name(cx, findings, id, message, format!("write `{stem}`"));
        findings.propose_name(id, stem);
    }
}

/// Keywords that at least two of C++, C#, Go, Java, JavaScript, Python and Rust have, and that are no common nouns.
const KEYWORDS: &[&str] = &[
    "abstract",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "function",
    "goto",
    "if",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "lambda",
    "native",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "struct",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "volatile",
    "while",
    "with",
    "yield",
];

fn reserved(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let Some(name) = name_of(cx, id).filter(|name| KEYWORDS.contains(name)) else { return };
    let message = format!("`{name}` is a keyword of several languages");
    at_name(cx, findings, id, message, format!("write a longer name: generated code renames or escapes `{name}`"));
}

fn conflict(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let (Some(name), Some(owner)) = (name_of(cx, id), types::owner(cx, id)) else { return };
    let message = types::message_name(cx, owner);
    if words::plain(name) == words::plain(message) {
        let words = format!("`{name}` has the name of its message `{message}`");
        at_name(cx, findings, id, words, "choose another name: a member of a class cannot have its name in C#");
    }
}

fn base64(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let comments = cx.schema.comments(id);
    let text = comments.leading.or(comments.trailing).unwrap_or_default().to_ascii_lowercase();
    let is_encoded =
        ["base64-encoded", "base64 encoded", "base-64 encoded", "base-64-encoded"].iter().any(|it| text.contains(it));
    if is_encoded && types::scalar(cx, id) == Some(Scalar::String) {
        let message = format!("clients must encode `{}` themselves", types::name(cx, id));
        at(cx, findings, id, TYPE, message, "use `bytes`, which JSON encodes in base64 by itself");
    }
}
