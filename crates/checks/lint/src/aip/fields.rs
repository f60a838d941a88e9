//! Fields whose name has one meaning in all APIs, and so one type; and which message has them.

use super::report::{TYPE, at};
use super::{standard, types};
use crate::context::LintContext;
use crate::finding::Findings;
use protoward_schema::FieldId;

/// Reports a field with a standard name that does not have the standard type.
pub(super) fn named(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>, (name, ty): (&str, &str)) {
    if types::name(cx, id) == name && types::owner(cx, id).is_some() && !standard::has_type(cx, id, ty) {
        let message = format!("`{name}` is {}, and not `{ty}`", types::described(cx, id));
        at(cx, findings, id, TYPE, message, format!("write `{ty} {name}`, or choose another name"));
    }
}

/// Returns `true` for a field of a request, by the name of its message. A resource may be a request too, of a person.
pub(super) fn is_of_request(cx: &LintContext<'_>, id: FieldId) -> bool {
    types::owner(cx, id).is_some_and(|message| {
        types::message_name(cx, message).ends_with("Request") && !super::annotations::is_resource(cx, message)
    })
}

/// Returns `true` for a field of a response, by the name of its message.
pub(super) fn is_of_response(cx: &LintContext<'_>, id: FieldId) -> bool {
    types::owner(cx, id).is_some_and(|message| types::message_name(cx, message).ends_with("Response"))
}

/// Returns `true` for a field of a resource.
pub(super) fn is_of_resource(cx: &LintContext<'_>, id: FieldId) -> bool {
    types::owner(cx, id).is_some_and(|message| super::annotations::is_resource(cx, message))
}
