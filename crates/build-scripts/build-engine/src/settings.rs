//! The settings of a run, from the options that a build script has recorded.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use super::cargo;
use super::extras::{FullSettings, ServiceExtras};
use super::run::Run;
use protoward_build_protocol::{
    Comments as CommentsOption, Error, OptionValue as NamedValue, Options, Runtime as RuntimeOption, ServiceOptions,
    Value, to_path,
};
use protoward_rust::additions::Additions;
use protoward_rust::additions::custom::CustomCode;
use protoward_rust::{Comments, OptionValue, OptionValues, Plugin, Runtime, RustSettings, Services, SetOptionError};

impl Run {
    /// Returns the run with these settings. `custom` are generators of additional code.
    ///
    /// # Errors
    /// Returns an error if the generator has no option of a name, or if the option takes another kind of value.
    pub(super) fn new(options: &Options, custom: Vec<Arc<dyn CustomCode>>) -> Result<Self, Error> {
        let values = values(options).map_err(|why| Error::new(why.to_string()))?;
        Ok(Self {
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
            settings: settings(options, &values),
            embeds_set: values.is_set("file_descriptor_set"),
            additions: additions(&values),
            custom,
            extras: extras(options, &values),
            module_tree: values.get("module_tree").is_none_or(OptionValue::flag),
        })
    }
}

/// Reads the options by the table of the generator.
fn values(options: &Options) -> Result<OptionValues, SetOptionError> {
    let plugin = if options.services.is_some() { Plugin::Tonic } else { Plugin::Prost };
    let mut values = OptionValues::default();
    for NamedValue { name, value } in &options.values {
        let value = value.as_ref().ok_or_else(|| SetOptionError::Unknown { name: name.clone() })?;
        values.set(name, option_value(value), plugin)?;
    }
    Ok(values)
}

fn option_value(value: &Value) -> OptionValue {
    match value {
        Value::Flag(flag) => OptionValue::Flag(*flag),
        Value::Text(text) => OptionValue::Text(text.clone()),
        Value::List(list) => OptionValue::List(list.items.clone()),
        Value::Pairs(pairs) => {
            OptionValue::Pairs(pairs.items.iter().map(|pair| (pair.path.clone(), pair.value.clone())).collect())
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

fn settings(options: &Options, values: &OptionValues) -> RustSettings {
    let mut settings = RustSettings::default();
    settings.services = options.services.as_ref().map(|_| Services::default());
    values.apply(&mut settings);
    settings.not_copied = options.not_copied.iter().cloned().collect();
    settings.comments = match options.comments() {
        CommentsOption::Rustdoc => Comments::Rustdoc,
        CommentsOption::Prost => Comments::Prost,
        CommentsOption::Omitted => Comments::None,
    };
    for (services, options) in settings.services.iter_mut().zip(&options.services) {
        services.disable_comments.clone_from(&options.disable_comments);
    }
    settings
}

fn additions(values: &OptionValues) -> Additions {
    let mut additions = values.additions();
    additions.json.is_enabled |= ["connect", "rest", "rest_client"].into_iter().any(|option| values.is_set(option));
    additions
}

fn extras(options: &Options, values: &OptionValues) -> FullSettings {
    FullSettings {
        custom_options: values.list("custom_options").to_vec(),
        services: options.services.as_ref().map(|services| service_extras(services, values)).unwrap_or_default(),
        provides: values.text("provides").map(str::to_owned),
        provided_by: options.provided_by.iter().map(|list| to_path(list)).collect(),
    }
}

fn service_extras(options: &ServiceOptions, values: &OptionValues) -> ServiceExtras {
    ServiceExtras {
        modules: values.is_set("service_modules"),
        in_process_client: values.is_set("in_process_client"),
        mock_server: values.is_set("mock_server"),
        connect: values.is_set("connect"),
        rest: values.is_set("rest"),
        rest_client: values.is_set("rest_client"),
        service_yaml: path(options.service_yaml.as_deref()),
        unbound: values.is_set("unbound"),
        ignored_parameters: values.list("ignored_parameters").to_vec(),
        error_body: values.text("error_body").map(str::to_owned),
        config: path(options.service_config.as_deref()),
    }
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
