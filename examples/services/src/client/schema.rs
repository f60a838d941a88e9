//! The methods of the schema, by name, with their comments.

use prost_reflect::{
    DescriptorError, DescriptorPool, EnumDescriptor, FieldDescriptor, FileDescriptor, Kind, MessageDescriptor,
    MethodDescriptor,
};

use crate::DESCRIPTORS;

/// The schema.
#[derive(Clone, Debug)]
pub(super) struct Schema(DescriptorPool);

/// The error for a name that matches no method, or several methods.
#[derive(Debug, thiserror::Error)]
pub(super) enum NameError {
    #[error("unknown method `{name}`{}", near(.close))]
    Unknown { name: String, close: Vec<String> },
    #[error("`{name}` could be {}", .methods.join(" or "))]
    Ambiguous { name: String, methods: Vec<String> },
}

impl Schema {
    /// Decodes the schema that this program was built from.
    pub(super) fn own() -> Result<Self, DescriptorError> {
        DescriptorPool::decode(DESCRIPTORS).map(Self)
    }

    /// Returns all methods, sorted by name.
    pub(super) fn methods(&self) -> Vec<MethodDescriptor> {
        let mut methods: Vec<_> = self.0.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
        methods.sort_by_key(path);
        methods
    }

    /// Finds a method by name, ignoring case. The package, or package and service, may be omitted if the rest is unique
    /// but for versions.
    pub(super) fn method(&self, name: &str) -> Result<MethodDescriptor, NameError> {
        let wanted = name.trim_start_matches('/').to_ascii_lowercase().replace('/', ".");
        let methods = self.methods();
        let found: Vec<_> = methods
            .iter()
            .filter(|method| {
                let full = method.full_name().to_ascii_lowercase();
                full.strip_suffix(&wanted).is_some_and(|before| before.is_empty() || before.ends_with('.'))
            })
            .collect();
        match found.as_slice() {
            [] => Err(NameError::Unknown { name: name.to_owned(), close: close(&methods, &wanted) }),
            // A name without its package is that of the first version.
            [first, others @ ..] if others.iter().all(|other| unversioned(other) == unversioned(first)) => {
                Ok((*first).clone())
            }
            several => Err(NameError::Ambiguous {
                name: name.to_owned(),
                methods: several.iter().map(|method| path(method)).collect(),
            }),
        }
    }
}

/// Returns the name of a method in calls, such as `user.v1.UserService/GetUser`.
pub(super) fn path(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

/// Returns the full name of a method without the version of its package.
fn unversioned(method: &MethodDescriptor) -> String {
    let is_version =
        |part: &&str| part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    method.full_name().split('.').filter(|part| !is_version(part)).collect::<Vec<_>>().join(".")
}

/// Describes a method, its request and its response, with comments, as lines of text.
pub(super) fn describe(method: &MethodDescriptor) -> Vec<String> {
    let mut lines = comment(&method.parent_file(), method.path(), "");
    let stream = |is: bool| if is { "stream " } else { "" };
    lines.push(format!(
        "rpc {}({}{}) returns ({}{})",
        path(method),
        stream(method.is_client_streaming()),
        method.input().full_name(),
        stream(method.is_server_streaming()),
        method.output().full_name(),
    ));
    let mut shown = Vec::new();
    for message in [method.input(), method.output()] {
        describe_message(&message, &mut shown, &mut lines);
    }
    lines
}

/// Describes a message and the messages in its fields, each once.
fn describe_message(message: &MessageDescriptor, shown: &mut Vec<MessageDescriptor>, lines: &mut Vec<String>) {
    if shown.contains(message) {
        return;
    }
    shown.push(message.clone());
    lines.push(String::new());
    lines.extend(comment(&message.parent_file(), message.path(), ""));
    lines.push(format!("message {} {{", message.full_name()));
    for field in message.fields() {
        lines.extend(comment(&message.parent_file(), field.path(), "  "));
        lines.push(format!("  {} {} = {};", type_name(&field), field.name(), field.number()));
    }
    lines.push("}".to_owned());
    for field in message.fields() {
        match field.kind() {
            Kind::Message(inner) => describe_message(&inner, shown, lines),
            Kind::Enum(inner) => describe_enum(&inner, lines),
            _ => {}
        }
    }
}

fn describe_enum(inner: &EnumDescriptor, lines: &mut Vec<String>) {
    lines.push(String::new());
    let names: Vec<_> = inner.values().map(|value| value.name().to_owned()).collect();
    lines.push(format!("enum {} {{ {} }}", inner.full_name(), names.join(" ")));
}

fn type_name(field: &FieldDescriptor) -> String {
    let kind = format!("{:?}", field.kind());
    let name = match field.kind() {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(inner) => inner.full_name().to_owned(),
        _ => kind.to_ascii_lowercase(),
    };
    let label = if field.is_list() {
        "repeated "
    } else if field.field_descriptor_proto().proto3_optional() {
        "optional "
    } else {
        ""
    };
    format!("{label}{name}")
}

/// Returns the comment before an element.
fn comment(file: &FileDescriptor, path: &[i32], indent: &str) -> Vec<String> {
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let location = info.and_then(|info| info.location.iter().find(|location| location.path == path));
    let text = location.map(|location| location.leading_comments()).unwrap_or_default();
    text.lines().map(|line| format!("{indent}//{line}")).collect()
}

/// Returns methods with similar names: those whose name contains the wanted one, or starts with the same characters.
/// The most similar are first.
fn close(methods: &[MethodDescriptor], wanted: &str) -> Vec<String> {
    let last = wanted.rsplit('.').next().unwrap_or(wanted);
    let mut close: Vec<_> = methods
        .iter()
        .map(|method| (method.name().to_ascii_lowercase(), path(method)))
        .map(|(name, path)| (name.contains(last), alike(&name, last), path))
        .filter(|(contains, alike, _)| !last.is_empty() && (*contains || *alike >= 3))
        .collect();
    close.sort_by(|(_, one, first), (_, other, second)| other.cmp(one).then_with(|| first.cmp(second)));
    close.into_iter().take(3).map(|(_, _, path)| path).collect()
}

/// Returns the length of the common prefix of two words.
fn alike(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
}

fn near(close: &[String]) -> String {
    if close.is_empty() { "; `list` shows all".to_owned() } else { format!("; did you mean {}?", close.join(" or ")) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use prost_reflect::prost_types::method_options::IdempotencyLevel;
    use tonic::Code;

    use super::{Schema, describe, path};
    use crate::proto::user::v1::SERVICE_CONFIG;

    fn find(name: &str) -> Result<String, String> {
        Schema::own().unwrap().method(name).map(|method| path(&method)).map_err(|error| error.to_string())
    }

    #[test]
    fn finds_a_method_by_the_end_of_its_name() {
        for name in ["user.v1.UserService/GetUser", "/user.v1.UserService/GetUser", "UserService.GetUser", "getuser"] {
            assert_eq!(find(name).unwrap(), "user.v1.UserService/GetUser", "{name}");
        }
        assert_eq!(find("v2.UserService/GetUser").unwrap(), "user.v2.UserService/GetUser");
    }

    #[test]
    fn suggests_methods_for_half_a_word() {
        assert_eq!(
            find("User").unwrap_err(),
            "unknown method `User`; did you mean user.v1.UserService/CreateUser or \
             user.v1.UserService/CreateUsers or user.v1.UserService/GetUser?"
        );
        assert!(find("GetUsers").unwrap_err().ends_with(
            "did you mean user.v1.UserService/GetUser or \
             user.v1.UserService/GetUserV2 or user.v2.UserService/GetUser?"
        ));
        assert_eq!(find("xyz").unwrap_err(), "unknown method `xyz`; `list` shows all");
    }

    #[test]
    fn repeats_what_the_schema_allows() {
        for method in Schema::own().unwrap().methods() {
            let options = method.method_descriptor_proto().options.clone().unwrap_or_default();
            let codes = match options.idempotency_level() {
                IdempotencyLevel::NoSideEffects | IdempotencyLevel::Idempotent => [Code::Unavailable],
                // After UNAVAILABLE, the call may have been executed. ABORTED means that it was not.
                IdempotencyLevel::IdempotencyUnknown => [Code::Aborted],
            };
            let path = path(&method);
            let policy = SERVICE_CONFIG.of(&format!("/{path}")).and_then(|config| config.retry).unwrap();
            assert_eq!(policy.retryable_status_codes, codes, "{path}");
        }
    }

    #[test]
    fn describes_methods_with_the_comments_of_the_schema() {
        let text = describe(&Schema::own().unwrap().method("TickerStream").unwrap()).join("\n");
        assert!(text.contains("// TickerStream subscribes to the symbol"), "{text}");
        assert!(text.contains("rpc ticker.v1.TickerStreamService/TickerStream(stream ticker.v1.TickerRequest)"));
        assert!(text.contains("  // Last traded price.\n  double ltp = 2;"), "{text}");
    }
}
