//! Implementations of the runtime's `Enumeration` trait for open enums.

use protoward_schema::{Enum, EnumId, FileId, IdSet};

use crate::Generator;
use crate::context::{Context, Scope};
use crate::layout::Writer;

impl Generator<'_> {
    /// Returns the Rust paths of the extern open enums that fields use. If the packages do not implement
    /// `Enumeration` for them, the module with that trait does.
    pub fn extern_open_enums(&self) -> Vec<String> {
        let (context, mut seen) = (&self.context, IdSet::default());
        let found = context.extern_enums(self.files).filter(|&id| seen.insert(id));
        found.filter_map(|id| context.externs.find(&context.path(id))).collect()
    }
}

impl Context<'_> {
    fn extern_enums(&self, files: &[FileId]) -> impl Iterator<Item = EnumId> {
        files.iter().flat_map(|&file| &self.field_types.extern_enums[file]).copied()
    }

    /// Writes implementations of the trait for the open enums of a package, and for its extern ones that are not in `declared`.
    pub(crate) fn declare_open_enums(&self, files: &[FileId], declared: &mut IdSet<Enum>, writer: &mut Writer) {
        let Some(&file) = files.first() else { return };
        let scope = Scope { package: self.schema.package(file), messages: Vec::new() };
        let own = files.iter().flat_map(|&file| &self.field_types.declared[file]);
        let own: IdSet<Enum> = own.copied().collect();
        let mut enums: Vec<EnumId> = own.iter().collect();
        if !self.settings.omit_extern_enums {
            enums.extend(self.extern_enums(files).filter(|&id| declared.insert(id)));
        }
        let of = format!("{}::Enumeration", self.open_enums_path(&scope));
        for id in enums {
            writer.line("#[allow(deprecated)]");
            writer.impl_for(&[], &of, &self.enum_type(&scope, id));
            writer.word(" {");
            writer.never_break();
            writer.word("}");
            writer.newline();
        }
    }
}
