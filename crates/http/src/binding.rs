use protoward_http_template::Template;

use protoward_schema::{FieldId, MethodId, Schema};

/// Fields from a message down to one inside of it, each but the last one a message.
pub type FieldPath = Vec<FieldId>;

/// One HTTP request that a method answers.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The method.
    pub method: MethodId,
    /// 0 for the rule itself; its `additional_bindings` count from 1.
    pub position: usize,
    /// The HTTP method.
    pub verb: Verb,
    /// The paths.
    pub template: Template,
    /// The template as it is written.
    pub path: String,
    /// The field of the request that each variable of the template sets, in the order of the template.
    pub variables: Vec<FieldPath>,
    /// The part of the request that comes from the body.
    pub body: Body,
    /// The field of the response that is the body of the answer; `None` for all of the response.
    pub response_body: Option<FieldId>,
}

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the methods of HTTP, by their names")]
pub enum Verb {
    Get,
    Put,
    Post,
    Delete,
    Patch,
    /// The `kind` of a `custom` pattern, such as `HEAD`; `*` stands for every method.
    Custom(String),
}

/// The part of a request that comes from the body of an HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing: there is no body.
    None,
    /// `*`: every field that the path does not bind.
    All,
    /// One field.
    Field(FieldId),
}

impl Verb {
    /// The name in a request: `GET`.
    pub fn name(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Custom(kind) => kind,
        }
    }

    /// Whether a body has no defined meaning in such a request: <https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1>.
    pub fn has_no_body(&self) -> bool {
        matches!(self.name(), "GET" | "DELETE" | "HEAD")
    }
}

/// A field path as it is declared, with dots: `book.name`.
pub(crate) fn dotted(schema: &Schema, path: &[FieldId]) -> String {
    path.iter().map(|&field| schema.text(schema[field].name)).collect::<Vec<_>>().join(".")
}
