//! Declarations that come back from the old text, with what they need.

use std::collections::{BTreeSet, HashMap};

use super::change::{Change, What};
use super::fixer::{Fixer, Side};
use super::lines::{At, line_end};
use super::scope::Kind;
use super::statement::{self, Statement, insert};
use super::texts::Declared;
use super::tree::{Body, Decl};
use super::{deprecate, references};
use protoward_schema::{
    Element, EnumValueId, FieldId, FieldOwner, FieldType, FileId, MessageId, OneofId, Parent, Schema, qualified,
};

/// So many declarations come back with one at most; who lost more lost more than a declaration.
pub(crate) const MOST: usize = 64;

/// How far a declaration looks for a sibling to stand beside.
const NEAR: usize = 64;

/// A name, and where it stands.
pub(crate) struct Name<'n> {
    /// The full name of what it is looked up in.
    pub(crate) scope: &'n str,
    pub(crate) name: &'n str,
    pub(crate) kind: Kind,
}

impl<'t> Fixer<'t> {
    /// Declares something again, and what it refers to.
    pub(crate) fn declare(&self, first: Element) -> Option<Vec<Change>> {
        // A map whose field is still there became something else.
        if let (Some(old), Element::Message(_)) = (self.old.map_field(first), first)
            && let Some(new) = self.new_field(old)
        {
            let (was, now) = (self.texts.declared(self.old, old)?, self.texts.declared(self.new, new)?);
            return self.shape(old, new, &was, &now);
        }
        self.declare_all(vec![first])
    }

    /// Declares things again, and what they refer to.
    pub(crate) fn declare_all(&self, mut open: Vec<Element>) -> Option<Vec<Change>> {
        let (mut seen, mut changes) = (BTreeSet::new(), Vec::new());
        while let Some(element) = open.pop() {
            let element = self.outermost(element)?;
            if !seen.insert(element) {
                continue;
            }
            self.comes_back(element);
            if seen.len() > MOST {
                return None;
            }
            changes.extend(self.declare_one(element, &mut open)?);
        }
        changes.dedup();
        Some(changes)
    }

    /// What has to be declared for an element to be there: itself, or the outermost thing around it that is gone too.
    fn outermost(&self, mut element: Element) -> Option<Element> {
        loop {
            element = self.declares(element)?;
            let around = match element {
                Element::Field(id) => match self.old[id].owner {
                    FieldOwner::Message(message) => Parent::Message(message),
                    FieldOwner::Extension { scope, .. } => scope,
                },
                Element::Message(id) => self.old[id].parent,
                Element::Enum(id) => self.old[id].parent,
                Element::Oneof(id) => Parent::Message(self.old[id].message),
                Element::EnumValue(_) | Element::Service(_) | Element::Method(_) | Element::File(_) => {
                    return Some(element);
                }
            };
            match around {
                Parent::Message(message) if self.new_message(message).is_none() => element = message.into(),
                Parent::Message(_) | Parent::File(_) => return Some(element),
            }
        }
    }

    /// The element that the text declares: of the entry of a map and of the message of a group, the field.
    fn declares(&self, element: Element) -> Option<Element> {
        if let Some(field) = self.old.map_field(element) {
            return Some(field.into());
        }
        let Element::Message(id) = element else { return Some(element) };
        let is_group = matches!(self.texts.declared(self.old, id)?.decl, Decl::Field(_));
        if !is_group {
            return Some(element);
        }
        let Parent::Message(outer) = self.old[id].parent else { return None };
        let mut fields = self.old[outer].fields.iter().copied();
        fields.find(|&field| self.old[field].ty == FieldType::Group(id)).map(Element::from)
    }

    fn declare_one(&self, element: Element, open: &mut Vec<Element>) -> Option<Vec<Change>> {
        match element {
            Element::Field(id) => self.declare_field(id, open),
            Element::Oneof(id) => self.declare_oneof(id, open),
            Element::EnumValue(id) => self.declare_value(id, open),
            Element::Message(_) | Element::Enum(_) | Element::Service(_) => self.declare_whole(element, open),
            Element::Method(id) => {
                let service = self.old[self.old[id].service].full_name;
                let Some(Element::Service(new)) = self.new.find(self.old.text(service)) else { return None };
                let is_named = |&method: &_| self.new.name(Element::Method(method)) == self.old.name(element);
                let is_free = !self.new[new].methods.iter().any(is_named);
                let into = self.texts.declared(self.new, new).filter(|_| is_free)?;
                self.bring_back(&self.texts.declared(self.old, element)?, &into, element, open)
            }
            Element::File(_) => None,
        }
    }

    fn declare_field(&self, id: FieldId, open: &mut Vec<Element>) -> Option<Vec<Change>> {
        let field = &self.old[id];
        let declared = self.texts.declared(self.old, id)?;
        let FieldOwner::Message(message) = field.owner else { return self.declare_extension(id, &declared, open) };
        let new = self.new_message(message)?;
        let whole = self.texts.declared(self.new, new)?;
        let name = self.old.text(field.name);
        let stock = self.stock(Side::New, new.into())?;
        if !stock.is_free(name) || !stock.is_free_number(field.number.0) || stock.json.contains(&self.old.json_name(id))
        {
            return None;
        }
        let is_left =
            |oneof: OneofId| self.old[oneof].fields.iter().any(|&it| stock.numbers.contains(self.old[it].number.0));
        let oneof = self.real_oneof(Side::Old, id);
        let new_oneof = oneof.and_then(|oneof| self.new_oneof(new, self.old.text(self.old[oneof].name)));
        let mut changes = match (oneof, new_oneof) {
            (None, _) => self.bring_back(&declared, &whole, id.into(), open)?,
            (_, Some(oneof)) => self.bring_back(&declared, &self.texts.declared(self.new, oneof)?, id.into(), open)?,
            (Some(oneof), None) if is_left(oneof) => self.declare_in_wrapped(id, (oneof, new), open)?,
            (Some(oneof), None) => return self.declare_oneof(oneof, open),
        };
        let (source, at) = (whole.text.id, whole.start());
        changes.push(Change::number_is_used(source, at, field.number.0));
        changes.push(Change::name_is_used(source, at, name));
        Some(changes)
    }

    /// A oneof comes back as a whole, where none of its fields is left.
    fn declare_oneof(&self, id: OneofId, open: &mut Vec<Element>) -> Option<Vec<Change>> {
        let oneof = &self.old[id];
        let new = self.new_message(oneof.message)?;
        let stock = self.stock(Side::New, new.into())?;
        let members = || oneof.fields.iter().map(|&field| &self.old[field]);
        if members().any(|field| stock.numbers.contains(field.number.0)) {
            return self.wrap(id, new);
        }
        let is_free = |name: &str, number: i32| stock.is_free(name) && stock.is_free_number(number);
        let is_new_in_json = |field: &FieldId| !stock.json.contains(&self.old.json_name(*field));
        let fits = members().all(|field| is_free(self.old.text(field.name), field.number.0))
            && oneof.fields.iter().all(is_new_in_json);
        let into = self.texts.declared(self.new, new).filter(|_| fits && stock.is_free(self.old.text(oneof.name)))?;
        let mut changes = self.bring_back(&self.texts.declared(self.old, id)?, &into, id.into(), open)?;
        for field in members() {
            changes.push(Change::number_is_used(into.text.id, into.start(), field.number.0));
            changes.push(Change::name_is_used(into.text.id, into.start(), self.old.text(field.name)));
        }
        Some(changes)
    }

    fn declare_value(&self, id: EnumValueId, open: &mut Vec<Element>) -> Option<Vec<Change>> {
        let value = &self.old[id];
        let Some(Element::Enum(new)) = self.new.find(self.old.text(self.old[value.parent].full_name)) else {
            return None;
        };
        let stock = self.stock(Side::New, new.into())?;
        let name = self.old.text(value.name);
        let is_alias = stock.numbers.contains(value.number) || self.has_alias(id);
        let fits = !is_alias || self.new[new].options.allow_alias() == Some(true);
        if !fits
            || self.has_value(&self.old.full_name(id.into()))
            || !stock.is_free(name)
            || stock.reserved.contains(value.number)
        {
            return None;
        }
        let into = self.texts.declared(self.new, new)?;
        let (source, at) = (into.text.id, into.start());
        let mut changes = self.bring_back(&self.texts.declared(self.old, id)?, &into, id.into(), open)?;
        changes.push(Change::number_is_used(source, at, value.number));
        changes.push(Change::name_is_used(source, at, name));
        Some(changes)
    }

    /// Whether another value of the old enum has the same number, so that both come back together.
    fn has_alias(&self, id: EnumValueId) -> bool {
        let value = &self.old[id];
        self.old[value.parent].options.allow_alias() == Some(true)
            && self.old[value.parent].values.iter().filter(|&&it| self.old[it].number == value.number).count() > 1
    }

    fn declare_whole(&self, element: Element, open: &mut Vec<Element>) -> Option<Vec<Change>> {
        // What lives on in another file was moved, and nobody wants it twice.
        if self.new.find(&self.old.full_name(element)).is_some() {
            return None;
        }
        let is_taken = |&value: &EnumValueId| self.has_value(&self.old.full_name(value.into()));
        if matches!(element, Element::Enum(id) if self.old[id].values.iter().any(is_taken)) {
            return None;
        }
        let parent = match element {
            Element::Message(id) => self.old[id].parent,
            Element::Enum(id) => self.old[id].parent,
            _ => Parent::File(self.old.file_of(element)),
        };
        let into = self.new_scope(parent)?;
        if let Parent::Message(message) = parent {
            let stock = self.stock(Side::New, self.new_message(message)?.into())?;
            stock.is_free(self.old.name(element)).then_some(())?;
        }
        let mut changes = self.room_for(&self.extensions_in(element))?;
        changes.extend(self.bring_back(&self.texts.declared(self.old, element)?, &into, element, open)?);
        Some(changes)
    }

    /// The piece that adds an old declaration to a new body, and what that needs.
    pub(crate) fn bring_back(
        &self,
        declared: &Declared<'t>,
        into: &Declared<'t>,
        element: Element,
        open: &mut Vec<Element>,
    ) -> Option<Vec<Change>> {
        let mut changes = self.needed(declared, into, element, open)?;
        let body = into.body()?;
        let at = self.place(declared, into, &body);
        let translation = self.translation(declared, element, self.file_of(Side::New, into)?)?;
        let text = deprecate::deprecated(declared, &translation)?;
        let statement = Statement::of_decl(declared.text.text, declared.decl, &text);
        let statement = statement.beside(self.next_has_its_own(declared, into, at));
        changes.extend(add(declared, statement, (into, &body), at));
        Some(changes)
    }

    /// What an old declaration needs in a new body, if all of its names can mean what they meant: imports. What they name
    /// and is gone as well has to come back too.
    pub(crate) fn needed(
        &self,
        declared: &Declared<'t>,
        into: &Declared<'t>,
        element: Element,
        open: &mut Vec<Element>,
    ) -> Option<Vec<Change>> {
        let (old_file, new_file) = (self.file_of(Side::Old, declared)?, self.file_of(Side::New, into)?);
        let own = self.old.full_name(element);
        let scope = own.rsplit_once('.').map_or("", |(scope, _)| scope);
        let mut changes = Vec::new();
        for path in self.translation(declared, element, new_file)?.imports {
            changes.extend(self.import_of(path, new_file)?);
        }
        for reference in references::of(declared.decl, declared.text.text) {
            let scope = match &*reference.inside {
                "" => scope.to_owned(),
                inside => qualified(scope, inside),
            };
            let name = Name { scope: &scope, name: &reference.name, kind: reference.kind };
            changes.extend(self.needs(&name, &own, (old_file, new_file), open)?);
        }
        Some(changes)
    }

    /// What has to be done so that a name of the old text means in the new one what it meant: an import. What is gone is
    /// added to `open`; what is called `own` comes back anyway.
    pub(crate) fn needs(
        &self,
        name: &Name<'_>,
        own: &str,
        (old_file, new_file): (FileId, FileId),
        open: &mut Vec<Element>,
    ) -> Option<Vec<Change>> {
        let was = self.old_names.meaning(old_file, name.scope, name.name, name.kind)?;
        let full_name = self.old.full_name(was);
        let is_own = full_name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_own && !own.is_empty() {
            return Some(Vec::new());
        }
        match self.new_names.meaning(new_file, name.scope, name.name, name.kind) {
            // The entry of a map is no type to name.
            Some(Element::Message(entry)) if self.new.is_map_entry(entry) => None,
            Some(now) if !self.new_names.shows(new_file, now) => None,
            Some(now) => (self.new.full_name(now) == full_name).then(Vec::new),
            None => {
                let home = self.old.file_of(was);
                let path = self.old.name(home.into());
                match (self.new.find_file(path), self.new.find(&full_name)) {
                    (Some(_), None) => open.push(was),
                    (Some(_), Some(now)) if !self.new_names.shows(new_file, now) => return None,
                    (Some(new_home), Some(now)) if self.new.file_of(now) == new_home => {}
                    // A file that nobody imports any more.
                    (None, None) if self.old[home].is_import => {}
                    _ => return None,
                }
                let is_seen = self.new.find_file(path).is_some_and(|home| self.new_names.sees(new_file, home));
                if is_seen { Some(Vec::new()) } else { self.import_into(home, (old_file, new_file)) }
            }
        }
    }

    /// Beside the sibling that it stood beside, as far as that is still there.
    pub(crate) fn place(&self, declared: &Declared<'_>, into: &Declared<'t>, body: &Body<'_>) -> At {
        let text = into.text.text;
        let keys = self.keys(into);
        let Some((outer, siblings, index)) = declared.siblings() else { return body.top(text) };
        let old = declared.text.text;
        let twins = self.twins(&outer, into);
        let find = |index: usize| siblings.items.get(index).and_then(|decl| known(&keys, decl, old));
        let found = |index: usize| *twins.get(index)?.get_or_init(|| find(index));
        // The fields of a oneof that is gone may be there.
        let fields = |index: usize| match siblings.items.get(index)? {
            oneof @ Decl::Oneof(_) => Some(oneof.body(old)?.items),
            _ => None,
        };
        let last = |index: usize| fields(index)?.iter().rev().find_map(|field| known(&keys, field, old));
        let first = |index: usize| fields(index)?.iter().find_map(|field| known(&keys, field, old));
        let in_front = |index: usize| Some((index, found(index).or_else(|| last(index))?));
        let behind = |index: usize| Some((index, found(index).or_else(|| first(index))?));
        let before = (index.saturating_sub(NEAR)..index).rev().find_map(in_front);
        let behind = (index + 1..siblings.items.len().min(index + NEAR)).find_map(behind);
        let are_joined = |mut all: std::ops::Range<usize>| {
            let ends = |index| siblings.items.get(index).is_some_and(|decl| statement::ends_paragraph(old, decl));
            !all.any(ends)
        };
        match (before, behind) {
            // It stood right above what follows, and apart from what is in front of it.
            (Some((was_before, before)), Some((was_behind, behind)))
                if behind == before + 1 && are_joined(index..was_behind) && !are_joined(was_before..index) =>
            {
                match body.before(text, behind) {
                    At::Line(line) => At::Line(line),
                    At::Behind(_) | At::Before(_) => body.behind(text, before),
                }
            }
            (Some((_, before)), _) => body.behind(text, before),
            (None, Some((_, behind))) => body.before(text, behind),
            (None, None) => match body.items.len().checked_sub(1) {
                Some(last) => body.behind(text, last),
                None => body.top(text),
            },
        }
    }

    /// Whether what comes behind a new place has a comment of its own, even where that reads as the one of an old
    /// declaration: it is new, or had the same.
    pub(crate) fn next_has_its_own(&self, declared: &Declared<'t>, into: &Declared<'t>, at: At) -> bool {
        let At::Line(line) = at else { return false };
        let Some((_, next)) = into.body().and_then(|body| body.next(line)) else { return false };
        let Some(outer) = declared.outer() else { return false };
        let was = known(&self.keys(&outer), next, into.text.text);
        let Some(was) = was.and_then(|index| outer.body()?.items.get(index)) else { return true };
        let comments = |decl| Statement::of_decl(declared.text.text, decl, "");
        comments(was).comments() == comments(declared.decl).comments()
    }

    /// The new field with the number of an old one.
    fn new_field(&self, old: FieldId) -> Option<FieldId> {
        let FieldOwner::Message(message) = self.old[old].owner else { return None };
        let number = self.old[old].number;
        self.new[self.new_message(message)?].fields.iter().copied().find(|&field| self.new[field].number == number)
    }

    /// The new message of the name of an old one.
    pub(crate) fn new_message(&self, old: MessageId) -> Option<MessageId> {
        match self.new.find(self.old.text(self.old[old].full_name)) {
            Some(Element::Message(found)) => Some(found),
            _ => None,
        }
    }

    pub(crate) fn new_oneof(&self, message: MessageId, name: &str) -> Option<OneofId> {
        let is_it = |&oneof: &OneofId| !self.new[oneof].synthetic && self.new.text(self.new[oneof].name) == name;
        self.new[message].oneofs.iter().copied().find(is_it)
    }

    /// The new file with the path and the package of an old one, or the new message of the same name in there.
    pub(crate) fn new_scope(&self, old: Parent) -> Option<Declared<'t>> {
        match old {
            Parent::Message(message) => {
                let found = self.new_message(message)?;
                let same = name(self.new, self.new[found].file) == name(self.old, self.old[message].file);
                self.texts.declared(self.new, found).filter(|_| same)
            }
            Parent::File(file) => {
                let found = self.new.find_file(name(self.old, file))?;
                let same = self.new.package(found) == self.old.package(file);
                self.texts.declared(self.new, found).filter(|_| same)
            }
        }
    }
}

/// The pieces that add an old statement. Beside one of another kind it gets the blank lines that were where its kind began
/// and ended; they are pieces of their own, as others of its kind may come back with it.
pub(crate) fn add(
    declared: &Declared<'_>,
    statement: Statement,
    (into, body): (&Declared<'_>, &Body<'_>),
    at: At,
) -> Vec<Change> {
    let piece = |range: std::ops::Range<usize>, rank: usize, text: String| Change {
        source: into.text.id,
        what: What::Text { start: range.start, end: range.end, rank, text },
    };
    let Some(kin) = kin(declared).filter(|_| matches!(at, At::Line(_))) else {
        let (range, text) = insert(into, body, at, &statement);
        return vec![piece(range, declared.start(), text)];
    };
    let is_other = |index: Option<usize>| {
        let decl = index.and_then(|index| body.items.get(index));
        decl.is_some_and(|decl| !is_kin(decl, declared.decl))
    };
    let next = |line: usize| body.next(line).map_or(body.items.len(), |(index, _)| index);
    let At::Line(line) = at else { return Vec::new() };
    let (is_first, is_last) = (is_other(next(line).checked_sub(1)), is_other(Some(next(line))));
    let (own, text) = (statement.is_airy(), into.text.text);
    // Where its comment was left, the blank line in front of that was left as well.
    let is_left = statement.left_in(text, &body.gap(text, line)).is_some();
    // The first of its kind leaves its blank line to all of them, and so does the last.
    let leaves = (is_first && declared.start() == kin.start, is_last && declared.end() == kin.end);
    let own = (own.0 && !leaves.0, own.1 && !leaves.1);
    let (range, added) = insert(into, body, at, &statement.with_air(own));
    let has_room = statement::has_room(text, range.start);
    let (began, ended) = (is_first && kin.began && !own.0 && has_room.0, is_last && kin.ended && !own.1 && has_room.1);
    let mut pieces = vec![piece(range.clone(), declared.start(), added)];
    let blank = line_end(text).to_owned();
    pieces.extend((began && !is_left).then(|| piece(range.clone(), kin.start, blank.clone())));
    pieces.extend(ended.then(|| piece(range, kin.end, blank)));
    pieces
}

/// How far the first and the last of a kind are looked for.
const FAR: usize = 512;

/// Statements of one kind that follow one on another.
struct Kin {
    start: usize,
    end: usize,
    /// Whether there is a blank line in front of the first of them, and behind the last.
    began: bool,
    ended: bool,
}

fn is_kin(one: Decl<'_>, other: Decl<'_>) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

fn kin(declared: &Declared<'_>) -> Option<Kin> {
    let (text, (_, siblings, index)) = (declared.text.text, declared.siblings()?);
    let kin = |index: usize| siblings.items.get(index).filter(|&other| is_kin(other, declared.decl));
    let first = (0..index).rev().take(FAR).map_while(kin).last().unwrap_or(declared.decl);
    let last = (index + 1..siblings.items.len()).take(FAR).map_while(kin).last().unwrap_or(declared.decl);
    let is_airy = |decl| Statement::of_decl(text, decl, "").is_airy();
    let (start, end) = (first.span().start as usize, last.span().end as usize);
    Some(Kin { start, end, began: is_airy(first).0, ended: is_airy(last).1 })
}

/// Which statement of a body is the one of another body: it has the same name, or the same number.
fn known(keys: &HashMap<String, usize>, decl: Decl<'_>, text: &str) -> Option<usize> {
    if matches!(decl, Decl::Reserved(_) | Decl::Extensions(_) | Decl::Extend(_)) {
        return None;
    }
    let by_number = || keys.get(&decl.number_key(text)?);
    keys.get(&decl.key(text)).or_else(by_number).copied()
}

fn name(schema: &Schema, file: FileId) -> &str {
    schema.text(schema[file].path)
}
