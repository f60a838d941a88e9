//! Annotations of `google/api` that rules read.

use crate::context::LintContext;
use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, FieldId, FileId, MessageId, MethodId, ServiceId};

pub(super) const RESOURCE: Annotation = Annotation { name: "google.api.resource", number: 1053 };
const DEFINITION: Annotation = Annotation { name: "google.api.resource_definition", number: 1053 };
pub(super) const REFERENCE: Annotation = Annotation { name: "google.api.resource_reference", number: 1055 };
pub(super) const BEHAVIOR: Annotation = Annotation { name: "google.api.field_behavior", number: 1052 };
pub(super) const FIELD_INFO: Annotation = Annotation { name: "google.api.field_info", number: 291_403_980 };
pub(super) const SIGNATURE: Annotation = Annotation { name: "google.api.method_signature", number: 1051 };
pub(super) const HOST: Annotation = Annotation { name: "google.api.default_host", number: 1049 };
pub(super) const SCOPES: Annotation = Annotation { name: "google.api.oauth_scopes", number: 1050 };
pub(super) const OPERATION: Annotation = Annotation { name: "google.longrunning.operation_info", number: 1049 };

const TYPE: OptionField = OptionField { name: "type", number: 1 };
const PATTERN: OptionField = OptionField { name: "pattern", number: 2 };
const NAME_FIELD: OptionField = OptionField { name: "name_field", number: 3 };
const CHILD_TYPE: OptionField = OptionField { name: "child_type", number: 2 };
const RESPONSE_TYPE: OptionField = OptionField { name: "response_type", number: 1 };
const METADATA_TYPE: OptionField = OptionField { name: "metadata_type", number: 2 };

/// The files that declare annotations. A file that imports one uses its annotations, so that a missing annotation is a
/// mistake.
pub(super) const BEHAVIOR_FILE: &str = "google/api/field_behavior.proto";
pub(super) const RESOURCE_FILE: &str = "google/api/resource.proto";
pub(super) const CLIENT_FILE: &str = "google/api/client.proto";
pub(super) const FIELD_INFO_FILE: &str = "google/api/field_info.proto";

/// Returns `true` if a file imports another one.
pub(super) fn imports(cx: &LintContext<'_>, file: FileId, path: &str) -> bool {
    let file = &cx.schema[file];
    file.imports.iter().chain(&file.option_imports).any(|import| cx.schema.text(import.path) == path)
}

/// The `google.api.resource` of a message.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) ty: String,
    pub(super) patterns: Vec<String>,
    /// The field with the resource name, by default `name`.
    pub(super) name_field: String,
}

impl Resource {
    fn read(message: &OptionMessage<'_>) -> Self {
        let name = message.text(NAME_FIELD);
        let name_field = if name.is_empty() { "name".to_owned() } else { name };
        Self { ty: message.text(TYPE), patterns: message.texts(PATTERN), name_field }
    }
}

/// Returns the resource that a message represents.
pub(super) fn resource(cx: &LintContext<'_>, message: MessageId) -> Option<Resource> {
    RESOURCE.message(cx.schema, message.into()).map(|message| Resource::read(&message))
}

/// Returns the resources that a file defines without a message.
pub(super) fn definitions(cx: &LintContext<'_>, file: FileId) -> Vec<Resource> {
    DEFINITION.messages(cx.schema, file.into()).iter().map(Resource::read).collect()
}

/// Returns `true` if a message is a resource.
pub(super) fn is_resource(cx: &LintContext<'_>, message: MessageId) -> bool {
    resource(cx, message).is_some()
}

/// The `google.api.resource_reference` of a field.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) ty: String,
    pub(super) child_type: String,
}

/// Returns the reference of a field.
pub(super) fn reference(cx: &LintContext<'_>, field: FieldId) -> Option<Reference> {
    let message = REFERENCE.message(cx.schema, field.into())?;
    Some(Reference { ty: message.text(TYPE), child_type: message.text(CHILD_TYPE) })
}

/// A value of `google.api.FieldBehavior`, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behavior {
    Optional,
    Required,
    OutputOnly,
    InputOnly,
    Immutable,
    UnorderedList,
    Identifier,
    Other,
}

impl Behavior {
    const fn of(number: i32) -> Self {
        match number {
            1 => Self::Optional,
            2 => Self::Required,
            3 => Self::OutputOnly,
            4 => Self::InputOnly,
            5 => Self::Immutable,
            6 => Self::UnorderedList,
            8 => Self::Identifier,
            _ => Self::Other,
        }
    }
}

/// Returns the behaviors of a field.
pub(super) fn behaviors(cx: &LintContext<'_>, field: FieldId) -> Vec<Behavior> {
    BEHAVIOR.numbers(cx.schema, field.into()).into_iter().map(Behavior::of).collect()
}

/// Returns `true` if a field has a behavior.
pub(super) fn has(cx: &LintContext<'_>, field: FieldId, behavior: Behavior) -> bool {
    behaviors(cx, field).contains(&behavior)
}

/// The number of `UUID4` in `google.api.FieldInfo.Format`.
pub(super) const UUID4: i32 = 1;

/// Returns the format of a field, as a number of `google.api.FieldInfo.Format`.
pub(super) fn format(cx: &LintContext<'_>, field: FieldId) -> Option<i32> {
    let message = FIELD_INFO.message(cx.schema, field.into())?;
    let fields = WireReader::new(&message.bytes).map_while(Result::ok).filter(|field| field.number == 1);
    let number = fields.last().and_then(|field| match field.value {
        WireValue::Varint(number) => i32::try_from(number).ok(),
        _ => None,
    });
    number.filter(|&number| number != 0)
}

/// The types of a long-running operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) response: String,
    pub(super) metadata: String,
}

/// Returns the types of the operation that a method returns.
pub(super) fn operation(cx: &LintContext<'_>, method: MethodId) -> Option<Operation> {
    let message = OPERATION.message(cx.schema, method.into())?;
    Some(Operation { response: message.text(RESPONSE_TYPE), metadata: message.text(METADATA_TYPE) })
}

/// Returns the values of `google.api.method_signature`, each a list of fields with commas.
pub(super) fn signatures(cx: &LintContext<'_>, method: MethodId) -> Vec<String> {
    SIGNATURE.texts(cx.schema, method.into())
}

/// Returns `true` if a service has the text of a client annotation.
pub(super) fn has_text(cx: &LintContext<'_>, service: ServiceId, annotation: Annotation) -> bool {
    annotation.texts(cx.schema, Element::Service(service)).iter().any(|text| !text.is_empty())
}
