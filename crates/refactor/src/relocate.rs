//! Moves of declarations to another file, which may have another package.

use std::collections::BTreeSet;

use crate::arrangement::{Arrangement, Target};
use crate::links::PathChange;
use crate::names::Overlay;
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::units::{Unit, UnitComments};
use protoward_schema::{Element, FileId, Parent, qualified};

/// The consequence of other files for declarations.
pub(crate) const BROKEN_BY_FILES: &str = "generated code, where it has a module, class or header for each file";

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

impl Planner<'_> {
    /// Returns the edits that move declarations of one file to another one. Imports are added where they are needed, and removed
    /// where nothing needs them any longer.
    ///
    /// # Errors
    /// Fails if a declaration is not at the top level, a name is taken, or the files would import each other.
    pub fn relocate(&self, elements: &[Element], to: &Destination) -> Result<Refactoring, Refusal> {
        let (from, target) = self.destination(elements, to)?;
        let units = self.moved_units(from, elements)?;
        let package = target.package.clone();
        let mut refactoring = Refactoring::default();
        if self.schema.package(from) != package {
            let overlay = Overlay::relocated(
                self.schema,
                elements,
                &package,
                units.iter().map(|unit| (unit.file, unit.range.clone())).collect(),
            );
            self.respell_moved(&overlay, from, &package, &mut refactoring)?;
            let changes: Vec<PathChange> = elements
                .iter()
                .map(|&element| {
                    let (old, new) = (self.schema.full_name(element), overlay.full_name(self.schema, element));
                    refactoring.changes.moved.insert(element, new.clone());
                    PathChange { old, new, files: Vec::new(), is_in_package: false }
                })
                .collect();
            self.relink(&changes, &mut refactoring);
            refactoring.breaks = Some("generated code, `Any`, text that names the messages, and clients of services");
        } else {
            refactoring.breaks = Some(BROKEN_BY_FILES);
        }
        let mut arrangement = Arrangement::new(units.into_iter().map(|unit| (unit, 0)).collect(), vec![target]);
        arrangement.is_forwarded = to.is_forwarded;
        self.arrange(&arrangement, &mut refactoring)?;
        Ok(refactoring)
    }

    /// Returns the old file and the new one.
    fn destination(&self, elements: &[Element], to: &Destination) -> Result<(FileId, Target), Refusal> {
        let schema = self.schema;
        let Some(&first) = elements.first() else { return Err(Refusal::Undeclared) };
        let from = schema.file_of(first);
        check_path(&to.path)?;
        self.texts.get(schema[from].source).ok_or(Refusal::NoText(first))?;
        for &element in elements {
            let is_top = match element {
                Element::Message(id) => matches!(schema[id].parent, Parent::File(_)) && !self.groups.contains(&id),
                Element::Enum(id) => matches!(schema[id].parent, Parent::File(_)),
                Element::Field(id) => schema[id].is_extension() && schema.enclosing(element).is_none(),
                Element::Service(_) => true,
                _ => false,
            };
            if !is_top {
                return Err(Refusal::NotAtTopLevel(element));
            }
            if schema.file_of(element) != from {
                return Err(Refusal::OtherFile(element));
            }
            self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
        }
        let file = schema.find_file(&to.path);
        let package = match file {
            Some(target) if target == from => return Err(Refusal::SameFile),
            Some(target) => {
                let own = schema.package(target);
                if to.package.as_ref().is_some_and(|package| package != own) {
                    return Err(Refusal::OtherPackage(target.into()));
                }
                self.check_language(from, target)?;
                own.to_owned()
            }
            None => to.package.clone().unwrap_or_else(|| schema.package(from).to_owned()),
        };
        if package != schema.package(from) {
            let mut names = elements.iter().map(|&element| qualified(&package, schema.name(element)));
            if let Some(taken) = names.find_map(|name| schema.find(&name).or_else(|| self.value(&name))) {
                return Err(Refusal::Taken(taken));
            }
        }
        Ok((from, Target { path: to.path.clone(), file, package, like: from, carried: BTreeSet::new() }))
    }

    /// Checks that declarations of a file mean the same in another one.
    pub(crate) fn check_language(&self, from: FileId, target: FileId) -> Result<(), Refusal> {
        let (old, new) = (&self.schema[from], &self.schema[target]);
        match (old.syntax, old.features) == (new.syntax, new.features) {
            true => Ok(()),
            false => Err(Refusal::OtherLanguage(target.into())),
        }
    }

    fn respell_moved(
        &self,
        overlay: &Overlay,
        from: FileId,
        package: &str,
        refactoring: &mut Refactoring,
    ) -> Result<(), Refusal> {
        let names: Vec<String> = overlay.elements().map(|element| self.schema.name(element).to_owned()).collect();
        let names: BTreeSet<&str> = names.iter().map(String::as_str).chain(package.split('.')).collect();
        self.respell(overlay, &names, &[from], refactoring)
    }

    /// Returns the declarations that have these elements. All extensions of a block move together.
    fn moved_units(&self, from: FileId, elements: &[Element]) -> Result<Vec<Unit>, Refusal> {
        let units = self.units(from, UnitComments::Own).into_iter();
        let units: Vec<Unit> =
            units.filter(|unit| unit.elements.iter().any(|element| elements.contains(element))).collect();
        let is_group = |element: &Element| matches!(element, Element::Message(id) if self.groups.contains(id));
        let all = units.iter().flat_map(|unit| &unit.elements);
        match all.copied().find(|element| !elements.contains(element) && !is_group(element)) {
            Some(left) => Err(Refusal::SameBlock(left)),
            None => Ok(units),
        }
    }
}

/// Checks the import path of a file.
pub(crate) fn check_path(path: &str) -> Result<(), Refusal> {
    let is_path = path.ends_with(".proto") && !path.starts_with(['/', '.']) && !path.contains(['\\', '"', '\'']);
    if is_path { Ok(()) } else { Err(Refusal::NotAPath(path.to_owned())) }
}
