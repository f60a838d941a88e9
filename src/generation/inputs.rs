//! The inputs of a template.

use std::path::PathBuf;

use super::Overrides;
use protoward_image::select::Types;
use protoward_workspace::OpenOptions;
use protoward_workspace::config::{Generation, InputSetting, LocatedText};

/// One input, with its options and selected types.
pub(super) struct TemplateInput {
    pub(super) input: String,
    pub(super) options: OpenOptions,
    pub(super) types: Types,
}

/// Returns the inputs of the command line, or else those of the template, or else the working directory.
pub(super) fn selected(generation: &Generation, overrides: &Overrides<'_>) -> Vec<TemplateInput> {
    if generation.inputs.is_empty() || overrides.input.is_named() {
        let template = Types { include: texts(&generation.types), exclude: Vec::new() };
        let input = overrides.input.input().to_owned();
        return vec![TemplateInput {
            input,
            options: overrides.input.options(),
            types: override_types(&overrides.types, template),
        }];
    }
    generation.inputs.iter().map(|setting| from_setting(setting, overrides)).collect()
}

fn from_setting(setting: &InputSetting, overrides: &Overrides<'_>) -> TemplateInput {
    let mut options = overrides.input.options();
    if options.paths.is_empty() {
        options.paths = paths(&setting.paths);
    }
    if options.exclude_paths.is_empty() {
        options.exclude_paths = paths(&setting.exclude_paths);
    }
    let types = Types { include: texts(&setting.types), exclude: texts(&setting.exclude_types) };
    TemplateInput { input: setting.reference.text.clone(), options, types: override_types(&overrides.types, types) }
}

/// Overrides the types of a template by those of flags. Included and excluded types are overridden separately.
fn override_types(flags: &Types, template: Types) -> Types {
    let first = |flag: &Vec<String>, other: Vec<String>| if flag.is_empty() { other } else { flag.clone() };
    Types { include: first(&flags.include, template.include), exclude: first(&flags.exclude, template.exclude) }
}

fn texts(words: &[LocatedText]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn paths(words: &[LocatedText]) -> Vec<PathBuf> {
    words.iter().map(|word| PathBuf::from(&word.text)).collect()
}
