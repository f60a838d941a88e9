//! Findings of AIP rules: the part of an element that they are about, and a remedy.

use crate::context::LintContext;
use crate::finding::Findings;
use protoward_schema::Element;
use protoward_schema::annotations::Annotation;

/// The path of a name in the location of an element.
pub(crate) const NAME: &[i32] = &[1];
/// The path of the request type of a method.
pub(crate) const INPUT: &[i32] = &[2];
/// The path of the response type of a method.
pub(crate) const OUTPUT: &[i32] = &[3];
/// The path of the type of a field. A scalar type has no name.
pub(crate) const TYPE: &[i32] = &[5];

/// Adds a finding at the name of an element; for a file, at its start.
pub(crate) fn at_name(
    cx: &LintContext<'_>,
    findings: &mut Findings<'_>,
    element: impl Into<Element>,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    at(cx, findings, element, NAME, message, help);
}

/// Adds a finding at a part of an element.
pub(crate) fn at(
    cx: &LintContext<'_>,
    findings: &mut Findings<'_>,
    element: impl Into<Element>,
    path: &[i32],
    message: impl Into<String>,
    help: impl Into<String>,
) {
    let element = element.into();
    let path = if matches!(element, Element::File(_)) && path == NAME { &[] } else { path };
    findings.push(element, cx.schema.part(element, path), message).help = Some(help.into());
}

/// Adds a finding at an annotation of an element.
pub(crate) fn at_annotation(
    cx: &LintContext<'_>,
    findings: &mut Findings<'_>,
    element: impl Into<Element>,
    annotation: Annotation,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    let element = element.into();
    let path = annotation.path(cx.schema, element);
    at(cx, findings, element, &path, message, help);
}
