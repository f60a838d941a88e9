//! The contents of a schema in words.

use crate::{FileId, Schema};
use protoward_source::{count, list};

impl Schema {
    /// Returns the declarations without those of imports, in words: `42 messages, 3 enums and 9 services`.
    pub fn contents(&self) -> String {
        let own = |file: FileId| !self[file].is_import;
        // Map entries are messages only internally.
        let messages = self.messages.iter().filter(|(id, it)| own(it.file) && !self.is_map_entry(*id)).count();
        let enums = self.enums.iter().filter(|(_, it)| own(it.file)).count();
        let services: Vec<_> = self.services.iter().filter(|(_, it)| own(it.file)).collect();
        let methods: usize = services.iter().map(|(_, it)| it.methods.len()).sum();
        let counts =
            [(messages, "message"), (enums, "enum"), (services.len(), "service"), (methods, "method")].into_iter();
        let words: Vec<String> =
            counts.filter(|(number, _)| *number > 0).map(|(number, what)| count(number, what)).collect();
        if words.is_empty() { "nothing is declared".to_owned() } else { list(&words) }
    }
}
