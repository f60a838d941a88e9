//! Paths of fields in strings: the variables and the body of `google.api.http`, `google.api.method_signature`,
//! `google.api.routing`, the field of a resource's name, the fields of polling requests, and the oneofs of `buf.validate`.

use std::iter;
use std::ops::Range;

use crate::option_strings::{extension, keyed_strings};
use crate::polling::{self, Polling};
use crate::texts::Texts;
use protoward_edit::Decl;
use protoward_schema::{Element, FieldId, MessageId, Schema};
use protoward_source::{SourceId, Sources};
use protoward_syntax::DecodedString;
use protoward_syntax::ast::OptionDecl;

const HTTP: &str = "google.api.http";
const SIGNATURE: &str = "google.api.method_signature";
const ROUTING: &str = "google.api.routing";
const RESOURCE: &str = "google.api.resource";
const VALIDATE: &str = "buf.validate.message";
/// Its names are those of types.
pub(crate) const OPERATION: &str = "google.longrunning.operation_info";

/// The fields of an http rule with a template.
const TEMPLATES: [&str; 6] = ["get", "put", "post", "delete", "patch", "path"];

/// The names in a string of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NamesIn {
    /// None: a path, the name of a resource, or a kind of request.
    Nothing,
    /// A type.
    Type,
    /// The path of a field of the request.
    Request,
    /// Paths of fields of the request with commas.
    RequestList,
    /// A template with paths of fields of the request as its variables.
    Template,
    /// The path of a field of the response.
    Response,
    /// The path of a field of the message that has the option.
    Own,
    /// A field of the request that asks for the state of an operation.
    PollingRequest,
    /// A field of the operation that is the response.
    Polled,
}

/// Returns the names in a string, by the option and by the field that it is the value of; `None` for any text.
fn names_in(extension: &str, key: &str) -> Option<NamesIn> {
    Some(match (extension, key) {
        (HTTP, "body") | (ROUTING, "field") => NamesIn::Request,
        (HTTP, "response_body") => NamesIn::Response,
        (HTTP, key) if TEMPLATES.contains(&key) => NamesIn::Template,
        (SIGNATURE, _) => NamesIn::RequestList,
        (OPERATION, _) => NamesIn::Type,
        (RESOURCE, "name_field") | (VALIDATE, "fields") => NamesIn::Own,
        (polling::REQUEST_FIELD, _) => NamesIn::PollingRequest,
        (polling::RESPONSE_FIELD, _) => NamesIn::Polled,
        // The variables of a routing template are names of headers, and those of a pattern are names of resources.
        (HTTP | ROUTING | RESOURCE | "google.api.resource_definition" | "google.api.resource_reference", _) => {
            NamesIn::Nothing
        }
        _ => return None,
    })
}

/// A string with paths of fields.
#[derive(Clone, Debug)]
pub(crate) struct FieldPathText {
    pub(crate) source: SourceId,
    pub(crate) text: DecodedString,
    /// The places of the paths in the value.
    paths: Vec<Range<usize>>,
    /// The message in which the paths start.
    of: MessageId,
}

/// Returns `true` if a string of an option names only fields or types, in ways that are understood.
pub(crate) fn is_understood(extension: &str, key: &str) -> bool {
    names_in(extension, key).is_some()
}

impl FieldPathText {
    /// Returns all such strings of a schema.
    pub(crate) fn all(schema: &Schema, texts: &Texts<'_>, sources: &Sources) -> Vec<Self> {
        let mut all = Vec::new();
        let own_source = |element: Element| {
            let source = schema[schema.file_of(element)].source;
            (!sources.get(source).is_built_in).then_some(source)
        };
        for (id, method) in schema.methods.iter().filter(|(_, method)| method.options.bytes().is_some()) {
            let Some(source) = own_source(id.into()) else { continue };
            let Some(node) = texts.declared(schema, id) else { continue };
            let Decl::Method(declared) = node.decl else { continue };
            let text = node.doc.text;
            for option in &declared.options {
                all.extend(strings_of(option, text).filter_map(|(names, text)| {
                    let value = text.value();
                    let (of, paths) = match names {
                        NamesIn::Request => (method.input, whole(value)),
                        NamesIn::RequestList => (method.input, separated(value)),
                        NamesIn::Template => (method.input, variables(value)),
                        NamesIn::Response => (method.output, whole(value)),
                        NamesIn::Nothing | NamesIn::Type | NamesIn::Own | NamesIn::PollingRequest | NamesIn::Polled => {
                            return None;
                        }
                    };
                    Some(Self { source, text, paths, of })
                }));
            }
        }
        for (of, _) in schema.messages.iter().filter(|(_, message)| message.options.bytes().is_some()) {
            let Some(source) = own_source(of.into()) else { continue };
            let Some(node) = texts.declared(schema, of).filter(|node| matches!(node.decl, Decl::Message(_))) else {
                continue;
            };
            for option in node.option_statements() {
                let own = strings_of(option, node.doc.text).filter(|(names, _)| *names == NamesIn::Own);
                all.extend(own.map(|(_, text)| Self { source, paths: whole(text.value()), text, of }));
            }
        }
        let polling = Polling::new(schema);
        for (id, requests, operations) in polling.annotated(schema) {
            let Some(source) = own_source(id.into()) else { continue };
            let Some(node) = texts.declared(schema, id) else { continue };
            for (names, text) in node.bracket_options().flat_map(|option| strings_of(option, node.doc.text)) {
                let of = match names {
                    NamesIn::PollingRequest => &requests,
                    NamesIn::Polled => &operations,
                    _ => continue,
                };
                all.extend(of.iter().map(|&of| Self { source, paths: whole(text.value()), text: text.clone(), of }));
            }
        }
        all
    }

    /// Returns the components of the value that name a field.
    pub(crate) fn uses(&self, schema: &Schema, field: FieldId) -> Vec<Range<usize>> {
        let value = self.text.value();
        self.paths.iter().filter_map(|path| component(schema, value, path.clone(), self.of, field)).collect()
    }
}

/// Returns the strings of an option that have names, with what they name.
fn strings_of<'t>(option: &OptionDecl, text: &'t str) -> impl Iterator<Item = (NamesIn, DecodedString)> + use<'t> {
    let extension = extension(option, text).unwrap_or_default();
    // Most options are not among these, and reading the strings takes time.
    let is_known = names_in(extension, "").is_some() || extension == VALIDATE;
    let strings = if is_known { keyed_strings(option, text) } else { Vec::new() };
    strings.into_iter().filter_map(move |string| Some((names_in(extension, string.key)?, string.decoded(text)?)))
}

/// Returns the component of a path that names a field.
fn component(schema: &Schema, text: &str, path: Range<usize>, of: MessageId, wanted: FieldId) -> Option<Range<usize>> {
    let mut at = path.start;
    let mut message = of;
    for part in text.get(path)?.split('.') {
        let mut fields = schema[message].fields.iter().copied();
        let field = fields.find(|&field| schema.name(Element::from(field)) == part.trim())?;
        let start = at + (part.len() - part.trim_start().len());
        if field == wanted {
            return Some(start..start + part.trim().len());
        }
        message = schema[field].ty.message()?;
        at += part.len() + 1;
    }
    None
}

/// Returns the only path in a string.
fn whole(path: &str) -> Vec<Range<usize>> {
    iter::once(0..path.len()).collect()
}

/// Returns the paths of a list with commas.
fn separated(list: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let paths = list.split(',').map(|part| {
        let range = at..at + part.len();
        at = range.end + 1;
        range
    });
    paths.collect()
}

/// Returns the paths of the variables of a template: `name` in `/v1/{name=shelves/*}`.
fn variables(template: &str) -> Vec<Range<usize>> {
    let starts = template.match_indices('{').map(|(at, _)| at + 1);
    let end = |start: usize| template[start..].find(['=', '}']).map(|length| start..start + length);
    starts.filter_map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::{separated, variables};

    #[test]
    fn finds_the_paths_of_templates_and_lists() {
        let text = "/v1/{book.name=shelves/*}/{id}:x";
        let found: Vec<&str> = variables(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["book.name", "id"]);
        let text = "a,b.c";
        let found: Vec<&str> = separated(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a", "b.c"]);
    }
}
