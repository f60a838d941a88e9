//! Splits of files into one for each declaration.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrangement::{Arrangement, Target};
use crate::file_names::{file_name, folder};
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::relocate::{BROKEN_BY_FILES, check_path};
use crate::units::{Unit, UnitComments};
use protoward_schema::{Element, FileId};

/// The choices of a split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitOptions {
    /// The folder of the new files, as imports name it; by default that of the old file.
    pub folder: Option<String>,
    /// `true` to keep the old file, which imports the new ones publicly, so that other files need not change.
    pub is_forwarded: bool,
}

impl Planner<'_> {
    /// Returns the edits that give each declaration of a file its own file, named after it. Declarations that need
    /// each other stay together. The old file is removed if nothing is left of it.
    ///
    /// # Errors
    /// Fails if a file with the name of a new one exists, or files would import each other.
    pub fn split(&self, file: FileId, options: &SplitOptions) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        let own = schema.name(file.into());
        self.texts.get(schema[file].source).ok_or(Refusal::NoText(file.into()))?;
        let into = match options.folder.as_deref().map(|folder| folder.trim_end_matches('/')) {
            None => folder(own).to_owned(),
            Some("" | ".") => String::new(),
            Some(folder) => format!("{folder}/"),
        };
        let units = self.units(file, UnitComments::All);
        let groups = self.groups_of_units(&units);
        let mut targets: Vec<Target> = Vec::new();
        let mut placed = Vec::new();
        let mut notes = Vec::new();
        let mut stays = false;
        let mut to_of: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        for group in &groups {
            let Some(&first) = group.iter().find(|&&unit| !is_extension(&units[unit])).or(group.first()) else {
                continue;
            };
            let path = format!("{into}{}", file_name(&units[first].name));
            check_path(&path)?;
            if let [_, _, ..] = group.as_slice() {
                let names: Vec<String> = group.iter().map(|&unit| format!("`{}`", units[unit].name)).collect();
                notes.push(format!("{} need each other, and stay together in `{path}`", names.join(", ")));
            }
            let to = match targets.iter().position(|target| target.path == path) {
                _ if path == own => {
                    stays = true;
                    None
                }
                Some(known) => Some(known),
                None => {
                    if let Some(other) = schema.find_file(&path) {
                        return Err(Refusal::FileExists(other.into()));
                    }
                    let package = schema.package(file).to_owned();
                    targets.push(Target { path, file: None, package, like: file, carried: BTreeSet::new() });
                    Some(targets.len() - 1)
                }
            };
            to_of.extend(group.iter().map(|&unit| (unit, to)));
        }
        for (index, unit) in units.into_iter().enumerate() {
            if let Some(Some(to)) = to_of.get(&index) {
                placed.push((unit, *to));
            }
        }
        let mut refactoring = Refactoring::default();
        if placed.is_empty() {
            return Ok(refactoring);
        }
        let mut arrangement = Arrangement::new(placed, targets);
        arrangement.is_forwarded = options.is_forwarded;
        if !stays && !options.is_forwarded {
            arrangement.removed.insert(file);
        }
        self.arrange(&arrangement, &mut refactoring)?;
        (refactoring.notes, refactoring.breaks) = (notes, Some(BROKEN_BY_FILES));
        Ok(refactoring)
    }

    /// Returns the declarations of a file in groups that need each other, in the order of their first declarations.
    fn groups_of_units(&self, units: &[Unit]) -> Vec<Vec<usize>> {
        let Some(first) = units.first() else { return Vec::new() };
        let of_element: BTreeMap<Element, usize> = units
            .iter()
            .enumerate()
            .flat_map(|(index, unit)| unit.elements.iter().map(move |&element| (element, index)))
            .collect();
        let unit_of = |element: Element| {
            let mut around = std::iter::successors(Some(element), |&element| self.schema.enclosing(element));
            around.find_map(|element| of_element.get(&element).copied())
        };
        let mut needs = vec![BTreeSet::new(); units.len()];
        for of in self.uses(first.file) {
            let at = of.placed.reference.path.span.start as usize;
            let user = units.iter().position(|unit| unit.range.contains(&at));
            if let (Some(user), Some(used)) = (user, unit_of(of.found)) {
                needs[user].insert(used);
            }
        }
        let reached: Vec<BTreeSet<usize>> = (0..units.len()).map(|unit| reached(&needs, unit)).collect();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for unit in 0..units.len() {
            let is_mutual =
                |group: &&mut Vec<usize>| reached[group[0]].contains(&unit) && reached[unit].contains(&group[0]);
            match groups.iter_mut().find(is_mutual) {
                Some(group) => group.push(unit),
                None => groups.push(vec![unit]),
            }
        }
        groups
    }
}

fn is_extension(unit: &Unit) -> bool {
    unit.elements.iter().any(|element| matches!(element, Element::Field(_)))
}

/// Returns the declarations that a declaration needs, directly or through others.
fn reached(needs: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut known = BTreeSet::new();
    let mut open = vec![from];
    while let Some(unit) = open.pop() {
        open.extend(needs[unit].iter().copied().filter(|&unit| known.insert(unit)));
    }
    known
}
