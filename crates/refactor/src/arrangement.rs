//! Declarations that get other files: their texts, and the imports of all files.

use std::collections::{BTreeMap, BTreeSet};

use crate::file_imports::FileImports;
use crate::imports::NewImport;
use crate::new_file::head;
use crate::planner::Planner;
use crate::proof::{comments_in, compared_comment};
use crate::refactoring::{NewFile, Refactoring};
use crate::refusal::Refusal;
use crate::units::Unit;
use protoward_edit::{Document, TextEdit, edited};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::SourceId;
use protoward_syntax::Tokens;

/// A file that declarations go to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) path: String,
    /// The file, if it exists.
    pub(crate) file: Option<FileId>,
    /// The package of a new file.
    pub(crate) package: String,
    /// The file that gives a new one its syntax, its options, and the comment at its top.
    pub(crate) like: FileId,
    /// More imports that the file gets.
    pub(crate) carried: BTreeSet<NewImport>,
}

/// Declarations that get other files.
#[derive(Debug)]
pub(crate) struct Arrangement {
    /// The declarations in their new order, with the position of their targets.
    units: Vec<(Unit, usize)>,
    pub(crate) targets: Vec<Target>,
    /// Files that nothing is left of.
    pub(crate) removed: BTreeSet<FileId>,
    /// `true` if the old files import the new ones publicly.
    pub(crate) is_forwarded: bool,
    by_element: BTreeMap<Element, usize>,
    by_place: BTreeMap<(SourceId, usize), usize>,
}

impl Arrangement {
    pub(crate) fn new(units: Vec<(Unit, usize)>, targets: Vec<Target>) -> Self {
        let mut it = Self {
            units: Vec::new(),
            targets,
            removed: BTreeSet::new(),
            is_forwarded: false,
            by_element: BTreeMap::new(),
            by_place: BTreeMap::new(),
        };
        for (index, (unit, _)) in units.iter().enumerate() {
            it.by_place.insert((unit.source, unit.range.start), index);
            it.by_element.extend(unit.elements.iter().map(|&element| (element, index)));
        }
        it.units = units;
        it
    }

    /// Returns the target of the declaration at an offset of a text, if it moves.
    pub(crate) fn target_at(&self, source: SourceId, at: usize) -> Option<&Target> {
        self.unit_at(source, at).and_then(|unit| self.targets.get(self.units[unit].1))
    }

    fn unit_at(&self, source: SourceId, at: usize) -> Option<usize> {
        let (_, &index) = self.by_place.range(..=(source, at)).next_back()?;
        let (unit, _) = &self.units[index];
        (unit.source == source && unit.range.contains(&at)).then_some(index)
    }

    /// Returns the target of an element, if it moves, alone or with what it is declared in.
    pub(crate) fn target_of(&self, schema: &Schema, element: Element) -> Option<&Target> {
        let mut around = std::iter::successors(Some(element), |&element| schema.enclosing(element));
        let unit = around.find_map(|element| self.by_element.get(&element))?;
        self.targets.get(self.units[*unit].1)
    }

    /// Returns the path of the file that an element is in afterwards.
    pub(crate) fn home<'s>(&'s self, schema: &'s Schema, element: Element) -> &'s str {
        let target = self.target_of(schema, element);
        target.map_or_else(|| schema.name(schema.file_of(element).into()), |target| &target.path)
    }

    /// Returns the paths that the declarations of a file go to.
    pub(crate) fn homes_of(&self, file: FileId) -> BTreeSet<&str> {
        let own = self.units.iter().filter(|(unit, _)| unit.file == file);
        own.map(|&(_, to)| self.targets[to].path.as_str()).collect()
    }

    /// Returns the target with a path.
    pub(crate) fn target(&self, path: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.path == path)
    }
}

impl Planner<'_> {
    /// Adds the edits of all files: the declarations, and the imports. Edits inside of declarations move with them.
    ///
    /// # Errors
    /// Fails if files would import each other, or a comment would be lost.
    pub(crate) fn arrange(&self, it: &Arrangement, refactoring: &mut Refactoring) -> Result<(), Refusal> {
        let imports = self.file_imports(it)?;
        let (edits, links) = (std::mem::take(&mut refactoring.edits), std::mem::take(&mut refactoring.links));
        let mut inner: BTreeMap<usize, Vec<TextEdit>> = BTreeMap::new();
        for edit in edits.into_iter().chain(links) {
            let Some(range) = self.sources.bytes(edit.place) else { continue };
            match it.unit_at(edit.place.source, range.start) {
                Some(unit) => inner.entry(unit).or_default().push(TextEdit::new(range, edit.text)),
                None => refactoring.edits.push(edit),
            }
        }
        let mut chunks: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (index, (unit, to)) in it.units.iter().enumerate() {
            let Some(document) = self.texts.get(unit.source) else { continue };
            let mut edits = inner.remove(&index).unwrap_or_default();
            edits.sort();
            edits.dedup();
            let text = edited(document.text, unit.range.clone(), edits);
            let text = text.trim_matches(['\r', '\n', ' ']).to_owned();
            chunks.entry(*to).or_default().push(text);
            let homes = unit.elements.iter().map(|&element| (element, it.targets[*to].path.clone()));
            refactoring.changes.homes.extend(homes);
        }
        let none = FileImports::default();
        for (index, target) in it.targets.iter().enumerate().filter(|(_, target)| target.file.is_none()) {
            let own = imports.get(&target.path).unwrap_or(&none);
            let chunks = chunks.remove(&index).unwrap_or_default();
            let text = self.new_text(target, &chunks, &own.added, refactoring);
            refactoring.created.push(NewFile { path: target.path.clone(), text, beside: target.like });
            refactoring.changes.files.insert(target.path.clone());
        }
        for (file, declared) in self.schema.files.iter() {
            let path = self.schema.name(file.into());
            if it.removed.contains(&file) {
                self.keep_comments(it, file, refactoring)?;
                refactoring.removed.push(file);
                refactoring.changes.files.insert(path.to_owned());
                continue;
            }
            let Some(document) = self.texts.get(declared.source) else { continue };
            let own = imports.get(path).unwrap_or(&none);
            let mut edits = own.edits(document);
            edits.extend(Self::added_imports(document, &own.added));
            let units = it.units.iter().filter(|(unit, _)| unit.file == file);
            edits.extend(units.map(|(unit, _)| TextEdit::remove(unit.range.clone())));
            let target = it.targets.iter().position(|target| target.file == Some(file));
            if let Some((target, chunks)) = target.and_then(|at| Some((&it.targets[at], chunks.remove(&at)?))) {
                edits.push(self.appended(document, target.like, &chunks));
            }
            if !edits.is_empty() {
                refactoring.edits.extend(self.merged(document, edits));
                refactoring.changes.files.insert(path.to_owned());
            }
        }
        Ok(())
    }

    /// Checks that a file that is removed leaves no comment behind: those at its top are in the new files.
    fn keep_comments(&self, it: &Arrangement, file: FileId, refactoring: &mut Refactoring) -> Result<(), Refusal> {
        let source = self.schema[file].source;
        let Some(document) = self.texts.get(source) else { return Ok(()) };
        let targets = it.homes_of(file).into_iter().filter_map(|path| it.target(path));
        let tops = targets.filter_map(|target| self.texts.get(self.schema[target.file.unwrap_or(target.like)].source));
        let kept: BTreeSet<String> = tops.flat_map(|top| comments_in(&top.text[head(top)])).collect();
        let tokens = Tokens::new(document.text);
        for piece in tokens.pieces().iter().filter(|piece| piece.is_comment()) {
            if it.unit_at(source, piece.span.start as usize).is_some() {
                continue;
            }
            let comment = compared_comment(piece.span.of(document.text));
            if !kept.contains(&comment) {
                return Err(Refusal::LosesComment(self.sources.place(source, piece.span.range())));
            }
            refactoring.changes.copied.insert(comment);
        }
        Ok(())
    }

    /// Returns the edit that adds declarations at the end of a file.
    fn appended(&self, document: &Document<'_>, from: FileId, chunks: &[String]) -> TextEdit {
        let line_break = document.line_break();
        let own = self.texts.get(self.schema[from].source).map_or("\n", |from| from.line_break());
        let end = document.text.len();
        let start = if end > 0 && !document.text.ends_with('\n') { line_break } else { "" };
        let added: String =
            chunks.iter().map(|chunk| format!("{line_break}{}{line_break}", chunk.replace(own, line_break))).collect();
        TextEdit::insert(end, format!("{start}{added}"))
    }
}
