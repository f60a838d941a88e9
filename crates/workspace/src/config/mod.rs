//! The configuration of a repository: `protoward.toml` or `buf.yaml`.
//!
//! In: the text of a configuration file. Out: a checked [`Config`] with the place of every value. The text is first
//! parsed to a [document](Node), which is the same for TOML and YAML, then read (`raw`), then validated (`check`).
//! The module does not depend on schemas, rules or generators.

mod buf_rules;
mod buf_yaml;
mod check;
mod dependencies;
mod diagnostics;
mod document;
mod gen_yaml;
mod generation;
mod ignore;
mod managed;
mod paths;
mod plugins;
mod protoward_toml;
mod raw;
mod remote;
mod section;
mod settings;
mod severity;
mod toml;
mod yaml;

use std::sync::Arc;

pub use document::{ConfigValue, Node, Table};
pub use generation::{Builtin, Generation, InputSetting, PluginSetting, Runs, Strategy};
pub use plugins::is_plugin;
pub use protoward_policy::LocatedText;
pub use section::Section;
pub use settings::{Breaking, Config, Module, Version};
pub use toml::parse as document_from_toml;
pub use yaml::parse as document_from_yaml;

use document::PlaceFactory;
use protoward_deps::Requirement;

use protoward_source::{Place, Report, SourceId, Sources};

/// The file names of configurations, in order of precedence in each folder.
pub const FILE_NAMES: [(&str, Form); 2] = [("protoward.toml", Form::Protoward), ("buf.yaml", Form::Buf)];

/// The file that names the folders of a buf workspace before v2.
pub const WORK_FILE_NAME: &str = "buf.work.yaml";

/// The configuration file of code generation in buf.
pub const GENERATION_FILE_NAME: &str = "buf.gen.yaml";

/// The format of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `protoward.toml`.
    Protoward,
    /// `buf.yaml`.
    Buf,
}

/// Maximum size of a configuration.
const MAX_SIZE: usize = 1 << 20;

/// Adds the text of a configuration to the sources. Returns `None` and reports an error if it is not UTF-8 or too
/// large.
pub fn admit(display: &str, bytes: Vec<u8>, sources: &mut Sources, report: &mut Report) -> Option<SourceId> {
    if bytes.len() > MAX_SIZE {
        report.push(diagnostics::too_large(Place::whole(sources.add(display, display, None))));
        return None;
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(sources.add(display, display, Some(Arc::from(text)))),
        Err(error) => error,
    };
    let valid = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let source = sources.add(display, display, Some(Arc::from(text)));
    report.push(diagnostics::not_utf8(sources.place(source, valid..valid + char::REPLACEMENT_CHARACTER.len_utf8())));
    None
}

/// Reads a configuration. Returns `None` after errors, which are added to `report`.
///
/// ```
/// use protoward_source::{Report, Sources};
/// use protoward_workspace::config::{Form, read};
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
    let raw = match form {
        Form::Protoward => {
            toml::parse(source, sources, &mut problems).map(|document| protoward_toml::read(&document, &mut problems))
        }
        Form::Buf => {
            yaml::parse(source, sources, &mut problems).map(|document| buf_yaml::read(&document, &mut problems))
        }
    };
    let config = raw.map(|raw| check::check(raw, source, &mut problems));
    in_order(config, problems, report)
}

/// Reads only the table `[dependencies]` of a `protoward.toml`. Other keys are not checked: the file of a dependency may
/// be for another version of this program. Returns `None` after errors, which are added to `report`.
pub fn read_dependencies(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Vec<Requirement>> {
    let mut problems = Report::default();
    let document = toml::parse(source, sources, &mut problems);
    let node = document.as_ref().and_then(|document| match &document.value {
        ConfigValue::Table(table) => table.get("dependencies"),
        _ => None,
    });
    let requirements = node.map(|node| dependencies::read(node, &mut problems)).unwrap_or_default();
    in_order(document.is_some().then_some(requirements), problems, report)
}

/// Reads a `buf.gen.yaml`.
///
/// ```
/// use protoward_workspace::config::read_generation;
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
    let managed = config.managed.as_ref().map(|node| managed::v2(node, &mut problems)).unwrap_or_default();
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
            ..Default::default()
        };
        check::check(raw, source, &mut problems)
    });
    in_order(config, problems, report)
}

/// Adds problems to the report in source order.
fn in_order<T>(config: Option<T>, problems: Report, report: &mut Report) -> Option<T> {
    let failed = problems.has_errors();
    let mut problems: Vec<_> = problems.iter().cloned().collect();
    problems.sort_by_key(|problem| problem.place());
    problems.into_iter().for_each(|problem| report.push(problem));
    config.filter(|_| !failed)
}
