//! The configuration of a repository: `protoward.toml` or `buf.yaml`.
//!
//! In: the text of a configuration file. Out: a checked [`Config`] with the place of every value. The text is first
//! parsed to a [document](Node), which is the same for TOML and YAML, then read (`raw`), then validated (`check`).
//! The crate does not depend on schemas, the code of rules or generators.

mod against;
mod approvals;
mod buf_keys;
mod buf_rules;
mod buf_yaml;
mod check;
mod check_plugin;
pub mod codes;
mod consumers;
mod deprecation;
mod diagnostics;
mod gen_yaml;
mod generation;
mod governed;
mod ignore;
mod keys;
mod lint;
mod managed;
mod plugins;
mod policies;
mod policy_file;
mod protoward_toml;
mod raw;
mod remote;
mod settings;
mod severity;
mod stability;
mod yaml;

pub use approvals::ApprovalsSetting;
pub use check::different_names;
pub use check_plugin::{CheckPluginSetting, PluginCommand};
pub use consumers::ConsumerEntry;
pub use deprecation::DeprecationSetting;
pub use generation::{Builtin, Generation, InputSetting, PluginSetting, Runs, Strategy};
pub use keys::KeyPlaces;
pub use plugins::is_plugin;
pub use protoward_config::{ConfigValue, Node, Section, admit};
pub use settings::{Breaking, Config, Lint, LintOptions, Module, PolicyRules, PolicySetting, Version};
pub use stability::{LevelRules, StabilityLevel, StabilitySetting};
pub use yaml::parse as document_from_yaml;

use protoward_config::{document_from_toml, in_order};
use protoward_source::{Report, SourceId, Sources};

/// The file names of configurations, in order of precedence in each folder.
pub const FILE_NAMES: [(&str, Form); 2] = [("protoward.toml", Form::Protoward), ("buf.yaml", Form::Buf)];

/// The file that names the folders of a buf workspace before v2.
pub const WORK_FILE_NAME: &str = "buf.work.yaml";

/// The configuration file of code generation in buf.
pub const GENERATION_FILE_NAME: &str = "buf.gen.yaml";

/// The format of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The format of `protoward.toml`: TOML, with sections that buf does not have.
    Protoward,
    /// The format of `buf.yaml`: YAML, with the meaning that it has in buf.
    Buf,
}

/// Reads a configuration. Returns `None` after errors, which are added to `report`.
///
/// ```
/// use protoward_source::{Report, Sources};
/// use protoward_settings::{Form, read};
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let text = "[[module]]\npath = \"proto\"\n\n[breaking]\nuse = [\"WIRE\"]\n";
/// let source = sources.add("protoward.toml", "protoward.toml", Some(text.into()));
/// let config = read(Form::Protoward, source, &sources, &mut report).expect("it is right");
/// assert_eq!(config.modules[0].path.text, "proto");
/// assert_eq!(config.breaking.settings.use_[0].text, "WIRE");
/// ```
pub fn read(form: Form, source: SourceId, sources: &Sources, report: &mut Report) -> Option<Config> {
    let mut problems = Report::default();
    let document = match form {
        Form::Protoward => document_from_toml(source, sources, &mut problems),
        Form::Buf => yaml::parse(source, sources, &mut problems),
    };
    let raw = document.map(|document| {
        let raw = match form {
            Form::Protoward => protoward_toml::read(&document, sources, &mut problems),
            Form::Buf => buf_yaml::read(&document, &mut problems),
        };
        raw::RawConfig { keys: KeyPlaces::of(&document), ..raw }
    });
    let config = raw.map(|raw| check::check(raw, source, &mut problems));
    in_order(config, problems, report)
}

/// Reads a `buf.gen.yaml`.
///
/// ```
/// use protoward_settings::read_generation;
/// use protoward_source::Report;
/// use protoward_source::Sources;
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let text = "version: v2\nplugins:\n  - local: protoc-gen-es\n    out: gen\n    opt: target=ts\n";
/// let source = sources.add("buf.gen.yaml", "buf.gen.yaml", Some(text.into()));
/// let generation = read_generation(source, &sources, &mut report).expect("it is right");
/// assert_eq!(generation.plugins[0].options, ["target=ts"]);
/// ```
pub fn read_generation(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Generation> {
    let mut problems = Report::default();
    let document = yaml::parse(source, sources, &mut problems);
    let generation =
        document.map(|document| Generation { source: Some(source), ..gen_yaml::read(&document, &mut problems) });
    in_order(generation, problems, report)
}

/// Returns the plugins in the `[[generate]]` tables of a `protoward.toml`, with its `[managed]` section.
pub fn plugins_of(config: &Config, report: &mut Report) -> Option<Generation> {
    let mut problems = Report::default();
    let tables = config.generate.iter().filter(|node| plugins::is_plugin(node));
    let plugins = tables.filter_map(|node| plugins::v2(node, "generate", &mut problems)).collect();
    let managed = config.managed.clone();
    let generation = Generation { source: config.source, plugins, managed, ..Generation::default() };
    in_order(Some(generation), problems, report)
}

/// Reads a `buf.work.yaml`, with its folders as modules.
pub fn read_work(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Config> {
    let mut problems = Report::default();
    let document = yaml::parse(source, sources, &mut problems);
    let directories = document.map(|document| buf_yaml::read_work(&document, &mut problems));
    let config = directories.map(|directories| {
        let modules = directories.into_iter().map(|path| raw::RawModule { path: Some(path), ..Default::default() });
        let raw = raw::RawConfig {
            form: Some(Form::Buf),
            version: Version::V1,
            modules: modules.collect(),
            lint: Some(buf_yaml::default_lint(Version::V1)),
            ..Default::default()
        };
        check::check(raw, source, &mut problems)
    });
    in_order(config, problems, report)
}
