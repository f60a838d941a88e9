//! Declarations that leave the message around them, or get into one.

use std::collections::BTreeSet;

use crate::links::PathChange;
use crate::names::{Overlay, RescopedPart, scope_of};
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::rename::is_identifier;
use protoward_edit::{Body, Decl, InsertPosition, Node, Statement, TextEdit, edited};
use protoward_schema::{Element, MessageId, qualified};

/// A new place of a declaration in its file.
struct Place<'t> {
    /// The statements around the new place.
    body: Body<'t>,
    at: InsertPosition,
}

impl Planner<'_> {
    /// Returns the edits that make a nested message or enum one at the top level of its file, behind the declaration around it.
    ///
    /// # Errors
    /// Fails for a group or the entry of a map, and if the name is taken.
    pub fn extract(&self, element: Element, name: Option<&str>) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        self.check_kind(element)?;
        let Some(around) = schema.enclosing(element) else { return Err(Refusal::NotNested(element)) };
        self.check_inherited_features(element, around)?;
        let mut around = std::iter::successors(Some(element), |&element| schema.enclosing(element));
        let top = around.by_ref().last().ok_or(Refusal::Undeclared)?;
        let outer = self.texts.declared(schema, top).ok_or(Refusal::NoText(element))?;
        let (body, index) = outer.siblings().ok_or(Refusal::NoText(element))?;
        let scope = schema.package(schema.file_of(element)).to_owned();
        self.rescope(element, (&scope, name), &Place { body, at: body.behind(index) })
    }

    /// Returns the edits that move a message or enum at the top level into a message of its file.
    ///
    /// # Errors
    /// Fails for a group, a message of another file, and if the name is taken.
    pub fn inline(&self, element: Element, into: MessageId, name: Option<&str>) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        self.check_kind(element)?;
        self.check_kind(into.into())?;
        if schema.enclosing(element).is_some() {
            return Err(Refusal::NotAtTopLevel(element));
        }
        if schema.file_of(element) != schema.file_of(into.into()) {
            return Err(Refusal::NotBeside(into.into()));
        }
        let mut around = std::iter::successors(Some(into.into()), |&element| schema.enclosing(element));
        if around.any(|it: Element| it == element) {
            return Err(Refusal::Inside(element));
        }
        self.check_inherited_features(element, into.into())?;
        let node = self.texts.declared(schema, into).ok_or(Refusal::NoText(into.into()))?;
        let body = node.body().ok_or(Refusal::NoText(into.into()))?;
        let is_type = |decl: &Decl<'_>| matches!(decl, Decl::Message(_) | Decl::Enum(_));
        let last = body.items.iter().enumerate().filter(|(_, decl)| is_type(decl)).last();
        let at = last.map_or_else(|| body.end(), |(index, _)| body.behind(index));
        self.rescope(element, (&schema.full_name(into.into()), name), &Place { body, at })
    }

    /// Checks that an element is a message or enum with a declaration of its own.
    pub(crate) fn check_kind(&self, element: Element) -> Result<(), Refusal> {
        match element {
            Element::Message(id) if self.schema[id].map_field.is_some() => Err(Refusal::MapEntry(element)),
            Element::Message(id) if self.groups.contains(&id) || self.is_group(id) => Err(Refusal::Group(element)),
            Element::Message(_) | Element::Enum(_) => Ok(()),
            _ => Err(Refusal::NotAType(element)),
        }
    }

    /// Returns `true` for the message of a group that is declared with its field.
    fn is_group(&self, id: MessageId) -> bool {
        let node = self.texts.declared(self.schema, Element::Message(id));
        node.is_some_and(|node| matches!(node.decl, Decl::Field(_)))
    }

    /// Returns the edits that move a declaration to another scope of its file, with all references.
    fn rescope(
        &self,
        element: Element,
        (scope, name): (&str, Option<&str>),
        to: &Place<'_>,
    ) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        let node = self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
        let declared = node.decl.name().ok_or(Refusal::Undeclared)?;
        let old = schema.full_name(element);
        let name = name.unwrap_or_else(|| schema.name(element));
        let new = qualified(scope, name);
        self.check_free(element, scope, name)?;
        let file = schema.file_of(element);
        let around = scope_of(&old).to_owned();
        let range = node.decl.span().range();
        let part = RescopedPart { file, range, old: around, new: scope.to_owned() };
        let overlay = Overlay::rescoped(schema, &[(element, new.clone())], vec![part]);
        let mut refactoring = Refactoring { breaks: Some(broken(element)), ..Refactoring::default() };
        let own_names: Vec<String> = overlay.elements().map(|it| schema.name(it).to_owned()).collect();
        let names: BTreeSet<&str> =
            own_names.iter().map(String::as_str).chain(new.split('.')).chain(old.split('.')).collect();
        self.respell(&overlay, &names, &[file], &mut refactoring)?;
        let changes = self.path_changes(element, &new, None);
        self.relink(&changes, &mut refactoring);
        self.edit_full_names(&changes, &mut refactoring);
        if name != schema.name(element) {
            refactoring.edits.push(self.edit(node.doc.id, declared.range(), name));
        }
        refactoring.changes.renames.moved.insert(element, new);
        refactoring.mentions = self.full_name_mentions(&old);
        self.move_statement(&node, to, &mut refactoring);
        Ok(refactoring)
    }

    /// Returns the changes of full names after a declaration gets another one.
    pub(crate) fn path_changes(&self, element: Element, new: &str, package: Option<&str>) -> Vec<PathChange> {
        let old = self.schema.full_name(element);
        let change =
            |old: String, new: String| PathChange { old, new, files: Vec::new(), package: package.map(str::to_owned) };
        let mut changes = vec![change(old.clone(), new.to_owned())];
        if let Element::Enum(id) = element {
            // Documentation names a value with or without its enum.
            let values = self.schema[id].values.iter().map(|&value| self.schema.name(value.into()));
            let values = values.map(|it| change(qualified(scope_of(&old), it), qualified(scope_of(new), it)));
            changes.extend(values);
        }
        changes
    }

    /// Checks that a name is free in a scope, and those of the values of an enum.
    pub(crate) fn check_free(&self, element: Element, scope: &str, name: &str) -> Result<(), Refusal> {
        if !is_identifier(name) {
            return Err(Refusal::NotAName(name.to_owned()));
        }
        let new = qualified(scope, name);
        if self.names.has_package(&new) {
            return Err(Refusal::Package(new));
        }
        let mut names = vec![name];
        if let Element::Enum(id) = element {
            names.extend(self.schema[id].values.iter().map(|&value| self.schema.name(value.into())));
        }
        match names.into_iter().find_map(|name| self.named(scope, name).filter(|taken| *taken != element)) {
            Some(taken) => Err(Refusal::Taken(taken)),
            None => Ok(()),
        }
    }

    /// Adds the edits that move a statement with its comments. Edits inside of it move with it.
    fn move_statement(&self, node: &Node<'_>, to: &Place<'_>, refactoring: &mut Refactoring) {
        let document = node.doc;
        let source = node.doc.id;
        let removal = document.removal_with_comments(node.decl).range();
        let mut inner = Vec::new();
        let mut rest = Vec::new();
        for edit in std::mem::take(&mut refactoring.edits).into_iter().chain(std::mem::take(&mut refactoring.links)) {
            match self.sources.bytes(edit.place) {
                Some(range) if edit.place.source == source && removal.contains(&range.start) => {
                    inner.push(TextEdit::new(range, edit.text));
                }
                Some(range) if edit.place.source == source => rest.push(TextEdit::new(range, edit.text)),
                _ => refactoring.edits.push(edit),
            }
        }
        for edits in [&mut inner, &mut rest] {
            edits.sort();
            edits.dedup();
        }
        let text = edited(document.text, removal.clone(), inner);
        let indent = document.indent(node.start()).unwrap_or_default();
        let mut statement = Statement::block(unindented(text.trim_matches(['\r', '\n', ' ', '\t']), indent));
        statement.blank = (true, true);
        rest.push(TextEdit::remove(removal));
        rest.push(to.body.insert(to.at, &statement));
        refactoring.edits.extend(self.merged(document, rest));
    }
}

/// Returns the lines of a statement without its indentation.
pub(crate) fn unindented(text: &str, indent: &str) -> Vec<String> {
    let line = |line: &str| line.strip_prefix(indent).unwrap_or(line.trim_start()).trim_end().to_owned();
    text.lines().map(line).collect()
}

pub(crate) const fn broken(element: Element) -> &'static str {
    match element {
        Element::Enum(_) => "generated code",
        _ => "generated code, `Any` and text that names the message",
    }
}
