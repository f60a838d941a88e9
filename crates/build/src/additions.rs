//! Additions to prost's code: the methods that ask for them, and where they are added.

use super::alike::{alike, by_path};
use super::builder::Builder;
use super::config::Config;
use super::error::Error;
use super::origin::Origin;
use super::output;
use super::run::Run;
use protoward_codegen::additions::Subject;
use protoward_codegen::beside::Home;
use protoward_codegen::custom_options::Elsewhere;
use protoward_codegen::names::Names;
use protoward_codegen::passes::Files;
use protoward_codegen::providers::Taken;
use protoward_codegen::{additions, diagnostics};
use protoward_schema::{FileId, Schema};

by_path! {
    /// Custom options.
    impl {
        /// Makes constants of custom options that match a path, in a module `custom_options` of each package: `.` for all of
        /// them, `.google.api` for those of a package, `http` for one.
        fn custom_options(run) { &mut run.additions.custom_options.paths }
    }
}

alike! {
    /// JSON.
    impl {
        /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
        /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
        fn json(run, enable: bool) {
            run.additions.json.is_wanted = enable;
        }

        /// Whether serde writes fields without presence when they are zero or empty.
        fn json_emit_defaults(run, enable: bool) {
            run.additions.json.emit_defaults = enable;
        }

        /// Whether serde writes values of enums by their numbers.
        fn json_enum_numbers(run, enable: bool) {
            run.additions.json.enum_numbers = enable;
        }

        /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
        fn json_ignore_unknown(run, enable: bool) {
            run.additions.json.ignore_unknown = enable;
        }

        /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
        fn json_path(run, path: impl Into<String>) {
            run.additions.json.home = Home::Elsewhere(path.into());
        }

        /// Whether serde writes fields by their names as declared.
        fn json_proto_names(run, enable: bool) {
            run.additions.json.proto_names = enable;
        }
    }
}

by_path! {
    /// Open enums.
    impl {
        /// Makes fields of enums an `OpenEnum`, which holds any number, instead of `i32`; for enums and packages that match a
        /// path.
        fn open_enums(run) { &mut run.additions.field_types.open_enums.enums }
    }
}

alike! {
    /// Open enums.
    impl {
        /// Where the module is that has `OpenEnum`, as in `::shop_types::protoward_enums`; it is written beside the code.
        fn open_enums_path(run, path: impl Into<String>) {
            run.additions.field_types.open_enums.home = Home::Elsewhere(path.into());
        }
    }
}

by_path! {
    /// Setters.
    impl {
        /// Gives messages methods that set a field and hand the message on, `with_name(value)`; for messages and packages that
        /// match a path.
        fn setters(run) { &mut run.additions.field_types.setters }
    }
}

by_path! {
    /// Fields that the schema does not have.
    impl {
        /// Lets messages keep fields that the schema does not have, as `unknown_fields`; for messages and packages that match a
        /// path.
        fn unknown_fields(run) { &mut run.additions.field_types.unknown_fields.messages }
    }
}

alike! {
    /// Attributes of fields.
    impl {
        /// Adds an attribute to all fields of a type: `.google.protobuf.Timestamp` or `bytes`; with `optional`, `repeated`,
        /// `map` or `oneof` in front, to those that hold it so.
        fn field_type_attribute(run, ty: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.additions.field_types.attributes.push((ty.as_ref().to_owned(), attribute.as_ref().to_owned()));
        }
    }
}

impl Run {
    /// Fails where the schema does not have what is asked for by name.
    pub(super) fn check_additions(&self, origin: &Origin, schema: &Schema) -> Result<(), Error> {
        let report = additions::check(schema, &self.additions);
        if report.has_errors() { Err(Error::new(&report, &origin.sources)) } else { Ok(()) }
    }

    /// Adds to generated files what is wanted of them.
    pub(super) fn add(&self, files: &mut Files, names: &Names, origin: &Origin, taken: &Taken) -> Result<(), Error> {
        let Some(schema) = origin.schema.as_ref() else { return Ok(()) };
        let of: Vec<_> = schema.files.ids().collect();
        let is_own = |file: &FileId| taken.package_of(schema.text(schema[*file].path)).is_none();
        let own: Vec<_> = of.iter().copied().filter(is_own).collect();
        let subject = Subject {
            schema,
            files: &of,
            names,
            own: &own,
            nameless: self.nameless(),
            elsewhere: self.elsewhere(taken),
        };
        let added = additions::add(files, Some(output::INCLUDE_FILE), &subject, &self.additions);
        added.map_err(|why| Error::of(diagnostics::generator_stopped(&why, Some(schema))))
    }

    /// The attributes that fields get by their types, by their paths.
    pub(super) fn by_type(&self, origin: &Origin) -> Result<Vec<(String, String)>, Error> {
        let Some(schema) = origin.schema.as_ref() else { return Ok(Vec::new()) };
        additions::attributes(schema, &self.additions).map_err(|diagnostic| Error::of(*diagnostic))
    }

    /// Where types are that are not generated.
    pub(super) fn elsewhere(&self, taken: &Taken) -> Elsewhere {
        Elsewhere {
            extern_paths: self.asked.extern_paths.iter().chain(&taken.extern_paths).cloned().collect(),
            prost_types: self.prost_types.clone(),
        }
    }

    /// Descriptors of prost-types have lost what is asked for.
    pub(super) fn check_descriptors(&self) -> Result<(), Error> {
        match self.additions.custom_options.is_wanted() {
            true => Err(Error::of(diagnostics::no_custom_options_in_descriptors())),
            false => Ok(()),
        }
    }
}
