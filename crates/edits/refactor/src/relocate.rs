//! Moves of declarations to another file, which may have another package.

use std::collections::BTreeSet;

use crate::arrangement::{Arrangement, Target};
use crate::names::{Overlay, RescopedPart, scope_of};
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::rescope::broken;
use crate::units::{Unit, UnitComments};
use protoward_schema::{Element, FileId, qualified};

/// The consequence of other files for declarations.
pub(crate) const BROKEN_BY_FILES: &str = "generated code, where it has a module, class or header for each file";

/// The consequence of another package for declarations.
const BROKEN_BY_PACKAGES: &str = "generated code, `Any`, text that names the messages, and clients of services";

/// The file that declarations move to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The import path of the file. It need not exist.
    pub path: String,
    /// The package of a new file; by default that of the old one.
    pub package: Option<String>,
    /// The new name of a single message or enum, without a scope; by default the old one.
    pub name: Option<String>,
    /// `true` to import the new file publicly in the old one, so that other files need not change.
    pub is_forwarded: bool,
}

impl Planner<'_> {
    /// Returns the edits that move declarations of one file to another one, where they are at the top level. Imports
    /// are added where they are needed, and removed where nothing needs them any longer.
    ///
    /// # Errors
    /// Fails for nested declarations other than messages and enums, if a name is taken, or if the files would import each other.
    pub fn relocate(&self, elements: &[Element], to: &Destination) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        let (from, target) = self.destination(elements, to)?;
        let units = self.moved_units(from, elements)?;
        let package = target.package.clone();
        let new_name = |element| qualified(&package, to.name.as_deref().unwrap_or_else(|| schema.name(element)));
        let renamed = elements.iter().map(|&element| (element, new_name(element)));
        let renamed: Vec<(Element, String)> =
            renamed.filter(|(element, new)| schema.full_name(*element) != *new).collect();
        let mut refactoring = Refactoring { breaks: Some(BROKEN_BY_FILES), ..Refactoring::default() };
        if let Some(&(first, _)) = renamed.first() {
            let is_in_package = schema.package(from) == package;
            refactoring.breaks = Some(if is_in_package { broken(first) } else { BROKEN_BY_PACKAGES });
            self.respell_moved(&renamed, &units, &package, &mut refactoring)?;
            let changes =
                renamed.iter().flat_map(|(it, new)| self.path_changes(*it, new, (!is_in_package).then_some(&*package)));
            let changes: Vec<_> = changes.collect();
            self.relink(&changes, &mut refactoring);
            self.edit_full_names(&changes, &mut refactoring);
            for (element, new) in renamed {
                refactoring.mentions.extend(self.full_name_mentions(&schema.full_name(element)));
                refactoring.changes.renames.moved.insert(element, new);
            }
        }
        if let (Some(name), [element]) = (&to.name, elements) {
            let node = self.texts.declared(schema, *element).ok_or(Refusal::NoText(*element))?;
            let declared = node.decl.name().ok_or(Refusal::Undeclared)?;
            if name != schema.name(*element) {
                refactoring.edits.push(self.edit(node.doc.id, declared.range(), name));
            }
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
        if to.name.is_some() && elements.len() > 1 {
            return Err(Refusal::OneName);
        }
        if to.name.is_some() {
            self.check_kind(first)?;
        }
        self.texts.get(schema[from].source).ok_or(Refusal::NoText(first))?;
        for &element in elements {
            self.check_movable(element, elements)?;
            if schema.file_of(element) != from {
                return Err(Refusal::OtherFile(element));
            }
            self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
            if let Some(around) = schema.enclosing(element) {
                self.check_inherited_features(element, around)?;
            }
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
        let mut names = BTreeSet::new();
        for &element in elements {
            let name = to.name.as_deref().unwrap_or_else(|| schema.name(element));
            if schema.full_name(element) != qualified(&package, name) {
                self.check_free(element, &package, name)?;
            }
            if !names.insert(name) {
                return Err(Refusal::Taken(element));
            }
        }
        Ok((from, Target { path: to.path.clone(), file, package, like: from, carried: BTreeSet::new() }))
    }

    /// Checks that a declaration can get another file, among others that do.
    fn check_movable(&self, element: Element, all: &[Element]) -> Result<(), Refusal> {
        let schema = self.schema;
        let is_nested = schema.enclosing(element).is_some();
        match element {
            Element::Message(_) | Element::Enum(_) => self.check_kind(element)?,
            Element::Field(id) if schema[id].is_extension() && !is_nested => {}
            Element::Service(_) => {}
            _ => return Err(Refusal::NotAtTopLevel(element)),
        }
        let mut around = std::iter::successors(schema.enclosing(element), |&element| schema.enclosing(element));
        if around.any(|it| all.contains(&it)) {
            return Err(Refusal::MovesWith(element));
        }
        Ok(())
    }

    /// Checks that declarations of a file mean the same in another one.
    pub(crate) fn check_language(&self, from: FileId, target: FileId) -> Result<(), Refusal> {
        let old = &self.schema[from];
        let new = &self.schema[target];
        if (old.syntax, old.features) == (new.syntax, new.features) {
            Ok(())
        } else {
            Err(Refusal::OtherLanguage(target.into()))
        }
    }

    fn respell_moved(
        &self,
        renamed: &[(Element, String)],
        units: &[Unit],
        package: &str,
        refactoring: &mut Refactoring,
    ) -> Result<(), Refusal> {
        let schema = self.schema;
        let part = |unit: &Unit| {
            let old = unit.elements.first().map(|&element| scope_of(&schema.full_name(element)).to_owned());
            let file = unit.file;
            let range = unit.range.clone();
            let new = package.to_owned();
            RescopedPart { file, range, old: old.unwrap_or_default(), new }
        };
        let overlay = Overlay::rescoped(schema, renamed, units.iter().map(part).collect());
        let own: Vec<String> = overlay.elements().map(|element| schema.name(element).to_owned()).collect();
        let new = renamed.iter().flat_map(|(_, new)| new.split('.'));
        let names: BTreeSet<&str> = own.iter().map(String::as_str).chain(package.split('.')).chain(new).collect();
        let files: BTreeSet<FileId> = units.iter().map(|unit| unit.file).collect();
        self.respell(&overlay, &names, &files.into_iter().collect::<Vec<_>>(), refactoring)
    }

    /// Returns the declarations that have these elements. All extensions of a block move together.
    fn moved_units(&self, from: FileId, elements: &[Element]) -> Result<Vec<Unit>, Refusal> {
        let units = self.units(from, UnitComments::Own).into_iter();
        let mut units: Vec<Unit> =
            units.filter(|unit| unit.elements.iter().any(|element| elements.contains(element))).collect();
        for &element in elements.iter().filter(|&&element| self.schema.enclosing(element).is_some()) {
            units.push(self.nested_unit(element)?);
        }
        units.sort_by_key(|unit| unit.range.start);
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
    let has_folders = || path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let is_path = path.ends_with(".proto") && has_folders() && !path.contains(['\\', '"', '\'']);
    if is_path { Ok(()) } else { Err(Refusal::NotAPath(path.to_owned())) }
}
