//! The edit builder, which merges planned changes into edits of the texts.

mod reserve;

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, ChangeKind, ReservationOrigin, Reserved};
use protoward_edit::{Builder, Document, DocumentChange, TextEdit};
use protoward_refactor::Texts;
use protoward_source::{Edit, SourceId, Sources};

/// A number or name to reserve, and the old statement to restore for it, if any.
type Requested<'c> = (&'c Reserved, Option<&'c ReservationOrigin>);

/// Returns the edits that make changes, in the order of sources and places.
pub(crate) fn edits<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    texts: &Texts<'_>,
    sources: &Sources,
) -> Vec<Edit> {
    let mut by_source: BTreeMap<SourceId, BTreeSet<&ChangeKind>> = BTreeMap::new();
    for change in changes {
        by_source.entry(change.source).or_default().insert(&change.what);
    }
    let of_source = |(source, changes): (SourceId, BTreeSet<&ChangeKind>)| {
        let edits = texts.get(source).map(|doc| of_document(doc, &changes, texts)).unwrap_or_default();
        edits.into_iter().map(move |edit| Edit { place: sources.place(source, edit.range()), text: edit.text })
    };
    by_source.into_iter().flat_map(of_source).collect()
}

fn of_document(doc: &Document<'_>, changes: &BTreeSet<&ChangeKind>, texts: &Texts<'_>) -> Vec<TextEdit> {
    let mut builder = Builder::new(doc);
    let mut reserved: BTreeMap<usize, Vec<Requested<'_>>> = BTreeMap::new();
    for &change in changes {
        match change {
            ChangeKind::Edit(operation) => builder.add(operation.clone()),
            ChangeKind::Reserve { parent, what, from } => {
                if !changes.contains(&ChangeKind::Uses { parent: *parent, what: what.clone() }) {
                    reserved.entry(*parent).or_default().push((what, from.as_ref()));
                }
            }
            ChangeKind::PinJson { owner, value } => {
                if !changes.contains(&ChangeKind::Named { owner: *owner }) {
                    let name = "json_name".to_owned();
                    let value = Some(value.clone());
                    builder.add(DocumentChange::Option { owner: *owner, name, value });
                }
            }
            ChangeKind::Uses { .. } | ChangeKind::Named { .. } => {}
        }
    }
    for (parent, wanted) in reserved {
        let edits = doc.node(parent).map(|parent| reserve::edits(&parent, &wanted, texts)).unwrap_or_default();
        edits.into_iter().for_each(|edit| builder.add(DocumentChange::Text(edit)));
    }
    builder.finish()
}
