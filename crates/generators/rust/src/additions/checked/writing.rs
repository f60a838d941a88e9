//! The code of all packages: the module of the checked types, and their conversions.

use std::collections::BTreeMap;

use super::field_forms::Generation;
use super::types::CheckedTypes;
use crate::additions::ALLOW_LINTS;
use crate::additions::packages::{Package, Packages};
use crate::additions::validate::{Code, RUNTIME};
use crate::layout::Writer;
use crate::tree::Files;
use crate::{Generator, MessageCode};
use protoward_schema::MessageId;

/// Adds checked types with their conversions. `validates` is `true` if messages are validated by their rules, too.
pub(in crate::additions) fn add(
    files: &mut Files,
    generator: &Generator<'_>,
    packages: &Packages,
    types: &CheckedTypes,
    validates: bool,
) {
    let context = &generator.context;
    // Packages with the same Rust name share a file, and its module of checked types.
    let mut by_file: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    packages.iter().for_each(|package| by_file.entry(&package.file).or_default().push(package));
    for (name, sharing) in by_file {
        let Some(file) = files.get_mut(name) else { continue };
        let generation = Generation { context, packages, package: sharing[0], types, validates };
        file.extend_from_slice(generation.code(&sharing, generator.runtime_path()).as_bytes());
    }
}

impl Generation<'_> {
    /// Returns the code to append to the file of these packages; empty if they have no checked types.
    fn code(&self, sharing: &[&Package], runtime: &str) -> String {
        let sources = sharing.iter().flat_map(|package| &package.sources);
        let messages = sources.flat_map(|&file| self.packages.messages_of(file));
        let checked = messages.filter(|&&id| self.types.has(id));
        let checked = checked.filter_map(|&id| Some((id, self.packages.message(self.context.schema, id)?.1)));
        let messages: Vec<(MessageId, &MessageCode)> = checked.collect();
        if messages.is_empty() {
            return String::new();
        }
        let mut writer = Writer::default();
        let mut content = writer.nested();
        self.declarations(&messages, &mut content);
        writer.line("/// Checked types of messages: required fields without `Option`, and fields of own types.");
        writer.line(ALLOW_LINTS);
        writer.module(self.types.module(self.package), content);
        let mut code = Code::new(1);
        for (id, message) in messages {
            self.parsing(id, message, &mut code);
            self.unparsing(id, message, &mut code);
        }
        format!(
            "{}/// The conversions between these messages and their checked types.\n{ALLOW_LINTS}\nconst _: () = {{\n    \
             use {runtime}::validate::{{self as {RUNTIME}}};\n{}}};\n",
            writer.into_code(),
            code.into_text()
        )
    }
}
