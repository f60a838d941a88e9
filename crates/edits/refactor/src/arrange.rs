//! The texts of declarations that get other files, and the edits of all files.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrangement::Arrangement;
use crate::file_imports::FileImports;
use crate::head::head;
use crate::planner::Planner;
use crate::proof::{comments_in, compared_comment};
use crate::refactoring::{NewFile, Refactoring};
use crate::refusal::Refusal;
use crate::rescope::unindented;
use protoward_edit::{Document, TextEdit, edited};
use protoward_schema::FileId;
use protoward_syntax::Tokens;

impl Planner<'_> {
    /// Adds the edits of all files: the declarations, and the imports. Edits inside of declarations move with them.
    ///
    /// # Errors
    /// Fails if files would import each other, or a comment would be lost.
    pub(crate) fn arrange(&self, it: &Arrangement, refactoring: &mut Refactoring) -> Result<(), Refusal> {
        let imports = self.file_imports(it)?;
        let edits = std::mem::take(&mut refactoring.edits);
        let links = std::mem::take(&mut refactoring.links);
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
            let text = match text.trim_matches(['\r', '\n', ' ', '\t']) {
                text if unit.indent.is_empty() => text.to_owned(),
                text => unindented(text, &unit.indent).join(document.line_break()),
            };
            chunks.entry(*to).or_default().push(text);
            let homes = unit.elements.iter().map(|&element| (element, it.targets[*to].path.clone()));
            refactoring.changes.homes.extend(homes);
        }
        let none = FileImports::default();
        for (index, target) in it.targets.iter().enumerate().filter(|(_, target)| target.file.is_none()) {
            let own = imports.get(&target.path).unwrap_or(&none);
            let chunks = chunks.remove(&index).unwrap_or_default();
            let text = self.new_text(target, &chunks, &own.added, refactoring)?;
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
            edits.extend(Self::added_imports(document, &own.added, &|path| own.drops(path)));
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
