//! The request fields that path and query set, as a tree of messages, before any value is parsed.

use std::borrow::Cow;
use std::collections::BTreeSet;

use protoward_http_template::{DecodeError, Template, query_pairs};

use crate::rest::failure::Violation;
use crate::rest::mask::Mask;
use crate::rest::parameter::{FieldPath, ParameterText};
use crate::rest::schema::{Field, Kind, Message};
use crate::rest::{Body, UnknownParameters};

/// The maximum nesting of a parameter's name, equal to the limit of protobuf parsers for messages.
pub(crate) const MAX_DEPTH: usize = 100;

/// A variable of a path template.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    /// The name in the template, such as `book.name`.
    pub(crate) name: String,
    pub(crate) path: FieldPath,
}

impl Variable {
    /// Returns the variables of a template with their fields; `None` if a variable is not a field of the request.
    pub(crate) fn all(template: &Template, request: &'static Message) -> Option<Vec<Variable>> {
        let resolved = template.variables().iter().map(|variable| {
            let mut message = request;
            let mut path = FieldPath::new();
            for name in variable.field_path() {
                let field = message.field(name)?;
                path.push(field);
                if let Kind::Message(inner) = field.kind {
                    message = inner;
                }
            }
            Some(Variable { name: variable.dotted(), path })
        });
        resolved.collect()
    }
}

/// The set fields of one message, each at most once.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    pub(crate) entries: Vec<TreeEntry<'a>>,
}

/// A field and its value.
#[derive(Debug)]
pub(crate) struct TreeEntry<'a> {
    pub(crate) field: &'static Field,
    pub(crate) node: Node<'a>,
}

/// The value of a field.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    Value(ParameterText<'a>),
    List(Vec<ParameterText<'a>>),
    Message(Tree<'a>),
    /// JSON from the body, with fields that override it.
    Json(&'a [u8], Tree<'a>),
}

impl<'a> Tree<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn find(&self, key: &str) -> Option<&TreeEntry<'a>> {
        self.entries.iter().find(|entry| entry.field.json_name == key || entry.field.name == key)
    }

    /// Returns the tree of the fields inside of a message field, and removes it from this one.
    pub(crate) fn take_message(&mut self, field: &'static Field) -> Tree<'a> {
        let found = self.entries.iter().position(|entry| std::ptr::eq(entry.field, field));
        match found.map(|index| self.entries.swap_remove(index).node) {
            Some(Node::Message(tree)) => tree,
            _ => Tree::default(),
        }
    }

    /// Sets a field. Fails if a singular field is already set.
    fn set(&mut self, path: &[&'static Field], value: ParameterText<'a>) -> Result<(), Violation> {
        let Some((field, inner)) = path.split_first() else { return Ok(()) };
        let index = match self.entries.iter().position(|entry| std::ptr::eq(entry.field, *field)) {
            Some(index) => index,
            None => {
                let node = match (inner.is_empty(), field.is_repeated) {
                    (false, _) => Node::Message(Tree::default()),
                    (true, true) => Node::List(Vec::new()),
                    (true, false) => {
                        self.entries.push(TreeEntry { field, node: Node::Value(value) });
                        return Ok(());
                    }
                };
                self.entries.push(TreeEntry { field, node });
                self.entries.len() - 1
            }
        };
        match &mut self.entries[index].node {
            Node::Message(tree) => tree.set(inner, value),
            Node::List(values) => {
                values.push(value);
                Ok(())
            }
            Node::Value(_) | Node::Json(..) => Err(Violation::new(&*value.parameter, "the parameter is given twice")),
        }
    }
}

/// The parameters in the path and the query of a request.
#[derive(Debug, Default)]
pub(crate) struct Parameters<'a> {
    pub(crate) tree: Tree<'a>,
    pub(crate) masks: Vec<Mask>,
}

/// The binding for which parameters are read.
pub(crate) struct ParameterSource<'a> {
    pub(crate) request: &'static Message,
    pub(crate) body: Body,
    pub(crate) variables: &'a [Variable],
    pub(crate) unknown: UnknownParameters,
    /// The names of query parameters without effect.
    pub(crate) ignored: &'a BTreeSet<String>,
}

impl<'a> Parameters<'a> {
    /// Sets the fields that the path binds.
    pub(crate) fn add_path(&mut self, variables: &'a [Variable], values: &'a [String]) -> Result<(), Violation> {
        for (Variable { name, path }, value) in variables.iter().zip(values) {
            self.set(path, ParameterText { parameter: Cow::Borrowed(name), text: Cow::Borrowed(value) })?;
        }
        Ok(())
    }

    /// Sets the fields in a query. Returns all violations.
    pub(crate) fn add_query(&mut self, query: &'a str, source: &ParameterSource<'_>) -> Vec<Violation> {
        query_pairs(query).filter_map(|pair| self.add_pair(pair, source).err()).collect()
    }

    fn add_pair(
        &mut self,
        pair: Result<(Cow<'a, str>, Cow<'a, str>), DecodeError>,
        source: &ParameterSource<'_>,
    ) -> Result<(), Violation> {
        let (parameter, text) =
            pair.map_err(|error| Violation::new("", format!("the query cannot be decoded: {error}")))?;
        if source.ignored.contains(&*parameter) {
            return Ok(());
        }
        match source.find(&parameter) {
            Ok(path) => self.set(&path, ParameterText { parameter, text }),
            Err(_) if source.unknown == UnknownParameters::Ignore => Ok(()),
            Err(_) if source.unknown == UnknownParameters::AllowSystem && is_system(&parameter) => Ok(()),
            Err(why) => Err(Violation::new(&*parameter, why)),
        }
    }

    fn set(&mut self, path: &[&'static Field], value: ParameterText<'a>) -> Result<(), Violation> {
        match path.last().map(|field| field.kind) {
            Some(Kind::FieldMask) => {
                if self.masks.iter().any(|mask| mask.is_at(path)) {
                    return Err(Violation::new(&*value.parameter, "the parameter is given twice"));
                }
                self.masks.push(Mask::parse(path, &value)?);
                Ok(())
            }
            _ => self.tree.set(path, value),
        }
    }
}

/// Returns `true` for a system parameter of Google's APIs.
fn is_system(parameter: &str) -> bool {
    let name = parameter.strip_prefix('$').unwrap_or(parameter);
    matches!(
        name,
        ".xgafv"
            | "access_token"
            | "alt"
            | "callback"
            | "fields"
            | "key"
            | "oauth_token"
            | "prettyPrint"
            | "quotaUser"
            | "uploadType"
            | "upload_protocol"
    )
}

/// Returns `true` if the system parameter `alt` requests server-sent events.
pub(crate) fn requests_events(query: &str) -> bool {
    query_pairs(query).flatten().any(|(name, value)| name.trim_start_matches('$') == "alt" && value == "sse")
}

impl ParameterSource<'_> {
    /// Finds the field that a parameter sets.
    fn find(&self, parameter: &str) -> Result<FieldPath, &'static str> {
        const UNKNOWN: &str = "the method has no parameter with this name";
        let mut path = FieldPath::new();
        let mut message = self.request;
        let mut names = Some(parameter);
        while let Some(name) = names {
            let (field, rest) = message.first(name).filter(|_| path.len() < MAX_DEPTH).ok_or(UNKNOWN)?;
            path.push(field);
            names = rest;
            match field.kind {
                Kind::Message(inner) if !field.is_repeated => message = inner,
                Kind::Message(_) | Kind::Json => return Err("a parameter cannot set this field"),
                _ if names.is_some() => return Err(UNKNOWN),
                _ => return self.unbound(path),
            }
        }
        Err("the parameter names a message; name one of its fields")
    }

    /// Returns the path if neither the body nor the URL path binds it.
    fn unbound(&self, path: FieldPath) -> Result<FieldPath, &'static str> {
        let is_in_body = match self.body {
            Body::None => false,
            Body::All | Body::Raw => true,
            Body::Field(name) | Body::RawField(name) => path.first().is_some_and(|field| field.name == name),
        };
        if is_in_body {
            return Err("the field belongs to the body of the request");
        }
        let is_same = |Variable { path: bound, .. }: &Variable| {
            bound.len() == path.len() && bound.iter().zip(&path).all(|(a, b)| std::ptr::eq(*a, *b))
        };
        if self.variables.iter().any(is_same) {
            return Err("the field belongs to the path of the request");
        }
        Ok(path)
    }
}
