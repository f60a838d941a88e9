//! Conversion of path templates to OpenAPI paths.
//!
//! A parameter of an OpenAPI path is one segment, in which clients escape `/`. A variable with several segments
//! becomes one parameter per wildcard, and its literals are part of the path: `{name=shelves/*/books/*}` becomes
//! `shelves/{shelvesId}/books/{booksId}`. The names follow Google's discovery documents (`flatPath`).

use protoward_http_template::{Segment, TemplatePart};

use super::settings::Naming;
use protoward_http::Binding;
use protoward_schema::{FieldId, Schema, default_json_name};

/// An OpenAPI path: segments, the verb after `:`, and the parameters in their order.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pieces: Vec<PathPiece>,
    verb: Option<String>,
    pub(super) parameters: Vec<PathParameter>,
}

/// A segment of a path.
#[derive(Clone, Debug)]
enum PathPiece {
    /// Literal text, URL-encoded.
    Literal(String),
    /// The next of the path's parameters.
    Parameter,
}

/// A parameter of a path.
#[derive(Clone, Debug)]
pub(super) struct PathParameter {
    pub(super) name: String,
    pub(super) meaning: PathParameterSource,
    /// `true` if it stands for any number of segments.
    pub(super) is_multi: bool,
}

/// The meaning of a path parameter.
#[derive(Clone, Copy, Debug)]
pub(super) enum PathParameterSource {
    /// The value of a variable, by index in the template.
    Variable(usize),
    /// A part of the value of a variable.
    PartOf(usize),
    /// A segment outside of variables.
    Unbound,
}

impl Path {
    pub(super) fn new(schema: &Schema, binding: &Binding, naming: Naming) -> Self {
        let mut this = Self { pieces: Vec::new(), verb: None, parameters: Vec::new() };
        this.verb = binding.template.verb().map(escaped);
        let mut variables = 0;
        let mut collection = None;
        for part in binding.template.parts() {
            match part {
                TemplatePart::Segment(Segment::Literal(text)) => {
                    this.pieces.push(PathPiece::Literal(escaped(text)));
                    collection = Some(text.as_str());
                }
                TemplatePart::Segment(wildcard) => {
                    let name = of_collection(collection.take(), naming).unwrap_or_else(|| "segment".to_owned());
                    this.parameter(name, PathParameterSource::Unbound, *wildcard == Segment::Multi);
                }
                TemplatePart::Variable(_, segments) => {
                    let field = field_name(schema, binding, variables, naming);
                    this.variable(variables, segments, &field, naming);
                    variables += 1;
                    collection = None;
                }
            }
        }
        this
    }

    fn variable(&mut self, variable: usize, segments: &[Segment], field: &str, naming: Naming) {
        if let [wildcard @ (Segment::Single | Segment::Multi)] = segments {
            self.parameter(field.to_owned(), PathParameterSource::Variable(variable), *wildcard == Segment::Multi);
            return;
        }
        let mut collection = None;
        for segment in segments {
            match segment {
                Segment::Literal(text) => {
                    self.pieces.push(PathPiece::Literal(escaped(text)));
                    collection = Some(text.as_str());
                }
                wildcard => {
                    let name = of_collection(collection.take(), naming).unwrap_or_else(|| field.to_owned());
                    self.parameter(name, PathParameterSource::PartOf(variable), *wildcard == Segment::Multi);
                }
            }
        }
    }

    fn parameter(&mut self, name: String, meaning: PathParameterSource, is_multi: bool) {
        let is_taken = |name: &str| self.parameters.iter().any(|known| known.name == name);
        let numbered = (1..).map(|number| format!("{name}{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name);
        self.parameters.push(PathParameter { name, meaning, is_multi });
        self.pieces.push(PathPiece::Parameter);
    }

    /// Uses the parameter names of another path that is otherwise equal.
    pub(super) fn rename(&mut self, like: &Self) {
        for (parameter, known) in self.parameters.iter_mut().zip(&like.parameters) {
            parameter.name.clone_from(&known.name);
        }
    }

    /// Returns the path without parameter names, which OpenAPI ignores when it compares paths.
    pub(super) fn erased(&self) -> String {
        self.written(|_| "")
    }

    /// Returns the path in document notation.
    pub(super) fn text(&self) -> String {
        self.written(|parameter| &parameter.name)
    }

    fn written<'a>(&'a self, name: impl Fn(&'a PathParameter) -> &'a str) -> String {
        let mut parameters = self.parameters.iter();
        let mut text = String::new();
        for piece in &self.pieces {
            text.push('/');
            match piece {
                PathPiece::Literal(literal) => text.push_str(literal),
                PathPiece::Parameter => {
                    text.push('{');
                    text.push_str(parameters.next().map_or("", &name));
                    text.push('}');
                }
            }
        }
        if text.is_empty() {
            text.push('/');
        }
        if let Some(verb) = &self.verb {
            text.push(':');
            text.push_str(verb);
        }
        text
    }
}

/// Escapes a literal for a URL, including braces, which would start a parameter.
fn escaped(text: &str) -> String {
    Segment::Literal(text.to_owned()).to_string()
}

/// Returns the name of the parameter for a variable: `bookId` for `{book.id}`. Most tools accept only letters, digits, `_`
/// and `-` in the names of path parameters.
fn field_name(schema: &Schema, binding: &Binding, variable: usize, naming: Naming) -> String {
    let path = binding.variables.get(variable).map_or(&[][..], Vec::as_slice);
    let name = parameter_name(schema, path, naming);
    let name = match naming {
        Naming::Json if name.contains('.') => default_json_name(&name.replace('.', "_")).into_owned(),
        _ => name,
    };
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let name: String = name.chars().map(|letter| if is_word(letter) { letter } else { '_' }).collect();
    if name.is_empty() { "value".to_owned() } else { name }
}

/// Returns the name for an element of a collection: `shelvesId` for `shelves`.
fn of_collection(collection: Option<&str>, naming: Naming) -> Option<String> {
    let word = |character: char| if character.is_ascii_alphanumeric() { character } else { '_' };
    let name: String = collection?.chars().map(word).collect();
    let name = name.trim_matches('_');
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    Some(match naming {
        Naming::Proto => format!("{name}_id"),
        Naming::Json => default_json_name(&format!("{name}_id")).into_owned(),
    })
}

/// Returns the name of a parameter: its field path with dots.
pub(super) fn parameter_name(schema: &Schema, path: &[FieldId], naming: Naming) -> String {
    let name = |&field: &FieldId| match naming {
        Naming::Json => schema.json_name(field),
        Naming::Proto => schema.text(schema[field].name).to_owned(),
    };
    path.iter().map(name).collect::<Vec<_>>().join(".")
}
