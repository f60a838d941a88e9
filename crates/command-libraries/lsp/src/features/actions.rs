//! Code actions: the fixes of findings, ignores, and imports that are missing.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::asked::{AskedFile, Refusal};
use crate::finding::{FileEdits, Finding, Origin};
use crate::server::Server;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, NumberOrString, Range, TextEdit, WorkspaceEdit,
};
use protoward_ide_index::DeclarationKind;
use protoward_source::LineEnds;
use protoward_syntax::ast::ImportKind;
use protoward_syntax::{Piece, Tokens};
use protoward_workspace::Prepared;

pub(crate) fn actions(
    server: &mut Server,
    params: CodeActionParams,
) -> Result<Option<Vec<CodeActionOrCommand>>, Refusal> {
    server.read_built_in(&params.text_document.uri);
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let wanted = |kind: &CodeActionKind| {
        params.context.only.as_ref().is_none_or(|only| only.iter().any(|only| is_below(kind.as_str(), only.as_str())))
    };
    let findings = server.findings.get(&asked.path).map_or(&[][..], Vec::as_slice);
    let here: Vec<&Finding> = findings.iter().filter(|it| overlap(it.diagnostic.range, params.range)).collect();
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        actions.extend(here.iter().filter_map(|finding| fix(server, &asked, finding)));
        actions.extend(here.iter().flat_map(|finding| choices(server, &asked, finding)));
        actions.extend(here.iter().filter_map(|finding| ignore(&asked, finding)));
        let is_added = here.iter().any(|finding| finding.fix.iter().chain(&finding.choices).any(adds_import));
        actions.extend(missing_import(&asked, params.range).filter(|_| !is_added));
    }
    if wanted(&CodeActionKind::SOURCE_FIX_ALL) && params.context.only.is_some() {
        actions.extend(fix_all(server, findings));
    }
    if wanted(&CodeActionKind::SOURCE_ORGANIZE_IMPORTS) {
        actions.extend(organize_imports(&asked, findings));
    }
    Ok(Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
}

/// Returns `true` for a kind that is another one, or a part of it: `source.fixAll` for `source`.
fn is_below(kind: &str, around: &str) -> bool {
    kind.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || around.is_empty()
}

fn overlap(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn fix(server: &Server, asked: &AskedFile<'_>, finding: &Finding) -> Option<CodeAction> {
    let edits = finding.fix.as_ref()?;
    let unsafe_note = edits.breaks.map(|breaks| format!(" (changes {breaks})")).unwrap_or_default();
    Some(CodeAction {
        title: format!("Fix: {}{unsafe_note}", summary(asked, edits, &finding.diagnostic.message)),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![finding.diagnostic.clone()]),
        edit: Some(workspace_edit(server, edits)),
        is_preferred: Some(edits.breaks.is_none()),
        ..CodeAction::default()
    })
}

/// Returns an action for each of the ways to correct a finding.
fn choices(server: &Server, asked: &AskedFile<'_>, finding: &Finding) -> impl Iterator<Item = CodeAction> {
    finding.choices.iter().map(|edits| CodeAction {
        title: format!("Fix: {}", summary(asked, edits, &finding.diagnostic.message)),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![finding.diagnostic.clone()]),
        edit: Some(workspace_edit(server, edits)),
        ..CodeAction::default()
    })
}

/// Returns what edits do: the text that they add or write, or else what they end.
fn summary(asked: &AskedFile<'_>, edits: &FileEdits, message: &str) -> String {
    let mut all = edits.edits.iter().flat_map(|(path, edits)| edits.iter().map(move |edit| (path, edit)));
    if let (Some((path, edit)), None) = (all.next(), all.next()) {
        let new = edit.new_text.trim();
        let old = if *path == asked.path { asked.file().text.get(asked.lines.bytes(edit.range)) } else { None };
        let old = old.map(str::trim).filter(|old| !old.is_empty() && !old.contains('\n'));
        match (edit.range.start == edit.range.end, new, old) {
            (_, new, _) if new.contains('\n') => {}
            (true, new, _) => return format!("add `{new}`"),
            (false, "", Some(old)) => return format!("remove `{old}`"),
            (false, "", None) => {}
            (false, new, _) => return format!("write `{new}`"),
        }
    }
    message.lines().next().unwrap_or_default().to_owned()
}

/// Returns the action that ignores a finding in a comment, with a reason for the user to fill in.
fn ignore(asked: &AskedFile<'_>, finding: &Finding) -> Option<CodeAction> {
    let catalog = match finding.origin {
        Origin::Lint => protoward_lint::catalog(),
        Origin::Breaking => protoward_breaking::catalog(),
        Origin::Compiler | Origin::Configuration => return None,
    };
    let Some(NumberOrString::String(rule)) = &finding.diagnostic.code else { return None };
    catalog.rule(rule)?;
    let text = &asked.file().text;
    let start = asked.lines.offset(finding.diagnostic.range.start);
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    if !precedes_declaration(text, line, start) || !takes_comments(asked, finding.origin) {
        return None;
    }
    let indentation: String = text[line..].chars().take_while(|it| matches!(it, ' ' | '\t')).collect();
    let line_end = LineEnds::of(text).as_str();
    let comment = format!("{indentation}// {} {rule} TODO: the reason{line_end}", catalog.mark());
    let edit = TextEdit::new(asked.lines.range(line..line), comment);
    Some(CodeAction {
        title: format!("Ignore {rule} here, with a reason"),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![finding.diagnostic.clone()]),
        edit: Some(edit_of(asked, vec![edit])),
        ..CodeAction::default()
    })
}

/// Returns `true` if the configuration accepts an ignore in a comment of a file that has a reason and no end.
fn takes_comments(asked: &AskedFile<'_>, origin: Origin) -> bool {
    let Some(config) = asked.project.prepared.as_ref().map(Prepared::config) else { return true };
    let is_in = |folder: &str| asked.path.starts_with(asked.project.root.join(folder));
    let around = config.modules.iter().filter(|module| is_in(&module.path.text));
    let module = around.max_by_key(|module| module.path.text.len());
    let lint = module.and_then(|module| module.lint.as_ref()).or(config.lint.as_ref());
    let breaking = module.and_then(|module| module.breaking.as_ref()).unwrap_or(&config.breaking);
    let policy =
        if origin == Origin::Lint { lint.map(|lint| &lint.settings.policy) } else { Some(&breaking.settings.policy) };
    let is_skipped = origin == Origin::Lint && lint.is_some_and(|lint| lint.options.skips_comment_ignores);
    !is_skipped && policy.is_none_or(|policy| !policy.disallows_comments && !policy.requires_until)
}

/// Returns `true` if a comment at the start of a line would be one of the declaration that is at an offset in the line: the line begins
/// with it, and is not inside of a comment.
fn precedes_declaration(text: &str, line: usize, at: usize) -> bool {
    let tokens = Tokens::new(text);
    let is_around =
        |piece: &Piece| piece.is_comment() && (piece.span.start as usize) < line && line < piece.span.end as usize;
    let ends = |piece: &Piece| matches!(piece.span.of(text), ";" | "{" | "}");
    let is_code = |piece: &&Piece| piece.trivia().is_none();
    let (before, behind): (Vec<&Piece>, Vec<&Piece>) =
        tokens.pieces().iter().filter(is_code).partition(|piece| (piece.span.end as usize) <= line);
    let starts = before.last().is_none_or(|last| ends(last));
    let is_first = !behind.into_iter().take_while(|piece| (piece.span.start as usize) < at).any(ends);
    starts && is_first && !tokens.pieces().iter().any(is_around)
}

fn adds_import(edits: &FileEdits) -> bool {
    edits.edits.values().flatten().any(is_import)
}

fn is_import(edit: &TextEdit) -> bool {
    edit.new_text.trim_start().starts_with("import ")
}

/// Returns the action that imports the file of a type which is declared, but not visible.
fn missing_import(asked: &AskedFile<'_>, range: Range) -> Option<CodeAction> {
    let analysis = &asked.project.analysis;
    let file = asked.file();
    let bytes = asked.lines.bytes(range);
    let reference = file.references.get(file.reference_at(bytes.start as u32)?)?;
    let target = analysis.meaning(asked.id, reference)?;
    let kind = analysis.declaration(target).kind;
    // Only types and extensions are imported by name. Fields and enum values are known with their types, and the options of
    // `descriptor.proto` are known everywhere.
    let is_imported = kind.is_type() || kind == DeclarationKind::Extension;
    if !is_imported || analysis.visible(asked.id).contains(&target.file) {
        return None;
    }
    let import = &analysis.file(target.file).name;
    Some(CodeAction {
        title: format!("Import `{import}`"),
        kind: Some(CodeActionKind::QUICKFIX),
        edit: Some(edit_of(asked, vec![super::completion::import_edit(asked, import)])),
        is_preferred: Some(true),
        ..CodeAction::default()
    })
}

/// Returns the action that applies all fixes of a file that change nothing but the text. A fix that is in the way of another one is
/// left out as a whole.
fn fix_all(server: &Server, findings: &[Finding]) -> Option<CodeAction> {
    let mut all = FileEdits::default();
    // The change that a breaking rule reports is what the user means to do.
    let findings = findings.iter().filter(|finding| finding.origin != Origin::Breaking);
    for fix in findings.filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.breaks.is_none()) {
        let has_room = |(path, edits): (&PathBuf, &Vec<TextEdit>)| {
            let others = all.edits.get(path).map_or(&[][..], Vec::as_slice);
            edits.iter().all(|edit| others.iter().all(|other| other == edit || are_apart(other, edit)))
        };
        if fix.edits.iter().all(has_room) {
            for (path, edits) in &fix.edits {
                let own = all.edits.entry(path.clone()).or_default();
                edits.iter().for_each(|edit| add_edit(own, edit));
            }
        }
    }
    // Insertions come before what replaces the text behind them, as the protocol wants it.
    all.edits.values_mut().for_each(|edits| edits.sort_by_key(|edit| (edit.range.start, edit.range.end)));
    (!all.edits.is_empty()).then(|| CodeAction {
        title: "Fix everything that has one safe fix".to_owned(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(workspace_edit(server, &all)),
        ..CodeAction::default()
    })
}

/// Returns `true` if two edits of a text do not depend on each other: their ranges may touch, and imports may have the same place.
fn are_apart(one: &TextEdit, other: &TextEdit) -> bool {
    let (range, next) = if one.range.start <= other.range.start { (one, other) } else { (other, one) };
    let is_insertion = |edit: &TextEdit| edit.range.start == edit.range.end;
    match (is_insertion(range), is_insertion(next)) {
        (true, true) if range.range == next.range => is_import(range) && is_import(next),
        _ => range.range.end <= next.range.start || range.range.start == next.range.start && is_insertion(next),
    }
}

/// Adds an edit. An import is put below another one at the same place, as if this one were there.
fn add_edit(edits: &mut Vec<TextEdit>, edit: &TextEdit) {
    if edits.contains(edit) {
        return;
    }
    match edits.iter_mut().find(|other| other.range == edit.range && is_import(other) && is_import(edit)) {
        Some(other) if !other.new_text.contains(edit.new_text.trim()) => {
            let statement = edit.new_text.trim_start();
            if other.new_text.ends_with('\n') {
                other.new_text += statement;
            } else {
                other.new_text += &format!("{}{statement}", LineEnds::of(&other.new_text).as_str());
            }
        }
        Some(_) => {}
        None => edits.push(edit.clone()),
    }
}

/// Returns the action that sorts imports, and removes repeated and unused ones.
fn organize_imports(asked: &AskedFile<'_>, findings: &[Finding]) -> Option<CodeAction> {
    let file = asked.file();
    let first = file.imports.first()?;
    let last = file.imports.last()?;
    let block = first.span.start as usize..last.span.end as usize;
    let text = &file.text[block.clone()];
    let is_unused = |import: &protoward_ide_index::Import| {
        let range = asked.lines.span(import.span);
        findings.iter().any(|finding| {
            let code = finding.diagnostic.code.as_ref();
            let is_about =
                matches!(code, Some(NumberOrString::String(code)) if code == "unused-import" || code == "IMPORT_USED");
            is_about && overlap(finding.diagnostic.range, range)
        })
    };
    // Comments between imports belong to one of them, and nothing tells to which.
    let statements: usize = file.imports.iter().map(|import| import.span.range().len()).sum();
    if text.chars().filter(|it| !it.is_whitespace()).count() > statements {
        return None;
    }
    let mut imports: Vec<_> = file.imports.iter().filter(|import| !is_unused(import)).collect();
    // Imports of options are the last ones.
    imports.sort_by_key(|import| (import.kind == ImportKind::Option, &import.name));
    imports.dedup_by(|one, other| one.name == other.name && one.kind == other.kind);
    let line_end = LineEnds::of(&file.text).as_str();
    let organized = imports.iter().map(|import| import.span.of(&file.text)).collect::<Vec<_>>().join(line_end);
    (organized != text).then_some(())?;
    let edit = TextEdit::new(asked.lines.range(block), organized);
    Some(CodeAction {
        title: "Organize imports".to_owned(),
        kind: Some(CodeActionKind::SOURCE_ORGANIZE_IMPORTS),
        edit: Some(edit_of(asked, vec![edit])),
        ..CodeAction::default()
    })
}

#[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
fn edit_of(asked: &AskedFile<'_>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    let changes = HashMap::from([(asked.uri.clone(), edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

fn workspace_edit(server: &Server, files: &FileEdits) -> WorkspaceEdit {
    let changes = files.edits.iter().filter_map(|(path, edits)| Some((server.uri(path)?, edits.clone())));
    WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}

#[cfg(test)]
mod tests {
    use super::precedes_declaration;

    #[test]
    fn comments_for_the_first_declaration_of_a_line() {
        let is_offered = |marked: &str| {
            let at = marked.find('|').expect("a mark");
            let text = marked.replacen('|', "", 1);
            precedes_declaration(&text, text[..at].rfind('\n').map_or(0, |end| end + 1), at)
        };
        for text in ["|message m {}", "// x\n\n  message |m {}", "message M {\n  int32 |A = 1; int32 b = 2;\n}"] {
            assert!(is_offered(text), "{text}");
        }
        for text in [
            "/* x\n */ message |m {}",
            "message M { int32 a = 1; int32 |B = 2; }",
            "message M {\n  oneof o { int32 |B = 2; }\n}",
            "message M {\n  int32\n    |A = 1;\n}",
        ] {
            assert!(!is_offered(text), "{text}");
        }
    }
}
