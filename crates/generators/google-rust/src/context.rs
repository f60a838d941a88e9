//! Facts about all types, known before code is written: their places, and the cycles of messages.
//!
//! Messages that contain each other have mini tables that refer to each other, so that their code builds all of them together.

use crate::error::Unmapped;
use crate::names::{files, types};
use crate::settings::GoogleRustSettings;
use crate::version::Version;
use protoward_schema::components::components;
use protoward_schema::{EnumId, FieldType, File, FileId, IdMap, Message, MessageId, Parent, Schema};
use std::collections::HashSet;

/// The facts about all types.
#[derive(Debug)]
pub(crate) struct GoogleRustContext<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) version: Version,
    pub(crate) cycles: Cycles,
    /// The place of the module of each file.
    modules: IdMap<File, FilePlace>,
}

/// The place of the code of a file.
#[derive(Clone, Debug)]
enum FilePlace {
    /// In the crate that is generated.
    Here {
        /// The path of its types from the root: `a_proto::`. Empty if the root re-exports them.
        module: String,
    },
    /// In a crate that the crate mapping names.
    Crate {
        /// The name of the crate, as an identifier.
        name: String,
        /// The path of its types from the root.
        module: String,
    },
    /// In no known crate. Code that would name its types is refused.
    Unmapped,
}

impl<'s> GoogleRustContext<'s> {
    pub(crate) fn new(schema: &'s Schema, generated: &[FileId], settings: &GoogleRustSettings) -> Self {
        let module =
            |path: &str| if settings.version.has_public_modules() { files::module(path) + "::" } else { String::new() };
        let mut modules: IdMap<File, FilePlace> = schema
            .files
            .iter()
            .map(|(_, file)| {
                let path = schema.text(file.path);
                match settings.crates.crate_of(path) {
                    Some(name) => FilePlace::Crate { name, module: module(path) },
                    None => FilePlace::Unmapped,
                }
            })
            .collect();
        for &file in generated {
            modules[file] = FilePlace::Here { module: module(schema.text(schema[file].path)) };
        }
        Self { schema, version: settings.version, cycles: Cycles::new(schema), modules }
    }

    /// Checks that the crates of all imports of a file are known, whose descriptors the entry point names, and those of all
    /// types that the file uses or re-exports.
    pub(crate) fn check(&self, file: FileId) -> Result<(), Unmapped> {
        let imports = self.schema[file].imports.iter().filter_map(|import| import.file);
        let public = publicly_imported(self.schema, file);
        let mut files = imports.chain(public).chain(self.used_files(file));
        let unmapped = files.find(|&file| matches!(self.modules[file], FilePlace::Unmapped));
        let path = unmapped.map(|file| self.schema.text(self.schema[file].path).to_owned());
        path.map_or(Ok(()), |path| Err(Unmapped { path }))
    }

    /// Returns the static of a descriptor, from the module of all descriptors.
    pub(crate) fn descriptor_path(&self, file: FileId) -> String {
        let name = files::descriptor(self.schema.text(self.schema[file].path));
        match &self.modules[file] {
            FilePlace::Crate { name: of_crate, .. } => format!("::{of_crate}::__unstable::{name}"),
            FilePlace::Here { .. } | FilePlace::Unmapped => format!("super::__unstable::{name}"),
        }
    }

    /// Returns the start of the paths of types of a file that is in another crate.
    pub(crate) fn other_crate(&self, file: FileId) -> Option<String> {
        match &self.modules[file] {
            FilePlace::Crate { name, module } => Some(format!("::{name}::{module}")),
            FilePlace::Here { .. } | FilePlace::Unmapped => None,
        }
    }

    /// Returns the path of a message from a module that is `depth` modules below that of its file.
    pub(crate) fn message_path(&self, id: MessageId, depth: usize) -> String {
        let message = &self.schema[id];
        self.path(message.file, message.parent, depth, &types::message(self.schema, id))
    }

    /// Returns the path of an enum from a module that is `depth` modules below that of its file.
    pub(crate) fn enum_path(&self, id: EnumId, depth: usize) -> String {
        let it = &self.schema[id];
        self.path(it.file, it.parent, depth, &types::enumeration(self.schema, id))
    }

    /// Returns the path of an item in the module of a message.
    pub(crate) fn path_in(&self, id: MessageId, depth: usize, name: &str) -> String {
        self.path(self.schema[id].file, Parent::Message(id), depth, name)
    }

    /// Returns the path of the static with the mini table of a message.
    pub(crate) fn mini_table_path(&self, id: MessageId, depth: usize) -> String {
        let message = &self.schema[id];
        self.path(message.file, message.parent, depth, &types::mini_table(self.schema, id))
    }

    fn path(&self, file: FileId, parent: Parent, depth: usize, name: &str) -> String {
        let mut path = String::with_capacity(64);
        match &self.modules[file] {
            FilePlace::Here { module } => {
                (0..=depth).for_each(|_| path.push_str("super::"));
                path.push_str(module);
            }
            FilePlace::Crate { name, module } => path.extend(["::", name, "::", module]),
            FilePlace::Unmapped => debug_assert!(false, "`check` refuses such files"),
        }
        self.push_modules(&mut path, parent);
        path.push_str(name);
        path
    }

    fn push_modules(&self, path: &mut String, parent: Parent) {
        if let Parent::Message(id) = parent {
            self.push_modules(path, self.schema[id].parent);
            path.extend([&types::module(self.schema, id), "::"]);
        }
    }

    /// Returns the files of the types of all fields of a file.
    fn used_files(&self, file: FileId) -> impl Iterator<Item = FileId> {
        let schema = self.schema;
        let mut rest = schema[file].messages.clone();
        let messages = std::iter::from_fn(move || {
            let id = rest.pop()?;
            rest.extend(&schema[id].messages);
            Some(id)
        });
        messages.flat_map(|id| &schema[id].fields).filter_map(|&id| match schema[id].ty {
            FieldType::Scalar(_) => None,
            FieldType::Enum(id) => Some(schema[id].file),
            FieldType::Message(id) | FieldType::Group(id) => Some(schema[id].file),
        })
    }
}

/// Returns the files that a file imports publicly, also through others, in the order of protoc: last ones first.
pub(crate) fn publicly_imported(schema: &Schema, file: FileId) -> Vec<FileId> {
    let public =
        |file: FileId| schema[file].imports.iter().filter(|import| import.public).filter_map(|import| import.file);
    let mut rest: Vec<FileId> = public(file).collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(next) = rest.pop() {
        if seen.insert(next) {
            found.push(next);
            rest.extend(public(next));
        }
    }
    found
}

/// The sets of messages that lead to each other through their fields. Most have one message.
#[derive(Debug)]
pub(crate) struct Cycles {
    /// The set of each message.
    sets: IdMap<Message, usize>,
    /// The messages of each set, by full name.
    messages: Vec<Vec<MessageId>>,
}

impl Cycles {
    pub(crate) fn new(schema: &Schema) -> Self {
        let index: IdMap<Message, usize> = (0..schema.messages.len()).collect();
        let next = schema.messages.iter().map(|(_, message)| {
            message.fields.iter().filter_map(|&field| schema[field].ty.message()).map(|id| index[id]).collect()
        });
        let next: Vec<Vec<usize>> = next.collect();
        let sets: IdMap<Message, usize> = components(&next).into_iter().collect();
        let mut messages = vec![Vec::new(); sets.iter().map(|(_, &set)| set + 1).max().unwrap_or(0)];
        for (id, &set) in sets.iter() {
            messages[set].push(id);
        }
        for set in &mut messages {
            set.sort_by_key(|&id| schema.text(schema[id].full_name));
        }
        Self { sets, messages }
    }

    /// Returns the messages in the cycle of a message, including itself. The code of the first one builds the mini tables
    /// of all.
    pub(crate) fn of(&self, id: MessageId) -> &[MessageId] {
        &self.messages[self.sets[id]]
    }
}
