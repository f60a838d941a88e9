//! Tables that rules look things up in: facts about the whole module, which decide whether a finding has one right fix, and
//! extensions by number. They are computed on first use, because most checks need none.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::case::pascal;
use protoward_schema::{FieldId, FieldOwner, FileId, MessageId, Schema};

/// The tables of a module.
#[derive(Debug)]
pub(crate) struct Tables<'a> {
    schema: &'a Schema,
    /// The files to check.
    files: &'a [FileId],
    uses: OnceLock<HashMap<MessageId, Uses>>,
    by_package: OnceLock<FilesByPackage<'a>>,
    /// The number of methods by package and name in `PascalCase`.
    methods: OnceLock<HashMap<(&'a str, String), usize>>,
}

/// The number of uses of a message in the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// As the request or the response of a method.
    pub(crate) by_methods: usize,
    /// As the type of a field, or as the extended message.
    pub(crate) by_fields: usize,
}

/// The number of files of each package.
#[derive(Debug, Default)]
struct FilesByPackage<'a> {
    all: HashMap<&'a str, usize>,
    by_folder: HashMap<&'a str, BTreeMap<&'a str, usize>>,
}

/// The extensions of a schema by extended message and number, which are computed on first use.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    by_number: OnceLock<HashMap<(MessageId, u32), Vec<FieldId>>>,
}

impl Extensions {
    /// Returns the extensions of a message with a number.
    pub(crate) fn find(&self, schema: &Schema, extendee: MessageId, number: u32) -> &[FieldId] {
        let by_number = self.by_number.get_or_init(|| {
            let mut by_number: HashMap<_, Vec<FieldId>> = HashMap::new();
            for (id, field) in schema.fields.iter().filter(|(_, field)| field.is_extension()) {
                if let Ok(number) = u32::try_from(field.number.0) {
                    by_number.entry((field.containing(), number)).or_default().push(id);
                }
            }
            by_number
        });
        by_number.get(&(extendee, number)).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Tables<'a> {
    /// Returns the tables of the files of a module.
    pub(crate) const fn new(schema: &'a Schema, files: &'a [FileId]) -> Self {
        Self { schema, files, uses: OnceLock::new(), by_package: OnceLock::new(), methods: OnceLock::new() }
    }

    /// Returns the uses of a message.
    pub(crate) fn uses(&self, message: MessageId) -> Uses {
        self.uses.get_or_init(|| uses(self.schema)).get(&message).copied().unwrap_or_default()
    }

    /// Returns the number of methods of all services of a package whose name is the same in `PascalCase`.
    pub(crate) fn methods_named(&self, package: &'a str, name: &str) -> usize {
        let methods = self.methods.get_or_init(|| {
            let mut methods = HashMap::new();
            for (id, method) in self.schema.methods.iter() {
                let package = self.schema.package(self.schema.file_of(id.into()));
                *methods.entry((package, pascal(self.schema.text(method.name)))).or_default() += 1;
            }
            methods
        });
        methods.get(&(package, pascal(name))).copied().unwrap_or_default()
    }

    /// Returns the number of files with a package.
    pub(crate) fn files_of_package(&self, package: &str) -> usize {
        self.by_package().all.get(package).copied().unwrap_or_default()
    }

    /// Returns the packages of the files in a folder, with the number of the files of each.
    pub(crate) fn packages_in_folder(&self, folder: &str) -> &BTreeMap<&'a str, usize> {
        static NONE: BTreeMap<&str, usize> = BTreeMap::new();
        self.by_package().by_folder.get(folder).unwrap_or(&NONE)
    }

    fn by_package(&self) -> &FilesByPackage<'a> {
        self.by_package.get_or_init(|| {
            let mut files = FilesByPackage::default();
            for &file in self.files {
                let package = self.schema.package(file);
                *files.all.entry(package).or_default() += 1;
                *files.by_folder.entry(folder(self.schema, file)).or_default().entry(package).or_default() += 1;
            }
            files
        })
    }
}

/// Returns the folder of a file; `.` for the root of the module.
pub(crate) fn folder(schema: &Schema, file: FileId) -> &str {
    schema.text(schema[file].path).rsplit_once('/').map_or(".", |(folder, _)| folder)
}

fn uses(schema: &Schema) -> HashMap<MessageId, Uses> {
    let mut uses: HashMap<MessageId, Uses> = HashMap::new();
    for (_, method) in schema.methods.iter() {
        for side in [method.input, method.output] {
            uses.entry(side).or_default().by_methods += 1;
        }
    }
    for (_, field) in schema.fields.iter() {
        let extended = match field.owner {
            FieldOwner::Extension { extendee, .. } => Some(extendee),
            FieldOwner::Message(_) => None,
        };
        for message in field.ty.message().into_iter().chain(extended) {
            uses.entry(message).or_default().by_fields += 1;
        }
    }
    uses
}
