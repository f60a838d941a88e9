//! HTTP bindings: a rule after all its names were resolved to fields.

use protoward_http_template::Template;

use protoward_schema::{FieldId, MethodId, Schema};

/// The fields from a message down to a nested one. All but the last one are message fields.
pub type FieldPath = Vec<FieldId>;

/// An HTTP binding of a method.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The method that answers requests.
    pub method: MethodId,
    /// 0 for the rule itself, from 1 for its `additional_bindings`.
    pub position: usize,
    /// The HTTP method of requests.
    pub verb: HttpMethod,
    /// The template that paths of requests match.
    pub template: Template,
    /// The template as the rule has it.
    pub path: String,
    /// The request field of each variable, in template order.
    pub variables: Vec<FieldPath>,
    /// The part of the request that comes from the body.
    pub body: Body,
    /// The response field in the response body; `None` for the whole response.
    pub response_body: Option<FieldId>,
}

/// The HTTP method of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are the methods of HTTP, by their names")]
pub enum HttpMethod {
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
    /// No field: what the path does not bind is in the query.
    None,
    /// `*`: all fields except those in the path.
    All,
    /// One field: what neither it nor the path binds is in the query.
    Field(FieldId),
}

impl HttpMethod {
    /// Returns the name in a request: `GET`.
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

    /// Returns whether a request body has no defined meaning: <https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1>.
    pub fn has_no_body(&self) -> bool {
        matches!(self.name(), "GET" | "DELETE" | "HEAD")
    }
}

/// Returns a field path with dots: `book.name`.
pub(crate) fn dotted(schema: &Schema, path: &[FieldId]) -> String {
    path.iter().map(|&field| schema.text(schema[field].name)).collect::<Vec<_>>().join(".")
}
