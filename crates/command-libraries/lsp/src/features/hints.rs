//! Inlay hints: resolved features of fields and enums that differ from the defaults of the edition, where they are not written.

use super::hover::differing_features;
use super::linked::{current_schema, element};
use crate::asked::Refusal;
use crate::server::Server;
use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams};
use protoward_ide_index::{DeclarationKind, Target};
use protoward_schema::{Edition, Element, FeatureSet};

pub(crate) fn hints(server: &mut Server, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let file = asked.file();
    let Some(schema) = current_schema(asked.project, asked.id) else { return Ok(None) };
    let Some(id) = schema.find_file(&file.name) else { return Ok(Some(Vec::new())) };
    let edition = schema[id].syntax.edition();
    // Only editions have features; those of proto2 and proto3 follow from the syntax.
    if edition < Edition::E2023 {
        return Ok(Some(Vec::new()));
    }
    let defaults = FeatureSet::defaults(edition);
    let bytes = asked.lines.bytes(params.range);
    let mut hints = Vec::new();
    for (declaration, it) in file.iter() {
        let is_wanted = matches!(it.kind, DeclarationKind::Field | DeclarationKind::Extension | DeclarationKind::Enum);
        let name = it.name.range();
        if !is_wanted || name.end < bytes.start || name.start > bytes.end {
            continue;
        }
        let features = match element(&schema, asked.project, Target { file: asked.id, declaration }) {
            Some(Element::Field(id)) => schema[id].features,
            Some(Element::Enum(id)) => schema[id].features,
            _ => continue,
        };
        let is_about_kind = |feature: &str| match it.kind {
            DeclarationKind::Enum => feature == "enum_type",
            _ => feature != "enum_type" && feature != "json_format",
        };
        let text = it.span.of(&file.text);
        let differing = differing_features(&features, &defaults).into_iter();
        let shown = differing.filter(|(feature, _)| is_about_kind(feature) && !text.contains(feature));
        let label = shown.map(|(feature, value)| format!("{feature} = {value}")).collect::<Vec<_>>().join(", ");
        if !label.is_empty() {
            hints.push(InlayHint {
                position: asked.lines.position(name.end),
                label: InlayHintLabel::String(label),
                kind: Some(InlayHintKind::TYPE),
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: Some(true),
                data: None,
            });
        }
    }
    Ok(Some(hints))
}
