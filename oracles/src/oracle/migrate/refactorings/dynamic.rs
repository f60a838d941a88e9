//! Descriptors as messages without generated code.

use prost_reflect::{DescriptorPool, DynamicMessage, Value};

/// Returns the files of a descriptor set.
pub(super) fn files(set: &[u8]) -> Option<Vec<DynamicMessage>> {
    let ty = DescriptorPool::global().get_message_by_name("google.protobuf.FileDescriptorSet")?;
    let set = DynamicMessage::decode(ty, set).ok()?;
    Some(list(&set, "file"))
}

pub(super) fn list(message: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    let list = message.get_field_by_name(field).and_then(|list| list.as_list().map(<[Value]>::to_vec));
    list.into_iter().flatten().filter_map(|it| it.as_message().cloned()).collect()
}

pub(super) fn set_list(message: &mut DynamicMessage, field: &str, list: Vec<DynamicMessage>) {
    if list.is_empty() {
        message.clear_field_by_name(field);
    } else {
        message.set_field_by_name(field, Value::List(list.into_iter().map(Value::Message).collect()));
    }
}

pub(super) fn string(message: &DynamicMessage, field: &str) -> String {
    message.get_field_by_name(field).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn set(message: &mut DynamicMessage, field: &str, value: String) {
    message.set_field_by_name(field, Value::String(value));
}

/// Changes each message of a repeated field.
pub(super) fn each(message: &mut DynamicMessage, field: &str, change: &mut dyn FnMut(&mut DynamicMessage)) {
    // A list that is asked for is there afterwards.
    if !message.has_field_by_name(field) {
        return;
    }
    let Some(Value::List(list)) = message.get_field_by_name_mut(field) else { return };
    list.iter_mut().filter_map(Value::as_message_mut).for_each(change);
}

/// Removes the options of everything.
pub(super) fn without_options(message: &mut DynamicMessage) {
    message.clear_field_by_name("options");
    for value in message.fields_mut().map(|(_, value)| value) {
        match value {
            Value::Message(inner) => without_options(inner),
            Value::List(list) => list.iter_mut().filter_map(Value::as_message_mut).for_each(without_options),
            _ => {}
        }
    }
}

/// Returns the first parts of two texts that differ.
pub(super) fn shown(before: &DynamicMessage, after: &DynamicMessage) -> String {
    let before = before.to_string();
    let after = after.to_string();
    let at = before.bytes().zip(after.bytes()).position(|(before, after)| before != after).unwrap_or_default();
    let around = |text: &str| text.chars().skip(at.saturating_sub(60)).take(160).collect::<String>();
    format!("expected …{}…, found …{}…", around(&before), around(&after))
}
