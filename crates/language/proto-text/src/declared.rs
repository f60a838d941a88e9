//! The types of descriptor sets: which of them are enums, and which are used.

use std::collections::{HashMap, HashSet};

use protoward_schema::descriptor::raw;
use protoward_schema::qualified;

/// The messages and enums of descriptor sets.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// The full names without a leading dot. `true` stands for an enum.
    types: HashMap<String, bool>,
    /// The last components of the types of fields.
    used: HashSet<String>,
}

impl Declared {
    /// Adds the types of a file.
    pub(super) fn add(&mut self, file: &raw::File<'_>) {
        let package = file.package.unwrap_or_default();
        self.use_all(&file.extensions);
        self.add_all(package, &file.messages, &file.enums);
    }

    /// Decoding has limited the recursion depth to 64.
    fn add_all(&mut self, scope: &str, messages: &[raw::Message<'_>], enums: &[raw::Enum<'_>]) {
        for declared in enums {
            self.types.insert(qualified(scope, declared.name), true);
        }
        for message in messages {
            self.use_all(&message.fields);
            self.use_all(&message.extensions);
            let name = qualified(scope, message.name);
            self.add_all(&name, &message.messages, &message.enums);
            self.types.insert(name, false);
        }
    }

    fn use_all(&mut self, fields: &[raw::RawField<'_>]) {
        let names = fields.iter().filter_map(|field| field.type_name?.rsplit('.').next());
        self.used.extend(names.map(str::to_owned));
    }

    /// Returns `true` if a field may have a message of this name, without its scope, as its type.
    pub(super) fn is_used(&self, name: &str) -> bool {
        self.used.contains(name)
    }

    /// Returns `true` for an enum, `false` for a message, and `None` for a name that the sets do not declare.
    ///
    /// A name without a leading dot may stand for both; then the result is `None` too.
    pub(super) fn is_enum(&self, name: &str) -> Option<bool> {
        if let Some(full_name) = name.strip_prefix('.') {
            return self.types.get(full_name).copied();
        }
        let is_it = |full_name: &str| {
            full_name.strip_suffix(name).is_some_and(|scope| scope.is_empty() || scope.ends_with('.'))
        };
        let mut kinds = self.types.iter().filter(|(full_name, _)| is_it(full_name)).map(|(_, &is_enum)| is_enum);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }
}
