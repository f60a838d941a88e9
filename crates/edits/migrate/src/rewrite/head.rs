//! The statements at the start of a file: the edition, imports and file options.

use std::collections::BTreeMap;

use super::{Writer, is_head};
use crate::features::{FEATURES, Feature};
use crate::target::{Language, TargetEdition};
use protoward_edit::{Body, Decl, InsertPosition, Statement, TextEdit};
use protoward_syntax::ast::{ImportDecl, ImportKind};
use protoward_syntax::literal;

/// File options that an edition removed, with the edition.
const REMOVED: [(&str, TargetEdition); 3] = [
    ("java_string_check_utf8", TargetEdition::E2023),
    ("java_multiple_files", TargetEdition::E2024),
    ("cc_enable_arenas", TargetEdition::E2026),
];

/// The order of insertions at one position.
const IMPORTS: usize = 1;
const OPTIONS: usize = 2;

impl<'a> Writer<'a> {
    /// Writes the edition, the imports of features, and the options of the file.
    pub(super) fn head(&mut self) {
        let root = self.of.tree[0].decl;
        let Some(body) = root.body(self.of.doc) else { return };
        if let Some(target) = self.of.target {
            self.edition(&body, target);
        }
        self.imports(&body);
        self.file_options(&body);
    }

    fn edition(&mut self, body: &Body<'a>, target: TargetEdition) {
        let doc = self.of.doc;
        let quote = doc.quote();
        let value = format!("{quote}{}{quote}", target.name());
        if let Some(decl) = &doc.parsed.file.syntax {
            let keyword = |is_edition: bool| if is_edition { "edition" } else { "syntax" };
            let start = decl.span.start as usize;
            let is_edition = !target.is_legacy();
            if decl.is_edition != is_edition {
                let end = start + keyword(decl.is_edition).len();
                self.edits.push(TextEdit::new(start..end, keyword(is_edition)));
            }
            self.edits.push(TextEdit::new(decl.value.range(), value));
            return;
        }
        let line = format!("edition = {value};");
        let statement = statement(vec![line], (false, true));
        self.edits.push(body.insert(self.edition_position(body), &statement));
    }

    /// Returns the position before the first statement. A license right above it stays at the top.
    fn edition_position(&self, body: &Body<'a>) -> InsertPosition {
        let at = body.top();
        let Some(first) = body.items.get(0) else { return at };
        let start = first.span().start as usize;
        let above = self.of.doc.text.get(at.offset()..start).unwrap_or_default().to_ascii_lowercase();
        let is_license = above.contains("copyright") || above.contains("license");
        match self.of.doc.indent(start) {
            Some(_) if is_license => InsertPosition::Line(self.of.doc.line_start(start)),
            _ => at,
        }
    }

    /// Makes weak imports plain, and adds imports of the features of languages.
    fn imports(&mut self, body: &Body<'a>) {
        let has_options = self
            .of
            .target
            .map_or(self.edition_now() >= TargetEdition::E2024.edition(), |target| target >= TargetEdition::E2024);
        let imports: Vec<(usize, &ImportDecl)> = body
            .items
            .iter()
            .enumerate()
            .filter_map(|(index, decl)| if let Decl::Import(import) = decl { Some((index, import)) } else { None })
            .collect();
        if has_options && self.of.target.is_some() {
            for (_, import) in imports.iter().filter(|(_, import)| import.kind == ImportKind::Weak) {
                self.edits.push(TextEdit::remove(import.kind_span.start as usize..import.path.start as usize));
            }
        }
        if self.of.target.is_some_and(|target| target < TargetEdition::E2024) {
            let options = imports.iter().filter(|(_, import)| import.kind == ImportKind::Option);
            let kept = options.filter(|(_, import)| !self.is_superfluous(import));
            let words = kept.map(|(_, import)| import.kind_span.start as usize..import.path.start as usize);
            let removals: Vec<TextEdit> = words.map(TextEdit::remove).collect();
            self.edits.extend(removals);
        }
        for (index, import) in &imports {
            if self.is_superfluous(import) {
                self.edits.extend(body.items.get(*index).map(|decl| self.of.doc.removal(decl)));
            }
        }
        let is_imported = |path: &str| imports.iter().any(|(_, import)| self.path(import) == path);
        let mut missing: Vec<&str> = self.languages().map(Language::file).filter(|path| !is_imported(path)).collect();
        if missing.is_empty() {
            return;
        }
        missing.sort_unstable();
        let quote = self.of.doc.quote();
        let word = if has_options { "option " } else { "" };
        let line = |path: &str| format!("import {word}{quote}{path}{quote};");
        let Some(&(last, _)) = imports.last() else {
            let at = self.behind_head(body, |decl| matches!(decl, Decl::Syntax(_) | Decl::Package(_)));
            let statement = statement(missing.into_iter().map(line).collect(), (true, has_file_options(body)));
            self.edits.push(body.insert(at, &statement).ranked(IMPORTS));
            return;
        };
        let paths: Vec<String> = imports.iter().map(|(_, import)| self.path(import)).collect();
        let is_sorted =
            !has_options && paths.is_sorted() && imports.iter().all(|(_, import)| import.kind == ImportKind::Plain);
        for path in missing {
            let next = imports.iter().zip(&paths).find(|(_, other)| is_sorted && other.as_str() > path);
            let (at, next_index) = match next {
                Some(((index, _), _)) => (body.before(*index), *index),
                None => (body.behind(last), last),
            };
            // Comments above the next import might belong to the whole block.
            let has_comment = next.is_some()
                && matches!(at, InsertPosition::Line(line) if
                body.items.get(next_index).is_some_and(|decl| self.of.doc.line_start(decl.span().start as usize) != line));
            let at = if has_comment { body.behind(last) } else { at };
            self.edits.push(body.insert(at, &Statement::new(vec![line(path)])).ranked(IMPORTS));
        }
    }

    /// Returns `true` for the import of the features of a language that the file no longer needs.
    fn is_superfluous(&self, import: &ImportDecl) -> bool {
        let language = Language::ALL.into_iter().find(|language| language.file() == self.path(import));
        language.is_some_and(|language| self.is_left(language)) && import.kind != ImportKind::Public
    }

    /// Returns `true` if all features of a language were removed, and nothing else needs its file.
    fn is_left(&self, language: Language) -> bool {
        const MESSAGES: [&str; 3] = ["CppFeatures", "JavaFeatures", "GoFeatures"];
        let is_of = |feature: Feature| feature.row().language == Some(language);
        let was_used = self.of.plan.changes.iter().any(|change| is_of(change.feature) && change.old.is_some());
        was_used
            && !self.of.plan.settings.iter().any(|(_, feature, _)| is_of(*feature))
            && !MESSAGES.iter().any(|message| self.of.doc.text.contains(message))
            && !self.sets_others(language)
    }

    /// Returns `true` if the file sets features of a language that have no row.
    fn sets_others(&self, language: Language) -> bool {
        let names = FEATURES.iter().filter(|row| row.language == Some(language)).map(|row| row.name);
        let names: Vec<&str> = names.collect();
        let extension = language.extension();
        self.of.doc.text.match_indices(extension).any(|(at, _)| {
            let rest = self.of.doc.text[at + extension.len()..].trim_start_matches([')', ']', '.', ' ', ':', '{']);
            !names.iter().any(|name| rest.starts_with(name))
        })
    }

    fn edition_now(&self) -> protoward_schema::Edition {
        self.of.schema[self.of.file].syntax.edition()
    }

    fn path(&self, import: &ImportDecl) -> String {
        literal::string_lossy(self.of.doc.text, import.path).into_owned()
    }

    /// Returns the position after the first statements of some kinds.
    fn behind_head(&self, body: &Body<'a>, is_it: impl Fn(Decl<'a>) -> bool) -> InsertPosition {
        let head = body.items.iter().take_while(|decl| is_head(*decl));
        let last = head.enumerate().filter(|(_, decl)| is_it(*decl)).map(|(index, _)| index).last();
        last.map_or_else(|| body.top(), |last| body.behind(last))
    }

    fn file_options(&mut self, body: &Body<'a>) {
        let node = self.of.tree[0].node(self.of.doc);
        let mut values: BTreeMap<String, Option<&str>> = self.values(0);
        let class = self.of.java_class.map(|class| format!("\"{class}\""));
        if let Some(class) = &class {
            values.insert("java_outer_classname".to_owned(), Some(class));
        }
        if self.of.is_separate {
            values.insert("java_multiple_files".to_owned(), Some("true"));
        }
        for (name, since) in REMOVED {
            if self.of.target.is_some_and(|target| target >= since) {
                values.insert(name.to_owned(), None);
            }
        }
        let values = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let (edits, mut added) = node.set_statements(&values);
        self.edits.extend(edits);
        // Features of languages come last.
        added.sort_by_key(|option| (option.starts_with("features."), option.starts_with("features.(")));
        if added.is_empty() {
            return;
        }
        let lines = added.iter().map(|option| format!("option {option};")).collect();
        let has_options =
            body.items.iter().take_while(|decl| is_head(*decl)).any(|decl| matches!(decl, Decl::Option(_)));
        let at = if has_options {
            self.behind_head(body, |decl| matches!(decl, Decl::Option(_)))
        } else {
            self.behind_head(body, |_| true)
        };
        let statement = statement(lines, (!has_options, true));
        self.edits.push(body.insert(at, &statement).ranked(OPTIONS));
    }
}

/// Returns `true` if there are options at the start of a file.
fn has_file_options(body: &Body<'_>) -> bool {
    body.items.iter().take_while(|decl| is_head(*decl)).any(|decl| matches!(decl, Decl::Option(_)))
}

/// Returns new statements with a blank line before and after them.
fn statement(lines: Vec<String>, blank: (bool, bool)) -> Statement {
    let mut statement = Statement::new(lines);
    statement.blank = blank;
    statement
}
