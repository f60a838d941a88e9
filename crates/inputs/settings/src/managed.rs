//! Managed mode in the versions of `buf.gen.yaml`; `protoward.toml` uses that of v2.

use super::diagnostics;
use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue as Written, Node, Section};
use protoward_image::managed::{
    Disable, FieldOption, FileOption, JsType, ManagedValue, Optimize, OptionKind, Override, RuleMatcher, Rules,
};
use protoward_source::{LocatedText, Report, tree_path};

pub(super) fn v2(node: &Node, report: &mut Report) -> Rules {
    let Some(mut section) = Section::new(node, "managed", report).map(Section::lenient) else {
        return Rules::default();
    };
    let enabled = section.boolean("enabled").unwrap_or(false);
    let disable = section.list("disable").unwrap_or_default();
    let overrides = section.list("override").unwrap_or_default();
    section.finish(report);
    Rules {
        enabled,
        disable: disable.iter().filter_map(|node| self::disable(node, report)).collect(),
        overrides: overrides.iter().filter_map(|node| override_(node, report)).collect(),
    }
}

/// Warns about values that have no effect because managed mode is not enabled.
pub(super) fn note_unused(rules: &Rules, key: Option<&LocatedText>, report: &mut Report) {
    let has_values = !rules.disable.is_empty() || !rules.overrides.is_empty();
    if let Some(key) = key.filter(|_| has_values && !rules.enabled) {
        report.push(diagnostics::not_enabled(key));
    }
}

fn disable(node: &Node, report: &mut Report) -> Option<Disable> {
    let mut section = Section::new(node, "managed.disable", report)?.lenient();
    let about = about(&mut section, report);
    let file = section.string("file_option");
    let field = section.string("field_option");
    section.finish(report);
    if let (Some(file), Some(_)) = (&file, &field) {
        report.push(diagnostics::one_of_words("managed.disable", &["file_option", "field_option"], file));
        return None;
    }
    if file.is_none() && field.is_none() && about == RuleMatcher::default() {
        report.push(diagnostics::disables_everything(node.place));
        return None;
    }
    if let (Some(word), Some(_)) = (&file, &about.field) {
        report.push(diagnostics::field_of_a_file_option(word));
        return None;
    }
    let file_option = match &file {
        Some(word) => Some(file_option(word, report)?),
        None => None,
    };
    let field_option = match &field {
        Some(word) => Some(field_option(word, report)?),
        None => None,
    };
    Some(Disable { about, file_option, field_option })
}

fn override_(node: &Node, report: &mut Report) -> Option<Override> {
    let mut section = Section::new(node, "managed.override", report)?.lenient();
    let about = about(&mut section, report);
    let file = section.string("file_option");
    let field = section.string("field_option");
    let value = section.node("value");
    section.finish(report);
    let value = value.or_else(|| {
        report.push(diagnostics::missing_key("managed.override", "value", node.place));
        None
    });
    let value = match (&file, &field) {
        (Some(file), Some(_)) => {
            report.push(diagnostics::one_of_words("managed.override", &["file_option", "field_option"], file));
            return None;
        }
        (None, None) => {
            report.push(diagnostics::missing_one_of("managed.override", &["file_option", "field_option"], node.place));
            return None;
        }
        (Some(word), None) => {
            let option = file_option(word, report)?;
            if about.field.is_some() {
                report.push(diagnostics::field_of_a_file_option(word));
                return None;
            }
            file_value(option, value?, report)?
        }
        (None, Some(word)) => {
            field_option(word, report)?;
            ManagedValue::JsType(chosen("jstype", value?, JsType::ALL, JsType::name, report)?)
        }
    };
    Some(Override { about, value })
}

fn about(section: &mut Section<'_>, report: &mut Report) -> RuleMatcher {
    let module = section.string("module");
    let path = section.string("path");
    let field = section.string("field");
    super::buf_rules::names(module.iter(), "module", report);
    let path = path.and_then(|word| match tree_path::normal(&word.text) {
        Some(text) => Some(LocatedText { text, ..word }),
        None => {
            report.push(diagnostics::path_leaves_root(&word));
            None
        }
    });
    RuleMatcher { module: module.map(|word| word.text), path, field }
}

fn file_option(word: &LocatedText, report: &mut Report) -> Option<FileOption> {
    let found = FileOption::by_name(&word.text);
    if found.is_none() {
        report.push(diagnostics::not_one_of("file_option", word, FileOption::ALL.map(FileOption::name)));
    }
    found
}

fn field_option(word: &LocatedText, report: &mut Report) -> Option<FieldOption> {
    if word.text == "jstype" {
        return Some(FieldOption::JsType);
    }
    report.push(diagnostics::not_one_of("field_option", word, ["jstype"]));
    None
}

fn file_value(option: FileOption, node: &Node, report: &mut Report) -> Option<ManagedValue> {
    match (option.kind(), &node.value) {
        (OptionKind::Text, Written::String(text)) => Some(ManagedValue::Text(option, text.clone())),
        (OptionKind::Flag, Written::Boolean(flag)) => Some(ManagedValue::Flag(option, *flag)),
        (OptionKind::Optimize, _) => {
            chosen(option.name(), node, Optimize::ALL, Optimize::name, report).map(ManagedValue::Optimize)
        }
        (OptionKind::Text, _) => wrong(option, "a string", node, report),
        (OptionKind::Flag, _) => wrong(option, "`true` or `false`", node, report),
    }
}

fn wrong<T>(option: FileOption, wanted: &str, node: &Node, report: &mut Report) -> Option<T> {
    report.push(wrong_type(option.name(), wanted, node));
    None
}

fn chosen<T: Copy, const N: usize>(
    key: &str,
    node: &Node,
    all: [T; N],
    name: fn(T) -> &'static str,
    report: &mut Report,
) -> Option<T> {
    let Some(word) = node.string() else {
        report.push(wrong_type(key, "a string", node));
        return None;
    };
    let found = all.into_iter().find(|&it| name(it) == word.text);
    if found.is_none() {
        report.push(diagnostics::not_one_of(key, &word, all.map(name)));
    }
    found
}

/// Reads the three options of v1beta1.
pub(super) fn v1beta1(node: &Node, report: &mut Report) -> Rules {
    let Some(mut section) = Section::new(node, "options", report).map(Section::lenient) else {
        return Rules::default();
    };
    let mut rules = Rules::default();
    flags(&mut section, &[FileOption::CcEnableArenas, FileOption::JavaMultipleFiles], &mut rules);
    if let Some(node) = section.node("optimize_for") {
        let value = chosen("optimize_for", node, Optimize::ALL, Optimize::name, report).map(ManagedValue::Optimize);
        rules.overrides.extend(value.map(everywhere));
    }
    section.finish(report);
    rules
}

/// Reads v1 in terms of v2: a default is a value for all modules, an exception a disabled module.
pub(super) fn v1(node: &Node, report: &mut Report) -> Rules {
    let Some(mut section) = Section::new(node, "managed", report).map(Section::lenient) else {
        return Rules::default();
    };
    let mut rules = Rules { enabled: section.boolean("enabled").unwrap_or(false), ..Rules::default() };
    flags(
        &mut section,
        &[FileOption::CcEnableArenas, FileOption::JavaMultipleFiles, FileOption::JavaStringCheckUtf8],
        &mut rules,
    );
    for by_module in BY_MODULE {
        if let Some(node) = section.node(by_module.key) {
            by_module.read(node, &mut rules, report);
        }
    }
    let files = section.node("override");
    section.finish(report);
    if let Some(node) = files {
        of_files(node, &mut rules, report);
    }
    rules
}

fn everywhere(value: ManagedValue) -> Override {
    Override { about: RuleMatcher::default(), value }
}

fn flags(section: &mut Section<'_>, options: &[FileOption], rules: &mut Rules) {
    for &option in options {
        let flag = section.boolean(option.name());
        rules.overrides.extend(flag.map(|flag| everywhere(ManagedValue::Flag(option, flag))));
    }
}

/// An option that differs by module: its values and the excluded modules.
struct ByModule {
    key: &'static str,
    sets: FileOption,
    leaves: FileOption,
    /// The form of the default value: whether a table has one, whether it is required, and whether a string is one.
    default: Default,
}

#[derive(PartialEq, Eq)]
enum Default {
    No,
    Optional,
    Needed { is_word: bool },
}

const BY_MODULE: &[ByModule] = &[
    ByModule {
        key: "java_package_prefix",
        sets: FileOption::JavaPackagePrefix,
        leaves: FileOption::JavaPackage,
        default: Default::Needed { is_word: true },
    },
    ByModule {
        key: "go_package_prefix",
        sets: FileOption::GoPackagePrefix,
        leaves: FileOption::GoPackage,
        default: Default::Needed { is_word: false },
    },
    ByModule {
        key: "optimize_for",
        sets: FileOption::OptimizeFor,
        leaves: FileOption::OptimizeFor,
        default: Default::Needed { is_word: true },
    },
    ByModule {
        key: "csharp_namespace",
        sets: FileOption::CsharpNamespace,
        leaves: FileOption::CsharpNamespace,
        default: Default::No,
    },
    ByModule {
        key: "ruby_package",
        sets: FileOption::RubyPackage,
        leaves: FileOption::RubyPackage,
        default: Default::No,
    },
    ByModule {
        key: "objc_class_prefix",
        sets: FileOption::ObjcClassPrefix,
        leaves: FileOption::ObjcClassPrefix,
        default: Default::Optional,
    },
];

impl ByModule {
    fn read(&self, node: &Node, rules: &mut Rules, report: &mut Report) {
        let is_word = self.default == Default::Needed { is_word: true };
        if is_word && matches!(node.value, Written::String(_)) {
            rules.overrides.extend(file_value(self.sets, node, report).map(everywhere));
            return;
        }
        let Some(mut section) = Section::new(node, self.key, report).map(Section::lenient) else { return };
        let default = if self.default == Default::No { None } else { section.node("default") };
        if matches!(self.default, Default::Needed { .. }) && default.is_none() {
            report.push(diagnostics::missing_key(self.key, "default", node.place));
        }
        let except = section.strings("except").unwrap_or_default();
        let modules = section.node("override");
        section.finish(report);
        super::buf_rules::names(except.iter(), "except", report);
        rules.overrides.extend(default.and_then(|node| file_value(self.sets, node, report)).map(everywhere));
        let in_module = |word: &LocatedText| RuleMatcher { module: Some(word.text.clone()), ..RuleMatcher::default() };
        rules.disable.extend(except.iter().map(|word| Disable {
            about: in_module(word),
            file_option: Some(self.leaves),
            field_option: None,
        }));
        for (module, node) in modules.map(|node| entries("override", node, report)).unwrap_or_default() {
            super::buf_rules::names([module].into_iter(), "override", report);
            let value = file_value(self.sets, node, report);
            rules.overrides.extend(value.map(|value| Override { about: in_module(module), value }));
        }
    }
}

/// Reads `override: { JAVA_PACKAGE: { a/a.proto: value } }`; every value is a string.
fn of_files(node: &Node, rules: &mut Rules, report: &mut Report) {
    for (name, node) in entries("override", node, report) {
        let Some(option) = FileOption::by_name(&name.text.to_ascii_lowercase()) else {
            report.push(diagnostics::unknown_override(name, FileOption::ALL.map(FileOption::name)));
            continue;
        };
        for (path, node) in entries(&name.text, node, report) {
            let Some(normal) = tree_path::normal(&path.text) else {
                report.push(diagnostics::path_leaves_root(path));
                continue;
            };
            let path = LocatedText { text: normal, place: path.place };
            let about = RuleMatcher { path: Some(path), ..RuleMatcher::default() };
            let flag = match &node.value {
                Written::String(text) if option.kind() == OptionKind::Flag => text.parse().ok(),
                _ => None,
            };
            let value = match flag {
                Some(flag) => Some(ManagedValue::Flag(option, flag)),
                None => file_value(option, node, report),
            };
            rules.overrides.extend(value.map(|value| Override { about, value }));
        }
    }
}

fn entries<'n>(key: &str, node: &'n Node, report: &mut Report) -> Vec<(&'n LocatedText, &'n Node)> {
    match &node.value {
        Written::Table(table) => table.entries.iter().map(|(word, node)| (word, node)).collect(),
        Written::Null => Vec::new(),
        _ => {
            report.push(wrong_type(key, "a table", node));
            Vec::new()
        }
    }
}
