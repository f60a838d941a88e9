//! One plugin of a configuration: an entry of `plugins` in a `buf.gen.yaml` of any version, or a table `[[generate]]`.

use std::path::Path;

use super::generation::{Builtin, PluginSetting, Runs, Strategy};
use super::settings::Version;
use super::{diagnostics, remote};
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::paths::shown;
use protoward_source::{LocatedText, Report};

/// The name of the table in messages.
const NAME: &str = "plugins";

/// Built-in protoc plugins that a `[[generate]]` table can name in `plugin`.
const BUILT_IN: [&str; 5] = ["google-rust", "grpc_python", "pyi", "python", "rust-grpc"];

/// Generators that need all files in one call.
const WHOLE: [&str; 4] = [OPENAPI, "google-rust", "rust", "rust-grpc"];

/// Reads a plugin of `version: v2`, or of a `[[generate]]` table, which has the same form.
pub(super) fn v2(node: &Node, name: &'static str, report: &mut Report) -> Option<PluginSetting> {
    if name == "generate" && is_openapi(node) {
        return openapi(node, name, report);
    }
    let mut section = Section::new(node, name, report)?.lenient();
    let local = section.string_or_strings("local");
    let builtin = section.string("protoc_builtin");
    let named = (name == "generate" && is_named(node)).then(|| section.string("plugin")).flatten();
    let remote = section.string("remote");
    let protoc_path = section.string_or_strings("protoc_path");
    let revision = section.number("revision").is_some();
    let include_imports = section.boolean("include_imports");
    let include_wkt = section.boolean("include_wkt");
    let types = section.strings("types");
    let exclude_types = section.strings("exclude_types");
    let common = Common::read(&mut section, node, report);
    section.finish(report);
    let count = usize::from(!local.is_empty()) + usize::from(builtin.is_some()) + usize::from(remote.is_some());
    let count = count + usize::from(named.is_some());
    if revision && remote.is_none() {
        report.push(diagnostics::revision_of_local(node.place));
    }
    let runs = match (local.first(), builtin.or(named), remote) {
        _ if count > 1 => {
            report.push(diagnostics::one_of(name, &["local", "protoc_builtin", "remote"], node.place));
            None
        }
        (Some(_), ..) => {
            if let Some(path) = protoc_path.first() {
                report.push(diagnostics::not_with_local("protoc_path", path));
            }
            Some(Runs::Program(local))
        }
        (None, Some(name), _) => Some(Runs::Builtin(Builtin { name, protoc: protoc_path })),
        (None, None, Some(remote)) => {
            report.push(remote::refused(&remote));
            None
        }
        (None, None, None) => {
            report.push(diagnostics::missing_one_of(name, &["local", "protoc_builtin"], node.place));
            None
        }
    };
    if include_wkt == Some(true) && include_imports != Some(true) {
        report.push(diagnostics::wkt_without_imports(node.place));
    }
    let mut setting = common?.setting(node, runs?);
    setting.include_imports = include_imports.unwrap_or(false);
    setting.include_wkt = include_wkt.unwrap_or(false);
    setting.types = types.unwrap_or_default();
    setting.exclude_types = exclude_types.unwrap_or_default();
    Some(setting)
}

/// Reads a plugin of `version: v1`, or of `version: v1beta1`, which has fewer keys.
pub(super) fn v1(node: &Node, version: Version, report: &mut Report) -> Option<PluginSetting> {
    let mut section = Section::new(node, NAME, report)?.lenient();
    let name = section.string("name");
    let mut plugin = None;
    let mut path = Vec::new();
    let mut protoc = Vec::new();
    if version == Version::V1Beta1 {
        path.extend(section.string("path"));
    } else {
        plugin = section.string("plugin");
        path = section.string_or_strings("path");
        protoc = section.string_or_strings("protoc_path");
        // A local plugin has no revision.
        section.number("revision");
    }
    let common = Common::read(&mut section, node, report);
    section.finish(report);
    let named = match (plugin, name) {
        (Some(_), Some(_)) => {
            report.push(diagnostics::one_of(NAME, &["plugin", "name"], node.place));
            return None;
        }
        (None, None) => {
            report.push(diagnostics::missing_one_of(NAME, &["plugin", "name"], node.place));
            return None;
        }
        (Some(named), None) | (None, Some(named)) => named,
    };
    if named.text.contains('/') {
        report.push(remote::refused(&named));
        return None;
    }
    let runs = if path.is_empty() { Runs::Named(Builtin { name: named, protoc }) } else { Runs::Program(path) };
    Some(common?.setting(node, runs))
}

/// The keys that all versions have.
struct Common {
    out: LocatedText,
    options: Vec<String>,
    strategy: Strategy,
}

impl Common {
    fn read(section: &mut Section<'_>, node: &Node, report: &mut Report) -> Option<Self> {
        let out = section.string("out");
        let options = section.string_or_strings("opt");
        let strategy = section.string("strategy");
        if section.is_unset("out") || out.as_ref().is_some_and(|out| out.text.is_empty()) {
            report.push(diagnostics::missing_key("plugins", "out", node.place));
        }
        let strategy = match strategy {
            None => Strategy::default(),
            Some(word) => match Strategy::ALL.into_iter().find(|(name, _)| *name == word.text) {
                Some((_, strategy)) => strategy,
                None => {
                    report.push(diagnostics::not_one_of("strategy", &word, Strategy::ALL.map(|(name, _)| name)));
                    return None;
                }
            },
        };
        let options = options.into_iter().map(|word| word.text).collect();
        Some(Self { out: out.filter(|out| !out.text.is_empty())?, options, strategy })
    }

    fn setting(self, node: &Node, runs: Runs) -> PluginSetting {
        let Self { out, options, strategy } = self;
        // A document contains a whole package, and a crate all files, even if they are in several folders.
        let is_whole = matches!(&runs, Runs::Builtin(builtin) if WHOLE.contains(&builtin.name.text.as_str()));
        let strategy = if is_whole { Strategy::All } else { strategy };
        PluginSetting {
            place: node.place,
            runs,
            out,
            options,
            strategy,
            include_imports: false,
            include_wkt: false,
            types: Vec::new(),
            exclude_types: Vec::new(),
        }
    }
}

/// Returns `true` if a `[[generate]]` table names a plugin, or a built-in generator that takes descriptors.
pub fn is_plugin(node: &Node) -> bool {
    let ConfigValue::Table(table) = &node.value else { return false };
    ["local", "protoc_builtin", "remote"].iter().any(|key| table.get(key).is_some())
        || is_named(node)
        || is_openapi(node)
}

/// The name of the OpenAPI generator in every configuration format.
const OPENAPI: &str = "openapi";

/// Returns `true` for a `[[generate]]` table with `plugin = "openapi"`.
fn is_openapi(node: &Node) -> bool {
    let ConfigValue::Table(table) = &node.value else { return false };
    let is_named = |node: &Node| matches!(&node.value, ConfigValue::String(name) if name == OPENAPI);
    table.get("plugin").is_some_and(is_named)
}

/// Reads a `[[generate]]` table with `plugin = "openapi"`: its settings become the parameter of the generator, which
/// validates them.
fn openapi(node: &Node, name: &'static str, report: &mut Report) -> Option<PluginSetting> {
    const TEXTS: [&str; 11] = [
        "format",
        "openapi",
        "per",
        "file",
        "naming",
        "title",
        "version",
        "description",
        "duplicates",
        "service_yaml",
        "error_body",
    ];
    const LISTS: [(&str, &str); 3] =
        [("servers", "server"), ("security", "security"), ("ignored_parameters", "ignored_parameters")];
    let mut section = Section::new(node, name, report)?;
    let plugin = section.string("plugin")?;
    let mut options: Vec<String> =
        TEXTS.iter().filter_map(|key| Some(format!("{key}={}", escaped(&section.string(key)?.text)))).collect();
    options.extend(section.boolean("unbound").map(|is_set| format!("unbound={is_set}")));
    for (key, option) in LISTS {
        let words = section.string_or_strings(key);
        options.extend(words.iter().map(|word| format!("{option}={}", escaped(&word.text))));
    }
    let types = section.strings("types");
    let exclude_types = section.strings("exclude_types");
    let common = Common::read(&mut section, node, report);
    section.finish(report);
    let mut setting = common?.setting(node, Runs::Builtin(Builtin { name: plugin, protoc: Vec::new() }));
    setting.options.extend(options);
    setting.types = types.unwrap_or_default();
    setting.exclude_types = exclude_types.unwrap_or_default();
    Some(setting)
}

impl PluginSetting {
    /// Makes paths in the settings of `plugin = "openapi"` relative to the current folder. In a configuration, they are
    /// relative to its folder.
    pub fn locate_files(&mut self, folder: &Path) {
        let is_openapi = matches!(&self.runs, Runs::Builtin(builtin) if builtin.name.text == OPENAPI);
        if !is_openapi || folder.as_os_str().is_empty() {
            return;
        }
        for option in &mut self.options {
            let Some(path) = option.strip_prefix(SERVICE_YAML).filter(|path| Path::new(path).is_relative()) else {
                continue;
            };
            *option = format!("{SERVICE_YAML}{}{path}", escaped(&shown(&folder.join("")).to_string()));
        }
    }
}

/// The setting of a file that the generator of OpenAPI reads.
const SERVICE_YAML: &str = "service_yaml=";

/// Escapes a value in a parameter, where commas separate settings.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace(',', "\\,")
}

/// Returns `true` if `plugin` is one of [`BUILT_IN`].
fn is_named(node: &Node) -> bool {
    let ConfigValue::Table(table) = &node.value else { return false };
    let plugin = table.get("plugin").and_then(Node::string);
    plugin.is_some_and(|plugin| BUILT_IN.contains(&plugin.text.as_str()))
}
