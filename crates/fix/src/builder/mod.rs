//! The edit builder: planned changes, joined to edits of the texts.

mod reserve;

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Origin, Reserved, What};
use super::texts::Texts;
use protoward_edit::{Builder, Document, Operation, TextEdit};
use protoward_source::{Edit, SourceId, Sources};

/// A number or name to reserve, and the old statement to restore for it, if any.
type Wanted<'c> = (&'c Reserved, Option<&'c Origin>);

/// Returns the edits that make changes, in the order of sources and places.
pub(crate) fn edits<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    texts: &Texts<'_>,
    sources: &Sources,
) -> Vec<Edit> {
    let mut by_source: BTreeMap<SourceId, BTreeSet<&What>> = BTreeMap::new();
    for change in changes {
        by_source.entry(change.source).or_default().insert(&change.what);
    }
    let of_source = |(source, changes): (SourceId, BTreeSet<&What>)| {
        let edits = texts.get(source).map(|doc| of_document(doc, &changes, texts)).unwrap_or_default();
        edits.into_iter().map(move |edit| Edit { place: sources.place(source, edit.range()), text: edit.text })
    };
    by_source.into_iter().flat_map(of_source).collect()
}

fn of_document(doc: &Document<'_>, changes: &BTreeSet<&What>, texts: &Texts<'_>) -> Vec<TextEdit> {
    let mut builder = Builder::new(doc);
    let mut reserved: BTreeMap<usize, Vec<Wanted<'_>>> = BTreeMap::new();
    for &change in changes {
        match change {
            What::Edit(operation) => builder.add(operation.clone()),
            What::Reserve { whole, what, from } => {
                if !changes.contains(&What::Uses { whole: *whole, what: what.clone() }) {
                    reserved.entry(*whole).or_default().push((what, from.as_ref()));
                }
            }
            What::PinJson { owner, value } => {
                if !changes.contains(&What::Named { owner: *owner }) {
                    let (name, value) = ("json_name".to_owned(), Some(value.clone()));
                    builder.add(Operation::Option { owner: *owner, name, value });
                }
            }
            What::Uses { .. } | What::Named { .. } => {}
        }
    }
    for (whole, wanted) in reserved {
        let edits = doc.node(whole).map(|whole| reserve::edits(&whole, &wanted, texts)).unwrap_or_default();
        edits.into_iter().for_each(|edit| builder.add(Operation::Text(edit)));
    }
    builder.finish()
}
