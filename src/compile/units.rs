//! Hands files to `link`, in the order of their imports.

use std::collections::HashMap;

use super::load::Loaded;
use super::well_known;
use crate::link::{self, Unit};
use crate::report::Report;
use crate::schema::{Edition, FileId, Id, Schema, Syntax};
use crate::source::Sources;
use crate::syntax::{self, Dialect, Parsed};

/// What options are declared in.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The schema of the files in `order` in which nothing is wrong.
pub(super) fn schema(loaded: &Loaded, order: &[usize], sources: &mut Sources, report: &mut Report) -> Schema {
    if order.is_empty() {
        return Schema::default();
    }
    let is_among = order.iter().any(|&index| loaded.files[index].name == DESCRIPTOR);
    let text = well_known(DESCRIPTOR).unwrap_or_default();
    let lent = (!is_among).then(|| (syntax::parse(text), sources.add(DESCRIPTOR, DESCRIPTOR, Some(text.into()))));
    let mut units = units(loaded, order, sources);
    if let Some((parsed, source)) = &lent {
        let (file, syntax, source) = (&parsed.file, syntax_of(parsed), *source);
        units.push(Unit { name: DESCRIPTOR, source, text, file, syntax, imports: Vec::new() });
    }
    link::link(&units, order.len(), sources, report)
}

fn units<'t>(loaded: &'t Loaded, order: &[usize], sources: &'t Sources) -> Vec<Unit<'t>> {
    let positions: HashMap<usize, FileId> =
        order.iter().enumerate().map(|(position, &index)| (index, Id::new(position))).collect();
    let unit = |&index: &usize| {
        let file = &loaded.files[index];
        let parsed = file.parsed.as_ref()?;
        let target = |name: &str| positions.get(loaded.by_name.get(name)?).copied();
        Some(Unit {
            name: &file.name,
            source: file.source,
            text: sources.get(file.source).text.as_deref().unwrap_or_default(),
            file: &parsed.file,
            syntax: syntax_of(parsed),
            imports: file.imports.iter().map(|import| target(&import.name)).collect(),
        })
    };
    order.iter().filter_map(unit).collect()
}

const fn syntax_of(parsed: &Parsed) -> Syntax {
    match parsed.dialect {
        Dialect::Proto2 | Dialect::Unknown => Syntax::Proto2,
        Dialect::Proto3 => Syntax::Proto3,
        Dialect::Edition2023 => Syntax::Edition(Edition::E2023),
        Dialect::Edition2024 => Syntax::Edition(Edition::E2024),
        Dialect::Edition2026 => Syntax::Edition(Edition::E2026),
    }
}
