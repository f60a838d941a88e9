//! AIP-157: partial responses.

use super::report::{TYPE, at, at_name};
use super::{standard, types};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{EnumId, FieldId, FieldType, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0157_READ_MASK_TYPE",
        "`read_mask` is a field mask",
        &[AIP],
        include_str!("aip_0157_read_mask_type.md"),
        Check::Field(|cx, id, findings| standard::field_type(cx, id, findings, ("read_mask", types::FIELD_MASK))),
    ),
    LintRule::new(
        "AIP_0157_VIEW_TYPE",
        "`view` is an enum whose name ends with `View`",
        &[AIP],
        include_str!("aip_0157_view_type.md"),
        Check::Field(view),
    ),
    LintRule::new(
        "AIP_0157_VIEW_VALUES",
        "view enums have the values `BASIC` and `FULL`",
        &[AIP],
        include_str!("aip_0157_view_values.md"),
        Check::Enum(values),
    ),
    LintRule::new(
        "AIP_0157_VIEW_OR_MASK",
        "a request has either a view or a read mask",
        &[AIP],
        include_str!("aip_0157_view_or_mask.md"),
        Check::Message(either),
    ),
];

fn view(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    // In a request to create a view, the field is the resource.
    let is_read = types::owner(cx, id).is_some_and(|message| {
        let name = types::message_name(cx, message);
        ["Get", "List", "Search", "Query", "BatchGet"].iter().any(|verb| name.starts_with(verb))
    });
    if types::name(cx, id) != "view" || !is_read || !types::is_of_request(cx, id) {
        return;
    }
    let ty = types::type_name(cx, id);
    if !matches!(cx.schema[id].ty, FieldType::Enum(_)) || !ty.ends_with("View") {
        let message = format!("`view` is {}, and not an enum of views", types::described(cx, id));
        at(
            cx,
            findings,
            id,
            TYPE,
            message,
            "declare an enum with the name of the resource and `View`, such as `BookView`",
        );
    }
}

fn values(cx: &LintContext<'_>, id: EnumId, findings: &mut Findings<'_>) {
    let name = cx.schema.text(cx.schema[id].name);
    let is_used = || {
        cx.schema.fields.ids().any(|field| {
            cx.schema[field].ty == FieldType::Enum(id)
                && types::name(cx, field) == "view"
                && types::is_of_request(cx, field)
        })
    };
    if !name.ends_with("View") || !is_used() {
        return;
    }
    let has = |word: &str| {
        let mut values = cx.schema[id].values.iter().map(|&value| cx.schema.text(cx.schema[value].name));
        values.any(|value| {
            value == word || value.ends_with(&format!("_{word}")) || value.starts_with(&format!("{word}_"))
        })
    };
    let missing: Vec<&str> = ["BASIC", "FULL"].into_iter().filter(|word| !has(word)).collect();
    if !missing.is_empty() {
        let message = format!("the view `{name}` has no value `{}`", missing.join("` and no value `"));
        at_name(cx, findings, id, message, "name the smallest view `BASIC`, and the one with all fields `FULL`");
    }
}

fn either(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let is_request = types::message_name(cx, id).ends_with("Request");
    if let (true, Some(_), Some(mask)) = (is_request, types::find(cx, id, "view"), types::find(cx, id, "read_mask")) {
        let message = format!("`{}` has both a view and a read mask", types::message_name(cx, id));
        at_name(cx, findings, mask, message, "keep one of them: which fields are returned must be clear");
    }
}
