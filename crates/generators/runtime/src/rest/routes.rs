//! Routes from HTTP requests to methods, with their settings.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderName;
use protoward_http_template::{RouteConflict, Router, Template, TemplateError};
use serde::Serialize;
use tonic::{Request, Status};

use crate::rest::call::Call;
use crate::rest::connect::ConnectMethods;
use crate::rest::endpoint::{Endpoint, Handler, ResponseResult};
use crate::rest::metadata::HeaderMatcher;
use crate::rest::schema::MessageCount;
use crate::rest::schema::{Binding, Body, Method};
use crate::rest::service::RestService;
use crate::rest::settings::{Interceptor, RouteSettings, UnknownParameters};

/// The HTTP interface of one or several services.
///
/// Generated code creates it: `student_service::routes(Arc::new(service))`. As for layers in axum, settings apply to
/// the routes that already exist, so services can have different settings before they are merged.
///
/// ```
/// use protoward_runtime::rest::{Routes, UnknownParameters};
///
/// # fn library() -> Routes { Routes::new() }
/// # fn uploads() -> Routes { Routes::new() }
/// let routes = library().merge(uploads().body_limit(64 << 20)).unknown_parameters(UnknownParameters::Ignore);
/// let app: axum::Router = routes.into_router()?;
/// # Ok::<(), protoward_runtime::rest::RouteError>(())
/// ```
#[derive(Default)]
pub struct Routes {
    endpoints: Vec<Endpoint>,
}

impl Routes {
    /// Creates an empty set of routes.
    #[must_use]
    pub fn new() -> Routes {
        Routes::default()
    }

    /// Adds all routes of another `Routes`, with their settings.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Routes {
        self.endpoints.extend(other.endpoints);
        self
    }

    /// Limits the body of a request to this many bytes (default: 4 MiB). A larger one fails with 413. In a stream of
    /// requests, the limit applies to each message.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Routes {
        self.configure(|settings| settings.body_limit = bytes)
    }

    /// Limits the time for a body to arrive (default: no limit). A slower one fails with 408. In a stream of requests,
    /// the limit applies to each message that has begun; the time between messages is not limited.
    ///
    /// The server limits the time for the head of a request: hyper has `header_read_timeout` for HTTP/1.
    #[must_use]
    pub fn read_timeout(self, timeout: Duration) -> Routes {
        self.configure(|settings| settings.read_timeout = Some(timeout))
    }

    /// Sets the names of metadata for headers of requests. For a header without a name, the default applies: a header
    /// is metadata of its own name, `Grpc-Metadata-NAME` is metadata `NAME`, and headers of HTTP itself are none.
    #[must_use]
    pub fn request_headers<F>(self, name: F) -> Routes
    where
        F: Fn(&HeaderName) -> Option<HeaderName> + Send + Sync + 'static,
    {
        let name: HeaderMatcher = Arc::new(name);
        self.configure(|settings| settings.request_headers = Some(Arc::clone(&name)))
    }

    /// Sets the names of headers for metadata of responses. Without a name, metadata is a header of its own name.
    #[must_use]
    pub fn response_headers<F>(self, name: F) -> Routes
    where
        F: Fn(&HeaderName) -> Option<HeaderName> + Send + Sync + 'static,
    {
        let name: HeaderMatcher = Arc::new(name);
        self.configure(|settings| settings.response_headers = Some(Arc::clone(&name)))
    }

    /// Sets the handling of query parameters that are not fields of the request.
    #[must_use]
    pub fn unknown_parameters(self, unknown: UnknownParameters) -> Routes {
        self.configure(|settings| settings.unknown_parameters = unknown)
    }

    /// Ignores query parameters with these names, which set no field, even if a field has the name.
    ///
    /// ```
    /// # fn library() -> protoward_runtime::rest::Routes { protoward_runtime::rest::Routes::new() }
    /// let routes = library().ignore_parameters(["api_key", "utm_source"]);
    /// ```
    #[must_use]
    pub fn ignore_parameters<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Routes {
        let names: BTreeSet<String> = names.into_iter().map(Into::into).collect();
        self.configure(|settings| Arc::make_mut(&mut settings.ignored_parameters).extend(names.iter().cloned()))
    }

    /// Calls `intercept` before the body of a request is read, like an interceptor of a tonic server. It sees the
    /// metadata and may change it, add extensions, or reject the call.
    ///
    /// Interceptors that are added later are called first.
    #[must_use]
    pub fn intercept<F>(self, intercept: F) -> Routes
    where
        F: Fn(Request<()>) -> Result<Request<()>, Status> + Send + Sync + 'static,
    {
        let intercept: Interceptor = Arc::new(intercept);
        self.configure(|settings| {
            let outer = Arc::clone(&intercept);
            settings.interceptor = Some(match settings.interceptor.take() {
                Some(inner) => Arc::new(move |request| inner(outer(request)?)),
                None => outer,
            });
        })
    }

    /// Registers a message type whose error details are written as JSON. The messages of
    /// `google/rpc/error_details.proto` are already registered; a detail of another type is written as base64.
    #[must_use]
    pub fn error_detail<T: prost::Name + Default + Serialize>(self) -> Routes {
        self.configure(|settings| settings.details.add::<T>())
    }

    /// Writes the body of errors as another type instead of a `google.rpc.Status`. The HTTP status stays that of the code.
    ///
    /// Requests without a route have the errors of the first of all routes.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Problem {
    ///     title: String,
    /// }
    ///
    /// impl From<&tonic::Status> for Problem {
    ///     fn from(status: &tonic::Status) -> Self {
    ///         Problem { title: status.message().to_owned() }
    ///     }
    /// }
    ///
    /// # fn library() -> protoward_runtime::rest::Routes { protoward_runtime::rest::Routes::new() }
    /// let routes = library().error_body::<Problem>();
    /// ```
    #[must_use]
    pub fn error_body<E>(self) -> Routes
    where
        E: for<'a> From<&'a Status> + Serialize,
    {
        self.configure(|settings| settings.details.set_body::<E>())
    }

    /// Returns the routes as a tower service.
    ///
    /// # Errors
    /// Fails if two routes have the same HTTP method and match the same paths, or if a binding is invalid.
    pub fn into_service(self) -> Result<RestService, RouteError> {
        let mut router = Router::new();
        let mut connect = ConnectMethods::default();
        let details = self.endpoints.first().map(|endpoint| endpoint.settings.details.clone()).unwrap_or_default();
        for endpoint in self.endpoints {
            let Binding { verb, template, .. } = endpoint.binding;
            let method = endpoint.method.path;
            let invalid = |reason| RouteError { method, template, reason };
            if endpoint.connect.is_some() {
                connect.insert(endpoint).map_err(|()| invalid(RouteErrorReason::Twice))?;
                continue;
            }
            let parsed = Template::parse(template).map_err(|error| invalid(RouteErrorReason::Template(error)))?;
            let endpoint = endpoint.resolve(&parsed).ok_or_else(|| invalid(RouteErrorReason::Variable))?;
            router
                .insert(verb, parsed, Arc::new(endpoint))
                .map_err(|error| invalid(RouteErrorReason::Conflict(error)))?;
        }
        Ok(RestService::new(router, connect, details))
    }

    /// Returns the routes as an axum router, which handles every request: those without a route with 404.
    ///
    /// # Errors
    /// Fails if two routes have the same HTTP method and match the same paths, or if a binding is invalid.
    pub fn into_router(self) -> Result<axum::Router, RouteError> {
        Ok(axum::Router::new().fallback_service(self.into_service()?))
    }

    /// Adds the bindings of a method, and its path in the Connect protocol if `count` is given.
    pub(crate) fn add<F>(&mut self, method: &'static Method, count: Option<MessageCount>, handler: F)
    where
        F: Fn(Call) -> ResponseResult + Send + Sync + 'static,
    {
        let handler: Handler = Arc::new(handler);
        let bindings = method.bindings.iter().map(|binding| (*binding, None));
        let of_connect = count.map(|count| (Binding::new("POST", method.path).body(Body::All), Some(count)));
        self.endpoints.extend(bindings.chain(of_connect).map(|(binding, connect)| Endpoint {
            method,
            binding,
            connect,
            variables: Vec::new(),
            handler: Arc::clone(&handler),
            settings: RouteSettings::default(),
        }));
    }

    fn configure(mut self, configure: impl Fn(&mut RouteSettings)) -> Routes {
        self.endpoints.iter_mut().for_each(|endpoint| configure(&mut endpoint.settings));
        self
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bindings = self.endpoints.iter().map(|endpoint| endpoint.binding);
        f.debug_set().entries(bindings.map(|binding| format!("{} {}", binding.verb, binding.template))).finish()
    }
}

/// An error in a set of routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteError {
    method: &'static str,
    template: &'static str,
    reason: RouteErrorReason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RouteErrorReason {
    Template(TemplateError),
    Variable,
    Conflict(RouteConflict),
    Twice,
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RouteError { method, template, reason } = self;
        match reason {
            RouteErrorReason::Template(error) => {
                write!(f, "the template `{template}` of `{method}` is not valid: {error}")
            }
            RouteErrorReason::Variable => {
                write!(f, "the template `{template}` of `{method}` has a variable that is not a field")
            }
            RouteErrorReason::Twice => write!(f, "`{method}` has two routes of the Connect protocol"),
            RouteErrorReason::Conflict(error) => write!(f, "`{method}` cannot be routed: {error}"),
        }
    }
}

impl std::error::Error for RouteError {}
