//! Keys that identify a statement among its siblings, on both sides of a comparison.

use std::collections::{HashMap, HashSet};

use protoward_edit::{Decl, Node, option_name};
use protoward_syntax::literal;

/// Returns the key of a statement.
pub(crate) fn key(decl: Decl<'_>, text: &str) -> String {
    let named = |kind: &str| format!("{kind} {}", decl.name().unwrap_or_default().of(text));
    match decl {
        Decl::File(_) | Decl::Syntax(_) => "syntax".to_owned(),
        Decl::Package(_) => "package".to_owned(),
        Decl::Import(it) => import(&String::from_utf8_lossy(&literal::string(text, it.path))),
        Decl::Option(it) => format!("option {}", option_name(it, text)),
        Decl::Extend(it) => format!("extend {}", literal::path(text, it.extendee)),
        Decl::Extensions(_) => "extensions".to_owned(),
        Decl::Reserved(_) => "reserved".to_owned(),
        Decl::Message(_) | Decl::Enum(_) | Decl::Service(_) => named("type"),
        Decl::Field(_) | Decl::Oneof(_) | Decl::Value(_) | Decl::Method(_) => named("member"),
    }
}

/// Returns the key of the import of a file.
pub(crate) fn import(path: &str) -> String {
    format!("import {path}")
}

/// Returns the key of a field or enum value that may have been renamed.
fn number_key(decl: Decl<'_>, text: &str) -> Option<String> {
    Some(format!("number {}", literal::signed(text, decl.number()?)?))
}

/// The statements of a body by their keys.
#[derive(Debug, Default)]
pub(crate) struct Keys(HashMap<String, usize>);

impl Keys {
    pub(crate) fn of(parent: &Node<'_>) -> Self {
        let text = parent.doc.text;
        let mut keys = HashMap::new();
        let mut aliases = HashSet::new();
        for (index, decl) in parent.items().enumerate() {
            keys.insert(key(decl, text), index);
            let number = number_key(decl, text);
            aliases.extend(number.and_then(|number| keys.insert(number.clone(), index).map(|_| number)));
        }
        // A number of several values identifies none of them.
        keys.retain(|key, _| !aliases.contains(key));
        Self(keys)
    }

    /// Returns the index of the statement with a key.
    pub(crate) fn get(&self, key: &str) -> Option<usize> {
        self.0.get(key).copied()
    }

    /// Returns the index of the statement that has the name or the number of a statement of another body.
    pub(crate) fn find(&self, decl: Decl<'_>, text: &str) -> Option<usize> {
        if matches!(decl, Decl::Reserved(_) | Decl::Extensions(_) | Decl::Extend(_)) {
            return None;
        }
        self.get(&key(decl, text)).or_else(|| self.get(&number_key(decl, text)?))
    }
}
