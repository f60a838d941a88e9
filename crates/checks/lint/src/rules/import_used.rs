//! Imports that nothing in a file uses. Uses in options count, also those of types inside of an `Any`.

use crate::categories::{BASIC, SINCE_V1_RULES, STANDARD};
use crate::context::{LintContext, Options};
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::option_values::extensions_in_options;
use crate::rule::{Check, LintRule};
use crate::tables::{Extensions, Tables};
use protoward_schema::{Element, FieldId, FieldOwner, FieldType, File, FileId, IdSet, Import, MessageId, Schema};
use protoward_source::{Place, Sources};

pub(super) const RULES: &[LintRule] = &[LintRule::new(
    "IMPORT_USED",
    "imports are used",
    &[BASIC, STANDARD],
    include_str!("import_used.md"),
    Check::File(file),
)
.older(SINCE_V1_RULES)];

/// The field of imports for options in a file descriptor.
const OPTION_IMPORTS: i32 = 15;

fn file(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let mut imports = Imports::new(cx.schema, id);
    if imports.are_all_used() {
        return;
    }
    imports.mark_all(cx);
    for (index, import) in imports.unused() {
        report(cx, id, import, cx.import(id, index), findings);
    }
    for (index, import) in imports.unused_for_options() {
        let place = cx.in_file(id, &[OPTION_IMPORTS, i32::try_from(index).unwrap_or(i32::MAX)]);
        report(cx, id, import, place, findings);
    }
}

/// Returns the indexes of a file's imports that are not used.
pub fn unused_imports(schema: &Schema, sources: &Sources, id: FileId) -> Vec<usize> {
    let mut imports = Imports::new(schema, id);
    if !imports.are_all_used() {
        let extensions = Extensions::default();
        let options = Options::default();
        let files = IdSet::default();
        let tables = Tables::new(schema, std::slice::from_ref(&id));
        let cx = LintContext {
            schema,
            sources,
            files: &[id],
            is_checked: &files,
            extensions: &extensions,
            options: &options,
            tables: &tables,
        };
        imports.mark_all(&cx);
    }
    imports.unused().map(|(index, _)| index).collect()
}

fn report(cx: &LintContext<'_>, id: FileId, import: &Import, place: Place, findings: &mut Findings<'_>) {
    let path = cx.schema.text(import.path);
    let message = format!("nothing is used from `{path}`, but every change of it recompiles this file");
    findings.push_with_help(id, place, message, "delete the import");
    findings.propose(SchemaChange::RemoveImport(path.to_owned()));
}

/// The imports of a file that are not public, and whether they are used.
struct Imports<'a> {
    schema: &'a Schema,
    id: FileId,
    is_used: Vec<bool>,
    is_option_used: Vec<bool>,
}

impl<'a> Imports<'a> {
    fn new(schema: &'a Schema, id: FileId) -> Self {
        let of = |imports: &[Import]| imports.iter().map(|import| import.public || import.file.is_none()).collect();
        let file = &schema[id];
        Self { schema, id, is_used: of(&file.imports), is_option_used: of(&file.option_imports) }
    }

    fn are_all_used(&self) -> bool {
        self.is_used.iter().chain(&self.is_option_used).all(|&is_used| is_used)
    }

    /// Marks the imports that the declarations and the options of the file need.
    fn mark_all(&mut self, cx: &LintContext<'_>) {
        let mut types = UsedFiles::default();
        types.of_file(self.schema, &self.schema[self.id]);
        self.mark(&types.0);
        if !self.are_all_used() {
            let mut used = UsedFiles::default();
            extensions_in_options(cx, self.id, &mut |element| {
                used.0.insert(cx.schema.file_of(element));
            });
            self.mark(&used.0);
            self.mark_for_options(&used.0);
        }
    }

    /// Marks the imports through which the file sees other files. The import of a file itself comes first, then a public
    /// import that hands the file on, then the first other import that does.
    fn mark(&mut self, files: &IdSet<File>) {
        for used in files.iter().filter(|&used| used != self.id) {
            let file = &self.schema[self.id];
            let imports = || file.imports.iter().enumerate();
            let hands_on = |import: &Import| import.file.is_some_and(|file| hands_on(self.schema, file, used));
            let is_direct = |import: &Import| import.file == Some(used);
            let at = imports()
                .find(|(_, import)| is_direct(import))
                .or_else(|| imports().find(|(_, import)| import.public && hands_on(import)))
                .or_else(|| imports().find(|(_, import)| hands_on(import)));
            if let Some((at, _)) = at
                && let Some(is_used) = self.is_used.get_mut(at)
            {
                *is_used = true;
            }
        }
    }

    /// Marks the imports for options that declare extensions in these files.
    fn mark_for_options(&mut self, files: &IdSet<File>) {
        let imports = &self.schema[self.id].option_imports;
        for (import, is_used) in imports.iter().zip(&mut self.is_option_used) {
            let sees = |file: FileId| files.iter().any(|used| used == file || hands_on(self.schema, file, used));
            *is_used |= import.file.is_some_and(sees);
        }
    }

    fn unused(&self) -> impl Iterator<Item = (usize, &'a Import)> {
        let imports = self.schema[self.id].imports.iter().enumerate();
        imports.zip(&self.is_used).filter(|(_, is_used)| !**is_used).map(|(import, _)| import)
    }

    fn unused_for_options(&self) -> impl Iterator<Item = (usize, &'a Import)> {
        let imports = self.schema[self.id].option_imports.iter().enumerate();
        imports.zip(&self.is_option_used).filter(|(_, is_used)| !**is_used).map(|(import, _)| import)
    }
}

/// Returns `true` if public imports of `file` lead to `wanted`.
fn hands_on(schema: &Schema, file: FileId, wanted: FileId) -> bool {
    let mut seen = IdSet::default();
    let mut rest = vec![file];
    while let Some(file) = rest.pop() {
        let public = schema[file].imports.iter().filter(|import| import.public).filter_map(|import| import.file);
        for next in public {
            if next == wanted {
                return true;
            }
            if seen.insert(next) {
                rest.push(next);
            }
        }
    }
    false
}

/// The files of the types that a file uses.
#[derive(Default)]
struct UsedFiles(IdSet<File>);

impl UsedFiles {
    fn of_file(&mut self, schema: &Schema, file: &File) {
        file.messages.iter().for_each(|&message| self.of_message(schema, message));
        file.extensions.iter().for_each(|&field| self.of_field(schema, field));
        for &method in file.services.iter().flat_map(|&service| &schema[service].methods) {
            self.0.insert(schema[schema[method].input].file);
            self.0.insert(schema[schema[method].output].file);
        }
    }

    fn of_message(&mut self, schema: &Schema, id: MessageId) {
        let message = &schema[id];
        message.fields.iter().chain(&message.extensions).for_each(|&field| self.of_field(schema, field));
        message.messages.iter().for_each(|&nested| self.of_message(schema, nested));
    }

    fn of_field(&mut self, schema: &Schema, id: FieldId) {
        let field = &schema[id];
        let ty = match field.ty {
            FieldType::Message(message) | FieldType::Group(message) => Some(Element::Message(message)),
            FieldType::Enum(of) => Some(Element::Enum(of)),
            FieldType::Scalar(_) => None,
        };
        if let Some(ty) = ty {
            self.0.insert(schema.file_of(ty));
        }
        if let FieldOwner::Extension { extendee, .. } = field.owner {
            self.0.insert(schema[extendee].file);
        }
    }
}
