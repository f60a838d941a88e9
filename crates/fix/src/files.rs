//! The statements at the head of a file: syntax, package, imports.

use std::collections::BTreeMap;

use super::change::{Change, What};
use super::declare::add;
use super::deprecate::edited;
use super::fixer::Fixer;
use super::reserve::quote;
use super::restore::replace;
use super::statement::{Statement, insert, remove};
use super::texts::Declared;
use super::tree::{Decl, option_name};
use protoward_schema::{Edition, FileId, Syntax};
use protoward_syntax::ast::{ImportDecl, ImportKind, Label, OptionDecl, TypeExpr};
use protoward_syntax::{Dialect, Lexer, TokenKind, literal};

impl<'t> Fixer<'t> {
    /// The package comes back to all files that went the same way, where nothing names the new one: no other file
    /// imports them, and none spells a part of it.
    pub(crate) fn package(&self, old: FileId, new: FileId) -> Option<Vec<Change>> {
        let packages = (self.old.package(old), self.new.package(new));
        self.once_for(packages, || self.packages(packages))
    }

    fn packages(&self, (was, is): (&str, &str)) -> Option<Vec<Change>> {
        let new_file = |old: FileId| self.new.find_file(self.old.name(old.into())).map(|new| (old, new));
        let went = |(old, new): &(FileId, FileId)| self.old.package(*old) == was && self.new.package(*new) == is;
        let files: BTreeMap<FileId, FileId> =
            self.old.files.ids().filter_map(new_file).filter(went).map(|(old, new)| (new, old)).collect();
        let is_one = |file: FileId| files.contains_key(&file);
        let imports = |file: FileId| self.new[file].imports.iter().filter_map(|import| import.file);
        if self.new.files.ids().any(|file| !is_one(file) && imports(file).any(is_one)) {
            return None;
        }
        files.iter().map(|(&new, &old)| self.package_of(old, new, is)).collect()
    }

    fn package_of(&self, old: FileId, new: FileId, is: &str) -> Option<Change> {
        let (was, now) = (self.texts.declared(self.old, old)?, self.texts.declared(self.new, new)?);
        let (before, after) = (package(&was), package(&now));
        let kept = after.map_or(0..0, |decl| decl.span().range());
        if !is.is_empty() && names_any(now.text.text, is, &kept) {
            return None;
        }
        Some(match (before, after) {
            (Some(Decl::Package(before)), Some(Decl::Package(after))) => {
                replace(&now, after.name.span, before.name.span.of(was.text.text))
            }
            (Some(before), None) => head(&was, &now, before)?,
            (None, Some(after)) => {
                let (range, text) = remove(now.text.text, after);
                Change::replace(now.text.id, range, text)
            }
            _ => return None,
        })
    }

    /// The syntax comes back where all of the file can be written in it.
    pub(crate) fn syntax(&self, old: FileId, was: &Declared<'t>, now: &Declared<'t>) -> Option<Vec<Change>> {
        // What a file says in the words of an edition is not to be guessed.
        if !matches!(now.text.parsed.dialect, Dialect::Proto2 | Dialect::Proto3) {
            return None;
        }
        let fits = match self.old[old].syntax {
            Syntax::Proto2 => is_proto2(now),
            Syntax::Proto3 => is_proto3(now),
            Syntax::Edition(_) => false,
        };
        if !fits {
            return None;
        }
        let statement = |declared: &Declared<'t>| declared.text.parsed.file.syntax.as_ref();
        Some(vec![match (statement(was), statement(now)) {
            (Some(before), Some(after)) => replace(now, after.span, before.span.of(was.text.text)),
            (Some(before), None) => head(was, now, Decl::Syntax(before))?,
            (None, Some(after)) => {
                let (range, text) = remove(now.text.text, Decl::Syntax(after));
                Change::replace(now.text.id, range, text)
            }
            (None, None) => return None,
        }])
    }

    /// Imports a file again, where it was imported before; what is gone from the schema altogether cannot be.
    pub(crate) fn import(&self, gone: FileId) -> Option<Vec<Change>> {
        if !self.old[gone].is_import {
            return None;
        }
        let mut changes = Vec::new();
        for (old, file) in self.old.files.iter() {
            let Some(new) = self.new.find_file(self.old.text(file.path)) else { continue };
            if file.imports.iter().any(|import| import.file == Some(gone)) {
                changes.extend(self.import_into(gone, (old, new))?);
            }
        }
        Some(changes)
    }

    /// Imports a file again as an old file did.
    pub(crate) fn import_into(&self, gone: FileId, (old, new): (FileId, FileId)) -> Option<Vec<Change>> {
        let (was, now) = (self.texts.declared(self.old, old)?, self.texts.declared(self.new, new)?);
        let key = format!("import {}", self.old.name(gone.into()));
        let statement = was.body()?.items.iter().find(|decl| decl.key(was.text.text) == key)?;
        let (declared, body) = (was.inner(statement), now.body()?);
        let text = self.import_text(&declared, new);
        let statement = Statement::of_decl(was.text.text, statement, &text);
        let at = self.place(&declared, &now, &body);
        Some(add(&declared, statement, (&now, &body), at))
    }

    /// Imports a file publicly, as the old file did; an import that the new file has is made public.
    pub(crate) fn import_publicly(&self, gone: FileId, files: (FileId, FileId)) -> Option<Vec<Change>> {
        let (old, new) = files;
        self.new.find_file(self.old.name(gone.into()))?;
        let now = self.texts.declared(self.new, new)?;
        let key = format!("import {}", self.old.name(gone.into()));
        let Some(statement) = now.body()?.items.iter().find(|decl| decl.key(now.text.text) == key) else {
            return self.import_into(gone, files);
        };
        let was = self.texts.declared(self.old, old)?;
        let before = was.body()?.items.iter().find(|decl| decl.key(was.text.text) == key)?;
        Some(vec![replace(&now, statement.span(), before.span().of(was.text.text))])
    }

    /// An import in the words of the new file: editions from 2024 on have `option` and no `weak`.
    fn import_text(&self, import: &Declared<'t>, new: FileId) -> String {
        let text = import.text.text;
        let has_options = self.new[new].syntax.edition() >= Edition::E2024;
        let edits = match import.decl {
            Decl::Import(ImportDecl { kind: ImportKind::Weak, kind_span, path, .. }) if has_options => {
                vec![(kind_span.start as usize..path.start as usize, String::new())]
            }
            Decl::Import(ImportDecl { kind: ImportKind::Option, kind_span, path, .. }) if !has_options => {
                vec![(kind_span.start as usize..path.start as usize, String::new())]
            }
            _ => Vec::new(),
        };
        if !edits.is_empty() {
            self.differs();
        }
        edited(text, import.decl.span().range(), edits)
    }

    /// Imports a file that comes with the compiler, where that is not seen yet.
    pub(crate) fn import_of(&self, path: &str, new: FileId) -> Option<Vec<Change>> {
        if self.new.find_file(path).is_some_and(|home| self.new_names.sees(new, home)) {
            return Some(Vec::new());
        }
        let now = self.texts.declared(self.new, new)?;
        let (text, body, quote) = (now.text.text, now.body()?, quote(&now));
        let last = |is_it: fn(&Decl<'_>) -> bool| {
            (0..body.items.len()).rev().find(|&index| body.items.get(index).is_some_and(|decl| is_it(&decl)))
        };
        let is_plain = |decl: &Decl<'_>| matches!(decl, Decl::Import(import) if import.kind != ImportKind::Option);
        let import = last(is_plain);
        let head = || last(|decl| matches!(decl, Decl::Syntax(_) | Decl::Package(_)));
        let at = import.or_else(head).map_or_else(|| body.top(text), |index| body.behind(text, index));
        let is_first = import.is_none();
        let statement =
            Statement::of_lines(vec![format!("import {quote}{path}{quote};")]).with_air((is_first, is_first));
        let (range, text) = insert(&now, &body, at, &statement);
        let what = What::Text { start: range.start, end: range.end, rank: usize::MAX, text };
        Some(vec![Change { source: now.text.id, what }])
    }
}

fn package<'t>(declared: &Declared<'t>) -> Option<Decl<'t>> {
    declared.body()?.items.iter().find(|decl| matches!(decl, Decl::Package(_)))
}

/// The syntax or the package of the old text goes to the head of the new one.
fn head<'t>(was: &Declared<'t>, now: &Declared<'t>, decl: Decl<'t>) -> Option<Change> {
    let body = now.body()?;
    let at = match now.text.parsed.file.syntax {
        Some(_) => body.behind(now.text.text, 0),
        None => body.top(now.text.text),
    };
    let statement = Statement::of_decl(was.text.text, decl, decl.span().of(was.text.text));
    let (range, text) = insert(now, &body, at, &statement);
    let what = What::Text { start: range.start, end: range.end, rank: decl.span().start as usize, text };
    Some(Change { source: now.text.id, what })
}

/// Whether a text names a part of a package in a name of several parts, outside of a stretch.
fn names_any(text: &str, package: &str, outside: &std::ops::Range<usize>) -> bool {
    let mut lexer = Lexer::at(text, 0);
    let (mut word, mut is_path) = (false, false);
    loop {
        let token = lexer.next_token();
        let written = token.span.of(text);
        match token.kind {
            TokenKind::End => return false,
            _ if outside.contains(&(token.span.start as usize)) => (word, is_path) = (false, false),
            TokenKind::Identifier => {
                let is_part = package.split('.').any(|part| part == written);
                if is_part && is_path {
                    return true;
                }
                word = is_part;
                is_path = false;
            }
            TokenKind::Symbol if written == "." => {
                if word {
                    return true;
                }
                is_path = true;
            }
            _ => (word, is_path) = (false, false),
        }
    }
}

/// Every statement of a file, each with what it stands in. The depth of the walk is that of the tree, which the parser
/// bounds.
fn all<'t>(text: &str, decl: Decl<'t>, outer: Decl<'t>, is_fine: &dyn Fn(Decl<'t>, Decl<'t>) -> bool) -> bool {
    let mut inner = decl.body(text).into_iter().flat_map(|body| body.items.iter());
    is_fine(decl, outer) && inner.all(|inner| all(text, inner, decl, is_fine))
}

/// Whether all fields have the labels that proto2 asks for; what else proto3 has, proto2 has too.
fn is_proto2(now: &Declared<'_>) -> bool {
    let text = now.text.text;
    all(text, now.decl, now.decl, &|decl, outer| match decl {
        Decl::Field(field) => {
            field.label.is_some() || matches!(outer, Decl::Oneof(_)) || matches!(field.ty, TypeExpr::Map { .. })
        }
        Decl::Message(message) => message.visibility.is_none(),
        Decl::Enum(whole) => whole.visibility.is_none(),
        Decl::Option(option) => is_of_no_edition(option, text),
        _ => true,
    })
}

/// Whether nothing is in the file that proto3 does not have: required fields, defaults, groups, extension ranges, enums
/// that do not begin with zero.
fn is_proto3(now: &Declared<'_>) -> bool {
    let text = now.text.text;
    all(text, now.decl, now.decl, &|decl, _| match decl {
        Decl::Field(field) => {
            let is_required = matches!(field.label, Some((Label::Required, _)));
            let mut options = field.options.iter().flat_map(|options| &options.items);
            let is_fine = |option| option_name(option, text) != "default" && is_of_no_edition(option, text);
            !is_required && field.group.is_none() && options.all(is_fine)
        }
        Decl::Extensions(_) | Decl::Extend(_) => false,
        Decl::Option(option) => is_of_no_edition(option, text),
        Decl::Message(message) => message.visibility.is_none(),
        Decl::Enum(whole) => whole.visibility.is_none() && first_value(decl, text) == Some(0),
        _ => true,
    })
}

fn is_of_no_edition(option: &OptionDecl, text: &str) -> bool {
    !option_name(option, text).starts_with("features")
}

fn first_value(whole: Decl<'_>, text: &str) -> Option<i64> {
    whole.body(text)?.items.iter().find_map(|decl| match decl {
        Decl::Value(value) => literal::signed(text, value.number),
        _ => None,
    })
}
