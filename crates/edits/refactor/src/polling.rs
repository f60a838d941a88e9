//! Operations of `google.cloud`, whose state a request of another service asks for. Options of fields say which values of the first
//! request and of the operation are needed for it.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::option_strings::{extension, keyed_strings};
use crate::texts::Texts;
use protoward_edit::Decl;
use protoward_schema::annotations::Annotation;
use protoward_schema::{FieldId, FieldOwner, MessageId, Schema, ServiceId};
use protoward_source::SourceId;
use protoward_syntax::DecodedString;

/// On a field of the first request: the field of the polling request with the same value.
pub(crate) const REQUEST_FIELD: &str = "google.cloud.operation_request_field";
/// On a field of the polling request: the field of the operation with its value.
pub(crate) const RESPONSE_FIELD: &str = "google.cloud.operation_response_field";

const OF_REQUEST: Annotation = Annotation { name: REQUEST_FIELD, number: 1150 };
const OF_RESPONSE: Annotation = Annotation { name: RESPONSE_FIELD, number: 1151 };
/// On a method that starts an operation: the name of the service to ask.
const SERVICE: Annotation = Annotation { name: "google.cloud.operation_service", number: 1249 };
/// On the method of that service.
const METHOD: Annotation = Annotation { name: "google.cloud.operation_polling_method", number: 1250 };

/// The messages of a schema that take part in polling.
#[derive(Debug, Default)]
pub(crate) struct Polling {
    /// The requests that start an operation, each with a polling request.
    started: BTreeSet<(MessageId, MessageId)>,
    /// The polling requests, each with the operation that is the response.
    asked: BTreeSet<(MessageId, MessageId)>,
}

impl Polling {
    pub(crate) fn new(schema: &Schema) -> Self {
        let mut polling = Self::default();
        for (id, method) in schema.methods.iter().filter(|(_, method)| method.options.bytes().is_some()) {
            if METHOD.numbers(schema, id.into()) == [1] {
                polling.asked.insert((method.input, method.output));
            }
            let services = SERVICE.texts(schema, id.into()).into_iter();
            for service in services.flat_map(|name| services_named(schema, &name)) {
                let methods = schema[service].methods.iter();
                let asking = methods.filter(|&&method| METHOD.numbers(schema, method.into()) == [1]);
                polling.started.extend(asking.map(|&asking| (method.input, schema[asking].input)));
            }
        }
        polling
    }

    /// Returns the fields with options about polling, with the polling requests and the operations that these are about.
    pub(crate) fn annotated(&self, schema: &Schema) -> Vec<(FieldId, Vec<MessageId>, Vec<MessageId>)> {
        if self.asked.is_empty() {
            return Vec::new();
        }
        let with_options = schema.fields.iter().filter(|(_, field)| field.options.bytes().is_some());
        let found = with_options.filter_map(|(id, field)| {
            let FieldOwner::Message(own) = field.owner else { return None };
            let is_set = |annotation: Annotation| !annotation.texts(schema, id.into()).is_empty();
            if !is_set(OF_REQUEST) && !is_set(OF_RESPONSE) {
                return None;
            }
            let behind = |pairs: &BTreeSet<(MessageId, MessageId)>| {
                pairs.iter().filter(|(from, _)| *from == own).map(|(_, to)| *to).collect()
            };
            Some((id, behind(&self.started), behind(&self.asked)))
        });
        found.collect()
    }
}

/// A string that names the service to ask.
#[derive(Clone, Debug)]
pub(crate) struct ServiceText {
    pub(crate) source: SourceId,
    pub(crate) text: DecodedString,
    /// The range of the name without its scope in the value.
    pub(crate) name: Range<usize>,
    /// The services with this name.
    pub(crate) services: Vec<ServiceId>,
}

impl ServiceText {
    /// Returns all such strings of a schema.
    pub(crate) fn all(schema: &Schema, texts: &Texts<'_>) -> Vec<Self> {
        let mut all = Vec::new();
        for (id, _) in schema.methods.iter().filter(|(_, method)| method.options.bytes().is_some()) {
            if SERVICE.texts(schema, id.into()).is_empty() {
                continue;
            }
            let Some(node) = texts.declared(schema, id) else { continue };
            let Decl::Method(declared) = node.decl else { continue };
            let text = node.doc.text;
            let options = declared.options.iter().filter(|option| extension(option, text) == Some(SERVICE.name));
            let strings = options.flat_map(|option| keyed_strings(option, text));
            for decoded in strings.filter_map(|string| string.decoded(text)) {
                let written = decoded.value();
                let name = written.rfind('.').map_or(0, |dot| dot + 1)..written.len();
                let services = services_named(schema, written);
                all.push(Self { source: node.doc.id, text: decoded, name, services });
            }
        }
        all
    }
}

/// Returns the services with a name, which may be the full one.
fn services_named(schema: &Schema, name: &str) -> Vec<ServiceId> {
    let is_it = |full_name: &str| full_name == name || full_name.ends_with(&format!(".{name}"));
    schema.services.ids().filter(|&id| is_it(&schema.full_name(id.into()))).collect()
}
