//! Paths of fields in strings: the variables and the body of `google.api.http`, and `google.api.method_signature`.

use std::ops::Range;

use crate::option_strings::{KeyedString, extension, keyed_strings};
use crate::texts::Texts;
use protoward_edit::Decl;
use protoward_schema::{Element, FieldId, MessageId, Schema};
use protoward_source::{SourceId, Sources};
use protoward_syntax::ast::OptionDecl;

const HTTP: &str = "google.api.http";
const SIGNATURE: &str = "google.api.method_signature";
/// Its names are those of types.
pub(crate) const OPERATION: &str = "google.longrunning.operation_info";

/// The fields of an http rule with a template.
const TEMPLATES: [&str; 6] = ["get", "put", "post", "delete", "patch", "path"];

/// A string with paths of fields.
#[derive(Clone, Debug)]
pub(crate) struct FieldPathText {
    pub(crate) source: SourceId,
    /// The byte range of the string, without its quotes.
    pub(crate) contents: Range<usize>,
    /// The places of the paths in the text.
    paths: Vec<Range<usize>>,
    /// The message in which the paths start.
    of: MessageId,
}

/// Returns `true` for an option whose strings name only fields or types, in ways that are understood.
pub(crate) fn is_understood(option: &OptionDecl, text: &str) -> bool {
    let is_known = matches!(extension(option, text), Some(HTTP | SIGNATURE | OPERATION));
    is_known && keyed_strings(option, text).iter().all(|string| string.contents.is_some())
}

impl FieldPathText {
    /// Returns all such strings of a schema.
    pub(crate) fn all(schema: &Schema, texts: &Texts<'_>, sources: &Sources) -> Vec<Self> {
        let mut all = Vec::new();
        for (id, method) in schema.methods.iter() {
            let source = schema[schema.file_of(id.into())].source;
            if sources.get(source).is_built_in || method.options.bytes().is_none() {
                continue;
            }
            let Some(node) = texts.declared(schema, id) else { continue };
            let Decl::Method(declared) = node.decl else { continue };
            let text = node.doc.text;
            let options = declared.options.iter().filter(|option| is_understood(option, text));
            for option in options.filter(|option| extension(option, text) != Some(OPERATION)) {
                let is_signature = extension(option, text) == Some(SIGNATURE);
                for KeyedString { key, contents } in keyed_strings(option, text) {
                    let Some(contents) = contents else { continue };
                    let (of, paths) = match key {
                        _ if is_signature => (method.input, separated(text, contents.clone())),
                        "body" => (method.input, vec![contents.clone()]),
                        "response_body" => (method.output, vec![contents.clone()]),
                        key if TEMPLATES.contains(&key) => (method.input, variables(text, contents.clone())),
                        _ => continue,
                    };
                    all.push(Self { source, contents, paths, of });
                }
            }
        }
        all
    }

    /// Returns the components that name a field.
    pub(crate) fn uses(&self, schema: &Schema, text: &str, field: FieldId) -> Vec<Range<usize>> {
        self.paths.iter().filter_map(|path| component(schema, text, path.clone(), self.of, field)).collect()
    }
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

/// Returns the paths of a list with commas.
fn separated(text: &str, list: Range<usize>) -> Vec<Range<usize>> {
    let mut at = list.start;
    let paths = text[list].split(',').map(|part| {
        let range = at..at + part.len();
        at = range.end + 1;
        range
    });
    paths.collect()
}

/// Returns the paths of the variables of a template: `name` in `/v1/{name=shelves/*}`.
fn variables(text: &str, template: Range<usize>) -> Vec<Range<usize>> {
    let starts = text[template.clone()].match_indices('{').map(|(at, _)| template.start + at + 1);
    let end = |start: usize| text[start..template.end].find(['=', '}']).map(|length| start..start + length);
    starts.filter_map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::{separated, variables};

    #[test]
    fn finds_the_paths_of_templates_and_lists() {
        let text = "/v1/{book.name=shelves/*}/{id}:x";
        let found: Vec<&str> = variables(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["book.name", "id"]);
        let text = "a,b.c";
        let found: Vec<&str> = separated(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a", "b.c"]);
    }
}
