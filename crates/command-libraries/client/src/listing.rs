//! Lists of services and methods, and texts of single elements.

use protoward_dynamic::{Codec, example_json};
use protoward_proto_text::declaration;
use protoward_schema::descriptor::encode_file;
use protoward_schema::{Element, MethodId, Schema};

use crate::diagnostics::{self, CallProblem};
use crate::schema_source::SchemaSource;

/// Returns the names of all services, or the methods of one.
///
/// # Errors
/// Fails if the source does not have the service, or does not answer.
pub fn list(mut source: SchemaSource, service: Option<&str>) -> Result<Vec<String>, Box<CallProblem>> {
    let Some(service) = service else { return source.services() };
    let (schema, _) = source.schema(&[service.to_owned()])?;
    let Some(Element::Service(id)) = schema.find(service) else {
        return Err(diagnostics::no_service(&schema, service).into());
    };
    let name = |&method: &MethodId| format!("{service}/{}", schema.text(schema[method].name));
    Ok(schema[id].methods.iter().map(name).collect())
}

/// Returns the declaration of an element as `.proto` text, below a comment with the name of its file.
///
/// # Errors
/// Fails if the source does not have the element, or does not answer.
pub fn describe(source: SchemaSource, symbol: &str) -> Result<String, Box<CallProblem>> {
    let FoundSymbol { symbol, schema, element } = FoundSymbol::find(source, symbol)?;
    let file = element.map(|element| schema.file_of(element));
    let text = file.and_then(|file| declaration(&encode_file(&schema, file, false), &symbol));
    let (Some(file), Some(text)) = (file, text) else { return Err(diagnostics::no_symbol(&symbol).into()) };
    // A descriptor with mistakes has no layout.
    let formatted = protoward_format::format(&text).unwrap_or_else(|_| text.as_str().into());
    Ok(format!("// {}\n{formatted}", schema.text(schema[file].path)))
}

/// Returns an example of a message, or of the request of a method, as JSON.
///
/// # Errors
/// Fails if the source does not have the message or the method, or does not answer.
pub fn example(source: SchemaSource, symbol: &str) -> Result<String, Box<CallProblem>> {
    let FoundSymbol { symbol, schema, element } = FoundSymbol::find(source, symbol)?;
    let name = symbol.rsplit('.').next().unwrap_or_default();
    let message = match element {
        Some(Element::Message(message)) => Some(message),
        Some(Element::Service(service)) => {
            let mut methods = schema[service].methods.iter().map(|&method| &schema[method]);
            methods.find(|method| schema.text(method.name) == name).map(|method| method.input)
        }
        _ => None,
    };
    let message = message.ok_or_else(|| diagnostics::no_template(&symbol))?;
    let json = example_json(&Codec::new(&schema), message).map_err(|error| diagnostics::no_json(&symbol, &error))?;
    Ok(format!("{}\n", json.trim_end()))
}

/// A name, and the element that has it or that contains what has it.
struct FoundSymbol {
    symbol: String,
    schema: Schema,
    element: Option<Element>,
}

impl FoundSymbol {
    fn find(source: SchemaSource, symbol: &str) -> Result<Self, Box<CallProblem>> {
        // A method may be written as in a call.
        let symbol = symbol.trim_start_matches(['/', '.']).replace('/', ".");
        let schema = source.schema_around(&symbol)?;
        // A schema finds types, services and extensions by name, and other elements are in one of these.
        let around = symbol.rsplit_once('.').map(|(around, _)| around);
        let element = schema.find(&symbol).or_else(|| schema.find(around?));
        Ok(Self { symbol, schema, element })
    }
}
