//! Options that are statements: of files, messages, enums, services and methods.

use super::change::{Change, What};
use super::fixer::Fixer;
use super::lines::{indent, line_end, unit};
use super::statement::{Statement, insert, remove};
use super::texts::Declared;
use super::tree::{Decl, option_name};
use crate::syntax::Dialect;
use crate::syntax::ast::OptionDecl;

/// The option of this name.
pub(super) fn find<'t>(declared: &Declared<'t>, name: &str) -> Option<&'t OptionDecl> {
    let items = declared.body()?.items;
    items.iter().find_map(|decl| match decl {
        Decl::Option(option) if option_name(option, declared.text.text) == name => Some(option),
        _ => None,
    })
}

impl<'t> Fixer<'t> {
    /// Makes an option say what it said, or nothing where it said nothing. Where neither side says it, `otherwise` is
    /// written, if the file is one that can say it.
    pub(super) fn statement(
        &self,
        name: &str,
        otherwise: Option<&str>,
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Option<Vec<Change>> {
        let source = now.text.id;
        match (find(was, name), find(now, name)) {
            (Some(before), Some(after)) => {
                let value = before.value.span.of(was.text.text);
                let is_same = value == after.value.span.of(now.text.text);
                Some(if is_same { Vec::new() } else { vec![Change::replace(source, after.value.span.range(), value)] })
            }
            (Some(before), None) => {
                let old = was.inner(Decl::Option(before));
                let statement = Statement::of_decl(was.text.text, old.decl, before.span.of(was.text.text));
                let Some(body) = now.body() else { return Some(vec![add(now, &statement, old.start())?]) };
                let (range, text) = insert(now, &body, self.place(&old, now, &body), &statement);
                let what = What::Text { start: range.start, end: range.end, rank: old.start(), text };
                Some(vec![Change { source, what }])
            }
            (None, Some(after)) => {
                let (range, text) = remove(now.text.text, Decl::Option(after));
                Some(vec![Change::replace(source, range, text)])
            }
            (None, None) => match otherwise {
                Some(value) if !matches!(now.text.parsed.dialect, Dialect::Proto2 | Dialect::Proto3) => {
                    let statement = Statement::of_lines(vec![format!("option {name} = {value};")]);
                    Some(vec![add(now, &statement, 0)?])
                }
                _ => Some(Vec::new()),
            },
        }
    }
}

/// Adds the statement of an option; `rank` sorts what is added at one place.
pub(super) fn add(now: &Declared<'_>, statement: &Statement, rank: usize) -> Option<Change> {
    let text = now.text.text;
    let (range, added) = match now.body() {
        Some(body) => {
            let is_in_front = |decl: &Decl<'_>| {
                matches!(decl, Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) | Decl::Option(_))
            };
            // Behind the last one of those that stand in front of the rest.
            let last = body.items.iter().take_while(is_in_front).count();
            let at = match last.checked_sub(1) {
                Some(last) => body.behind(text, last),
                None => body.top(text),
            };
            insert(now, &body, at, statement)
        }
        None => braces(now, statement)?,
    };
    let what = What::Text { start: range.start, end: range.end, rank, text: added };
    Some(Change { source: now.text.id, what })
}

/// A method gets a body in place of its `;`.
fn braces(method: &Declared<'_>, statement: &Statement) -> Option<(std::ops::Range<usize>, String)> {
    let text = method.text.text;
    let end = method.end();
    let semicolon = end.checked_sub(1).filter(|&at| text[at..].starts_with(';'))?;
    let blanks = indent(text, method.start()).unwrap_or_default();
    let line = line_end(text);
    let inner = statement.lines_with(&format!("{blanks}{}", unit(method)), line);
    Some((semicolon..end, format!(" {{{line}{inner}{blanks}}}")))
}
