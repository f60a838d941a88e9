//! Hover: the declaration, its comment, and what it means on the wire.

use super::linked::{current_schema, element};
use super::words::explained;
use crate::asked::Refusal;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use protoward_ide_index::{DeclarationKind, Meaning, Target};
use protoward_schema::{Element, FeatureSet, Field, FieldId, FieldType, Presence, Scalar, Schema, Shape};

/// The maximum number of lines of a declaration.
const MAX_LINES: usize = 24;

pub(crate) fn hover(server: &mut Server, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position_params) else { return Ok(None) };
    let analysis = &asked.project.analysis;
    let (span, text) = match analysis.meaning_at(asked.id, offset as u32) {
        Some(Meaning::Declaration { target, span, .. }) => (span, declared(asked.project, target)),
        Some(Meaning::File { file, span }) => {
            let file = analysis.file(file);
            let package = if file.package.is_empty() { "no package" } else { &file.package };
            let importers = analysis.importers(&file.name).filter(|&file| asked.project.is_own(file)).count();
            (
                span,
                format!(
                    "`{}`\n\n{package}; imported by {importers} {}",
                    file.name,
                    if importers == 1 { "file" } else { "files" }
                ),
            )
        }
        Some(Meaning::Package { span }) => {
            let package = &asked.file().package;
            let files = analysis.files_of_package(package).filter(|&file| asked.project.is_own(file)).count();
            (span, format!("package `{package}` in {files} {}", if files == 1 { "file" } else { "files" }))
        }
        None => match explained(&asked.file().text, offset) {
            Some(explained) => explained,
            None => return Ok(None),
        },
    };
    let contents = if server.client.reads_markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: text }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&text) }
    };
    let contents = HoverContents::Markup(contents);
    Ok(Some(Hover { contents, range: Some(asked.lines.span(span)) }))
}

/// Returns the text of an explanation in Markdown, for editors that show texts as they are.
fn plain(markdown: &str) -> String {
    let mut lines = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            lines.push(line.to_owned());
        } else if line != "---" {
            lines.push(line.trim_end().replace('`', ""));
        }
    }
    lines.dedup_by(|one, other| one.is_empty() && other.is_empty());
    lines.join("\n")
}

/// Describes a declaration in Markdown: its text, its name, its references, facts and its comment.
fn declared(project: &Project, target: Target) -> String {
    let analysis = &project.analysis;
    let file = analysis.file(target.file);
    let declaration = analysis.declaration(target);
    let mut text = format!("```proto\n{}\n```\n", shortened(declaration.span.of(&file.text)));
    text += &format!("{} `{}`", declaration.kind.word(), analysis.full_name(target));
    text += &format!(" in `{}`", file.name);
    let mut references = analysis.references(target);
    references.retain(|(file, _)| project.is_own(*file));
    let files = references.chunk_by(|one, other| one.0 == other.0).count();
    if !matches!(declaration.kind, DeclarationKind::Oneof | DeclarationKind::Service | DeclarationKind::Method) {
        text += &match (references.len(), files) {
            (0, _) => "; not referenced".to_owned(),
            (1, _) => "; 1 reference".to_owned(),
            (count, 1) => format!("; {count} references in 1 file"),
            (count, files) => format!("; {count} references in {files} files"),
        };
    }
    for fact in facts(project, target) {
        text += &format!("  \n{fact}");
    }
    if let Some(comment) = file.comment(target.declaration) {
        text += &format!("\n\n---\n\n{}", dedented(&comment));
    }
    text
}

/// Returns a declaration without its indentation, and without the middle of a long one.
fn shortened(declaration: &str) -> String {
    let lines: Vec<&str> = declaration.lines().collect();
    let last = lines.last().copied().unwrap_or_default();
    let indentation = last.len() - last.trim_start().len();
    let dedented = |line: &&str| {
        line.get(indentation..)
            .filter(|_| line[..indentation].trim().is_empty())
            .unwrap_or(line.trim_start())
            .to_owned()
    };
    if lines.len() <= MAX_LINES {
        return lines.iter().map(dedented).collect::<Vec<_>>().join("\n");
    }
    let mut shown: Vec<String> = lines[..MAX_LINES - 2].iter().map(dedented).collect();
    shown.extend(["  // …".to_owned(), dedented(&last)]);
    shown.join("\n")
}

fn dedented(comment: &str) -> String {
    comment.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Returns what the linked schema knows about a declaration; nothing for a file with errors.
fn facts(project: &Project, target: Target) -> Vec<String> {
    let Some(schema) = current_schema(project, target.file) else { return Vec::new() };
    match element(&schema, project, target) {
        Some(Element::Field(id)) => field(&schema, id),
        Some(Element::EnumValue(id)) => vec![format!("number {}", schema[id].number)],
        Some(Element::Enum(id)) => features_of(&schema, id.into(), &schema[id].features),
        Some(Element::Message(id)) => features_of(&schema, id.into(), &schema[id].features),
        _ => Vec::new(),
    }
}

fn field(schema: &Schema, id: FieldId) -> Vec<String> {
    let field = &schema[id];
    let number = field.number.0;
    let (wire, kind) = wire_type(schema, id);
    let tag = (number as u32) << 3 | wire;
    let shape = match schema.shape(id) {
        Shape::Single(Presence::Explicit) => "explicit presence",
        Shape::Single(Presence::Implicit) => "implicit presence",
        Shape::Single(Presence::Required) => "required",
        Shape::Repeated { packed: true } => "repeated, packed",
        Shape::Repeated { packed: false } => "repeated",
        Shape::Map { .. } => "map",
    };
    let mut facts = vec![format!("number {number}; wire type {kind} (tag bytes `{}`); {shape}", bytes(tag))];
    facts.push(format!("JSON name `{}`", schema.json_name(id)));
    facts.extend(features_of(schema, id.into(), &field.features));
    facts
}

/// Returns the number and the name of a field's wire type.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/#structure>.
fn wire_type(schema: &Schema, id: FieldId) -> (u32, &'static str) {
    let Field { ty, .. } = schema[id];
    if matches!(schema.shape(id), Shape::Repeated { packed: true }) {
        return (2, "LEN");
    }
    match ty {
        _ if schema.is_delimited(id) => (3, "SGROUP"),
        FieldType::Message(_) => (2, "LEN"),
        FieldType::Group(_) => (3, "SGROUP"),
        FieldType::Enum(_) => (0, "VARINT"),
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => (1, "I64"),
            Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => (5, "I32"),
            Scalar::String | Scalar::Bytes => (2, "LEN"),
            Scalar::Int32
            | Scalar::Int64
            | Scalar::Uint32
            | Scalar::Uint64
            | Scalar::Sint32
            | Scalar::Sint64
            | Scalar::Bool => (0, "VARINT"),
        },
    }
}

/// Returns the bytes of a varint, in hexadecimal.
fn bytes(mut value: u32) -> String {
    let mut bytes = Vec::new();
    loop {
        let byte = value & 0x7f;
        value >>= 7;
        if value == 0 {
            bytes.push(format!("{byte:02x}"));
            return bytes.join(" ");
        }
        bytes.push(format!("{:02x}", byte | 0x80));
    }
}

/// Returns the features of an element that differ from the defaults of its edition.
fn features_of(schema: &Schema, element: Element, features: &FeatureSet) -> Vec<String> {
    let edition = schema[schema.file_of(element)].syntax.edition();
    let all = differing_features(features, &FeatureSet::defaults(edition));
    let listed = all.iter().map(|(name, value)| format!("`{name} = {value}`")).collect::<Vec<_>>().join(", ");
    if all.is_empty() { Vec::new() } else { vec![format!("features: {listed}")] }
}

/// Returns the features that differ from others, by their names in `FeatureSet` of `descriptor.proto`.
pub(super) fn differing_features(features: &FeatureSet, others: &FeatureSet) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, value: String, other: String| {
        if value != other {
            all.push((name, screaming(&value)));
        }
    };
    let is = features;
    let was = others;
    add("field_presence", format!("{:?}", is.field_presence), format!("{:?}", was.field_presence));
    add("enum_type", format!("{:?}", is.enum_type), format!("{:?}", was.enum_type));
    add("repeated_field_encoding", format!("{:?}", is.repeated_encoding), format!("{:?}", was.repeated_encoding));
    add("utf8_validation", format!("{:?}", is.utf8_validation), format!("{:?}", was.utf8_validation));
    add("message_encoding", format!("{:?}", is.message_encoding), format!("{:?}", was.message_encoding));
    add("json_format", format!("{:?}", is.json_format), format!("{:?}", was.json_format));
    all
}

/// Returns a name in upper case with underscores: `LEGACY_REQUIRED`.
fn screaming(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{bytes, plain, screaming, shortened};

    #[test]
    fn plain_text_has_no_marks() {
        let markdown =
            "```proto\nmessage A {\n  // `b`\n}\n```\nmessage `p.A` in `a.proto`  \nnumber 1\n\n---\n\nAn `A`.";
        assert_eq!(plain(markdown), "message A {\n  // `b`\n}\nmessage p.A in a.proto\nnumber 1\n\nAn A.");
    }

    #[test]
    fn words_and_bytes() {
        assert_eq!(screaming("LegacyRequired"), "LEGACY_REQUIRED");
        assert_eq!(bytes(1 << 3 | 2), "0a");
        assert_eq!(bytes(16 << 3), "80 01");
    }

    #[test]
    fn declarations_lose_their_indentation() {
        assert_eq!(shortened("message A {\n    int32 b = 1;\n  }"), "message A {\n  int32 b = 1;\n}");
        assert_eq!(shortened(&format!("enum E {{\n{}}}", "  A = 0;\n".repeat(99))).lines().count(), 24);
    }
}
