//! Expansion of a template to a path: the reverse of routing.

use std::fmt;

use crate::escape;
use crate::template::{Segment, Template, TemplatePart, Variable};

impl Template {
    /// Returns the path of a request with the given values: one for each variable, and one for each `*` and `**`
    /// outside variables, in template order.
    ///
    /// Values are decoded, as in [`RouteMatch::captures`](crate::RouteMatch::captures) of a [`Router`](crate::Router). In a
    /// variable of several segments, `/` separates segments. All characters except the unreserved ones of RFC 3986 are
    /// escaped, so that no part of a value is taken for a verb or a separator.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let template = Template::parse("/v1/{name=shelves/*}/books/{book}:publish")?;
    /// assert_eq!(template.expand(["shelves/1", "a/b é"])?, "/v1/shelves/1/books/a%2Fb%20%C3%A9:publish");
    ///
    /// let error = template.expand(["racks/1", "2"]).unwrap_err();
    /// assert_eq!(error.to_string(), "`racks/1` is not a value of `name`, which is `shelves/*`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a value does not match its variable or wildcard, or if the number of values is wrong.
    pub fn expand<'v>(&self, values: impl IntoIterator<Item = &'v str>) -> Result<String, ExpandError> {
        let mut values = values.into_iter();
        let mut path = String::new();
        let mut parts = self.parts().peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let (variable, segments) = match &part {
                TemplatePart::Segment(Segment::Literal(text)) => {
                    // Without a verb, a `:` in the last segment would start one.
                    path.push('/');
                    path.push_str(&escape::literal(text, self.verb().is_some() || !is_last));
                    continue;
                }
                TemplatePart::Segment(wildcard) => (None, std::slice::from_ref(*wildcard)),
                TemplatePart::Variable(variable, segments) => (Some(*variable), *segments),
            };
            let value = values.next().ok_or(ExpandError::TooFew)?;
            let split = split(value, segments);
            if !matches(&split, segments) {
                return Err(ExpandError::no_value(value, variable, segments));
            }
            split.iter().for_each(|segment| {
                path.push('/');
                path.push_str(&escape::value(segment));
            });
        }
        if values.next().is_some() {
            return Err(ExpandError::TooMany);
        }
        if path.is_empty() {
            path.push('/');
        }
        if let Some(verb) = self.verb() {
            path.push(':');
            path.push_str(&escape::literal(verb, true));
        }
        Ok(path)
    }
}

/// Splits a value into segments: at `/` for several segments, else a single one. An empty value of a lone `**` has
/// none.
fn split<'v>(value: &'v str, segments: &[Segment]) -> Vec<&'v str> {
    match segments {
        [Segment::Multi] if value.is_empty() => Vec::new(),
        [Segment::Single | Segment::Literal(_)] => vec![value],
        _ => value.split('/').collect(),
    }
}

/// Returns whether path segments match template segments, which contain at most one `**`.
fn matches(path: &[&str], segments: &[Segment]) -> bool {
    let one = |(text, segment): (&&str, &Segment)| match segment {
        Segment::Literal(literal) => literal == text,
        Segment::Single => !text.is_empty(),
        Segment::Multi => true,
    };
    let Some(multi) = segments.iter().position(|segment| *segment == Segment::Multi) else {
        return path.len() == segments.len() && path.iter().zip(segments).all(one);
    };
    let front = &segments[..multi];
    let behind = &segments[multi + 1..];
    path.len() >= front.len() + behind.len()
        && path.iter().zip(front).all(one)
        && path.iter().rev().zip(behind.iter().rev()).all(one)
}

/// The reason why values do not form a path of a template.
///
/// ```
/// use protoward_http_template::{ExpandError, Template};
///
/// let template = Template::parse("/v1/{shelf}/{book}")?;
/// assert_eq!(template.expand(["1"]), Err(ExpandError::TooFew));
/// assert_eq!(template.expand(["1", "2", "3"]), Err(ExpandError::TooMany));
/// assert_eq!(template.expand(["1", ""]).unwrap_err().to_string(), "the value of `book` is empty");
/// # Ok::<(), protoward_http_template::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpandError {
    /// The value of a variable or wildcard is missing.
    TooFew,
    /// There are more values than variables and wildcards.
    TooMany,
    /// A value does not match.
    NoValue {
        /// The value as it was given.
        value: String,
        /// The field path of the variable; `None` for a wildcard outside variables.
        variable: Option<String>,
        /// The segments that the value must match, in template syntax.
        pattern: String,
    },
}

impl ExpandError {
    fn no_value(value: &str, variable: Option<&Variable>, segments: &[Segment]) -> ExpandError {
        let pattern: Vec<String> = segments.iter().map(ToString::to_string).collect();
        ExpandError::NoValue {
            value: value.to_owned(),
            variable: variable.map(Variable::dotted),
            pattern: pattern.join("/"),
        }
    }
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExpandError::TooFew => f.write_str("a variable has no value"),
            ExpandError::TooMany => f.write_str("there are more values than variables"),
            ExpandError::NoValue { value, variable, pattern } => match variable {
                Some(name) if value.is_empty() => write!(f, "the value of `{name}` is empty"),
                Some(name) => write!(f, "`{value}` is not a value of `{name}`, which is `{pattern}`"),
                None => write!(f, "`{value}` is not a value of `{pattern}`"),
            },
        }
    }
}

impl std::error::Error for ExpandError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Match, Router};

    /// Expands the values, and checks that the router reads the same values back.
    #[track_caller]
    fn expanded(text: &str, values: &[&str]) -> String {
        let template = Template::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let path = template.expand(values.iter().copied()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let mut router = Router::new();
        router.insert("GET", template, ()).unwrap_or_else(|conflict| panic!("{conflict}"));
        let Match::Found(found) = router.find("GET", &path) else { panic!("{path} is not found") };
        let captured: Vec<&str> = found.captures.iter().map(|(_, value)| &**value).collect();
        let bound = found.template.parts().filter(|part| !matches!(part, TemplatePart::Segment(Segment::Literal(_))));
        let bound = bound.zip(values).filter(|(part, _)| matches!(part, TemplatePart::Variable(..)));
        assert_eq!(captured, bound.map(|(_, value)| *value).collect::<Vec<_>>(), "{path}");
        path
    }

    #[test]
    fn expanded_paths_route_back_to_the_values() {
        for (template, values, path) in [
            ("/", &[][..], "/"),
            ("/v1/{id}", &["a"], "/v1/a"),
            ("/v1/{id}", &["a/b:c d%2F+é"], "/v1/a%2Fb%3Ac%20d%252F%2B%C3%A9"),
            ("/v1/{id}", &[".."], "/v1/.."),
            ("/v1/{id}:run", &["x:run"], "/v1/x%3Arun:run"),
            ("/v1/{name=a/*/b/*}", &["a/1/b/é"], "/v1/a/1/b/%C3%A9"),
            ("/v1/{name=a/*}", &["a/x%2Fy"], "/v1/a/x%252Fy"),
            ("/v1/{name=caf%C3%A9/*}", &["café/1"], "/v1/caf%C3%A9/1"),
            ("/v1/{a}/{b=**}", &["1", ""], "/v1/1"),
            ("/v1/{a}/{b=**}", &["1", "2//3/"], "/v1/1/2//3/"),
            ("/v1/{a=x/**}/{b}", &["x", "1"], "/v1/x/1"),
            ("/v1/{a=x/**/y}:v%3Aw", &["x/1/y"], "/v1/x/1/y:v:w"),
            ("/{a=**}", &[""], "/"),
            ("/v1/*/{a}/**", &["1", "2", "3/4"], "/v1/1/2/3/4"),
            ("/a:b/{a}", &["1"], "/a:b/1"),
            ("/a%3Ab", &[], "/a%3Ab"),
        ] {
            assert_eq!(expanded(template, values), path, "{template}");
        }
    }

    #[test]
    fn rejects_values_that_do_not_match_the_template() {
        for (template, values, error) in [
            ("/v1/{id}", &[][..], "a variable has no value"),
            ("/v1/{id}", &["1", "2"], "there are more values than variables"),
            ("/v1/{id}", &[""], "the value of `id` is empty"),
            ("/v1/*", &[""], "`` is not a value of `*`"),
            ("/v1/{name=a/*}", &["a"], "`a` is not a value of `name`, which is `a/*`"),
            ("/v1/{name=a/*}", &["a/"], "`a/` is not a value of `name`, which is `a/*`"),
            ("/v1/{name=a/*}", &["b/1"], "`b/1` is not a value of `name`, which is `a/*`"),
            ("/v1/{name=a/*}", &["a/1/2"], "`a/1/2` is not a value of `name`, which is `a/*`"),
            ("/v1/{name=a/**/b}", &["a"], "`a` is not a value of `name`, which is `a/**/b`"),
            ("/v1/{name=a/**/b}", &["a/c"], "`a/c` is not a value of `name`, which is `a/**/b`"),
        ] {
            let parsed = Template::parse(template).unwrap_or_else(|error| panic!("{template}: {error}"));
            let found = parsed.expand(values.iter().copied()).map_err(|error| error.to_string());
            assert_eq!(found, Err(error.to_owned()), "{template}");
        }
    }
}
