//! The keys of `buf.gen.yaml`, in the versions v1beta1, v1 and v2.

use super::generation::{Generation, InputSetting, PluginSetting};
use super::settings::Version;
use super::{buf_keys, diagnostics, managed, plugins};
use protoward_config::{Node, Section};
use protoward_source::{LocatedText, Report};

pub(super) fn read(document: &Node, report: &mut Report) -> Generation {
    let Some(mut root) = Section::new(document, "", report).map(Section::lenient) else { return Generation::default() };
    let Some(version) = buf_keys::version(&mut root, document, report) else {
        root.allow(&["plugins", "managed", "inputs", "types", "clean", "options"]);
        root.finish(report);
        return Generation::default();
    };
    let nodes = root.list("plugins").unwrap_or_default();
    let plugins = nodes.iter().filter_map(|node| match version {
        Version::V2 => plugins::v2(node, "plugins", report),
        Version::V1 | Version::V1Beta1 => plugins::v1(node, version, report),
    });
    let plugins: Vec<PluginSetting> = plugins.collect();
    if version != Version::V2 && nodes.is_empty() {
        report.push(diagnostics::no_plugins(root.key("plugins").and_then(|key| key.place).unwrap_or(document.place)));
    }
    let mut generation = Generation { plugins, ..Generation::default() };
    match version {
        Version::V2 => {
            generation.managed = root.node("managed").map(|node| managed::v2(node, report)).unwrap_or_default();
            managed::note_unused(&generation.managed, root.key("managed"), report);
            generation.clean = root.boolean("clean").unwrap_or(false);
            let nodes = root.list("inputs").unwrap_or_default();
            generation.inputs = nodes.iter().filter_map(|node| input(node, report)).collect();
        }
        Version::V1 => {
            generation.managed = root.node("managed").map(|node| managed::v1(node, report)).unwrap_or_default();
            managed::note_unused(&generation.managed, root.key("managed"), report);
            generation.types = root.node("types").map(|node| types(node, report)).unwrap_or_default();
        }
        Version::V1Beta1 => {
            let enabled = root.boolean("managed").unwrap_or(false);
            let options = root.node("options");
            generation.managed = options.map(|node| managed::v1beta1(node, report)).unwrap_or_default();
            generation.managed.enabled = enabled;
            managed::note_unused(&generation.managed, root.key("options"), report);
        }
    }
    root.finish(report);
    generation
}

fn types(node: &Node, report: &mut Report) -> Vec<LocatedText> {
    let Some(mut section) = Section::new(node, "types", report).map(Section::lenient) else { return Vec::new() };
    let include = section.strings("include").unwrap_or_default();
    section.finish(report);
    include
}

/// The kinds of inputs: their keys, and the reference format that follows `#`.
const INPUTS: &[(&str, &str)] = &[
    ("directory", "dir"),
    ("proto_file", "protofile"),
    ("git_repo", "git"),
    ("tarball", "tar"),
    ("zip_archive", "zip"),
    ("binary_image", "binpb"),
    ("json_image", "json"),
    ("text_image", "txtpb"),
    ("yaml_image", "yaml"),
];

/// The type of an option.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Flag,
}

/// Options of inputs, and the kinds that support them.
const OPTIONS: &[(&str, Kind, &[&str])] = &[
    ("compression", Kind::Text, &["tarball", "binary_image", "json_image", "text_image", "yaml_image"]),
    ("branch", Kind::Text, &["git_repo"]),
    ("tag", Kind::Text, &["git_repo"]),
    ("commit", Kind::Text, &["git_repo"]),
    ("ref", Kind::Text, &["git_repo"]),
    ("subdir", Kind::Text, &["git_repo", "tarball", "zip_archive"]),
    ("depth", Kind::Number, &["git_repo"]),
    ("recurse_submodules", Kind::Flag, &["git_repo"]),
    ("strip_components", Kind::Number, &["tarball", "zip_archive"]),
    ("include_package_files", Kind::Flag, &["proto_file"]),
];

/// Reads an option as it is written in a reference.
fn option(section: &mut Section<'_>, key: &'static str, kind: Kind) -> Option<LocatedText> {
    let place = section.place(key);
    let text = match kind {
        Kind::Text => return section.string(key),
        Kind::Number => section.number(key)?.to_string(),
        Kind::Flag => section.boolean(key)?.to_string(),
    };
    Some(LocatedText { text, place })
}

pub(super) fn input(node: &Node, report: &mut Report) -> Option<InputSetting> {
    let mut section = Section::new(node, "inputs", report)?.lenient();
    let found: Vec<(&str, &str, LocatedText)> =
        INPUTS.iter().filter_map(|&(key, form)| Some((key, form, section.string(key)?))).collect();
    let module = section.string("module");
    let options: Vec<(&str, &[&str], LocatedText)> =
        OPTIONS.iter().filter_map(|&(key, kind, of)| Some((key, of, option(&mut section, key, kind)?))).collect();
    let setting = |reference| InputSetting {
        reference,
        paths: Vec::new(),
        exclude_paths: Vec::new(),
        types: Vec::new(),
        exclude_types: Vec::new(),
    };
    let mut words = |key| section.strings(key).unwrap_or_default();
    let paths = words("paths");
    let exclude_paths = words("exclude_paths");
    let types = words("types");
    let exclude_types = words("exclude_types");
    section.finish(report);
    for word in module.iter() {
        report.push(diagnostics::module_of_a_registry(word));
    }
    let (key, form, word) = match &found[..] {
        [one] => one.clone(),
        [] if module.is_some() => return None,
        several => {
            let keys: Vec<&str> = INPUTS.iter().map(|(key, _)| *key).collect();
            report.push(if several.is_empty() {
                diagnostics::missing_one_of("inputs", &keys, node.place)
            } else {
                diagnostics::one_of("inputs", &keys, node.place)
            });
            return None;
        }
    };
    let wrong = options.iter().find(|(_, of, _)| !of.contains(&key));
    if let Some((option, _, word)) = wrong {
        report.push(diagnostics::option_of_other_input(option, key, word));
        return None;
    }
    let mut reference = format!("{}#format={form}", word.text);
    for (option, _, value) in &options {
        reference.push_str(&format!(",{option}={}", value.text));
    }
    let reference = LocatedText { text: reference, place: word.place };
    Some(InputSetting { paths, exclude_paths, types, exclude_types, ..setting(reference) })
}
