//! Options that are statements: of files, messages, enums, services and methods.

use super::change::{Change, What};
use super::fixer::{Fixer, Side};
use super::lines::{indent, line_end, unit};
use super::said::{self, Said};
use super::statement::{Statement, insert, remove};
use super::texts::Declared;
use super::tree::Decl;
use protoward_syntax::Dialect;
use protoward_syntax::ast::OptionDecl;

/// What says the option of this name.
pub(crate) fn find<'t>(declared: &Declared<'t>, name: &str) -> Option<Said<'t>> {
    said::find(all(declared), name, declared.text.text)
}

fn all<'t>(declared: &Declared<'t>) -> impl Iterator<Item = &'t OptionDecl> {
    let statements = declared.body().into_iter().flat_map(|body| body.items.iter());
    statements.filter_map(|decl| if let Decl::Option(option) = decl { Some(option) } else { None })
}

impl<'t> Fixer<'t> {
    /// Makes an option say what it said, or nothing where it said nothing. Where neither side says it, `otherwise` is
    /// written, if the file is one that can say it.
    pub(crate) fn statement(
        &self,
        name: &str,
        otherwise: Option<&str>,
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Option<Vec<Change>> {
        let source = now.text.id;
        let (before, after) = (find(was, name), find(now, name));
        let value = before.as_ref().map(|before| before.value.of(was.text.text));
        if !value.is_none_or(|value| self.can_say(name, value, now)) {
            return None;
        }
        // What is said beside others is said beside them again.
        let room = |value| said::add(all(now), (name, value), now.text.text);
        let replace = |(range, text)| Some(vec![Change::replace(source, range, text)]);
        match (before, value, after) {
            (_, Some(value), Some(after)) if value == after.value.of(now.text.text) => Some(Vec::new()),
            (_, Some(value), Some(after)) => replace((after.value.range(), value.to_owned())),
            (Some(before), Some(value), None) => match (room(value), before.part) {
                (Some(edit), _) => replace(edit),
                (None, Some(_)) => Some(vec![add(now, &option(name, value), 0)?]),
                (None, None) => Some(vec![self.again(before.option, was, now)?]),
            },
            // What it would be where nothing says it may be another thing here.
            (_, None, Some(after)) if let Some(value) = otherwise.filter(|_| self.is_elsewhere(was, now)) => {
                replace((after.value.range(), value.to_owned()))
            }
            (_, None, Some(after)) => match after.part {
                Some(part) => replace((part, String::new())),
                None => replace(remove(now.text.text, Decl::Option(after.option))),
            },
            (_, _, None) => match otherwise {
                Some(value) if !matches!(now.text.parsed.dialect, Dialect::Proto2 | Dialect::Proto3) => {
                    match room(value) {
                        Some(edit) => replace(edit),
                        None => Some(vec![add(now, &option(name, value), 0)?]),
                    }
                }
                _ => Some(Vec::new()),
            },
        }
    }

    /// Whether the new file is one that can say it.
    fn can_say(&self, name: &str, value: &str, now: &Declared<'t>) -> bool {
        let file = self.file_of(Side::New, now);
        file.is_some_and(|file| self.has_option(now.decl, name, value, self.new[file].syntax))
    }

    /// Whether other features hold in the new file.
    fn is_elsewhere(&self, was: &Declared<'t>, now: &Declared<'t>) -> bool {
        let (old, new) = (self.file_of(Side::Old, was), self.file_of(Side::New, now));
        old.map(|file| self.language(Side::Old, file.into())) != new.map(|file| self.language(Side::New, file.into()))
    }

    /// The statement of the old text once more, where it stood.
    fn again(&self, option: &'t OptionDecl, was: &Declared<'t>, now: &Declared<'t>) -> Option<Change> {
        let old = was.inner(Decl::Option(option));
        let statement = Statement::of_decl(was.text.text, old.decl, option.span.of(was.text.text));
        let Some(body) = now.body() else { return add(now, &statement, old.start()) };
        let (range, text) = insert(now, &body, self.place(&old, now, &body), &statement);
        let what = What::Text { start: range.start, end: range.end, rank: old.start(), text };
        Some(Change { source: now.text.id, what })
    }
}

fn option(name: &str, value: &str) -> Statement {
    Statement::of_lines(vec![format!("option {name} = {value};")])
}

/// Adds the statement of an option; `rank` sorts what is added at one place.
pub(crate) fn add(now: &Declared<'_>, statement: &Statement, rank: usize) -> Option<Change> {
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
    let line = line_end(text);
    let Some(blanks) = indent(text, method.start()) else {
        // Beside others on one line.
        return Some((semicolon..end, format!(" {{ {} }}", statement.inline(line))));
    };
    let inner = statement.lines_with(&format!("{blanks}{}", unit(method)), line);
    Some((semicolon..end, format!(" {{{line}{inner}{blanks}}}")))
}
