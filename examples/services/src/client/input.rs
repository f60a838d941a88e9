//! Messages as the user writes them: JSON, or `name=value` words with `;` between messages.

use prost_reflect::{DynamicMessage, Kind, MessageDescriptor};
use serde_json::{Map, Value};

/// The input is not a message of the expected type.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    #[error("`{word}` is not name=value; the fields are {}", .fields.join(", "))]
    Word { word: String, fields: Vec<String> },
    #[error("`{message}` has no field `{field}`; its fields are {}", .fields.join(", "))]
    Field { message: String, field: String, fields: Vec<String> },
    #[error("`{word}` is in the way of another value")]
    Clash { word: String },
    #[error("this is not a `{message}`: {source}")]
    Value { message: String, source: serde_json::Error },
    #[error("a quotation mark or bracket is not closed")]
    Open,
}

/// Parses messages of one type. Empty input contains no messages.
pub(super) fn messages(descriptor: &MessageDescriptor, text: &str) -> Result<Vec<DynamicMessage>, InputError> {
    if text.trim_start().starts_with('{') {
        return json(descriptor, text);
    }
    let groups = split(text)?;
    groups
        .into_iter()
        .filter(|words| !words.is_empty())
        .map(|words| {
            let mut object = Map::new();
            for word in words {
                put(descriptor, &mut object, &word)?;
            }
            DynamicMessage::deserialize(descriptor.clone(), Value::Object(object))
                .map_err(|source| value(descriptor, source))
        })
        .collect()
}

fn json(descriptor: &MessageDescriptor, text: &str) -> Result<Vec<DynamicMessage>, InputError> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    values
        .map(|json| DynamicMessage::deserialize(descriptor.clone(), json?))
        .collect::<Result<_, _>>()
        .map_err(|source| value(descriptor, source))
}

/// Sets a field from `name=value`, where the name may be a path such as `item.sku`.
fn put(descriptor: &MessageDescriptor, object: &mut Map<String, Value>, word: &str) -> Result<(), InputError> {
    let Some((name, text)) = word.split_once('=') else {
        return Err(InputError::Word { word: word.to_owned(), fields: fields(descriptor) });
    };
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let field = descriptor.get_field_by_name(first).or_else(|| descriptor.get_field_by_json_name(first));
    let field = field.ok_or_else(|| InputError::Field {
        message: descriptor.full_name().to_owned(),
        field: first.to_owned(),
        fields: fields(descriptor),
    })?;
    let clash = || InputError::Clash { word: word.to_owned() };
    match (rest, field.kind()) {
        (Some(rest), Kind::Message(inner)) => {
            let value = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            put(&inner, value.as_object_mut().ok_or_else(clash)?, &format!("{rest}={text}"))
        }
        (Some(_), _) => Err(clash()),
        (None, kind) => {
            let plain = kind == Kind::String && !field.is_list() && !text.starts_with('"');
            let value = if plain { Value::from(text) } else { read(text) };
            if object.insert(first.to_owned(), value).is_some() { Err(clash()) } else { Ok(()) }
        }
    }
}

/// Parses a value as JSON, or else as plain text, such as the name of an enum value.
fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// Splits the input into messages at `;`, and into words at whitespace, except in quotes or brackets.
fn split(text: &str) -> Result<Vec<Vec<String>>, InputError> {
    let mut groups = vec![Vec::new()];
    let mut word = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for character in text.chars().chain(std::iter::once(' ')) {
        let outside = depth == 0 && !quoted;
        if outside && (character.is_whitespace() || character == ';') {
            if let (false, Some(group)) = (word.is_empty(), groups.last_mut()) {
                group.push(std::mem::take(&mut word));
            }
            if character == ';' {
                groups.push(Vec::new());
            }
            continue;
        }
        word.push(character);
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if word.is_empty() { Ok(groups) } else { Err(InputError::Open) }
}

fn fields(descriptor: &MessageDescriptor) -> Vec<String> {
    descriptor.fields().map(|field| field.name().to_owned()).collect()
}

fn value(descriptor: &MessageDescriptor, source: serde_json::Error) -> InputError {
    InputError::Value { message: descriptor.full_name().to_owned(), source }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use prost_reflect::MessageDescriptor;

    use super::super::schema::Schema;
    use super::messages;

    fn input(method: &str) -> MessageDescriptor {
        Schema::own().unwrap().method(method).unwrap().input()
    }

    fn read(method: &str, text: &str) -> Result<Vec<String>, String> {
        let messages = messages(&input(method), text).map_err(|error| error.to_string())?;
        Ok(messages.iter().map(|message| serde_json::to_string(message).unwrap()).collect())
    }

    #[test]
    fn words_and_json_say_the_same() {
        let words = read("CreateUsers", r#"name="Ann B." email=ann@example.org; name=Bob email=bob@example.org"#);
        let json = read(
            "CreateUsers",
            r#"{"name":"Ann B.","email":"ann@example.org"} {"name":"Bob","email":"bob@example.org"}"#,
        );
        assert_eq!(words.clone().unwrap().len(), 2);
        assert_eq!(words, json);
    }

    #[test]
    fn reads_paths_lists_and_numbers() {
        assert_eq!(
            read("PutItem", "item.sku=TEA-250 item.available=3 item.name=7").unwrap(),
            [r#"{"item":{"sku":"TEA-250","name":"7","available":"3"}}"#]
        );
        assert_eq!(
            read("CreateOrder", r#"customer_id=1 lines=[{"sku": "A", "quantity": 2}]"#).unwrap(),
            [r#"{"customerId":"1","lines":[{"sku":"A","quantity":"2"}]}"#]
        );
    }

    #[test]
    fn reads_no_message_from_nothing() {
        assert_eq!(read("GetUser", " ").unwrap(), [""; 0]);
        assert_eq!(read("GetUser", " ; ").unwrap(), [""; 0]);
    }

    #[test]
    fn explains_mistakes() {
        let fails = |method, text| read(method, text).unwrap_err();
        assert_eq!(fails("GetUser", "42"), "`42` is not name=value; the fields are id");
        assert_eq!(fails("GetUser", "ids=1"), "`user.v1.GetUserRequest` has no field `ids`; its fields are id");
        assert_eq!(fails("GetUser", "id=1 id=2"), "`id=2` is in the way of another value");
        assert_eq!(fails("GetUser", "id.x=2"), "`id.x=2` is in the way of another value");
        assert_eq!(fails("GetUser", r#"id="1"#), "a quotation mark or bracket is not closed");
        assert!(fails("ListUsers", "page_size=many").starts_with("this is not a `user.v1.ListUsersRequest`: "));
        assert!(fails("GetUser", r#"{"id": }"#).starts_with("this is not a `user.v1.GetUserRequest`: "));
    }
}
