//! Restoration of imports: those that restored declarations need, and those of files that left the schema.

use crate::context::{Files, FixContext, OldAndNew};
use crate::keys;
use crate::plan::{Plan, PlanResult};
use protoward_edit::{Decl, Node, Statement, TextEdit, edited};
use protoward_schema::{Edition, FileId};
use protoward_syntax::ast::{ImportDecl, ImportKind};

/// Imports a file again in all files that imported it, if it is external and the schema no longer contains it.
pub(crate) fn restore_all(cx: &FixContext<'_>, gone: FileId, plan: &mut Plan) -> PlanResult {
    if !cx.old[gone].is_import {
        return None;
    }
    for (old, file) in cx.old.files.iter() {
        let Some(new) = cx.resolver.new_file(old) else { continue };
        if file.imports.iter().any(|import| import.file == Some(gone)) {
            restore(cx, gone, OldAndNew { old, new }, plan)?;
        }
    }
    Some(())
}

/// Imports a file again in the form of the old import.
pub(crate) fn restore(cx: &FixContext<'_>, gone: FileId, files: Files, plan: &mut Plan) -> PlanResult {
    let was = cx.was(files.old)?;
    let now = cx.now(files.new)?;
    let import = find(&was, cx.old.name(gone.into()))?;
    let text = match translated(&import, cx.new[files.new].syntax.edition()) {
        Some(text) => {
            plan.is_translated = true;
            text
        }
        None => import.text(import.decl.span()).to_owned(),
    };
    let at = cx.places.place(&import, &now)?;
    plan.edits(&now, now.body()?.restore(&import, Statement::rewritten(&import, &text), at));
    Some(())
}

/// Imports a file publicly again; an existing import becomes public.
pub(crate) fn restore_public(cx: &FixContext<'_>, gone: FileId, files: Files, plan: &mut Plan) -> PlanResult {
    cx.resolver.new_file(gone)?;
    let path = cx.old.name(gone.into());
    let Some(now) = find(&cx.now(files.new)?, path) else { return restore(cx, gone, files, plan) };
    let was = find(&cx.was(files.old)?, path)?;
    plan.replace(&now, now.decl.span(), was.text(was.decl.span()));
    Some(())
}

/// Imports a file bundled with the compiler, unless the new file sees it already.
pub(crate) fn import_well_known(cx: &FixContext<'_>, path: &str, new: FileId, plan: &mut Plan) -> PlanResult {
    if cx.new.find_file(path).is_some_and(|home| cx.resolver.new_names.sees(new, home)) {
        return Some(());
    }
    let now = cx.now(new)?;
    let body = now.body()?;
    let quote = now.doc.quote();
    let last = |is_it: fn(&Decl<'_>) -> bool| {
        (0..body.items.len()).rev().find(|&index| body.items.get(index).is_some_and(|decl| is_it(&decl)))
    };
    let import = last(|decl| matches!(decl, Decl::Import(import) if import.kind != ImportKind::Option));
    let head = || last(|decl| matches!(decl, Decl::Syntax(_) | Decl::Package(_)));
    let at = import.or_else(head).map_or_else(|| body.top(), |index| body.behind(index));
    let is_first = import.is_none();
    let mut statement = Statement::new(vec![format!("import {quote}{path}{quote};")]);
    statement.blank = (is_first, is_first);
    plan.edit(&now, body.insert(at, &statement).ranked(usize::MAX));
    Some(())
}

/// Returns the import of a path.
fn find<'t>(file: &Node<'t>, path: &str) -> Option<Node<'t>> {
    let key = keys::import(path);
    file.items().find(|&decl| keys::key(decl, file.doc.text) == key).map(|decl| file.inner(decl))
}

/// Returns an import for another edition: from 2024 on there is `option` and no `weak`. `None` if nothing changes.
fn translated(import: &Node<'_>, edition: Edition) -> Option<String> {
    let has_options = edition >= Edition::E2024;
    match import.decl {
        Decl::Import(ImportDecl { kind: ImportKind::Weak, kind_span, path, .. }) if has_options => {
            Some((kind_span, path))
        }
        Decl::Import(ImportDecl { kind: ImportKind::Option, kind_span, path, .. }) if !has_options => {
            Some((kind_span, path))
        }
        _ => None,
    }
    .map(|(kind, path)| {
        let removal = TextEdit::remove(kind.start as usize..path.start as usize);
        edited(import.doc.text, import.range(), vec![removal])
    })
}
