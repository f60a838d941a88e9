//! Managed mode for one file: sets the options that the rules ask for, and removes the locations of those that changed.

use super::option::FileOption;
use super::options::Options;
use super::places::{self, OptionPath};
use super::rules::{ManagedFile, ManagedValue, Rules};
use super::{fields, names};
use protoward_schema::Edition;
use protoward_schema::wire::{Field, WireReader, WireValue as Wire, Writer};

/// The field numbers of options and source info in a file.
const OPTIONS: u32 = 8;
const SOURCE_INFO: u32 = 9;

/// Applies the rules to a serialized file descriptor; `None` if nothing changes. `module` is the module of the file.
/// The caller must leave out well-known types.
///
/// ```
/// use protoward_image::managed::{Rules, apply};
/// let file = b"\x0a\x07a.proto\x12\x04acme";
/// let managed = apply(&Rules { enabled: true, ..Rules::default() }, None, file).expect("it has no options yet");
/// assert!(managed.windows(8).any(|bytes| bytes == b"com.acme"));
/// ```
pub fn apply(rules: &Rules, module: Option<&str>, descriptor: &[u8]) -> Option<Vec<u8>> {
    if !rules.enabled {
        return None;
    }
    let file = File::read(descriptor)?;
    let place = ManagedFile { path: file.path, module };
    let mut gone: Vec<OptionPath> = Vec::new();
    let with_fields = fields::apply(rules, place, descriptor, &mut gone);
    let descriptor = with_fields.as_deref().unwrap_or(descriptor);
    let mut options = Options::new(file.options);
    Managed { rules, place, package: file.package, edition: file.edition }.set(&mut options);
    let changed = options.changed.iter().filter_map(|&number| i32::try_from(number).ok());
    gone.extend(changed.map(|number| vec![OPTIONS as i32, number]));
    if gone.is_empty() && options.changed.is_empty() && with_fields.is_none() {
        return None;
    }
    gone.sort_unstable();
    Some(assembled(descriptor, &options.into_bytes(), &gone))
}

/// The properties of a file that rules match.
struct File<'a> {
    path: &'a str,
    package: &'a str,
    options: Option<&'a [u8]>,
    edition: Edition,
}

impl<'a> File<'a> {
    fn read(descriptor: &'a [u8]) -> Option<Self> {
        let mut file = File { path: "", package: "", options: None, edition: Edition::PROTO2 };
        for field in WireReader::new(descriptor) {
            match field.ok()? {
                Field { number: 1, value: Wire::Bytes(text), .. } => file.path = std::str::from_utf8(text).ok()?,
                Field { number: 2, value: Wire::Bytes(text), .. } => file.package = std::str::from_utf8(text).ok()?,
                Field { number: OPTIONS, value: Wire::Bytes(bytes), .. } => file.options = Some(bytes),
                Field { number: 14, value: Wire::Varint(edition), .. } => file.edition = Edition(edition as i32),
                _ => {}
            }
        }
        Some(file)
    }
}

/// Returns the file with these options, without the locations of changed options in `gone`.
fn assembled(descriptor: &[u8], options: &[u8], gone: &[OptionPath]) -> Vec<u8> {
    let mut writer = Writer::default();
    let mut written = options.is_empty();
    for field in WireReader::new(descriptor).map_while(Result::ok) {
        if field.number >= OPTIONS && !written {
            writer.bytes(OPTIONS, options);
            written = true;
        }
        match field.value {
            _ if field.number == OPTIONS => {}
            Wire::Bytes(info) if field.number == SOURCE_INFO => {
                writer.bytes(SOURCE_INFO, &places::without(info, gone));
            }
            _ => writer.raw(field.raw),
        }
    }
    if !written {
        writer.bytes(OPTIONS, options);
    }
    writer.into_bytes()
}

/// The options of one file.
struct Managed<'a> {
    rules: &'a Rules,
    place: ManagedFile<'a>,
    package: &'a str,
    edition: Edition,
}

/// The parts of a string option: a complete value, or the prefix and suffix of a value derived from the package.
#[derive(Default)]
struct Parts {
    value: String,
    prefix: String,
    suffix: String,
}

/// A string option: its number, and the rules for its value, prefix and suffix.
struct TextOption {
    number: u32,
    value: FileOption,
    prefix: Option<FileOption>,
    suffix: Option<FileOption>,
}

const fn whole(number: u32, value: FileOption) -> TextOption {
    TextOption { number, value, prefix: None, suffix: None }
}

impl Managed<'_> {
    fn set(&self, options: &mut Options) {
        self.set_java(options);
        let package = self.package;
        let path = self.place.path;
        let value = |value: String| Parts { value, ..Parts::default() };
        let by_package = |make: &dyn Fn() -> String| value(if package.is_empty() { String::new() } else { make() });
        let go = TextOption { prefix: Some(FileOption::GoPackagePrefix), ..whole(11, FileOption::GoPackage) };
        self.text(options, &go, Parts::default(), |prefix, _| Some(names::go_package(prefix, package, path)));
        let objc = by_package(&|| names::objc_class_prefix(package));
        self.text(options, &whole(36, FileOption::ObjcClassPrefix), objc, |_, _| None);
        let csharp =
            TextOption { prefix: Some(FileOption::CsharpNamespacePrefix), ..whole(37, FileOption::CsharpNamespace) };
        self.text(options, &csharp, by_package(&|| names::csharp_namespace("", package)), |prefix, _| {
            self.of_package(|package| names::csharp_namespace(prefix, package))
        });
        self.text(options, &whole(39, FileOption::SwiftPrefix), Parts::default(), |_, _| None);
        let php = by_package(&|| names::php_namespace(package));
        self.text(options, &whole(41, FileOption::PhpNamespace), php, |_, _| None);
        let metadata = TextOption {
            suffix: Some(FileOption::PhpMetadataNamespaceSuffix),
            ..whole(44, FileOption::PhpMetadataNamespace)
        };
        let default = by_package(&|| names::php_metadata_namespace(package, "GPBMetadata"));
        self.text(options, &metadata, default, |_, suffix| {
            self.of_package(|package| names::php_metadata_namespace(package, suffix))
        });
        let ruby = TextOption { suffix: Some(FileOption::RubyPackageSuffix), ..whole(45, FileOption::RubyPackage) };
        self.text(options, &ruby, by_package(&|| names::ruby_package(package, "")), |_, suffix| {
            self.of_package(|package| names::ruby_package(package, suffix))
        });
        if self.edition < Edition::E2026 {
            self.flag(options, Flag { number: 31, option: FileOption::CcEnableArenas, default: true, unset: true });
        }
        self.optimize_for(options);
    }

    fn set_java(&self, options: &mut Options) {
        let java = TextOption {
            prefix: Some(FileOption::JavaPackagePrefix),
            suffix: Some(FileOption::JavaPackageSuffix),
            ..whole(1, FileOption::JavaPackage)
        };
        let default = Parts { prefix: "com".to_owned(), ..Parts::default() };
        self.text(options, &java, default, |prefix, suffix| {
            self.of_package(|package| names::dotted(prefix, package, suffix))
        });
        let name = Parts { value: names::java_outer_classname(self.place.path), ..Parts::default() };
        self.text(options, &whole(8, FileOption::JavaOuterClassname), name, |_, _| None);
        // Edition 2024 has removed the option.
        if self.edition < Edition::E2024 {
            self.flag(options, Flag { number: 10, option: FileOption::JavaMultipleFiles, default: true, unset: false });
        }
        let check = FileOption::JavaStringCheckUtf8;
        self.flag(options, Flag { number: 27, option: check, default: false, unset: false });
    }

    fn of_package(&self, make: impl FnOnce(&str) -> String) -> Option<String> {
        (!self.package.is_empty()).then(|| make(self.package))
    }

    fn text(
        &self,
        options: &mut Options,
        option: &TextOption,
        default: Parts,
        around: impl FnOnce(&str, &str) -> Option<String>,
    ) {
        if self.rules.is_disabled(self.place, option.value) {
            return;
        }
        let parts = self.parts(option, default);
        let text = match &parts {
            Parts { value, .. } if !value.is_empty() => Some(value.clone()),
            Parts { prefix, suffix, .. } if prefix.is_empty() && suffix.is_empty() => None,
            Parts { prefix, suffix, .. } => around(prefix, suffix),
        };
        if let Some(text) = text.filter(|text| options.text(option.number).unwrap_or_default() != *text) {
            options.set_text(option.number, &text);
        }
    }

    /// Applies the rules of a string option in order. A complete value replaces an earlier prefix and suffix, and vice
    /// versa.
    fn parts(&self, option: &TextOption, default: Parts) -> Parts {
        let admits = |part: Option<FileOption>| part.is_some_and(|part| !self.rules.is_disabled(self.place, part));
        let with_prefix = admits(option.prefix);
        let with_suffix = admits(option.suffix);
        let mut parts = default;
        if !with_prefix {
            parts.prefix.clear();
        }
        if !with_suffix {
            parts.suffix.clear();
        }
        for value in self.rules.of_file(self.place) {
            let ManagedValue::Text(about, text) = value else { continue };
            let text = text.clone();
            if *about == option.value {
                parts = Parts { value: text, ..Parts::default() };
            } else if with_prefix && Some(*about) == option.prefix {
                parts = Parts { prefix: text, suffix: parts.suffix, value: String::new() };
            } else if with_suffix && Some(*about) == option.suffix {
                parts = Parts { suffix: text, prefix: parts.prefix, value: String::new() };
            }
        }
        parts
    }

    fn flag(&self, options: &mut Options, flag: Flag) {
        let Flag { number, option, default, unset } = flag;
        if self.rules.is_disabled(self.place, option) {
            return;
        }
        let said = self.rules.of_file(self.place).filter_map(|value| match value {
            ManagedValue::Flag(about, flag) if *about == option => Some(*flag),
            _ => None,
        });
        let value = said.last().unwrap_or(default);
        if options.number(number).map_or(unset, |number| number != 0) != value {
            options.set_number(number, value.into());
        }
    }

    fn optimize_for(&self, options: &mut Options) {
        const NUMBER: u32 = 9;
        const SPEED: u64 = 1;
        if self.rules.is_disabled(self.place, FileOption::OptimizeFor) {
            return;
        }
        let said = self.rules.of_file(self.place).filter_map(|value| match value {
            ManagedValue::Optimize(value) => Some(*value as u64),
            _ => None,
        });
        let value = said.last().unwrap_or(SPEED);
        if options.number(NUMBER).unwrap_or(SPEED) != value {
            options.set_number(NUMBER, value as i32);
        }
    }
}

/// A boolean option that managed mode sets.
struct Flag {
    number: u32,
    option: FileOption,
    /// The value without a rule.
    default: bool,
    /// The value of an unset option.
    unset: bool,
}
