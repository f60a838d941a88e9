//! `--list` and `--describe`.

use super::diagnostics;
use super::schema::SchemaSource;
use crate::console::Console;
use crate::outcome::Outcome;
use protoward_described::declaration;
use protoward_dynamic::{Codec, example_json};
use protoward_schema::descriptor::encode_file;
use protoward_schema::{Element, MethodId, Schema};
use protoward_source::{Sources, legible};

/// Prints the names of all services, or of the methods of one.
pub(super) fn list(
    mut source: SchemaSource,
    service: &str,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Outcome> {
    let names = if service.is_empty() {
        source.services(sources, console)?
    } else {
        let schema = source.schema(&[service.to_owned()], sources, console)?;
        methods(&schema, service, console)?
    };
    let lines: String = names.iter().map(|name| format!("{}\n", legible(name))).collect();
    console.print(&lines);
    Some(Outcome::Fine)
}

fn methods(schema: &Schema, service: &str, console: &mut Console) -> Option<Vec<String>> {
    let Some(Element::Service(id)) = schema.find(service) else {
        console.problem(diagnostics::no_service(schema, service));
        return None;
    };
    let name = |&method: &MethodId| format!("{service}/{}", schema.text(schema[method].name));
    Some(schema[id].methods.iter().map(name).collect())
}

/// Prints the declaration of a symbol, or an example of its message.
pub(super) fn describe(
    source: SchemaSource,
    symbol: &str,
    as_template: bool,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Outcome> {
    // A method may be written as in a call.
    let symbol = symbol.trim_start_matches(['/', '.']).replace('/', ".");
    let schema = source.schema(std::slice::from_ref(&symbol), sources, console)?;
    // A schema finds types, services and extensions by name, and other elements are in one of these.
    let around = symbol.rsplit_once('.').map(|(around, _)| around);
    let element = schema.find(&symbol).or_else(|| schema.find(around?));
    if as_template {
        return template(&schema, element, &symbol, console);
    }
    let file = element.map(|element| schema.file_of(element));
    let text = file.and_then(|file| declaration(&encode_file(&schema, file, false), &symbol));
    let (Some(file), Some(text)) = (file, text) else {
        console.problem(diagnostics::no_symbol(&symbol));
        return None;
    };
    // A descriptor with mistakes has no layout.
    let formatted = protoward_format::format(&text).unwrap_or_else(|_| text.as_str().into());
    console.print(&format!("// {}\n{formatted}", schema.text(schema[file].path)));
    Some(Outcome::Fine)
}

/// Prints an example of a message, or of the request of a method.
fn template(schema: &Schema, element: Option<Element>, symbol: &str, console: &mut Console) -> Option<Outcome> {
    let name = symbol.rsplit('.').next().unwrap_or_default();
    let message = match element {
        Some(Element::Message(message)) => Some(message),
        Some(Element::Service(service)) => {
            let mut methods = schema[service].methods.iter().map(|&method| &schema[method]);
            methods.find(|method| schema.text(method.name) == name).map(|method| method.input)
        }
        _ => None,
    };
    let Some(message) = message else {
        console.problem(diagnostics::no_template(symbol));
        return None;
    };
    match example_json(&Codec::new(schema), message) {
        Ok(json) => {
            console.print(&format!("{}\n", json.trim_end()));
            Some(Outcome::Fine)
        }
        Err(error) => {
            console.problem(diagnostics::no_json(symbol, &error));
            None
        }
    }
}
