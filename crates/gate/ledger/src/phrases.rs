//! Readable forms of facts for messages and histories, such as ``field `created_at` (4) of `user.v1.User` ``.

use crate::fact::Fact;
use crate::type_name::TypeName;
use protoward_schema::Cardinality;

impl Fact {
    /// Returns the fact in words, such as ``field `created_at` (4) of `user.v1.User` ``.
    pub fn phrase(&self) -> String {
        match self {
            Fact::Type { name, kind } => format!("{} `{name}`", kind.word()),
            Fact::Field { message, number, name, .. } => format!("field `{name}` ({number}) of `{message}`"),
            Fact::Extension { extendee, number, name, .. } => format!("extension `{name}` ({number}) of `{extendee}`"),
            Fact::Value { of, number, name } => format!("value `{name}` ({number}) of `{of}`"),
            Fact::Method { service, name, .. } => format!("method `{name}` of `{service}`"),
            Fact::Renamed { to, kind, from } => format!("{} `{from}`, renamed to `{to}`", kind.word()),
        }
    }

    /// Returns the fact as a member of its type: `4 created_at: int64`, or the name and kind if it has no number.
    pub(crate) fn as_member(&self) -> String {
        match self {
            Fact::Type { kind, .. } => kind.word().to_owned(),
            Fact::Field { number, name, ty, cardinality, oneof, json, .. } => {
                let oneof = oneof.as_ref().map(|oneof| format!(", in oneof {oneof}")).unwrap_or_default();
                let json = json.as_ref().map(|json| format!(", {json} in JSON")).unwrap_or_default();
                format!("{number} {name}: {}{oneof}{json}", with_label(ty, *cardinality))
            }
            Fact::Extension { number, name, ty, cardinality, .. } => {
                format!("{number} {name}: {} (extension)", with_label(ty, *cardinality))
            }
            Fact::Value { number, name, .. } => format!("{number} {name}"),
            Fact::Method { name, streaming, input, output, .. } => {
                let stream = |is: bool| if is { "stream " } else { "" };
                let (client, server) = streaming.sides();
                format!("{name}({}{input}) returns ({}{output})", stream(client), stream(server))
            }
            Fact::Renamed { from, .. } => format!("was `{from}` before"),
        }
    }
}

fn with_label(ty: &TypeName, cardinality: Cardinality) -> String {
    let label = match (ty, cardinality) {
        (TypeName::Map(..), _) | (_, Cardinality::Optional) => "",
        (_, Cardinality::Required) => "required ",
        (_, Cardinality::Repeated) => "repeated ",
    };
    format!("{label}{}", ty.display_name())
}
