//! What prost does not have for fields: enums as a type, fields that the schema does not have, setters, and attributes by types.
//!
//! In: a schema, the code of prost, and what is wanted. Out: changes to that code, and attributes for prost to write. It must
//! not know who generates, or where code is written.
//!
//! `open_enums` and `unknown_fields` say which structs and oneofs are to be otherwise than prost's macros would have them, and
//! have modules for what that takes; `written` writes out what is in the place of the macros.

mod attributes;
mod open_enums;
mod setters;
mod unknown_fields;
mod written;

pub(super) use attributes::expanded;
pub(super) use open_enums::MODULE as OPEN_ENUMS;
pub(super) use open_enums::Settings as OpenEnums;
pub(super) use unknown_fields::MODULE as UNKNOWN_FIELDS;
pub(super) use unknown_fields::Settings as UnknownFields;

use std::collections::{BTreeMap, BTreeSet};

use super::additions::Subject;
use super::beside::Home;
use super::code::{Edits, Packages};
use super::diagnostics::means_something;
use super::names::Names;
use protoward_schema::Schema;
use protoward_source::Report;
use written::{Change, Paths};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Fields of enums as a type.
    pub open_enums: OpenEnums,
    /// Messages that have setters, by paths as prost has them.
    pub setters: Vec<String>,
    /// Attributes of fields, by their types.
    pub attributes: Vec<(String, String)>,
    /// Messages that keep fields that the schema does not have.
    pub unknown_fields: UnknownFields,
}

impl Settings {
    /// What a builder was told, and what its configuration of prost was.
    pub(super) fn over(self, config: Self) -> Self {
        Self {
            open_enums: OpenEnums {
                enums: config.open_enums.enums.into_iter().chain(self.open_enums.enums).collect(),
                home: if self.open_enums.home == Home::Beside { config.open_enums.home } else { self.open_enums.home },
            },
            setters: config.setters.into_iter().chain(self.setters).collect(),
            attributes: config.attributes.into_iter().chain(self.attributes).collect(),
            unknown_fields: UnknownFields {
                messages: config.unknown_fields.messages.into_iter().chain(self.unknown_fields.messages).collect(),
                home: self.unknown_fields.home,
            },
        }
    }

    /// Whether the code that prost writes is to change.
    pub(super) fn change_code(&self) -> bool {
        !self.open_enums.enums.is_empty() || !self.setters.is_empty() || !self.unknown_fields.messages.is_empty()
    }
}

/// Reports the paths that match nothing in the schema.
pub(super) fn check(schema: &Schema, settings: &Settings) -> Report {
    let enums = schema.enums.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let messages = schema.messages.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let checks = [
        means_something("open_enums", &settings.open_enums.enums, "enum", &enums),
        means_something("setters", &settings.setters, "message", &messages),
        means_something("unknown_fields", &settings.unknown_fields.messages, "message", &messages),
    ];
    checks.into_iter().flat_map(|check| check.err()).flatten().collect()
}

/// Changes the files of a run.
pub(super) fn change(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    subject: &Subject<'_>,
    packages: &mut Packages,
    settings: &Settings,
) {
    let &Subject { schema, names, .. } = subject;
    let mut edits = BTreeMap::new();
    let open = open_enums::Changes::of(packages, schema, &settings.open_enums);
    let unknown = unknown_fields::Changes::of(packages, schema, &settings.unknown_fields);
    write_out(packages, &mut edits, names, &open, &unknown);
    setters::add(packages, &mut edits, schema, names, &settings.setters);
    for (file, edits) in edits.into_iter().filter(|(_, edits)| !edits.is_empty()) {
        if let Some(code) = files.get_mut(&file) {
            *code = edits.made_in(&String::from_utf8_lossy(code)).into_bytes();
        }
    }
    if let Some(module) = open.module(packages.prost()) {
        module.put(files, include, packages.sole(), &settings.open_enums.home);
    }
    if let Some(module) = unknown.module(packages.prost()) {
        module.put(files, include, packages.sole(), &settings.unknown_fields.home);
    }
}

/// Writes out what is to be otherwise than the macros of prost would have it.
fn write_out(
    packages: &mut Packages,
    edits: &mut BTreeMap<String, Edits>,
    names: &Names,
    open: &open_enums::Changes<'_>,
    unknown: &unknown_fields::Changes<'_>,
) {
    let (is_sole, none) = (packages.sole().is_some(), BTreeSet::new());
    for (at, package) in packages.iter_mut().enumerate() {
        let root = if is_sole { String::new() } else { package.way_to_root() };
        let edits = edits.entry(package.file.clone()).or_default();
        open.declare(at, &open.path(&root), edits);
        for site in &mut package.sites {
            if let Some(copy) = site.copy.clone().filter(|_| unknown.hold(at, &site.path)) {
                edits.replace(copy, "");
            }
            let (numbers, keeps) = (open.numbers(at, &site.path), unknown.keep(at, &site.path));
            if numbers.is_none() && !keeps {
                continue;
            }
            let way = format!("{}{root}", "super::".repeat(site.depth()));
            let (enums, unknown) = (open.path(&way), unknown.path(&way));
            let named = format!("{}::Named", if numbers.is_some() { &enums } else { &unknown });
            let unknown = format!("{unknown}::UnknownFields");
            let paths = Paths { prost: &site.prost.clone(), open: &enums, named: &named };
            let open = numbers.unwrap_or(&none);
            written::write_out(site, &Change { open, unknown: keeps.then_some(&*unknown), paths, names }, edits);
        }
    }
}
