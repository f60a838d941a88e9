//! Broken promises: levels that fall, and elements that use others of a lower level.

use std::collections::{HashMap, HashSet};

use super::diagnostics;
use super::levels::Levels;
use protoward_breaking::{catalog, stability_lower_type, stability_lowered};
use protoward_policy::{Level, Rule};
use protoward_schema::{Element, FieldType, FileId, Schema};
use protoward_settings::{Config, StabilityLevel, StabilitySetting};
use protoward_source::{Diagnostic, Report, Severity};
use protoward_workspace::Workspace;

use crate::compat::version;

/// Compares the levels of two versions. Returns the findings of `STABILITY_LOWERED` and `STABILITY_LOWER_TYPE`, and an error
/// for each option that the schema does not declare.
pub(crate) fn broken_promises(old: &Workspace, new: &Workspace, setting: &StabilitySetting) -> Report {
    let mut report: Report = undeclared(setting, &new.schema).collect();
    let before = old.config.stability.as_ref().unwrap_or(setting);
    let levels = [Levels::new(before, &old.schema), Levels::new(setting, &new.schema)];
    let own = new.files_by_module().concat().into_iter().collect();
    let before = old.schema.declarations().map(|element| (old.schema.full_name(element), element)).collect();
    let sides = Promises { schemas: [&old.schema, &new.schema], levels, own, before };
    for (rule, found) in [(stability_lowered(), sides.lowered()), (stability_lower_type(), sides.lower_types())] {
        // A change does not silence the report about itself.
        let was = old.compared_config();
        let before = if was.source.is_some() { level_of(was, rule) } else { Level::Off };
        let severity = match (before, level_of(&new.config, rule)) {
            (Level::Error, _) | (_, Level::Error) => Severity::Error,
            (Level::Warning, _) | (_, Level::Warning) => Severity::Warning,
            (Level::Off, Level::Off) => continue,
        };
        report.append(found.into_iter().map(|diagnostic| Diagnostic { severity, ..diagnostic }).collect());
    }
    report
}

fn level_of(config: &Config, rule: &'static Rule) -> Level {
    catalog().level_of_gate(rule, &config.breaking.settings, version(config.version, config.is_of_buf()))
}

fn undeclared<'a>(setting: &'a StabilitySetting, schema: &'a Schema) -> impl Iterator<Item = Diagnostic> + 'a {
    let is_option = |name: &str| match schema.find(name.trim_start_matches('.')) {
        Some(Element::Field(id)) => schema[id].is_extension(),
        _ => false,
    };
    setting.options.iter().filter(move |word| !is_option(&word.text)).map(diagnostics::unknown_option)
}

/// Both sides with their levels.
struct Promises<'a> {
    schemas: [&'a Schema; 2],
    levels: [Levels<'a>; 2],
    /// The files of the new side that are not dependencies.
    own: HashSet<FileId>,
    /// The elements of the old side by full name.
    before: HashMap<String, Element>,
}

impl Promises<'_> {
    /// Returns the elements whose level has fallen, without those inside of others.
    fn lowered(&self) -> Vec<Diagnostic> {
        let [old, new] = self.schemas;
        let fallen = |element: Element| {
            let was = *self.before.get(&new.full_name(element))?;
            let levels = (self.levels[0].level(was), self.levels[1].level(element));
            (levels.1 < levels.0).then_some((was, levels))
        };
        let of = |element: Element| {
            let (was, levels) = fallen(element)?;
            let is_inside = new.enclosing(element).and_then(fallen).is_some_and(|(_, outer)| outer == levels);
            (!is_inside).then(|| diagnostics::lowered((new, element), (old, was), levels))
        };
        let own = new.declarations().filter(|&element| self.own.contains(&new.file_of(element)));
        own.filter_map(of).collect()
    }

    /// Returns the fields and methods that have types of a lower level, unless they had them before.
    fn lower_types(&self) -> Vec<Diagnostic> {
        let new = self.schemas[1];
        let own = new.declarations().filter(|&element| self.own.contains(&new.file_of(element)));
        let of = |element: Element| types(new, element).into_iter().map(move |ty| (element, ty));
        let is_broken = |schema: usize, element: Element, ty: Element| {
            let levels = (self.levels[schema].level(element), self.levels[schema].level(ty));
            (levels.1 < levels.0).then_some(levels)
        };
        let found = own.flat_map(of).filter_map(|(element, ty)| {
            let levels: (StabilityLevel, StabilityLevel) = is_broken(1, element, ty)?;
            (!self.was_broken(element, ty, is_broken)).then(|| diagnostics::lower_type(new, element, ty, levels))
        });
        found.collect()
    }

    fn was_broken(
        &self,
        element: Element,
        ty: Element,
        is_broken: impl Fn(usize, Element, Element) -> Option<(StabilityLevel, StabilityLevel)>,
    ) -> bool {
        let [old, new] = self.schemas;
        let ty = new.full_name(ty);
        self.before.get(&new.full_name(element)).is_some_and(|&was| {
            types(old, was).into_iter().any(|of| old.full_name(of) == ty && is_broken(0, was, of).is_some())
        })
    }
}

fn of_type(ty: FieldType) -> Option<Element> {
    match ty {
        FieldType::Message(message) | FieldType::Group(message) => Some(message.into()),
        FieldType::Enum(id) => Some(id.into()),
        FieldType::Scalar(_) => None,
    }
}

/// Returns the messages and enums that an element names.
fn types(schema: &Schema, element: Element) -> Vec<Element> {
    match element {
        // The fields of a map entry belong to the map.
        Element::Field(_) if schema.map_field(element).is_some_and(|map| Element::from(map) != element) => Vec::new(),
        Element::Field(id) => match schema[id].ty {
            FieldType::Message(entry) if schema.is_map_entry(entry) => {
                schema[entry].fields.iter().filter_map(|&field| of_type(schema[field].ty)).collect()
            }
            ty => of_type(ty).into_iter().collect(),
        },
        Element::Method(id) => vec![schema[id].input.into(), schema[id].output.into()],
        Element::File(_)
        | Element::Message(_)
        | Element::Oneof(_)
        | Element::Enum(_)
        | Element::EnumValue(_)
        | Element::Service(_) => Vec::new(),
    }
}
