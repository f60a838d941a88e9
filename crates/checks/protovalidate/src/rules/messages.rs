//! Rules of messages: expressions, and groups of fields of which at most one may be set.

use super::cel;
use crate::file_checker::FileChecker;
use protoward_constraints::View;
use protoward_constraints::cel::environment::Environment;
use protoward_constraints::cel::field_types;
use protoward_schema::MessageId;
use std::collections::{BTreeSet, HashMap};

/// Checks the option `(buf.validate.message)`.
pub(crate) fn message(cx: &mut FileChecker<'_>, view: &View<'_, '_>, id: MessageId) {
    let schema = view.reading.schema;
    let environment = Environment::of_value(schema, field_types::of_message(schema, id));
    cel::check(cx, view, &environment);
    oneofs(cx, view, id);
}

fn oneofs(cx: &mut FileChecker<'_>, view: &View<'_, '_>, id: MessageId) {
    let oneofs = view.messages("oneof");
    let mut entries: HashMap<String, usize> = HashMap::new();
    for oneof in &oneofs {
        for name in oneof.texts("fields").into_iter().collect::<BTreeSet<_>>() {
            *entries.entry(name).or_default() += 1;
        }
    }
    for oneof in &oneofs {
        let names = oneof.texts("fields");
        let label = oneof.name_of("fields");
        if names.is_empty() {
            cx.problem(&oneof.path, format!("`{label}` has no fields: name the fields of which at most one is set"));
        }
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.clone()) {
                cx.problem(&oneof.path, format!("`{label}` names the field `{name}` twice: remove one"));
                continue;
            }
            if field_types::field(view.reading.schema, id, &name).is_none() {
                let message = format!("`{label}` names `{name}`, and the message has no such field: correct the name");
                cx.problem(&oneof.path, message);
            }
            if entries.get(&name).is_some_and(|&count| count > 1) {
                let message = format!("the field `{name}` is in `{label}` of several entries: leave it in one of them");
                cx.problem(&oneof.path, message);
            }
        }
    }
}
