//! Parts of a declaration that are put back as the old text has them.

use super::brackets;
use super::change::{Change, What};
use super::declare::Name;
use super::fixer::{Fixer, Side};
use super::language::{CTYPE, DEFAULT, ENCODING, JAVA_UTF8, MESSAGES, PACKED, PRESENCE, STRING_TYPE, UTF8};
use super::reserve::quote;
use super::said::parts;
use super::scope::Kind;
use super::support::home_of;
use super::texts::Declared;
use super::translate::label_edit;
use super::tree::Decl;
use protoward_rules::End;
use protoward_schema::{
    Cardinality, Edition, Element, EnumType, EnumValueId, FieldId, FieldType, FileId, MethodId, OneofId, Parent,
    Scalar, Schema, SymbolVisibility, Syntax, default_json_name, qualified,
};
use protoward_syntax::ast::{FieldDecl, MethodType, Path, Span, TypeExpr};
use protoward_syntax::literal;

/// Options that depend on the type of a field, or on how many values it holds.
const TYPED: [&str; 10] = [CTYPE, DEFAULT, STRING_TYPE, JAVA_UTF8, MESSAGES, ENCODING, UTF8, "jstype", "lazy", PACKED];

const JSON_NAME: &str = "json_name";

type Changes = Option<Vec<Change>>;

impl<'t> Fixer<'t> {
    pub(crate) fn name(&self, old: Element, new: Element, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let (from, to) = (now.decl.name()?, was.decl.name()?.of(was.text.text));
        let mut changes = vec![replace(now, from, to)];
        match (old, new) {
            (Element::Field(old), Element::Field(new)) => {
                self.can_be_renamed(old, new, now)?;
                changes.push(Change { source: now.text.id, what: What::Named { owner: now.start() } });
            }
            (Element::EnumValue(_), Element::EnumValue(new)) => self.value_can_be_renamed(new, to)?,
            (Element::Oneof(_), Element::Oneof(new)) => self.oneof_can_be_renamed(new, to)?,
            _ => return None,
        }
        Some(changes)
    }

    fn can_be_renamed(&self, old: FieldId, new: FieldId, now: &Declared<'t>) -> Option<()> {
        let name = self.old.text(self.old[old].name);
        // The message of a group has the name as well, and others may refer to it.
        let is_group = matches!(now.decl, Decl::Field(FieldDecl { group: Some(_), .. }));
        if is_group || self.new.map_field(new.into()).is_some() {
            return None;
        }
        if self.new[new].is_extension() {
            // What moved to another scope has more to go back to than a name.
            let scope = |full_name: String| full_name.rsplit_once('.').map(|(scope, _)| scope.to_owned());
            let (was, is) = (self.old.full_name(old.into()), self.new.full_name(new.into()));
            return (self.new.find(&was).is_none() && scope(was) == scope(is)).then_some(());
        }
        let stock = self.stock(Side::New, self.new[new].containing().into())?;
        // With its name a field takes its name in JSON along, unless it says another one.
        let json = default_json_name(name);
        let is_said = brackets::find(now, JSON_NAME).is_some() || self.new.json_name(new) == json;
        (stock.is_free(name) && (is_said || !stock.json.contains(&*json))).then_some(())
    }

    fn value_can_be_renamed(&self, new: EnumValueId, name: &str) -> Option<()> {
        let whole = self.new[new].parent;
        let beside = self.new.full_name(new.into());
        let beside = beside.rsplit_once('.').map_or("", |(scope, _)| scope);
        if self.has_value(&qualified(beside, name)) {
            return None;
        }
        let is_used = self.is_default(whole, self.new.text(self.new[new].name));
        (!is_used && self.stock(Side::New, whole.into())?.is_free(name)).then_some(())
    }

    fn oneof_can_be_renamed(&self, new: OneofId, name: &str) -> Option<()> {
        let stock = self.stock(Side::New, self.new[new].message.into())?;
        (!stock.names.contains_key(name) && !stock.others.contains(name)).then_some(())
    }

    pub(crate) fn number(&self, old: Element, new: Element, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        // What has another name is another thing.
        if was.decl.name()?.of(was.text.text) != now.decl.name()?.of(now.text.text) {
            return None;
        }
        let (whole, number, name) = match (old, new) {
            (Element::Field(old), Element::Field(new)) => {
                let (owner, before) = (self.new[new].containing(), self.old[old].containing());
                let is_of_another = self.stock(Side::Old, before.into())?.numbers.contains(self.new[new].number.0);
                (!is_of_another).then_some((Element::from(owner), self.old[old].number.0, self.old[old].name))?
            }
            (Element::EnumValue(old), Element::EnumValue(new)) => {
                let (owner, before) = (self.new[new].parent, self.old[old].parent);
                let is_of_another = self.stock(Side::Old, before.into())?.numbers.contains(self.new[new].number);
                let is_zero = self.new[owner].values.first() == Some(&new) && self.old[old].number != 0;
                let must_be_zero = is_zero && self.new[owner].features.enum_type == EnumType::Open;
                (!must_be_zero && !is_of_another).then_some((
                    Element::from(owner),
                    self.old[old].number,
                    self.old[old].name,
                ))?
            }
            _ => return None,
        };
        self.stock(Side::New, whole)?.is_free_number(number).then_some(())?;
        let (_, from) = brackets::of(now.decl)?;
        let (_, to) = brackets::of(was.decl)?;
        let (source, whole) = (now.text.id, self.texts.declared(self.new, whole)?.start());
        let name = Change::name_is_used(source, whole, self.old.text(name));
        let number = Change::number_is_used(source, whole, number);
        let mut changes = vec![replace(now, from, to.of(was.text.text)), number, name];
        // What it is besides shows when the number is back.
        if let (Element::Field(old), Element::Field(new)) = (old, new) {
            changes.extend(self.rest(old, new, was, now)?);
        }
        Some(changes)
    }

    /// Type and label, which depend on each other: a map has both in one, and `packed` asks for a list of numbers.
    pub(crate) fn shape(&self, old: FieldId, new: FieldId, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let before = self.same_field(was, now)?;
        let Decl::Field(after) = now.decl else { return None };
        // Going in and out of a oneof changes how many values there can be, and is what has to be mended.
        let oneofs = (self.real_oneof(Side::Old, old), self.real_oneof(Side::New, new));
        let mut changes = match (&before.ty, &after.ty) {
            _ if oneofs.0.is_some() != oneofs.1.is_some() => self.oneof(old, new, now)?,
            (TypeExpr::Map { .. }, TypeExpr::Map { .. }) | (TypeExpr::Named(_), TypeExpr::Named(_)) => {
                self.label((old, new), (before, after), (was, now))?
            }
            _ => Vec::new(),
        };
        let pieces = match (&before.ty, &after.ty) {
            (TypeExpr::Named(to), TypeExpr::Named(from)) => vec![(*to, from.span)],
            (TypeExpr::Map { key, value, .. }, TypeExpr::Map { key: new_key, value: new_value, .. }) => {
                vec![(*key, new_key.span), (*value, new_value.span)]
            }
            _ => {
                changes.extend(self.head(old, new, was, now)?);
                Vec::new()
            }
        };
        let mut keeps_type = self.is_other_syntax(old, new);
        for (to, from) in pieces {
            let text = to.span.of(was.text.text);
            if self.is_same_type(old, new, (text, from.of(now.text.text))) {
                continue;
            }
            // What went with the other type does not show yet.
            let shows = |name: &str| name != "features.field_presence";
            if !self.inherits_the_same((old, new), was, shows) {
                return None;
            }
            changes.extend(self.type_means_the_same(old, new, was, to)?);
            changes.push(replace(now, from, text));
            keeps_type = false;
        }
        if changes.is_empty() {
            return self.field_says(&[PRESENCE], (old, new), was, now);
        }
        if keeps_type {
            return Some(changes);
        }
        changes.extend(self.typed_options((old, new), was, now)?);
        Some(changes)
    }

    /// Whether two types are spelled the same and mean the same; of a map, the spelling has to do.
    fn is_same_type(&self, old: FieldId, new: FieldId, (was, is): (&str, &str)) -> bool {
        let name = |schema: &'t Schema, ty: FieldType| schema.type_name(ty);
        let is_map = self.new.map_field(new.into()).is_some()
            || self.new[new].ty.message().is_some_and(|it| self.new.is_map_entry(it));
        was == is && (is_map || name(self.old, self.old[old].ty) == name(self.new, self.new[new].ty))
    }

    fn label(
        &self,
        (old, new): (FieldId, FieldId),
        (before, after): (&FieldDecl, &FieldDecl),
        (was, now): (&Declared<'t>, &Declared<'t>),
    ) -> Changes {
        if self.is_other_syntax(old, new) {
            return self.translated_label((old, new), after, (was, now));
        }
        if before.label.map(|it| it.0) == after.label.map(|it| it.0) {
            return Some(Vec::new());
        }
        let (source, end) = (now.text.id, type_span(&after.ty).start as usize);
        Some(match (before.label, after.label) {
            (Some((_, to)), Some((_, from))) => vec![replace(now, from, to.of(was.text.text))],
            (Some((_, to)), None) => vec![Change::replace(source, end..end, format!("{} ", to.of(was.text.text)))],
            (None, Some((_, from))) => vec![Change::replace(source, from.start as usize..end, "")],
            (None, None) => Vec::new(),
        })
    }

    /// The label, or the feature that stands for it, where that says how many values there are.
    fn translated_label(
        &self,
        (old, new): (FieldId, FieldId),
        after: &FieldDecl,
        (was, now): (&Declared<'t>, &Declared<'t>),
    ) -> Changes {
        let spelling = self.spelling(old, was, (self.language(Side::New, new.into()), self.new[new].file))?;
        let ty = type_span(&after.ty).start as usize;
        let edit = label_edit(after, now.text.text, spelling.label, ty);
        let mut changes: Vec<Change> =
            edit.into_iter().map(|(range, text)| Change::replace(now.text.id, range, text)).collect();
        changes.extend(self.field_says(&[PRESENCE], (old, new), was, now)?);
        Some(changes)
    }

    /// Label and type at once, where one side is a map.
    fn head(&self, old: FieldId, new: FieldId, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let (Decl::Field(before), Decl::Field(after)) = (was.decl, now.decl) else { return None };
        if self.is_other_syntax(old, new) {
            return None;
        }
        let types = match before.ty {
            TypeExpr::Map { key, value, .. } => vec![key, value],
            TypeExpr::Named(name) => vec![name],
            TypeExpr::Group(_) => return None,
        };
        // The entry of a map takes a name.
        let entry = self.old[old].ty.message().filter(|&entry| self.old.is_map_entry(entry));
        let stock = self.stock(Side::New, self.new[new].containing().into())?;
        if entry.is_some_and(|entry| !stock.is_free(self.old.text(self.old[entry].name))) {
            return None;
        }
        let mut changes = Vec::new();
        for name in types {
            changes.extend(self.type_means_the_same(old, new, was, name)?);
        }
        changes.push(replace(now, head_span(after), head_span(before).of(was.text.text)));
        Some(changes)
    }

    pub(crate) fn relax(&self, field: FieldId) -> Changes {
        let now = self.texts.declared(self.new, field)?;
        // One that was there under another number gets that back, and stays what it was.
        if let Some(old) = self.old_field(field) {
            return self.number(old.into(), field.into(), &self.texts.declared(self.old, old)?, &now);
        }
        let Decl::Field(FieldDecl { label: Some((_, label)), .. }) = now.decl else { return None };
        Some(vec![replace(&now, *label, "optional")])
    }

    /// The field of the old message that has the name of a new one.
    fn old_field(&self, new: FieldId) -> Option<FieldId> {
        let message = self.new[new].containing();
        let Some(Element::Message(old)) = self.old.find(self.new.text(self.new[message].full_name)) else {
            return None;
        };
        let name = self.new.text(self.new[new].name);
        let number = self.stock(Side::Old, old.into())?.number(name)?;
        self.old[old].fields.iter().copied().find(|&field| self.old[field].number.0 == number)
    }

    pub(crate) fn json_name(&self, old: FieldId, new: FieldId, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        if self.new.map_field(new.into()).is_some() {
            return None;
        }
        // A number that was taken for another field does not get the name of the old one.
        let is_many = |cardinality| cardinality == Cardinality::Repeated;
        let (before, after) = (&self.old[old], &self.new[new]);
        let is_same = self.old.type_name(before.ty) == self.new.type_name(after.ty)
            && is_many(before.cardinality) == is_many(after.cardinality);
        if !is_same && self.old.text(before.name) != self.new.text(after.name) {
            return None;
        }
        let (owner, source) = (now.start(), now.text.id);
        let set = |value: Option<String>| What::Brackets { owner, name: JSON_NAME.to_owned(), value };
        let json = self.old.json_name(old);
        // Two fields of one name in JSON do not compile.
        if self.stock(Side::New, self.new[new].containing().into())?.json.contains(&json) {
            return None;
        }
        // The old text knows how to spell what needs an escape.
        let quote = quote(now);
        let written = format!("{quote}{json}{quote}");
        let is_plain = !json.contains(['"', '\'', '\\']) && !json.contains(char::is_control);
        let what = match (brackets::find(was, JSON_NAME), brackets::find(now, JSON_NAME)) {
            (Some(said), _) => set(Some(said.value.of(was.text.text).to_owned())),
            (None, Some(_)) if default_json_name(self.new.text(self.new[new].name)) == json => set(None),
            (None, Some(_)) if is_plain => set(Some(written)),
            (None, None) if is_plain => What::PinJson { owner, value: written },
            (None, _) => return None,
        };
        Some(vec![Change { source, what }])
    }

    pub(crate) fn method_type(&self, side: End, old: MethodId, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let (before, after) = (end(was, side)?, end(now, side)?);
        let service = self.old[self.old[old].service].full_name;
        let name = literal::path(was.text.text, before.name);
        let name = Name { scope: self.old.text(service), name: &name, kind: Kind::Type };
        let mut changes = self.means_the_same(was, now, &name)?;
        changes.push(replace(now, after.name.span, before.name.span.of(was.text.text)));
        Some(changes)
    }

    pub(crate) fn stream(side: End, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let (before, after) = (end(was, side)?, end(now, side)?);
        let (source, name) = (now.text.id, after.name.span.start as usize);
        Some(vec![match (before.stream, after.stream) {
            (Some(_), None) => Change::replace(source, name..name, "stream "),
            (None, Some(word)) => Change::replace(source, word.start as usize..name, ""),
            _ => return None,
        }])
    }

    /// Puts `export` in front of a type, where the new file knows the word and allows it there.
    pub(crate) fn export(&self, new: Element, now: &Declared<'t>) -> Changes {
        let file = &self.new[self.new.file_of(new)];
        let (parent, word, start) = match (new, now.decl) {
            (Element::Message(id), Decl::Message(decl)) => (self.new[id].parent, decl.visibility, decl.span.start),
            (Element::Enum(id), Decl::Enum(decl)) => (self.new[id].parent, decl.visibility, decl.span.start),
            _ => return None,
        };
        let is_strict = file.features.symbol_visibility == SymbolVisibility::Strict;
        let is_refused = is_strict && matches!(parent, Parent::Message(_));
        if is_refused || file.syntax.edition() < Edition::E2024 {
            return None;
        }
        let start = start as usize;
        Some(vec![match word {
            Some(word) => replace(now, word.span, "export"),
            None => Change::replace(now.text.id, start..start, "export "),
        }])
    }

    pub(crate) fn option(
        &self,
        name: &str,
        otherwise: Option<&str>,
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Changes {
        if brackets::of(now.decl).is_none() {
            return self.statement(name, otherwise, was, now);
        }
        let value = brackets::find(was, name).map(|said| said.value.of(was.text.text).to_owned());
        self.bracket(name, value, was, now)
    }

    /// An option in brackets gets a value, or goes.
    fn bracket(&self, name: &str, value: Option<String>, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let after = brackets::find(now, name);
        if after.map(|said| said.value.of(now.text.text)) == value.as_deref() {
            return Some(Vec::new());
        }
        let mut changes = Vec::new();
        if let Some(value) = &value {
            let file = self.file_of(Side::New, now)?;
            if !self.has_option(now.decl, name, value, self.new[file].syntax) {
                return None;
            }
            changes = self.sees_extensions(name, was, now)?;
        }
        let what = What::Brackets { owner: now.start(), name: name.to_owned(), value };
        changes.push(Change { source: now.text.id, what });
        Some(changes)
    }

    /// What a field says by options in brackets, as the language of the new file has it.
    fn field_says(
        &self,
        names: &[&'static str],
        (old, new): (FieldId, FieldId),
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Changes {
        let is_same = self.language(Side::Old, old.into()) == self.language(Side::New, new.into());
        let spelling = match is_same {
            true => None,
            false => Some(self.spelling(old, was, (self.language(Side::New, new.into()), self.new[new].file))?),
        };
        let says = |&name: &&'static str| match spelling.as_ref().and_then(|spelling| spelling.options.get(name)) {
            Some(value) => self.bracket(name, value.clone(), was, now),
            None => self.option(name, None, was, now),
        };
        names.iter().map(says).collect::<Option<Vec<_>>>().map(|changes| changes.concat())
    }

    /// An option of a field that has to go with its type, as it was; with that, where it changed too.
    pub(crate) fn field_option(
        &self,
        name: &str,
        (old, new): (FieldId, FieldId),
        was: &Declared<'t>,
        now: &Declared<'t>,
    ) -> Changes {
        let (before, after) = (self.old[old].ty, self.new[new].ty);
        let is_same = self.old.type_name(before) == self.new.type_name(after);
        let typed = TYPED.into_iter().find(|&typed| typed == name);
        if !is_same && typed.is_some() {
            return self.shape(old, new, was, now);
        }
        // A value that was renamed cannot be a default by its old name.
        if let (FieldType::Enum(whole), "default", Some(said)) = (after, name, brackets::find(was, name)) {
            let value = said.value.of(was.text.text);
            self.stock(Side::New, whole.into())?.number(value)?;
        }
        match typed {
            Some(name) => self.field_says(&[name], (old, new), was, now),
            None => self.option(name, None, was, now),
        }
    }

    /// The options that go with the type, as they were.
    pub(crate) fn typed_options(&self, fields: (FieldId, FieldId), was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        self.field_says(&TYPED, fields, was, now)
    }

    /// The old field, if the new one is the same: a number that was given to another field does not get a part of it.
    fn same_field(&self, was: &Declared<'t>, now: &Declared<'t>) -> Option<&'t FieldDecl> {
        let (Decl::Field(before), Decl::Field(after)) = (was.decl, now.decl) else { return None };
        let is_same = before.name.of(was.text.text) == after.name.of(now.text.text);
        (is_same && before.group.is_none() && after.group.is_none()).then_some(before)
    }

    fn type_means_the_same(&self, old: FieldId, new: FieldId, was: &Declared<'t>, name: Path) -> Changes {
        let name = literal::path(was.text.text, name);
        if Scalar::from_keyword(&name).is_some() {
            return Some(Vec::new());
        }
        let scope = |full_name: String| full_name.rsplit_once('.').map_or(String::new(), |(scope, _)| scope.to_owned());
        // The halves of a map are looked up where the map is.
        let field = self.old.map_field(old.into()).unwrap_or(old);
        let now = self.texts.declared(self.new, new)?;
        let scope = scope(self.old.full_name(field.into()));
        self.means_the_same(was, &now, &Name { scope: &scope, name: &name, kind: Kind::Type })
    }

    /// What has to be done so that a name of the old text means the same in the new one.
    fn means_the_same(&self, was: &Declared<'_>, now: &Declared<'_>, name: &Name<'_>) -> Changes {
        let mut open = Vec::new();
        let files = (self.file_of(Side::Old, was)?, self.file_of(Side::New, now)?);
        let mut changes = self.needs(name, "", files, &mut open)?;
        changes.extend(self.declare_all(open)?);
        Some(changes)
    }

    /// What has to be done so that the extensions in the name of an option are seen.
    fn sees_extensions(&self, name: &str, was: &Declared<'t>, now: &Declared<'t>) -> Changes {
        let (old, new) = (self.file_of(Side::Old, was)?, self.file_of(Side::New, now)?);
        let scope = self.old.package(old);
        let parts = parts(name);
        let extensions = parts.iter().filter_map(|part| part.strip_prefix('(')?.strip_suffix(')'));
        let mut changes = Vec::new();
        for name in extensions {
            let kind = Kind::Extension;
            match self.old_names.meaning(old, scope, name, kind) {
                Some(_) => changes.extend(self.means_the_same(was, now, &Name { scope, name, kind })?),
                // The old file said it in another way.
                None => changes.extend(self.import_of(home_of(name)?, new)?),
            }
        }
        Some(changes)
    }

    pub(crate) fn file_of(&self, side: Side, declared: &Declared<'_>) -> Option<FileId> {
        self.schema(side).find_file(self.texts.name(declared.text.id))
    }

    pub(crate) fn is_other_syntax(&self, old: FieldId, new: FieldId) -> bool {
        self.is_other_language(self.old[old].file, self.new[new].file)
    }

    /// Whether statements of the one file may not be written in the other.
    pub(crate) fn is_other_language(&self, old: FileId, new: FileId) -> bool {
        // What an integer is called is another thing in an edition that is not finished.
        let kind = |syntax: Syntax| (std::mem::discriminant(&syntax), syntax.edition() == Edition::UNSTABLE);
        kind(self.old[old].syntax) != kind(self.new[new].syntax)
    }

    /// The oneof that the author put a field into.
    pub(crate) fn real_oneof(&self, side: Side, field: FieldId) -> Option<OneofId> {
        let schema = self.schema(side);
        schema[field].oneof.filter(|&oneof| !schema[oneof].synthetic)
    }
}

pub(crate) fn replace(now: &Declared<'_>, span: Span, text: impl Into<String>) -> Change {
    Change::replace(now.text.id, span.range(), text)
}

fn end<'t>(declared: &Declared<'t>, side: End) -> Option<&'t MethodType> {
    let Decl::Method(method) = declared.decl else { return None };
    Some(match side {
        End::Request => &method.input,
        End::Response => &method.output,
    })
}

pub(crate) fn type_span(ty: &TypeExpr) -> Span {
    match ty {
        TypeExpr::Named(name) => name.span,
        TypeExpr::Group(span) | TypeExpr::Map { span, .. } => *span,
    }
}

/// From the label, or the type, to the end of the type.
pub(crate) fn head_span(field: &FieldDecl) -> Span {
    let ty = type_span(&field.ty);
    Span::new(field.label.map_or(ty.start, |(_, label)| label.start), ty.end)
}
