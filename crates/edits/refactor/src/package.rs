//! Changes of the package of files, with all references to what they declare.

use crate::links::PathChange;
use crate::names::{Overlay, overlay};
use crate::planner::Planner;
use crate::proof::Changes;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::rename::is_identifier;
use protoward_edit::{Decl, Statement};
use protoward_schema::{Element, FileId, qualified};
use protoward_source::Edit;

impl Planner<'_> {
    /// Returns the edits that give files of one package another one, and what stops working.
    ///
    /// # Errors
    /// Fails if a name is taken there, or a reference cannot be edited.
    pub fn repackage(&self, files: &[FileId], package: &str) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        let Some(&first) = files.first() else { return Err(Refusal::Undeclared) };
        let old = schema.package(first);
        if !package.split('.').all(is_identifier) {
            return Err(Refusal::NotAName(package.to_owned()));
        }
        if old == package {
            return Err(Refusal::Same);
        }
        let overlay = Overlay::moved(schema, files, package);
        let is_moved = |element: &Element| files.contains(&schema.file_of(*element));
        let names = overlay.elements().map(|element| overlay.full_name(schema, element));
        // A package has the name of no element.
        let around = std::iter::successors(Some(package), |package| package.rsplit_once('.').map(|(outer, _)| outer));
        let mut names = names.chain(around.map(str::to_owned));
        if let Some(taken) = names.find_map(|name| schema.find(&name).filter(|found| !is_moved(found))) {
            return Err(Refusal::Taken(taken));
        }
        let mut refactoring = Refactoring { breaks: Some(self.broken_by_package(files)), ..Refactoring::default() };
        for &file in files {
            refactoring.edits.push(self.package_statement(file, package)?);
        }
        let declared = overlay.elements().map(|element| schema.name(element));
        refactoring.changes = Changes::repackaged(files, package);
        self.respell(&overlay, &declared.chain(package.split('.')).collect(), files, &mut refactoring)?;
        let changes = files.iter().flat_map(|&file| overlay::top_level(schema, file)).map(|element| {
            let old = schema.full_name(element);
            let new = qualified(package, schema.name(element));
            PathChange { old, new, files: Vec::new(), package: Some(package.to_owned()) }
        });
        let changes: Vec<PathChange> = match old {
            "" => changes.collect(),
            old => vec![PathChange {
                old: old.to_owned(),
                new: package.to_owned(),
                files: files.to_vec(),
                package: Some(package.to_owned()),
            }],
        };
        self.relink(&changes, &mut refactoring);
        self.edit_full_names(&changes, &mut refactoring);
        refactoring.mentions = if old.is_empty() { Vec::new() } else { self.full_name_mentions(old) };
        Ok(refactoring)
    }

    fn broken_by_package(&self, files: &[FileId]) -> &'static str {
        if files.iter().all(|&file| self.schema[file].services.is_empty()) {
            "generated code, `Any` and text that names the messages"
        } else {
            "clients that call methods by their paths, generated code, `Any` and text that names the messages"
        }
    }

    fn package_statement(&self, file: FileId, package: &str) -> Result<Edit, Refusal> {
        let source = self.schema[file].source;
        let document = self.texts.get(source).ok_or(Refusal::NoText(file.into()))?;
        let root = document.root();
        if let Some(Decl::Package(old)) = root.items().find(|decl| matches!(decl, Decl::Package(_))) {
            if !old.name.plain {
                return Err(self.refused(source, old.name.span.range(), Refusal::Split));
            }
            return Ok(self.edit(source, old.name.span.range(), package));
        }
        let body = root.body().ok_or(Refusal::NoText(file.into()))?;
        let mut statement = Statement::new(vec![format!("package {package};")]);
        statement.blank = (true, true);
        let at = if document.parsed.file.syntax.is_some() { body.behind(0) } else { body.top() };
        Ok(self.text_edit(source, body.insert(at, &statement)))
    }

    /// Returns `true` if a string of an option may have the full name of something in a file.
    pub fn is_named_in_text(&self, file: FileId) -> bool {
        let schema = self.schema;
        let declared = &self.schema[file];
        match schema.package(file) {
            "" => {
                let types = declared.messages.iter().map(|&id| schema.name(id.into()));
                let services = declared.services.iter().map(|&id| schema.name(id.into()));
                let enums = declared.enums.iter().map(|&id| schema.name(id.into()));
                types.chain(services).chain(enums).any(|name| self.mentions().has_word(name))
            }
            package => self.mentions().with_full_name(&format!("{package}.")).next().is_some(),
        }
    }
}
