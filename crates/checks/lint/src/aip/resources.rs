//! The resources of a module, and their patterns.

use super::annotations::{Resource, definitions, resource};
use crate::context::LintContext;
use protoward_schema::{Element, FileId, MessageId, MethodId};

/// A resource with the message or the file that defines it.
pub(super) struct Defined {
    pub(super) resource: Resource,
    pub(super) element: Element,
}

/// Returns the messages of a file, with nested ones.
pub(super) fn messages(cx: &LintContext<'_>, file: FileId) -> Vec<MessageId> {
    let mut all = cx.schema[file].messages.clone();
    let mut at = 0;
    while let Some(&message) = all.get(at) {
        all.extend(&cx.schema[message].messages);
        at += 1;
    }
    all
}

/// Returns the resources of a file.
pub(super) fn of_file(cx: &LintContext<'_>, file: FileId) -> Vec<Defined> {
    let of_messages = messages(cx, file).into_iter().filter_map(|message| {
        let resource = resource(cx, message)?;
        Some(Defined { resource, element: message.into() })
    });
    let of_file = definitions(cx, file).into_iter();
    of_messages.chain(of_file.map(|resource| Defined { resource, element: file.into() })).collect()
}

/// Returns the resources of all files of a module.
pub(super) fn of_module(cx: &LintContext<'_>) -> Vec<Defined> {
    cx.files.iter().flat_map(|&file| of_file(cx, file)).collect()
}

/// Returns the methods of all files of a module.
pub(super) fn methods(cx: &LintContext<'_>) -> Vec<MethodId> {
    let services = cx.files.iter().flat_map(|&file| &cx.schema[file].services);
    services.flat_map(|&service| cx.schema[service].methods.iter().copied()).collect()
}

/// Returns a pattern without the names of its variables: `shelves/{}/books/{}`.
pub(super) fn shape(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut is_inside = false;
    for letter in pattern.chars() {
        match letter {
            '{' => {
                is_inside = true;
                text.push('{');
            }
            '}' => {
                is_inside = false;
                text.push('}');
            }
            _ if is_inside => {}
            _ => text.push(letter),
        }
    }
    text
}

/// Returns the names of the variables of a pattern.
pub(super) fn variables(pattern: &str) -> Vec<&str> {
    let names = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name.split('=').next().unwrap_or(name)).collect()
}

/// Returns `true` for a pattern that ends with text: there is one such resource for each parent.
pub(super) fn is_singleton(pattern: &str) -> bool {
    pattern.contains('/') && !pattern.ends_with('}') && !pattern.ends_with('*')
}
