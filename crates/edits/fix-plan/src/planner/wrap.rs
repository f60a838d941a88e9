//! Restoration of oneofs around existing fields.

use super::translation::Translation;
use crate::context::FixContext;
use crate::plan::{Plan, PlanResult};
use crate::resolver::Side;
use protoward_edit::{Body, Decl, DocumentChange, FieldMove, InsertPosition, Node, Statement, TextEdit, Wrap};
use protoward_schema::{FieldId, MessageId, OneofId};
use protoward_syntax::ast::{FieldDecl, Label, TypeExpr};

/// An old oneof, and the fields of a new message that it should contain.
pub(crate) struct Wrapped<'t> {
    message: Node<'t>,
    body: Body<'t>,
    oneof: Node<'t>,
    /// The new fields with their old versions. The first ones are adjacent.
    members: Vec<(Node<'t>, Node<'t>)>,
    /// The index of the first field in the message, and the number of adjacent ones.
    run: (usize, usize),
    /// The indentation of the oneof.
    outer: String,
    /// The indentation inside the oneof.
    inner: String,
}

impl<'t> Wrapped<'t> {
    /// Returns `None` if no field is left, if one is in another oneof, or if one cannot be in a oneof.
    pub(crate) fn new(cx: &FixContext<'t>, id: OneofId, new: MessageId) -> Option<Self> {
        let stock = cx.resolver.stock(Side::New, new)?;
        if !stock.is_free(cx.old.text(cx.old[id].name)) {
            return None;
        }
        let numbers: Vec<_> = cx.old[id].fields.iter().map(|&field| cx.old[field].number).collect();
        let is_member = |field: &FieldId| numbers.contains(&cx.new[*field].number);
        let members: Vec<FieldId> = cx.new[new].fields.iter().copied().filter(is_member).collect();
        if members.iter().any(|&field| cx.resolver.real_oneof(Side::New, field).is_some()) {
            return None;
        }
        let both = |field: FieldId| Some((cx.now(field)?, cx.was(cx.resolver.old_member(cx.old[id].message, field)?)?));
        let members: Vec<_> = members.into_iter().map(both).collect::<Option<_>>()?;
        let oneof = cx.was(id)?;
        let message = cx.now(new)?;
        let body = message.body()?;
        let indexes = members.iter().map(|(member, _)| body.items.around(member.start()));
        let indexes: Vec<usize> = indexes.collect::<Option<_>>()?;
        let first = *indexes.first()?;
        let adjacent = indexes.iter().zip(first..).take_while(|(index, next)| **index == *next).count();
        if !members.iter().all(|(member, _)| can_be_in_oneof(member)) {
            return None;
        }
        let (outer, inner) = indents(&oneof, &message, &indexes)?;
        Some(Self { message, body, oneof, members, run: (first, adjacent), outer, inner })
    }

    /// Returns the message that gets the oneof.
    pub(crate) const fn message(&self) -> &Node<'t> {
        &self.message
    }

    /// Plans the oneof around its fields, up to an offset after them.
    pub(crate) fn plan(&self, reach: usize, plan: &mut Plan) -> PlanResult {
        let start = self.oneof.start();
        let end = self.oneof.end();
        let (first, adjacent) = self.run;
        let labels = self.members[..adjacent].iter().flat_map(|(member, _)| member.set_label(None));
        plan.edits(&self.message, labels);
        let front = self.body.before(first);
        let (InsertPosition::Line(front), InsertPosition::Line(behind)) =
            (front, self.body.behind(first + adjacent - 1))
        else {
            // The fields share a line with other declarations.
            let first = &self.members.first()?.0;
            let last = &self.members.last()?.0;
            let head = TextEdit::insert(first.start(), format!("{} ", self.head().join(" ")));
            plan.edits(&self.message, [head.ranked(start), TextEdit::insert(last.end(), " }").ranked(end)]);
            return (adjacent == self.members.len()).then_some(());
        };
        plan.edit(&self.message, self.head_lines(front).ranked(start));
        for (member, was) in &self.members[adjacent..] {
            plan.operation(member, DocumentChange::FieldMove(self.joined(member, was)));
        }
        let was = self.message.doc.indent(self.members.first()?.0.start())?.to_owned();
        let indent = self.inner.clone();
        let foot = self.foot(behind);
        let wrap = Wrap { start: front, end: behind.max(reach), was, indent, foot, rank: end };
        plan.operation(&self.message, DocumentChange::Wrap(wrap));
        Some(())
    }

    /// Returns the move of a field to the adjacent ones.
    fn joined(&self, member: &Node<'_>, was: &Node<'_>) -> FieldMove {
        FieldMove {
            owner: member.start(),
            label: String::new(),
            into: self.message.start(),
            at: self.place(was),
            is_bare: false,
            indent: Some(self.inner.clone()),
            rank: was.start(),
            leaves: None,
        }
    }

    /// Returns the position of an old field of the oneof among the adjacent fields.
    fn place(&self, was: &Node<'_>) -> InsertPosition {
        let (first, adjacent) = self.run;
        match self.members[..adjacent].iter().rposition(|(_, other)| other.start() < was.start()) {
            Some(before) => self.body.behind(first + before),
            None => self.body.before(first),
        }
    }

    /// Returns the edit that adds an old field.
    pub(crate) fn insertion(&self, node: &Node<'_>, translation: Translation) -> Option<TextEdit> {
        let text = translation.deprecated(node)?;
        let mut statement = Statement::rewritten(node, &text);
        statement.indent = Some(self.inner.clone());
        Some(self.body.insert(self.place(node), &statement).ranked(node.start()))
    }

    /// Returns the line that opens the oneof, and its options.
    fn head(&self) -> Vec<String> {
        let options = self.oneof.option_statements().map(|option| self.oneof.text(option.span).to_owned());
        std::iter::once(format!("oneof {} {{", self.oneof.name())).chain(options).collect()
    }

    /// Returns the edit for the head on separate lines, with the comments of the oneof, which may still exist.
    fn head_lines(&self, front: usize) -> TextEdit {
        let doc = self.message.doc;
        let line_break = self.message.doc.line_break();
        let mut head = self.head().into_iter();
        let first = head.next().unwrap_or_default();
        let mut statement = Statement::rewritten(&self.oneof, &first);
        statement.trailing.clear();
        let options: String = head.map(|option| format!("{}{option}{line_break}", self.inner)).collect();
        if let Some(at) = statement.comments_above(&self.body, front) {
            return TextEdit::new(at..front, format!("{}{first}{line_break}{options}", self.outer));
        }
        let is_first = doc.text[self.body.open..front].trim().is_empty();
        let blank = if statement.blank.0 && !is_first && !doc.is_blank_before(front) { line_break } else { "" };
        TextEdit::insert(front, format!("{blank}{}{options}", statement.render(&self.outer, line_break)))
    }

    fn foot(&self, at: usize) -> String {
        let doc = self.message.doc;
        let line_break = self.message.doc.line_break();
        let is_last = doc.text[at..self.body.close.max(at)].trim().is_empty();
        let is_airy = self.oneof.doc.ends_paragraph(self.oneof.decl);
        let blank = if is_airy && !is_last && !doc.is_blank_behind(at) { line_break } else { "" };
        format!("{}}}{line_break}{blank}", self.outer)
    }
}

/// Returns `true` for a singular field.
const fn can_be_in_oneof(field: &Node<'_>) -> bool {
    match field.decl {
        Decl::Field(FieldDecl { ty: TypeExpr::Map { .. }, .. }) => false,
        Decl::Field(FieldDecl { label, .. }) => matches!(label, None | Some(Label::Optional)),
        _ => false,
    }
}

/// Returns the indentation of the oneof and of its fields: the old one if the old text is indented like the new one.
fn indents(oneof: &Node<'_>, message: &Node<'_>, members: &[usize]) -> Option<(String, String)> {
    let doc = message.doc;
    let body = message.body()?;
    let mut others = (0..body.items.len()).filter(|index| !members.contains(index));
    let other = others.find_map(|index| doc.indent(body.items.get(index)?.span().start as usize));
    let was = oneof.doc.indent(oneof.start()).zip(oneof.body().map(|body| body.indent()));
    let was_around = oneof.outer().and_then(|outer| oneof.doc.indent(outer.start()));
    let around = doc.indent(message.start());
    let unit = doc.unit();
    Some(match (was, other) {
        (Some((outer, inner)), Some(other)) if outer == other => (outer.to_owned(), inner),
        (Some((outer, inner)), None) if was_around == around => (outer.to_owned(), inner),
        (_, Some(other)) => (other.to_owned(), format!("{other}{unit}")),
        (_, None) => {
            let around = around.unwrap_or_default();
            (format!("{around}{unit}"), format!("{around}{unit}{unit}"))
        }
    })
}
