//! The plan of which declarations get which file, before any text is made.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::NewImport;
use crate::units::Unit;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::SourceId;

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
    pub(crate) units: Vec<(Unit, usize)>,
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

    pub(crate) fn unit_at(&self, source: SourceId, at: usize) -> Option<usize> {
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
