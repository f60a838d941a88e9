//! Query parameters: the fields that neither the path nor the body binds.

use super::value::is_repeated;
use super::{Binding, Body, FieldPath, parameter};
use protoward_schema::{FieldId, MessageId, Schema};

/// The query parameters of a binding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The fields that are parameters, in declaration order.
    pub fields: Vec<FieldPath>,
    /// Fields that this binding cannot send: repeated messages, maps, and messages whose JSON has no fixed fields.
    pub unsendable: Vec<FieldPath>,
    /// `true` if the list is incomplete, because nested messages have too many fields.
    pub is_cut: bool,
}

/// Maximum number of visited fields. The largest requests of Google's APIs have some hundreds.
const MOST_FIELDS: usize = 20_000;

/// Returns the query parameters of a binding. Does not expand a message inside itself.
pub fn query(schema: &Schema, binding: &Binding) -> Query {
    let mut query = Query::default();
    let bound = match binding.body {
        Body::All => return query,
        Body::Field(field) => Some(field),
        Body::None => None,
    };
    let mut expansion = Expansion { schema, binding, body: bound, open: Vec::new(), seen: 0, query: &mut query };
    expansion.message(schema[binding.method].input, &mut Vec::new());
    query
}

/// Returns the field of a query parameter. Each name component is the JSON name or declared name of a field. A JSON name can have
/// dots itself; the longest name counts. Returns `None` if the binding has no such parameter.
pub fn named(schema: &Schema, binding: &Binding, query: &Query, name: &str) -> Option<FieldPath> {
    let mut message = Some(schema[binding.method].input);
    let mut path = FieldPath::new();
    let mut rest = Some(name);
    while let Some(names) = rest {
        let of = message?;
        let ends = [names.len()].into_iter().chain(names.rmatch_indices('.').map(|(dot, _)| dot));
        let (field, end) = ends.into_iter().find_map(|end| Some((field(schema, of, &names[..end])?, end)))?;
        path.push(field);
        message = schema[field].ty.message();
        rest = names.get(end + 1..);
    }
    query.fields.contains(&path).then_some(path)
}

/// Returns the field of a message with a JSON name, or with a declared name.
fn field(schema: &Schema, message: MessageId, name: &str) -> Option<FieldId> {
    let fields = &schema[message].fields;
    let by_json = fields.iter().find(|&&field| schema.json_name(field) == name);
    by_json.or_else(|| fields.iter().find(|&&field| schema.text(schema[field].name) == name)).copied()
}

struct Expansion<'a> {
    schema: &'a Schema,
    binding: &'a Binding,
    body: Option<FieldId>,
    /// The enclosing messages of the current one.
    open: Vec<MessageId>,
    /// The number of visited fields.
    seen: usize,
    query: &'a mut Query,
}

impl Expansion<'_> {
    /// Visits a message. Recursion is bounded by the number of messages, because no message occurs in `open` twice.
    fn message(&mut self, message: MessageId, path: &mut FieldPath) {
        self.open.push(message);
        for &field in &self.schema[message].fields {
            self.seen += 1;
            if self.seen > MOST_FIELDS {
                self.query.is_cut = true;
                break;
            }
            path.push(field);
            self.field(field, path);
            path.pop();
        }
        self.open.pop();
    }

    fn field(&mut self, field: FieldId, path: &mut FieldPath) {
        let is_body = path.len() == 1 && self.body == Some(field);
        if is_body || self.binding.variables.contains(path) {
            return;
        }
        match self.schema[field].ty.message() {
            _ if parameter(self.schema, field).is_some() => self.query.fields.push(path.clone()),
            Some(message) if !is_repeated(self.schema, field) && self.has_fixed_fields(message) => {
                if !self.open.contains(&message) {
                    self.message(message, path);
                }
            }
            _ => self.query.unsendable.push(path.clone()),
        }
    }

    /// Returns whether the JSON of a message is an object with a key for each field.
    fn has_fixed_fields(&self, message: MessageId) -> bool {
        const OTHERS: [&str; 4] = ["Any", "Struct", "Value", "ListValue"];
        let name = self.schema.text(self.schema[message].full_name).strip_prefix("google.protobuf.");
        !name.is_some_and(|name| OTHERS.contains(&name))
    }
}
