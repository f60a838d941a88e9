//! Endpoints: the target of a route, with all that a request needs. Each binding of a method is one, and so is its Connect path.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body as HttpBody;
use http::Response;
use protoward_http_template::Template;

use crate::rest::call::{Call, MatchedRoute};
use crate::rest::failure::Failure;
use crate::rest::schema::MessageCount;
use crate::rest::schema::{Binding, Method};
use crate::rest::settings::RouteSettings;
use crate::rest::tree::Variable;

pub(crate) type HttpResponse = Response<HttpBody>;

/// The future of a handler's response.
pub(crate) type ResponseResult = Pin<Box<dyn Future<Output = Result<HttpResponse, Failure>> + Send>>;

pub(crate) type Handler = Arc<dyn Fn(Call) -> ResponseResult + Send + Sync>;

/// A binding of a method, with its handler and settings.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) method: &'static Method,
    pub(crate) binding: Binding,
    /// The form of calls in the Connect protocol; `None` for a binding of REST.
    pub(crate) connect: Option<MessageCount>,
    /// The fields that the variables of the template set.
    pub(crate) variables: Vec<Variable>,
    pub(crate) handler: Handler,
    pub(crate) settings: RouteSettings,
}

impl Endpoint {
    pub(crate) fn route(&self) -> MatchedRoute {
        MatchedRoute { method: self.method.path, template: self.binding.template }
    }

    /// Resolves the fields of the template's variables.
    pub(crate) fn resolve(self, template: &Template) -> Option<Endpoint> {
        let variables = Variable::all(template, self.method.request)?;
        Some(Endpoint { variables, ..self })
    }
}
