//! One run of a build script: what it is told, and what it does with a [`Subject`]: check, generate, and write all of it
//! or nothing.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use prost_types::FileDescriptorSet;

use super::error::Error;
use super::origin::Origin;
use super::output::{self, Includes, Output};
use super::provided::{self, Crates, Provided};
use super::subject::{DESCRIPTORS, Subject, decoded};
use super::{cargo, fit};
use protoward_codegen::additions::Additions;
use protoward_codegen::checks::{self, Asked};
use protoward_codegen::comments::Comments;
use protoward_codegen::copied::without_copies;
use protoward_codegen::editions::Unchecked;
use protoward_codegen::format::{self, NotRust};
use protoward_codegen::names::{Externs, Names, Rules, Services};
use protoward_codegen::passes::{Passes, Wanted};
use protoward_codegen::providers::{Extras, Taken};
use protoward_codegen::{diagnostics, embedded};
use protoward_output::Plan;
use protoward_schema::Schema;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{Report, plain};

/// What a run does beside generating.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Where code is written; `None` for `OUT_DIR`.
    pub(super) out_dir: Option<PathBuf>,
    /// Where the descriptors are written.
    pub(super) set: Option<PathBuf>,
    /// Whether they are there already.
    pub(super) from_set: bool,
    /// Whether descriptors are without places and comments.
    pub(super) skip_source_info: bool,
    /// The file with all modules, from the folder for code.
    pub(super) include_file: Option<PathBuf>,
    /// Folders that imports are looked up in, behind those that are given with the files.
    pub(super) includes: Vec<PathBuf>,
    /// Whether the next argument for `protoc` is such folders.
    pub(super) folders_follow: bool,
    pub(super) emit_rerun_if_changed: bool,
    /// Whether code is laid out; `None` where a configuration of the crate `prost-build` has it, which does not say.
    pub(super) format: Option<bool>,
    /// What strings become that need not be UTF-8.
    pub(super) unchecked: Unchecked,
    /// Whether comments stay as prost writes them.
    pub(super) prost_comments: bool,
    /// Whether comments of services do: somebody else generates from them.
    pub(super) prost_comments_of_services: bool,
    /// Whether the descriptors are a constant in the code.
    pub(super) embeds_set: bool,
    /// What is made of prost's code.
    pub(super) additions: Additions,
    /// What there is to be of services beside what tonic makes.
    pub(super) of_services: protoward_codegen::services::Settings,
    /// Whether there is a file with all modules where no other is asked for.
    pub(super) module_tree: bool,
    /// Whether the values of enums keep their prefix.
    pub(super) retain_enum_prefix: bool,
    /// What tonic generates for services, if it does.
    pub(super) services: Option<Services>,
    /// What is looked at before anything is generated.
    pub(super) asked: Asked,
    /// Types of other crates, and for them.
    pub(super) crates: Crates,
    /// Where prost-types is, if it is not where it is always.
    pub(super) prost_types: Option<String>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            out_dir: None,
            set: None,
            from_set: false,
            skip_source_info: false,
            include_file: None,
            includes: Vec::new(),
            folders_follow: false,
            emit_rerun_if_changed: cargo::runs_this(),
            format: None,
            unchecked: Unchecked::default(),
            prost_comments: false,
            prost_comments_of_services: false,
            embeds_set: false,
            additions: Additions::default(),
            of_services: protoward_codegen::services::Settings::default(),
            module_tree: true,
            retain_enum_prefix: false,
            services: None,
            asked: Asked::default(),
            crates: Crates::default(),
            prost_types: None,
        }
    }
}

/// What is told to it.
impl Run {
    /// The file with all modules.
    pub(super) fn include_in(&mut self, path: PathBuf) {
        self.asked.include_file = Some(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
        self.include_file = Some(path);
    }

    /// An argument for `protoc`: folders to look in, as `-Ifolder`, `--proto_path=folder`, or in the next argument.
    pub(super) fn heed(&mut self, argument: &OsStr) {
        let text = argument.to_str().unwrap_or_default();
        if std::mem::take(&mut self.folders_follow) {
            self.includes.extend(std::env::split_paths(argument));
        } else if ["-I", "--proto_path"].contains(&text) {
            self.folders_follow = true;
        } else if let Some(folders) = text.strip_prefix("--proto_path=").or_else(|| text.strip_prefix("-I")) {
            self.includes.extend(std::env::split_paths(folders).filter(|folder| !folder.as_os_str().is_empty()));
        }
    }

    /// What a builder was told, where it was, and else what its configuration of prost was.
    pub(super) fn over(mut self, mut config: Self) -> Self {
        config.includes.append(&mut self.includes);
        let Asked {
            extern_paths,
            default_package_filename,
            include_file,
            compile_well_known_types,
            prost_names,
            paths,
        } = self.asked;
        config.asked.extern_paths.extend(extern_paths);
        config.asked.paths.extend(paths);
        Self {
            // tonic-prost-build does not ask its configuration for a folder.
            out_dir: self.out_dir,
            set: self.set.or(config.set),
            from_set: self.from_set || config.from_set,
            skip_source_info: self.skip_source_info || config.skip_source_info,
            include_file: self.include_file.or(config.include_file),
            includes: config.includes,
            folders_follow: false,
            emit_rerun_if_changed: self.emit_rerun_if_changed,
            format: self.format.or(config.format),
            unchecked: if self.unchecked == Unchecked::default() { config.unchecked } else { self.unchecked },
            prost_comments: self.prost_comments || config.prost_comments,
            prost_comments_of_services: config.prost_comments_of_services,
            embeds_set: self.embeds_set || config.embeds_set,
            additions: self.additions.over(config.additions),
            of_services: self.of_services,
            module_tree: self.module_tree && config.module_tree,
            retain_enum_prefix: self.retain_enum_prefix || config.retain_enum_prefix,
            services: self.services,
            crates: self.crates.over(config.crates),
            prost_types: self.prost_types.or(config.prost_types),
            asked: Asked {
                extern_paths: config.asked.extern_paths,
                paths: config.asked.paths,
                default_package_filename: default_package_filename.or(config.asked.default_package_filename),
                include_file: include_file.or(config.asked.include_file),
                compile_well_known_types: compile_well_known_types || config.asked.compile_well_known_types,
                prost_names: prost_names || config.asked.prost_names,
            },
        }
    }
}

impl Run {
    /// Where code is written.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match self.out_dir.clone().or_else(cargo::out_dir) {
            Some(folder) if folder.is_dir() => Ok(folder),
            folder => Err(Error::of(diagnostics::no_out_dir(folder.as_deref()))),
        }
    }

    /// Generates code: `generate` gets the descriptors, the folder to write to, and the names.
    pub(super) fn generate(
        &self,
        subject: Subject,
        includes: Includes,
        generate: impl FnOnce(FileDescriptorSet, &Path, &Names) -> io::Result<()>,
    ) -> Result<(), Error> {
        let mut set = decoded(&subject.for_prost.descriptors, Path::new(DESCRIPTORS))?;
        provided::remove_services(&subject.taken, &mut set);
        let mut uncopied = self.crates.uncopied.clone();
        uncopied.extend(subject.taken.uncopied.iter().cloned());
        without_copies(&mut set, &uncopied);
        let passes = Passes::over(&mut set, &self.wanted(&subject.taken));
        self.check(&subject.origin)?;
        let offered = self.offered(&subject, passes.names())?;
        let output = Output {
            folder: self.folder()?,
            include_file: self.include_file.as_deref(),
            includes,
            nameless: self.nameless(),
            module_tree: self.module_tree,
            tells_cargo: self.emit_rerun_if_changed,
        };
        let mut files = subject.origin.generating(|| {
            let mut files = output.files(|out| generate(set, out, passes.names()))?;
            self.laid_out(|| format::files(&mut files))?;
            Ok(files)
        })?;
        if let Some(schema) = subject.origin.schema.as_ref().filter(|_| self.embeds_set) {
            let descriptors = encode(schema, Encode { imports: true, source_info: false });
            embedded::add(&mut files, Some(output::INCLUDE_FILE), descriptors);
        }
        self.add(&mut files, passes.names(), &subject.origin, &subject.taken)?;
        self.add_to_services(&mut files, passes.names(), &output, subject.origin.schema.as_ref())?;
        fit::check(&files, &output.folder, &self.asked.extern_paths, self.emit_rerun_if_changed)?;
        output.put(files, &passes, subject.set.into_iter().chain(offered).collect::<Vec<_>>())?;
        self.crates.tell(&output.folder)
    }

    /// The file of what has no package, without its ending.
    pub(super) fn nameless(&self) -> &str {
        self.asked.default_package_filename.as_deref().unwrap_or("_")
    }

    /// Lays out code, where it is to be.
    pub(super) fn laid_out(&self, format: impl FnOnce() -> Result<(), NotRust>) -> io::Result<()> {
        if self.format == Some(true) { format().map_err(io::Error::other) } else { Ok(()) }
    }

    /// What is done beside what prost and tonic do.
    fn wanted(&self, taken: &Taken) -> Wanted {
        let mut externs = self.asked.extern_paths.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        externs.extend(taken.extern_paths.iter().map(|(path, _)| path.clone()));
        externs.extend(self.crates.loaded.iter().cloned());
        let rules = || Rules {
            strip_enum_prefix: !self.retain_enum_prefix,
            externs: Externs::new(externs, !self.asked.compile_well_known_types),
            services: self.services.filter(|services| services.any()),
        };
        Wanted {
            comments: !self.prost_comments,
            but_of_services: self.prost_comments_of_services,
            names: (!self.asked.prost_names).then(rules),
        }
    }

    /// Descriptors as prost takes them, and what it has to be told to box. A file of descriptors that was asked for is
    /// written.
    pub(super) fn load(
        &self,
        protos: &[impl AsRef<Path>],
        includes: &[impl AsRef<Path>],
    ) -> Result<(FileDescriptorSet, Vec<String>, Taken), Error> {
        let subject = match self.set.as_deref().filter(|_| self.from_set) {
            Some(set) => self.read(set)?,
            None => self.compile(protos, includes)?,
        };
        let mut fds = decoded(&subject.for_prost.descriptors, Path::new(DESCRIPTORS))?;
        provided::remove_services(&subject.taken, &mut fds);
        let names = Passes::over(&mut fds.clone(), &self.wanted(&subject.taken)).into_names();
        let offered = self.offered(&subject, &names)?;
        let beside: Vec<Plan> = subject.set.into_iter().chain(offered).collect();
        output::write(&beside)?;
        Ok((fds, subject.for_prost.boxed, subject.taken))
    }

    /// What this crate has for others, if it is to have anything.
    fn offered(&self, subject: &Subject, names: &Names) -> Result<Option<Plan>, Error> {
        let Some(module) = &subject.provides else { return Ok(None) };
        let extras = subject.origin.schema.as_ref().map(|schema| self.extras(schema)).unwrap_or_default();
        let provided = Provided { module, names, extern_paths: &self.asked.extern_paths, extras };
        provided::offered(subject, &provided, &self.folder()?).map(Some)
    }

    /// What messages have that other crates are to know of.
    fn extras(&self, schema: &Schema) -> Extras {
        Extras { json: self.has_json(), kept: self.additions.field_types.unknown_fields.kept(schema) }
    }

    /// Whether messages are to have JSON.
    pub(super) const fn has_json(&self) -> bool {
        self.additions.json.is_wanted
    }

    /// Takes the comments from descriptors.
    pub(super) fn comments(&self, set: &mut FileDescriptorSet) -> Comments {
        match self.prost_comments {
            true => Comments::default(),
            false => Comments::take(set, self.prost_comments_of_services),
        }
    }

    /// What is asked for and cannot be is an error; what may be meant is said through cargo.
    fn check(&self, origin: &Origin) -> Result<(), Error> {
        let Some(schema) = &origin.schema else { return Ok(()) };
        let files: Vec<_> = schema.files.ids().collect();
        let report = checks::check(schema, &files, &self.asked);
        if report.has_errors() {
            return Err(Error::new(&report, &origin.sources));
        }
        self.remark(&report, origin);
        self.check_additions(origin, schema)?;
        Ok(())
    }

    /// Says through cargo what people should know.
    pub(super) fn remark(&self, remarks: &Report, origin: &Origin) {
        if self.emit_rerun_if_changed {
            cargo::warn(&plain(remarks, &origin.sources));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_arguments_are_looked_in() {
        let mut run = Run::default();
        let arguments =
            ["-Ia", "--fatal_warnings", "-I", "b", "--proto_path", "c", "--proto_path=d", "--proto_path=", "e"];
        arguments.iter().for_each(|argument| run.heed(argument.as_ref()));
        assert_eq!(run.includes, ["a", "b", "c", "d"].map(PathBuf::from));
    }
}
