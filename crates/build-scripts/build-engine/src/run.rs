//! One run of the generator: the settings of a call with their defaults.

use std::path::PathBuf;
use std::sync::Arc;

use super::cargo;
use super::diagnostics::{self, diagnostic_error};
use super::extras::FullSettings;
use super::origin::SourcedSchema;
use protoward_build_protocol::Error;
use protoward_rust::additions::Additions;
use protoward_rust::additions::custom::CustomCode;
use protoward_rust::{Comments, PathMap, Runtime, RustSettings};
use protoward_source::{Report, plain};

/// The settings of a run, apart from those of the generator.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The output folder; `None` for `OUT_DIR`.
    pub(super) out_dir: Option<PathBuf>,
    /// The path of the descriptor set.
    pub(super) set: Option<PathBuf>,
    /// Whether the descriptor set exists already and is the input.
    pub(super) from_set: bool,
    /// Whether descriptors omit source info.
    pub(super) skip_source_info: bool,
    /// The path of the file that declares all modules, relative to the output folder.
    pub(super) include_file: Option<PathBuf>,
    /// Additional include folders, searched after those that are given with the files.
    pub(super) includes: Vec<PathBuf>,
    /// Whether the common protos are used; `None` for the default, which depends on the feature.
    pub(super) common_protos: Option<bool>,
    /// The configuration file whose `[dependencies]` are compiled too.
    pub(super) dependencies: Option<PathBuf>,
    pub(super) emit_rerun_if_changed: bool,
    /// Whether code is generated from descriptors in memory. No file is watched in that case: with the first
    /// `rerun-if-changed` line, Cargo would stop watching all files of the package, among them the sources of the
    /// descriptors.
    pub(super) has_descriptors: bool,
    /// The versions of prost and tonic; `None` for those that the crate depends on.
    pub(super) runtime: Option<Runtime>,
    /// The settings of the generator.
    pub(super) settings: RustSettings,
    /// Whether the code contains the descriptors as a constant.
    pub(super) embeds_set: bool,
    /// Additions to the code of messages.
    pub(super) additions: Additions,
    /// The generators of additional code for declarations.
    pub(super) custom: Vec<Arc<dyn CustomCode>>,
    /// The settings that need the feature `full`.
    pub(super) extras: FullSettings,
    /// Whether a file that declares all modules is written if `include_file` is not set.
    pub(super) module_tree: bool,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "no options are always known")]
impl Default for Run {
    fn default() -> Self {
        Self::new(&protoward_build_protocol::Options::default(), Vec::new()).unwrap()
    }
}

/// The settings, merged and completed.
impl Run {
    /// Merges the settings of a builder with those of its prost configuration. The settings of the builder take precedence.
    pub(super) fn merged_with(mut self, mut config: Self) -> Self {
        config.includes.append(&mut self.includes);
        Self {
            // tonic-prost-build ignores the output folder of its configuration.
            out_dir: self.out_dir,
            set: self.set.or(config.set),
            from_set: self.from_set || config.from_set,
            skip_source_info: self.skip_source_info || config.skip_source_info,
            include_file: self.include_file.or(config.include_file),
            includes: config.includes,
            common_protos: self.common_protos.or(config.common_protos),
            dependencies: self.dependencies.or(config.dependencies),
            emit_rerun_if_changed: self.emit_rerun_if_changed,
            has_descriptors: self.has_descriptors,
            runtime: self.runtime.or(config.runtime),
            settings: joined(config.settings, self.settings),
            embeds_set: self.embeds_set || config.embeds_set,
            additions: self.additions.over(config.additions),
            custom: config.custom.into_iter().chain(self.custom).collect(),
            extras: self.extras.merged_with(config.extras),
            module_tree: self.module_tree && config.module_tree,
        }
    }
}

/// Merges the settings of a prost configuration with those of a builder, by the rules of tonic-prost-build.
fn joined(mut config: RustSettings, builder: RustSettings) -> RustSettings {
    add(&mut config.boxed, &builder.boxed);
    add(&mut config.type_attributes, &builder.type_attributes);
    add(&mut config.message_attributes, &builder.message_attributes);
    add(&mut config.enum_attributes, &builder.enum_attributes);
    add(&mut config.field_attributes, &builder.field_attributes);
    replace(&mut config.btree_map, builder.btree_map);
    replace(&mut config.bytes, builder.bytes);
    replace(&mut config.skip_debug, builder.skip_debug);
    add(&mut config.skip_deprecated, &builder.skip_deprecated);
    add(&mut config.skip_derive, &builder.skip_derive);
    add(&mut config.type_name_domains, &builder.type_name_domains);
    config.extern_paths.extend(builder.extern_paths);
    config.not_copied.extend(builder.not_copied);
    config.compile_well_known_types |= builder.compile_well_known_types;
    config.enable_type_names |= builder.enable_type_names;
    config.retain_enum_prefix |= builder.retain_enum_prefix;
    config.attribute_origins |= builder.attribute_origins;
    config.prost_names |= builder.prost_names;
    config.utf8_none_as_string |= builder.utf8_none_as_string;
    config.prost_path = builder.prost_path.or(config.prost_path);
    config.prost_types_path = builder.prost_types_path.or(config.prost_types_path);
    config.default_package_filename = builder.default_package_filename.or(config.default_package_filename);
    if builder.comments != Comments::default() {
        config.comments = builder.comments;
    }
    config.services = builder.services;
    config
}

fn add<T: Clone>(to: &mut PathMap<T>, more: &PathMap<T>) {
    to.extend(more.iter().map(|(path, value)| (path, value.clone())));
}

/// Replaces paths by others, unless there are no others.
fn replace<T>(paths: &mut PathMap<T>, with: PathMap<T>) {
    if !with.is_empty() {
        *paths = with;
    }
}

impl Run {
    /// Returns the output folder: the one that is set, or Cargo's `OUT_DIR`.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match self.out_dir.clone().or_else(cargo::out_dir) {
            Some(folder) if folder.is_dir() => Ok(folder),
            folder => Err(diagnostic_error(diagnostics::no_out_dir(folder.as_deref()))),
        }
    }

    /// Returns `true` if Cargo is told which files to watch.
    pub(super) fn watches_files(&self) -> bool {
        self.emit_rerun_if_changed && !self.has_descriptors && !self.has_written_set()
    }

    /// Returns `true` if the input is a descriptor set in `OUT_DIR`, which the build script itself has written. As for
    /// descriptors in memory, only their sources count.
    pub(super) fn has_written_set(&self) -> bool {
        let set = self.set.as_deref().filter(|_| self.from_set);
        let set = set.and_then(|set| std::path::absolute(set).ok());
        let out_dir = cargo::out_dir();
        set.zip(out_dir).is_some_and(|(set, out_dir)| set.starts_with(out_dir))
    }

    /// Prints warnings through Cargo.
    pub(super) fn warn(&self, warnings: &Report, origin: &SourcedSchema) {
        if self.emit_rerun_if_changed {
            cargo::warn(&plain(warnings, &origin.sources));
        }
    }
}
