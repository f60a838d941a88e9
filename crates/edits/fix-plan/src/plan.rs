//! The changes of one fix while it is planned, in terms of declarations.

use std::collections::BTreeSet;

use super::change::{Change, ChangeKind, Reserved};
use protoward_edit::{DocumentChange, Node, TextEdit};
use protoward_schema::Element;
use protoward_syntax::ast::Span;

/// The result of planning: `None` if there is no unambiguous change.
pub(crate) type PlanResult = Option<()>;

/// The changes that fix one finding, as they are planned.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) changes: Vec<Change>,
    /// Old elements that the restored declarations need and that must be restored as well.
    pub(crate) open: Vec<Element>,
    /// Old elements that are restored.
    pub(crate) declared: BTreeSet<Element>,
    /// `true` if old text was translated to another syntax or to other features. Such a fix is used only if its result
    /// compiles.
    pub(crate) is_translated: bool,
}

impl Plan {
    /// Plans an edit of the text of a declaration.
    pub(crate) fn edit(&mut self, node: &Node<'_>, edit: TextEdit) {
        self.operation(node, DocumentChange::Text(edit));
    }

    /// Plans edits of the text of a declaration.
    pub(crate) fn edits(&mut self, node: &Node<'_>, edits: impl IntoIterator<Item = TextEdit>) {
        edits.into_iter().for_each(|edit| self.edit(node, edit));
    }

    /// Replaces a span of the text of a declaration.
    pub(crate) fn replace(&mut self, node: &Node<'_>, span: Span, text: impl Into<String>) {
        self.edit(node, TextEdit::new(span.range(), text));
    }

    pub(crate) fn operation(&mut self, node: &Node<'_>, operation: DocumentChange) {
        self.push(node, ChangeKind::Edit(operation));
    }

    pub(crate) fn push(&mut self, node: &Node<'_>, what: ChangeKind) {
        self.changes.push(Change { source: node.doc.id, what });
    }

    /// Sets an option in the brackets of a declaration, or removes it.
    pub(crate) fn set_option(&mut self, owner: &Node<'_>, name: &str, value: Option<String>) {
        self.operation(owner, DocumentChange::Option { owner: owner.start(), name: name.to_owned(), value });
    }

    /// Notes that a message or enum uses a number and a name again.
    pub(crate) fn uses(&mut self, parent: &Node<'_>, number: i32, name: &str) {
        for what in [Reserved::number(number), Reserved::Name(name.to_owned())] {
            self.push(parent, ChangeKind::Uses { parent: parent.start(), what });
        }
    }

    /// Restores a name of a field or enum value.
    pub(crate) fn rename(&mut self, now: &Node<'_>, was: &Node<'_>) -> PlanResult {
        self.replace(now, now.decl.name()?, was.text(was.decl.name()?));
        Some(())
    }

    /// Restores a number of a field or enum value.
    pub(crate) fn renumber(&mut self, now: &Node<'_>, was: &Node<'_>) -> PlanResult {
        self.replace(now, now.decl.number()?, was.text(was.decl.number()?));
        Some(())
    }

    /// Plans optional changes, and discards them if planning fails.
    pub(crate) fn attempt(&mut self, plan: impl FnOnce(&mut Self) -> PlanResult) -> PlanResult {
        let planned = self.changes.len();
        let result = plan(self);
        if result.is_none() {
            self.changes.truncate(planned);
            self.open.clear();
        }
        result
    }
}
