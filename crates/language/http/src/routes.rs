//! The bindings of a schema as routers, one for each package.

use std::collections::{BTreeMap, HashMap};

use protoward_http_template::{Match, Router};

use super::{Binding, FieldPath, HttpMethod, bindings};
use protoward_schema::{MethodId, Schema, ServiceId};

/// The bindings of some services, with the routing of requests.
///
/// The services of one package count as one server, as their OpenAPI document does.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    bindings: Vec<Binding>,
    by_method: HashMap<MethodId, Vec<usize>>,
    routers: BTreeMap<String, Router<usize>>,
    by_package: BTreeMap<String, Vec<usize>>,
}

/// The result of routing an HTTP method and a path.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteResult<'a> {
    /// The binding, with the values of its variables in template order.
    Found(&'a Binding, Vec<(FieldPath, String)>),
    /// No binding matches the path.
    NotFound,
    /// Only bindings of other HTTP methods match the path.
    MethodNotAllowed(Vec<String>),
    /// The path cannot be decoded.
    Malformed,
}

impl Routes {
    /// Reads the rules of services. Ignores invalid rules. Of two rules with the same HTTP method and paths, the first
    /// one wins.
    pub fn new(schema: &Schema, services: impl IntoIterator<Item = ServiceId>) -> Self {
        let services: Vec<ServiceId> = services.into_iter().collect();
        let mut routes = Self { bindings: bindings(schema, &services).bindings, ..Self::default() };
        for (index, binding) in routes.bindings.iter().enumerate() {
            let package = package(schema, binding.method).to_owned();
            routes.by_method.entry(binding.method).or_default().push(index);
            let router = routes.routers.entry(package.clone()).or_default();
            if router.insert(binding.verb.name(), binding.template.clone(), index).is_ok() {
                routes.by_package.entry(package).or_default().push(index);
            }
        }
        routes
    }

    /// Returns the bindings of a method in order.
    pub fn of_method(&self, method: MethodId) -> impl Iterator<Item = &Binding> {
        self.by_method.get(&method).into_iter().flatten().map(|&index| &self.bindings[index])
    }

    /// Returns the bindings of a package.
    pub fn of_package(&self, package: &str) -> impl Iterator<Item = &Binding> {
        self.by_package.get(package).into_iter().flatten().map(|&index| &self.bindings[index])
    }

    /// Returns the packages with bindings.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.by_package.keys().map(String::as_str)
    }

    /// Routes a request to the server of a package.
    pub fn find(&self, package: &str, verb: &str, path: &str) -> RouteResult<'_> {
        let Some(router) = self.routers.get(package) else { return RouteResult::NotFound };
        match router.find(verb, path) {
            Match::Found(found) => {
                let binding = &self.bindings[*found.value];
                let values = found.captures.into_iter().map(|(_, value)| value.into_owned());
                RouteResult::Found(binding, binding.variables.iter().cloned().zip(values).collect())
            }
            Match::NotFound => RouteResult::NotFound,
            Match::MethodNotAllowed(verbs) => {
                RouteResult::MethodNotAllowed(verbs.into_iter().map(str::to_owned).collect())
            }
            Match::Malformed(_) => RouteResult::Malformed,
        }
    }
}

/// Returns the package of a method.
pub fn package(schema: &Schema, method: MethodId) -> &str {
    schema.package(schema[schema[method].service].file)
}

impl Binding {
    /// Returns whether this binding alone would answer a request.
    pub fn answers(&self, verb: &str, path: &str) -> bool {
        let mut router = Router::new();
        router.insert(self.verb.name(), self.template.clone(), ()).is_ok()
            && matches!(router.find(verb, path), Match::Found(_))
    }
}

impl HttpMethod {
    /// Returns whether the kind is `*`, which stands for every HTTP method.
    pub fn is_any(&self) -> bool {
        self.name() == "*"
    }
}

/// Bindings are equal if they have the same method and position.
impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        (self.method, self.position) == (other.method, other.position)
    }
}
