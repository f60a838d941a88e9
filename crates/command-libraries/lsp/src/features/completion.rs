//! Completion, with imports that are missing, and of rule names in comments that ignore findings.

use crate::asked::{AskedFile, Refusal};
use crate::server::Server;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit,
    TextEdit,
};
use protoward_ide_index::{Completion, CompletionKind};
use protoward_policy::Rule;
use protoward_source::LineEnds;
use protoward_syntax::new_import;

/// The words of buf in front of a rule name.
const MARK_OF_BUF: &str = "buf:lint:ignore";

pub(crate) fn complete(server: &mut Server, params: CompletionParams) -> Result<Option<CompletionResponse>, Refusal> {
    server.read_built_in(&params.text_document_position.text_document.uri);
    let Some((asked, offset)) = server.asked_at(&params.text_document_position) else { return Ok(None) };
    if let Some(list) = rule_names(&asked, offset) {
        return Ok(Some(CompletionResponse::List(list)));
    }
    let found = asked.project.analysis.complete(asked.id, offset);
    let range = asked.lines.span(found.replace);
    let written = found.replace.of(&asked.file().text).to_owned();
    let item = |(rank, completion): (usize, Completion)| {
        let edits = completion.import.as_deref().map(|import| vec![import_edit(&asked, import)]);
        let detail = match &completion.import {
            Some(import) => format!("{} (import {import})", completion.detail),
            None => completion.detail,
        };
        CompletionItem {
            label: completion.text.clone(),
            kind: Some(kind(completion.kind)),
            detail: Some(detail).filter(|detail| !detail.is_empty()),
            // The order is that of the server, and its matches need not start with the word.
            sort_text: Some(format!("{rank:04}")),
            filter_text: Some(filter(&written, &completion.text)),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, completion.text))),
            additional_text_edits: edits,
            ..CompletionItem::default()
        }
    };
    let items = found.items.into_iter().enumerate().map(item).collect();
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: found.is_incomplete, items })))
}

/// Returns the text by which an editor filters: the proposal, or the written word if only a part of the proposal starts with it.
fn filter(written: &str, text: &str) -> String {
    let starts = text.get(..written.len()).is_some_and(|start| start.eq_ignore_ascii_case(written));
    if starts { text.to_owned() } else { format!("{written} {text}") }
}

/// Returns the edit that imports a file.
pub(super) fn import_edit(asked: &AskedFile<'_>, import: &str) -> TextEdit {
    let file = asked.file();
    let at = file.import_end as usize;
    let text = new_import(&file.text[..at], import);
    TextEdit::new(asked.lines.range(at..at), LineEnds::of(&file.text).apply(&text).into_owned())
}

const fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Keyword | CompletionKind::Scalar => CompletionItemKind::KEYWORD,
        CompletionKind::Message => CompletionItemKind::STRUCT,
        CompletionKind::Enum => CompletionItemKind::ENUM,
        CompletionKind::EnumValue => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Option => CompletionItemKind::PROPERTY,
        CompletionKind::Field => CompletionItemKind::FIELD,
        CompletionKind::File => CompletionItemKind::FILE,
        CompletionKind::Folder => CompletionItemKind::FOLDER,
        CompletionKind::Number | CompletionKind::Value => CompletionItemKind::VALUE,
    }
}

/// Returns the rules if an offset is behind the words of an ignore in a comment.
fn rule_names(asked: &AskedFile<'_>, offset: usize) -> Option<CompletionList> {
    let text = &asked.file().text;
    let line = &text[text[..offset].rfind('\n').map_or(0, |at| at + 1)..offset];
    let comment = &line[line.find("//").or_else(|| line.find("/*"))?..];
    let lint = protoward_lint::catalog();
    let breaking = protoward_breaking::catalog();
    let marks = [(lint.mark(), &lint), (breaking.mark(), &breaking), (MARK_OF_BUF.to_owned(), &lint)];
    let (mark, catalog) = marks.into_iter().find(|(mark, _)| comment.contains(mark.as_str()))?;
    let rest = &comment[comment.rfind(mark.as_str())? + mark.len()..];
    let word = rest.trim_start();
    if rest.is_empty() || word.contains(char::is_whitespace) {
        return None;
    }
    let range = asked.lines.range(offset - word.len()..offset);
    let item = |rule: &&Rule| CompletionItem {
        label: rule.id().to_owned(),
        kind: Some(CompletionItemKind::CONSTANT),
        detail: Some(rule.summary().to_owned()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, rule.id().to_owned()))),
        ..CompletionItem::default()
    };
    Some(CompletionList { is_incomplete: false, items: catalog.rules().iter().map(item).collect() })
}
