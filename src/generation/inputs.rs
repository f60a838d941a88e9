//! The inputs of a template.

use std::path::PathBuf;

use super::Wishes;
use protoward_image::select::Types;
use protoward_workspace::OpenOptions;
use protoward_workspace::config::{Generation, InputSetting, Word};

/// One input, with its options and selected types.
pub(super) struct Wanted {
    pub(super) input: String,
    pub(super) options: OpenOptions,
    pub(super) types: Types,
}

/// Returns the inputs of the command line, or else those of the template, or else the working directory.
pub(super) fn wanted(generation: &Generation, wishes: &Wishes<'_>) -> Vec<Wanted> {
    if generation.inputs.is_empty() || wishes.input.is_named() {
        let template = Types { include: texts(&generation.types), exclude: Vec::new() };
        let input = wishes.input.input().to_owned();
        return vec![Wanted { input, options: wishes.input.options(), types: over(&wishes.types, template) }];
    }
    generation.inputs.iter().map(|setting| of_template(setting, wishes)).collect()
}

fn of_template(setting: &InputSetting, wishes: &Wishes<'_>) -> Wanted {
    let mut options = wishes.input.options();
    if options.paths.is_empty() {
        options.paths = paths(&setting.paths);
    }
    if options.exclude_paths.is_empty() {
        options.exclude_paths = paths(&setting.exclude_paths);
    }
    let types = Types { include: texts(&setting.types), exclude: texts(&setting.exclude_types) };
    Wanted { input: setting.reference.text.clone(), options, types: over(&wishes.types, types) }
}

/// Overrides the types of a template by those of flags. Included and excluded types are overridden separately.
fn over(flags: &Types, template: Types) -> Types {
    let first = |flag: &Vec<String>, other: Vec<String>| if flag.is_empty() { other } else { flag.clone() };
    Types { include: first(&flags.include, template.include), exclude: first(&flags.exclude, template.exclude) }
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn paths(words: &[Word]) -> Vec<PathBuf> {
    words.iter().map(|word| PathBuf::from(&word.text)).collect()
}
