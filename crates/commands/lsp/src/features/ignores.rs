//! Completion of rule names in comments that ignore findings.

use crate::asked::AskedFile;
use lsp_types::{CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, TextEdit};
use protoward_policy::Rule;

/// The words of buf in front of a rule name.
const MARK_OF_BUF: &str = "buf:lint:ignore";

/// Returns the rules if an offset is behind the words of an ignore in a comment.
pub(super) fn complete(asked: &AskedFile<'_>, offset: usize) -> Option<CompletionList> {
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
