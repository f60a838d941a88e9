//! The router: finds the template for a method and a path, with its value and captures.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::iter::once;

use crate::escape::{self, DecodeError, Decoding, Malformed};
use crate::template::{Segment, Template, Variable};

/// The method of a route for all methods, as `custom { kind: "*" }` in a rule.
const ANY_METHOD: &str = "*";

/// A set of routes. Each consists of a method, a template, and a value for the server.
///
/// # Precedence
///
/// Several templates may match a path. These rules decide, in order:
///
/// 1. A template with a verb at the end of the path precedes one that treats the `:` and the following text as part of
///    a segment. Of two such verbs (`:b:c` and `:c`), the longer one wins.
/// 2. Segments are compared from left to right: a literal precedes `*`, and `*` precedes `**`. Of two templates that
///    are equal up to `**`, the one with more segments after it wins. A template without `**` precedes one whose `**`
///    matches nothing.
/// 3. A specific method precedes the method `*`.
///
/// Only templates that match the path and belong to the method compete: `/v1/{name}` answers `GET /v1/me` if `/v1/me`
/// exists only for `POST`.
///
/// # Matching
///
/// - A path is split at `/` before decoding: `%2F` never separates segments, and `%3A` never starts a verb.
/// - Segments and verbs are compared with literals in decoded form. Comparison is case-sensitive.
/// - `*` matches one nonempty segment. `**` matches zero or more segments, which may be empty. So the path `/v1/`
///   matches `/v1/**`, but neither `/v1` nor `/v1/*`. (grpc-gateway rejects a trailing slash as well; Envoy ignores
///   it.)
/// - `.` and `..` are ordinary segments and are not resolved.
/// - A value of one segment is decoded completely. A value of several segments keeps `%2F` and `%2f`, and `/` separates
///   its segments (`http.proto`: "The server side does the reverse decoding, except "%2F" and "%2f" are left
///   unchanged"). A `**` that matches nothing gives an empty value. The setting `fully_decode_reserved_expansion` of a
///   service configuration is ignored, because it belongs to `Http` and not to the rule of a method.
///
/// # Complexity
///
/// A lookup visits each byte of the path a constant number of times. For each verb of the router that ends the path, it
/// visits each template segment with a common prefix at most once. There is no backtracking.
///
/// ```
/// use protoward_http_template::{Match, Router, Template};
///
/// let mut router = Router::new();
/// router.insert("GET", Template::parse("/v1/{name=shelves/*/books/*}")?, "GetBook")?;
/// router.insert("POST", Template::parse("/v1/{name=shelves/*/books/*}:publish")?, "PublishBook")?;
///
/// let Match::Found(found) = router.find("GET", "/v1/shelves/1/books/caf%C3%A9") else { panic!() };
/// assert_eq!(*found.value, "GetBook");
/// assert_eq!(found.captures[0].0.dotted(), "name");
/// assert_eq!(found.captures[0].1, "shelves/1/books/café");
///
/// let Match::Found(found) = router.find("POST", "/v1/shelves/1/books/2:publish") else { panic!() };
/// assert_eq!(*found.value, "PublishBook");
///
/// assert_eq!(router.find("DELETE", "/v1/shelves/1/books/2"), Match::MethodNotAllowed(vec!["GET"]));
/// assert_eq!(router.find("GET", "/v1/shelves"), Match::NotFound);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Router<T> {
    /// The nodes of a trie of segments, root first. Indices replace boxes, so that long templates need no deep stack.
    nodes: Vec<Node>,
    routes: Vec<Route<T>>,
    verbs: BTreeSet<String>,
    /// The length of the longest verb.
    longest_verb: usize,
}

#[derive(Debug, Clone, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    single: Option<usize>,
    /// Children for `**`, by the number of segments after it, which determines how many segments `**` matches.
    multi: BTreeMap<Reverse<usize>, usize>,
    /// The routes that end at this node, by verb (or an empty string) and method.
    routes: BTreeMap<String, BTreeMap<String, usize>>,
}

#[derive(Debug, Clone)]
struct Route<T> {
    template: Template,
    value: T,
}

/// The result of [`Router::find`].
///
/// ```
/// use protoward_http_template::{DecodeError, Match, Router, Template};
///
/// let mut router = Router::new();
/// router.insert("GET", Template::parse("/v1/{id}")?, ())?;
/// let status = |method, path| match router.find(method, path) {
///     Match::Found(_) => 200,
///     Match::NotFound => 404,
///     Match::MethodNotAllowed(_) => 405,
///     Match::Malformed(_) => 400,
/// };
/// assert_eq!(status("GET", "/v1/1"), 200);
/// assert_eq!(status("GET", "/v2/1"), 404);
/// assert_eq!(status("PUT", "/v1/1"), 405);
/// assert_eq!(status("GET", "/v1/%"), 400);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'r, 'p, T> {
    /// A route of the method matches the path.
    Found(RouteMatch<'r, 'p, T>),
    /// No route matches the path.
    NotFound,
    /// Only routes of other methods match the path. Their methods are sorted, for the `Allow` header.
    MethodNotAllowed(Vec<&'r str>),
    /// The path cannot be decoded, regardless of the routes.
    Malformed(DecodeError),
}

/// The route that answers a request.
///
/// ```
/// use protoward_http_template::{Match, Router, Template};
///
/// let mut router = Router::new();
/// router.insert("GET", Template::parse("/v1/{shelf}/{path=**}")?, 7)?;
/// let Match::Found(found) = router.find("GET", "/v1/a%2Fb/c%2Fd/e") else { panic!() };
/// assert_eq!(*found.value, 7);
/// assert_eq!(found.template.to_string(), "/v1/{shelf}/{path=**}");
/// assert_eq!(found.captures[0].1, "a/b");
/// assert_eq!(found.captures[1].1, "c%2Fd/e");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteMatch<'r, 'p, T> {
    /// The value of the route.
    pub value: &'r T,
    /// The template of the route.
    pub template: &'r Template,
    /// The variables of the template in order, each with its decoded value.
    pub captures: Vec<(&'r Variable, Cow<'p, str>)>,
}

/// A conflict of two routes of one method whose templates match the same paths.
///
/// ```
/// use protoward_http_template::{Router, Template};
///
/// let mut router = Router::new();
/// router.insert("GET", Template::parse("/v1/{shelf}")?, ())?;
/// let conflict = router.insert("GET", Template::parse("/v1/{book}")?, ()).unwrap_err();
/// assert_eq!(conflict.to_string(), "`GET /v1/{book}` matches the same paths as `GET /v1/{shelf}`");
/// assert_eq!(conflict.first, "/v1/{shelf}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteConflict {
    /// The method of both routes.
    pub method: String,
    /// The canonical form of the existing template.
    pub first: String,
    /// The canonical form of the rejected template.
    pub second: String,
}

impl fmt::Display for RouteConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RouteConflict { method, first, second } = self;
        write!(f, "`{method} {second}` matches the same paths as `{method} {first}`")
    }
}

impl std::error::Error for RouteConflict {}

impl<T> Default for Router<T> {
    fn default() -> Router<T> {
        Router { nodes: vec![Node::default()], routes: Vec::new(), verbs: BTreeSet::new(), longest_verb: 0 }
    }
}

impl<T> Router<T> {
    /// Creates a router without routes.
    ///
    /// ```
    /// use protoward_http_template::{Match, Router};
    ///
    /// let router: Router<()> = Router::new();
    /// assert_eq!(router.find("GET", "/"), Match::NotFound);
    /// ```
    #[must_use]
    pub fn new() -> Router<T> {
        Router::default()
    }

    /// Adds a route. Methods are case-sensitive, as in HTTP; `*` stands for every method.
    ///
    /// ```
    /// use protoward_http_template::{Match, Router, Template};
    ///
    /// let mut router = Router::new();
    /// router.insert("*", Template::parse("/pages/{path=**}")?, "page")?;
    /// assert!(matches!(router.find("HEAD", "/pages/index.html"), Match::Found(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a route of the same method matches the same paths. The router is then unchanged.
    pub fn insert(&mut self, method: &str, template: Template, value: T) -> Result<(), RouteConflict> {
        let node = self.node(template.segments());
        let route = self.routes.len();
        let verb = template.verb().unwrap_or_default().to_owned();
        let methods = self.nodes[node].routes.entry(verb).or_default();
        if let Some(first) = methods.get(method) {
            let first = self.routes[*first].template.to_string();
            return Err(RouteConflict { method: method.to_owned(), first, second: template.to_string() });
        }
        methods.insert(method.to_owned(), route);
        if let Some(verb) = template.verb() {
            self.longest_verb = self.longest_verb.max(verb.len());
            self.verbs.insert(verb.to_owned());
        }
        self.routes.push(Route { template, value });
        Ok(())
    }

    /// Returns the node of these segments. Creates missing nodes.
    fn node(&mut self, segments: &[Segment]) -> usize {
        let mut at = 0;
        for (index, segment) in segments.iter().enumerate() {
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = match segment {
                Segment::Literal(text) => *node.literals.entry(text.clone()).or_insert(next),
                Segment::Single => *node.single.get_or_insert(next),
                Segment::Multi => *node.multi.entry(Reverse(segments.len() - index - 1)).or_insert(next),
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        at
    }

    /// Finds the route of a request. `path` is the path of the request target as sent: percent-encoded, without scheme,
    /// host, query and fragment.
    ///
    /// ```
    /// use protoward_http_template::{Match, Router, Template};
    ///
    /// let mut router = Router::new();
    /// router.insert("GET", Template::parse("/v1/users/{id}")?, "user")?;
    /// router.insert("GET", Template::parse("/v1/users/me")?, "me")?;
    /// let Match::Found(found) = router.find("GET", "/v1/users/me") else { panic!() };
    /// assert_eq!(*found.value, "me");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn find<'r, 'p>(&'r self, method: &str, path: &'p str) -> Match<'r, 'p, T> {
        let mut allowed = BTreeSet::new();
        match self.search(method, path, &mut allowed) {
            Ok(Some(found)) => Match::Found(found),
            Ok(None) if allowed.is_empty() => Match::NotFound,
            Ok(None) => Match::MethodNotAllowed(allowed.into_iter().collect()),
            Err(malformed) => Match::Malformed(malformed.into()),
        }
    }

    /// Finds a route for each interpretation of the path's verb, in order of precedence.
    fn search<'r, 'p>(
        &'r self,
        method: &str,
        path: &'p str,
        allowed: &mut BTreeSet<&'r str>,
    ) -> Result<Option<RouteMatch<'r, 'p, T>>, Malformed> {
        for reading in self.readings(path) {
            let (path, verb) = reading?;
            let Some(segments) = segments(path)? else { return Ok(None) };
            if let Some(route) = self.walk(method, &segments, &verb, allowed) {
                let Route { template, value } = &self.routes[route];
                let captures = captures(template, path, &segments)?;
                return Ok(Some(RouteMatch { value, template, captures }));
            }
        }
        Ok(None)
    }

    /// Splits the path into prefix and verb for each verb of the router that ends the path, longest first. The last
    /// item has no verb.
    fn readings<'p>(&self, path: &'p str) -> impl Iterator<Item = Result<(&'p str, Cow<'p, str>), Malformed>> {
        // An escape sequence takes three bytes. The bound prevents that a segment of many `:` is decoded once per `:`.
        let longest = self.longest_verb * 3 + 1;
        let last = path.rfind('/').map_or(path.len(), |slash| slash + 1);
        let window = last.max(path.len().saturating_sub(longest));
        let colons = path.bytes().enumerate().skip(window).filter(|(_, byte)| *byte == b':');
        let with_verb = colons.filter_map(|(colon, _)| match escape::decode(&path[colon + 1..], Decoding::All) {
            Ok(verb) => self.verbs.contains(&*verb).then(|| Ok((&path[..colon], verb))),
            Err(malformed) => Some(Err(malformed)),
        });
        with_verb.chain(once(Ok((path, Cow::Borrowed("")))))
    }

    /// Walks the trie in order of precedence. Visits each node at most once, because only one sequence of segments
    /// leads to it. Collects the methods of matching routes with other methods.
    fn walk<'r>(
        &'r self,
        method: &str,
        segments: &[PathSegment<'_>],
        verb: &str,
        allowed: &mut BTreeSet<&'r str>,
    ) -> Option<usize> {
        let mut waiting = Vec::new();
        let mut next = Some((0, 0));
        while let Some((node, at)) = next.take().or_else(|| waiting.pop()) {
            let node = &self.nodes[node];
            if let Some(methods) = node.routes.get(verb).filter(|_| at == segments.len()) {
                if let Some(route) = methods.get(method).or_else(|| methods.get(ANY_METHOD)) {
                    return Some(*route);
                }
                allowed.extend(methods.keys().map(String::as_str));
            }
            let rest = segments.len() - at;
            let multi = node.multi.iter().rev().filter(|(Reverse(behind), _)| *behind <= rest);
            waiting.extend(multi.map(|(Reverse(behind), next)| (*next, segments.len() - behind)));
            let Some(segment) = segments.get(at).filter(|segment| !segment.text.is_empty()) else { continue };
            let single = node.single.map(|next| (next, at + 1));
            let literal = node.literals.get(&*segment.text).map(|next| (*next, at + 1));
            next = literal.or(single);
            // Only alternatives are kept, and most routers have none.
            waiting.extend(literal.and(single));
        }
        None
    }
}

/// A path segment: its range, and its decoded text.
#[derive(Debug)]
struct PathSegment<'p> {
    start: usize,
    end: usize,
    text: Cow<'p, str>,
}

/// Splits a path into segments: none for `/`, and `None` for a path without a leading `/`.
fn segments(path: &str) -> Result<Option<Vec<PathSegment<'_>>>, Malformed> {
    let Some(rest) = path.strip_prefix('/') else {
        escape::decode(path, Decoding::All)?;
        return Ok(None);
    };
    if rest.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let slashes = path.bytes().filter(|byte| *byte == b'/').count();
    let mut segments = Vec::with_capacity(slashes);
    let mut start = 1;
    for segment in rest.split('/') {
        let end = start + segment.len();
        segments.push(PathSegment { start, end, text: escape::decode(segment, Decoding::All)? });
        start = end + 1;
    }
    Ok(Some(segments))
}

/// Returns the captured value of each variable.
fn captures<'t, 'p>(
    template: &'t Template,
    path: &'p str,
    segments: &[PathSegment<'_>],
) -> Result<Vec<(&'t Variable, Cow<'p, str>)>, Malformed> {
    let multi = template.segments().iter().position(|segment| *segment == Segment::Multi);
    // The segments after `**` are counted from the end.
    let place = |index: usize| match multi {
        Some(multi) if index > multi => segments.len() + index - template.segments().len(),
        _ => index,
    };
    let capture = |variable: &'t Variable| {
        let range = variable.segments();
        let captured = &segments[place(range.start)..place(range.end)];
        let raw = match captured {
            [] => "",
            [first, ..] => &path[first.start..captured.last().unwrap_or(first).end],
        };
        let decoding = if variable.is_multi_segment() { Decoding::KeepSlash } else { Decoding::All };
        Ok((variable, escape::decode(raw, decoding)?))
    };
    template.variables().iter().map(capture).collect()
}

#[cfg(test)]
mod tests;
