//! Restoration of the package and the syntax of a file.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::change::Change;
use crate::context::{Files, FixContext, Pair};
use crate::plan::{Plan, PlanResult};
use protoward_edit::{Decl, Node, Statement, option_name};
use protoward_schema::{FileId, Syntax};
use protoward_syntax::ast::{Label, OptionDecl, TypeExpr};
use protoward_syntax::{Dialect, Lexer, TokenKind, literal};

/// Restores the package of all files with the same package change, if nothing uses the new name: no other file
/// imports them, and none of them contains a part of it.
pub(crate) fn restore_package(cx: &FixContext<'_>, file: Files, plan: &mut Plan) -> PlanResult {
    let packages = (cx.old.package(file.old), cx.new.package(file.new));
    let known = cx.packages.borrow().get(&packages).cloned();
    let changes = known.unwrap_or_else(|| {
        let mut found = Plan::default();
        let changes = restore_packages(cx, packages, &mut found).map(|()| found.changes);
        cx.packages.borrow_mut().insert(packages, changes.clone());
        changes
    });
    plan.changes.extend::<Vec<Change>>(changes?);
    Some(())
}

fn restore_packages<'t>(cx: &FixContext<'t>, (was, is): (&str, &str), plan: &mut Plan) -> PlanResult {
    let both = |old: FileId| Some((cx.resolver.new_file(old)?, old));
    let changed = |&(new, old): &(FileId, FileId)| cx.old.package(old) == was && cx.new.package(new) == is;
    let files: BTreeMap<FileId, FileId> = cx.old.files.ids().filter_map(both).filter(changed).collect();
    let is_one = |file: FileId| files.contains_key(&file);
    let imports = |file: FileId| cx.new[file].imports.iter().filter_map(|import| import.file);
    if cx.new.files.ids().any(|file| !is_one(file) && imports(file).any(is_one)) {
        return None;
    }
    for (&new, &old) in &files {
        let Pair { was, now, .. } = cx.pair(old, new)?;
        let package = |node: &Node<'t>| node.items().find(|decl| matches!(decl, Decl::Package(_)));
        let outside = package(&now).map(|decl| decl.span()).unwrap_or_default().range();
        if !is.is_empty() && names_any(now.doc.text, is, &outside) {
            return None;
        }
        restore_statement(&was, &now, (package(&was), package(&now)), plan)?;
    }
    Some(())
}

/// Restores the syntax of a file if the whole file is valid in it.
pub(crate) fn restore_syntax(cx: &FixContext<'_>, file: &Pair<'_, FileId>, plan: &mut Plan) -> PlanResult {
    let Pair { was, now, .. } = file;
    // A file with an edition has no unambiguous meaning in proto2 or proto3.
    let is_edition = !matches!(now.doc.parsed.dialect, Dialect::Proto2 | Dialect::Proto3);
    let fits = match cx.old[file.old].syntax {
        Syntax::Proto2 => all_in(now, &is_proto2),
        Syntax::Proto3 => all_in(now, &is_proto3),
        Syntax::Edition(_) => false,
    };
    if is_edition || !fits {
        return None;
    }
    restore_statement(was, now, (syntax(was), syntax(now)), plan)
}

fn syntax<'t>(file: &Node<'t>) -> Option<Decl<'t>> {
    file.items().next().filter(|decl| matches!(decl, Decl::Syntax(_)))
}

/// Restores the syntax or package statement of a file.
fn restore_statement<'t>(
    was: &Node<'t>,
    now: &Node<'t>,
    (before, after): (Option<Decl<'t>>, Option<Decl<'t>>),
    plan: &mut Plan,
) -> PlanResult {
    let part = |decl: Decl<'_>| match decl {
        Decl::Package(package) => package.name.span,
        decl => decl.span(),
    };
    match (before, after) {
        (Some(before), Some(after)) => plan.replace(now, part(after), was.text(part(before))),
        (Some(before), None) => {
            let body = now.body()?;
            let at = if syntax(now).is_some() { body.behind(0) } else { body.top() };
            let old = was.inner(before);
            plan.edit(now, body.insert(at, &Statement::of(&old)).ranked(old.start()));
        }
        (None, Some(after)) => plan.edit(now, now.doc.removal(after)),
        (None, None) => return None,
    }
    Some(())
}

/// Returns `true` if a dotted name in `text`, outside of a range, contains a component of a package.
fn names_any(text: &str, package: &str, outside: &Range<usize>) -> bool {
    let mut lexer = Lexer::at(text, 0);
    // The previous token is a package component or a dot.
    let mut is_part = false;
    let mut is_dot = false;
    loop {
        let token = lexer.next_token();
        let written = token.span.of(text);
        match token.kind {
            TokenKind::End => return false,
            _ if outside.contains(&(token.span.start as usize)) => (is_part, is_dot) = (false, false),
            TokenKind::Identifier => {
                let was_dot = std::mem::take(&mut is_dot);
                is_part = package.split('.').any(|part| part == written);
                if is_part && was_dot {
                    return true;
                }
            }
            TokenKind::Symbol if written == "." => {
                if is_part {
                    return true;
                }
                is_dot = true;
            }
            _ => (is_part, is_dot) = (false, false),
        }
    }
}

/// Returns `true` if a condition holds for a declaration and everything in it. The parser bounds the recursion.
fn all_in(node: &Node<'_>, is_fine: &impl Fn(&Node<'_>) -> bool) -> bool {
    is_fine(node) && node.items().all(|decl| all_in(&node.inner(decl), is_fine))
}

/// Returns `true` for a declaration of proto3 that is valid in proto2: fields need labels.
fn is_proto2(node: &Node<'_>) -> bool {
    match node.decl {
        Decl::Field(field) => {
            let is_in_oneof = matches!(node.parents.last(), Some(Decl::Oneof(_)));
            field.label.is_some() || is_in_oneof || matches!(field.ty, TypeExpr::Map { .. })
        }
        Decl::Message(message) => message.visibility.is_none(),
        Decl::Enum(parent) => parent.visibility.is_none(),
        Decl::Option(option) => is_no_feature(node, option),
        _ => true,
    }
}

/// Returns `true` for a declaration of proto2 that is valid in proto3, which has no required fields, defaults, groups
/// and extension ranges, and whose enums start with zero.
fn is_proto3(node: &Node<'_>) -> bool {
    match node.decl {
        Decl::Field(field) => {
            let is_required = matches!(field.label, Some(Label::Required));
            let is_fine = |option| option_name(option, node.doc.text) != "default" && is_no_feature(node, option);
            !is_required && field.group_body().is_none() && node.bracket_options().all(is_fine)
        }
        Decl::Extensions(_) | Decl::Extend(_) => false,
        Decl::Option(option) => is_no_feature(node, option),
        Decl::Message(message) => message.visibility.is_none(),
        Decl::Enum(parent) => {
            let value = node.items().find(|decl| matches!(decl, Decl::Value(_))).and_then(Decl::number);
            let first = value.and_then(|number| literal::signed(node.doc.text, number));
            parent.visibility.is_none() && first == Some(0)
        }
        _ => true,
    }
}

fn is_no_feature(node: &Node<'_>, option: &OptionDecl) -> bool {
    !option_name(option, node.doc.text).starts_with("features")
}
