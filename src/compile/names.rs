//! Looks up the names that the files use, before the backend sees them.

use std::collections::{BTreeSet, HashMap};

use super::load::Loaded;
use crate::link::{self, Unit};
use crate::report::Report;
use crate::schema::{Edition, FileId, Id, Syntax};
use crate::source::Sources;
use crate::syntax::{Dialect, Parsed};

/// Which of the files in `order` the backend can go on with: they are right, and so is all that they import.
pub(super) fn right(loaded: &Loaded, order: &[usize], sources: &Sources, report: &mut Report) -> Vec<usize> {
    let broken = link::check(&units(loaded, order, sources), sources, report);
    let mut right = BTreeSet::new();
    for (position, &index) in order.iter().enumerate() {
        let file = &loaded.files[index];
        let imports_right = || file.imports.iter().all(|import| right.contains(&loaded.by_name[&import.name]));
        if file.backend.is_some() && !broken.contains(&Id::new(position)) && imports_right() {
            right.insert(index);
        }
    }
    order.iter().copied().filter(|index| right.contains(index)).collect()
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
            syntax: syntax(parsed),
            imports: file.imports.iter().map(|import| target(&import.name)).collect(),
        })
    };
    order.iter().filter_map(unit).collect()
}

const fn syntax(parsed: &Parsed) -> Syntax {
    match parsed.dialect {
        Dialect::Proto2 | Dialect::Unknown => Syntax::Proto2,
        Dialect::Proto3 => Syntax::Proto3,
        Dialect::Edition2023 => Syntax::Edition(Edition::E2023),
        Dialect::Edition2024 => Syntax::Edition(Edition::E2024),
        Dialect::Edition2026 => Syntax::Edition(Edition::E2026),
    }
}
