//! The inputs of a template, and the settings of the command line that override it.

use std::path::{Path, PathBuf};

use protoward_image::select::Types;
use protoward_inputs::Input;
use protoward_plugin::Limits;
use protoward_settings::{Generation, InputSetting, PluginSetting};
use protoward_source::{Diagnostic, LocatedText, Report};
use protoward_workspace::OpenOptions;

/// The settings of a run that a configuration or a template does not have, or that override it.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// The input, unless a template names others and `is_input_named` is `false`.
    pub input: Input,
    /// The options for opening the input.
    pub options: OpenOptions,
    /// `true` if the input takes the place of those of a template.
    pub is_input_named: bool,
    /// The types to generate from.
    pub types: Types,
    /// The base folder of outputs. If it is empty, the base is the folder of the configuration, or the working directory for a
    /// template.
    pub output: PathBuf,
    /// `true` to let plugins generate imported files too.
    pub include_imports: bool,
    /// `true` to let plugins generate well-known types too.
    pub include_wkt: bool,
    /// `true` to remove files that are not generated from the output folders.
    pub clean: bool,
    /// The limits of plugins, or the reason why they are unknown.
    pub limits: Result<Limits, Box<Diagnostic>>,
}

impl RunSettings {
    /// Returns settings that override nothing.
    pub fn new(input: Input) -> Self {
        Self {
            input,
            options: OpenOptions::default(),
            is_input_named: false,
            types: Types::default(),
            output: PathBuf::new(),
            include_imports: false,
            include_wkt: false,
            clean: false,
            limits: Ok(Limits::default()),
        }
    }

    /// Returns the base folder of the outputs of a configuration in the folder `root`.
    pub(crate) fn base<'a>(&'a self, root: &'a Path) -> &'a Path {
        if self.output.as_os_str().is_empty() { root } else { &self.output }
    }

    /// Returns `true` if a plugin generates code from imports.
    pub(crate) fn needs_imports(&self, generation: &Generation) -> bool {
        self.include_imports || generation.plugins.iter().any(|plugin| plugin.include_imports)
    }
}

/// One input, with its options and selected types.
pub(crate) struct TemplateInput {
    pub(crate) input: Input,
    pub(crate) options: OpenOptions,
    types: Types,
}

impl TemplateInput {
    /// Returns the named input, or else those of the template, or else the default one.
    ///
    /// # Errors
    /// Fails for an invalid reference in the template.
    pub(crate) fn selected(generation: &Generation, settings: &RunSettings) -> Vec<Result<Self, Report>> {
        if generation.inputs.is_empty() || settings.is_input_named {
            let template = Types { include: texts(&generation.types), exclude: Vec::new() };
            let input = settings.input.clone();
            let options = settings.options.clone();
            return vec![Ok(Self { input, options, types: override_types(&settings.types, template) })];
        }
        generation.inputs.iter().map(|setting| Self::from_setting(setting, settings)).collect()
    }

    fn from_setting(setting: &InputSetting, settings: &RunSettings) -> Result<Self, Report> {
        let input = Input::parse(&setting.reference.text);
        let input = input.map_err(|error| Report::from_iter([Diagnostic::from(error)]))?;
        let mut options = settings.options.clone();
        if options.paths.is_empty() {
            options.paths = paths(&setting.paths);
        }
        if options.exclude_paths.is_empty() {
            options.exclude_paths = paths(&setting.exclude_paths);
        }
        let types = Types { include: texts(&setting.types), exclude: texts(&setting.exclude_types) };
        Ok(Self { input, options, types: override_types(&settings.types, types) })
    }

    /// Returns the selected types for a plugin and this input.
    pub(crate) fn types(&self, plugin: &PluginSetting) -> Vec<Types> {
        let own = Types { include: texts(&plugin.types), exclude: texts(&plugin.exclude_types) };
        [self.types.clone(), own].into_iter().filter(|types| !types.is_everything()).collect()
    }
}

/// Overrides the types of a template. Included and excluded types are overridden separately.
fn override_types(types: &Types, template: Types) -> Types {
    let first = |types: &Vec<String>, other: Vec<String>| if types.is_empty() { other } else { types.clone() };
    Types { include: first(&types.include, template.include), exclude: first(&types.exclude, template.exclude) }
}

fn texts(words: &[LocatedText]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn paths(words: &[LocatedText]) -> Vec<PathBuf> {
    words.iter().map(|word| PathBuf::from(&word.text)).collect()
}
