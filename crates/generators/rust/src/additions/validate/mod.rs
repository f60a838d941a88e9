//! Validation of messages by the rules of `buf.validate`: the trait `Validate` of prost-protovalidate.
//!
//! The engine reads the rules from descriptors, which are a file beside the code. That file has files of editions as proto2 or
//! proto3, because the engine knows no others. The engine validates encoded messages.

pub mod expression;
mod expressions;
mod unsupported;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use unsupported::Unsupported;

use super::ALLOW_LINTS;
use super::packages::{Package, Packages};
use crate::tree::Files;
use crate::{Generator, diagnostics};
use protoward_schema::descriptor::{Legacy, encode_legacy};
use protoward_schema::{CustomOption, FileId, IdMap, IdSet, Message, MessageId, Schema};
use protoward_source::Report;

/// The generated static with the rules of all packages.
pub const RULES: &str = "__VALIDATION_RULES";

/// The path of the engine in generated code.
const ENGINE: &str = "::prost_protovalidate";

/// The number of the extensions `buf.validate.message`, `buf.validate.oneof` and `buf.validate.field`.
const EXTENSION: u32 = 1159;

/// The setting for validation. All else is in the rules of the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidateSettings {
    /// Generates `Validate` for all messages. For those without rules, it always succeeds.
    pub is_enabled: bool,
}

/// Adds the implementations, and the file with the rules. `with_rules` are the [`messages_with_rules`].
pub(super) fn add(files: &mut Files, generator: &Generator<'_>, packages: &Packages, with_rules: &IdSet<Message>) {
    let schema = generator.schema();
    let Some(first) = packages.iter().next() else { return };
    let set = format!("{}.rules.binpb", first.file.trim_end_matches(".rs"));
    // Packages with the same Rust name share a file.
    let mut files_with_static = BTreeSet::new();
    for package in packages.iter() {
        let Some(file) = files.get_mut(&package.file) else { continue };
        if !with_rules.is_empty() && files_with_static.insert(&package.file) {
            file.extend_from_slice(rules(package, first, &set).as_bytes());
        }
        file.extend_from_slice(implementations(package, packages, schema, with_rules).as_bytes());
    }
    if !with_rules.is_empty() {
        let of = with_imports(schema, generator.files());
        files.insert(set, encode_legacy(schema, &of, false, &Legacy::for_reflection()));
    }
}

/// Warns about rules of some files that the engine cannot evaluate. They would fail or panic at run time.
pub fn warnings(schema: &Schema, files: &[FileId]) -> Report {
    let expressions = expressions::expressions(schema, files).into_iter();
    let warnings = expressions.filter_map(|(of, expression)| match unsupported::unsupported(expression)? {
        Unsupported::Function(name) => Some(diagnostics::unknown_function(schema, of, name)),
        Unsupported::Message(name) => Some(diagnostics::constructed_message(schema, of, name)),
    });
    warnings.collect()
}

/// Returns the static with the rules, or its import if another package has it.
fn rules(package: &Package, first: &Package, set: &str) -> String {
    if package.file == first.file {
        format!(
            "/// The rules of `buf.validate` of all packages.\n#[doc(hidden)]\n\
             pub static {RULES}: ::std::sync::LazyLock<{ENGINE}::bridge::RuntimeBridge> =\n    \
             ::std::sync::LazyLock::new(|| {ENGINE}::bridge::RuntimeBridge::from_fds(include_bytes!({set:?})));\n"
        )
    } else {
        let path = package.relative_path(first);
        format!("#[doc(hidden)]\n#[allow(unused_imports)]\npub use {path}{RULES};\n")
    }
}

/// Returns the implementations for the messages of a package.
fn implementations(package: &Package, packages: &Packages, schema: &Schema, with_rules: &IdSet<Message>) -> String {
    let mut text = String::new();
    for &id in package.sources.iter().flat_map(|&file| packages.messages_of(file)) {
        let Some((_, code)) = packages.message(schema, id) else { continue };
        let result = if with_rules.contains(id) {
            format!(
                "{RULES}\n                .validate_wire({name:?}, &{prost}::Message::encode_to_vec(self))\n                \
                 .map_err({ENGINE}::bridge::error_to_validation_error)",
                name = schema.text(schema[id].full_name),
                prost = packages.prost(),
            )
        } else {
            "::core::result::Result::Ok(())".to_owned()
        };
        let _ = write!(
            text,
            "    impl {ENGINE}::Validate for {path} {{\n        \
             fn validate(&self) -> ::core::result::Result<(), {ENGINE}::ValidationError> {{\n            {result}\n        }}\n    }}\n",
            path = code.path,
        );
    }
    if text.is_empty() {
        return text;
    }
    format!(
        "/// The validation of these messages by the rules of `buf.validate`.\n{ALLOW_LINTS}\nconst _: () = {{\n{text}}};\n"
    )
}

/// Returns files and their imports, imports first.
fn with_imports(schema: &Schema, files: &[FileId]) -> Vec<FileId> {
    let mut found = IdSet::default();
    let mut pending = files.to_vec();
    while let Some(file) = pending.pop() {
        if found.insert(file) {
            let content = &schema[file];
            pending.extend(content.imports.iter().chain(&content.option_imports).filter_map(|import| import.file));
        }
    }
    // Files of a schema are after their imports.
    found.iter().collect()
}

/// Returns the messages that have rules themselves, or in a field of any depth.
pub(super) fn messages_with_rules(schema: &Schema) -> IdSet<Message> {
    let mut containing: IdMap<Message, Vec<MessageId>> = schema.messages.ids().map(|_| Vec::new()).collect();
    for (_, field) in schema.fields.iter().filter(|(_, field)| !field.is_extension()) {
        if let Some(contained) = field.ty.message() {
            containing[contained].push(field.containing());
        }
    }
    let mut found = IdSet::default();
    let mut pending: Vec<_> = schema.messages.ids().filter(|&id| has_rules(schema, id)).collect();
    while let Some(id) = pending.pop() {
        if found.insert(id) {
            pending.extend_from_slice(&containing[id]);
        }
    }
    found
}

/// Returns `true` if a message, a oneof or a field of it has rules.
fn has_rules(schema: &Schema, id: MessageId) -> bool {
    let message = &schema[id];
    let is_rule = |option: CustomOption<'_>| option.number == EXTENSION;
    message.options.custom().any(is_rule)
        || message.oneofs.iter().any(|&oneof| schema[oneof].options.custom().any(is_rule))
        || message.fields.iter().any(|&field| schema[field].options.custom().any(is_rule))
}
