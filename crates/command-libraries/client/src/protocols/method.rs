//! Methods as servers see them, and their names.

use protoward_schema::{Element, MethodId, Schema};
use protoward_source::nearest;

/// A method as a server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// The path: `/acme.v1.Users/GetUser`.
    pub path: String,
    /// `true` if the client sends a stream of messages.
    pub client_streaming: bool,
    /// `true` if the server sends a stream of messages.
    pub server_streaming: bool,
}

/// The reason why a schema has no such method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MethodError {
    /// A text that is not the name of a service and a method.
    #[error("`{0}` is not a name of a method")]
    Malformed(String),
    /// A service that the schema does not have.
    #[error("the schema has no service `{service}`")]
    NoService {
        /// The name.
        service: String,
        /// Similar names.
        near: Vec<String>,
    },
    /// A method that the service does not have.
    #[error("the service `{service}` has no method `{method}`")]
    NoMethod {
        /// The service.
        service: String,
        /// The name.
        method: String,
        /// Similar names, or those of all methods.
        near: Vec<String>,
    },
}

impl Procedure {
    /// Returns the procedure of a method.
    pub fn new(schema: &Schema, method: MethodId) -> Self {
        let method = &schema[method];
        let service = schema.text(schema[method.service].full_name);
        Self {
            path: format!("/{service}/{}", schema.text(method.name)),
            client_streaming: method.client_streaming,
            server_streaming: method.server_streaming,
        }
    }

    /// Returns `true` if neither side sends a stream.
    pub fn is_unary(&self) -> bool {
        !self.client_streaming && !self.server_streaming
    }
}

/// Splits `acme.v1.Users/GetUser` or `acme.v1.Users.GetUser` into a service and a method.
///
/// # Errors
/// If one of the names is missing.
pub fn split_method(text: &str) -> Result<(&str, &str), MethodError> {
    let name = text.strip_prefix('/').unwrap_or(text);
    let parts = name.rsplit_once('/').or_else(|| name.rsplit_once('.'));
    parts
        .filter(|(service, method)| !service.is_empty() && !method.is_empty() && !service.contains('/'))
        .ok_or_else(|| MethodError::Malformed(text.to_owned()))
}

/// Finds a method by the names of its service and its own.
///
/// # Errors
/// If the schema has no such method.
pub fn find_method(schema: &Schema, service: &str, method: &str) -> Result<MethodId, MethodError> {
    let Some(Element::Service(id)) = schema.find(service) else {
        let known: Vec<&str> = schema.services.iter().map(|(_, it)| schema.text(it.full_name)).collect();
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let mut near = nearest(service, known.iter().copied());
        if near.is_empty() {
            near = known.into_iter().filter(|name| last(name) == last(service)).take(3).collect();
        }
        return Err(MethodError::NoService { service: service.to_owned(), near: owned(near) });
    };
    let methods = &schema[id].methods;
    let name = |&id: &MethodId| schema.text(schema[id].name);
    methods.iter().copied().find(|id| name(id) == method).ok_or_else(|| {
        let known: Vec<&str> = methods.iter().map(name).collect();
        let near = nearest(method, known.iter().copied());
        let near = owned(if near.is_empty() { known } else { near });
        MethodError::NoMethod { service: service.to_owned(), method: method.to_owned(), near }
    })
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_names_of_methods() {
        assert_eq!(split_method("a.v1.S/M"), Ok(("a.v1.S", "M")));
        assert_eq!(split_method("/a.v1.S/M"), Ok(("a.v1.S", "M")));
        assert_eq!(split_method("a.v1.S.M"), Ok(("a.v1.S", "M")));
        for text in ["", "M", "/", "S/", "/M", "a/S/M", ".M"] {
            assert_eq!(split_method(text), Err(MethodError::Malformed(text.to_owned())));
        }
    }
}
