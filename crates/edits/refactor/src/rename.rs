//! Renames of elements of any kind, with all references.

use std::collections::BTreeSet;

use crate::links::PathChange;
use crate::names::{Overlay, scope_of};
use crate::planner::Planner;
use crate::proof::Changes;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use protoward_edit::{Builder, DocumentChange, Node, Statement, TextEdit, edited};
use protoward_schema::{
    Element, EnumValueId, FieldId, FieldOwner, FieldType, FileId, MessageId, Parent, Schema, default_json_name,
    qualified,
};
use protoward_source::{Edit, Place, SourceId};
use protoward_syntax::DecodedString;

/// The file that declares descriptors and options.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The choices of a new name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenameOptions {
    /// Keeps the JSON name of a field, with as few options as possible.
    pub keeps_json: bool,
    /// Keeps the old name of an enum value as an alias.
    pub has_alias: bool,
}

impl Planner<'_> {
    /// Returns the edits of a declaration and its references, and what stops working.
    ///
    /// # Errors
    /// Fails if the name is taken, or a reference cannot be edited.
    pub fn rename(&self, element: Element, name: &str, options: RenameOptions) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        let old = schema.name(element);
        self.check_name(element, name, options)?;
        let node = self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
        let own = node.decl.name().ok_or(Refusal::Undeclared)?;
        let group = self.check_group(element)?;
        let source = self.source_of(element);
        let mut refactoring = Refactoring { breaks: Some(self.broken(element, name)), ..Refactoring::default() };
        refactoring.edits.push(self.edit(source, own.range(), name));
        refactoring.changes = Changes::renamed(element, name);
        let is_extension = |id: FieldId| schema[id].is_extension();
        match element {
            Element::Message(_) | Element::Enum(_) | Element::Service(_) => {
                self.rename_references(element, [old, name], &mut refactoring)?;
            }
            Element::Field(id) if is_extension(id) => self.rename_references(element, [old, name], &mut refactoring)?,
            Element::Field(_) | Element::EnumValue(_) => {
                refactoring.edits.extend(self.member_edits(element, old, name));
                self.rename_references(element, [old, name], &mut refactoring)?;
            }
            Element::Oneof(_) | Element::Method(_) => self.rename_references(element, [old, name], &mut refactoring)?,
            Element::File(_) => {}
        }
        if group.is_some() {
            refactoring.edits.extend(self.member_edits(element, old, name));
        }
        if options.keeps_json {
            let field = match element {
                Element::Field(id) if !schema[id].is_extension() => id,
                _ => return Err(Refusal::NoJsonName(element)),
            };
            refactoring.edits.extend(self.pinned_json(field, name, &node));
            refactoring.breaks = Some("text format and generated code");
        }
        if options.has_alias {
            let Element::EnumValue(value) = element else { return Err(Refusal::NoAlias(element)) };
            refactoring.edits.extend(self.alias(value, &node).ok_or(Refusal::NoText(element))?);
            refactoring.breaks = Some("generated code, and JSON and text format that only the new version reads");
        }
        self.edit_strings(element, name, &mut refactoring);
        self.relink(&path_changes(schema, element, name), &mut refactoring);
        refactoring.mentions = self.mentions_of(element);
        if let (Element::Field(id), true) = (element, options.keeps_json) {
            refactoring.changes.kept_json.insert(id);
        }
        if let (Element::EnumValue(value), true) = (element, options.has_alias) {
            refactoring.changes.aliases.insert(value);
        }
        Ok(refactoring)
    }

    /// Checks that an element can have a name, by the schema alone: [`rename`](Self::rename) begins with this.
    ///
    /// # Errors
    /// Fails if the name is taken or reserved, or not a name.
    pub fn check_name(&self, element: Element, name: &str, options: RenameOptions) -> Result<(), Refusal> {
        let schema = self.schema;
        let new = qualified(scope_of(&schema.full_name(element)), name);
        let is_made = match element {
            Element::Oneof(id) => schema[id].synthetic,
            element => schema.map_field(element).is_some(),
        };
        match () {
            () if !is_identifier(name) => Err(Refusal::NotAName(name.to_owned())),
            () if matches!(element, Element::EnumValue(_)) && matches!(name, "option" | "reserved") => {
                Err(Refusal::Keyword(name.to_owned()))
            }
            () if schema.name(schema.file_of(element).into()) == DESCRIPTOR => Err(Refusal::Descriptor(element)),
            () if schema.name(element) == name => Err(Refusal::Same),
            () if is_made => Err(Refusal::Undeclared),
            () if self.names.has_package(&new) => Err(Refusal::Package(new)),
            () => match (self.taken(element, name), self.reserved(element, name)) {
                (Some(other), _) => Err(Refusal::Taken(other)),
                (None, Some(holder)) => Err(Refusal::Reserved(holder)),
                (None, None) => self.alike(element, name, options).map_or(Ok(()), |other| Err(Refusal::Alike(other))),
            },
        }
    }

    /// Returns the message of a group, which may be renamed with its field.
    fn check_group(&self, element: Element) -> Result<Option<MessageId>, Refusal> {
        match element {
            Element::Field(id) if matches!(self.schema[id].ty, FieldType::Group(_)) => {
                Err(Refusal::GroupField(element))
            }
            Element::Message(id) if self.groups.contains(&id) => {
                let is_it = |ty: FieldType| ty == FieldType::Group(id);
                let is_extension = self.schema.fields.iter().any(|(_, field)| is_it(field.ty) && field.is_extension());
                if is_extension { Err(Refusal::GroupExtension(element)) } else { Ok(Some(id)) }
            }
            _ => Ok(None),
        }
    }

    /// Adds the edits of references to an element, and of those that its new name would hide.
    fn rename_references(
        &self,
        element: Element,
        names: [&str; 2],
        refactoring: &mut Refactoring,
    ) -> Result<(), Refusal> {
        let overlay = Overlay::renamed(self.schema, element, names[1]);
        self.respell(&overlay, &BTreeSet::from(names), &[], refactoring)
    }

    /// Returns the edits of the uses of a field or enum value in options and defaults.
    fn member_edits(&self, element: Element, old: &str, new: &str) -> Vec<Edit> {
        let schema = self.schema;
        let Some(declared) = self.texts.declared(schema, element).and_then(|node| node.decl.name()) else {
            return Vec::new();
        };
        let path = schema.name(schema.file_of(element).into());
        let uses = self.members().uses(path, declared).into_iter().filter_map(|it| {
            let source = schema[schema.find_file(it.path)?].source;
            // Text format may name a group by its field, which has the lower-case name.
            let is_lower = it.text != old && matches!(element, Element::Message(_));
            let new = if is_lower { new.to_ascii_lowercase() } else { new.to_owned() };
            Some(self.edit(source, it.span.range(), new))
        });
        uses.collect()
    }

    /// Adds the edits of strings that name the element: in expressions, a field by its path, and a service that is asked for the
    /// state of operations.
    fn edit_strings(&self, element: Element, name: &str, refactoring: &mut Refactoring) {
        for expression in self.expressions() {
            let uses = expression.uses(element).into_iter().map(|range| TextEdit::new(range, name));
            let edits =
                self.string_edits(expression.source, &expression.text, uses.collect(), &mut refactoring.changes);
            refactoring.strings.extend(edits);
        }
        if let Element::Service(service) = element {
            for text in self.service_texts().iter().filter(|text| text.services.contains(&service)) {
                let edits = vec![TextEdit::new(text.name.clone(), name)];
                let edits = self.string_edits(text.source, &text.text, edits, &mut refactoring.changes);
                refactoring.strings.extend(edits);
            }
        }
        let Element::Field(field) = element else { return };
        for path in self.field_paths() {
            let uses = path.uses(self.schema, field).into_iter().map(|range| TextEdit::new(range, name));
            let edits = self.string_edits(path.source, &path.text, uses.collect(), &mut refactoring.changes);
            refactoring.strings.extend(edits);
        }
    }

    /// Adds edits of full names in expressions to the edits that move with the declarations around them.
    pub(crate) fn edit_full_names(&self, changes: &[PathChange], refactoring: &mut Refactoring) {
        for expression in self.expressions() {
            let names = expression.full_names().filter_map(|(range, name, element)| {
                let file = self.schema.file_of(element);
                Some(TextEdit::new(range, changes.iter().find_map(|change| change.apply(name, file))?))
            });
            let edits =
                self.string_edits(expression.source, &expression.text, names.collect(), &mut refactoring.changes);
            refactoring.edits.extend(edits);
        }
    }

    /// Returns edits of the value of a string as edits of the file.
    fn string_edits(
        &self,
        source: SourceId,
        of: &DecodedString,
        edits: Vec<TextEdit>,
        changes: &mut Changes,
    ) -> Vec<Edit> {
        let replaced = edits.iter().filter_map(|edit| of.replaced(&edit.range(), &edit.text)).flatten();
        let all: Vec<Edit> = replaced.map(|(range, text)| self.edit(source, range, text)).collect();
        if !all.is_empty() {
            let value = of.value();
            changes.strings.insert((value.to_owned(), edited(value, 0..value.len(), edits)));
        }
        all
    }

    /// Returns another element with the name.
    fn taken(&self, element: Element, name: &str) -> Option<Element> {
        let schema = self.schema;
        let is_named = |of: &Element| schema.name(*of) == name && *of != element;
        match element {
            Element::EnumValue(value) => {
                let holder = &schema[schema[value].parent];
                let scope = match holder.parent {
                    Parent::File(file) => schema.package(file).to_owned(),
                    Parent::Message(message) => schema.full_name(message.into()),
                };
                let siblings = holder.values.iter().map(|&value| Element::from(value));
                siblings.into_iter().find(is_named).or_else(|| self.named(&scope, name))
            }
            Element::Method(method) => {
                let mut siblings = schema[schema[method].service].methods.iter().map(|&it| Element::from(it));
                siblings.find(is_named)
            }
            element => {
                let full_name = schema.full_name(element);
                self.named(scope_of(&full_name), name)
            }
        }
    }

    /// Returns the element with a name in a scope.
    pub(crate) fn named(&self, scope: &str, name: &str) -> Option<Element> {
        let schema = self.schema;
        let member = schema.find_message(scope).and_then(|message| {
            let message = &schema[message];
            let fields = message.fields.iter().map(|&field| Element::from(field));
            let oneofs = message.oneofs.iter().filter(|&&id| !schema[id].synthetic).map(|&id| Element::from(id));
            fields.chain(oneofs).find(|of| schema.name(*of) == name)
        });
        let full_name = qualified(scope, name);
        member.or_else(|| schema.find(&full_name)).or_else(|| self.value(&full_name))
    }

    /// Returns the message or enum that reserves a name for a field or value.
    fn reserved(&self, element: Element, name: &str) -> Option<Element> {
        let schema = self.schema;
        let (holder, names) = match element {
            Element::EnumValue(value) => (schema[value].parent.into(), &schema[schema[value].parent].reserved_names),
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Message(message) => (message.into(), &schema[message].reserved_names),
                FieldOwner::Extension { .. } => return None,
            },
            _ => return None,
        };
        names.iter().any(|&reserved| schema.text(reserved) == name).then_some(holder)
    }

    /// Returns the strings of options that may mean an element, and are not understood.
    fn mentions_of(&self, element: Element) -> Vec<Place> {
        let schema = self.schema;
        let home = schema.file_of(element);
        let name = schema.name(element);
        let mut mentions = match element {
            // Expressions name fields and values by their last component.
            Element::Field(id) if !schema[id].is_extension() => self.words(home, name),
            Element::EnumValue(_) => self.words(home, name),
            element => self.full_name_mentions(&schema.full_name(element)),
        };
        mentions.retain(|place| !self.is_explained(*place, name));
        mentions
    }

    /// Returns `true` if a string is a part of an expression, and it is known what such a name means in it.
    pub(crate) fn is_explained(&self, string: Place, name: &str) -> bool {
        let Some(literal) = self.sources.bytes(string) else { return false };
        self.expressions().iter().any(|it| it.explains(string.source, &literal, name))
    }

    /// Returns the strings of options that have a full name.
    pub(crate) fn full_name_mentions(&self, full_name: &str) -> Vec<Place> {
        let named = self.mentions().with_full_name(full_name).filter(|string| has_name(&string.text, full_name));
        let places = named.map(|string| self.sources.place(string.source, string.span.range()));
        let last = full_name.rsplit('.').next().unwrap_or(full_name);
        places.filter(|place| !self.is_explained(*place, last)).collect()
    }

    /// Returns the strings with a word, in files that import another one directly or through others.
    fn words(&self, home: FileId, word: &str) -> Vec<Place> {
        let mut found = Vec::new();
        for string in self.mentions().with_word(word).filter(|string| self.depends(string.file, home)) {
            found.push(self.sources.place(string.source, string.span.range()));
        }
        found
    }

    fn depends(&self, file: FileId, on: FileId) -> bool {
        let mut seen = BTreeSet::from([file]);
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            let declared = &self.schema[file];
            let imports = declared.imports.iter().chain(&declared.option_imports);
            open.extend(imports.filter_map(|import| import.file).filter(|file| seen.insert(*file)));
        }
        seen.contains(&on)
    }

    /// Returns `true` if a string of an option has the name as a word.
    pub fn is_mentioned(&self, element: Element) -> bool {
        self.mentions().has_word(self.schema.name(element))
    }

    /// Returns what stops working when an element gets another name.
    fn broken(&self, element: Element, name: &str) -> &'static str {
        match element {
            // A group has the lower-case name of its message.
            Element::Message(id) if self.groups.contains(&id) => "JSON, text format and generated code",
            Element::Message(_) => "generated code, `Any` and text that names the message",
            Element::Enum(_) | Element::Oneof(_) => "generated code",
            Element::EnumValue(_) => "JSON, text format and generated code",
            Element::Service(_) | Element::Method(_) => "clients that call the method by its path, and generated code",
            Element::Field(id) => match self.schema[id].owner {
                FieldOwner::Message(_) if keeps_json_name(self.schema, id, name) => "text format and generated code",
                _ => "JSON, text format and generated code",
            },
            Element::File(_) => "imports",
        }
    }

    /// Returns the edits that set the JSON name of a field to the one that it has, or remove an option that becomes superfluous.
    fn pinned_json(&self, field: FieldId, name: &str, node: &Node<'_>) -> Vec<Edit> {
        let json = self.schema.json_name(field);
        let value = match (is_explicit(self.schema, field), default_json_name(name) == json) {
            (true, true) => None,
            (false, false) => Some(format!("{0}{json}{0}", node.doc.quote())),
            (true, false) | (false, true) => return Vec::new(),
        };
        let mut builder = Builder::new(node.doc);
        builder.add(DocumentChange::Option { owner: node.start(), name: "json_name".to_owned(), value });
        builder.finish().into_iter().map(|edit| self.text_edit(node.doc.id, edit)).collect()
    }

    /// Returns the edits that keep the old name of a value as an alias behind it, which is deprecated.
    fn alias(&self, value: EnumValueId, node: &Node<'_>) -> Option<Vec<Edit>> {
        let schema = self.schema;
        let holder = node.outer()?;
        let (body, index) = node.siblings()?;
        let number = node.text(node.decl.number()?);
        let alias = Statement::new(vec![format!("{} = {number} [deprecated = true];", schema.name(value.into()))]);
        let mut edits = vec![self.text_edit(node.doc.id, body.insert(body.behind(index), &alias))];
        if schema[schema[value].parent].options.allow_alias() != Some(true) {
            let allow = Statement::new(vec!["option allow_alias = true;".to_owned()]);
            edits.push(self.text_edit(node.doc.id, holder.insert_option(&allow)?));
        }
        Some(edits)
    }
}

/// Returns the paths that change when an element gets another name. Documentation names an enum value with or without its
/// enum.
fn path_changes(schema: &Schema, element: Element, name: &str) -> Vec<PathChange> {
    let mut changes = Vec::new();
    let mut add = |old: String| {
        let new = qualified(scope_of(&old), name);
        changes.push(PathChange { old, new, files: Vec::new(), package: None });
    };
    add(schema.full_name(element));
    if let Element::EnumValue(value) = element {
        add(qualified(&schema.full_name(schema[value].parent.into()), schema.name(element)));
    }
    changes
}

/// Returns `true` if a text has a full name that is not a part of a longer one.
pub(crate) fn has_name(text: &str, full_name: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(full_name).any(|(at, _)| {
        let before = text[..at].trim_end_matches('.').chars().next_back();
        let behind = text[at + full_name.len()..].chars().next();
        !before.is_some_and(is_part) && !behind.is_some_and(is_part)
    })
}

pub(crate) fn is_identifier(name: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(is_letter) && name.chars().all(|character| is_letter(character) || character.is_ascii_digit())
}

/// Returns `true` for a field with the option `json_name`.
pub(crate) fn is_explicit(schema: &Schema, id: FieldId) -> bool {
    let field = &schema[id];
    field.json_name.is_some() && !field.json_name_made
}

fn keeps_json_name(schema: &Schema, id: FieldId, name: &str) -> bool {
    is_explicit(schema, id) || default_json_name(name) == schema.json_name(id)
}
