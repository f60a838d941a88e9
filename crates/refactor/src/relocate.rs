//! Moves of declarations to another file, which may have another package.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::imports::NewImport;
use crate::links::PathChange;
use crate::names::Overlay;
use crate::planner::Planner;
use crate::refactoring::{NewFile, Refactoring};
use crate::refusal::Refusal;
use protoward_edit::{Decl, Document, TextEdit, edited};
use protoward_schema::{Element, FileId, Parent, qualified};
use protoward_source::{Edit, SourceId};
use protoward_syntax::ast::{ImportDecl, ImportKind};
use protoward_syntax::literal;

/// The file that declarations move to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The import path of the file. It need not exist.
    pub path: String,
    /// The package of a new file; by default that of the old one.
    pub package: Option<String>,
    /// `true` to import the new file publicly in the old one, so that other files need not change.
    pub is_forwarded: bool,
}

/// A planned move.
struct Move<'a> {
    elements: &'a [Element],
    from: FileId,
    source: SourceId,
    document: &'a Document<'a>,
    /// The lines of the declarations, with their comments.
    ranges: Vec<Range<usize>>,
    to: &'a Destination,
    /// The file, if it exists.
    target: Option<FileId>,
    package: String,
}

impl Planner<'_> {
    /// Returns the edits that move declarations of one file to another one. Imports are added where they are needed, and removed
    /// where nothing needs them any longer.
    ///
    /// # Errors
    /// Fails if a declaration is not at the top level, a name is taken, or the files would import each other.
    pub fn relocate(&self, elements: &[Element], to: &Destination) -> Result<Refactoring, Refusal> {
        let it = self.planned_move(elements, to)?;
        let mut refactoring = Refactoring::default();
        if self.schema.package(it.from) != it.package {
            let overlay = Overlay::relocated(self.schema, elements, &it.package);
            self.respell_moved(&overlay, &it, &mut refactoring)?;
            let changes: Vec<PathChange> = elements
                .iter()
                .map(|&element| {
                    let (old, new) = (self.schema.full_name(element), overlay.full_name(self.schema, element));
                    refactoring.changes.moved.insert(element, new.clone());
                    PathChange { old, new, files: Vec::new() }
                })
                .collect();
            self.relink(&changes, &mut refactoring);
            refactoring.breaks = Some("generated code, `Any`, text that names the messages, and clients of services");
        } else {
            refactoring.breaks = Some("generated code, where it has a module, class or header for each file");
        }
        self.move_texts(&it, &mut refactoring)?;
        for &element in elements {
            refactoring.changes.homes.insert(element, to.path.clone());
        }
        refactoring.changes.files.extend([self.schema.name(it.from.into()).to_owned(), to.path.clone()]);
        Ok(refactoring)
    }

    fn planned_move<'a>(&'a self, elements: &'a [Element], to: &'a Destination) -> Result<Move<'a>, Refusal> {
        let schema = self.schema;
        let Some(&first) = elements.first() else { return Err(Refusal::Undeclared) };
        let from = schema.file_of(first);
        if !to.path.ends_with(".proto") || to.path.starts_with(['/', '.']) || to.path.contains(['\\', '"', '\'']) {
            return Err(Refusal::NotAPath(to.path.clone()));
        }
        let source = schema[from].source;
        let document = self.texts.get(source).ok_or(Refusal::NoText(first))?;
        let mut ranges = Vec::new();
        for &element in elements {
            let is_top = match element {
                Element::Message(id) => matches!(schema[id].parent, Parent::File(_)) && !self.groups.contains(&id),
                Element::Enum(id) => matches!(schema[id].parent, Parent::File(_)),
                Element::Service(_) => true,
                _ => false,
            };
            if !is_top {
                return Err(Refusal::NotAtTopLevel(element));
            }
            if schema.file_of(element) != from {
                return Err(Refusal::OtherFile(element));
            }
            let node = self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
            ranges.push(document.removal_with_comments(node.decl).range());
        }
        let target = schema.find_file(&to.path);
        let package = to.package.clone();
        let package = match target {
            Some(target) if target == from => return Err(Refusal::SameFile),
            Some(target) => {
                let own = schema.package(target);
                if package.is_some_and(|package| package != own) {
                    return Err(Refusal::OtherPackage(target.into()));
                }
                let (old, new) = (&schema[from], &schema[target]);
                if (old.syntax, old.features) != (new.syntax, new.features) {
                    return Err(Refusal::OtherLanguage(target.into()));
                }
                own.to_owned()
            }
            None => package.unwrap_or_else(|| schema.package(from).to_owned()),
        };
        if package != schema.package(from) {
            let mut names = elements.iter().map(|&element| qualified(&package, schema.name(element)));
            if let Some(taken) = names.find_map(|name| schema.find(&name).or_else(|| self.value(&name))) {
                return Err(Refusal::Taken(taken));
            }
        }
        Ok(Move { elements, from, source, document, ranges, to, target, package })
    }

    /// Returns `true` if a reference is in a declaration that moves.
    fn is_inside(&self, it: &Move<'_>, source: SourceId, at: u32) -> bool {
        source == it.source && it.ranges.iter().any(|range| range.contains(&(at as usize)))
    }

    /// Returns `true` if an element moves, with what is declared in it.
    fn moves(&self, it: &Move<'_>, element: Element) -> bool {
        let around = std::iter::successors(Some(element), |&element| self.schema.enclosing(element));
        around.into_iter().any(|element| it.elements.contains(&element))
    }

    fn respell_moved(&self, overlay: &Overlay, it: &Move<'_>, refactoring: &mut Refactoring) -> Result<(), Refusal> {
        let names: Vec<String> = overlay.elements().map(|element| self.schema.name(element).to_owned()).collect();
        let names: BTreeSet<&str> = names.iter().map(String::as_str).chain(it.package.split('.')).collect();
        self.respell(overlay, &names, &[it.from], refactoring)
    }

    /// Adds the edits of all files: the declarations, and the imports.
    fn move_texts(&self, it: &Move<'_>, refactoring: &mut Refactoring) -> Result<(), Refusal> {
        let (inner, outer): (Vec<Edit>, Vec<Edit>) = std::mem::take(&mut refactoring.edits)
            .into_iter()
            .chain(std::mem::take(&mut refactoring.links))
            .partition(|edit| {
                let range = self.sources.bytes(edit.place);
                range.is_some_and(|range| self.is_inside(it, edit.place.source, range.start as u32))
            });
        refactoring.edits = outer;
        let chunks = self.chunks(it, &inner);
        let (needed, needs_old) = self.needed(it);
        let is_needed_by_old = self
            .uses(it.from)
            .iter()
            .any(|of| self.moves(it, of.found) && !self.is_inside(it, it.source, of.placed.reference.path.span.start));
        if let Some(place) = needs_old.filter(|_| is_needed_by_old || it.to.is_forwarded) {
            return Err(Refusal::Cycle(place));
        }
        // The old file.
        let removed = it.ranges.iter().cloned().chain(self.unused_imports(it, it.from));
        let mut edits: Vec<TextEdit> = removed.map(TextEdit::remove).collect();
        if let Some(import) = self.import_of_target(it).filter(|_| it.to.is_forwarded) {
            if import.kind == ImportKind::Plain {
                edits.push(TextEdit::insert(import.path.start as usize, "public "));
            }
        } else if it.to.is_forwarded {
            edits.extend(Self::added_imports(it.document, &[NewImport::public(&it.to.path)].into()));
        } else if is_needed_by_old && !it.target.is_some_and(|target| self.names.sees(it.from, target)) {
            edits.extend(Self::added_imports(it.document, &[NewImport::plain(&it.to.path)].into()));
        }
        refactoring.edits.extend(self.merged(it.document, edits));
        self.add_target(it, chunks, needed, refactoring);
        if !it.to.is_forwarded {
            self.import_in_others(it, refactoring);
        }
        Ok(())
    }

    /// Returns the import of the new file in the old one.
    fn import_of_target<'a>(&self, it: &Move<'a>) -> Option<&'a ImportDecl> {
        it.document.root().items().find_map(|decl| match decl {
            Decl::Import(import) if literal::string_lossy(it.document.text, import.path) == it.to.path => Some(import),
            _ => None,
        })
    }

    /// Returns the texts of the declarations, with edits inside of them.
    fn chunks(&self, it: &Move<'_>, edits: &[Edit]) -> Vec<String> {
        let mut by_range: BTreeMap<usize, Vec<TextEdit>> = BTreeMap::new();
        for edit in edits {
            let Some(range) = self.sources.bytes(edit.place) else { continue };
            let at = it.ranges.iter().position(|it| it.contains(&range.start));
            let edits = by_range.entry(at.unwrap_or_default()).or_default();
            let edit = TextEdit::new(range, edit.text.clone());
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        let line_break = it.document.line_break();
        let chunk = |(index, range): (usize, &Range<usize>)| {
            let edits = by_range.remove(&index).unwrap_or_default();
            let text = edited(it.document.text, range.clone(), edits);
            format!("{}{line_break}", text.trim_matches(['\r', '\n', ' ']))
        };
        it.ranges.iter().enumerate().map(chunk).collect()
    }

    /// Returns the imports that the declarations need in their new file, and a reference to the old file, if there is one.
    fn needed(&self, it: &Move<'_>) -> (BTreeSet<NewImport>, Option<protoward_source::Place>) {
        let (mut needed, mut needs_old) = (BTreeSet::new(), None);
        for of in self.uses(it.from) {
            let span = of.placed.reference.path.span;
            if !self.is_inside(it, it.source, span.start) || self.moves(it, of.found) {
                continue;
            }
            let home = self.schema.file_of(of.found);
            if Some(home) == it.target {
                continue;
            }
            if home == it.from {
                needs_old = Some(self.sources.place(it.source, span.range()));
            }
            if it.target.is_some_and(|target| self.names.sees(target, home)) {
                continue;
            }
            if home == it.from {
                needed.insert(NewImport::plain(self.schema.name(home.into())));
            } else {
                needed.extend(self.import_of(it.from, home));
            }
        }
        (needed, needs_old)
    }

    /// Returns the lines of imports of a file that nothing needs once the declarations have moved, but did before.
    fn unused_imports(&self, it: &Move<'_>, file: FileId) -> Vec<Range<usize>> {
        let source = self.schema[file].source;
        let Some(document) = self.texts.get(source) else { return Vec::new() };
        let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
        for of in self.uses(file) {
            let home = self.schema.file_of(of.found);
            before.insert(home);
            let is_moved_away = self.is_inside(it, source, of.placed.reference.path.span.start);
            if !is_moved_away && !self.moves(it, of.found) {
                after.insert(home);
            }
        }
        if Some(file) == it.target {
            // The declarations bring what they need.
            let inside = self.uses(it.from).into_iter();
            let inside = inside.filter(|of| self.is_inside(it, it.source, of.placed.reference.path.span.start));
            after.extend(inside.filter(|of| !self.moves(it, of.found)).map(|of| self.schema.file_of(of.found)));
        }
        let declared = &self.schema[file];
        let imports = declared.imports.iter().chain(&declared.option_imports).filter(|import| !import.public);
        let is_unused = |imported: FileId| {
            let is_used = |homes: &BTreeSet<FileId>| homes.iter().any(|&home| self.reaches(imported, home));
            is_used(&before) && !is_used(&after) && Some(imported) != it.target
        };
        let unused = imports.filter(|import| import.file.is_some_and(is_unused));
        unused.filter_map(|import| self.import_lines(document, self.schema.text(import.path))).collect()
    }

    fn add_target(
        &self,
        it: &Move<'_>,
        chunks: Vec<String>,
        needed: BTreeSet<NewImport>,
        refactoring: &mut Refactoring,
    ) {
        let Some(target) = it.target else {
            let text = self.new_text(it, &chunks, &needed);
            refactoring.created.push(NewFile { path: it.to.path.clone(), text, beside: it.from });
            return;
        };
        let source = self.schema[target].source;
        let Some(document) = self.texts.get(source) else { return };
        let (own, line_break) = (it.document.line_break(), document.line_break());
        let end = document.text.len();
        let is_open = end > 0 && !document.text.ends_with('\n');
        let added: String =
            chunks.iter().map(|chunk| format!("{line_break}{}", chunk.replace(own, line_break))).collect();
        let start = if is_open { line_break } else { "" };
        let mut edits = vec![TextEdit::insert(end, format!("{start}{added}"))];
        edits.extend(Self::added_imports(document, &needed));
        // The declarations may have been imported from the old file.
        edits.extend(self.unused_imports(it, target).into_iter().map(TextEdit::remove));
        refactoring.edits.extend(self.merged(document, edits));
    }

    /// Returns the text of a new file, with the syntax and the options of the old one.
    fn new_text(&self, it: &Move<'_>, chunks: &[String], needed: &BTreeSet<NewImport>) -> String {
        let (document, line_break) = (it.document, it.document.line_break());
        let root = document.root();
        let mut parts = Vec::new();
        parts.extend(document.parsed.file.syntax.as_ref().map(|syntax| root.text(syntax.span).to_owned()));
        if !it.package.is_empty() {
            parts.push(format!("package {};", it.package));
        }
        let lines = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join(line_break));
        let imports: BTreeSet<NewImport> = needed.iter().cloned().chain(self.option_imports(it)).collect();
        parts.extend(lines(imports.iter().map(|import| import.statement(document.quote())).collect()));
        let options = root.items().filter(|decl| matches!(decl, Decl::Option(_)));
        parts.extend(lines(options.map(|decl| root.text(decl.span()).to_owned()).collect()));
        parts.extend(chunks.iter().map(|chunk| chunk.trim_end().to_owned()));
        parts.join(&format!("{line_break}{line_break}")) + line_break
    }

    /// Returns the imports that the options of the old file need.
    fn option_imports(&self, it: &Move<'_>) -> Vec<NewImport> {
        let options: Vec<Range<usize>> = it
            .document
            .root()
            .items()
            .filter(|decl| matches!(decl, Decl::Option(_)))
            .map(|decl| decl.span().range())
            .collect();
        let is_option = |at: u32| options.iter().any(|range| range.contains(&(at as usize)));
        let uses = self.uses(it.from).into_iter().filter(|of| is_option(of.placed.reference.path.span.start));
        uses.filter_map(|of| self.import_of(it.from, self.schema.file_of(of.found))).collect()
    }

    /// Adds the edits of imports in other files that refer to the declarations.
    fn import_in_others(&self, it: &Move<'_>, refactoring: &mut Refactoring) {
        let others: Vec<FileId> =
            self.schema.files.ids().filter(|&file| file != it.from && Some(file) != it.target).collect();
        for file in others {
            let source = self.schema[file].source;
            if self.sources.get(source).is_built_in || !self.uses(file).iter().any(|of| self.moves(it, of.found)) {
                continue;
            }
            let Some(document) = self.texts.get(source) else { continue };
            let mut edits: Vec<TextEdit> = self.unused_imports(it, file).into_iter().map(TextEdit::remove).collect();
            if !it.target.is_some_and(|target| self.names.sees(file, target)) {
                edits.extend(Self::added_imports(document, &[NewImport::plain(&it.to.path)].into()));
            }
            refactoring.edits.extend(self.merged(document, edits));
            refactoring.changes.files.insert(self.schema.name(file.into()).to_owned());
        }
    }
}
