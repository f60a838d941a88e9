//! Fields that go back into their oneof, or out of one.

use super::change::{Change, What};
use super::deprecate::edited;
use super::fixer::{Fixer, Side};
use super::lines::{Rest, block_start, indent, line_end, line_start, rest};
use super::restore::type_span;
use super::statement::{Statement, insert, remove};
use super::texts::Declared;
use super::tree::{Decl, Items};
use crate::schema::{FieldId, MessageId, OneofId};
use crate::syntax::ast::FieldDecl;

impl<'t> Fixer<'t> {
    /// Puts a field where it was: into its oneof, or outside of all.
    pub(super) fn oneof(&self, old: FieldId, new: FieldId, now: &Declared<'t>) -> Option<Vec<Change>> {
        let (was_in, is_in) = (self.real_oneof(Side::Old, old), self.real_oneof(Side::New, new));
        let message = self.new[new].containing();
        if self.is_other_syntax(old, new) || self.new[new].is_extension() {
            return None;
        }
        match (was_in, is_in) {
            (Some(was), Some(is)) => self.between(was, is, (old, new), now),
            (Some(was), None) => match self.new_oneof(message, self.old.text(self.old[was].name)) {
                Some(_) => self.back_in_oneof(was, (old, new), now),
                None => self.wrap(was, message),
            },
            (None, Some(is)) => self.out_of(is, (old, new), now),
            (None, None) => None,
        }
    }

    /// The oneof was renamed, or the field went from one to another.
    fn between(
        &self,
        was: OneofId,
        is: OneofId,
        (old, new): (FieldId, FieldId),
        now: &Declared<'t>,
    ) -> Option<Vec<Change>> {
        let message = self.new[new].containing();
        if self.new_oneof(message, self.old.text(self.old[was].name)).is_some() {
            return self.back_in_oneof(was, (old, new), now);
        }
        let new_name = self.new.text(self.new[is].name);
        let before = &self.old[self.old[old].containing()];
        let is_new_name = before.oneofs.iter().all(|&oneof| self.old.text(self.old[oneof].name) != new_name);
        let (was_decl, is_decl) = (self.texts.declared(self.old, was)?, self.texts.declared(self.new, is)?);
        is_new_name.then(|| self.name(was.into(), is.into(), &was_decl, &is_decl))?
    }

    /// Moves a field into the oneof that it was in.
    fn back_in_oneof(&self, was: OneofId, (old, new): (FieldId, FieldId), now: &Declared<'t>) -> Option<Vec<Change>> {
        let message = self.new[new].containing();
        let into = self.new_oneof(message, self.old.text(self.old[was].name))?;
        // The oneof that it leaves keeps somebody.
        let leaves = self.real_oneof(Side::New, new);
        if leaves.is_some_and(|oneof| self.new[oneof].fields.len() < 2) {
            return None;
        }
        let into = self.texts.declared(self.new, into)?;
        self.moved(&self.texts.declared(self.old, old)?, now, &into)
    }

    /// Moves a field out of its oneof, or takes the oneof away, where all of its fields were outside.
    fn out_of(&self, is: OneofId, (old, new): (FieldId, FieldId), now: &Declared<'t>) -> Option<Vec<Change>> {
        let message = self.new[new].containing();
        let was_outside = |&&field: &&FieldId| {
            let number = self.new[field].number;
            let before = self.old[self.old[old].containing()].fields.iter();
            let before = before.copied().find(|&before| self.old[before].number == number);
            before.is_some_and(|before| self.real_oneof(Side::Old, before).is_none())
        };
        let leaving = self.new[is].fields.iter().filter(was_outside).count();
        if leaving == self.new[is].fields.len() {
            let before = self.old[old].containing();
            let name = self.new.text(self.new[is].name);
            let is_new = self.old[before].oneofs.iter().all(|&oneof| self.old.text(self.old[oneof].name) != name);
            return is_new.then(|| self.unwrapped(is, before))?;
        }
        let into = self.texts.declared(self.new, message)?;
        let was = self.texts.declared(self.old, old)?;
        self.moved(&was, now, &into)
    }

    /// The pieces that move a field of the new text, with the label that it had.
    fn moved(&self, was: &Declared<'t>, now: &Declared<'t>, into: &Declared<'t>) -> Option<Vec<Change>> {
        let (source, text) = (now.text.id, now.text.text);
        let statement = Statement::of_decl(text, now.decl, &relabeled(was, now)?);
        let body = into.body()?;
        let (range, added) = insert(into, &body, self.place(was, into, &body), &statement);
        let (start, end) = cut(now);
        if start <= range.start && range.start < end {
            return None;
        }
        let what = What::Text { start: range.start, end: range.end, rank: was.start(), text: added };
        Some(vec![Change::replace(source, start..end, ""), Change { source, what }])
    }

    /// Puts what is left of the fields of a oneof into it again, where all of them stand outside of any.
    pub(super) fn wrap(&self, id: OneofId, message: MessageId) -> Option<Vec<Change>> {
        let oneof = self.texts.declared(self.old, id)?;
        let stock = self.stock(Side::New, message.into())?;
        if !stock.is_free(self.old.text(self.old[id].name)) {
            return None;
        }
        let number = |field: &FieldId| self.new[*field].number;
        let numbers: Vec<_> = self.old[id].fields.iter().map(|&field| self.old[field].number).collect();
        let members: Vec<FieldId> =
            self.new[message].fields.iter().copied().filter(|field| numbers.contains(&number(field))).collect();
        if members.is_empty() || members.iter().any(|&field| self.real_oneof(Side::New, field).is_some()) {
            return None;
        }
        let members: Option<Vec<_>> = members.iter().map(|&field| self.texts.declared(self.new, field)).collect();
        let members = members?;
        let first = members.first()?;
        let text = first.text.text;
        let (end, blanks) = (line_end(text), indent(text, first.start())?);
        let unit = super::lines::unit(first);
        let mut block = oneof_head(&oneof, blanks, unit, end);
        for member in &members {
            let Decl::Field(field) = member.decl else { return None };
            // What holds several values cannot be in a oneof.
            let plain = field.label.is_none_or(|(label, _)| label == crate::syntax::ast::Label::Optional);
            let statement = plain.then(|| Statement::of_decl(text, member.decl, &without_label(field, text)))?;
            block.push_str(&statement.lines_with(&format!("{blanks}{unit}"), end));
        }
        block.push_str(&format!("{blanks}}}{end}"));
        let source = first.text.id;
        let (start, stop) = cut(first);
        let mut changes = vec![Change::replace(source, start..stop, block)];
        for member in &members[1..] {
            let (start, stop) = cut(member);
            changes.push(Change::replace(source, start..stop, ""));
        }
        Some(changes)
    }

    /// Takes the braces of a oneof away.
    fn unwrapped(&self, id: OneofId, before: MessageId) -> Option<Vec<Change>> {
        let oneof = self.texts.declared(self.new, id)?;
        let (text, body) = (oneof.text.text, oneof.body()?);
        let outer = indent(text, oneof.start())?;
        let inner = body.indent(&oneof);
        let Items::Oneof(_) = body.items else { return None };
        let (Rest::Nothing(first), Rest::Nothing(behind)) = (rest(text, body.open), rest(text, oneof.end())) else {
            return None;
        };
        let last = line_start(text, body.close);
        let is_bare = text[body.open..first].trim().is_empty() && indent(text, body.close).is_some() && first <= last;
        if !is_bare || !text[oneof.end()..behind].trim().is_empty() {
            return None;
        }
        let mut labels = Vec::new();
        for decl in body.items.iter() {
            // The options of the oneof have no place outside of it.
            let Decl::Field(field) = decl else { return None };
            let was = self.old[before].fields.iter().copied();
            let mut was = was.filter(|&old| self.old.text(self.old[old].name) == field.name.of(text));
            let Decl::Field(was_decl) = self.texts.declared(self.old, was.next()?)?.decl else { return None };
            let start = type_span(&field.ty).start as usize;
            let old_text = self.texts.declared(self.old, before)?.text.text;
            labels.extend(was_decl.label.map(|(_, label)| (start..start, format!("{} ", label.of(old_text)))));
        }
        let lines = edited(text, first..last, labels);
        let lines = lines.split_inclusive('\n').map(|line| match line.strip_prefix(&*inner) {
            Some(rest) => format!("{outer}{rest}"),
            None => line.to_owned(),
        });
        let start = line_start(text, oneof.start());
        Some(vec![Change::replace(oneof.text.id, start..behind, lines.collect::<String>())])
    }
}

/// From the comment above a declaration to the end of its line.
fn cut(now: &Declared<'_>) -> (usize, usize) {
    let text = now.text.text;
    let (range, _) = remove(text, now.decl);
    let block = block_start(text, now.decl.around().before as usize, now.start());
    (block.filter(|&block| block < range.start).unwrap_or(range.start), range.end)
}

/// The text of a field with the label of its old declaration.
fn relabeled(was: &Declared<'_>, now: &Declared<'_>) -> Option<String> {
    let (Decl::Field(before), Decl::Field(after)) = (was.decl, now.decl) else { return None };
    let label = before.label.map(|(_, label)| format!("{} ", label.of(was.text.text))).unwrap_or_default();
    Some(format!("{label}{}", without_label(after, now.text.text)))
}

fn without_label(field: &FieldDecl, text: &str) -> String {
    text[type_span(&field.ty).start as usize..field.span.end as usize].to_owned()
}

/// The comments, the name and the options of a oneof, up to its first field.
fn oneof_head(oneof: &Declared<'_>, blanks: &str, unit: &str, end: &str) -> String {
    let text = oneof.text.text;
    let name = oneof.decl.name().unwrap_or_default().of(text);
    let head = Statement::of_decl(text, oneof.decl, &format!("oneof {name} {{")).without_trailing();
    let mut lines = head.lines_with(blanks, end);
    let options = oneof.body().into_iter().flat_map(|body| body.items.iter());
    for option in options.filter(|decl| matches!(decl, Decl::Option(_))) {
        let statement = Statement::of_decl(text, option, option.span().of(text));
        lines.push_str(&statement.lines_with(&format!("{blanks}{unit}"), end));
    }
    lines
}
