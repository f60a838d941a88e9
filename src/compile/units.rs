//! Hands files to `link`, in the order of their imports.

use super::load::Loaded;
use super::well_known;
use crate::link::{self, Outline, Unit};
use crate::report::Report;
use crate::schema::{Id, Schema};
use crate::source::Sources;
use crate::syntax;

/// What options are declared in.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The schema of the files in `order` in which nothing is wrong.
pub(super) fn schema(
    loaded: &Loaded,
    order: &[usize],
    sources: &mut Sources,
    threads: usize,
    report: &mut Report,
) -> Schema {
    if order.is_empty() {
        return Schema::default();
    }
    let is_among = order.iter().any(|&index| loaded.files[index].name == DESCRIPTOR);
    let text = well_known(DESCRIPTOR).unwrap_or_default();
    let lent = (!is_among).then(|| {
        let parsed = syntax::parse(text);
        (Outline::new(text, &parsed), parsed, sources.add(DESCRIPTOR, DESCRIPTOR, Some(text.into())))
    });
    let mut units = units(loaded, order, sources);
    if let Some((outline, parsed, source)) = &lent {
        let (file, syntax, source) = (&parsed.file, outline.syntax(), *source);
        units.push(Unit { name: DESCRIPTOR, source, text, file, syntax, outline, imports: Vec::new() });
    }
    link::link(&units, order.len(), sources, threads, report)
}

fn units<'t>(loaded: &'t Loaded, order: &[usize], sources: &'t Sources) -> Vec<Unit<'t>> {
    let mut positions = vec![None; loaded.files.len()];
    for (position, &index) in order.iter().enumerate() {
        positions[index] = Some(Id::new(position));
    }
    let unit = |&index: &usize| {
        let file = &loaded.files[index];
        Unit {
            name: &file.name,
            source: file.source,
            text: sources.get(file.source).text.as_deref().unwrap_or_default(),
            file: &file.parsed.file,
            syntax: file.outline.syntax(),
            outline: &file.outline,
            imports: file.imports.iter().map(|import| positions[import.file?]).collect(),
        }
    };
    order.iter().map(unit).collect()
}
