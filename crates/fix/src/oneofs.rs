//! Fields that go back into their oneof, or out of one.

use super::blocks::{Move, Wrap};
use super::change::{Change, What};
use super::fixer::{Fixer, Side};
use super::lines::{At, Rest, indent, is_blank_before, is_blank_behind, line_end, line_start, rest, unit};
use super::restore::type_span;
use super::statement::Statement;
use super::texts::Declared;
use super::translate::Translation;
use super::tree::{Body, Decl};
use protoward_schema::{Element, FieldId, MessageId, OneofId};
use protoward_syntax::ast::{FieldDecl, Label, TypeExpr};

/// A oneof of the old text that is to stand around fields of the new one, which stand in none.
pub(crate) struct Wrapped<'t> {
    /// The new message.
    whole: Declared<'t>,
    oneof: Declared<'t>,
    /// The fields, in their order, each with the old one.
    members: Vec<(Declared<'t>, Declared<'t>)>,
    /// Where the first of them stands in the message, and the last of those that follow one on another.
    run: (usize, usize),
    /// The blanks in front of the oneof, and of what is in it.
    outer: String,
    inner: String,
}

impl<'t> Fixer<'t> {
    /// Puts a field where it was: into its oneof, or outside of all.
    pub(crate) fn oneof(&self, old: FieldId, new: FieldId, now: &Declared<'t>) -> Option<Vec<Change>> {
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
        Some(vec![self.moved(&self.texts.declared(self.old, old)?, (new, now), &into)?])
    }

    /// Moves a field out of its oneof, or takes the oneof away, where all of its fields were outside.
    fn out_of(&self, is: OneofId, (old, new): (FieldId, FieldId), now: &Declared<'t>) -> Option<Vec<Change>> {
        let message = self.new[new].containing();
        let before = self.old[old].containing();
        let was_outside = |&field: &FieldId| {
            let was = self.old_member(before, field);
            was.is_some_and(|was| self.real_oneof(Side::Old, was).is_none())
        };
        let fields = &self.new[is].fields;
        if fields.iter().all(was_outside) {
            let name = self.new.text(self.new[is].name);
            let is_new = self.old[before].oneofs.iter().all(|&oneof| self.old.text(self.old[oneof].name) != name);
            return is_new.then(|| self.unwrapped(is, before))?;
        }
        let into = self.texts.declared(self.new, message)?;
        let was = self.texts.declared(self.old, old)?;
        Some(vec![self.moved(&was, (new, now), &into)?])
    }

    /// The field of the old message that a new one is: by its number, or by its name, where it has another number.
    fn old_member(&self, before: MessageId, field: FieldId) -> Option<FieldId> {
        let (name, number) = (self.new.text(self.new[field].name), self.new[field].number);
        let all = || self.old[before].fields.iter().copied();
        let by_number = all().find(|&old| self.old[old].number == number);
        by_number.or_else(|| all().find(|&old| self.old.text(self.old[old].name) == name))
    }

    /// The piece that moves a field of the new text, with the label that it had.
    fn moved(&self, was: &Declared<'t>, (new, now): (FieldId, &Declared<'t>), into: &Declared<'t>) -> Option<Change> {
        let Decl::Field(FieldDecl { label, .. }) = was.decl else { return None };
        let label = label.map(|(_, label)| format!("{} ", label.of(was.text.text))).unwrap_or_default();
        let (at, is_bare) = self.place_of_move(was, now, into)?;
        let leaves = self.real_oneof(Side::New, new);
        let leaves =
            leaves.and_then(|id| Some((self.texts.declared(self.new, id)?.start(), self.new[id].fields.len())));
        let (owner, into, rank) = (now.start(), into.start(), was.start());
        let what = What::Move(Move { owner, label, into, at, is_bare, indent: None, rank, leaves });
        Some(Change { source: now.text.id, what })
    }

    /// Where a field of the new text goes, and whether its comment stands there still: who moved it may have left that.
    fn place_of_move(&self, was: &Declared<'t>, now: &Declared<'t>, into: &Declared<'t>) -> Option<(At, bool)> {
        let (text, body) = (into.text.text, into.body()?);
        let at = self.place(was, into, &body);
        let At::Line(line) = at else { return Some((at, false)) };
        let comments = |declared: &Declared<'_>| Statement::of_decl(declared.text.text, declared.decl, "");
        let before = comments(was).beside(self.next_has_its_own(was, into, at));
        Some(match before.left_in(text, &body.gap(text, line)) {
            Some(behind) => (At::Line(behind), before.comments() == comments(now).comments()),
            None => (at, false),
        })
    }

    /// Puts what is left of the fields of a oneof into it again, where all of them stand outside of any.
    pub(crate) fn wrap(&self, id: OneofId, message: MessageId) -> Option<Vec<Change>> {
        self.wrapped(id, message)?.changes()
    }

    /// What is left of the fields of a oneof, where all of them stand outside of any.
    pub(crate) fn wrapped(&self, id: OneofId, message: MessageId) -> Option<Wrapped<'t>> {
        let stock = self.stock(Side::New, message.into())?;
        if !stock.is_free(self.old.text(self.old[id].name)) {
            return None;
        }
        let numbers: Vec<_> = self.old[id].fields.iter().map(|&field| self.old[field].number).collect();
        let is_member = |&field: &FieldId| numbers.contains(&self.new[field].number);
        let members: Vec<FieldId> = self.new[message].fields.iter().copied().filter(is_member).collect();
        let is_plain = |field: FieldId| self.real_oneof(Side::New, field).is_none();
        if members.is_empty() || !members.iter().all(|&field| is_plain(field)) {
            return None;
        }
        let both = |&field: &FieldId| {
            let old = self.old_member(self.old[id].message, field)?;
            Some((self.texts.declared(self.new, field)?, self.texts.declared(self.old, old)?))
        };
        let members: Option<Vec<_>> = members.iter().map(both).collect();
        let (oneof, whole) = (self.texts.declared(self.old, id)?, self.texts.declared(self.new, message)?);
        Wrapped::new(oneof, whole, members?)
    }

    /// A field that is gone comes back with the oneof that stood around it and around others.
    pub(crate) fn declare_in_wrapped(
        &self,
        id: FieldId,
        (oneof, message): (OneofId, MessageId),
        open: &mut Vec<Element>,
    ) -> Option<Vec<Change>> {
        let (wrapped, declared) = (self.wrapped(oneof, message)?, self.texts.declared(self.old, id)?);
        let mut changes = self.needed(&declared, &wrapped.whole, id.into(), open)?;
        let translation = self.translation(&declared, id.into(), self.new[message].file)?;
        let (range, what) = wrapped.insert(&declared, &translation)?;
        changes.push(Change { source: wrapped.whole.text.id, what });
        let mut around = wrapped.changes()?;
        // The block reaches as far as what comes back in it.
        let ends =
            around.iter_mut().filter_map(|change| if let What::Wrap(it) = &mut change.what { Some(it) } else { None });
        ends.for_each(|wrap| wrap.end = wrap.end.max(range.end));
        changes.extend(around);
        Some(changes)
    }

    /// Takes the braces of a oneof away.
    fn unwrapped(&self, id: OneofId, before: MessageId) -> Option<Vec<Change>> {
        let oneof = self.texts.declared(self.new, id)?;
        let (source, text, body) = (oneof.text.id, oneof.text.text, oneof.body()?);
        let mut changes = Vec::new();
        for (field, decl) in self.new[id].fields.iter().zip(body.items.iter()) {
            // The options of the oneof have no place outside of it.
            let Decl::Field(FieldDecl { ty, .. }) = decl else { return None };
            let was = self.texts.declared(self.old, self.old_member(before, *field)?)?;
            let (Decl::Field(was_decl), start) = (was.decl, type_span(ty).start as usize) else { return None };
            let label = was_decl.label.map(|(_, label)| format!("{} ", label.of(was.text.text)));
            changes.extend(label.map(|label| Change::replace(source, start..start, label)));
        }
        if body.items.len() != self.new[id].fields.len() {
            return None;
        }
        let (first, last) = (body.items.iter().next()?, body.items.iter().next_back()?);
        let (Rest::Nothing(inside), Rest::Nothing(behind)) = (rest(text, body.open), rest(text, oneof.end())) else {
            // All on one line.
            let (first, last) = (first.span().start as usize, last.span().end as usize);
            let is_bare = text[body.open..first].trim().is_empty() && text[last..body.close].trim().is_empty();
            changes.push(Change::replace(source, oneof.start()..first, ""));
            changes.push(Change::replace(source, last..oneof.end(), ""));
            return is_bare.then_some(changes);
        };
        let (outer, inner) = (indent(text, oneof.start())?, body.indent(&oneof));
        let close = line_start(text, body.close);
        let is_bare =
            text[body.open..inside].trim().is_empty() && indent(text, body.close).is_some() && inside <= close;
        if !is_bare || !text[oneof.end()..behind].trim().is_empty() {
            return None;
        }
        let head = line_start(text, oneof.start())..inside;
        let air =
            if self.has_comment_of_its_own(&oneof, before, self.new[id].fields.first()) { line_end(text) } else { "" };
        changes.push(Change::replace(source, head, if is_blank_behind(text, inside) { "" } else { air }));
        changes.push(Change::replace(source, close..behind, ""));
        let (indent, foot) = (outer.to_owned(), String::new());
        let what = Wrap { start: inside, end: close, was: inner, indent, foot, rank: 0 };
        changes.push(Change { source, what: What::Wrap(what) });
        Some(changes)
    }

    /// Whether the comment above a new oneof is not the one of its first field, above which it will stand.
    fn has_comment_of_its_own(&self, oneof: &Declared<'t>, before: MessageId, first: Option<&FieldId>) -> bool {
        let own = Statement::of_decl(oneof.text.text, oneof.decl, "");
        let old = first.and_then(|&field| self.texts.declared(self.old, self.old_member(before, field)?));
        let was = old.map(|old| Statement::of_decl(old.text.text, old.decl, ""));
        !own.comments().is_empty() && was.is_none_or(|was| was.comments() != own.comments())
    }
}

impl<'t> Wrapped<'t> {
    fn new(oneof: Declared<'t>, whole: Declared<'t>, members: Vec<(Declared<'t>, Declared<'t>)>) -> Option<Self> {
        let body = whole.body()?;
        let indexes: Option<Vec<_>> = members.iter().map(|(member, _)| body.items.around(member.start())).collect();
        let indexes = indexes?;
        let first = *indexes.first()?;
        let last = first + indexes.iter().zip(first..).take_while(|(index, next)| **index == *next).count() - 1;
        // What holds several values cannot be in a oneof.
        let fits = |member: &Declared<'_>| match member.decl {
            Decl::Field(FieldDecl { ty: TypeExpr::Map { .. }, .. }) => false,
            Decl::Field(FieldDecl { label, .. }) => label.is_none_or(|(label, _)| label == Label::Optional),
            _ => false,
        };
        if !members.iter().all(|(member, _)| fits(member)) {
            return None;
        }
        let (outer, inner) = Self::blanks(&oneof, &whole, &indexes)?;
        Some(Self { whole, oneof, members, run: (first, last), outer, inner })
    }

    /// The blanks in front of the oneof and of its fields: as in the old text, where that is laid out as the new one.
    fn blanks(oneof: &Declared<'_>, whole: &Declared<'_>, members: &[usize]) -> Option<(String, String)> {
        let (text, old_text, body) = (whole.text.text, oneof.text.text, whole.body()?);
        let mut others = (0..body.items.len()).filter(|index| !members.contains(index));
        let other = others.find_map(|index| indent(text, body.items.get(index)?.span().start as usize));
        let was = indent(old_text, oneof.start()).zip(oneof.body().map(|body| body.indent(oneof)));
        let was_around = oneof.outer().and_then(|whole| indent(old_text, whole.start()));
        let around = indent(text, whole.start());
        Some(match (was, other) {
            (Some((outer, inner)), Some(other)) if outer == other => (outer.to_owned(), inner),
            (Some((outer, inner)), None) if was_around == around => (outer.to_owned(), inner),
            (_, Some(other)) => (other.to_owned(), format!("{other}{}", unit(whole))),
            (_, None) => {
                let (around, unit) = (around.unwrap_or_default(), unit(whole));
                (format!("{around}{unit}"), format!("{around}{unit}{unit}"))
            }
        })
    }

    /// The pieces that put the oneof around its fields.
    fn changes(&self) -> Option<Vec<Change>> {
        let (source, text, body) = (self.whole.text.id, self.whole.text.text, self.whole.body()?);
        let (start, end) = (self.oneof.start(), self.oneof.end());
        let (front, behind) = (body.before(text, self.run.0), body.behind(text, self.run.1));
        let run = self.run.1 - self.run.0 + 1;
        let mut changes: Vec<Change> =
            self.members[..run].iter().filter_map(|(member, _)| without_label(member)).collect();
        let added = |start: usize, end: usize, rank: usize, text: String| Change {
            source,
            what: What::Text { start, end, rank, text },
        };
        let (At::Line(front), At::Line(behind)) = (front, behind) else {
            // On one line with other things.
            let (first, last) = (&self.members.first()?.0, &self.members.last()?.0);
            changes.push(added(first.start(), first.start(), start, format!("{} ", self.head().join(" "))));
            changes.push(added(last.end(), last.end(), end, " }".to_owned()));
            return (run == self.members.len()).then_some(changes);
        };
        let (at, head) = self.head_lines(&body, front);
        changes.push(added(at, front, start, head));
        for (member, was) in &self.members[run..] {
            changes.push(self.moved(member, was)?);
        }
        let was = indent(text, self.members.first()?.0.start())?.to_owned();
        let (indent, foot) = (self.inner.clone(), self.foot(&body, behind));
        let what = What::Wrap(Wrap { start: front, end: behind, was, indent, foot, rank: end });
        changes.push(Change { source, what });
        Some(changes)
    }

    /// A field that does not stand beside the first one goes there.
    fn moved(&self, member: &Declared<'t>, was: &Declared<'t>) -> Option<Change> {
        let (owner, into, rank) = (member.start(), self.whole.start(), was.start());
        let (at, indent) = (self.place(was)?, Some(self.inner.clone()));
        let what =
            What::Move(Move { owner, label: String::new(), into, at, is_bare: false, indent, rank, leaves: None });
        Some(Change { source: member.text.id, what })
    }

    /// Where an old field of the oneof belongs among those that stand beside the first one.
    fn place(&self, was: &Declared<'t>) -> Option<At> {
        let (text, body) = (self.whole.text.text, self.whole.body()?);
        let run = self.run.1 - self.run.0 + 1;
        let before = self.members[..run].iter().rposition(|(_, other)| other.start() < was.start());
        Some(match before {
            Some(before) => body.behind(text, self.run.0 + before),
            None => body.before(text, self.run.0),
        })
    }

    /// What adds an old field among those that are there, and where.
    fn insert(&self, declared: &Declared<'t>, translation: &Translation) -> Option<(std::ops::Range<usize>, What)> {
        let (body, at) = (self.whole.body()?, self.place(declared)?);
        let new = super::deprecate::deprecated(declared, translation)?;
        let statement = Statement::of_decl(declared.text.text, declared.decl, &new).indented(self.inner.clone());
        let (range, text) = super::statement::insert(&self.whole, &body, at, &statement);
        let what = What::Text { start: range.start, end: range.end, rank: declared.start(), text };
        Some((range, what))
    }

    /// The name and the options of the oneof, up to its first field.
    fn head(&self) -> Vec<String> {
        let text = self.oneof.text.text;
        let name = self.oneof.decl.name().unwrap_or_default().of(text);
        let options = self.oneof.body().into_iter().flat_map(|body| body.items.iter());
        let options = options.filter(|decl| matches!(decl, Decl::Option(_)));
        let options = options.map(|option| option.span().of(text).to_owned());
        std::iter::once(format!("oneof {name} {{")).chain(options).collect()
    }

    /// The same as lines, with comments, and from where on they replace what is blank. Who took the oneof away may have
    /// left its comments.
    fn head_lines(&self, body: &Body<'_>, front: usize) -> (usize, String) {
        let (text, new) = (self.oneof.text.text, self.whole.text.text);
        let end = line_end(new);
        let mut head = self.head().into_iter();
        let first = head.next().unwrap_or_default();
        let statement = Statement::of_decl(text, self.oneof.decl, &first).without_trailing();
        let options: String = head.map(|option| format!("{}{option}{end}", self.inner)).collect();
        let is_airy = statement.is_airy().0;
        if let Some(at) = statement.left_above(new, body.open, front) {
            return (at, format!("{}{first}{end}{options}", self.outer));
        }
        let is_first = new[body.open..front].trim().is_empty();
        let air = if is_airy && !is_first && !is_blank_before(new, front) { end } else { "" };
        (front, format!("{air}{}{options}", statement.lines_with(&self.outer, end)))
    }

    fn foot(&self, body: &Body<'_>, at: usize) -> String {
        let (text, new) = (self.oneof.text.text, self.whole.text.text);
        let end = line_end(new);
        let is_airy = Statement::of_decl(text, self.oneof.decl, "").is_airy().1;
        let is_last = new[at..body.close.max(at)].trim().is_empty();
        let air = if is_airy && !is_last && !is_blank_behind(new, at) { end } else { "" };
        format!("{}}}{end}{air}", self.outer)
    }
}

/// The piece that takes the label of a field away.
fn without_label(field: &Declared<'_>) -> Option<Change> {
    let Decl::Field(FieldDecl { label: Some((_, label)), ty, .. }) = field.decl else { return None };
    Some(Change::replace(field.text.id, label.start as usize..type_span(ty).start as usize, ""))
}
