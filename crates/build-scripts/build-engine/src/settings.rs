//! The settings of a run, from the options that a build script has recorded.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use super::cargo;
use super::extras::{FullSettings, ServiceExtras};
use super::run::Run;
use protoward_build_protocol::{
    Attribute, Comments as CommentsOption, Options, Runtime as RuntimeOption, ServiceAdditions,
    ServiceAttributes as AttributesOption, ServiceOptions, to_path,
};
use protoward_rust::additions::custom::CustomCode;
use protoward_rust::additions::{Additions, fields, json, validate};
use protoward_rust::{Comments, PathMap, Runtime, RustSettings, ServiceAttributes, Services};

impl Run {
    /// Returns the run with these settings. `custom` are generators of additional code.
    pub(super) fn new(options: &Options, custom: Vec<Arc<dyn CustomCode>>) -> Self {
        Self {
            out_dir: path(options.out_dir.as_deref()),
            set: path(options.file_descriptor_set_path.as_deref()),
            from_set: options.skip_protoc_run,
            skip_source_info: options.skip_source_info,
            include_file: path(options.include_file.as_deref()),
            includes: include_folders(options.protoc_args.iter().map(|argument| to_path(argument).into())),
            common_protos: options.common_protos,
            dependencies: path(options.dependencies.as_deref()),
            emit_rerun_if_changed: options.emit_rerun_if_changed.unwrap_or_else(cargo::is_started_by_cargo),
            has_descriptors: false,
            runtime: options.runtime.map(|_| runtime(options.runtime())),
            settings: settings(options),
            embeds_set: options.file_descriptor_set,
            additions: additions(options),
            custom,
            extras: extras(options),
            module_tree: options.module_tree.unwrap_or(true),
        }
    }
}

fn path(bytes: Option<&[u8]>) -> Option<PathBuf> {
    bytes.map(to_path)
}

/// Returns the include folders among arguments for `protoc`: `-Ifolder`, `--proto_path=folder`, or a flag followed by the
/// folder.
fn include_folders(arguments: impl Iterator<Item = OsString>) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut folders_follow = false;
    for argument in arguments {
        let text = argument.to_str().unwrap_or_default();
        if std::mem::take(&mut folders_follow) {
            folders.extend(std::env::split_paths(&argument));
        } else if ["-I", "--proto_path"].contains(&text) {
            folders_follow = true;
        } else if let Some(list) = text.strip_prefix("--proto_path=").or_else(|| text.strip_prefix("-I")) {
            folders.extend(std::env::split_paths(list).filter(|folder| !folder.as_os_str().is_empty()));
        }
    }
    folders
}

fn runtime(option: RuntimeOption) -> Runtime {
    let is_same = |runtime: &Runtime| runtime.prost() == option.prost() && runtime.tonic() == option.tonic();
    Runtime::ALL.into_iter().find(is_same).unwrap_or_default()
}

fn settings(options: &Options) -> RustSettings {
    let mut settings = RustSettings::default();
    settings.boxed = paths(&options.boxed);
    settings.btree_map = paths(&options.btree_map);
    settings.bytes = paths(&options.bytes);
    settings.disable_comments = paths(&options.disable_comments);
    settings.skip_debug = paths(&options.skip_debug);
    settings.type_attributes = attributes(&options.type_attributes);
    settings.message_attributes = attributes(&options.message_attributes);
    settings.enum_attributes = attributes(&options.enum_attributes);
    settings.field_attributes = attributes(&options.field_attributes);
    settings.type_name_domains = attributes(&options.type_name_domains);
    settings.extern_paths = pairs(&options.extern_paths);
    settings.not_copied = options.not_copied.iter().cloned().collect();
    settings.compile_well_known_types = options.compile_well_known_types;
    settings.enable_type_names = options.enable_type_names;
    settings.retain_enum_prefix = options.retain_enum_prefix;
    settings.attribute_origins = options.attribute_origins;
    settings.prost_names = options.prost_names;
    settings.utf8_none_as_string = options.utf8_none_as_string;
    settings.prost_path.clone_from(&options.prost_path);
    settings.prost_types_path.clone_from(&options.prost_types_path);
    settings.default_package_filename.clone_from(&options.default_package_filename);
    settings.comments = match options.comments() {
        CommentsOption::Rustdoc => Comments::Rustdoc,
        CommentsOption::Prost => Comments::Prost,
        CommentsOption::Omitted => Comments::None,
    };
    settings.services = options.services.as_ref().map(services);
    settings
}

fn services(options: &ServiceOptions) -> Services {
    let mut services = Services::default();
    let switches = [
        (&mut services.build_client, options.build_client),
        (&mut services.build_server, options.build_server),
        (&mut services.build_transport, options.build_transport),
        (&mut services.use_arc_self, options.use_arc_self),
        (&mut services.generate_default_stubs, options.generate_default_stubs),
        (&mut services.with_extended_rust_types, options.with_extended_rust_types),
        (&mut services.emit_package, options.emit_package),
    ];
    switches.into_iter().for_each(|(switch, option)| *switch = option.unwrap_or(*switch));
    services.codec_path.clone_from(&options.codec_path);
    options.proto_path.iter().for_each(|path| services.proto_path.clone_from(path));
    services.disable_comments.clone_from(&options.disable_comments);
    services.client_attributes = service_attributes(&options.client_attributes);
    services.server_attributes = service_attributes(&options.server_attributes);
    services
}

fn service_attributes(options: &AttributesOption) -> ServiceAttributes {
    let AttributesOption { modules, structs, traits } = options;
    ServiceAttributes { modules: pairs(modules), structs: pairs(structs), traits: pairs(traits) }
}

fn additions(options: &Options) -> Additions {
    let added = options.services.as_ref().map(|services| &services.additions);
    let has_rest = added.is_some_and(|added| added.rest || added.connect || added.rest_client);
    Additions {
        json: json::JsonSettings {
            is_enabled: options.json || has_rest,
            emit_defaults: options.json_emit_defaults,
            enum_numbers: options.json_enum_numbers,
            feature: options.json_feature.clone(),
            ignore_unknown: options.json_ignore_unknown,
            proto_names: options.json_proto_names,
            ..json::JsonSettings::default()
        },
        fields: fields::FieldsSettings {
            open_enums: options.open_enums.clone(),
            setters: options.setters.clone(),
            attributes: pairs(&options.field_type_attributes),
            unknown_fields: options.unknown_fields.clone(),
            extensions: options.extensions.clone(),
        },
        validate: validate::ValidateSettings { is_enabled: options.validate },
        runtime_path: options.runtime_path.clone(),
    }
}

fn extras(options: &Options) -> FullSettings {
    let added = options.services.as_ref().map(|services| &services.additions);
    FullSettings {
        custom_options: options.custom_options.clone(),
        services: added.map(service_extras).unwrap_or_default(),
        provides: options.provides.clone(),
        provided_by: options.provided_by.iter().map(|list| to_path(list)).collect(),
    }
}

fn service_extras(added: &ServiceAdditions) -> ServiceExtras {
    ServiceExtras {
        modules: added.service_modules,
        in_process_client: added.in_process_client,
        mock_server: added.mock_server,
        connect: added.connect,
        rest: added.rest,
        rest_client: added.rest_client,
        service_yaml: path(added.service_yaml.as_deref()),
        unbound: added.unbound,
        ignored_parameters: added.ignored_parameters.clone(),
        error_body: added.error_body.clone(),
        config: path(added.service_config.as_deref()),
    }
}

fn paths(paths: &[String]) -> PathMap<()> {
    paths.iter().map(|path| (path.as_str(), ())).collect()
}

fn attributes(attributes: &[Attribute]) -> PathMap<String> {
    attributes.iter().map(|attribute| (attribute.path.as_str(), attribute.value.clone())).collect()
}

fn pairs(attributes: &[Attribute]) -> Vec<(String, String)> {
    attributes.iter().map(|attribute| (attribute.path.clone(), attribute.value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_same_runtimes() {
        let options =
            [RuntimeOption::Prost013Tonic012, RuntimeOption::Prost013Tonic013, RuntimeOption::Prost014Tonic014];
        assert_eq!(options.map(runtime), Runtime::ALL);
    }

    #[test]
    fn reads_include_folders_from_protoc_arguments() {
        let arguments =
            ["-Ia", "--fatal_warnings", "-I", "b", "--proto_path", "c", "--proto_path=d", "--proto_path=", "e"];
        let folders = include_folders(arguments.into_iter().map(OsString::from));
        assert_eq!(folders, ["a", "b", "c", "d"].map(PathBuf::from));
    }
}
