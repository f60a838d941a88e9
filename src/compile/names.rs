//! Hands files to `link`: their names before the backend sees them, everything when it has found nothing wrong.

use std::collections::{BTreeSet, HashMap};

use super::load::Loaded;
use super::well_known;
use crate::link::{self, Unit};
use crate::report::Report;
use crate::schema::{Edition, FileId, Id, Schema, Syntax};
use crate::source::Sources;
use crate::syntax::{self, Dialect, Parsed};

/// Which of the files in `order` the backend can go on with: they are right, and so is all that they import.
pub(super) fn right(loaded: &Loaded, order: &[usize], sources: &Sources, report: &mut Report) -> Vec<usize> {
    let broken = link::names(&units(loaded, order, sources), sources, report).broken;
    let mut right = BTreeSet::new();
    for (position, &index) in order.iter().enumerate() {
        let file = &loaded.files[index];
        let imports_right = || file.imports.iter().all(|import| right.contains(&loaded.by_name[&import.name]));
        let is_readable = file.backend.is_some() || file.parsed.as_ref().is_some_and(|it| it.dialect.is_edition());
        if is_readable && !broken.contains(&Id::new(position)) && imports_right() {
            right.insert(index);
        }
    }
    order.iter().copied().filter(|index| right.contains(index)).collect()
}

/// What options are declared in.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The schema of files in which nothing is wrong.
pub(super) fn schema(loaded: &Loaded, good: &[usize], sources: &mut Sources, report: &mut Report) -> Schema {
    if good.is_empty() {
        return Schema::default();
    }
    let is_among = good.iter().any(|&index| loaded.files[index].name == DESCRIPTOR);
    let text = well_known(DESCRIPTOR).unwrap_or_default();
    let lent = (!is_among).then(|| (syntax::parse(text), sources.add(DESCRIPTOR, DESCRIPTOR, Some(text.into()))));
    let mut units = units(loaded, good, sources);
    if let Some((parsed, source)) = &lent {
        let (file, syntax, source) = (&parsed.file, syntax_of(parsed), *source);
        units.push(Unit { name: DESCRIPTOR, source, text, file, syntax, imports: Vec::new() });
    }
    let named = link::names(&units, sources, report);
    let schema = link::schema(&units, &named, good.len(), sources, report);
    schema.map_err(|diagnostic| report.push(*diagnostic)).unwrap_or_default()
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
