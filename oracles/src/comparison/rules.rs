//! The rules in the comments of `google/api/http.proto`, each with requests that test it.

use std::sync::LazyLock;

/// A block for each rule: `name (…): title`, the value of the option `google.api.http`, and requests. In the parentheses, `silent`
/// is for what `http.proto` does not specify, a shape is that of the method, and `not CRATE` names a crate whose code for the rule
/// does not compile. A request is `METHOD URI [HEADER=VALUE] [BODY] -> EXPECTED`, with the content type of JSON by default.
const TEXT: &str = include_str!("rules.txt");

/// A rule in the comments.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The name of the method and of its descriptor set.
    pub(crate) name: &'static str,
    /// The title of the row in the table.
    pub(crate) title: &'static str,
    pub(crate) shape: Shape,
    /// The value of the option `google.api.http`.
    pub(crate) http: &'static str,
    pub(crate) tries: Vec<Request>,
    /// `http.proto` does not specify this. The row shows the behavior of each crate.
    pub(crate) is_silent: bool,
    /// The crates whose code for the rule does not compile.
    pub(crate) uncompilable: Vec<&'static str>,
}

/// The behavior of the method of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Returns the request.
    Echo,
    /// Returns the request twice.
    Stream,
    /// Returns the names of a stream of requests as `tags`.
    Collect,
    /// Returns the name as a `google.api.HttpBody`.
    Download,
    /// Returns the content type and data of a `google.api.HttpBody` in the field `file` as `tags`.
    Upload,
}

/// A request with the expected response.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) uri: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
    pub(crate) expected: Expected,
}

#[derive(Debug)]
pub(crate) enum Expected {
    /// Success with this JSON. Fields with default values may be absent.
    Json(&'static str),
    /// Success with these JSON values, as lines, events or an array.
    Values(&'static str),
    /// Success with these bytes and this content type.
    Bytes(&'static str, &'static str),
    /// This status code.
    Status(u16),
    /// Any response but success with this JSON.
    Not(&'static str),
}

pub(crate) static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| TEXT.split("\n\n").map(|block| rule(block).expect("the list of rules is well-formed")).collect());

fn rule(block: &'static str) -> Option<Rule> {
    let mut lines = block.lines();
    let (head, title) = lines.next()?.split_once(": ")?;
    let (name, notes) = head.split_once(" (").unwrap_or((head, ""));
    let notes: Vec<&str> = notes.trim_end_matches(')').split(", ").collect();
    let shape = match notes.iter().find(|note| !matches!(**note, "" | "silent") && !note.starts_with("not ")) {
        None => Shape::Echo,
        Some(&"stream") => Shape::Stream,
        Some(&"collect") => Shape::Collect,
        Some(&"download") => Shape::Download,
        Some(&"upload") => Shape::Upload,
        Some(_) => return None,
    };
    let http = lines.next()?;
    let uncompilable = notes.iter().filter_map(|note| note.strip_prefix("not ")).collect();
    let is_silent = notes.contains(&"silent");
    Some(Rule { name, title, shape, http, tries: lines.map(request).collect::<Option<_>>()?, is_silent, uncompilable })
}

fn request(line: &'static str) -> Option<Request> {
    let (asked, expected) = line.split_once(" -> ")?;
    let mut words = asked.split(' ');
    let (method, uri) = (words.next()?, words.next()?);
    let (headers, bodies): (Vec<&str>, Vec<&str>) =
        words.partition(|word| word.starts_with("accept=") || word.starts_with("content-type="));
    let mut headers: Vec<(&str, &str)> = headers.iter().filter_map(|word| word.split_once('=')).collect();
    if headers.is_empty() && !bodies.is_empty() {
        headers.push(("content-type", "application/json"));
    }
    let expected = match expected.split_once(' ') {
        Some(("status", code)) => Expected::Status(code.parse().ok()?),
        Some(("values", json)) => Expected::Values(json),
        Some(("not", json)) => Expected::Not(json),
        Some(("bytes", answer)) => answer.split_once(' ').map(|(bytes, ty)| Expected::Bytes(bytes, ty))?,
        _ => Expected::Json(expected),
    };
    Some(Request { method, uri, headers, body: bodies.concat().replace("\\n", "\n"), expected })
}
