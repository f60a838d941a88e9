//! The edits of a file: from its plan to its new text.

mod back;
mod fields;
mod group_returns;
mod groups;
mod head;
mod reserved;

use std::collections::BTreeMap;

use crate::features::Feature;
use crate::missing_comment::MissingComment;
use crate::plan::Plan;
use crate::target::{Language, TargetEdition};
use crate::tree::TreeNode;
use group_returns::{GroupReturn, joined_in_blocks, returned};
use groups::GroupMove;
use protoward_edit::{Builder, Decl, Document, DocumentChange, Node, Statement, TextEdit, edited};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Place;
use protoward_syntax::ast::Span;
use protoward_syntax::{Piece, Tokens};

/// The inputs of a rewrite.
#[derive(Clone, Copy)]
pub(crate) struct Rewriting<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) file: FileId,
    pub(crate) doc: &'a Document<'a>,
    pub(crate) tree: &'a [TreeNode<'a>],
    pub(crate) plan: &'a Plan,
    /// The new edition; `None` to change only features.
    pub(crate) target: Option<TargetEdition>,
    /// The `java_outer_classname` to write, which keeps the name of the Java class.
    pub(crate) java_class: Option<&'a str>,
    /// `true` to write `java_multiple_files`, on the way back from edition 2024.
    pub(crate) is_separate: bool,
}

/// The new text of a file.
pub(crate) struct Rewritten {
    pub(crate) text: String,
    /// The comments of removed statements.
    pub(crate) removed_comments: Vec<MissingComment>,
    /// Other comments that the new text does not have.
    pub(crate) lost_comments: Vec<MissingComment>,
}

/// Returns the new text of a file.
pub(crate) fn rewritten(rewriting: Rewriting<'_>) -> Rewritten {
    let is_pb_hidden = is_pb_hidden(&rewriting);
    let mut writer = Writer {
        of: rewriting,
        is_pb_hidden,
        joined: match rewriting.target {
            Some(TargetEdition::Proto2) => joined_in_blocks(rewriting.doc, rewriting.schema, rewriting.tree),
            _ => BTreeMap::new(),
        },
        edits: Vec::new(),
        moves: Vec::new(),
        returns: Vec::new(),
    };
    writer.head();
    writer.statements();
    writer.fields();
    if let Some(target) = rewriting.target {
        writer.reserved(target);
        writer.visibility(target);
    }
    let doc = rewriting.doc;
    let mut builder = Builder::new(doc);
    for edit in writer.edits {
        builder.add(DocumentChange::Text(edit));
    }
    let edits = builder.finish();
    // Edits that replace no comment lose none.
    let replaces = |edit: &TextEdit| {
        let replaced = &doc.text[edit.range()];
        replaced.contains("//") || replaced.contains("/*")
    };
    let is_risky = !writer.moves.is_empty() || !writer.returns.is_empty() || edits.iter().any(replaces);
    let changed: Vec<TextEdit> = edits.iter().filter(|edit| replaces(edit)).cloned().collect();
    let edits = returned(doc, groups::moved(doc, edits, writer.moves), writer.returns);
    let text = edited(doc.text, 0..doc.text.len(), edits);
    let missing = if is_risky { missing(doc, &text, &changed) } else { Vec::new() };
    // Without a new edition, settings are only removed, with their comments, and moved.
    let is_removal = |edit: &&TextEdit| edit.text.is_empty() || rewriting.target.is_none();
    let is_of_removal = |(span, _): &(Span, String)| {
        changed.iter().filter(is_removal).any(|edit| edit.range().contains(&(span.start as usize)))
    };
    let (removed, lost): (Vec<_>, Vec<_>) = missing.into_iter().partition(is_of_removal);
    let comments = |missing: Vec<(Span, String)>| -> Vec<MissingComment> {
        let comment = |(span, text)| MissingComment { place: Place::bytes(doc.id, span), text };
        missing.into_iter().map(comment).collect()
    };
    Rewritten { text, removed_comments: comments(removed), lost_comments: comments(lost) }
}

/// Returns the comments of a text that the new one does not have. Of equal ones, those in changed parts are missing.
fn missing(doc: &Document<'_>, new: &str, changed: &[TextEdit]) -> Vec<(Span, String)> {
    let mut left: Vec<String> = comments(new).into_iter().map(|(_, text)| text).collect();
    left.sort_unstable();
    let mut all: Vec<(Span, String)> = comments(doc.text);
    all.sort_by_key(|(span, _)| changed.iter().any(|edit| edit.range().contains(&(span.start as usize))));
    all.retain(|(_, text)| match left.binary_search(text) {
        Ok(found) => {
            left.remove(found);
            false
        }
        Err(_) => true,
    });
    all.sort_by_key(|(span, _)| span.start);
    all
}

/// Returns the comments of a text, without the white space that moves with their lines.
fn comments(text: &str) -> Vec<(Span, String)> {
    let tokens = Tokens::new(text);
    let unindented = |piece: &Piece| {
        let lines: Vec<&str> = piece.span.of(text).lines().map(str::trim).collect();
        (piece.span, lines.join("\n"))
    };
    tokens.pieces().iter().filter(|piece| piece.is_comment()).map(unindented).collect()
}

fn is_pb_hidden(of: &Rewriting<'_>) -> bool {
    let is_pb =
        |node: &TreeNode<'_>| matches!(node.element, Element::Message(_)) && of.schema.name(node.element) == "pb";
    of.schema.package(of.file).split('.').skip(1).any(|part| part == "pb") || of.tree.iter().any(is_pb)
}

struct Writer<'a> {
    of: Rewriting<'a>,
    /// `true` if `pb.cpp` would be looked up in a package or message of the file.
    is_pb_hidden: bool,
    /// On the way back: the nodes of messages by those of the fields in blocks with which they become groups.
    joined: BTreeMap<usize, usize>,
    edits: Vec<TextEdit>,
    /// Groups whose message has to leave a oneof or an extend block.
    moves: Vec<GroupMove>,
    /// Messages that become groups in a oneof or an extend block.
    returns: Vec<GroupReturn>,
}

impl<'a> Writer<'a> {
    /// Returns the options that a node sets or removes, by name.
    fn values(&self, index: usize) -> BTreeMap<String, Option<&'static str>> {
        let node = self.of.tree[index].node(self.of.doc);
        let from = self.of.plan.changes.partition_point(|change| change.node < index);
        let own = self.of.plan.changes[from..].iter().take_while(|change| change.node == index);
        let named = |change: &crate::plan::SettingChange| {
            let row = change.feature.row();
            (self.name(&node, change.feature), change.new.map(|value| row.value_name(value)))
        };
        own.map(named).collect()
    }

    /// Returns the name of a feature as the declaration writes it, or would have to.
    fn name(&self, node: &Node<'_>, feature: Feature) -> String {
        let name = feature.row().option_name();
        let Some(language) = feature.row().language else { return name };
        let rooted = name.replacen(language.extension(), &format!(".{}", language.extension()), 1);
        let is_there = node.statement_setting(&rooted).is_some() || node.bracket_setting(&rooted).is_some();
        if is_there || self.is_pb_hidden { rooted } else { name }
    }

    /// Returns the languages whose features the file will set.
    fn languages(&self) -> impl Iterator<Item = Language> {
        let used = |language: &Language| {
            self.of.plan.settings.iter().any(|(_, feature, _)| feature.row().language == Some(*language))
        };
        Language::ALL.into_iter().filter(used)
    }

    /// Writes the settings of declarations other than fields, enum values and the file.
    fn statements(&mut self) {
        for (index, node) in self.of.tree.iter().enumerate().skip(1) {
            if matches!(node.element, Element::Field(_) | Element::EnumValue(_)) {
                continue;
            }
            let values = self.values(index);
            if values.is_empty() {
                continue;
            }
            let node = node.node(self.of.doc);
            let values = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            let (edits, added) = node.set_statements(&values);
            self.edits.extend(edits);
            if !added.is_empty() {
                let lines = added.iter().map(|option| format!("option {option};")).collect();
                // The first options of a body are a paragraph of their own.
                let mut statement = Statement::new(lines);
                statement.blank.1 = node.option_statements().next().is_none();
                self.edits.extend(node.insert_option(&statement));
            }
        }
    }
}

/// Returns `true` for statements at the start of a file.
const fn is_head(decl: Decl<'_>) -> bool {
    matches!(decl, Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) | Decl::Option(_))
}
